from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sourcebook.model.names import Name
from sourcebook.model.problems import Place, Severity
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work
from sourcebook.store.codec import is_key, read, read_bytes, update, write
from strategies import ANNOTATIONS, KNOWN_FIELDS, RAW_FIELDS, UNKNOWN_FIELDS, WORKS

SHIPPED = Path(__file__).parents[3] / "library" / "works"

RECORD = """\
---
# What the work is.
type: report            # a CSL type
title:   'The Dam:   A Study'

author:
  - family: Okafor      # as printed
    given: Ngozi
  -   {literal: "Ministry of Water"}
publisher: >-
  Institute
  for Rivers

# When it came out.
issued: "2019-03-14"
URL: https://e.example/?a=b#c
x-own:
    nested: {deep: [1, two]}
keywords: [fish,   silt]   # two are enough
# The end.
---

A study.

With two paragraphs.
"""
ODD = [
    RECORD,
    RECORD.replace("\n", "\r\n"),
    "\ufeff" + RECORD,
    "\n \n" + RECORD,
    RECORD.rstrip("\n"),
    RECORD.replace("---\n", "---  \n"),
    "---\n---\n",
    "---\n---",
    "---\ntitle: a\n---",
    "---\n{type: report, title: a}\n---\nText.\n",
    "---\n? title\n: a\ntype: report\n---\n",
    "---\ntitle: |\n  a\n  # no comment\n\n\n# a comment\ntype: report\n---\n",
    "---\ntitle: a\u2028  b\ntype: 'c\x85  d'\n---\n",
    "---\ntitle: a\n---\nSome text\n---\nunder a rule, and *more*.\n",
]


def work_of(text: str, key: str = "a") -> Work:
    reading = read(text, path=f"library/works/{key}.md", key=key)
    assert reading.work is not None, reading.problems
    return reading.work


def with_raw(work: Work, raw: dict[str, Raw]) -> Work:
    return read_work(work.key, raw, work.annotation, work.origin)[0]


def problem_of(data: bytes, key: str = "a") -> tuple[str, int, bool]:
    """The rule and line of the one problem of a record, and whether the work can be read all the same."""
    reading = read_bytes(data, path=f"library/works/{key}.md", key=key)
    (problem,) = reading.problems
    assert problem.severity is Severity.ERROR
    assert (problem.place.path, problem.key) == (f"library/works/{key}.md", key)
    return problem.rule, problem.place.line, reading.work is not None


@given(WORKS)
def test_any_work_reads_back_as_it_was_written(work: Work) -> None:
    assume("key" not in work.fields)
    text = write(work)
    assert work_of(text, work.key) == work
    assert write(work_of(text, work.key)) == text


@given(WORKS)
def test_any_record_survives_the_bytes_of_its_file(work: Work) -> None:
    reading = read_bytes(write(work).encode(), path="a.md", key=work.key)
    assert reading.work == work


@pytest.mark.parametrize("text", ODD)
def test_a_record_updated_with_its_own_work_is_the_same_to_the_byte(text: str) -> None:
    assert update(text, work_of(text)) == text


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.md")), ids=lambda path: path.stem)
def test_every_shipped_record_is_the_same_after_reading_and_writing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert update(text, work_of(text, path.stem)) == text
    assert work_of(write(work_of(text, path.stem)), path.stem) == work_of(text, path.stem)


@given(st.sampled_from(ODD), KNOWN_FIELDS | UNKNOWN_FIELDS)
def test_an_update_reads_back_as_wanted_whatever_was_put_in(text: str, field: tuple[str, Raw]) -> None:
    name, value = field
    work = work_of(text)
    wanted = with_raw(work, raw_fields(work) | {name: value})
    assert work_of(update(text, wanted)) == wanted


@given(st.sampled_from(ODD), ANNOTATIONS)
def test_an_update_of_the_annotation_reads_back_as_wanted(text: str, annotation: str) -> None:
    wanted = work_of(text)._replace(annotation=annotation)
    assert work_of(update(text, wanted)) == wanted


