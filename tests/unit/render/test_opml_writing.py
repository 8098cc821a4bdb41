from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.intake.opml import read_opml
from sourcebook.model.coverage import Feed
from sourcebook.model.outlets import Outlet
from sourcebook.render.opml import is_for_readers, write_opml

OUTLETS = (Outlet(id="courier", name="The Courier & <Sons>"), Outlet(id="weekly", name="江河报"))
NAMES = {outlet.id: outlet.name for outlet in OUTLETS}


def test_feeds_stand_in_groups_and_those_of_none_at_the_end() -> None:
    feeds = [Feed("wire", "https://wire.example/"), Feed("a", "https://a.example/", outlet="courier", language="en")]
    text = write_opml([*feeds, Feed("b", "https://b.example/", outlet="courier")], OUTLETS, title="Dam & river")
    assert '<outline text="The Courier &amp; &lt;Sons&gt;" title="The Courier &amp; &lt;Sons&gt;">' in text
    assert [one.text or one.title for one in read_opml(text.encode(), "f")] == [
        "The Courier & <Sons> (a)",
        "The Courier & <Sons> (b)",
        "wire",
    ]
    assert 'type="rss" text="wire" title="wire" xmlUrl="https://wire.example/"/>\n  </body>' in text
    assert [one.groups for one in read_opml(write_opml(feeds, (), title="", by="language").encode(), "f")] == [
        ("en",),
        (),
    ]


def test_only_what_others_can_read_is_for_them() -> None:
    kinds = ("feed", "json-feed", "google-news", "gdelt", "crossref", "openalex", "page")
    assert [kind for kind in kinds if is_for_readers(Feed("a", "https://a.example/", kind=kind))] == list(kinds[:3])


ADDRESSES = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='<>"\\^`{|}'), max_size=20)
FEEDS = st.lists(
    st.builds(
        Feed,
        id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
        url=ADDRESSES.map("https://e.example/{}".format),
        outlet=st.sampled_from(["", "courier", "weekly"]),
        language=st.sampled_from(["", "en", "zh-Hans"]),
    ),
    max_size=6,
)


@given(FEEDS, st.text(max_size=20), st.sampled_from(["outlet", "language"]))
def test_what_is_written_is_valid_and_reads_back(feeds: list[Feed], title: str, by: str) -> None:
    text = write_opml(feeds, OUTLETS, title=title, by=by)
    assert fromstring(text.encode()).get("version") == "2.0"  # noqa: S314 - our own text
    found = [(one.url, one.title, one.language) for one in read_opml(text.encode(), "f")]
    assert sorted(found) == sorted((feed.url, NAMES.get(feed.outlet, feed.id), feed.language) for feed in feeds)
