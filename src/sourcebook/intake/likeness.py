"""What comparing two values of one field comes to: a verdict, and a phrase of why."""

from enum import StrEnum
from typing import NamedTuple


class Match(StrEnum):
    """The verdict on the values of one field."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNCLEAR = "cannot tell"
    NEW = "new"  # only the other side says it


class Likeness(NamedTuple):
    """A verdict on two values, and a phrase of why where the values alone do not show it.

    `is_near` where the values differ, or nobody can tell, and yet not as those of two works do: by a slip of the pen,
    a name left out, the day before.
    """

    match: Match
    why: str = ""
    is_near: bool = False


def agreeing(why: str = "") -> Likeness:
    """The values say the same; `why` where one says less, or says it otherwise."""
    return Likeness(Match.AGREES, why)


def near(why: str = "") -> Likeness:
    """The values differ, and may well be of one work."""
    return Likeness(Match.DIFFERS, why, is_near=True)


def differing(why: str = "") -> Likeness:
    """The values are of two works, or one of them is wrong."""
    return Likeness(Match.DIFFERS, why)


def unclear(why: str, *, is_near: bool = False) -> Likeness:
    """Nobody can tell by the values."""
    return Likeness(Match.UNCLEAR, why, is_near)
