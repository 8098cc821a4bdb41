"""Each rule finds what it is about, at the right line, and leaves the rest alone."""

import pytest
from made_up import OUTLETS, VOCABULARY, library, other, work
from rule_cases import CASES, Case, answer, circle, one

from sourcebook.checks import lists
from sourcebook.checks.registry import RULES, run
from sourcebook.model.library import Library
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.vocabulary import Term, Vocabulary, by_id

READING = [
    "unreadable",
    "not-a-file",
    "too-large",
    "bad-encoding",
    "byte-order-mark",
    "line-endings",
    "conflict-markers",
    "no-front-matter",
    "two-documents",
    "yaml-syntax",
    "yaml-alias",
    "duplicate-field",
    "bad-key",
    "key-mismatch",
    "wrong-type",
    "bad-date",
    "bad-verdict",
    "bad-decision",
    "bad-list",
    "unknown-list-field",
]
OF_LISTS = {rule.id for rule in lists.RULES}  # test_list_rules.py has their cases
OF_THE_VOCABULARY = ["undefined-term", "empty-viewpoint", "lopsided-coverage"]


def messages(library: Library, rule: str) -> list[str]:
    return [problem.message for problem in run(library, select=[rule])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.field}")
def test_a_rule_finds_what_it_is_about_at_the_line_of_its_field(case: Case) -> None:
    for bad in case.finds:
        meant = tuple(bad.works.values())[-1]
        problems = run(bad, select=[case.rule])
        assert [(one.place, one.key) for one in problems] == [(meant.origin.place(case.field), meant.key)]
        assert problems[0].place.line == (meant.origin.lines[case.field] if case.field else 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.field}")
def test_a_rule_leaves_alone_what_is_well(case: Case) -> None:
    for good in case.leaves:
        assert run(good, select=[case.rule]) == ()


@pytest.mark.parametrize("rule", READING)
def test_a_problem_of_reading_passes_on_as_it_is_under_its_own_rule_only(rule: str) -> None:
    problem = Problem(
        rule=rule, severity=Severity.WARNING, message="So.", place=Place(path="library/works/a.md", line=3)
    )
    stranger = Problem(rule="another", severity=Severity.ERROR, message="So.", place=Place(path="library/works/b.md"))
    unwell = Library(works={}, problems=(stranger, problem))
    assert run(unwell, select=[rule]) == (problem,)


def test_every_rule_has_a_case() -> None:
    assert {rule.id for rule in RULES} == {*(case.rule for case in CASES), *READING, *OF_THE_VOCABULARY, *OF_LISTS}


def test_a_library_that_is_well_has_no_problems() -> None:
    assert run(library(work(), other(relations=[{"type": "rebuts", "target": "doe2021bridge"}]))) == ()


def test_a_term_without_definition_is_found_in_the_vocabulary() -> None:
    bare = Vocabulary(viewpoints=VOCABULARY.viewpoints, roles=by_id([Term(id="report", label="Report")]))
    problems = run(library(work(), vocabulary=bare), select=["undefined-term"])
    assert [str(one.place) for one in problems] == ["library/viewpoints.yaml"]
    assert run(library(work()), select=["undefined-term"]) == ()


def test_a_viewpoint_without_works_is_reported() -> None:
    assert messages(one(), "empty-viewpoint") == ["The viewpoint 'neighbours' has no works"]
    assert messages(library(work(), other()), "empty-viewpoint") == []


def test_a_viewpoint_with_most_of_the_works_is_reported_from_ten_works_on() -> None:
    most = [work(f"a{number}") for number in range(7)]
    few = [other(f"b{number}") for number in range(4)]
    assert messages(library(*most, *few[:3]), "lopsided-coverage") == ["The viewpoint 'engineers' has 7 of 10 works"]
    assert messages(library(*most[:6], *few), "lopsided-coverage") == []
    assert messages(library(*most[:6], *few[:3]), "lopsided-coverage") == []


def test_a_misspelt_word_is_answered_with_the_nearest_one() -> None:
    assert messages(one(viewpoint="enginers"), "unknown-viewpoint")[0].endswith("did you mean 'engineers'?")
    assert messages(one(url="x"), "unknown-field") == ["'url' is no field of a record; did you mean 'URL'?"]
    (message,) = messages(answer("2022", "doe2021brigde"), "relation-to-nowhere")
    assert message.startswith("rebuts 'doe2021brigde': no work has this key; did you mean 'doe2021bridge'")


def test_an_inverse_is_answered_with_the_relation_to_state() -> None:
    assert messages(answer("2022", kind="rebutted-by"), "unknown-relation") == [
        "'rebutted-by' is derived; state 'rebuts' on doe2021bridge instead"
    ]


def test_each_circle_is_reported_once_with_its_way() -> None:
    separate = {**circle("part-of", "a", "b", "c").works, **circle("rebuts", "x", "y").works}
    outside = work("outside", relations=[{"type": "part-of", "target": "b"}])
    assert messages(library(*separate.values(), outside), "relation-in-a-circle") == [
        "These works go in a circle by part-of: a -> b -> c -> a",
        "These works go in a circle by rebuts: x -> y -> x",
    ]


def test_a_long_circle_is_named_by_its_first_works() -> None:
    keys = [f"k{number:03}" for number in range(500)]
    (message,) = messages(circle("part-of", *keys), "relation-in-a-circle")
    assert message.endswith("k000 -> k001 -> k002 -> k003 -> k004 -> k005 -> k006 -> k007 -> k008 -> … -> k000")


def test_all_doubts_are_counted_and_the_first_are_shown() -> None:
    assert messages(one(provenance={"doubts": ["a", "b", "c"]}), "open-doubts") == [
        "3 doubts are left: a; b; and 1 more"
    ]
    assert messages(one(provenance={"doubts": ["a"]}), "open-doubts") == ["1 doubt is left: a"]


def test_three_works_with_one_address_are_two_findings() -> None:
    copies = [other(key, URL="https://example.org/report") for key in ("b", "c")]
    problems = run(library(work("a"), *copies), select=["same-url"])
    assert [(one.key, one.message.split()[0]) for one in problems] == [("b", "a"), ("c", "b")]


def test_an_outlet_is_known_by_its_aliases() -> None:
    assert OUTLETS[0].aliases == ("Daily Bridge Online",)
    found = one(title="A new bridge | Daily Bridge Online", container_title="The Daily Bridge")
    assert messages(found, "outlet-in-title") == [
        "title ends with the name of its outlet, 'Daily Bridge Online'; remove it"
    ]


def test_a_message_is_one_line_that_is_safe_to_show() -> None:
    (message,) = messages(one(provenance={"doubts": ["a\x1b[31m\nb"]}), "open-doubts")
    assert message == "1 doubt is left: a\ufffd[31m b"
