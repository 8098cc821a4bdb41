"""A page's markup taken apart once into what the readers of facts look at."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree, html

from sourcebook.web.clean import plain

# The first bytes hold every declaration; what comes after them in a larger page is more of the same.
_MOST = 2_000_000
_MOST_TEXT = 100_000
# The most elements of one kind that are looked at; real pages have some dozens.
_MANY = 1_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "iframe", "form"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A moment that the markup gives for something: an element `time`, or one with itemprop; `role` as it says."""

    value: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What a page is made of: meta elements as (name in lower case, content), links as (rel, href), in their order.

    `text` is what a reader sees from the top, without menus and scripts, and `heading_at` where its h1 stands in it.
    """

    title: str = ""
    language: str = ""
    base: str = ""
    metas: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    text: str = ""
    heading_at: int = 0
    has_password: bool = False
    tree: Any = None

    def outline(self, length: int) -> str:
        """The page's markup without scripts, styles and drawings, up to a length in characters."""
        copy = deepcopy(self.tree)
        etree.strip_elements(copy, "script", "style", "noscript", "template", "svg", "iframe", with_tail=False)
        return str(etree.tostring(copy, encoding="unicode", method="html"))[:length]

    def meta(self, *names: str) -> Iterator[tuple[str, str]]:
        """Every (name, content) of these names, in the order of the names, then of the page."""
        for name in names:
            yield from ((name, content) for called, content in self.metas if called == name.lower())

    def first_meta(self, *names: str) -> str:
        """The first content that is not empty."""
        return next((plain(content) for _, content in self.meta(*names) if plain(content)), "")


def markup_of(text: str) -> Markup:
    """Take a page apart; what is no HTML at all is Markup without anything in it."""
    data = _CONTROL.sub(" ", text[:_MOST]).encode("utf-8", "replace")
    # Elements of lxml.html, which is what htmldate takes.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = etree.fromstring(data, parser) if data.strip() else None
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        return Markup()
    main = next(tree.iter("article"), None)
    heads = [*(main.iter("h1") if main is not None else ()), *islice(tree.iter("h1"), 20)][:20]
    first = heads[0] if heads else None
    seen, heading_at = _seen(tree, first)
    return Markup(
        title=_title(tree),
        language=str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""),
        base=next((str(one.get("href") or "") for one in tree.iter("base")), ""),
        metas=tuple(_metas(tree)),
        links=tuple(
            (rel, str(one.get("href")).strip())
            for one in islice(tree.iter("link"), _MANY)
            if one.get("href")
            for rel in str(one.get("rel") or "").lower().split()
        ),
        scripts=tuple(
            one.text or ""
            for one in islice(tree.iter("script"), _MANY)
            if "ld+json" in str(one.get("type") or "").lower()
        ),
        headings=tuple(dict.fromkeys(name for name in (plain(_words(one)) for one in heads) if name)),
        stamps=tuple(_stamps(tree, main)),
        properties=tuple(_properties(tree)),
        text=seen,
        heading_at=heading_at,
        has_password=any(str(one.get("type") or "").lower() == "password" for one in islice(tree.iter("input"), _MANY)),
        tree=tree,
    )


def _words(element: Any) -> str:
    return " ".join(element.itertext())[:4_000] if len(element) else element.text or ""


def _title(tree: Any) -> str:
    """The page's own title; an image within the page may have a title element too."""
    for one in tree.iter("title"):
        parent = one.getparent()
        if parent is None or parent.tag in ("head", "html", "body"):
            return plain(one.text)
    return ""


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for one in islice(tree.iter("meta"), _MANY):
        content = one.get("content")
        if content is None:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in str(one.get(attribute) or "").lower().split():
                yield name, str(content)


def _stamps(tree: Any, main: Any) -> Iterator[Stamp]:
    """The moments of the article first, then those of the rest of the page."""
    for root in ([main] if main is not None else []) + [tree]:
        for one in islice(root.iter("time"), 50):
            role = " ".join(str(one.get(name) or "") for name in ("itemprop", "class", "pubdate"))
            if one.get("pubdate") is not None:
                role += " pubdate"
            value = str(one.get("datetime") or "").strip() or _words(one)
            yield Stamp(value=value[:100], role=role.lower())


def _properties(tree: Any) -> Iterator[tuple[str, str]]:
    """Microdata (schema.org) by itemprop, and links to an author: the attribute with the value, else the words."""
    for one in tree.xpath("//*[@itemprop] | //a[contains(concat(' ', @rel, ' '), ' author ')]")[:_MANY]:
        name = one.get("itemprop") or "author"
        if one.tag != "meta":
            value = one.get("content") or one.get("datetime") or _words(one)
            yield str(name).lower(), str(value)[:1_000]


def _seen(tree: Any, heading: Any) -> tuple[str, int]:
    """What a reader sees, up to a limit, and where in it the heading stands."""
    pieces: list[str] = []
    length, heading_at = 0, 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in islice(walk, _MANY * 60):
        if event == "start" and element is heading:
            heading_at = length
        skipped = event == "start" and element.tag in _UNREAD
        if skipped:
            walk.skip_subtree()
        said = element.tail if event == "end" else "" if skipped else element.text
        if said and said.strip():
            pieces.append(" ".join(said.split()))
            length += len(pieces[-1]) + 1
        if length > _MOST_TEXT:
            break
    return " ".join(pieces)[:_MOST_TEXT], heading_at
