import gzip
import json
import time
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.coverage import Feed, FeedItem
from sourcebook.web.feed import Reading, read_feed, without_outlet
from sourcebook.web.feed_loose import read_loosely
from sourcebook.web.feed_strict import read_strictly

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FEED = Feed("dam", "https://example.org/feed.xml")
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(*items: str, head: str = "<title>Dam News</title>") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel>{head}{inner}</channel></rss>'.encode()


def read(body: bytes, feed: Feed = FEED, content_type: str = "") -> Reading:
    return read_feed(body, feed, NOW, content_type=content_type)


def only(body: bytes, feed: Feed = FEED, content_type: str = "") -> FeedItem:
    found = read(body, feed, content_type).items
    assert len(found) == 1
    return found[0]


PLAIN = "<title>The dam</title><link>https://example.org/1</link><guid>one</guid>"


def test_an_item_of_rss_is_read_whole() -> None:
    body = rss(
        "<title>The &amp;quot;dam&amp;quot;</title><link>/2026/dam</link><guid isPermaLink='false'>17</guid>"
        "<pubDate>Sat, 21 Nov 2026 10:00:00 +0100</pubDate><dc:creator>Ngozi Okafor</dc:creator>"
        "<category>Rivers</category><category>Dams</category><description>It &lt;b&gt;rises&lt;/b&gt;.</description>"
        '<content:encoded><![CDATA[<p>It rises, <a href="/report">says one</a>, and more.</p>]]></content:encoded>',
        head="<title>Dam News</title><language>en-gb</language><ttl>90</ttl>",
    )
    reading = read(body)
    assert (reading.form, reading.title, reading.language, reading.wish) == ("RSS 2.0", "Dam News", "en-GB", 5_400)
    assert reading.items == (
        FeedItem(
            feed="dam",
            id="17",
            url="https://example.org/2026/dam",
            title='The "dam"',
            summary="It rises.",
            published="2026-11-21T09:00:00Z",
            published_raw="Sat, 21 Nov 2026 10:00:00 +0100",
            authors=("Ngozi Okafor",),
            categories=("Rivers", "Dams"),
            language="en-GB",
            links=("https://example.org/report",),
        ),
    )


def test_atom_in_all_its_kinds_of_text() -> None:
    item = only(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://example.org/de/"><entry>'
        b'<id>tag:1</id><title type="xhtml">'
        b'<div xmlns="http://www.w3.org/1999/xhtml">Am <i>Damm</i> &amp; Fluss</div></title>'
        b'<link rel="self" href="s"/><link rel="alternate" type="application/pdf" href="p"/><link href="eins"/>'
        b'<updated>2026-11-20T10:00:00Z</updated><author><name>A. B.</name></author><category term="x" label="Fluss"/>'
        b'<content type="html">&lt;p&gt;Er steigt.&lt;/p&gt;&lt;p&gt;Sehr.&lt;/p&gt;</content></entry></feed>'
    )
    assert (item.title, item.url, item.summary) == (
        "Am Damm & Fluss",
        "https://example.org/de/eins",
        "Er steigt. Sehr.",
    )
    assert (item.published, item.updated, item.language) == ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z", "de")
    assert (item.authors, item.categories) == (("A. B.",), ("Fluss",))


def test_rdf_has_no_ids_but_says_what_it_is_about() -> None:
    item = only(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title></channel>'
        b'<item rdf:about="https://example.org/a"><title>Dam</title><link>https://example.org/a</link>'
        b"<dc:date>2026-11-20</dc:date></item></rdf:RDF>"
    )
    assert (item.id, item.url, item.published) == ("https://example.org/a", "https://example.org/a", "2026-11-20")


@pytest.mark.parametrize(
    "body",
    [
        rss(PLAIN).replace(b"</title><link>", b" &nbsp;AT&T</title><link>"),
        b"\n\n" + rss(PLAIN),
        rss(PLAIN).replace(b"The dam", b"The \x0b dam"),
        b'<!DOCTYPE rss [<!ENTITY d "dam">]>' + rss(PLAIN).partition(b"?>")[2],
        rss(PLAIN).replace(b'<?xml version="1.0"?>', b'<?xml version="1.0" encoding="iso-8859-1"?>'),
    ],
    ids=["bare entities", "blank lines first", "control character", "own entities", "wrong label"],
)
def test_what_is_not_well_formed_is_read_all_the_same(body: bytes) -> None:
    item = only(body)
    assert (item.url, item.title.partition(" ")[0]) == ("https://example.org/1", "The")


