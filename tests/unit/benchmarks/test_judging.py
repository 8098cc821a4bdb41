"""The benchmark of page facts: when two values are the same, and what counts as right, missing, wrong or doubtful."""

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sourcebook.model.facts import Fact, PageFacts
from sourcebook.model.work import Raw

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
URL = "https://courier.example/a"
EXPECTED: Mapping[str, Any] = {
    "title": "“A draft”",
    "issued": "2021-04-05",
    "author": [{"family": "O’Dowd", "given": "Cormac"}],
    "language": "zh-Hans",
    "container-title": "The Courier",
    "URL": URL,
}


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    return importlib.import_module("judging")


@pytest.fixture
def metadata(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    return importlib.import_module("metadata")


def said(*facts: Fact, complaint: str = "", canonical: str = URL) -> PageFacts:
    return PageFacts(url=URL, canonical=canonical, facts=facts, complaint=complaint)


def by(*names: Raw, doubt: str = "") -> PageFacts:
    return said(Fact("author", names, "json-ld", doubt))


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ("“A  draft”\n", '"A draft"', True),
        ("L’eau", "L'eau", True),
        ("Cafe\u0301", "Café", True),
        ("「案」　空白", '"案" 空白', True),
        ("A Draft", "A draft", False),
        ("A draft - The Courier", "A draft", False),
        ("A draft &amp; more", "A draft & more", False),
    ],
)
def test_titles_are_equal_but_for_white_space_and_quotes(
    judging: ModuleType, given: str, wanted: str, same: bool
) -> None:
    assert judging.same_title(given, wanted) is same


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ("2021-04-05", "2021-04-05", True),
        ("2021-04-05T23:30:00Z", "2021-04-05", True),
        ("2021-04-05?", "2021-04-05", True),
        ("2021-04-06", "2021-04-05", False),
        ("2021-04-01", "2021-04", False),
        ("2021-04", "2021-04-05", False),
        ("5 April 2021", "2021-04-05", False),
        ("2021-04-05 10:22", "2021-04-05", False),
    ],
)
def test_dates_are_equal_to_the_day_and_no_more_precise_than_known(
    judging: ModuleType, given: str, wanted: str, same: bool
) -> None:
    assert judging.same_date(given, wanted) is same


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ({"family": "Okoro", "given": "Dana"}, {"family": "OKORO", "given": "DANA"}, True),
        ({"family": "van der Meer", "given": "Pieter"}, {"family": "Meer", "given": "Pieter van der"}, True),
        (
            {"family": "Meer", "given": "Pieter", "non-dropping-particle": "van der"},
            {"family": "van der Meer", "given": "Pieter"},
            True,
        ),
        ({"family": "Ortiz", "given": "Lucia Ferran"}, {"family": "Ferrán Ortiz", "given": "Lucía"}, True),
        ({"family": "王", "given": "明远"}, {"literal": "王明远"}, True),
        ({"literal": "佐久間遥"}, {"literal": "佐久間 遥"}, True),
        ({"family": "Council", "given": "Port Ellery"}, {"literal": "Port Ellery Council"}, False),
        ({"family": "Dana", "given": "Okoro"}, {"family": "Okoro", "given": "Dana"}, False),
        ({"literal": "Dana Okoro"}, {"family": "Okoro", "given": "Dana"}, False),
        ({"family": "Okoro", "given": "Dr. Dana"}, {"family": "Okoro", "given": "Dana"}, False),
        ({"literal": "记者王明远"}, {"literal": "王明远"}, False),
    ],
)
def test_names_are_equal_under_folding_and_those_of_persons_are_divided(
    judging: ModuleType, given: Raw, wanted: Raw, same: bool
) -> None:
    assert judging.same_names([given], [wanted]) is same


def test_lists_of_names_are_equal_in_number_and_order(judging: ModuleType) -> None:
    one, other = {"family": "Okoro", "given": "Dana"}, {"literal": "王明远"}
    assert judging.same_names([one, other], [one, other])
    assert not judging.same_names([one], [one, other])
    assert not judging.same_names([other, one], [one, other])


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ("en-GB", "en", True),
        ("zh", "zh-Hans", True),
        ("zh-CN", "zh-Hans", True),
        ("zh_TW", "zh-Hant", True),
        ("zh-TW", "zh-Hans", False),
        ("en", "pt", False),
    ],
)
def test_languages_are_equal_but_for_the_region(judging: ModuleType, given: str, wanted: str, same: bool) -> None:
    assert judging.same_language(given, wanted) is same


def test_every_field_of_a_page_read_well_is_right(judging: ModuleType) -> None:
    facts = [
        Fact("title", '"A draft"', "json-ld"),
        Fact("issued", "2021-04-05T10:00:00Z", "json-ld"),
        Fact("author", [{"family": "O'Dowd", "given": "Cormac"}], "json-ld"),
        Fact("language", "zh-CN", "html"),
        Fact("container-title", "the courier", "og"),
    ]
    outcomes = judging.judge(said(*facts, canonical="http://www.courier.example/a/?utm_source=x"), EXPECTED)
    assert set(outcomes) == set(judging.FIELDS)
    assert set(outcomes.values()) == {judging.Outcome.RIGHT}


