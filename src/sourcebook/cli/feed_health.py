"""How feeds are, by what is remembered of them; nobody is asked."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.cli.inbox_shelf import now, unknown_feed
from sourcebook.cli.world import World
from sourcebook.errors import BadSettings
from sourcebook.model.coverage import Feed
from sourcebook.model.polling import Polled
from sourcebook.store.feed_state import NAME, FeedState
from sourcebook.web.polling import proposed, unwell


class Health(NamedTuple):
    """A feed with what is remembered of it, what is wrong in a phrase, and where it has moved for good.

    `state` is `off`, `new` (never asked), `well` or `unwell`.
    """

    feed: Feed
    polled: Polled | None
    state: str
    unwell: str = ""
    moved: str = ""

    @property
    def newest(self) -> str:
        """When its newest item appeared, empty where that is not known."""
        return self.polled.newest if self.polled else ""


def feeds_meant(world: World, words: Sequence[str]) -> list[Feed]:
    """The feeds with these ids, or of outlets with these ids; all without any. Raises UnknownName."""
    feeds = world.shelf.sources.feeds
    if not feeds:
        raise BadSettings("sources.yaml names no feeds; `sourcebook sources add URL` follows those of a site.")
    for word in words:
        if not any(word in (feed.id, feed.outlet) for feed in feeds):
            raise unknown_feed(word, world)
    return [feed for feed in feeds if not words or {feed.id, feed.outlet}.intersection(words)]


def healths(world: World, feeds: Sequence[Feed]) -> list[Health]:
    """How these feeds are, as far as is remembered."""
    path = world.shelf.cache_path(NAME)
    known: dict[str, Polled] = {}
    if os.path.exists(path):
        with FeedState.passing(path) as state:
            known = state.known()
    return [_health(feed, known.get(feed.id)) for feed in feeds]


def _health(feed: Feed, polled: Polled | None) -> Health:
    if polled is not None and polled.url != feed.url:
        polled = None  # of another address
    if not feed.is_enabled:
        return Health(feed, polled, "off")
    if polled is None or not polled.tried:
        return Health(feed, polled, "new")
    said = unwell(feed, polled, now())
    return Health(feed, polled, "unwell" if said else "well", said, proposed(polled, now()))


def health_shape(one: Health) -> Mapping[str, object]:
    """The documented JSON shape of a feed (docs/json.md)."""
    return {
        "schema": "sourcebook.feed/1",
        "id": one.feed.id,
        "url": one.feed.url,
        "outlet": one.feed.outlet or None,
        "kind": one.feed.kind,
        "language": one.feed.language or None,
        "enabled": one.feed.is_enabled,
        "evidence": one.feed.evidence,
        "state": one.state,
        "unwell": one.unwell or None,
        "newest": one.newest or None,
        "items": one.polled.items if one.polled else 0,
        "words": one.polled.words if one.polled else 0,
        "weekly": one.polled.weekly if one.polled else 0,
        "tried": (one.polled.tried if one.polled else "") or None,
        "good": (one.polled.good if one.polled else "") or None,
        "due": (one.polled.due if one.polled else "") or None,
        "moved": one.moved or None,
    }
