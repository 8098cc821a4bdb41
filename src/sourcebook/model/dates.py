"""Dates as bibliographies have them: partial, approximate, uncertain, seasons and ranges (EDTF levels 0 and 1)."""

import re
from functools import lru_cache
from typing import NamedTuple

# EDTF (ISO 8601-2:2019), levels 0 and 1. A year is four digits, of which the last ones may be X; Y takes longer ones,
# here of up to nine digits, so that every day is a number the index can hold.
_POINT = r"""(?xa)(?P<year>-?\d{4}|-?\d{3}X|-?\d{2}XX|Y-?\d{5,9})
        (?:-(?P<month>0[1-9]|1[0-2]|2[1-4]|XX)
           (?:-(?P<day>0[1-9]|[12]\d|3[01]|XX))?
        )?
        (?P<time>T(?:[01]\d|2[0-4]):[0-5]\d:[0-6]\d(?:Z|[+-]\d{2}(?::\d{2})?)?)?
        (?P<mark>[?~%])?"""
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SEASONS = {21: "Spring", 22: "Summer", 23: "Autumn", 24: "Winter"}
_SEASON_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}
_ALWAYS = (-(10**14), 10**14)


class Point(NamedTuple):
    """One end of a date: `month` is 1-12, a season 21-24, or 0 where not known; `day` is 1-31 or 0."""

    year: int
    last_year: int
    month: int = 0
    day: int = 0
    approximate: bool = False
    uncertain: bool = False

    @property
    def order(self) -> tuple[int, int, int]:
        """What it sorts by: the earliest day it can mean, an unknown month or day before every known one."""
        return self.year, _SEASON_MONTH.get(self.month, self.month), self.day


class PartialDate(NamedTuple):
    """A date that parsed: `text` as typed; `end` is None for a single date, and an open end of a range is None too."""

    text: str
    start: Point | None
    end: Point | None = None
    is_range: bool = False

    @property
    def first_year(self) -> int | None:
        """The earliest year it can mean; None where the range is open at its start."""
        return self.start.year if self.start else None

    @property
    def last_year(self) -> int | None:
        """The latest year it can mean; None where the range is open at its end."""
        if not self.is_range:
            return self.start.last_year if self.start else None
        return self.end.last_year if self.end else None

    @property
    def order(self) -> tuple[int, int, int]:
        """What it sorts by; a range with an open start sorts by its end."""
        point = self.start or self.end
        return point.order if point else (0, 0, 0)

    @property
    def days(self) -> tuple[int, int]:
        """The first and last day it can mean, as numbers yyyymmdd; unknown months and days reach from 00 to 99."""
        first = _first_day(self.start) if self.start else _ALWAYS[0]
        if not self.is_range:
            return first, _last_day(self.start) if self.start else _ALWAYS[1]
        return first, _last_day(self.end) if self.end else _ALWAYS[1]

    @property
    def approximate(self) -> bool:
        """Whether any end is marked `~` or `%`."""
        return any(point.approximate for point in (self.start, self.end) if point)

    @property
    def uncertain(self) -> bool:
        """Whether any end is marked `?` or `%`."""
        return any(point.uncertain for point in (self.start, self.end) if point)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=16384)
def parse_date(text: str) -> PartialDate | None:
    """The date that an EDTF level 0 or 1 string means, or None where it is none.

    >>> parse_date("2022-05-24~").approximate
    True
    """
    if "/" not in text:
        point = _point(text)
        return PartialDate(text=text, start=point) if point else None
    first, _, last = text.partition("/")
    start, end = _point(first), _point(last)
    if (start is None and first not in ("", "..")) or (end is None and last not in ("", "..")):
        return None
    if start is None and end is None:
        return None
    if start and end and _last_day(end) < _first_day(start):
        return None
    return PartialDate(text=text, start=start, end=end, is_range=True)


def day_range(text: str) -> tuple[int, int] | None:
    """The days that a date or a range such as `2021..2022` covers, as PartialDate.days; None for what is neither.

    >>> day_range("2021..2022-05")
    (20210000, 20220599)
    """
    first, dots, last = text.partition("..")
    ends = [parse_date(end) if end else None for end in ((first, last) if dots else (first, first))]
    if any(end is None and said for end, said in zip(ends, (first, last if dots else first), strict=True)) or not text:
        return None
    start, end = ends
    if start is None and end is None:
        return None
    first_day, last_day = start.days[0] if start else _ALWAYS[0], end.days[1] if end else _ALWAYS[1]
    return (first_day, last_day) if first_day <= last_day else None


def _first_day(point: Point) -> int:
    year, month, day = point.order
    return year * 10000 + month * 100 + day


def _last_day(point: Point) -> int:
    # A season ends with its third month; winter is taken to end with the year that names it.
    month = min(_SEASON_MONTH[point.month] + 2, 12) if point.month in _SEASON_MONTH else point.month
    return point.last_year * 10000 + (month or 99) * 100 + (point.day or 99)


def _point(text: str) -> Point | None:
    if plain := _plain_point(text):
        return plain
    match = re.fullmatch(_POINT, text)
    if match is None:
        return None
    year = match["year"].removeprefix("Y")
    month = 0 if match["month"] in (None, "XX") else int(match["month"])
    day = 0 if match["day"] in (None, "XX") else int(match["day"])
    if (match["day"] is not None and month > 12) or (day and not month):
        return None
    if match["time"] and not day:
        return None
    if day and not _day_exists(int(year) if year.lstrip("-").isdigit() else 0, month, day):
        return None
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    mark = match["mark"] or ""
    return Point(
        year=min(low, high),
        last_year=max(low, high),
        month=month,
        day=day,
        approximate=mark in "~%" and bool(mark),
        uncertain=mark in "?%" and bool(mark),
    )


def _plain_point(text: str) -> Point | None:
    """The commonest forms, 2022, 2022-05 and 2022-05-24, without a regular expression: most records hold these."""
    parts = text.split("-")
    if len(parts) > 3 or [len(part) for part in parts] != [4, 2, 2][: len(parts)] or not text.isascii():
        return None
    if not all(part.isdigit() for part in parts):
        return None
    year, month, day = (*map(int, parts), 0, 0)[:3]
    if (len(parts) > 1 and not 1 <= month <= 12) or (len(parts) > 2 and not (day and _day_exists(year, month, day))):
        return None
    return Point(year=year, last_year=year, month=month, day=day)


def _day_exists(year: int, month: int, day: int) -> bool:
    if month == 2 and day == 29:
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _DAYS[month - 1]
