from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.changes import WorkChange
from sourcebook.model.commits import Commit, CommitChanges
from sourcebook.render.feed import Feed, change_entry, commit_id, write_feed

ATOM = "{http://www.w3.org/2005/Atom}"


def told(
    *, number: str = "ab" * 20, title: str = "A Dam", author: str = "Ada", why: str = "", day: int = 1
) -> CommitChanges:
    commit = Commit(
        hash=number,
        parents=(),
        author=author,
        address="",
        authored=f"2026-09-{day:02d}T12:00:00+00:00",
        committed=f"2026-09-{day:02d}T12:00:00Z",
        message=why,
    )
    return CommitChanges(commit=commit, changes=(WorkChange(key="a2020dam", kind="added", title=title),))


def parsed(feed: Feed, *commits: CommitChanges) -> ET.Element:
    return ET.fromstring(write_feed(feed, list(map(change_entry, commits))))  # noqa: S314 - our own bytes, and whether they parse is the question


def text(element: ET.Element, path: str) -> str:
    found = element.find("/".join(f"{ATOM}{part}" for part in path.split("/")))
    assert found is not None
    return found.text or ""


def test_a_feed_says_what_rfc_4287_asks_for() -> None:
    feed = Feed(
        id="urn:x", title="Dams & rivers", language="en", address="https://a.example/c.xml", home="https://a.example/"
    )
    root = parsed(feed, told(number="a" * 40, day=3, why="Why <not>"), told(number="b" * 40, day=2))
    assert (text(root, "id"), text(root, "title")) == ("urn:x", "Dams & rivers")
    assert {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")} == {
        "self": "https://a.example/c.xml",
        "alternate": "https://a.example/",
    }
    first, second = root.findall(f"{ATOM}entry")
    assert (text(first, "id"), text(second, "id")) == (f"urn:sha1:{'a' * 40}", f"urn:sha1:{'b' * 40}")
    assert (text(first, "title"), text(first, "author/name")) == ("a2020dam: added: A Dam", "Ada")
    assert text(first, "content") == "<ul><li>a2020dam: added: A Dam</li></ul><p>Why &lt;not&gt;</p>"


def test_the_time_of_a_feed_is_that_of_its_newest_entry() -> None:
    root = parsed(Feed(id="urn:x", title="x"), told(day=2), told(day=9), told(day=4))
    assert text(root, "updated") == "2026-09-09T12:00:00Z"
    assert [text(one, "updated")[:10] for one in root.findall(f"{ATOM}entry")] == [
        "2026-09-02",
        "2026-09-09",
        "2026-09-04",
    ]


def test_what_is_published_nowhere_has_no_links() -> None:
    assert parsed(Feed(id="urn:x", title="x"), told()).findall(f"{ATOM}link") == []


def test_longer_hashes_are_named_by_their_own_kind() -> None:
    assert commit_id("a" * 64).startswith("urn:sha256:")


@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_feed_that_parses_and_markup_stays_text(title: str, author: str, why: str) -> None:
    root = parsed(Feed(id="urn:x", title=title, language="en"), told(title=title, author=author, why=why))
    assert text(root, "entry/author/name")
    content = text(root, "entry/content")
    assert content.count("<") == 4 + 2 * content.count("<p>")


def test_markup_in_a_title_stays_text_for_readers_of_the_feed() -> None:
    content = text(parsed(Feed(id="urn:x", title="x"), told(title="<script>x</script>\u202e\x00")), "entry/content")
    assert content == "<ul><li>a2020dam: added: &lt;script&gt;x&lt;/script&gt;</li></ul>"
