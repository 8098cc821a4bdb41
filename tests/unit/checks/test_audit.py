from made_up import library, other, work

from sourcebook.checks.manuscript import audit
from sourcebook.model.library import Library
from sourcebook.model.links import State, Verdict
from sourcebook.model.manuscripts import Mention, MentionKind
from sourcebook.model.problems import Severity


def keys(*words: str) -> list[Mention]:
    return [Mention(MentionKind.KEY, word, line) for line, word in enumerate(words, start=1)]


def address(url: str) -> Mention:
    return Mention(MentionKind.ADDRESS, url, 9)


def said(mentions: list[Mention], of: Library, verdicts: dict[str, Verdict] | None = None) -> list[str]:
    return [
        f"{one.place.line} {one.rule}: {one.message}" for one in audit(mentions, of, verdicts or {}, "d.md").problems
    ]


def test_an_unknown_key_is_an_error_told_once_with_what_may_be_meant_and_cross_references_are_none() -> None:
    found = audit(keys("rivr", "fig:map", "rivr"), library(work("river")), {}, "d.md")
    assert [(one.message, one.severity, str(one.place)) for one in found.problems] == [
        ("No work has the key 'rivr'. Did you mean 'river'?", Severity.ERROR, "d.md:1")
    ]
    assert found.cited == {}


def test_a_former_key_is_told_and_cited_as_it_is_written() -> None:
    found = audit(keys("old", "new"), library(work("new", aliases=["old"])), {}, "d.md")
    assert [one.rule for one in found.problems] == ["former-key"]
    assert found.cited == {"old": "new", "new": "new"}


def test_what_became_of_a_cited_work_is_told_where_it_is_first_cited() -> None:
    events = [{"type": "correction", "date": "2023-01-02", "note": "A figure."}]
    of = library(
        work("a", status_events=events), other("b", relations=[{"type": "retracts", "target": "a"}]), other("c")
    )
    assert said(keys("c", "a", "a"), of) == [
        "2 retracted: a was retracted by b",
        "2 status-event: Something became of a after it was published: correction · 2023-01-02 · A figure.",
    ]


def test_a_work_without_any_of_its_rebuttals_is_noted() -> None:
    of = library(
        work("a"),
        other("b", relations=[{"type": "rebuts", "target": "a"}]),
        other("c", relations=[{"type": "rebuts", "target": "a"}]),
    )
    assert said(keys("a"), of) == ["1 unanswered: a is cited without what rebuts it: b, c"]
    assert said(keys("a", "c"), of) == []
    assert audit([Mention(MentionKind.EVERYTHING, "*", 1), *keys("a")], of, {}, "").problems == ()


def test_dead_and_moved_links_of_works_and_in_the_text_are_told() -> None:
    verdicts = {
        "https://e.org/a": Verdict(State.GONE, since="2026-01-02"),
        "https://e.org/b": Verdict(State.MOVED, to="https://e.org/new"),
        "https://doi.org/10.1000/x": Verdict(State.GONE),
        "https://e.org/ok": Verdict(State.BLOCKED),
    }
    archive = {"url": "https://kept.example/a", "date": "2025-01-01", "by": "Archive"}
    of = library(work("a", URL="https://e.org/a", DOI="10.1000/X", archive=archive))
    assert said([*keys("a"), address("https://e.org/b"), address("https://e.org/ok")], of, verdicts) == [
        "1 dead-link: The link of a is gone: https://doi.org/10.1000/x; an archived copy is at https://kept.example/a",
        "1 dead-link: The link of a is gone since 2026-01-02: https://e.org/a; an archived copy is at https://kept.example/a",
        "9 unknown-address: No work has the address https://e.org/b; `sourcebook add` makes one",
        "9 moved-link: This link moved, to https://e.org/new: https://e.org/b",
        "9 unknown-address: No work has the address https://e.org/ok; `sourcebook add` makes one",
    ]


def test_the_address_of_a_work_is_known_in_any_spelling_and_by_its_doi() -> None:
    of = library(work("a", URL="https://www.e.org/a/", DOI="10.1000/X"))
    for url in ("http://e.org/a?utm_source=x", "https://dx.doi.org/10.1000/x"):
        assert said([address(url), address(url)], of) == [
            f"9 address-of-work: {url} is the address of a, which can be cited by its key"
        ]
