"""Lists are read as they were typed; what is wrong in one is told with its line, and costs nothing else."""

import pytest

from sourcebook.model.syllabus import ListItem, ListSection, Syllabus
from sourcebook.store.syllabi import is_list_name, read_list

WHOLE = b"""\
title: Rivers
minutes-cap: 90
edition: 2026-autumn
sections:
- week: 1
  date: 2027-01-11
  topic: High water
  items:
  - key: okafor2019alder
    importance: essential
    locator: pp. 3-9
    minutes: 40
    prompt: Why?
    note: For all.
    instructor-note: For us.
    read-with: lindqvist2020critique
  - tanaka2022damu
- topic: All of it
  query: lang:ja
"""


def test_a_whole_list_is_read() -> None:
    reading = read_list(WHOLE, "spring")
    item = ListItem(
        "okafor2019alder",
        "essential",
        "pp. 3-9",
        40,
        "Why?",
        "For all.",
        "For us.",
        ("lindqvist2020critique",),
        line=9,
    )
    first = ListSection("1", "2027-01-11", "High water", items=(item, ListItem("tanaka2022damu", line=17)), line=5)
    second = ListSection(topic="All of it", query="lang:ja", line=18)
    assert reading.problems == ()
    assert reading.syllabus == Syllabus("spring", "Rivers", edition="2026-autumn", cap=90, sections=(first, second))
    assert reading.syllabus.keys == ("okafor2019alder", "lindqvist2020critique", "tanaka2022damu")
    assert (first.label, second.label) == ("Week 1: High water", "All of it")


@pytest.mark.parametrize(
    ("text", "line", "rule", "words"),
    [
        ("title: a\ntitel: b\n", 2, "unknown-list-field", "no field 'titel'"),
        ("title: [a]\n", 1, "bad-list", "title has to be one string"),
        ("locale: xx_\n", 1, "bad-list", "language tag"),
        ("minutes-cap: an hour\n", 1, "bad-list", "number of minutes"),
        ("minutes-cap: ²\n", 1, "bad-list", "number of minutes"),
        ("sections: week 1\n", 1, "bad-list", "sections is a list"),
        ("sections:\n- week 1\n", 2, "bad-list", "A section is a mapping"),
        ("sections:\n- week: 1\n  date: soon\n", 3, "bad-list", "no EDTF date"),
        ("sections:\n- query: '(a'\n", 2, "bad-list", "query: "),
        ("sections:\n- query: a\n  items: [b]\n", 2, "bad-list", "not both"),
        ("sections:\n- items:\n  - key: a\n  - note: x\n", 4, "bad-list", "An item names a work"),
        ("sections:\n- items:\n  - {key: a, importance: must}\n", 3, "bad-list", "importance is essential"),
        ("sections:\n- items:\n  - key: a\n    read-with: {b: c}\n", 4, "bad-list", "read-with is a key"),
        ("title: a\ntitle: b\n", 2, "duplicate-field", "a second time"),
        ("title: a\n<<<<<<< ours\n", 2, "conflict-markers", "conflict markers"),
        ("title: *a\n", 1, "yaml-syntax", ""),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, rule: str, words: str) -> None:
    problems = read_list(text.encode(), "spring").problems
    assert [(one.place.path, one.place.line, one.rule) for one in problems] == [
        ("library/lists/spring.yaml", line, rule)
    ]
    assert words in problems[0].message


def test_a_file_in_another_encoding_is_told() -> None:
    assert [str(one.place) for one in read_list("title: a\nterm: é\n".encode("latin-1"), "x").problems] == [
        "library/lists/x.yaml:2"
    ]


def test_what_is_wrong_with_an_item_costs_no_other() -> None:
    text = "sections:\n- date: soon\n  items: [{note: x}, {key: b, minutes: long, note: y}]\n"
    (section,) = read_list(text.encode(), "spring").syllabus.sections
    assert section.items == (ListItem("b", note="y", line=3),)


def test_a_name_is_a_plain_word() -> None:
    assert is_list_name("spring-2027")
    assert not any(map(is_list_name, ("../x", "", ".x", "a/b", "ü")))
