"""Certain order of partial dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.checks.dates import surely_before
from sourcebook.model.dates import PartialDate, parse_date


def parsed(text: str) -> PartialDate:
    found = parse_date(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2020", "2021-05-24"),
        ("2020", "2021-01-02"),
        ("2021-02", "2021-03-02"),
        ("2021-05-22", "2021-05-24"),
        ("2020/2021-04", "2021-06"),
        ("../2020", "2021-06"),
        ("199X", "2001"),
    ],
)
def test_one_is_surely_before_the_other_and_never_the_other_way(earlier: str, later: str) -> None:
    assert surely_before(parsed(earlier), parsed(later))
    assert not surely_before(parsed(later), parsed(earlier))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021", "2021-05-24"),
        ("2020~", "2021-05-24"),
        ("2020", "2022?"),
        ("2020-12-31", "2021-01-01"),
        ("2020/..", "2022"),
        ("2019", "../2022"),
        ("2020-24", "2021-01-15"),
        ("202X", "2025"),
        ("-0044", "2020"),
        ("Y12345", "2020"),
    ],
)
def test_nothing_is_sure_where_there_is_room_for_doubt(one: str, other: str) -> None:
    assert not surely_before(parsed(one), parsed(other))
    assert not surely_before(parsed(other), parsed(one))


@given(st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(min_value=0, max_value=1000))
def test_whole_days_are_in_order_from_two_days_apart(day: date, distance: int) -> None:
    later = parsed((day + timedelta(days=distance)).isoformat())
    assert surely_before(parsed(day.isoformat()), later) is (distance > 1)


@given(st.dates(date(1000, 1, 1), date(9990, 1, 1)), st.dates(date(1000, 1, 1), date(9990, 1, 1)))
def test_less_precision_never_makes_an_order_sure(one: date, other: date) -> None:
    if surely_before(parsed(one.isoformat()[:7]), parsed(other.isoformat()[:4])):
        assert surely_before(parsed(one.isoformat()), parsed(other.isoformat()))
