"""What a probe looks at in a page: its title, its text's fingerprint, and whether another page stands in for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sourcebook.web.clean import plain
from sourcebook.web.encoding import text_of
from sourcebook.web.fetch import Page
from sourcebook.web.markup import has_password, sources_of, title_of, tree_of
from sourcebook.web.shapes import shape_of
from sourcebook.web.walls import SHORT, asks_login, has_wall_signs, is_refusal, is_wall, names_of, says_missing

_HTML = frozenset({"", "text/html", "application/xhtml+xml"})
# What is no text of the page, or another one at each visit.
_UNREAD = (
    "script style noscript template svg iframe nav header aside footer form time button select dialog ins title".split()
)
# Fewer characters than this are no story, whatever the element is called.
_LEAST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A page looked at: `size` is the length of its text, `wall`, `login` and `missing` what it is instead of a page.

    A wall is sure by its title or short of text; a page that refuses everybody counts as a wall where it says "200".
    """

    title: str = ""
    shape: str = ""
    size: int = 0
    wall: bool = False
    refusal: bool = False
    login: bool = False
    missing: bool = False


def glimpse_of(page: Page) -> Glimpse:
    """Look at what came back; what is no text is a Glimpse of nothing."""
    if page.media_type == "text/plain" and page.body:
        text = " ".join(text_of(page.body, page.charset).split())
        return Glimpse(shape=shape_of(text), size=len(text))
    if page.media_type not in _HTML or not page.body:
        return Glimpse()
    html = text_of(page.body, page.charset)
    tree = tree_of(html)
    if tree is None:
        return Glimpse()
    title = title_of(tree)
    headings = [plain(" ".join(one.itertext())[:1_000]) for one in tree.iter("h1")]
    asks_password = has_password(tree)
    text = _text(tree)
    names = names_of(title, [one for one in headings if one])
    short = len(text) < SHORT
    return Glimpse(
        title=title,
        shape=shape_of(f"{title} {text}"),
        size=len(text),
        # The tree has lost its scripts by now, and few pages are short.
        wall=short and (is_wall(names) or has_wall_signs(sources_of(tree_of(html)))),
        refusal=short and is_refusal(names),
        login=short and (asks_login(names) or (asks_password and bool(page.hops))),
        missing=says_missing(names),
    )


def _text(tree: Any) -> str:
    """The text of a tree in one line: of its only story if it has one; the tree loses what is no text."""
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    return next(
        (text for one in _stories(tree) if len(text := " ".join(" ".join(one.itertext()).split())) > _LEAST), ""
    )


def _stories(tree: Any) -> Iterator[Any]:
    for name in ("article", "main"):
        found = list(tree.iter(name))
        if len(found) == 1:
            yield found[0]
    yield tree
