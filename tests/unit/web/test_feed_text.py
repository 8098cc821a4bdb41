import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.feed_text import addresses_linked, plain_text, web_address


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("Dams &amp; rivers", "Dams & rivers"), ("AT&T", "AT&T"), ("x < y and y > z", "x < y and y > z"),
        ("<b>U</b>yghur", "Uyghur"), ("<p>one</p><p>two</p>three<br/>four", "one two three four"),
        ("&lt;b&gt;twice&lt;/b&gt;", "twice"), ("&amp;lt;i&amp;gt;thrice&amp;lt;/i&amp;gt;", "thrice"),
        ("a<!-- not this -->b", "ab"), ("a<script>alert('b')</script>c", "ac"), ("a<style>p {}</style >b", "ab"),
        ("<![CDATA[in it]]>", "in it"), ("cut <a href='htt", "cut"), ("<<b>b>bold", "bold"),
        ("\x1b[31mred\x1b[0m", "red"), ("\x1b]0;title\x07bell", "bell"), ("&#27;[2Jgone", "gone"), ("\x9b1mC1", "C1"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"), ("e\u0301tude", "étude"), ("می\u200cخواهم", "می\u200cخواهم"),
        ("ئۇيغۇر\u2067 x", "ئۇيغۇر x"), ("lone \ud800 half", "lone half"), ("  a \n\t b  ", "a b"),
    ],
)  # fmt: skip
def test_only_the_words_are_left(markup: str, plain: str) -> None:
    assert plain_text(markup, 500) == plain


@given(st.text(alphabet=st.sampled_from("<>&;/!-ab \"'\x1b[]\u202e#xltgm01"), max_size=80) | st.text(max_size=50))
def test_no_markup_or_control_character_ever_comes_through(text: str) -> None:
    found = plain_text(text, 40)
    assert len(found) <= 40
    assert found == plain_text(found, 40) or "&" in found
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\ufeff" for char in found)
    assert "<a>" not in found
    assert "<!--" not in found


@pytest.mark.parametrize(
    "piece", ["<!--", "<script", "<a ", '<a href="', "&lt;!--", "<", "&", "<![CDATA[", "\x1b]", "<p"]
)
def test_a_flood_of_openings_takes_no_time(piece: str) -> None:
    flood = piece * (1_000_000 // len(piece))
    before = time.process_time()
    plain_text(flood, 2_000)
    addresses_linked(flood, "https://example.org/")
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a?b=1", "https://e.org/a?b=1"), ("b", "https://e.org/feed/b"), ("//x.org/c", "https://x.org/c"),
        ("https://例え.jp/あ", "https://例え.jp/あ"), (" https://x.org/a\n", "https://x.org/a"),
        ("https://x.org/a b", "https://x.org/a%20b"), ("javascript:alert(1)", ""), ("data:text/html,x", ""),
        ("file:///etc/passwd", ""), ("mailto:a@b.org", ""), ("http://[bad", ""), ("http:///x", ""),
        ("https://x.org/" + "a" * 3_000, ""), ("java\nscript:alert(1)", ""),
    ],
)  # fmt: skip
def test_only_what_can_be_visited_is_an_address(link: str, address: str) -> None:
    assert web_address(link, "https://e.org/feed/") == address


def test_links_are_found_absolute_and_once() -> None:
    markup = (
        '<a href="/1">x</a> <A class=y HREF=\'https://x.org/2?a=1&amp;b=2\'>y</A> <a href="/1">z</a> '
        '<a href="javascript:x">'
    )
    assert addresses_linked(markup, "https://e.org/") == ("https://e.org/1", "https://x.org/2?a=1&b=2")
    assert addresses_linked(markup, "https://e.org/", without=("https://e.org/1",)) == ("https://x.org/2?a=1&b=2",)
