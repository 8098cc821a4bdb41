"""What of a page is its own story and what only stands around it: menus, teasers, comments, small print."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from sourcebook.web.clean import plain, squeezed

_MOST_TEXT = 100_000
_MANY = 1_000
_UNREAD = frozenset({"title", "script", "style", "noscript", "template", "svg", "iframe", "code"})
_AROUND = frozenset({"nav", "aside", "footer", "form"})
_BLOCKS = frozenset(
    "address article blockquote body caption center dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section table tbody td th tr ul br".split()
)
# What sites call the parts around a story in class and id, a word of a name in dashes.
_CALLED = re.compile(
    r"(?:^|[-_])(?:related|teasers?|recommend(?:ed|ations?)?|sidebar|comments?|respond|replies|breadcrumbs?|popular|"
    r"trending|most-?read|newsletter|promo|cookies?|menu|navbar|read-?(?:more|next|also)|see-?also|more-(?:news|stories)|"
    r"references|citation|bibliography)(?:$|[-_])|^(?:widget|secondary|footer)(?:$|[-_])"
)
_HEADED = re.compile(
    r"(?:^|[-_])(?:v|art|article|entry|post|story|news|main|page|content|doc)?[-_]?(?:title|tit|headline)(?:$|[-_])"
)
_SIGNED = re.compile(r"(?:^|[-_])(?:byline|authors?|autor(?:en|es)?|auteurs?|autore|writer)(?:$|[-_]|name)")
# Words for publishing in a list of particulars; without one, its dates are of what the page describes.
_PUBLISHED = re.compile(
    r"publi|posted|\bdistr\.|date\b|datum|erschien|veröffentl|fecha|\bdata\b|yayın|tarih|дата|опубл|نشر|تاريخ|发布|發布|日期|時間|时间|"
    r"公開|掲載|発行|発表|등록|게시|발행|입력",
    re.IGNORECASE,
)
_HOME = re.compile(r"/?(?:(?:index|default|home)\.\w+|index)?/?")


class Layout:
    """A page's tree with its headings, and which of its elements stand around the story."""

    __slots__ = ("_judged", "_story", "_within", "headings", "tree")

    def __init__(self, tree: Any, title: str) -> None:
        self.tree = tree
        self.headings: tuple[Any, ...] = tuple(_headings(tree, squeezed(title)))
        first = self.headings[0] if self.headings else None
        # An element around the heading is never furniture, whatever it is called.
        self._within = {first, *first.iterancestors()} if first is not None else set()
        # What was said of an element, since it is asked for everything within.
        self._judged: dict[Any, bool] = {}
        articles = list(islice(tree.iter("article"), _MANY))
        holding = [one for one in articles if one in self._within]
        self._story = holding[0] if holding else articles[0] if len(articles) == 1 else None

    @property
    def main(self) -> Any:
        """The element `article` of the story, or None."""
        return self._story

    def is_around(self, element: Any) -> bool:
        """Whether an element, looked at alone, begins a part that does not belong to the story."""
        if element not in self._judged:
            self._judged[element] = self._begins_around(element)
        return self._judged[element]

    def _begins_around(self, element: Any) -> bool:
        if element in self._within or not isinstance(element.tag, str):
            return False
        if element.tag == "footer":
            return not any(one.tag == "article" for one in element.iterancestors())
        if element.tag in _AROUND or element.get("hidden") is not None or _is_unshown(element):
            return True
        if element.tag == "article":
            return self._story is not None and element is not self._story
        if element.tag == "dl":
            return not _PUBLISHED.search(_words(element))
        if element.tag == "a" and next(element.iter("h2", "h3", "h4"), None) is not None:
            return True
        return any(_CALLED.search(name) for name in _called(element))

    def strip(self) -> None:
        """Take out of the tree what stands around the story."""
        for one in [one for one in self.tree.iter() if self.is_around(one)]:
            if one.getparent() is not None:
                one.drop_tree()

    def is_own(self, element: Any) -> bool:
        """Whether an element belongs to the story."""
        return not any(self.is_around(one) for one in (element, *element.iterancestors()))

    def lines(self) -> tuple[tuple[str, ...], int]:
        """The story's text as its lines stand below each other, and the number of the line of the heading."""
        found: list[str] = []
        pieces: list[str] = []
        length, heading_at = 0, 0
        first = self.headings[0] if self.headings else None
        walk = etree.iterwalk(self.tree, events=("start", "end"))
        for event, element in islice(walk, _MANY * 60):
            skipped = event == "start" and (element.tag in _UNREAD or self.is_around(element))
            if skipped:
                walk.skip_subtree()
            if element.tag in _BLOCKS and (line := " ".join("".join(pieces).split())):
                found.append(line)
                length += len(line)
            if element.tag in _BLOCKS:
                pieces.clear()
            if event == "start" and element is first:
                heading_at = len(found)
            # Elements that stand side by side are often parted by styles alone.
            pieces.append((element.tail if event == "end" else "" if skipped else element.text) or "")
            pieces += [" "] if element.tag in ("span", "time", "a") else []
            if length > _MOST_TEXT:
                break
        last = " ".join("".join(pieces).split())
        return tuple([*found, last] if last else found), heading_at

    def signed(self) -> Iterator[str]:
        """What stands in elements that are called an author's or a byline."""
        for one in islice(self.tree.iter("p", "span", "div", "a", "address", "cite", "li", "b", "i"), _MANY * 5):
            is_signed = one.get("rel") == "author" or any(_SIGNED.search(name) for name in _called(one))
            if is_signed and self.is_own(one) and (text := _words(one)) and len(text) < 200:
                yield text

    def homes(self) -> Iterator[str]:
        """What the links to the site's first page and its logos are called."""
        for one in islice(self.tree.iter("a"), _MANY):
            if is_home(str(one.get("href") or "")):
                yield from (_words(one), plain(one.get("title")))
                yield from (plain(image.get("alt")) for image in one.iter("img"))
        for one in islice(self.tree.iter("img"), _MANY):
            parent = one.getparent()
            near = [*_called(one), *(_called(parent) if parent is not None else ())]
            if any(re.search(r"(?:^|[-_])logo(?:$|[-_])", name) for name in near):
                yield plain(one.get("alt"))


