"""Values are typed and read in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.cli.values import assignment, in_words, with_values
from sourcebook.errors import BadValue, UnknownName
from sourcebook.model.work import Raw


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("title=a=b", "a=b"),
        ("title=", ""),
        ("keywords=a, b,", ["a", "b"]),
        ("keywords=[a, 'b, c']", ["a", "b, c"]),
        ("author=Berg, Åsa; Dam Watch;", [{"family": "Berg", "given": "Åsa"}, {"literal": "Dam Watch"}]),
        ("author=[{literal: A}]", [{"literal": "A"}]),
        ("archive={url: 'https://e.org'}", {"url": "https://e.org"}),
        ("annotation=Two\nlines", "Two\nlines"),
    ],
)
def test_a_value_is_read_as_its_field_wants_it(word: str, value: Raw) -> None:
    assert assignment(word) == (word.partition("=")[0], value)


def test_what_cannot_be_read_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'title'"):
        assignment("titel=x")
    with pytest.raises(BadValue, match="cannot be read"):
        assignment("archive={")


def test_values_are_put_and_empty_ones_take_away() -> None:
    raw, annotation = with_values(
        {"title": "", "note": "n", "annotation": " A. "}, {"title": "T", "type": "book"}, "old"
    )
    assert (raw, annotation) == ({"type": "book", "note": "n"}, "A.")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("T", "T"),
        (({"family": "Okafor", "given": "Ngozi"}, {"literal": "Dam Watch"}), "Ngozi Okafor; Dam Watch"),
        ([{"family": "习", "given": "近平"}], "习近平"),
        ({"url": "https://e.org", "date": "2022"}, "url: https://e.org; date: 2022"),
        (["a", "b"], "a; b"),
    ],
)
def test_a_value_reads_as_a_person_says_it(value: Raw, said: str) -> None:
    assert in_words(value) == said


@given(
    st.recursive(
        st.text(max_size=9),
        lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=9), one, max_size=3),
    )
)
def test_any_raw_value_reads_as_some_text(value: Raw) -> None:
    assert isinstance(in_words(value), str)
