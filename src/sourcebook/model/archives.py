"""Archived copies of works: what an archive answers, and what exports print in place of a link that is gone."""

from enum import StrEnum
from typing import NamedTuple


class Capture(NamedTuple):
    """A copy that an archive keeps: its address, the day (UTC) it was taken, `2022-06-01`, and who keeps it."""

    url: str
    date: str
    by: str


class Answer(NamedTuple):
    """What an archive has of a page: a copy, or in a phrase why there is none."""

    capture: Capture | None = None
    reason: str = ""


class Printing(StrEnum):
    """When exports print the archived copy of a work in place of its link."""

    WHEN_GONE = "when-gone"
    ALWAYS = "always"
    NEVER = "never"


class PrintedLink(NamedTuple):
    """What exports print of a work's link where that is not just the link.

    `original` is the link, and whether it `is_gone`, `since` a day where that is known. `copy` is printed in its place,
    empty where the link itself is; `date` is the day on which it was stored, as the record says it, and `by` whom.
    """

    original: str
    is_gone: bool = False
    since: str = ""
    copy: str = ""
    date: str = ""
    by: str = ""
