"""Dates as other programs and people write them, as EDTF where they can be read."""

import re

from sourcebook.model.dates import parse_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}(?:[T ][\d:.+Z-]*)?",
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})",
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月(?:\s*{_DAY}\s*[日号號])?",
        rf"{_YEAR}\s*年",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\.?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_YEAR},?\s+{_MONTH}(?:\s+{_DAY})?",
        _YEAR,
    )
)
_YEARS = re.compile(r"(\d{4})\s*(?:-{1,3}|–|—|/)\s*(\d{2}|\d{4})")
_ABOUT = re.compile(r"(?:c\.|ca\.?|circa|about)\s*(\d{4})", re.IGNORECASE)


def edtf(text: str) -> str:
    """A date in a foreign spelling as EDTF; empty where it cannot be read for certain.

    >>> edtf("24 May 2022"), edtf("May 2022"), edtf("2019--2020"), edtf("c. 1949")
    ('2022-05-24', '2022-05', '2019/2020', '1949~')
    """
    bare = text.strip()
    if not bare or len(bare) > 60:
        return ""
    if parse_date(bare):
        return bare
    for form in _FORMS:
        if match := form.fullmatch(bare):
            said = match.groupdict()
            return pointed(said["year"], said.get("month") or "", said.get("day") or "")
    if match := _ABOUT.fullmatch(bare):
        return f"{match[1]}~"
    if match := _YEARS.fullmatch(bare):
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        span = f"{match[1]}/{last}"
        return span if parse_date(span) else ""
    return _season(bare)


def pointed(year: str, month: str, day: str) -> str:
    """A year, a month (number, name or season) and a day as EDTF; empty where there is no such day."""
    number = month_number(month) if month else 0
    if number is None or not year.isdigit() or (day and not day.isdigit()):
        return ""
    parts = [f"{int(year):04}"]
    parts += [f"{number:02}"] if number else []
    parts += [f"{int(day):02}"] if number and day and int(day) else []
    date = "-".join(parts)
    return date if parse_date(date) else ""


def month_number(text: str) -> int | None:
    """A month's number 1 to 12, or 21 to 24 for a season, from a number or an English name; None for neither."""
    bare = text.strip().strip(".").lower()
    if bare.isascii() and bare.isdigit() and len(bare) <= 2:
        return int(bare)
    if bare in _SEASONS:
        return _SEASONS[bare]
    return _MONTHS.index(bare[:3]) + 1 if bare.isalpha() and bare[:3] in _MONTHS else None


def _season(text: str) -> str:
    words = text.lower().replace(",", " ").split()
    if len(words) != 2:
        return ""
    season = next((_SEASONS[word] for word in words if word in _SEASONS), 0)
    year = next((word for word in words if len(word) == 4 and word.isascii() and word.isdigit()), "")
    return f"{year}-{season}" if season and year else ""
