"""Annotations, which are CommonMark of the maintainers, as safe HTML, as safe Markdown and as plain text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sourcebook.render.inlines import is_linkable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Where HTML could begin (CommonMark 0.31, 4.6 and 6.6), and is no autolink of the web or of mail (6.5).
_HTML_START = re.compile(r"\\?<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]+>|[\w.+-]+@[\w.-]+>)", re.IGNORECASE)
_IMAGE_START = re.compile(r"\\?!(?=\[)")
# The end of a link's words or of a definition's label, and how the address begins (CommonMark 0.31, 4.7 and 6.3).
_ADDRESS_START = re.compile(r"\]([(:])(?=\s*<?([^\s<>]{0,20}))")


@lru_cache(maxsize=1)
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 60 ms that Markdown, which stays Markdown, need not pay

    # No HTML, which could be anything; no images, which would be requests; no headings, which would upset the page's.
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading"])


def tokens_of(text: str) -> list["Token"]:
    """The annotation as markdown-it reads it."""
    return _reader().parse(text)


def annotation_html(text: str) -> str:
    """Paragraphs, lists, emphasis and links as HTML; raw HTML comes out as text, unsafe addresses stay unlinked."""
    tokens = tokens_of(text)
    for token in _all(tokens):
        if token.type == "link_open":
            token.attrSet("rel", "noopener noreferrer")
    rendered: str = _reader().renderer.render(tokens, _reader().options, {})
    return rendered.strip()


def annotation_markdown(text: str) -> str:
    """The annotation as it is but for HTML, images and links to elsewhere than the web or mail, which become text.

    Readers of Markdown do not agree on what is code, so this holds within code, too.
    """
    # Not by backslashes: within code they would stand for themselves, and what is before may be one already.
    text = _IMAGE_START.sub("&#33;", _HTML_START.sub("&lt;", text))
    return _ADDRESS_START.sub(lambda match: match[0] if is_linkable(match[2]) else f"]\\{match[1]}", text)


def annotation_text(text: str) -> tuple[str, ...]:
    """The paragraphs as plain text, an address after the words that link to it."""
    return tuple(_inline_text(token.children or []) for token in tokens_of(text) if token.type == "inline")


def _inline_text(tokens: Sequence["Token"]) -> str:
    words: list[str] = []
    address, start = "", 0
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                words.append(" ")
            case "link_open":
                address, start = str(token.attrGet("href") or ""), len(words)
            case "link_close":
                if "".join(words[start:]) != address:
                    words.append(f" ({address})")
            case _:
                words.append(token.content)
    return "".join(words)


def _all(tokens: Sequence["Token"]) -> Iterator["Token"]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])