@pytest.mark.parametrize(
    ("value", "doubt", "outcome"),
    [
        (None, "", "MISSING"),
        ("2021-04", "", "MISSING"),
        ("2021-04-06", "", "WRONG"),
        ("2021-04-06", "guessed", "DOUBTED"),
        ("2021-04-05", "guessed", "RIGHT"),
        (["2021-04-05"], "", "WRONG"),
    ],
)
def test_a_doubt_excuses_a_wrong_value_and_a_coarser_date_is_missing(
    judging: ModuleType, value: Raw | None, doubt: str, outcome: str
) -> None:
    facts = () if value is None else (Fact("issued", value, "x", doubt),)
    assert judging.judge(said(*facts), EXPECTED)["issued"] is judging.Outcome[outcome]


def test_only_the_most_trusted_fact_of_a_field_counts(judging: ModuleType) -> None:
    facts = (Fact("issued", "2021-04-06", "json-ld"), Fact("issued", "2021-04-05", "meta"))
    assert judging.judge(said(*facts), EXPECTED)["issued"] is judging.Outcome.WRONG


def test_where_a_page_gives_no_date_none_is_right_and_one_is_wrong(judging: ModuleType) -> None:
    undated = {**EXPECTED, "issued": None}
    assert judging.judge(said(), undated)["issued"] is judging.Outcome.RIGHT
    assert judging.judge(said(Fact("issued", "2021-04-05", "x")), undated)["issued"] is judging.Outcome.WRONG
    assert judging.judge(said(Fact("issued", "2021", "x", "a guess")), undated)["issued"] is judging.Outcome.DOUBTED


def test_other_answers_that_are_as_right_are_accepted(judging: ModuleType) -> None:
    wide = {**EXPECTED, "also": {"issued": ["2021-04-06"], "author": [[]], "URL": ["https://wire.example/a"]}}
    outcomes = judging.judge(said(Fact("issued", "2021-04-06", "x"), canonical="https://wire.example/a"), wide)
    assert [outcomes[name] for name in ("issued", "author", "URL")] == [judging.Outcome.RIGHT] * 3
    outcomes = judging.judge(said(canonical="https://wire.example/"), wide)
    assert outcomes["URL"] is judging.Outcome.WRONG


def test_a_page_that_is_none_has_to_be_complained_about_and_no_other(judging: ModuleType) -> None:
    none = {"page": "none"}
    assert judging.judge(said(), none) == {"page": judging.Outcome.WRONG}
    assert judging.judge(said(complaint="This is a login page."), none) == {"page": judging.Outcome.RIGHT}
    assert judging.judge(said(complaint="This is a login page."), EXPECTED)["page"] is judging.Outcome.WRONG


@pytest.mark.parametrize("doubt", ["", "from the byline"])
def test_an_author_with_a_word_that_no_name_of_the_page_has_is_none_even_in_doubt(
    judging: ModuleType, doubt: str
) -> None:
    names = [{"family": "O’Dowd", "given": "Dr. Cormac"}, {"literal": "Staff"}, {"family": "O’Dowd", "given": "Cormac"}]
    assert judging.non_names(by(*names, doubt=doubt), EXPECTED) == ["Dr. Cormac O’Dowd", "Staff"]


def test_a_name_divided_wrongly_or_cut_short_is_still_a_name(judging: ModuleType) -> None:
    assert judging.non_names(by({"literal": "O'Dowd Cormac"}, {"literal": "O’DOWD"}), EXPECTED) == []


def test_what_is_no_list_of_names_is_no_author(judging: ModuleType) -> None:
    assert judging.non_names(said(Fact("author", "Cormac O’Dowd", "meta")), EXPECTED) == ["Cormac O’Dowd"]
    assert judging.non_names(by({"literal": "…"}), EXPECTED) == ["…"]


def test_the_limits_count_pages_to_cite_and_every_author_that_is_none(metadata: ModuleType) -> None:
    outcome = metadata.Outcome
    good = {"title": outcome.RIGHT, "issued": outcome.RIGHT, "page": outcome.RIGHT}
    pages = [metadata.Judged(str(number), EXPECTED, said(), good, ()) for number in range(97)]
    doubted = [metadata.Judged("d", EXPECTED, said(), {**good, "issued": outcome.DOUBTED}, ())]
    none = [metadata.Judged("n", {"page": "none"}, said(), {"page": outcome.WRONG}, ())] * 50
    wrong = metadata.Judged("w", EXPECTED, said(), {"title": outcome.WRONG, "issued": outcome.WRONG}, ("Staff",))
    held = [row.holds for row in metadata.limit_rows([*pages, *doubted, *none, wrong])]
    assert held == [True, True, True, False]
    held = [row.holds for row in metadata.limit_rows([*pages, *doubted, *none, *[wrong] * 4])]
    assert held == [True, False, False, False]
    held = [row.holds for row in metadata.limit_rows([*pages, *doubted * 11])]
    assert held == [False, True, True, True]
