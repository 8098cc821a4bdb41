"""Text for exports: white space made even, control characters gone."""

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.text import has_control
from sourcebook.render.plain_text import lines, plain_line


def test_any_white_space_is_one_blank_and_controls_are_gone() -> None:
    assert plain_line("  a \t b\r\n\r\nc\x07d\u202ee\u2028f  g ") == "a b cde f g"


def test_blanks_that_keep_words_together_stay() -> None:
    assert plain_line("12\u00a0km de\u202fla") == "12\u00a0km de\u202fla"


def test_lines_keep_their_number_and_lose_controls() -> None:
    assert lines("a\r\n\r\nb\tc\x00\u2028d\n") == ["a", "", "b c", "d"]


@given(st.text())
def test_nothing_is_left_that_a_terminal_or_file_could_not_bear(text: str) -> None:
    assert not has_control(plain_line(text))
    assert not any(has_control(line) for line in lines(text))
    plain_line(text).encode("utf-8")


@given(st.text())
def test_one_line_is_idempotent(text: str) -> None:
    assert plain_line(plain_line(text)) == plain_line(text)
