"""A page's markup taken apart once into what the readers of facts look at."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree, html

from sourcebook.web.clean import plain
from sourcebook.web.layout import Layout

# The first bytes hold every declaration; what comes after them in a larger page is more of the same.
_MOST = 2_000_000
# The most elements of one kind that are looked at; real pages have some dozens.
_MANY = 1_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_COPYRIGHT = re.compile(r"©|\(c\)\s*(?:19|20)\d\d|\bcopyright\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A moment that an element `time` of the story gives for something; `role` as it says."""

    value: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What a page is made of: meta elements as (name in lower case, content), links as (rel, href), in their order.

    `lines` are what a reader sees of the story, without what stands around it, `heading_at` the number of the heading
    among them. `signed` is what stands in bylines, `homes` what links to the site's first page are called, `small`
    the lines of its small print.
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
    lines: tuple[str, ...] = ()
    heading_at: int = 0
    signed: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    has_password: bool = False
    tree: Any = None

    @property
    def text(self) -> str:
        """The story's text in one line."""
        return " ".join(self.lines)

    def outline(self, length: int) -> str:
        """The markup of the head and the story, without scripts, styles and drawings, up to a length in characters."""
        copy = deepcopy(self.tree)
        etree.strip_elements(copy, "script", "style", "noscript", "template", "svg", "iframe", with_tail=False)
        Layout(copy, self.title).strip()
        return str(etree.tostring(copy, encoding="unicode", method="html"))[:length]

    def meta(self, *names: str) -> Iterator[tuple[str, str]]:
        """Every (name, content) of these names, in the order of the names, then of the page."""
        for name in names:
            yield from ((name, content) for called, content in self.metas if called == name.lower())

    def first_meta(self, *names: str) -> str:
        """The first content that is not empty."""
        return next((plain(content) for _, content in self.meta(*names) if plain(content)), "")


def tree_of(text: str) -> Any:
    """The tree of a page's elements, or None for what is no HTML at all."""
    data = _CONTROL.sub(" ", text[:_MOST]).encode("utf-8", "replace")
    # Elements of lxml.html, which is what htmldate takes.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except (etree.LxmlError, ValueError):
        return None


def title_of(tree: Any) -> str:
    """The page's own title; an image within the page may have a title element too."""
    for one in tree.iter("title"):
        parent = one.getparent()
        if parent is None or parent.tag in ("head", "html", "body"):
            return plain(one.text)
    return ""


def sources_of(tree: Any) -> Iterator[str]:
    """Where scripts come from and what they say, for the marks of a wall."""
    for one in tree.iter("script", "iframe", "form", "div") if tree is not None else ():
        yield " ".join(str(one.get(name) or "") for name in ("src", "action", "id", "class"))
        if one.tag == "script":
            yield (one.text or "")[:2_000]


def has_password(tree: Any) -> bool:
    """Whether a page asks for a password."""
    return any(str(one.get("type") or "").lower() == "password" for one in islice(tree.iter("input"), _MANY))


def markup_of(text: str) -> Markup:
    """Take a page apart; what is no HTML at all is Markup without anything in it."""
    tree = tree_of(text)
    if tree is None:
        return Markup()
    title = title_of(tree)
    layout = Layout(tree, title)
    lines, heading_at = layout.lines()
    return Markup(
        title=title,
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
        headings=tuple(dict.fromkeys(name for name in (plain(_words(one)) for one in layout.headings) if name)),
        stamps=tuple(_stamps(layout)),
        properties=tuple(_properties(layout)),
        lines=lines,
        heading_at=heading_at,
        signed=tuple(dict.fromkeys(islice(layout.signed(), 20))),
        homes=tuple(dict.fromkeys(name for name in layout.homes() if name)),
        small=tuple(_small(tree)),
        has_password=has_password(tree),
        tree=tree,
    )


def _words(element: Any) -> str:
    return " ".join(element.itertext())[:4_000] if len(element) else element.text or ""


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for one in islice(tree.iter("meta"), _MANY):
        content = one.get("content")
        if content is None:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in str(one.get(attribute) or "").lower().split():
                yield name, str(content)


def _stamps(layout: Layout) -> Iterator[Stamp]:
    """The moments of the article first, then those of the rest of the page; none of what stands around the story."""
    for root in ([layout.main] if layout.main is not None else []) + [layout.tree]:
        for one in islice(root.iter("time", "abbr"), 50):
            role = " ".join(str(one.get(name) or "") for name in ("itemprop", "property", "class", "pubdate"))
            if one.get("pubdate") is not None:
                role += " pubdate"
            value = str(one.get("datetime") or one.get("title") or "").strip() or _words(one)
            if (one.tag == "time" or "publish" in role) and layout.is_own(one):
                yield Stamp(value=value[:100], role=role.lower())


def _properties(layout: Layout) -> Iterator[tuple[str, str]]:
    """Microdata by itemprop, RDFa by property (both schema.org), and links to an author: a value, else the words."""
    found = layout.tree.xpath("//*[@itemprop or @property] | //a[contains(concat(' ', @rel, ' '), ' author ')]")[:_MANY]
    for one in found:
        name = str(one.get("itemprop") or one.get("property") or "author").rpartition(":")[2]
        inner = one.xpath(".//*[@itemprop='name' or @property='name' or @property='schema:name']")[:1]
        if one.tag == "title" or (one.tag == "meta" and one.getparent() is not None and one.getparent().tag == "head"):
            continue
        value = one.get("content") or one.get("datetime") or (inner and (inner[0].get("content") or _words(inner[0])))
        if layout.is_own(one):
            yield name.lower(), str(value or _words(one))[:1_000]


def _small(tree: Any) -> Iterator[str]:
    """The lines that claim copyright."""
    for one in islice(tree.iter("p", "div", "span", "li", "small", "footer", "td", "center"), _MANY * 5):
        own = " ".join([one.text or "", *(child.tail or "" for child in one)])
        if _COPYRIGHT.search(own[:500]):
            yield plain(_words(one))[:300]
