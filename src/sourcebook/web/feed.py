"""Feeds: the bytes of an answer to the items that it offers, as plain text, and what the feed says of itself."""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from sourcebook.model.coverage import Feed, FeedItem
from sourcebook.web.clean import language_tag, squeezed
from sourcebook.web.feed_entries import Head
from sourcebook.web.feed_json import read_json
from sourcebook.web.feed_loose import read_loosely
from sourcebook.web.feed_moments import moment_of
from sourcebook.web.feed_page import read_page
from sourcebook.web.feed_strict import read_strictly
from sourcebook.web.feed_text import addresses_linked, plain_text, web_address

_TITLE, _SUMMARY, _NAME, _ID, _RAW_DATE = 500, 2_000, 200, 500, 100  # the most characters of each
_MOST_NAMES = 30
_MAIL = re.compile(r"[^\s@]+@[^\s@(]+\s*\((.+)\)")  # RSS 2.0: `lawyer@boyer.net (Lawyer Boyer)`
_LARGEST = 20_000_000  # bytes, unpacked
_MARKS = (b"<rss", b"<feed", b"<rdf:rdf", b"jsonfeed.org/version")
_GZIP = b"\x1f\x8b"
_ANSWERS = frozenset({"gdelt", "crossref", "openalex", "json-feed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a feed offers: its items in its order, and what it says of itself.

    `form` is such as `RSS 2.0`, empty for what is no feed; then `problem` says why. Of a feed `problem` is what could
    not be read of it. With `is_whole` nothing was cut off; `wish` is how many seconds it asks to be left alone; `older`
    is the address of its next older page, empty where it has none that we know of.
    """

    items: tuple[FeedItem, ...] = ()
    form: str = ""
    title: str = ""
    language: str = ""
    wish: int = 0
    problem: str = ""
    is_whole: bool = True
    older: str = ""


def read_feed(body: bytes, feed: Feed, now: datetime, *, url: str = "", content_type: str = "") -> Reading:
    """The items of a feed's answer, which came from `url`; never raises, whatever the bytes are.

    >>> from datetime import UTC
    >>> body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 7, "title": "A dam &amp; a river"}]}'
    >>> read_feed(body, Feed("dam", "https://e.org/feed"), datetime(2026, 11, 22, tzinfo=UTC)).items[0].title
    'A dam & a river'
    """
    url = url or feed.url
    unpacked = _unpacked(body)
    if unpacked is None:
        return Reading(problem="what it is packed in is broken or too large")
    if not unpacked.strip(b"\0 \t\r\n"):
        return Reading(problem="the answer is empty")
    head = _head(unpacked, feed, url, content_type)
    title = plain_text(head.title, _TITLE)
    if not head.form:
        return Reading(title=title, problem=head.problem or _what_else(unpacked))
    items = tuple(_told_apart(_items(head, feed, url, now), feed.identity))
    problem = head.problem
    if head.entries and not items:
        problem = "none of its items has a title or an address"
    return Reading(
        items=items,
        form=head.form,
        title=title,
        language=language_tag(head.language),
        wish=head.wish,
        problem=problem,
        is_whole=head.is_whole,
        older=_older(head, url) if items else "",
    )


def _older(head: Head, url: str) -> str:
    """The address of the next older page: as the feed names it, or as WordPress numbers the pages of its feeds."""
    if head.older or "wordpress" not in head.generator.lower():
        return web_address(head.older, url)
    parts = urlsplit(url)
    number, others = 1, []
    for pair in filter(None, parts.query.split("&")):
        name, _, said = pair.partition("=")
        if name != "paged":
            others.append(pair)
        elif said.isascii() and said.isdecimal():
            number = int(said[:9])
    return urlunsplit(parts._replace(query="&".join([*others, f"paged={number + 1}"]), fragment=""))


def feed_form(body: bytes, url: str, content_type: str = "") -> str:
    """What kind of feed these bytes are, such as `RSS 2.0`; empty for what is none. Pages are told at a glance."""
    start = body[:2_000].lower()
    if not any(mark in start for mark in _MARKS):
        return ""
    return _head(body, Feed("", url), url, content_type).form


def _head(body: bytes, feed: Feed, url: str, content_type: str) -> Head:
    if feed.kind == "page":
        # An address that was a page's may have become that of its feed.
        return read_strictly(body, url, content_type) or read_page(
            body, url, content_type.partition("charset=")[2].strip("\"' ;")
        )
    is_json = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    if is_json or (feed.kind in _ANSWERS and feed.kind != "json-feed"):
        return read_json(body, url, feed.kind)
    return read_strictly(body, url, content_type) or read_loosely(body, url, content_type)


def _unpacked(body: bytes) -> bytes | None:
    """The bytes of what some servers send packed without saying so; None where they cannot be had."""
    if not body.startswith(_GZIP):
        return body
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = unpacking.decompress(body, _LARGEST)
    except zlib.error:
        return None
    return found if unpacking.eof else None


def _what_else(body: bytes) -> str:
    start = body[:2_000].lower()
    return "it is a web page" if b"<html" in start or b"<!doctype html" in start else "it is no feed that we know"


def _items(head: Head, feed: Feed, url: str, now: datetime) -> Iterator[FeedItem]:
    common = feed.language or language_tag(head.language)
    for entry in head.entries:
        base = entry.base or url
        link = web_address(entry.link, base) or (entry.id if web_address(entry.id, "") else "")
        outlet = plain_text(entry.outlet, _NAME)
        title = plain_text(entry.title, _TITLE)
        if feed.kind == "google-news":
            title, outlet = without_outlet(title, outlet)
        summary = plain_text(entry.summary, _SUMMARY)
        if not title and not link and not summary:
            continue
        language = feed.language or language_tag(entry.language) or common
        published, updated = (moment_of(text, now, language) for text in (entry.published, entry.updated))
        if entry.is_about and published:
            published = f"{published[:10]}~"
        yield FeedItem(
            feed=feed.id,
            id=plain_text(entry.id, _ID),
            url=link,
            # Microblogs have no titles: what they say is in the summary.
            title=title or summary[:120],
            summary="" if squeezed(summary) == squeezed(title) else summary,
            published=published or updated,
            published_raw=plain_text(entry.published or entry.updated, _RAW_DATE),
            updated=updated,
            authors=_names([match[1] if (match := _MAIL.fullmatch(one.strip())) else one for one in entry.authors]),
            categories=_names(entry.categories),
            language=language,
            outlet=outlet,
            links=addresses_linked(entry.markup or entry.summary, base, without=(link,)),
        )


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    named = (plain_text(text, _NAME) for text in texts[:_MOST_NAMES])
    return tuple(dict.fromkeys(name for name in named if name))


def without_outlet(title: str, outlet: str) -> tuple[str, str]:
    """A title of an aggregator without the name of the outlet at its end, and that name.

    >>> without_outlet("The dam is closed - Example Times", "")
    ('The dam is closed', 'Example Times')
    """
    head, dash, tail = title.rpartition(" - ")
    if not dash or not head.strip() or (outlet and squeezed(tail) != squeezed(outlet)):
        return title, outlet
    return head.strip(), outlet or tail.strip()


def _told_apart(items: Iterator[FeedItem], identity: str) -> Iterator[FeedItem]:
    """The items with ids that no two of them share; one that is given twice comes once."""
    taken: dict[str, FeedItem] = {}
    for item in items:
        own = _own_id(item, identity)
        for number in range(3):
            # The first keeps its id, so that an id that all have makes one item of none of them.
            name = (own, f"{own} {item.url}".rstrip(), f"{own} {_digest(item)}")[number]
            known = taken.get(name)
            if known is None:
                taken[name] = item
                yield item._replace(id=name)
                break
            if _is_same(known, item):
                break


def _is_same(one: FeedItem, other: FeedItem) -> bool:
    return one.url == other.url and one.title == other.title


def _own_id(item: FeedItem, identity: str) -> str:
    day = item.published[:10] or item.published_raw
    by_title = f"{item.title} {day}".rstrip()
    match identity:
        case "link":
            return item.url or item.id or by_title
        case "link+date":
            return f"{item.url} {day}" if item.url else by_title
        case "title+date":
            return by_title
        case _:
            return item.id or item.url or by_title


def _digest(item: FeedItem) -> str:
    return hashlib.sha256(repr((item.title, item.published_raw, item.summary)).encode("utf-8", "replace")).hexdigest()[
        :12
    ]
