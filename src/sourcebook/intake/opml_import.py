"""What a list of feeds brings: feeds that are new here, outlets where they are wanted, and what is left out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from sourcebook.intake.following import feed_id, outlet_id, outlet_of
from sourcebook.intake.opml import Outline
from sourcebook.model.coverage import Feed, kind_of
from sourcebook.model.languages import is_language_tag
from sourcebook.model.outlets import Outlet, OutletIndex
from sourcebook.model.urls import canonical_url


class Placed(NamedTuple):
    """An outline with the feed that it becomes, or None and the `reason`; `outlet` is a new one that comes with it."""

    outline: Outline
    feed: Feed | None
    outlet: Outlet | None = None
    reason: str = ""


def placed(
    outlines: Iterable[Outline], outlets: Sequence[Outlet], feeds: Sequence[Feed], *, with_outlets: bool
) -> tuple[Placed, ...]:
    """What becomes of each outline, beside the outlets and feeds that there are.

    An outlet is known by the name of the feed or of a group, or by a domain. With `with_outlets` others come in by the
    names that the list states; without it their feeds come in without one. Nobody has seen that a feed answers.
    """
    placing = _Placing(outlets, feeds, with_outlets=with_outlets)
    return tuple(map(placing.place, outlines))


class _Placing:
    """The outlets and feeds that there are so far. A class, because each outline is placed beside those before it."""

    def __init__(self, outlets: Sequence[Outlet], feeds: Sequence[Feed], *, with_outlets: bool) -> None:
        self._index = OutletIndex(outlets)
        self._outlets = {outlet.id for outlet in outlets}
        self._feeds = {feed.id for feed in feeds}
        self._addresses = {canonical_url(feed.url): feed.id for feed in feeds}
        self._with_outlets = with_outlets

    def place(self, outline: Outline) -> Placed:
        if not outline.is_address:
            return Placed(outline, None, reason="it has no web address")
        if urlsplit(outline.url).username is not None:
            return Placed(outline, None, reason="its address holds a name or password, which everybody could read here")
        address = canonical_url(outline.url)
        if address in self._addresses:
            return Placed(outline, None, reason=f"it is followed as {self._addresses[address]}")
        name = outline.title or outline.text
        outlet = outlet_of(self._index, filter(None, (name, *reversed(outline.groups))), (outline.page, outline.url))
        new = None if outlet or not name or not self._with_outlets else self._new_outlet(outline, name)
        feed = Feed(
            id="",
            url=outline.url,
            outlet=one.id if (one := outlet or new) else "",
            kind=kind_of(outline.url),
            language=outline.language if is_language_tag(outline.language) else "",
        )
        feed = feed._replace(id=feed_id(feed, name, self._feeds))
        self._feeds.add(feed.id)
        self._addresses[address] = feed.id
        return Placed(outline, feed, new)

    def _new_outlet(self, outline: Outline, name: str) -> Outlet:
        """An outlet as a list states it: its name, and the host that is its page, where that is a host of its own."""
        page = urlsplit(canonical_url(outline.page)) if outline.page else None
        host = page.hostname if page and not page.path.strip("/") else None
        new = Outlet(
            id=outlet_id(name, outline.page or outline.url, self._outlets), name=name, domains=(host,) if host else ()
        )
        self._outlets.add(new.id)
        self._index.add(new)
        return new
