"""An edit of YAML by values changes the lines that it must, and no others."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.store.plain_yaml import read_mapping
from sourcebook.store.yaml_lines import updated, written

TEXT = """\
# 名单, by hand
title: 读 Rivers   # what readers see
sections:
# before the exam
- week: 1
  date: 2027-01-11   # a Monday
  items:
  # opens the course
  - key: a
    importance: essential  # really
  - b
  # about c
  - key: c

# after it
- week: 2
  items:
    - {key: d}
    - key: e
# the end
"""


def items(raw: Any, section: int) -> Any:
    return raw["sections"][section]["items"]


def move(raw: Any) -> None:
    items(raw, 1).append(items(raw, 0).pop(0))


@pytest.mark.parametrize(
    ("change", "gone", "new"),
    [
        (
            lambda raw: raw["sections"][0].update(date="2027-02-01"),
            ["  date: 2027-01-11   # a Monday"],
            ["  date: 2027-02-01   # a Monday"],
        ),
        (lambda raw: items(raw, 0).append({"key": "z", "note": "y: x"}), [], ["  - key: z", "    note: 'y: x'"]),
        (lambda raw: items(raw, 1).append({"key": "z"}), [], ["    - key: z"]),
        (lambda raw: items(raw, 0).pop(2), ["  # about c", "  - key: c"], []),
        (lambda raw: items(raw, 0)[0].update(key="A"), ["  - key: a"], ["  - key: A"]),
        (lambda raw: items(raw, 0).__setitem__(1, "B"), ["  - b"], ["  - B"]),
        (lambda raw: items(raw, 1)[0].update(key="D"), ["    - {key: d}"], ["    - key: D"]),
        (lambda raw: items(raw, 1).clear(), ["  items:", "    - {key: d}", "    - key: e"], ["  items: []"]),
        (lambda raw: raw["sections"].append({"week": "3", "items": []}), [], ["- week: 3", "  items: []"]),
        (lambda raw: raw.update(term="Spring"), [], ["term: Spring"]),
        (
            move,
            ["  - key: a", "    importance: essential  # really"],
            ["    - key: a", "      importance: essential  # really"],
        ),
    ],
)
def test_only_lines_that_must_change_do(change: Callable[[Any], object], gone: list[str], new: list[str]) -> None:
    wanted = copy.deepcopy(read_mapping(TEXT)[0])
    change(wanted)
    made = updated(TEXT, wanted)
    assert read_mapping(made)[0] == wanted
    before, after = TEXT.splitlines(), made.splitlines()
    left = list(before)
    came = [line for line in after if line not in left or left.remove(line)]  # type: ignore[func-returns-value] # in place
    assert (left, came) == (gone, new)


def test_items_in_another_order_keep_their_lines_and_comments() -> None:
    wanted = copy.deepcopy(read_mapping(TEXT)[0])
    items(wanted, 0).reverse()
    made = updated(TEXT, wanted)
    assert sorted(made.splitlines()) == sorted(TEXT.splitlines())
    assert made.index("# about c") < made.index("- key: c") < made.index("- b") < made.index("# really")


def test_odd_layouts_lose_their_layout_and_no_value() -> None:
    text = "# kept\n{title: a, sections: [{week: '1', items: [a]}]}\n"
    wanted: Any = {"title": "b", "sections": [{"week": "1", "items": ["a", {"key": "b"}]}]}
    made = updated(text, wanted)
    assert read_mapping(made)[0] == wanted
    assert made.startswith("# kept\n")


def test_line_ends_of_windows_stay() -> None:
    assert updated("title: a\r\nterm: b\r\n", {"title": "c", "term": "b"}) == "title: c\r\nterm: b\r\n"


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x85\u2028\u2029"), max_size=8)
ITEMS = st.lists(WORDS | st.dictionaries(WORDS, WORDS | st.lists(WORDS, max_size=2), max_size=3), max_size=4)
LISTS = st.dictionaries(
    WORDS, WORDS | st.lists(st.dictionaries(WORDS, WORDS | ITEMS, max_size=3), max_size=3), max_size=4
)


@given(LISTS, LISTS)
def test_any_values_can_take_the_place_of_any_others(now: Any, wanted: Any) -> None:
    text = written(now)
    assert read_mapping(text)[0] == now
    assert read_mapping(updated(text, wanted))[0] == wanted
    assert updated(text, now) == text
