"""Lengths of time as people type them: 12h, 7d, 4w."""

import argparse
import re
from datetime import timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def age(text: str) -> timedelta:
    """A length of time such as 90m, 12h, 7d or 4w; raises ArgumentTypeError."""
    match = re.fullmatch(r"(\d{1,4})([mhdw])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write 12h, 7d or 4w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
