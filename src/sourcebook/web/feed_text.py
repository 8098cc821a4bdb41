"""What feeds have as markup, as plain text, and the addresses that it links to; in time that grows with its length."""

import html
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urljoin

from sourcebook.model.urls import is_web_address

# ECMA-48 control sequences and strings, with which a title could write anywhere on a terminal.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,50}[ -/]{0,10}[@-~]|"
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,500}(?:\x07|\x1b\\|\x9c)|\x1b.?"
)
_ESCAPED = re.compile(r"&#(?:0{0,5}27|x0{0,5}1b);", re.IGNORECASE)
# Controls, direction overrides, zero-width blanks; not the joiners, which Persian and Indic scripts need.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_TAG = re.compile(r"<[!?/A-Za-z][^<>]*(?:>|\Z)")
_BLOCK = re.compile(
    r"<\s*/?\s*(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|figcaption|img|hr|section|article)\b",
    re.IGNORECASE,
)
# What is no text at all, from where it begins to where it ends.
_UNREAD = tuple(
    (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in ((r"<!--", r"-->"), (r"<script\b", r"</script[^<>]*>?"), (r"<style\b", r"</style[^<>]*>?"))
)
_HREF = re.compile(r"<a\s[^<>]{0,500}?\bhref\s*=\s*[\"']?([^\"'<>\s]{1,2000})", re.IGNORECASE)
_ROUNDS = 3  # markup in feeds is escaped once, twice in many, and three times in some
LONGEST_MARKUP = 200_000
LONGEST_ADDRESS = 2_000
_MOST_LINKS = 30


def plain_text(text: str, most: int) -> str:
    """One line of plain text of at most `most` characters: no markup, no control or escape codes, in Unicode's NFC.

    >>> plain_text("<p>Dams &amp;amp; <b>riv</b>ers</p><p>rise", 100)
    'Dams & rivers rise'
    """
    text = text[:LONGEST_MARKUP]
    for _ in range(_ROUNDS):
        before = text
        text = _without_markup(text)
        if "&" in text:
            # What Python leaves out, so that the rest of an escape code would stand as words.
            text = html.unescape(_ESCAPED.sub("\x1b", text))
        if text == before:
            break
    text = _without_markup(text)
    if not text.isprintable():
        text = _UNSEEN.sub("", _ESCAPES.sub("", text))
    text = " ".join(text.split())
    # What stood between two halves of a tag may have been a control character.
    text = _TAG.sub("", text) if "<" in text else text
    return unicodedata.normalize("NFC", text[:most]).strip()[:most]


def addresses_linked(markup: str, base: str, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The web addresses that a piece of markup links to, absolute, each once."""
    markup = markup[:LONGEST_MARKUP]
    if "<a" not in markup and "<A" not in markup:
        return ()
    found = (web_address(html.unescape(match[1]), base) for match in _HREF.finditer(markup))
    links = dict.fromkeys(link for link in found if link)
    for link in without:
        links.pop(link, None)
    return tuple(links)[:_MOST_LINKS]


def web_address(link: str, base: str) -> str:
    """A link seen from `base` as an absolute http or https address, or empty: scripts, data and files are none."""
    link = _UNSEEN.sub("", link).strip()
    if not link:
        return ""
    try:
        address = link if link.startswith(("https://", "http://")) else urljoin(base, link)
    except ValueError:
        return ""
    address = address.replace(" ", "%20")
    return address if len(address) <= LONGEST_ADDRESS and is_web_address(address) else ""


def _without_markup(text: str) -> str:
    if "<" not in text:
        return text
    for start, end in _UNREAD:
        text = _without(text, start, end)
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    return _TAG.sub(lambda match: " " if _BLOCK.match(match[0]) else "", text)


def _without(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """The text without what stands between two marks, each looked for once: what is never closed goes to its end."""
    pieces, place = [], 0
    while begin := start.search(text, place):
        pieces.append(text[place : begin.start()])
        stop = end.search(text, begin.end())
        if stop is None:
            return "".join(pieces)
        place = stop.end()
    return "".join([*pieces, text[place:]]) if pieces else text
