import pytest

from sourcebook.web.titles import bare_title

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
