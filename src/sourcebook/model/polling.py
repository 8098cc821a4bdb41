"""Feeds asked: what one answer came to, and what is remembered of each feed between runs."""

from typing import NamedTuple

from sourcebook.model.coverage import FeedItem
from sourcebook.model.links import Outcome


class Answer(NamedTuple):
    """What asking a feed came to; times are UTC, as `2026-11-22T10:00:00Z`.

    `reason` is a phrase such as `it answers 404 Not Found`, empty for a feed that is well; `warning` is what could not
    be read of one. `digest` is that of its bytes and, like the validators, there for a whole one only.
    `permanent` is where permanent redirects lead, `wish` how many seconds the server or the feed asks to be left alone,
    `older` the address of the feed's next older page.
    """

    feed: str
    at: str
    outcome: Outcome
    reason: str = ""
    items: tuple[FeedItem, ...] = ()
    form: str = ""
    title: str = ""
    warning: str = ""
    is_whole: bool = True
    digest: str = ""
    etag: str = ""
    modified: str = ""
    permanent: str = ""
    wish: int = 0
    older: str = ""


class Polled(NamedTuple):
    """What is remembered of a feed, under the address that it was asked at: another one begins anew.

    `good` is when it last was a feed, `due` when it may be asked again, `whole` when its validators were last given
    with a body. `newest` is the time of its newest item and `weekly` how many it brings in a week, 0 where that is not
    known. `moves` counts the answers that led permanently to `moved`, since `moved_since`. `back_to` is how far back
    its older pages were asked for.
    """

    url: str
    tried: str = ""
    good: str = ""
    due: str = ""
    outcome: str = ""
    reason: str = ""
    warning: str = ""
    failures: int = 0
    etag: str = ""
    modified: str = ""
    whole: str = ""
    digest: str = ""
    title: str = ""
    form: str = ""
    items: int = 0
    words: int = 0
    newest: str = ""
    weekly: float = 0.0
    moved: str = ""
    moved_since: str = ""
    moves: int = 0
    back_to: str = ""


class Taken(NamedTuple):
    """What became of the items of an answer: how many were new, and those that changed, before and after.

    `is_gap` where none of them was known though the feed had items before, so that some may have been missed.
    """

    new: int = 0
    changed: tuple[tuple[FeedItem, FeedItem], ...] = ()
    is_gap: bool = False
