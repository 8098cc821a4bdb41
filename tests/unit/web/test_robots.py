import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.robots import is_allowed, rules_for

SITE = "https://e.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("user-AGENT: * # all\n disallow : /x # here", "/x/y", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: Sourcebook/2.0\nDisallow: /x\nUser-agent: *\nDisallow: /", "/y", True),
        ("User-agent: a\nUser-agent: sourcebook\nDisallow: /x", "/x", False),
        ("User-agent: sourcebook\nDisallow: /x\nUser-agent: sourcebook\nDisallow: /y", "/y", False),
        ("User-agent: *\nDisallow: /\nAllow: /open", "/open/1", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*c*e", "/abcde/f", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*?print", "/x?print=1", False),
        ("User-agent: *\nDisallow: /wörter", "/w%C3%B6rter", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/robots.txt", True),
        ("<html>not a robots.txt: at all</html>", "/x", True),
    ],
)
def test_the_rules_of_rfc_9309(text: str, path: str, allowed: bool) -> None:
    assert is_allowed(rules_for(text, "sourcebook"), SITE + path) is allowed


@given(st.text(), st.text(alphabet="/ab*$?.", max_size=30))
def test_no_file_is_too_odd(text: str, path: str) -> None:
    is_allowed(rules_for(f"{text}\nUser-agent: *\nDisallow: {path}", "sourcebook"), f"{SITE}/{path}")
