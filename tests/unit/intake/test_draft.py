"""A draft takes the most trusted value of each field and says what is not certain about it."""

import pytest

from sourcebook.intake.draft import candidates, drafted
from sourcebook.model.facts import Fact


def test_the_first_fact_of_a_field_wins_and_all_stay() -> None:
    facts = (
        Fact("title", "A dam", "json-ld"),
        Fact("title", "A dam | Courier", "og:title"),
        Fact("title", "A dam", "h1"),
    )
    draft = drafted(facts)
    assert draft.raw == {"title": "A dam"}
    assert draft.facts == facts
    assert [fact.origin for fact in candidates(facts, "title")] == ["json-ld", "og:title"]
    assert draft.doubts == ()


def test_fields_stand_in_the_order_of_records() -> None:
    draft = drafted([Fact("URL", "https://e.org/", "a"), Fact("title", "T", "a"), Fact("type", "report", "a")])
    assert list(draft.raw) == ["type", "title", "URL"]


def test_a_doubtful_value_enters_with_its_doubt() -> None:
    draft = drafted([Fact("issued", "2021", "htmldate", "found by a search")], ["nobody was asked"])
    assert draft.raw == {"issued": "2021"}
    assert draft.doubts == ("nobody was asked", "issued: found by a search")


@pytest.mark.parametrize(
    ("days", "chosen", "doubts"),
    [
        (["2022", "2022-05-24"], "2022-05-24", 0),
        (["2022-05-24", "2022"], "2022-05-24", 0),
        (["2022-05-24", "2022-05-25"], "2022-05-24", 1),
        (["2022-05", "2022-06-01"], "2022-05", 1),
        (["2022", "2022-05", "2022-06-01"], "2022-06-01", 1),
        (["2022-05~", "2022-05-24"], "2022-05~", 1),
    ],
)
def test_the_more_exact_date_is_taken_and_another_day_is_a_doubt(days: list[str], chosen: str, doubts: int) -> None:
    draft = drafted([Fact("issued", day, f"origin {number}") for number, day in enumerate(days)])
    assert draft.raw["issued"] == chosen
    assert len(draft.doubts) == doubts


def test_dates_of_one_origin_do_not_speak_against_each_other() -> None:
    assert not drafted([Fact("issued", "2022-05-24", "itemprop"), Fact("issued", "2019-01-01", "itemprop")]).doubts


def test_a_newspaper_is_not_its_own_publisher() -> None:
    said = [Fact("container-title", "The Courier", "a"), Fact("publisher", "the courier", "b")]
    assert drafted(said).raw == {"container-title": "The Courier"}
    assert drafted([said[0], Fact("publisher", "Courier Press", "b")]).raw["publisher"] == "Courier Press"
