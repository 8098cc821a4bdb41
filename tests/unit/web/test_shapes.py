import random

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.shapes import bits_apart, shape_of

WORDS = [f"{first}{second}" for first in "bcdfghklmnprst" for second in ("ada", "oro", "ilin", "eke", "ust")]


def story(seed: int, length: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def test_the_same_text_has_the_same_shape_on_every_machine() -> None:
    assert shape_of("The dam that never opened was paid for twice.") == shape_of(
        "the DAM, that never opened: was paid for twice 2"
    )
    assert shape_of("The dam that never opened was paid for twice.") == "7d3f2ed521bdcf37"


def test_a_few_changed_words_change_few_bits_and_another_text_half_of_them() -> None:
    one = story(1)
    words = one.split()
    words[100:103] = ["entirely", "other", "words"]
    assert bits_apart(shape_of(one), shape_of(" ".join(words))) <= 8
    assert all(18 <= bits_apart(shape_of(one), shape_of(story(seed))) <= 46 for seed in range(2, 30))


def test_scripts_without_blanks_are_told_apart_by_their_letters() -> None:
    one = "".join(random.Random(1).choices("大坝从未开放却付了两次钱村庄工程师雨水河流", k=400))
    assert bits_apart(shape_of(one), shape_of(one[:200] + "新闻" + one[202:])) <= 8
    assert bits_apart(shape_of(one), shape_of(one[::-1])) > 12


def test_two_words_are_too_few() -> None:
    assert shape_of("two words 1 2 3") == ""


@given(st.text())
def test_any_text_has_a_shape_of_64_bits_or_none(text: str) -> None:
    shape = shape_of(text)
    assert shape == "" or (len(shape) == 16 and bits_apart(shape, shape) == 0)
