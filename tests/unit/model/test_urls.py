from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sourcebook.model import urls
from sourcebook.model.urls import as_uri, canonical_url, is_web_address, tracking_parameters
from strategies import ANY_TEXT

ADDRESSES = st.tuples(
    st.sampled_from(["http://", "https://", "HTTP://", " https://", "ftp://", "//", "http:/"]),
    st.sampled_from(
        ["e.example", "WWW.e.example.", "www.www.e.example:8080", "u:p@e.example:443", "[::1]", "水.example"]
    )
    | st.text(alphabet="aw.:@[]%\x1f\x85 -", max_size=8),
    st.text(alphabet="/%2541aA~中é,;:@ ?#&=+.", max_size=16) | ANY_TEXT,
).map("".join)


@example("https://e.example/%2541")
@example("https://e.example/%%34%31")
@example("http://e.example\x1f/a")
@example("https://e.example/\ud800?\udfff")
@given(
    ADDRESSES | ANY_TEXT | st.text(alphabet=st.characters(codec=None), max_size=20).map("https://e.example/{}".format)
)
def test_the_canonical_form_of_any_text_is_its_own_canonical_form(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "other",
    [
        "http://e.example/a%20b/c?x=1&y=2",
        "https://www.e.example/a%20b/c?x=1&y=2",
        "https://E.Example:443/a%20b/c/?y=2&x=1#part",
        "https://e.example/a b/c?x=1&y=2",
        "https://e.example/%61%20b/c?x=1&y=2&utm_source=feed&fbclid=1",
        " https://e.example./a%20b/c?x=1&y=2 ",
    ],
)
def test_spellings_of_one_address_have_one_canonical_form(other: str) -> None:
    assert canonical_url(other) == canonical_url("https://e.example/a%20b/c?x=1&y=2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.example/a", "https://e.example/A"),
        ("https://e.example/a", "https://e.example/a?page=2"),
        ("https://e.example/a%2Fb", "https://e.example/a/b"),
        ("https://e.example/%2541", "https://e.example/A"),
        ("https://e.example:8080/", "https://e.example/"),
        ("https://news.e.example/", "https://e.example/"),
        ("https://e.example/?q=a%26b", "https://e.example/?q=a&b"),
    ],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "text", ["", "no address", "doi:10.1/x", "mailto:a@e.example", "https://", "http://[", "http://a:b/"]
)
def test_what_is_no_web_address_comes_back_as_it_is(text: str) -> None:
    assert canonical_url(f" {text}\n") == text


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://e.example/a?b=c#d", True),
        ("HTTP://e.example", True),
        ("https://e.example:8080/(a)", True),
        ("https://news.example/水库", True),
        ("https://localhost/", False),
        ("ftp://e.example/", False),
        ("//e.example/a", False),
        ("https://e.example/a b", False),
        ("https://e.example/<a>", False),
        ("https://e.example:port/", False),
        ("https://e.example:0/", True),
        ("https://[e.example/", False),
        ("", False),
    ],
)
def test_a_web_address_has_a_scheme_a_host_and_no_blank(url: str, answer: bool) -> None:
    assert is_web_address(url) is answer


def test_parameters_that_only_track_are_named() -> None:
    assert tracking_parameters("https://e.example/?id=7&utm_source=a&FBCLID=b&ref=c#?gclid=d") == (
        "utm_source",
        "FBCLID",
    )
    assert tracking_parameters("https://e.example/") == ()


@given(st.from_regex(urls._PLAIN, fullmatch=True))
def test_what_is_plainly_an_address_is_one_taken_apart(url: str) -> None:
    parts = urlsplit(url)
    assert (parts.scheme.lower() in ("http", "https"), "." in str(parts.hostname), parts.port) == (True, True, None)
    assert not urls._UNFIT.search(url)


@given(ADDRESSES)
def test_a_web_address_as_a_uri_has_no_other_characters_and_is_its_own_uri(text: str) -> None:
    once = as_uri(text)
    assert as_uri(once) == once
    assert not is_web_address(once) or once == text or (once.isascii() and not set(once) & set(' <>"{}|^`'))
