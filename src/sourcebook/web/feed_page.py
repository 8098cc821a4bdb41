"""Pages: one without a feed, whose links are watched as if they were its items; and the feeds that a page names."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from sourcebook.web.clean import plain
from sourcebook.web.encoding import text_of
from sourcebook.web.feed_entries import MOST_ENTRIES, Entry, Head
from sourcebook.web.feed_text import web_address
from sourcebook.web.layout import is_home
from sourcebook.web.markup import title_of, tree_of
from sourcebook.web.moments import day_in_address, days_in

_MANY = 5_000  # elements
# What links to works are in: none of what leads around a site.
_AROUND = frozenset({"nav", "header", "footer", "aside", "form"})
_MAIN = "//main | //*[@role='main'] | //*[@id='main' or @id='content']"
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST_LETTERS = 20  # of a headline; a Han letter counts as three
_NEAR = frozenset({"li", "tr", "article", "dd", "dt", "p", "div", "section"})
# Before version 1.1, JSON Feed had the type of all JSON.
_TYPES = frozenset(f"application/{name}" for name in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "json"))
_ENDS = re.compile(r"(?:/feed/?|/rss/?|/(?:feed|rss|atom|index)\.(?:xml|rdf|json)|\.rss|/rss2?\.xml)$", re.IGNORECASE)


def read_page(body: bytes, url: str, charset: str = "") -> Head:
    """The links of a page's main part that have a headline for their words, as entries of a feed."""
    tree = tree_of(text_of(body, charset))
    if tree is None:
        return Head(problem="the answer is empty")
    base = _base(tree, url)
    found: dict[str, Entry] = {}
    for link in islice(_main(tree).iter("a"), _MANY):
        entry = _entry(link, base)
        if entry and entry.link.partition("#")[0] != url.partition("#")[0]:
            known = found.get(entry.link)
            # The picture, the headline and "read more" lead to one place: the longest words are the headline.
            if known is None or len(entry.title) > len(known.title):
                found[entry.link] = entry._replace(published=entry.published or (known.published if known else ""))
    entries = tuple(found.values())[:MOST_ENTRIES]
    return Head(form="page", title=title_of(tree), language=str(tree.get("lang") or ""), entries=entries)


def feeds_named(body: bytes, url: str, charset: str = "") -> tuple[str, ...]:
    """The addresses of the feeds that a page names, the surest first: as its alternates, then by links that end so."""
    tree = tree_of(text_of(body, charset))
    if tree is None:
        return ()
    base = _base(tree, url)
    declared = (
        one.get("href")
        for one in islice(tree.iter("link"), _MANY)
        if "alternate" in str(one.get("rel") or "").lower().split()
        and str(one.get("type") or "").partition(";")[0].strip().lower() in _TYPES
    )
    linked = (
        one.get("href")
        for one in islice(tree.iter("a"), _MANY)
        if _ENDS.search(str(one.get("href") or "").partition("?")[0])
    )
    found = (web_address(str(href), base) for href in (*declared, *linked) if href)
    # What WordPress offers of each page in JSON is none.
    return tuple(dict.fromkeys(one for one in found if one and "/wp-json/" not in one))[:20]


def _base(tree: Any, url: str) -> str:
    return next((web_address(str(one.get("href")), url) for one in tree.iter("base") if one.get("href")), "") or url


def _main(tree: Any) -> Any:
    """The main part of a page, where it says which one that is."""
    marked = [one for one in tree.xpath(_MAIN)[:20] if next(one.iter("a"), None) is not None]
    return max(marked, key=lambda one: len(list(one.iter("a"))), default=tree)


def _entry(link: Any, base: str) -> Entry | None:
    address = web_address(str(link.get("href") or ""), base)
    words = plain(" ".join(link.itertext())[:2_000])
    weight = len(words) + 2 * len(_HAN.findall(words))
    if not address or weight < _FEWEST_LETTERS or is_home(address):
        return None
    above = list(islice(link.iterancestors(), 30))
    if any(one.tag in _AROUND for one in above) or _is_listing(address):
        return None
    return Entry(id=address, link=address, title=words, published=next(_days(above, address), ""))


def _days(above: list[Any], address: str) -> Iterator[str]:
    """The day that stands beside a link, as far as it has it for itself; else the one in its address."""
    for one in above:
        if one.tag in _NEAR:
            if len(set(_addresses(one))) > 1:
                break
            for stamp in islice(one.iter("time"), 3):
                yield from days_in(str(stamp.get("datetime") or ""))
            yield from days_in(" ".join(one.itertext())[:2_000])
    if day := day_in_address(address):
        yield day


def _addresses(element: Any) -> Iterator[str]:
    return (str(one.get("href") or "") for one in islice(element.iter("a"), 50))


def _is_listing(address: str) -> bool:
    """Whether an address is that of a list, such as a topic or another page of this one."""
    parts = urlsplit(address)
    words = Counter(parts.path.strip("/").lower().split("/"))
    return bool(words.keys() & {"tag", "tags", "topic", "topics", "category", "author", "authors", "login", "search"})
