"""CSV that no spreadsheet runs, JSON Lines that lose nothing."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasty_works import LIBRARY, library_of, work
from sourcebook.model.fields import BY_NAME
from sourcebook.model.work import Origin, raw_fields, read_work
from sourcebook.render.tables import COLUMNS, SCHEMA, csv_carries, write_csv, write_jsonl


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_first_row_names_the_columns() -> None:
    assert write_csv(library_of()) == ",".join(COLUMNS) + "\n"


def test_a_row_has_the_fields_and_lists_joined() -> None:
    (row,) = rows(
        write_csv(
            library_of(
                work(
                    "k",
                    "One.\n\nTwo.",
                    type="book",
                    title='A "quoted", title',
                    author=[{"family": "Roe", "given": "Ann"}, {"family": "王", "given": "小明"}],
                    issued="2019-11/2020-01",
                    keywords=["a", "b"],
                    relations=[{"type": "rebuts", "target": "x"}],
                )
            )
        )
    )
    assert {name: value for name, value in row.items() if value} == {
        "key": "k",
        "type": "book",
        "title": 'A "quoted", title',
        "authors": "Roe, Ann; 王小明",
        "issued": "2019-11/2020-01",
        "year": "2019–2020",
        "keywords": "a; b",
        "relations": "rebuts: x",
        "annotation": "One.\n\nTwo.",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_starts_a_formula(start: str) -> None:
    (row,) = rows(write_csv(library_of(work("k", f"{start}note", title=f" {start}SUM(A1)"))))
    assert (row["title"], row["annotation"]) == (f"'{start}SUM(A1)", f"'{start}note")


@given(st.text(), st.text())
def test_whatever_the_text_there_is_one_row_and_no_formula(title: str, annotation: str) -> None:
    (row,) = rows(write_csv(library_of(work("k", annotation, title=title))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_columns_carry_what_they_name() -> None:
    assert [csv_carries(name) for name in ("title", "author", "viewpoint", "editor", "authors", "strange")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert {name for name in BY_NAME if csv_carries(name)} == (set(COLUMNS) & set(BY_NAME)) | {"author"}


def test_json_lines_give_every_work_back() -> None:
    for line, one in zip(write_jsonl(LIBRARY).splitlines(), LIBRARY.works.values(), strict=True):
        said = json.loads(line)
        assert list(said) == ["schema", "key", "fields", "annotation", "outlet", "year"]
        assert said["schema"] == SCHEMA
        assert said["fields"] == raw_fields(one)
        assert read_work(said["key"], said["fields"], said["annotation"], Origin())[0] == one