@pytest.mark.parametrize(
    ("encoding", "label", "content_type"),
    [
        ("gb18030", "gb2312", "text/xml; charset=gb2312"), ("big5", "big5", "application/rss+xml"),
        ("utf-16", "utf-16", "application/xml"), ("utf-8-sig", "utf-8", "application/rss+xml"),
        ("utf-8", "utf-8", "text/xml; charset=utf-8"), ("shift_jis", "shift_jis", ""),
    ],
)  # fmt: skip
def test_every_encoding_comes_out_as_its_letters(encoding: str, label: str, content_type: str) -> None:
    text = rss(PLAIN).decode().replace("The dam", "人民日報社" if encoding != "shift_jis" else "新聞社")
    body = text.replace('version="1.0"?>', f'version="1.0" encoding="{label}"?>').encode(encoding)
    assert only(body, content_type=content_type).title in ("人民日報社", "新聞社")


def test_a_feed_that_breaks_off_keeps_its_whole_items_and_says_so() -> None:
    whole = rss(PLAIN, "<title>Second</title><link>https://example.org/2</link>", "<title>Third")
    reading = read(whole[: whole.index(b"Third") + 3])
    assert [item.title for item in reading.items] == ["The dam", "Second"]
    assert not reading.is_whole
    assert "breaks off" in reading.problem


def test_of_a_malformed_feed_with_endless_markup_the_first_items_are_read_and_it_says_so() -> None:
    flood = rss(PLAIN, PLAIN.replace("one", "two") + "<p/>" * 1_200_000).replace(b"</channel>", b"")
    reading = read(flood)
    assert [item.title for item in reading.items] == ["The dam"]
    assert not reading.is_whole
    assert "too much markup" in reading.problem


def test_a_malformed_feed_of_500_long_entries_is_read_whole() -> None:
    text = "<description><![CDATA[" + "<p>It <b>rises</b>.</p>" * 100 + "]]></description>"
    items = [f"<title>Dam & {number}</title><link>https://e.org/{number}</link>{text}" for number in range(500)]
    reading = read(rss(*items))
    assert (len(reading.items), reading.is_whole) == (500, True)


@pytest.mark.parametrize("name", ["@" * 100_000, "a@" + "(" * 100_000, "a" * 1_000_000 + "&"])
def test_authors_that_are_no_names_are_read_in_time_that_grows_with_their_length(name: str) -> None:
    assert only(rss(f"{PLAIN}<author>{name}</author>")).title == "The dam"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"), (b"  \n", "empty"), (b"<!doctype html><html><title>Just a moment</title></html>", "web page"),
        (b"<?xml version='1.0'?><html><body>Verify</body></html>", "web page"), (b"Too many requests", "no feed"),
        (b'{"error": 1}', "JSON Feed"), (b"{broken", "no JSON"), (b"\x1f\x8bbroken", "packed"),
        (b"%PDF-1.4 \xff\xfe", "no feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>x</loc></url></urlset>", "no feed"),
    ],
)  # fmt: skip
def test_what_is_no_feed_says_what_it_is(body: bytes, problem: str) -> None:
    reading = read(body)
    assert (reading.form, reading.items) == ("", ())
    assert problem in reading.problem


def test_an_empty_channel_is_a_feed_without_items() -> None:
    assert read(rss()) == Reading(form="RSS 2.0", title="Dam News")


def test_one_id_for_all_tells_nothing_apart_and_one_given_twice_comes_once() -> None:
    reading = read(
        rss(*(f"<guid>N/A</guid><title>Dam {n}</title><link>https://example.org/{n}</link>" for n in (1, 2, 3, 1)))
    )
    assert [item.url[-1] for item in reading.items] == ["1", "2", "3"]
    assert len({item.id for item in reading.items}) == 3


def test_one_address_for_all_does_not_make_one_item_of_them() -> None:
    reading = read(rss(*(f"<title>Dam {n}</title><link>https://example.org/</link>" for n in (1, 2, 3))))
    assert [item.title for item in reading.items] == ["Dam 1", "Dam 2", "Dam 3"]
    assert len({item.id for item in reading.items}) == 3


def test_without_id_the_address_is_one_and_without_anything_there_is_no_item() -> None:
    reading = read(rss("<link>https://example.org/1</link>", "<title>Only words</title>", "<pubDate>today</pubDate>"))
    assert [item.id for item in reading.items] == ["https://example.org/1", "Only words"]


@pytest.mark.parametrize(
    ("identity", "own"),
    [("auto", "g"), ("id", "g"), ("link", "https://e.org/1"),
     ("link+date", "https://e.org/1 2026-11-20"), ("title+date", "Dam 2026-11-20")],
)  # fmt: skip
def test_the_settings_say_what_tells_items_apart(identity: str, own: str) -> None:
    body = rss("<guid>g</guid><title>Dam</title><link>https://e.org/1</link><pubDate>2026-11-20</pubDate>")
    assert only(body, FEED._replace(identity=identity)).id == own


