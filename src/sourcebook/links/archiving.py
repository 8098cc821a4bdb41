"""Chooses of which day a work's archived copy should be, and which works have a link that fails."""

from collections.abc import Mapping
from datetime import date, timedelta

from sourcebook.model.dates import SEASONS
from sourcebook.model.links import State, Verdict, link_address
from sourcebook.model.work import Work

_FAILING = frozenset((State.UNWELL, State.GONE, State.DRIFTED, State.INSECURE))
_FIRST_YEAR = 1000  # below it, years are not written with four digits


def day_wanted(work: Work, today: date) -> date:
    """The day whose copy shows the work as it was published: the day it was issued, else today.

    A month, season or year of which no day is known stands for its middle; a range for its beginning.
    """
    issued = work.date()
    point = issued.start if issued else None
    if point is None or not _FIRST_YEAR <= point.year <= date.max.year:
        return today
    year = (point.year + min(point.last_year, date.max.year)) // 2
    if not point.month:
        return date(year, 7, 1)
    if point.month in SEASONS:
        # The season of a winter is taken to end with its year, as everywhere here.
        _, month, _ = point.order
        return date(year, month, 15) + timedelta(days=30 if month < 12 else 0)
    return date(year, point.month, point.day or 15)


def is_failing(work: Work, verdicts: Mapping[str, Verdict]) -> bool:
    """Whether a work's own address no longer shows the work, as far as is known."""
    verdict = verdicts.get(link_address(work.text("URL")))
    return verdict is not None and verdict.state in _FAILING
