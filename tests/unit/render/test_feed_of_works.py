"""The feed of new works: valid Atom, and what readers of feeds read out of it."""

import io
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
from example_works import article, library
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.commits import Commit
from sourcebook.model.coverage import Feed as Followed
from sourcebook.model.work import Work
from sourcebook.render.feed import Feed, work_entry, write_feed
from sourcebook.web.feed import read_feed

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = Feed(id="urn:sha1:abc:feed.xml", title="New & old", language="en", address="https://a.example/feed.xml")
DAM = article(
    "miller2022dam",
    "The dam <i>stands</i>",
    annotation="It *tells* of [the dam](https://d.example/).",
    URL="https://river.example/dam?a=1&b=2",
    language="fr",
    viewpoint="river",
)


def written(*works: Work, day: int = 1) -> bytes:
    commit = Commit("ab" * 20, (), "Ada", "", "", f"2026-09-{day:02d}T12:00:00Z", "")
    known = library(*works, viewpoints={"river": "River people"})
    return write_feed(FEED, [work_entry(known, work, work.key, commit) for work in known.works.values()])


def assert_is_atom(data: bytes) -> None:
    """What RFC 4287 asks of a feed and its entries, sections 4.1.1 and 4.1.2."""
    root = ET.fromstring(data)  # noqa: S314 - our own bytes
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for one in (root, *entries):
        for name in ("id", "title", "updated"):
            (element,) = one.findall(f"{ATOM}{name}")
            assert (element.text or "").strip() or name == "title"
        datetime.fromisoformat(one.findtext(f"{ATOM}updated", ""))
        assert re.fullmatch(r"[a-z]+:[\x21-\x7e]+", one.findtext(f"{ATOM}id", ""))
        assert all(link.get("href") for link in one.findall(f"{ATOM}link"))
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries)
    for one in entries:
        assert all(author.findtext(f"{ATOM}name") for author in one.findall(f"{ATOM}author"))
        assert one.find(f"{ATOM}author") is not None
        assert len(one.findall(f"{ATOM}summary")) <= 1
        assert one.find(f"{ATOM}content") is not None or one.find(f"{ATOM}link[@rel='alternate']") is not None


def test_a_work_is_told_with_its_link_viewpoint_and_annotation() -> None:
    data = written(DAM, article("x2022bare"))
    assert_is_atom(data)
    dam, bare = ET.fromstring(data).findall(f"{ATOM}entry")  # noqa: S314 - our own bytes
    (category,) = dam.findall(f"{ATOM}category")
    assert dict(category.attrib) == {"term": "river", "label": "River people"}
    assert dam.findtext(f"{ATOM}summary") == "It tells of the dam (https://d.example/)."
    assert dam.findtext(f"{ATOM}id") == f"urn:sha1:{'ab' * 20}:miller2022dam"
    assert bare.findtext(f"{ATOM}content") == "On bridges"


def test_readers_of_feeds_find_the_works() -> None:
    data = written(DAM, article("x2022bare"))
    theirs = feedparser.parse(io.BytesIO(data))
    assert not theirs.bozo
    assert (theirs.entries[0].link, theirs.entries[0].author) == ("https://river.example/dam?a=1&b=2", "Ann Miller")
    assert (theirs.entries[0].tags[0].label, theirs.entries[0].title) == ("River people", "The dam <i>stands</i>")
    ours = read_feed(data, Followed("dam", FEED.address), datetime(2026, 11, 22, tzinfo=UTC)).items
    assert [one.title for one in ours] == ["The dam stands", "On bridges"]
    assert (ours[0].url, ours[0].published) == ("https://river.example/dam?a=1&b=2", "2026-09-01T12:00:00Z")


def test_what_is_no_web_address_is_no_link() -> None:
    data = written(article("a2022x", URL="javascript:alert(1)"))
    assert_is_atom(data)
    assert b"javascript" not in data


@given(st.text(min_size=1), st.text(), st.text(), st.text())
def test_no_text_of_a_work_breaks_the_feed(title: str, author: str, language: str, annotation: str) -> None:
    work = Work("k", {"title": title, "author": (), "language": language, "publisher": author}, annotation)
    assert_is_atom(written(work))
