"""The day whose copy shows a work, and the works whose link fails."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.links.archiving import day_wanted, is_failing
from sourcebook.model.dates import parse_date
from sourcebook.model.links import State, Verdict
from sourcebook.model.work import Origin, Work, read_work

TODAY = date(2026, 11, 22)


def work(issued: str) -> Work:
    """A work of a date."""
    return read_work("a", {"issued": issued, "URL": "https://Example.org/a#top"}, "", Origin())[0]


@pytest.mark.parametrize(
    ("issued", "day"),
    [
        ("2022-05-24", date(2022, 5, 24)),
        ("2022-05-24~", date(2022, 5, 24)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2022-05", date(2022, 5, 15)),
        ("2022", date(2022, 7, 1)),
        ("202X", date(2024, 7, 1)),
        ("2022-21", date(2022, 4, 14)),
        ("2022-24", date(2022, 12, 15)),
        ("2019-03/2021", date(2019, 3, 15)),
        ("../2021", TODAY),
        ("about 2022", TODAY),
        ("0043", TODAY),
        ("Y12022", TODAY),
    ],
)
def test_the_copy_should_be_of_the_day_of_the_work(issued: str, day: date) -> None:
    assert day_wanted(work(issued), TODAY) == day


def test_a_work_without_a_date_is_looked_for_as_it_is_today() -> None:
    assert day_wanted(Work("a"), TODAY) == TODAY


@given(st.from_regex(r"Y?-?[0-9X]{4,6}(-[0-9X]{2}){0,2}[~?%]?(/(\.\.|[0-9]{4}(-[0-9]{2})?)?)?", fullmatch=True))
def test_every_date_has_its_day(issued: str) -> None:
    parse_date(issued)
    assert day_wanted(work(issued), TODAY).year >= 1000


@pytest.mark.parametrize("state", State)
def test_a_link_fails_that_no_longer_shows_the_work(state: State) -> None:
    verdicts = {"https://example.org/a": Verdict(state)}
    expected = state in (State.UNWELL, State.GONE, State.DRIFTED, State.INSECURE)
    assert is_failing(work("2022"), verdicts) is expected
    assert not is_failing(work("2022"), {})
