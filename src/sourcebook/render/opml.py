"""OPML 2.0, the list of feeds that other readers take over: the same bytes for the same feeds."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from sourcebook.model.coverage import Feed
from sourcebook.model.outlets import Outlet

# What other programs could not read as a feed: answers of search services, and pages.
_OURS = frozenset({"gdelt", "crossref", "openalex", "page"})
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
GROUPINGS = ("outlet", "language")


def is_for_readers(feed: Feed) -> bool:
    """Whether other programs can read a feed too."""
    return feed.kind not in _OURS


def write_opml(feeds: Sequence[Feed], outlets: Sequence[Outlet], *, title: str, by: str = "outlet") -> str:
    """The feeds in groups, by `outlet` or `language`; those of no group stand at the end by themselves.

    `title` of an outline is the outlet's name, `text` tells several feeds of one outlet apart
    (http://opml.org/spec2.opml, with its type for feeds of whatever format).
    """
    names = {outlet.id: outlet.name for outlet in outlets}
    counts = Counter(feed.outlet for feed in feeds)
    groups: dict[str, list[Feed]] = {}
    for feed in feeds:
        groups.setdefault(names.get(feed.outlet, "") if by == "outlet" else feed.language, []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["  <head>", f"    <title>{escape(_clean(title))}</title>", "  </head>", "  <body>"]
    for label in sorted(filter(None, groups)):
        lines.append(f"    <outline text={_quoted(label)} title={_quoted(label)}>")
        lines += [f"      {_outline(feed, names, is_only=counts[feed.outlet] == 1)}" for feed in groups[label]]
        lines.append("    </outline>")
    lines += [f"    {_outline(feed, names, is_only=counts[feed.outlet] == 1)}" for feed in groups.get("", ())]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(feed: Feed, names: Mapping[str, str], *, is_only: bool) -> str:
    name = names.get(feed.outlet, "") or feed.id
    said = {
        "type": "rss",
        "text": name if is_only or name == feed.id else f"{name} ({feed.id})",
        "title": name,
        "xmlUrl": feed.url,
        "language": feed.language,
    }
    return f"<outline {' '.join(f'{key}={_quoted(value)}' for key, value in said.items() if value)}/>"


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
