"""What the readers of all kinds of feeds give: the feed's head and its raw entries, before anything is made of them."""

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """One entry as the feed has it: text may hold markup, addresses may be relative, dates are in any form.

    `markup` is what is looked through for links, where that is more than the summary. `outlet` is what an aggregator
    says of where it appeared. `is_about` tells that its date is only near the one of publication.
    """

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    outlet: str = ""
    markup: str = ""
    base: str = ""
    is_about: bool = False


class Head(NamedTuple):
    """What a feed says of itself, and its entries: `form` is such as `RSS 2.0`, empty for what is no feed.

    `wish` is how many seconds it asks to be left alone. `older` is the address of its next older page, as it names it,
    `generator` the program that wrote it. `problem` says in a phrase what is wrong; with `is_whole` the
    text did not break off.
    """

    form: str = ""
    title: str = ""
    language: str = ""
    wish: int = 0
    entries: tuple[Entry, ...] = ()
    problem: str = ""
    is_whole: bool = True
    older: str = ""
    generator: str = ""


MOST_ENTRIES = 500
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def older_of(links: Iterable[tuple[str, str]]) -> str:
    """Of links with their relations, that to the next older page or archive (RFC 5005, sections 3 and 4)."""
    said = {relation.strip().lower(): address.strip() for relation, address in links}
    return said.get("next") or said.get("prev-archive") or ""


def wished(minutes: str, period: str = "", frequency: str = "") -> int:
    """The seconds that `ttl` (RSS 2.0) or `updatePeriod` and `updateFrequency` (RSS 1.0, Syndication) ask for."""
    if minutes.strip().isdecimal():
        return int(minutes.strip()[:9]) * 60
    times = int(frequency.strip()[:4]) if frequency.strip().isdecimal() else 1
    return _PERIODS.get(period.strip().lower(), 0) // max(times, 1)
