import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sourcebook.model.text import fold, has_control, is_by_letter, one_line, printable, spread
from strategies import ANY_TEXT


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("etude", "Étude"),
        ("etude", "e\u0301tude"),
        ("etude", "ｅｔｕｄｅ"),
        ("strasse", "STRAẞE"),
        ("strasse", "Straße"),
        ("oslo", "Øslo"),
        ("lodz", "Łódź"),
        ("istanbul", "İstanbul"),
        ("oeuvre", "Œuvre"),
        ("hawaii", "Hawaiʻi"),
        ("σοφος", "ΣΟΦΌΣ"),
        ("ёлка", "Елка"),
        ("كتاب", "كِتَاب"),
        ("كتاب", "كتـــاب"),
        ("ガ", "ｶﾞ"),
        ("fi", "ﬁ"),
    ],
)
def test_spellings_that_a_searcher_takes_for_the_same_fold_to_the_same(typed: str, stands: str) -> None:
    assert fold(typed) == fold(stands)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("ئ", "ي"), ("は", "ぱ"), ("a", "b"), ("水", "永")])
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@example("かـ\u3099")
@given(ANY_TEXT | st.text(alphabet="かガﾞ゙ـʼøé\u0301\u3099İıßẞΣς水ئ", max_size=6))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_folding_makes_no_difference_between_normal_forms(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_every_letter_folds_to_what_folds_to_itself() -> None:
    letters = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    assert [letter for letter in letters if fold(fold(letter)) != fold(letter)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dam", ["dam"]),
        ("水库dam", ["水", "库", "dam"]),
        ("سۇ", ["س", "ۇ"]),
        ("ダム", ["ダ", "ム"]),
        ("김", ["김"]),
        ("река", ["река"]),
    ],
)
def test_letters_of_scripts_without_blanks_are_spread_into_words(text: str, words: list[str]) -> None:
    assert spread(text).split() == words


@pytest.mark.parametrize(
    ("text", "answer"), [("", False), ("dam", False), ("水", True), ("dam水", True), ("水dam", False), ("توغان", True)]
)
def test_a_text_is_searched_by_letter_where_it_ends_in_such_a_script(text: str, answer: bool) -> None:
    assert is_by_letter(fold(text)) is answer


@given(ANY_TEXT)
def test_what_is_shown_holds_no_control_character(text: str) -> None:
    shown = printable(text)
    assert not [char for char in shown if unicodedata.category(char) == "Cc" and char not in "\n\t"]
    assert not has_control(shown)
    assert len(shown) == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred", "�[31mred"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("bell\x07 \x9b0m \r", "bell� �0m �"),
        ("سۇ 水 🌊", "سۇ 水 🌊"),
    ],
)
def test_control_characters_and_direction_overrides_are_replaced(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_every_override_of_direction_is_replaced() -> None:
    overrides = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    letters = "".join(chr(code) for code in range(0x3000) if unicodedata.bidirectional(chr(code)) in overrides)
    assert printable(letters) == "�" * 9


@given(ANY_TEXT)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "\t" not in line
    assert line == line.strip()
