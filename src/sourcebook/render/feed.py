"""The Atom feed of changes (RFC 4287): an entry for each commit that changed works, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sourcebook.model.commits import CommitChanges
from sourcebook.render.xml_text import clean, xml_text

MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says of itself: its `id` (an IRI that never changes), title, language, and where it is published.

    `address` is the feed's own address, empty where it is published nowhere; `home` that of what it tells about.
    """

    id: str
    title: str
    language: str = ""
    address: str = ""
    home: str = ""


def write_feed(feed: Feed, commits: Sequence[CommitChanges]) -> bytes:
    """The feed of at least one commit, the same bytes every time: its time is that of the newest entry."""
    newest = max(one.commit.committed for one in commits)
    language = f' xml:lang="{xml_text(feed.language)}"' if feed.language else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"{language}>',
        f"  <id>{xml_text(feed.id)}</id>",
        f"  <title>{xml_text(feed.title)}</title>",
        f"  <updated>{newest}</updated>",
    ]
    if feed.address:
        lines.append(f'  <link rel="self" type="application/atom+xml" href="{xml_text(feed.address)}"/>')
    if feed.home:
        lines.append(f'  <link rel="alternate" href="{xml_text(feed.home)}"/>')
    for one in commits:
        lines += _entry(one)
    return "".join(f"{line}\n" for line in (*lines, "</feed>")).encode()


def commit_id(number: str) -> str:
    """The name of a commit as an IRI, which no other commit anywhere has."""
    return f"urn:{'sha256' if len(number) == 64 else 'sha1'}:{number}"


def _entry(one: CommitChanges) -> Sequence[str]:
    commit = one.commit
    items = "".join(f"<li>{escape(clean(line))}</li>" for line in one.lines)
    why = "".join(f"<p>{escape(clean(line))}</p>" for line in commit.why.split("\n\n") if line.strip())
    return [
        "  <entry>",
        f"    <id>{commit_id(commit.hash)}</id>",
        f"    <title>{xml_text(one.summary)}</title>",
        f"    <updated>{commit.committed}</updated>",
        f"    <author><name>{xml_text(commit.author) or 'unknown'}</name></author>",
        f'    <content type="html">{xml_text(f"<ul>{items}</ul>{why}")}</content>',
        "  </entry>",
    ]
