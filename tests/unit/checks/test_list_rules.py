"""Each rule about lists finds what it is about, at its line, and leaves a good list alone."""

import pytest
from made_up import library, other, work

from sourcebook.checks.registry import run
from sourcebook.model.hindrances import CLOSED, GONE, MOVED, Hindrance
from sourcebook.model.library import Library
from sourcebook.model.syllabus import ListItem, ListSection, Syllabus

DOE, ROE = "doe2021bridge", "roe2021river"
WORKS = library(
    work(aliases=["doe1999"]),
    other(relations=[{"type": "rebuts", "target": DOE}]),
    work("third"),
    other("fix", relations=[{"type": "corrects", "target": "third"}]),
)


def listed(*items: ListItem, hindrance: Hindrance | None = None, cap: int = 0, query: str = "") -> Library:
    section = ListSection(week="1", items=items, query=query, line=3)
    return WORKS.listing((Syllabus("spring", cap=cap, sections=(section,)),), {DOE: hindrance} if hindrance else {})


A, B, THIRD = ListItem(DOE, line=5), ListItem(ROE, line=6), ListItem("third", line=7)
GOOD = listed(A, B)


@pytest.mark.parametrize(
    ("rule", "line", "bad", "good"),
    [
        ("unknown-key-in-list", 5, listed(A._replace(key="doe2021brigde")), GOOD),
        ("unknown-key-in-list", 5, listed(A._replace(read_with=("nobody",))), listed(A._replace(read_with=(ROE,)))),
        ("former-key-in-list", 5, listed(A._replace(key="doe1999")), GOOD),
        ("repeated-in-list", 6, listed(A, B._replace(key="doe1999")), listed(A, A._replace(locator="p. 2"))),
        ("empty-section", 3, listed(), GOOD),
        (
            "essential-out-of-reach",
            5,
            listed(A._replace(importance="essential"), hindrance=Hindrance(CLOSED, "its page asks for payment")),
            listed(A, hindrance=Hindrance(GONE, "its link is gone")),
        ),
        (
            "link-changed-in-list",
            5,
            listed(A, hindrance=Hindrance(MOVED, "its link moved to x")),
            listed(A._replace(importance="essential"), hindrance=Hindrance(GONE, "its link is gone")),
        ),
        ("replaced-in-list", 7, listed(THIRD), listed(THIRD._replace(read_with=("fix",)))),
        (
            "over-the-cap",
            3,
            listed(A._replace(minutes=40), B._replace(minutes=51), cap=90),
            listed(A._replace(minutes=40), B._replace(minutes=51, importance="further"), cap=90),
        ),
        ("one-sided-section", 3, listed(A, THIRD), GOOD),
        ("without-its-rebuttal", 5, listed(A), GOOD),
    ],
)
def test_a_rule_about_lists_finds_what_it_is_about(rule: str, line: int, bad: Library, good: Library) -> None:
    assert [str(one.place) for one in run(bad, [rule])] == [f"library/lists/spring.yaml:{line}"]
    assert run(good, [rule]) == ()


def test_a_single_work_makes_no_side() -> None:
    assert run(listed(A), ["one-sided-section"]) == ()


def test_what_a_query_finds_is_not_blamed_on_items() -> None:
    assert run(listed(A, query="x"), ["without-its-rebuttal", "unknown-key-in-list"]) == ()
    (problem,) = run(listed(query="x"), ["empty-section"])
    assert problem.message == "Week 1: the query 'x' finds no work"


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    (problem,) = run(listed(A._replace(key="doe2021brigde")), ["unknown-key-in-list"])
    assert problem.message.startswith("No work has the key 'doe2021brigde'; did you mean 'doe2021bridge'")