def test_json_feed_with_numbers_blank_ids_and_authors_of_both_versions() -> None:
    said = {
        "version": "https://jsonfeed.org/version/1", "title": "Dam", "language": "en",
        "items": [
            {"id": 7, "url": "/7", "title": "A < B & C", "content_text": "1 < 2", "author": {"name": "Old"},
             "tags": ["x", 3]},
            {"id": " ", "external_url": "https://x.org/8", "content_html": "<p>No title<p>here",
             "authors": [{"name": "New"}, {}], "date_published": "2026-11-20T10:00:00Z"},
            {"id": True, "title": ["odd"]}, "odd",
        ],
    }  # fmt: skip
    reading = read(json.dumps(said).encode())
    assert reading.form == "JSON Feed 1"
    first, second = reading.items
    assert (first.id, first.url, first.title, first.summary) == (
        "7",
        "https://example.org/7",
        "A < B & C",
        "1 < 2",
    )
    assert (first.authors, first.categories) == (("Old",), ("x",))
    assert (second.id, second.title, second.authors) == ("https://x.org/8", "No title here", ("New",))


def test_google_news_names_the_outlet_at_the_end_of_the_title() -> None:
    body = rss(
        "<title>Dam - a history - Example Times</title><link>https://news.google.com/rss/articles/CBM?oc=5</link>"
        '<guid isPermaLink="false">CBM</guid><source url="https://times.example.org">Example Times</source>'
    )
    item = only(body, FEED._replace(kind="google-news"))
    assert (item.title, item.outlet) == ("Dam - a history", "Example Times")
    assert only(body).title == "Dam - a history - Example Times"
    assert without_outlet("A dam - a history", "Example Times") == ("A dam - a history", "Example Times")


def test_gdelt_tells_when_it_came_by_and_of_errors_in_words() -> None:
    gdelt = FEED._replace(kind="gdelt")
    article = {
        "url": "https://x.org/1",
        "title": "Dam",
        "seendate": "20261120T103000Z",
        "domain": "x.org",
        "language": "English",
    }
    item = only(json.dumps({"articles": [article]}).encode(), gdelt)
    assert (item.published, item.published_raw, item.outlet, item.language) == (
        "2026-11-20~",
        "20261120T103000Z",
        "x.org",
        "en",
    )
    reading = read(b"Your query was too short or too long.", gdelt)
    assert (reading.form, "too short" in reading.problem) == ("", True)
    assert read(b"{}", gdelt).form == "GDELT"


def test_answers_of_crossref_and_openalex() -> None:
    work = {"DOI": "10.1/x", "title": ["Dams"], "subtitle": ["A view"],
            "abstract": "<jats:p>They &amp; rivers</jats:p>",
            "author": [{"given": "N.", "family": "Okafor"}, {"name": "Dam Watch"}, {"family": "Li"}],
            "issued": {"date-parts": [[2026, 11]]}, "container-title": ["River Studies"]}  # fmt: skip
    item = only(json.dumps({"message": {"items": [work]}}).encode(), FEED._replace(kind="crossref"))
    assert (item.url, item.title, item.summary) == ("https://doi.org/10.1/x", "Dams: A view", "They & rivers")
    assert (item.authors, item.published, item.outlet) == (("N. Okafor", "Dam Watch", "Li"), "2026-11", "River Studies")
    alex = {"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1/x", "title": "Dams",
            "publication_date": "2026-11-02",
            "abstract_inverted_index": {"rise": [1, 3], "They": [0], "and": [2], "x": "odd"},
            "authorships": [{"author": {"display_name": "N. Okafor"}}], "primary_location": None}  # fmt: skip
    item = only(json.dumps({"results": [alex]}).encode(), FEED._replace(kind="openalex"))
    assert (item.summary, item.published, item.authors) == ("They rise and rise", "2026-11-02", ("N. Okafor",))
    assert "key" in read(b'{"error": "no key", "message": "a key is needed"}', FEED._replace(kind="openalex")).problem


