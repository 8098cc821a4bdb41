"""Lengths of time as people type them: 12h, 7d, 4w; and days: 2026-05-01."""

import argparse
import re
from datetime import UTC, date, datetime, timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def age(text: str) -> timedelta:
    """A length of time such as 90m, 12h, 7d or 4w; raises ArgumentTypeError."""
    match = re.fullmatch(r"(\d{1,4})([mhdw])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write 12h, 7d or 4w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def age_or_day(text: str) -> timedelta | date:
    """A length of time, or a day such as 2026-05-01; raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else age(text)
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no age and no day; write 7d, 4w or 2026-05-01") from error


def earliest(since: timedelta | date, now: datetime) -> datetime:
    """The moment that an age or a day means: the start of the day, in UTC."""
    if isinstance(since, timedelta):
        return now - since
    return datetime(since.year, since.month, since.day, tzinfo=UTC)
