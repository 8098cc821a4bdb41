"""What changed between two states, in values and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.changes import FieldChange, WorkChange, compare, compare_fields, field_in_words, in_words, summary
from sourcebook.model.work import Raw

LONG = "A title that is far too long to be told in one line of a history, with a subtitle"


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("DOI", None, "10.1/x", "DOI added"),
        ("URL", "https://a.example/", None, "URL removed"),
        ("viewpoint", "ministry", "engineers", "viewpoint ministry → engineers"),
        ("viewpoint", None, "engineers", "viewpoint set to engineers"),
        ("note", None, "Two words", "note added"),
        ("annotation", None, "one", "annotation added"),
        ("annotation", "one", "two", "annotation changed"),
        ("title", "Short", LONG, "title changed"),
        ("note", "", "x", "note changed"),
        ("keywords", ["dam"], ["dam", "silt"], "keywords +silt"),
        ("keywords", ["dam", "silt"], ["silt", "flood"], "keywords +flood −dam"),
        ("keywords", ["dam", "silt"], ["silt", "dam"], "keywords put in another order"),
        ("keywords", ["dam"], [f"tag-{n:030}" for n in range(5)], "keywords changed"),
        ("relations", [], [{"type": "rebuts", "target": "okafor2019"}], "relations +rebuts okafor2019"),
        ("provenance", {"confirmed": "page"}, {"confirmed": "registry"}, "provenance: confirmed page → registry"),
        ("provenance", {"doubts": ["a"]}, {"doubts": ["a", "b"]}, "provenance: doubts +b"),
        ("outlets", [{"id": "a"}], [{"id": "a"}, {"id": "b", "name": "B"}], "outlets +b"),
        ("title", "a", ["a"], "title changed"),
    ],
)
def test_a_change_of_a_field_in_words(name: str, before: Raw | None, after: Raw | None, words: str) -> None:
    assert field_in_words(FieldChange(name=name, before=before, after=after)) == words


def test_works_that_came_went_changed_and_could_not_be_read() -> None:
    before = {"a": {"title": "A"}, "b": {"title": "B"}, "c": {"title": "C"}, "d": None}
    after = {"a": {"title": "A"}, "b": {"title": "B2"}, "d": {"title": "D"}, "e": {"title": "E"}}
    assert [in_words(change) for change in compare(before, after)] == [
        "b: title B → B2",
        "c: removed: C",
        "d: changed; its record cannot be read on one side",
        "e: added: E",
    ]


def test_a_key_that_went_and_is_an_alias_of_one_that_came_was_renamed() -> None:
    (change,) = compare({"old": {"title": "A"}}, {"new": {"title": "A", "aliases": ["older", "old"], "DOI": "10.1/x"}})
    assert (change.kind, change.former) == ("renamed", "old")
    assert in_words(change) == "new: renamed from old; DOI added; aliases added"


def test_an_alias_of_a_work_that_was_there_is_no_rename() -> None:
    kinds = [change.kind for change in compare({"a": {}, "b": {}}, {"b": {"aliases": ["a"]}})]
    assert kinds == ["removed", "changed"]


def test_a_title_over_several_lines_is_told_on_one() -> None:
    assert in_words(WorkChange(key="a", kind="added", title="One\n  two")) == "a: added: One two"


def test_many_changes_are_counted() -> None:
    changes = [WorkChange(key=key, kind=kind) for key, kind in (("a", "added"), ("b", "removed"), ("c", "added"))]
    assert summary(changes) == "3 works: 2 added, 1 removed"
    assert summary(changes[:1]) == "a: added"
    files = [WorkChange(key=path, kind="changed") for path in ("sources.yaml", "CITATION.cff")]
    assert summary(changes[:1], files) == "a: added"
    assert summary([], files) == "2 files: 2 changed"


_RAW = st.recursive(
    st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_FACTS = st.dictionaries(st.sampled_from(["title", "DOI", "aliases", "keywords", "x-own"]), _RAW, max_size=4)
_STATES = st.dictionaries(st.sampled_from("abcd"), st.none() | _FACTS, max_size=4)


@given(_FACTS, _FACTS)
def test_the_fields_that_changed_are_all_that_takes_one_state_to_the_other(
    before: dict[str, Raw], after: dict[str, Raw]
) -> None:
    state = dict(before)
    for change in compare_fields(before, after):
        assert state.get(change.name) == change.before
        state.pop(change.name, None)
        if change.after is not None:
            state[change.name] = change.after
    assert state == after


@given(_STATES, _STATES)
def test_every_difference_is_told_once_and_on_one_line(
    before: dict[str, dict[str, Raw] | None], after: dict[str, dict[str, Raw] | None]
) -> None:
    changes = compare(before, after)
    told = [change.key for change in changes] + [change.former for change in changes if change.former]
    assert len(told) == len(set(told))
    differing = {key for key in {*before, *after} if before.get(key, "absent") != after.get(key, "absent")}
    assert differing <= set(told)
    assert compare(before, before) == tuple(
        WorkChange(key=key, kind="unreadable") for key in sorted(before) if before[key] is None
    )
    assert all(in_words(change).startswith(f"{change.key}: ") for change in changes)
