"""Dates as BibTeX has them: EDTF for biblatex; year, month and day for classic styles."""

import re

from sourcebook.model.dates import SEASONS, PartialDate, Point

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXACT_DAY = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")
# biber 2.18 reads every EDTF date of level 1 but this one.
_UNREADABLE_DATE = re.compile(r"-\d+X")


def biblatex_date(name: str, place: str, date: PartialDate) -> dict[str, str]:
    """The date in a record field `name` as the field `place` of biblatex: EDTF, or `x-…` where biber cannot read it."""
    return {f"x-{name}": date.text} if _UNREADABLE_DATE.match(date.text) else {place: date.text}


def bibtex_date(name: str, place: str, date: PartialDate) -> dict[str, str]:
    """The same for classic BibTeX: `issued` as year, month and day, and as `date` what these three cannot say."""
    if name != "issued":
        return {place: date.text}
    exact = date.start and _EXACT_DAY.fullmatch(date.text)
    said = {"year": _era(date.first_year) if exact else _year(date)}
    if date.start and not date.is_range:
        said |= _month(date.start)
    return said if exact else said | {"date": date.text}


def _month(point: Point) -> dict[str, str]:
    if not point.month:
        return {}
    month = f"{{{SEASONS[point.month]}}}" if point.month in SEASONS else _MONTHS[point.month - 1]
    return {"month": month, "day": str(point.day or "")}


def _year(date: PartialDate) -> str:
    """The year as a style prints it, its doubts with it: `2022`, `c. 2022`, `2022?`, `2019--2020`, `44 BC`."""
    first, last = (_era(year) for year in (date.first_year, date.last_year))
    years = first if first == last else f"{first}--{last}"
    return f"{'c. ' if date.approximate else ''}{years}{'?' if date.uncertain else ''}"


def _era(year: int | None) -> str:
    if year is None:
        return ""
    return str(year) if year > 0 else f"{1 - year} BC"
