"""New feeds and outlets for sources.yaml: what they are called there, and whose they are."""

import re
from collections.abc import Collection, Iterable
from itertools import chain, count
from urllib.parse import urlsplit

from sourcebook.model.coverage import Feed
from sourcebook.model.outlets import Outlet, OutletIndex
from sourcebook.model.text import fold
from sourcebook.model.work import Work

_LONGEST = 30  # letters of an id, which people type
_WORD = re.compile(r"[a-z0-9]+")
# What says of a host or a path that there are feeds, and not whose they are.
_PLAIN = frozenset("www feed feeds rss rss2 atom xml json rdf index news en default".split())


def outlet_of(index: OutletIndex, names: Iterable[str], urls: Iterable[str]) -> Outlet | None:
    """The outlet that has one of these names, else the domain of one of these addresses; None where none has."""
    said = chain((Work("", {"container-title": name}) for name in names), (Work("", {"URL": url}) for url in urls))
    return next((found for work in said if (found := index.of(work))), None)


def outlet_id(name: str, url: str, taken: Collection[str]) -> str:
    """An id for a new outlet: by its name, or where that has no Latin letters, by the host of its address.

    >>> outlet_id("The Example Times", "https://feeds.example.org/rss", {"example-times"})
    'example-times-2'
    """
    return _free(_slug(re.sub(r"^(the|die|der|das|le|la|les|el|los)\s+", "", fold(name))) or _host(url), (), taken)


def feed_id(feed: Feed, title: str, taken: Collection[str]) -> str:
    """An id for a new feed: that of its outlet, else by its title or host; where it is taken, with what tells it apart.

    >>> feed_id(Feed("", "https://e.org/china/rss.xml", outlet="example-times"), "", {"example-times"})
    'example-times-china'
    """
    words = [word for word in _WORD.findall(urlsplit(feed.url).path.lower()) if word not in _PLAIN]
    more = [feed.language.lower(), *reversed(words)]
    return _free(feed.outlet or _slug(title) or _host(feed.url), filter(None, more), taken)


def _free(stem: str, more: Iterable[str], taken: Collection[str]) -> str:
    """The first of `stem`, `stem-word` for each word, `stem-2`, `stem-3` … that is nobody's."""
    names = chain([stem], (f"{stem}-{word}" for word in more), (f"{stem}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _slug(text: str) -> str:
    cut = "-".join(_WORD.findall(fold(text)))
    return cut if len(cut) <= _LONGEST else cut[: _LONGEST + 1].rpartition("-")[0] or cut[:_LONGEST]


def _host(url: str) -> str:
    """The part of a host that says whose it is: the longest before the last."""
    labels = [label for label in (urlsplit(url).hostname or "").split(".")[:-1] if label not in _PLAIN]
    return _slug(max(labels, key=len, default="")) or "feed"
