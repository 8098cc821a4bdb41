"""When an item of a feed appeared: the many ways in which feeds write it, as a UTC time, or as a day in EDTF.

A day is all that is told where the zone is missing, unknown, or can be read in several ways: none is invented.
"""

import re
from datetime import UTC, date, datetime, timedelta

from sourcebook.model.dates import parse_date
from sourcebook.web.moments import day_in_figures, day_of

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:T|t|\s+)(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?\s*(Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
)
_MAIL = re.compile(
    r"(?:[^\W\d_]{2,15}\.?,?\s+)?(\d{1,2})[\s-]([A-Za-z]{3})[a-z]*\.?[\s-](\d{4}|\d\d)\s+(\d\d?):(\d\d)(?::(\d\d))?\s*"
    r"([+-]\d\d:?\d\d|[A-Za-z]{1,5})?(?:\s*\([^()]{0,20}\))?"
)
_CLOCK = re.compile(
    r"(?<![\d:])(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(?:Uhr)?\s*"
    r"(Z|[+-]\d\d:?\d\d|(?:UTC|GMT)[+-]\d\d?(?::?\d\d)?|[A-Za-z]{2,5})?(?![\w:])"
)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# RFC 822, section 5, and names that stand for one offset only; CST and IST have several meanings each.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "trt": 180, "hkt": 480, "sgt": 480, "awst": 480, "jst": 540,
    "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_LONGEST = 100
_FIRST_YEAR = 1990  # before feeds and what they follow
_AHEAD = timedelta(hours=48)  # servers whose clock is wrong, and zones


def moment_of(text: str, now: datetime, language: str = "") -> str:
    """The time as `2022-05-24T08:00:00Z`, or the day as EDTF; empty where it cannot be read or cannot be.

    `language` decides between day and month where figures alone do not.

    >>> now = datetime(2026, 11, 22, tzinfo=UTC)
    >>> moment_of("Tue, 24 May 2022 10:00:00 CEST", now), moment_of("2022年5月24日 10:00", now)
    ('2022-05-24T08:00:00Z', '2022-05-24')
    """
    text = text.strip()[:_LONGEST]
    if not text:
        return ""
    try:
        return _possible(_moment(text) or _day(text, language), now)
    except (ValueError, OverflowError):
        return ""


def _moment(text: str) -> datetime | date | None:
    """The moment of the forms that most feeds have."""
    if match := _ISO.fullmatch(text):
        return _at(date(*map(int, match.group(1, 2, 3))), *match.group(4, 5, 6, 7))
    if (match := _MAIL.fullmatch(text)) and (month := _MONTHS.get(match[2].lower())):
        year = int(match[3])
        # RFC 2822, section 4.3, for years of two figures.
        year += (2000 if year < 50 else 1900) if len(match[3]) == 2 else 0
        return _at(date(year, month, int(match[1])), *match.group(4, 5, 6, 7))
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    return None


def _day(text: str, language: str) -> datetime | date | str:
    """The day of any other form, with the time where one stands beside it with a zone."""
    told = day_of(text) or day_in_figures(text, language) or ""
    if len(told) == 10 and (match := _CLOCK.search(text)):
        return _at(date.fromisoformat(told), *match.groups())
    return told


def _at(day: date, hour: str, minute: str, second: str | None, zone: str | None) -> datetime | date:
    offset = _offset(zone or "")
    if offset is None or int(hour) > 23 or int(minute) > 59:
        return day
    # A leap second is as good as the one before it.
    there = datetime(day.year, day.month, day.day, int(hour), int(minute), min(int(second or 0), 59), tzinfo=UTC)
    return there - timedelta(minutes=offset)


def _offset(zone: str) -> int | None:
    """The minutes that a zone is ahead of UTC, None where that is not known."""
    zone = re.sub(r"^(?:UTC|GMT)(?=[+-])", "", zone, flags=re.IGNORECASE)
    if match := re.fullmatch(r"([+-])(\d\d?):?(\d\d)?", zone):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return (-minutes if match[1] == "-" else minutes) if minutes <= 14 * 60 else None
    return _ZONES.get(zone.lower())


def _possible(said: datetime | date | str, now: datetime) -> str:
    """The time as text, empty where it lies before there were feeds, or in the future."""
    if isinstance(said, datetime):
        is_possible = said.year >= _FIRST_YEAR and said <= now + _AHEAD
        return said.strftime("%Y-%m-%dT%H:%M:%SZ") if is_possible else ""
    text = said if isinstance(said, str) else said.isoformat()
    parsed = parse_date(text) if text else None
    if parsed is None or (parsed.first_year or 0) < _FIRST_YEAR:
        return ""
    return text if text <= (now + _AHEAD).date().isoformat() else ""
