"""How long a host asks to be left alone."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN = re.compile(r"(?:(\d{1,9})d)?\s*(?:(\d{1,9})h)?\s*(?:(\d{1,9})m(?:in)?)?\s*(?:(\d{1,9})s)?", re.IGNORECASE)
_SECONDS = re.compile(r"([+-]?)(\d{1,12})(?:\.\d*)?")
# Nobody means more than a year; beyond that, dates overflow.
_MOST = 366 * 86_400


def retry_after(text: str, now: datetime) -> int:
    """The seconds that a Retry-After asks for, rounded up, at most a year; 0 for the past and for what says nothing.

    Seconds and dates are RFC 9110, section 10.2.3; spans such as `1m30s` are sent all the same.
    """
    text = text.strip()
    if match := _SECONDS.fullmatch(text):
        return 0 if match[1] == "-" else min(int(match[2]), _MOST)
    if (match := _SPAN.fullmatch(text)) and text:
        return min(
            sum(int(part or 0) * unit for part, unit in zip(match.groups(), _UNITS.values(), strict=True)), _MOST
        )
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = -((now - moment).total_seconds() // 1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0
    return int(min(max(seconds, 0), _MOST))
