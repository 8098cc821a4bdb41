"""Edits of lists, from values to values."""

from datetime import date
from typing import Any

import pytest

from sourcebook.errors import BadValue, NotListed
from sourcebook.model.list_edits import moved_item, rekeyed, rolled, told, with_items, without_items


def raw(*sections: Any) -> dict[str, Any]:
    return {"title": "Rivers", "sections": list(sections)}


TWO = raw({"week": "1", "items": ["a", {"key": "b", "note": "x"}]}, {"week": "2", "items": [{"key": "c"}]})


def test_other_keys_are_written_wherever_a_list_names_a_work() -> None:
    before = raw({"note": "a", "items": ["a", {"key": "a", "read-with": "b"}, {"key": "c", "read-with": ["a", "b"]}]})
    after = raw({"note": "a", "items": ["z", {"key": "z", "read-with": "b"}, {"key": "c", "read-with": ["z", "b"]}]})
    assert rekeyed(before, {"a": "z"}) == after
    assert rekeyed(before, {"y": "z"}) == before


def test_an_item_goes_to_the_end_of_its_section_or_into_a_new_one() -> None:
    assert with_items(TWO, 1, [{"key": "d"}])["sections"][0]["items"][-1] == {"key": "d"}  # type: ignore[index, call-overload] # raw values
    assert with_items(raw(), 1, [{"key": "d"}]) == raw({"week": "1", "items": [{"key": "d"}]})
    with pytest.raises(BadValue, match="sections 1 to 2, and no section 4"):
        with_items(TWO, 4, [{"key": "d"}])
    with pytest.raises(BadValue, match="has a query"):
        with_items(raw({"query": "x"}), 1, [{"key": "d"}])


def test_a_work_is_taken_out_of_one_section_or_of_all() -> None:
    twice = raw({"items": ["a", "b"]}, {"items": ["a"]})
    assert without_items(twice, ["a"]) == raw({"items": ["b"]}, {"items": []})
    assert without_items(twice, ["a"], section=2) == raw({"items": ["a", "b"]}, {"items": []})
    with pytest.raises(NotListed, match="does not name 'ab'"):
        without_items(twice, ["ab"])


def test_a_moved_item_keeps_what_is_said_of_it() -> None:
    assert moved_item(TWO, "b", 2, 1) == raw(
        {"week": "1", "items": ["a"]}, {"week": "2", "items": [{"key": "b", "note": "x"}, {"key": "c"}]}
    )
    assert moved_item(TWO, "a", 1) == raw(
        {"week": "1", "items": [{"key": "b", "note": "x"}, "a"]}, {"week": "2", "items": [{"key": "c"}]}
    )
    with pytest.raises(BadValue, match="no section 3"):
        moved_item(TWO, "a", 3)


def test_rolling_keeps_weekdays_and_gaps_and_leaves_what_is_no_day() -> None:
    days = ["2026-09-09", "", "2026-09-16", "2026-21", "2026-10-01"]
    got = rolled(raw(*({"date": day} for day in days)), date(2027, 1, 11))
    assert [one["date"] for one in got["sections"]] == ["2027-01-13", "", "2027-01-20", "2026-21", "2027-02-04"]  # type: ignore[index, call-overload] # raw values
    with pytest.raises(BadValue, match="No section of the list has a day"):
        rolled(raw({"week": "1"}), date(2027, 1, 11))
    with pytest.raises(BadValue, match="out of the calendar"):
        rolled(raw({"date": "2026-01-01"}, {"date": "2027-01-01"}), date(9999, 12, 31))


def test_a_list_is_told_by_section_and_work() -> None:
    assert told(TWO)["works"] == [
        {"id": "a", "section": "1"},
        {"id": "b", "section": "1", "note": "x"},
        {"id": "c", "section": "2"},
    ]
    assert told({"sections": "odd"})["works"] == []
