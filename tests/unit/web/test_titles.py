import pytest

from sourcebook.web.titles import bare_title, beside

NAMES = {"harbourpost", "worldnews", "海港网"}


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Dam opens | Harbour Post", "Dam opens"),
        ("Dam opens - World news | The Harbour Post", "Dam opens"),
        ("Harbour Post: Dam opens", "Harbour Post: Dam opens"),
        ("Harbour Post - Dam opens", "Dam opens"),
        ("大坝开放_海港网", "大坝开放"),
        ("大坝开放-海港网", "大坝开放"),
        ("Dam opens - Quay News", "Dam opens"),
        ("Dam – the big lie – Harbour Post", "Dam – the big lie"),
        ("Dam opens | Another Paper", "Dam opens | Another Paper"),
        ("A - B: what next", "A - B: what next"),
        ("Harbour Post", "Harbour Post"),
        ("Well-known dam", "Well-known dam"),
    ],
)
def test_only_a_proven_name_of_the_outlet_is_taken_off(title: str, bare: str) -> None:
    assert bare_title(title, NAMES, "www.quay.example") == bare


def test_a_heading_proves_what_stands_behind_it() -> None:
    assert bare_title("Dam opens - Another Paper", (), "e.example", ["Dam opens"]) == "Dam opens"


@pytest.mark.parametrize(
    ("title", "heading", "bare"),
    [
        ("Post: Dam opens: a day of joy", "Dam opens: a day of joy", "Dam opens: a day of joy"),
        ("Post :: Print version :: Dam opens", "Dam opens", "Dam opens"),
        ("港報：大坝开放了", "大坝开放了", "大坝开放了"),
        ("大坝开放　昨日：港報", "大坝开放 昨日", "大坝开放　昨日"),
        ("Post / Dam opens — at last", "Dam opens — at last", "Dam opens — at last"),
        ("Le barrage « ouvert » | Post", "Le barrage « ouvert »", "Le barrage « ouvert »"),
        ("«Dam». A story", "«Dam». A story", "«Dam». A story"),
        ("Post: Opinion: Dam opens", "Opinion", "Post: Opinion: Dam opens"),
        ("Dam-opening day", "Dam", "Dam"),
    ],
)
def test_a_heading_that_stands_between_marks_is_the_title(title: str, heading: str, bare: str) -> None:
    assert bare_title(title, (), "e.example", [heading]) == bare


def test_what_stands_beside_the_heading_is_told_part_by_part() -> None:
    assert beside("Post :: Print version :: Dam opens", ["Dam opens"]) == ("Post", "Print version")
    assert beside("Dam opens", ["Dam opens"]) == ()


def test_a_title_of_marks_alone_is_read_in_a_moment() -> None:
    assert bare_title("a-" * 1_000, (), "e.example", ["a-a-a-a b"]) == "a-" * 1_000