@given(RAW_FIELDS, RAW_FIELDS, ANNOTATIONS)
def test_any_record_can_be_updated_to_any_work(before: dict[str, Raw], after: dict[str, Raw], annotation: str) -> None:
    assume("key" not in before.keys() | after.keys())
    text = write(read_work("a", before, "Before.", Origin())[0])
    wanted = read_work("a", after, annotation, Origin())[0]
    assert work_of(update(text, wanted)) == wanted


@pytest.mark.parametrize("name", raw_fields(work_of(RECORD)))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_removed_field_takes_only_its_own_lines(name: str, end: str) -> None:
    text = RECORD.replace("\n", end)
    raw = raw_fields(work_of(text))
    del raw[name]
    updated = update(text, with_raw(work_of(text), raw))
    assert raw_fields(work_of(updated)) == raw
    gone = [line for line in text.split(end) if line not in updated.split(end)]
    assert [line for line in updated.split(end) if line not in text.split(end)] == []
    assert gone[0].startswith(name)
    assert all(line.startswith(" ") for line in gone[1:])


@pytest.mark.parametrize(
    ("name", "value", "was", "now"),
    [
        ("type", "book", "type: report            # a CSL type\n", "type: book            # a CSL type\n"),
        ("type", "a # b", "type: report            # a CSL type\n", "type: 'a # b'            # a CSL type\n"),
        ("type", "", "type: report            # a CSL type\n", "type: ''            # a CSL type\n"),
        ("title", "The Dam", "title:   'The Dam:   A Study'\n", "title: The Dam\n"),
        ("issued", "2019", 'issued: "2019-03-14"\n', "issued: 2019\n"),
        ("publisher", "A: B", "publisher: >-\n  Institute\n  for Rivers\n", "publisher: 'A: B'\n"),
        ("x-own", "flat", "x-own:\n    nested: {deep: [1, two]}\n", "x-own: flat\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_changed_field_changes_only_its_own_lines(name: str, value: str, was: str, now: str, end: str) -> None:
    text = RECORD.replace("\n", end)
    work = work_of(text)
    wanted = with_raw(work, raw_fields(work) | {name: value})
    assert was in RECORD
    assert update(text, wanted) == RECORD.replace(was, now).replace("\n", end)


def test_a_new_field_stands_where_the_table_puts_it_and_an_unknown_one_last() -> None:
    work = work_of(RECORD)
    wanted = with_raw(work, raw_fields(work) | {"DOI": "10.5555/a", "x-new": "b", "x-newer": "c", "genre": "study"})
    assert update(RECORD, wanted) == (
        RECORD.replace("# a CSL type\n", "# a CSL type\ngenre: study\n")
        .replace('issued: "2019-03-14"\n', 'issued: "2019-03-14"\nDOI: 10.5555/a\n')
        .replace("# two are enough\n", "# two are enough\nx-new: b\nx-newer: c\n")
    )


def test_a_new_annotation_leaves_the_facts_alone() -> None:
    work = work_of(RECORD)
    facts = RECORD[: RECORD.index("\nA study.")]
    assert update(RECORD, work._replace(annotation="One.\n\nTwo.")) == f"{facts}One.\n\nTwo.\n"
    assert update(RECORD, work._replace(annotation="")) == facts
    crlf = RECORD.replace("\n", "\r\n")
    assert update(crlf, work_of(crlf)._replace(annotation="One.\nTwo.")).endswith("\r\n---\r\nOne.\r\nTwo.\r\n")


def test_line_ends_make_no_other_work() -> None:
    assert work_of(RECORD.replace("\n", "\r\n")) == work_of(RECORD)


def test_a_record_that_cannot_be_read_is_not_updated() -> None:
    with pytest.raises(ValueError, match="can be read"):
        update("no record", Work(key="a"))


def test_names_dates_and_lines_are_read_from_the_record() -> None:
    work = work_of(RECORD)
    assert work.authors == (Name(family="Okafor", given="Ngozi"), Name(literal="Ministry of Water"))
    assert work.text("publisher") == "Institute for Rivers"
    assert work.annotation == "A study.\n\nWith two paragraphs."
    assert work.origin.place("issued") == Place(path="library/works/a.md", line=15)
    assert work_of("\n\n" + RECORD).origin.lines["type"] == 5


def test_a_canonical_record_holds_one_field_a_line_in_the_order_of_the_table() -> None:
    raw: dict[str, Raw] = {
        "x-own": "b",
        "issued": "2022-05-24",
        "title": "no",
        "author": [{"literal": "Board"}],
        "type": "book",
    }
    work, _ = read_work("a", raw, "Text.", Origin())
    assert write(work) == (
        "---\ntype: book\ntitle: no\nauthor:\n- {literal: Board}\nissued: 2022-05-24\nx-own: b\n---\nText.\n"
    )
    assert write(work._replace(annotation="", fields={})) == "---\n---\n"


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b"---\ntitle: a\nissued: b: c\n---\n", "yaml-syntax", 3),
        (b"---\ntitle: a\nauthor:\n\t- b\n---\n", "yaml-syntax", 4),
        (b"---\ntitle: a\ntitle: b\n---\n", "duplicate-field", 3),
        (b"---\ntitle: &a b\ntype: *a\n---\n", "yaml-alias", 2),
        (b"---\ntitle: a\n<<<<<<< HEAD\ntype: b\n=======\ntype: c\n>>>>>>> other\n---\n", "conflict-markers", 3),
        (b"---\ntitle: a\n---\nText\n>>>>>>> other\n", "conflict-markers", 5),
        (b"", "no-front-matter", 1),
        (b"title: a\n", "no-front-matter", 1),
        (b"---\ntitle: a\n", "no-front-matter", 1),
        (b"---\rtitle: a\r---\r", "line-endings", 1),
        (b"# A heading\n\n---\ntitle: a\n---\n", "no-front-matter", 1),
        (b"---\n- a\n---\n", "yaml-syntax", 2),
        (b"---\ntitle: a\n---\ntitle: b\n---\n", "two-documents", 4),
        (b"---\ntitle: a\n---\n\n---\ntype: report\n---\nText\n", "two-documents", 5),
        (b"---\ntitle: a\xff\n---\n", "bad-encoding", 2),
        (b"---\ntitle: a\ntype: caf\xe9\n---\n", "bad-encoding", 3),
        ("---\ntitle: a\n---\n".encode("utf-16"), "bad-encoding", 1),
        (b"---\ntitle: a\ntype: \x07\n---\n", "yaml-syntax", 3),
        (b"\x00" * 1000, "no-front-matter", 1),
    ],
)
def test_a_record_that_cannot_be_read_is_a_problem_with_its_line(data: bytes, rule: str, line: int) -> None:
    reading = read_bytes(data, path="library/works/a.md", key="a")
    assert reading.work is None
    assert (rule, line) in [(problem.rule, problem.place.line) for problem in reading.problems]
    assert len(reading.problems) == 1 or rule == "line-endings"


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b"\xef\xbb\xbf---\ntitle: a\n---\n", "byte-order-mark", 1),
        (b"---\ntitle: a\r\n---\n", "line-endings", 2),
        (b"---\ntitle: a\nissued: May 2022\n---\n", "bad-date", 3),
        (b"---\ntitle:\n- a\n---\n", "wrong-type", 2),
        (b"---\ntitle: a\nkeywords: b\n---\n", "wrong-type", 3),
        (b"---\ntitle: a\nkey: b\n---\n", "key-mismatch", 3),
        (b"---\ntitle: a\nkey: [a]\n---\n", "key-mismatch", 3),
    ],
)
def test_a_fault_that_hides_nothing_is_a_problem_beside_the_work(data: bytes, rule: str, line: int) -> None:
    assert problem_of(data) == (rule, line, True)


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda data: b"---\n" + data + b"\n---\n" + data))
def test_any_bytes_are_a_work_or_problems(data: bytes) -> None:
    reading = read_bytes(data, path="a.md", key="a")
    assert reading.work is not None or reading.problems
    assert all(problem.place.line >= 1 for problem in reading.problems)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("okafor2019alder", True),
        ("A.b_c-1", True),
        ("9", True),
        *((text, False) for text in ("", ".", "..", "-a", "_a", "a/b", "../a", "a b", "é", "a\n", "水库", "a\0")),
    ],
)
def test_a_key_is_ascii_and_no_path(text: str, answer: bool) -> None:
    assert is_key(text) is answer
