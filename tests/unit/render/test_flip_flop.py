"""Emphasis within emphasis comes out upright in every format, since no writer ever sees it."""

from typing import Any

import pytest
from example_works import article
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.render.flip_flop import MARKED, flip_flop
from sourcebook.render.inlines import Inline, to_html, to_latex, to_markdown, to_text
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import format_references

SPACE: Inline = {"t": "Space"}


def words(text: str) -> list[Inline]:
    return [{"t": "Str", "c": text}]


def marked(kind: str, *inside: Inline) -> Inline:
    return {"t": kind, "c": list(inside)}


def emph(*inside: Inline) -> Inline:
    return marked("Emph", *inside)


def quoted(*inside: Inline) -> Inline:
    return {"t": "Quoted", "c": [{"t": "DoubleQuote"}, list(inside)]}


def of_title(kind: str, *inside: Inline) -> Inline:
    return {"t": "Span", "c": [["", [MARKED], []], [marked(kind, *inside)]]}


A, B, C = (*words("a"),), (*words("b"),), (*words("c"),)
DAM = of_title("Emph", *B)


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (emph(*A, SPACE, DAM, SPACE, *C), "<em>a</em> b <em>c</em>"),
        (emph(*A, quoted(DAM, *C)), "<em>a</em>“b<em>c</em>”"),
        (emph({"t": "Span", "c": [["", ["nocase"], []], [DAM]]}, *C), "b<em>c</em>"),
        (emph(of_title("Emph", *A, DAM), *C), "a<em>b</em><em>c</em>"),
        (emph(*A, of_title("Strong", DAM, *C)), "<em>a</em><strong>b<em>c</em></strong>"),
        (marked("Strong", *A, emph(of_title("Strong", *B), *C)), "<strong>a</strong><em>b<strong>c</strong></em>"),
        (emph(DAM, *words(":"), SPACE, *C), "b: <em>c</em>"),
        (emph(*A, of_title("Strong", *B)), "<em>a<strong>b</strong></em>"),
        (emph(emph(*A, DAM)), "<em>a</em>b"),
        (marked("Strong", marked("Strong", *A)), "<strong><strong>a</strong></strong>"),
    ],
)
def test_what_a_title_marks_in_marked_words_stands_upright_between_them(node: Inline, written: str) -> None:
    assert to_html(flip_flop([node])) == written


nodes = st.recursive(
    st.sampled_from([*A, *words("’s"), *words(":"), SPACE]),
    lambda inside: st.builds(
        lambda kind, content: quoted(*content) if kind == "Quoted" else of_title(kind, *content),
        st.sampled_from(["Emph", "Strong", "SmallCaps", "Quoted"]),
        st.lists(inside, min_size=1, max_size=3),
    ),
    max_leaves=10,
)


def slanted(inlines: Any, kind: str, depth: int = 0) -> list[tuple[str, int]]:
    """Each letter with how many marks of one kind are around it."""
    found = []
    for node in inlines:
        content = node.get("c")
        if node["t"] == "Str":
            found += [(char, depth) for char in content if char.isalnum()]
        elif node["t"] != "Space":
            inside = content[1] if node["t"] in ("Quoted", "Span") else content
            found += slanted(inside, kind, depth + (node["t"] == kind))
    return found


@given(st.lists(nodes, max_size=4), st.sampled_from(["Emph", "Strong"]))
def test_every_letter_stays_and_is_marked_where_it_was_so_an_odd_number_of_times(
    inlines: list[Inline], kind: str
) -> None:
    flat = flip_flop(inlines)
    assert to_text(flat) == to_text(inlines)
    assert slanted(flat, kind) == [(char, depth % 2) for char, depth in slanted(inlines, kind)]


def test_a_title_in_the_italic_title_of_a_book_is_upright_in_every_format() -> None:
    book = article("a", "Reading The Dam in our time", type="book", container_title="", marks=["<i>The Dam</i>"])
    (reference,) = format_references([book], find_style("apa"))
    assert "*Reading* The Dam *in our time*." in to_markdown(reference.inlines)
    assert "<em>Reading</em> The Dam <em>in our time</em>." in to_html(reference.inlines)
    assert r"\emph{Reading} The Dam \emph{in our time}." in to_latex(reference.inlines)
