"""Citations in pandoc's syntax, and what is none."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import UsageError
from sourcebook.intake.citations import read_citation
from sourcebook.model.citing import Cite, Mode


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("[@a2020b]", [Cite("a2020b")]),
        (" [see @a, p. 33] ", [Cite("a", ", p. 33", "see")]),
        ("[@a, p. 3; cf. @b.c, and more;-@{d,e}]", [Cite("a", ", p. 3"), Cite("b.c", ", and more", "cf.")]),
        ("[a@b, @c-d.]", [Cite("c-d", ".", "a@b,")]),
        ("@a", [Cite("a", "", "", Mode.AUTHOR_IN_TEXT)]),
        ("-@a", [Cite("a", "", "", Mode.SUPPRESS_AUTHOR)]),
        ("@a [p. 33; see @b]", [Cite("a", "p. 33", "", Mode.AUTHOR_IN_TEXT), Cite("b", "", "see")]),
        ("@a [@b]", [Cite("a", "", "", Mode.AUTHOR_IN_TEXT), Cite("b")]),
        ("[@a, <i>x</i> 'y']", [Cite("a", ", <i>x</i> 'y'")]),
    ],
)
def test_a_citation_names_works_with_what_stands_around_them(text: str, cites: list[Cite]) -> None:
    assert list(read_citation(text))[: len(cites)] == cites


def test_a_key_may_stand_in_braces_and_its_author_be_left_out() -> None:
    assert read_citation("[@a;-@{d,e} x]")[1] == Cite("d,e", " x", "", Mode.SUPPRESS_AUTHOR)


@pytest.mark.parametrize(
    "text",
    ["", "a", "@", "[@a", "see @a", "[@a; b]", "[a]", "a@b", "[]", "@a @b", "[@a] [@b]", "[@a and @b]", "@a [p. 3; b]"],
)
def test_what_is_no_citation_is_told_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"write '\[see @KEY, p\. 33; also @OTHER\]'"):
        read_citation(text)


@given(st.text(alphabet="[]@;-{} ab.,'\n\\é书", max_size=40))
def test_anything_else_is_a_citation_or_an_error_with_a_sentence(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert all(one.key for one in read_citation(text))