def test_of_a_watched_page_the_headlines_of_its_main_part_are_items() -> None:
    body = """<html lang="en"><title>Statements</title><nav><a href="/about">About the commission and its aims</a></nav>
    <main><ul><li><a href="/s/1"><img></a> <a href="/s/1">Statement on the silting of the dam</a>
    <span>2026-11-20</span></li>
    <li><a href="/2026/11/19/s2">河川委員会の声明について</a></li>
    <li><a href="/">Front page of the whole commission</a></li>
    <li><a href="/s/1#c">Comments</a></li>
    <li><a href="/topic/dams">All that we ever said about dams</a></li></ul></main>
    <footer><a href="/imprint">The imprint of this commission's site</a></footer></html>"""
    items = read(body.encode(), FEED._replace(kind="page")).items
    assert [(item.url, item.title, item.published) for item in items] == [
        ("https://example.org/s/1", "Statement on the silting of the dam", "2026-11-20"),
        ("https://example.org/2026/11/19/s2", "河川委員会の声明について", "2026-11-19"),
    ]


def test_links_that_nobody_can_visit_are_none() -> None:
    links = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org/x")
    reading = read(rss(*(f"<title>T{n}</title><link>{link}</link>" for n, link in enumerate(links))))
    assert [item.url for item in reading.items] == [""] * 4


def test_what_is_packed_without_saying_so_is_unpacked_and_a_bomb_is_not() -> None:
    assert only(gzip.compress(rss(PLAIN))).title == "The dam"
    assert "packed" in read(gzip.compress(bytes(30_000_000))).problem


@pytest.mark.parametrize(
    "body",
    [
        rss(f"{PLAIN}<description>{escape('<!--' * 200_000)}</description>"),
        rss(f"{PLAIN}<description><![CDATA[{'<!--' * 200_000}]]></description>"),
        rss(PLAIN + "<!--" * 200_000),
    ],
    ids=["escaped", "cdata", "unclosed"],
)
def test_a_flood_of_comments_takes_less_than_a_second(body: bytes) -> None:
    before = time.process_time()
    read(body)
    assert time.process_time() - before < 1


def test_entities_that_explode_and_files_that_are_asked_for_come_to_nothing() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'.encode() + rss(PLAIN.replace("The dam", "&l9;"))[21:]
    outside = b'<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + rss(PLAIN.replace("The dam", "x &e;"))[21:]
    assert all(len(item.title) <= 500 for item in read(bomb).items)
    assert "root:" not in repr(read(outside))


def test_what_is_endless_or_long_is_cut() -> None:
    reading = read(rss(*(f"<title>{'long ' * 500}</title><link>https://example.org/{n}</link>" for n in range(700))))
    assert len(reading.items) == 500
    assert all(len(item.title) <= 500 for item in reading.items)


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"title": WORDS, "link": st.sampled_from(["https://example.org/1", "/2", "x y", ""]), "guid": WORDS,
         "description": WORDS,
         "pubDate": st.sampled_from(["Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21", "soon", ""]), "category": WORDS}
    ), max_size=5,
)  # fmt: skip


@given(ITEMS)
def test_both_readers_of_xml_read_alike(items: list[dict[str, str]]) -> None:
    body = rss(*("".join(f"<{name}>{escape(text)}</{name}>" for name, text in item.items() if text) for item in items))
    strict = read_strictly(body, FEED.url, "")
    assert strict
    loose = read_loosely(body, FEED.url, "")
    assert (strict.form, strict.title, len(strict.entries)) == (loose.form, loose.title, len(loose.entries))
    for one, other in zip(strict.entries, loose.entries, strict=True):
        assert (one.published, one.title.split()) == (other.published, other.title.split())


def as_json(items: list[dict[str, str]]) -> bytes:
    said = {"version": "https://jsonfeed.org/version/1", "items": items, "articles": items, "results": items}
    return json.dumps(said).encode()


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode) | ITEMS.map(as_json))
def test_whatever_the_bytes_are_a_reading_comes_out(body: bytes) -> None:
    for kind in ("feed", "json-feed", "google-news", "gdelt", "crossref", "openalex", "page"):
        reading = read(body, FEED._replace(kind=kind))
        assert reading.form or (reading.problem and not reading.items)
        assert len({item.id for item in reading.items}) == len(reading.items)


@given(st.data())
def test_a_feed_that_is_bent_somewhere_still_comes_to_something(data: st.DataObject) -> None:
    body = rss(PLAIN, "<title>Second</title><link>https://example.org/2</link>")
    place = data.draw(st.integers(0, len(body)))
    bent = body[:place] + data.draw(st.binary(max_size=5)) + body[place + data.draw(st.integers(0, 5)) :]
    reading = read(bent)
    assert reading.form or reading.problem


def test_a_page_that_became_a_feed_is_read_as_one() -> None:
    assert read(rss("<title>The dam</title>"), FEED._replace(kind="page")).form == "RSS 2.0"
    page = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>"
    assert read(page, FEED._replace(kind="page")).form == "page"
