"""Atom feeds (RFC 4287): of what changed, an entry for each commit, and of the newest works, an entry for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from sourcebook.model.commits import Commit, CommitChanges
from sourcebook.model.library import Library
from sourcebook.model.urls import is_web_address
from sourcebook.model.work import Work
from sourcebook.render.annotations import annotation_text
from sourcebook.render.xml_text import clean, xml_text

MOST_ENTRIES = 50
_LANGUAGE = r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"  # RFC 4287, section 2


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its `id` (an IRI that never changes), its time in UTC, who wrote it, and what it says.

    `html` is its content; where it is empty, `summary` is plain text about what `link` leads to. `category` is an id
    and its label, `language` that of the title.
    """

    id: str
    title: str
    updated: str
    authors: tuple[str, ...]
    html: str = ""
    summary: str = ""
    link: str = ""
    category: tuple[str, str] = ("", "")
    language: str = ""


def write_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed of at least one entry, the same bytes every time: its time is that of the newest entry."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"{_language(feed.language)}>',
        f"  <id>{xml_text(feed.id)}</id>",
        f"  <title>{xml_text(feed.title)}</title>",
        f"  <updated>{max(one.updated for one in entries)}</updated>",
    ]
    if feed.address:
        lines.append(f'  <link rel="self" type="application/atom+xml" href="{xml_text(feed.address)}"/>')
    if feed.home:
        lines.append(f'  <link rel="alternate" href="{xml_text(feed.home)}"/>')
    for one in entries:
        lines += _entry(one)
    return "".join(f"{line}\n" for line in (*lines, "</feed>")).encode()


def commit_id(number: str) -> str:
    """The name of a commit as an IRI, which no other commit anywhere has."""
    return f"urn:{'sha256' if len(number) == 64 else 'sha1'}:{number}"


def change_entry(one: CommitChanges) -> Entry:
    """What a commit did, with the reason that its author gave."""
    commit = one.commit
    items = "".join(f"<li>{escape(clean(line))}</li>" for line in one.lines)
    why = "".join(f"<p>{escape(clean(line))}</p>" for line in commit.why.split("\n\n") if line.strip())
    return Entry(
        id=commit_id(commit.hash),
        title=one.summary,
        updated=commit.committed,
        authors=(commit.author,),
        html=f"<ul>{items}</ul>{why}",
    )


def work_entry(library: Library, work: Work, key: str, entered: Commit) -> Entry:
    """A work, with its annotation as the summary; `key` is the one under which it was `entered` by a commit."""
    outlet = library.outlet_of(work)
    source = outlet.name if outlet else work.text("container-title") or work.text("publisher")
    viewpoint = library.vocabulary.viewpoints.get(work.viewpoint)
    return Entry(
        id=f"{commit_id(entered.hash)}:{quote(key)}",
        title=work.title or key,
        updated=entered.committed,
        authors=tuple(name.full for name in work.authors) or (source,),
        summary="\n".join(annotation_text(work.annotation)),
        link=work.link if is_web_address(work.link) else "",
        category=(work.viewpoint, viewpoint.label if viewpoint else work.viewpoint),
        language=work.language,
    )


def _entry(one: Entry) -> Sequence[str]:
    term, label = map(xml_text, one.category)
    lines = [
        f"<id>{xml_text(one.id)}</id>",
        f"<title{_language(one.language)}>{xml_text(one.title)}</title>",
        f"<updated>{one.updated}</updated>",
        *(f"<author><name>{xml_text(name) or 'unknown'}</name></author>" for name in one.authors),
    ]
    if one.link:
        lines.append(f'<link rel="alternate" href="{xml_text(one.link)}"/>')
    if term:
        lines.append(f'<category term="{term}" label="{label}"/>')
    if one.html:
        lines.append(f'<content type="html">{xml_text(one.html)}</content>')
    elif one.summary or not one.link:
        # Section 4.1.2: an entry that leads nowhere has content.
        name = "summary" if one.link else "content"
        lines.append(f"<{name}>{xml_text(one.summary or one.title)}</{name}>")
    return ["  <entry>", *(f"    {line}" for line in lines), "  </entry>"]


def _language(tag: str) -> str:
    return f' xml:lang="{tag}"' if re.fullmatch(_LANGUAGE, tag) else ""