def is_home(address: str) -> bool:
    """Whether an address is that of a site's first page."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return bool(address.strip() and _HOME.fullmatch(parts.path)) and not (parts.query or parts.fragment)


def _headings(tree: Any, title: str) -> Iterator[Any]:
    """The h1 of the article and of the page, unless they name the site; else what the page's title proves to be one."""
    main = next(tree.iter("article"), None)
    firsts = [*(main.iter("h1") if main is not None else ()), *islice(tree.iter("h1"), 20)][:20]
    usable = [one for one in firsts if _words(one) and not _names_site(one)]
    yield from usable
    if usable or not title:
        return
    for one in islice(tree.iter("h2", "h3", "h4", "h5", "div", "p", "span", "td"), _MANY):
        words = squeezed(_words(one)) if any(_HEADED.search(name) for name in _called(one)) else ""
        if words and words in title and 2 * len(words) >= len(title) - len(words):
            yield one
            return


def _names_site(heading: Any) -> bool:
    """Whether a heading is a link to the site's first page, which bears the site's name and not the story's."""
    links = list(heading.iter("a")) + [one for one in heading.iterancestors() if one.tag == "a"]
    return any(is_home(str(one.get("href") or "")) for one in links)


def _called(element: Any) -> list[str]:
    """The names in an element's class, id and itemprop, in lower case with dashes."""
    said = " ".join(str(element.get(name) or "") for name in ("class", "id", "itemprop"))[:300]
    return re.sub(r"([a-z])([A-Z])", r"\1-\2", said).lower().split()


def _is_unshown(element: Any) -> bool:
    return "display:none" in str(element.get("style") or "").replace(" ", "").lower()


def _words(element: Any) -> str:
    return plain(" ".join(element.itertext())[:4_000])
