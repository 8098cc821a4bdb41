"""RIS: the tags that reference managers read, one value to a line."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasty_works import LIBRARY, library_of, work
from sourcebook.model.fields import BY_NAME, TYPES
from sourcebook.model.ris_table import NOTES, REFERENCE_TYPES, TAGS
from sourcebook.render.ris import carries, write_ris

LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)")


def records(text: str) -> list[list[tuple[str, str]]]:
    """The records as tags and values; a line that is neither is a failure."""
    read: list[list[tuple[str, str]]] = []
    for line in text.split("\n"):
        match = LINE.fullmatch(line)
        if not match:
            assert line == ""
        elif match[1] == "TY":
            read.append([(match[1], match[2])])
        else:
            read[-1].append((match[1], match[2]))
    return read


def ris(annotation: str = "", **fields: Any) -> list[tuple[str, str]]:
    (record,) = records(write_ris(library_of(work("k", annotation, **fields))))
    return record


def values(record: list[tuple[str, str]], tag: str) -> list[str]:
    return [value for name, value in record if name == tag]


def test_a_record_begins_with_its_type_and_ends() -> None:
    text = write_ris(library_of(work("k", type="report", title="T")))
    assert text == "TY  - RPRT\nID  - k\nTI  - T\nER  - \n"


def test_every_type_has_its_reference_type_and_every_tag_its_field() -> None:
    assert set(REFERENCE_TYPES) == TYPES
    assert set(TAGS) | set(NOTES) <= set(BY_NAME)


@pytest.mark.parametrize(
    ("issued", "year", "date"),
    [
        ("2022-05-24", ["2022"], ["2022/05/24/"]),
        ("2022-05", ["2022"], ["2022/05//"]),
        ("2022", ["2022"], ["2022///"]),
        ("2021-22", ["2021"], ["2021///2021-22"]),
        ("2022~", ["2022"], ["2022///2022~"]),
        ("2019-11/2020-01", ["2019"], ["2019/11//2019-11 to 2020-01"]),
        ("../2020", [], ["///.. to 2020"]),
        ("195X", [], ["///195X"]),
        ("-0043", [], ["///-0043"]),
        ("once/twice", [], ["///once-twice"]),
    ],
)
def test_dates_are_numbers_and_what_numbers_cannot_say(issued: str, year: list[str], date: list[str]) -> None:
    record = ris(type="book", issued=issued)
    assert (values(record, "PY"), values(record, "DA")) == (year, date)


def test_names_stand_one_to_a_line_family_first() -> None:
    record = ris(
        author=[
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"family": "King", "given": "Martin", "suffix": "Jr."},
            {"literal": "Health Office"},
            {"family": "王", "given": "小明"},
        ],
        translator=[{"family": "Roe", "given": "Ann"}],
    )
    assert values(record, "AU") == [
        "van Beethoven, Ludwig",
        "King, Martin, Jr.",
        "Health Office",
        "王, 小明",
    ]
    assert values(record, "A4") == ["Roe, Ann"]


def test_our_own_fields_are_labelled_notes() -> None:
    record = ris(
        "An annotation.\n\nIn two parts.",
        viewpoint="one",
        role="report",
        content_note="Photographs.",
        title_romanized="Biaoti",
        relations=[{"type": "rebuts", "target": "a"}],
    )
    assert values(record, "N1") == [
        "Rebuts: a",
        "Romanised title: Biaoti",
        "Content note: Photographs.",
        "Viewpoint: one",
        "Role: report",
        "An annotation. In two parts.",
    ]


def test_pages_addresses_and_keywords_have_their_tags() -> None:
    record = ris(page="12-34", URL="https://e.org/a%20b", url_mirror="https://m.org", DOI="10.1/x", keywords=["a", "b"])
    assert [values(record, tag) for tag in ("SP", "EP", "UR", "DO", "KW")] == [
        ["12"],
        ["34"],
        ["https://e.org/a%20b", "https://m.org"],
        ["10.1/x"],
        ["a", "b"],
    ]


def test_the_nasty_works_are_one_record_each() -> None:
    read = records(write_ris(LIBRARY))
    assert [values(record, "ID") for record in read] == [[key] for key in LIBRARY.works]
    assert all(record[-1] == ("ER", "") for record in read)


@given(st.text(), st.text())
def test_no_value_breaks_out_of_its_line(title: str, annotation: str) -> None:
    record = ris(annotation, type="book", title=title)
    assert [tag for tag, _ in record if tag not in ("TI", "N1")] == ["TY", "ID", "ER"]


def test_what_has_no_tag_is_known_beforehand() -> None:
    assert [carries(name) for name in ("title", "relations", "viewpoint", "provenance", "director", "strange")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
