"""The registry: which rules run, in which order their problems come, and how they are documented."""

import re

import pytest
from made_up import library, other, work

from sourcebook.checks import errors
from sourcebook.checks.registry import RULES, page, rule_named, run
from sourcebook.checks.rule import Rule
from sourcebook.errors import UnknownName
from sourcebook.model.problems import Severity

UNWELL = library(other("z", DOI="10", URL="nowhere"), work("a", language="jp", type="letter", title="So…"))


def test_rule_ids_are_unique_lower_case_words() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids) >= 25
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one) for one in ids)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_explains_itself_in_at_least_two_sentences(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert "\n" not in rule.summary
    assert rule.explanation.replace("\n", " ").startswith(rule.summary)
    assert len(re.findall(r"[.?:](?=\s|$)", rule.explanation)) >= 2


def test_problems_come_by_path_line_and_rule() -> None:
    found = [(one.key, one.place.line, one.rule) for one in run(UNWELL, select=["bad-*", "unknown-*", "cut-*"])]
    assert found == [
        ("a", 2, "unknown-type"),
        ("a", 3, "cut-off-title"),
        ("a", 9, "bad-language"),
        ("z", 8, "bad-url"),
        ("z", 14, "bad-doi"),
    ]


def test_rules_are_selected_and_ignored_by_id_or_pattern() -> None:
    assert {one.rule for one in run(UNWELL, select=["bad-doi"])} == {"bad-doi"}
    assert {one.rule for one in run(UNWELL, select=["bad-*"])} == {"bad-doi", "bad-language", "bad-url"}
    assert {one.rule for one in run(UNWELL, select=["bad-*"], ignore=["bad-url"])} == {"bad-doi", "bad-language"}
    everything = {one.rule for one in run(UNWELL)}
    assert {one.rule for one in run(UNWELL, ignore=["bad-*"])} == everything - {"bad-doi", "bad-language", "bad-url"}


def test_an_unknown_rule_is_answered_with_the_nearest_one() -> None:
    for ask in (
        lambda: run(UNWELL, select=["bad-dio"]),
        lambda: run(UNWELL, ignore=["bad-dio"]),
        lambda: rule_named("bad-dio"),
    ):
        with pytest.raises(UnknownName, match=r"There is no rule 'bad-dio'. Did you mean 'bad-doi'"):
            ask()


def test_a_rule_is_found_by_its_id() -> None:
    assert rule_named("bad-doi").summary == "The `DOI` has not the form of a digital object identifier."


def test_the_page_has_a_section_for_each_rule() -> None:
    text = page()
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == [rule.id for rule in RULES]
    assert all(rule.explanation in text for rule in RULES)


def test_every_error_that_is_none_of_reading_or_of_lists_is_judged_in_a_change() -> None:
    others = [one for one in RULES if one.severity is Severity.ERROR and "_passed_on" not in one.find.__qualname__]
    judged = [*(one.id for one in errors.IN_ONE), *errors.BETWEEN]
    assert sorted(judged) == sorted(one.id for one in others if one.id != "unknown-key-in-list")
