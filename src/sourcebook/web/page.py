"""A fetched page read: what it says of the work on it, every candidate with its origin, most trusted first."""

import re
from collections.abc import Iterator
from email.message import Message

from sourcebook.model.facts import Fact, PageFacts
from sourcebook.web.addresses import Declared, explain_address
from sourcebook.web.encoding import text_of
from sourcebook.web.json_ld import Said, csl_type, said_of
from sourcebook.web.markup import Markup, markup_of, sources_of
from sourcebook.web.outlet import outlet_of
from sourcebook.web.page_dates import date_facts
from sourcebook.web.page_facts import author_facts, publication_facts, title_facts, type_facts
from sourcebook.web.titles import host_of
from sourcebook.web.walls import SHORT, asks_login, has_wall_signs, is_refusal, is_wall, names_of, says_missing

_HTML = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"})
_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a recording"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "a packed file"),
)
_TYPES = (
    ("pdf", "a PDF"),
    ("json", "JSON data"),
    ("image/", "an image"),
    ("video/", "a film"),
    ("audio/", "a recording"),
)


def read_page(data: bytes, url: str, content_type: str = "") -> PageFacts:
    """What a page says of itself. `url` is where it was read, `content_type` the server's header.

    Never raises: what is no page to cite comes back with a complaint and no facts.
    """
    header = _header(content_type)
    kind = _other_kind(data, header.get_content_type() if content_type.strip() else "")
    if kind:
        return PageFacts(url, explain_address(url)[0], complaint=f"{kind}, not a page that names its title and date.")
    markup, said = _taken_apart(data, url, header)
    canonical, _ = explain_address(url, _declared_addresses(markup, said))
    if complaint := _complaint(markup, said):
        return PageFacts(url, explain_address(url)[0], complaint=complaint)
    return PageFacts(url, canonical, tuple(_facts(markup, said, canonical)))


def explain_page_address(data: bytes, url: str, content_type: str = "") -> tuple[str, tuple[str, ...]]:
    """The canonical address of a page and a sentence for each step to it, as `explain_address` gives them."""
    return explain_address(url, _declared_addresses(*_taken_apart(data, url, _header(content_type))))


def _header(content_type: str) -> Message:
    header = Message()
    header["Content-Type"] = " ".join(content_type.split())
    return header


def _taken_apart(data: bytes, url: str, header: Message) -> tuple[Markup, Said]:
    markup = markup_of(text_of(data, str(header.get_param("charset", ""))))
    return markup, said_of(markup.scripts, url, (markup.first_meta("og:title"), markup.title, *markup.headings))


def _declared_addresses(markup: Markup, said: Said) -> tuple[Declared, ...]:
    """The addresses that a page calls its own, surest first."""
    found = [Declared("link rel=canonical", href) for rel, href in markup.links if rel == "canonical"]
    found += [Declared("og:url", content) for _, content in markup.meta("og:url")]
    found += [Declared(name, content) for name, content in markup.meta("citation_abstract_html_url")]
    if csl_type(said.node):
        own = [said.node.get("mainEntityOfPage"), said.node.get("url")]
        texts = [str(one.get("@id") or "") if isinstance(one, dict) else one for one in own]
        found += [Declared("json-ld", one) for one in texts if isinstance(one, str) and one.startswith("http")]
    return tuple(found)


def _facts(markup: Markup, said: Said, canonical: str) -> Iterator[Fact]:
    outlet = outlet_of(markup, said, host_of(canonical))
    yield from type_facts(markup, said)
    yield from title_facts(markup, said, outlet)
    yield from author_facts(markup, said, outlet)
    yield from publication_facts(markup, said, outlet)
    yield from date_facts(markup, said, canonical)
    yield Fact("URL", canonical, "address")


def _other_kind(data: bytes, media_type: str) -> str:
    """What a body is that is no page: by its first bytes, else by what the server says of it; or empty."""
    start = data[:64].lstrip()
    for magic, kind in _KINDS:
        if start.startswith(magic):
            return f"This is {kind}"
    if media_type in _HTML or media_type.endswith(("html+xml",)):
        return "This is JSON data" if re.match(rb"[{\[]\s*(?:[\"{\[\]}]|\d)", start) else ""
    if re.match(rb"<!doctype html|<html", start, re.IGNORECASE):
        return ""
    return f"This is {next((kind for word, kind in _TYPES if word in media_type), f'a file of type {media_type}')}"


def _complaint(markup: Markup, said: Said) -> str:
    """Why a page is none to cite, or empty."""
    title = (markup.title or next(iter(markup.headings), "")).strip()
    names = names_of(title, markup.headings)
    if csl_type(said.node) and said.text("headline", "name"):
        return ""
    if not markup.text.strip() and not title and not markup.metas:
        return "The page is empty."
    short = len(markup.text) < SHORT
    if short and (is_wall(names) or is_refusal(names) or has_wall_signs(sources_of(markup.tree))):
        return "The site asks for a browser or a human being before it shows the page."
    if says_missing(names) and not markup.first_meta("article:published_time"):
        return "The site says that there is no such page, though it answers as if there were."
    if short and (markup.has_password or asks_login(names)):
        return "The site asks for a login before it shows the page."
    if not markup.text and not markup.first_meta("og:title", "citation_title", "dc.title") and _wants_scripts(markup):
        return "The page is empty until its scripts have run."
    if not title and not markup.first_meta("og:title", "citation_title", "dc.title") and not markup.headings:
        return "The page names no title."
    return ""


def _wants_scripts(markup: Markup) -> bool:
    """Whether a page tells those without scripts that it needs them."""
    asking = markup.tree.iter("noscript") if markup.tree is not None else ()
    return any("javascript" in " ".join(one.itertext()).lower() for one in asking)
