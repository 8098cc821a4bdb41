import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.intake.opml import BadOpml, Outline, read_opml, web_address
from sourcebook.intake.opml_import import placed
from sourcebook.model.coverage import Feed
from sourcebook.model.outlets import Outlet


def listed(*outlines: str, head: str = "") -> bytes:
    return f"{head}<opml version='2.0'><head/><body>{''.join(outlines)}</body></opml>".encode()


def reason(data: bytes) -> str:
    with pytest.raises(BadOpml) as caught:
        read_opml(data, "list.opml")
    return str(caught.value)


def test_feeds_are_found_at_every_depth_with_the_groups_above_them() -> None:
    data = listed(
        "<outline text='Papers'>\n<OUTLINE Title='Daily'><outline text='a' title='A' xmlURL='https://a.example/rss'/>",
        "</OUTLINE></outline><outline text='b' XmlUrl='https://b.example/' HTMLURL='b.example' language='en'/>",
    )
    assert read_opml(data, "f") == (
        Outline("https://a.example/rss", "A", "a", groups=("Papers", "Daily"), line=2),
        Outline("https://b.example/", "", "b", language="en", line=2),
    )


def test_lists_come_in_the_encodings_that_readers_write() -> None:
    text = "<?xml version='1.0' encoding='{}'?><opml><body><outline text='Küste' xmlUrl='https://k.example/'/></body></opml>"
    for name, codec in (("utf8", "utf-8-sig"), ("UTF-16", "utf-16"), ("ISO-8859-1", "latin-1"), ("cp1252", "cp1252")):
        assert read_opml(text.format(name).encode(codec), "f")[0].text == "Küste"
    assert "encoding" in reason(text.format("klingon").encode())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no element found"),
        (b"<opml><body><outline text='a & b'/></body></opml>", "line 1: this is no well-formed XML"),
        (b"<rss><channel/></rss>", "is no OPML"),
        (b"<html></html>", "sources add"),
        (b"<!DOCTYPE opml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><opml><body text='&b;'/></opml>", "entities"),
        (listed("<outline text='x'>" * 60 + "</outline>" * 60), "within one another"),
        (listed("<outline/>" * 20_001), "no list of feeds needs so many"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    assert said in reason(data)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://e.org/a?b=c&d ", "https://e.org/a?b=c&d"),
        ("feed://e.org/rss", "http://e.org/rss"),
        ("feed:https://e.org/rss", "https://e.org/rss"),
        ("FEED://HTTP://e.org/x'y", "http://e.org/x'y"),
        ("https://e.org/é b", "https://e.org/%C3%A9%20b"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_of_the_web_or_none(text: str, address: str) -> None:
    assert web_address(text) == address


COURIER = Outlet(id="courier", name="The Courier", aliases=("Courier on Sunday",), domains=("courier.example",))


def place(*outlines: Outline, with_outlets: bool = False) -> list[tuple[str, str, str]]:
    known = [Feed("wire", "https://wire.example/rss")]
    found = placed(outlines, [COURIER], known, with_outlets=with_outlets)
    return [
        (one.feed.id, one.feed.outlet, one.outlet.name if one.outlet else "") if one.feed else (one.reason, "", "")
        for one in found
    ]


def test_an_outlet_is_known_by_name_group_or_domain_and_never_invented() -> None:
    outlines = (
        Outline("https://x.example/1", text="courier on sunday"),
        Outline("https://x.example/china", groups=("The Courier", "Papers")),
        Outline("https://feeds.courier.example/3", language="zh-Hans"),
        Outline("https://silt.example/", title="Silt News"),
        Outline("https://blog.example/@ann/feed", page="https://blog.example/@ann"),
    )
    assert [one[:2] for one in place(*outlines)] == [
        ("courier", "courier"),
        ("courier-china", "courier"),
        ("courier-zh-hans", "courier"),
        ("silt-news", ""),
        ("blog", ""),
    ]
    assert place(*outlines, with_outlets=True)[3:] == [("silt-news", "silt-news", "Silt News"), ("blog", "", "")]


def test_what_is_followed_already_is_left_out_in_every_spelling() -> None:
    assert place(
        Outline("http://www.wire.example/rss/"),
        Outline("https://a.example/feed"),
        Outline("http://a.example/feed#x"),
        Outline("nonsense", is_address=False),
        Outline("https://ann:secret@c.example/feed"),
    ) == [
        ("it is followed as wire", "", ""),
        ("a", "", ""),
        ("it is followed as a", "", ""),
        ("it has no web address", "", ""),
        ("its address holds a name or password, which everybody could read here", "", ""),
    ]


def test_a_new_outlet_has_the_host_of_its_page_where_that_is_its_own() -> None:
    own, shared, same = placed(
        [
            Outline("https://a.example/1", title="新报", page="https://www.xinbao.example/"),
            Outline("https://a.example/2", title="Ann", page="https://blog.example/@ann"),
            Outline("https://a.example/3", title="Ann"),
        ],
        [],
        [],
        with_outlets=True,
    )
    assert own.outlet == Outlet(id="xinbao", name="新报", domains=("xinbao.example",))
    assert shared.outlet == Outlet(id="ann", name="Ann")
    assert (same.outlet, same.feed.outlet if same.feed else "") == (None, "ann")


@given(st.binary(max_size=200) | st.text(st.sampled_from("<>/ opml='\"outlinexmlurl&;!"), max_size=200).map(str.encode))
def test_any_bytes_are_a_list_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(BadOpml):
        assert all(one.url for one in read_opml(data, "f"))
