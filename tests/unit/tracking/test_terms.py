import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.tracking.terms import Terms, folded, shown


def found(term: str, text: str) -> bool:
    return bool(Terms([term]).found(folded(text)))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Uigur*", "die UIGURISCHEN Verbände"),
        ("Ouïghour", "les ouighours"),
        ("Ouïghour", unicodedata.normalize("NFD", "les Ouïghours")),
        ("flood", "floods"),
        ("Alder Dam", "the Alder\u00a0 Dam's wall"),
        ("Ｄａｍ", "a dam"),
        ("大坝", "新大坝的报告"),
        ("ダム", "アルダーダムの話"),
        ("ｳｲｸﾞﾙ", "ウイグル"),
        ("ئۇيغۇر", "ئۇيغۇرلارنىڭ ئۆيى"),
        ("ئۇيغۇر", unicodedata.normalize("NFD", "ئۇيغۇرلار")),
        ("İl", "il ve ilçe"),
        ("dam", "re\u00adport: d\u200ba\u00adm"),
        ("Alder", "关于Alder的报告"),
        ("Sinds", "en/sinds_2001"),
        ("at UN", "vote at UN ends"),
        ("UN*", "unbound"),
    ],
)
def test_a_term_is_found_in_every_spelling_of_its_script(term: str, text: str) -> None:
    assert found(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("dam", "damage"),
        ("dam", "madam"),
        ("camp", "campus"),
        ("flood", "floodlights"),
        ("ガ", "カ"),
        ("大坝", "大 水 坝"),
        ("ئۇيغۇر", "بۇئۇيغۇر"),
        ("at UN", "what UN says"),
        ("Alder Dam", "Alder and Dam"),
        ("***", "*** stars"),
        ("", "nothing"),
    ],
)
def test_parts_of_other_words_are_not_the_term(term: str, text: str) -> None:
    assert not found(term, text)


def test_what_stands_inside_a_longer_term_is_that_term_alone() -> None:
    terms = Terms(["Alder", "Ann Alder", "Alders"])
    names = [one.term.text for one in terms.found(folded("Ann Alder met Alder; Alders all"))]
    assert names == ["Ann Alder", "Alder", "Alder", "Alders"]  # an inflected form is no longer term


def test_terms_are_named_once_and_not_all() -> None:
    places = Terms(["a1", "b2", "c3*", "d4"]).found("a1 b2 a1 c3 d4")
    assert shown(places) == "a1 ×2, b2, c3 …"
    assert shown(places[:1]) == "a1"


@given(st.lists(st.text(max_size=8), max_size=8), st.text(max_size=200))
def test_any_terms_are_looked_for_in_any_text(terms: list[str], text: str) -> None:
    plain = folded(text)
    for place in Terms(terms).found(plain):
        assert plain[place.start :].startswith(place.term.folded)
        assert place.start < place.stop <= len(plain)


@given(st.text(alphabet="ab 大坝ئ.", min_size=1, max_size=12), st.text(alphabet="ab 大坝ئ.", max_size=30))
def test_a_term_between_blanks_is_always_found(term: str, text: str) -> None:
    if any(letter.isalnum() for letter in term):
        assert found(term, f"{text} {term} {text}")


def test_endless_text_is_cut() -> None:
    assert len(folded("大坝" * 100_000)) == 5_000
