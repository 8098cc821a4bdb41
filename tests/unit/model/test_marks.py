"""Marks of titles: read, written, found again as whole words, and never across one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.marks import TAGS, Span, find_marks, read_marks, without_marks, write_excerpts, write_marks

_TAGGED = st.lists(
    st.sampled_from([tag for pair in TAGS.values() for tag in pair] + ["a", "b ", "-", "书", "<", "i>", "</u>", " "]),
    max_size=30,
).map("".join)


def test_a_marked_text_is_its_words_and_spans() -> None:
    assert read_marks('A <i>b <sup>c</sup></i><span style="font-variant: small-caps">d</span>') == (
        "A b cd",
        (Span(2, 5, "italic"), Span(4, 5, "superscript"), Span(5, 6, "small-caps")),
    )
    assert read_marks('<span class="nodecor">a</span> <b></b><u>c</u>') == ("a <u>c</u>", ())


@pytest.mark.parametrize("broken", ["<i>a", "a</i>", "<i><b>a</i></b>", "<i>" * 30 + "a" + "</i>" * 30])
def test_a_mark_that_is_not_closed_is_none(broken: str) -> None:
    assert read_marks(broken) is None
    assert without_marks(broken) == "a"


@pytest.mark.parametrize(
    ("text", "excerpt", "found"),
    [
        ("A dam, the dam and dams", "<i>dam</i>", [(2, 5), (11, 14)]),
        ("CO2 and 2 dams", "CO<sub>2</sub>", [(2, 3)]),
        ("论红楼梦之梦", "<i>红楼梦</i>", [(1, 4)]),
        ("“The Dam”: a film", "<i>“The Dam”</i>", [(0, 9)]),
        ("A dam", "dam", []),
        ("A dam", "<i>dam", []),
        ("A dam", "<i>d</i>am!", []),
    ],
)
def test_an_excerpt_is_found_as_whole_words(text: str, excerpt: str, found: list[tuple[int, int]]) -> None:
    assert [span[:2] for span in find_marks(text, [excerpt])] == found


def test_of_marks_that_cross_the_first_one_counts() -> None:
    assert find_marks("a b c", ["<i>a b</i>", "<b>b c</b>"]) == (Span(0, 3, "italic"),)
    assert find_marks("a b c", ["<b>b</b>", "<i>a b c</i>", "<b>b</b>"]) == (Span(0, 5, "italic"), Span(2, 3, "bold"))


def test_an_excerpt_is_whole_words_or_the_whole_title_where_these_recur() -> None:
    def excerpts(marked: str) -> list[str]:
        text, spans = read_marks(marked) or ("", ())
        return write_excerpts(text, spans)

    assert excerpts("A <i>dam</i> of H<sub>2</sub>O") == ["<i>dam</i>", "H<sub>2</sub>O"]
    assert excerpts("A dam and a <i>dam</i>") == ["A dam and a <i>dam</i>"]
    assert excerpts("no marks") == []


@given(_TAGGED)
def test_marks_are_written_as_they_were_read_and_their_excerpts_find_them(marked: str) -> None:
    found = read_marks(marked)
    if found is None:
        return
    text, spans = found
    assert read_marks(write_marks(text, spans)) == (text, spans) or without_marks(text) != text
    if spans and without_marks(text) == text:
        assert find_marks(text, write_excerpts(text, spans)) == spans
