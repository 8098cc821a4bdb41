import pytest
from hypothesis import given

from sourcebook.model.languages import covers, is_language_tag
from strategies import ANY_TEXT


@pytest.mark.parametrize(
    "tag",
    [
        *("en", "EN", "zh-Hans", "zh-hans-CN", "ug", "ug-Arab", "de-CH-1996", "es-419", "sr-Latn", "zh-yue", "yue"),
        *("en-x-private", "x-own", "de-DE-u-co-phonebk", "sl-rozaj-biske", "haw", "ar-001"),
    ],
)
def test_well_formed_tags_of_registered_languages_are_tags(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "english-",
        "en_US",
        "en US",
        "xx",
        "jp",
        "cz",
        "zh-",
        "-zh",
        "en--US",
        "en-u",
        "x",
        "chinese (simplified)",
        "中文",
    ],
)
def test_what_is_no_tag_is_told_apart(tag: str) -> None:
    assert not is_language_tag(tag)


@pytest.mark.parametrize(
    ("wide", "tag", "answer"),
    [
        ("zh", "zh-Hans", True),
        ("ZH", "zh-hans", True),
        ("zh-Hans", "zh-Hans", True),
        ("zh-Hans", "zh", False),
        ("z", "zh", False),
        ("zh", "zha", False),
    ],
)
def test_a_tag_covers_what_falls_under_it(wide: str, tag: str, answer: bool) -> None:
    assert covers(wide, tag) is answer


@given(ANY_TEXT)
def test_any_text_can_be_asked_whether_it_is_a_tag(text: str) -> None:
    assert is_language_tag(text) in (True, False)
