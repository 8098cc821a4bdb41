"""RSS, Atom and RDF as feedparser reads them: of every dialect, in every encoding, well-formed or not."""

import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sourcebook.web.feed_entries import MOST_ENTRIES, Entry, Head, older_of, wished
from sourcebook.web.feed_text import web_address

_FORMS = {"rss": "RSS", "atom": "Atom", "cdf": "CDF"}
_END = re.compile(rb"</\s*(?:[\w-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_CLOSED = re.compile(rb"</\s*(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
# What feedparser's time grows with: tags, each of which costs as much as some dozen entities. What stands in comments
# and in CDATA is only text to it; what is never closed goes to the end.
_MARKUP = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<|&", re.DOTALL)
_COSTS = {b"<": 20, b"&": 1}
_MOST_COST = 400_000  # 20,000 tags, which take two seconds; a feed of 500 entries has half as many
_LONGEST_NAME = 200
_TOO_MUCH = "it has too much markup, so that only its first items were taken"
# These say that the letters or the labels of a feed are odd, not that anything of it was lost.
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")


def read_loosely(body: bytes, url: str, content_type: str) -> Head:
    """The head and the entries of a feed; `form` is empty for what is none. Never raises."""
    feedparser = _feedparser()
    whole, body = body, _bounded(body)
    try:
        # Only ever a stream: of a text feedparser would ask whether it is a file, or an address to fetch. What it makes
        # of markup takes time that grows with the square of its length, and we keep none.
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": content_type or "application/xml", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # noqa: BLE001 - whatever one feed does to its parser, the run goes on
        return Head(problem=f"it cannot be read ({type(error).__name__})")
    version = str(found.get("version") or "")
    if not version:
        return Head()
    plain = body.replace(b"\0", b"") if b"\0" in body[:64] else body
    is_whole = body is whole and bool(_END.search(plain[-2_000:]))
    raw = found.entries[: MOST_ENTRIES if is_whole else min(MOST_ENTRIES, len(_CLOSED.findall(plain)))]
    feed = found.feed
    links = [(str(one.get("rel") or ""), str(one.get("href") or "")) for one in feed.get("links") or ()]
    return Head(
        form=_form(version),
        title=str(feed.get("title") or ""),
        language=str(feed.get("language") or ""),
        wish=wished(*(str(feed.get(name) or "") for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"))),
        entries=tuple(_entry(one, url) for one in raw),
        problem=_problem(found, is_whole=is_whole) if body is whole else _TOO_MUCH,
        is_whole=is_whole,
        older=web_address(older_of(links), url),
        generator=str(feed.get("generator") or ""),
    )


@lru_cache(maxsize=1)
def _feedparser() -> Any:
    """The library, without its search for an address of mail in what is too long to be a name.

    The time of that search grows with the square of the text, and it has no setting.
    """
    import feedparser  # noqa: PLC0415 - 70 ms that only feeds which are odd need
    from feedparser import mixin  # noqa: PLC0415 - as above

    search = mixin._FeedParserMixin._sync_author_detail  # noqa: SLF001 - there is no public name

    def search_names(parser: Any, key: str = "author") -> None:
        if len(str(parser._get_context().get(key) or "")) <= _LONGEST_NAME:  # noqa: SLF001 - as above
            search(parser, key)

    mixin._FeedParserMixin._sync_author_detail = search_names  # noqa: SLF001 - as above
    return feedparser


def _bounded(body: bytes) -> bytes:
    """The body up to the last entry before it has too much markup, or the same body where it has not."""
    cost = 0
    for match in _MARKUP.finditer(body):
        cost += _COSTS.get(match[0], 0)
        if cost > _MOST_COST:
            start = match.start()
            ends = [one.end() for one in _CLOSED.finditer(body, 0, start)]
            # Letters of UTF-16 and UTF-32 are not cut in two.
            return body[: ends[-1] if ends else start - start % 4 if b"\0" in body[:64] else start]
    return body


def _form(version: str) -> str:
    match = re.fullmatch(r"([a-z]+)(\d)?(\d+)?.*", version)
    if match is None:
        return version
    number = f" {match[2]}.{match[3] or 0}" if match[2] else ""
    return f"{_FORMS.get(match[1], match[1].upper())}{number}"


def _problem(found: Mapping[str, Any], *, is_whole: bool) -> str:
    if not is_whole:
        return "it breaks off, so that only whole items were taken"
    error = found.get("bozo_exception")
    if not found.get("bozo") or type(error).__name__ in _HARMLESS:
        return ""
    said = " ".join(str(getattr(error, "getMessage", lambda: error)()).split())
    return f"it is not well-formed ({said[:100]})"


def _entry(raw: Mapping[str, Any], url: str) -> Entry:
    contents = [_value(one) for one in raw.get("content") or ()]
    summary = str(raw.get("summary") or "")
    longest = max(contents, key=len, default="")
    source = raw.get("source")
    detail = raw.get("title_detail")
    return Entry(
        id=str(raw.get("id") or ""),
        link=str(raw.get("feedburner_origlink") or raw.get("link") or ""),
        title=str(raw.get("title") or ""),
        summary=summary or longest,
        published=str(raw.get("published") or ""),
        # Reading `updated` gives `published` where there is none.
        updated=str(raw.get("updated") or "") if "updated" in raw else "",
        authors=tuple(_names(raw)),
        categories=tuple(str(one.get("label") or one.get("term") or "") for one in raw.get("tags") or ()),
        language=str((detail.get("language") if isinstance(detail, Mapping) else "") or raw.get("language") or ""),
        outlet=str(source.get("title") or "") if isinstance(source, Mapping) else "",
        markup=longest if len(longest) > len(summary) else summary,
        base=url,
    )


def _value(content: object) -> str:
    return str(content.get("value") or "") if isinstance(content, Mapping) else ""


def _names(raw: Mapping[str, Any]) -> Iterable[str]:
    several = [str(one.get("name") or "") for one in raw.get("authors") or () if isinstance(one, Mapping)]
    return [name for name in several if name] or [str(raw.get("author") or "")]
