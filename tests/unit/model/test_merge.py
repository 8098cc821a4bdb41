from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sourcebook.model.changes import ANNOTATION
from sourcebook.model.merge import Chunk, Conflict, Merged, diff3, merge
from sourcebook.model.work import Raw
from strategies import ANNOTATIONS, RAW_FIELDS

Facts = dict[str, Any]

FACTS = st.tuples(RAW_FIELDS, ANNOTATIONS).map(lambda parts: parts[0] | ({ANNOTATION: parts[1]} if parts[1] else {}))


def _mirrored(merged: Merged) -> Merged:
    conflicts = tuple(Conflict(one.name, one.before, one.theirs, one.ours) for one in merged.conflicts)
    return Merged(facts=merged.facts, conflicts=conflicts)


def _variants(facts: Mapping[str, Raw]) -> st.SearchStrategy[Facts]:
    """Other facts that share most of these."""
    return st.tuples(st.sets(st.sampled_from([*facts, ""])), FACTS).map(
        lambda parts: {name: value for name, value in facts.items() if name not in parts[0]} | parts[1]
    )


TRIPLES = FACTS.flatmap(lambda base: st.tuples(st.just(base), _variants(base), _variants(base)))


@given(FACTS, FACTS)
def test_what_one_side_alone_did_is_the_merge(base: Facts, other: Facts) -> None:
    assert merge(base, other, base) == Merged(other, ())
    assert merge(base, base, other) == Merged(other, ())
    assert merge(base, other, other) == Merged(other, ())


@given(TRIPLES)
def test_with_the_sides_swapped_the_merge_is_the_same(three: tuple[Facts, Facts, Facts]) -> None:
    base, ours, theirs = three
    assert merge(base, theirs, ours) == _mirrored(merge(base, ours, theirs))


@given(TRIPLES)
def test_a_field_that_one_side_changed_is_as_that_side_has_it(three: tuple[Facts, Facts, Facts]) -> None:
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    for name in {*base, *ours, *theirs}:
        for one, other in ((ours, theirs), (theirs, ours)):
            if other.get(name) == base.get(name):
                assert merged.facts.get(name) == one.get(name)


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_each_side_of_a_diff3_can_be_told_from_its_chunks(base: list[str], ours: list[str], theirs: list[str]) -> None:
    chunks = diff3(base, ours, theirs)
    mirrored = diff3(base, theirs, ours)
    assert [Chunk(one.before, one.theirs, one.ours) for one in mirrored] == chunks
    assert [item for chunk in diff3(base, ours, base) for item in chunk.ours] == ours
    if all(chunk.ours == chunk.theirs for chunk in chunks):
        merged = [item for chunk in chunks for item in chunk.ours]
        for item in "abcd":
            counts = [side.count(item) for side in (base, ours, theirs)]
            assert merged.count(item) in (counts[1] + counts[2] - counts[0], counts[1], counts[2])


@pytest.mark.parametrize(
    ("name", "base", "ours", "theirs", "merged"),
    [
        ("keywords", ["dam", "silt"], ["silt"], ["dam", "silt", "flood"], ["silt", "flood"]),
        ("keywords", ["dam"], ["dam", "a"], ["dam", "z", "b"], ["dam", "a", "b", "z"]),
        ("keywords", ["a", "b", "c"], ["c", "b", "a"], ["a", "b", "c", "d"], ["c", "b", "a", "d"]),
        ("keywords", ["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"], ["a", "b", "c"]),
        ("keywords", None, ["dam"], ["silt"], ["dam", "silt"]),
        ("keywords", ["dam"], None, ["dam", "silt"], ["silt"]),
        ("keywords", ["dam", "silt"], ["dam"], ["silt"], None),
        ("aliases", ["old"], ["old", "older"], ["old", "oldest"], ["old", "older", "oldest"]),
        (
            "relations",
            [{"type": "rebuts", "target": "a"}],
            [{"type": "rebuts", "target": "a", "note": "p. 3"}],
            [{"type": "rebuts", "target": "a"}, {"type": "reviews", "target": "b"}],
            [{"type": "rebuts", "target": "a", "note": "p. 3"}, {"type": "reviews", "target": "b"}],
        ),
        (
            "status-events",
            [{"type": "correction", "date": "2021"}],
            [{"type": "correction", "date": "2021"}, {"type": "retraction", "date": "2023"}],
            [],
            [{"type": "retraction", "date": "2023"}],
        ),
        (
            "author",
            [{"family": "Zhou"}, {"family": "Okafor"}],
            [{"family": "Zhou", "given": "Wen"}, {"family": "Okafor"}],
            [{"family": "Zhou"}, {"family": "Okafor", "given": "Ngozi"}],
            [{"family": "Zhou", "given": "Wen"}, {"family": "Okafor", "given": "Ngozi"}],
        ),
        (
            "provenance",
            {"confirmed": "no", "doubts": ["the date", "the page"]},
            {"confirmed": "page", "doubts": ["the page"]},
            {"confirmed": "no", "doubts": ["the date", "the page", "the author"], "seed": "list"},
            {"confirmed": "page", "doubts": ["the page", "the author"], "seed": "list"},
        ),
        (
            "provenance",
            {"verified": [{"by": "x", "date": "1"}]},
            {"verified": [{"by": "x", "date": "2"}]},
            {"verified": [{"by": "x", "date": "1"}, {"by": "y", "date": "1"}]},
            {"verified": [{"by": "x", "date": "2"}, {"by": "y", "date": "1"}]},
        ),
        ("x-ours", {"a": "1", "b": "2"}, {"a": "3", "b": "2"}, {"a": "1", "b": "4"}, {"a": "3", "b": "4"}),
        (ANNOTATION, "One.\n\nTwo.\n\nThree.", "One!\n\nTwo.\n\nThree.", "One.\n\nTwo.", "One!\n\nTwo."),
        (ANNOTATION, "One.", "One.\n\nTwo.", None, "conflict"),
    ],
)
def test_changes_of_two_sides_that_do_not_contradict_merge(
    name: str, base: Raw | None, ours: Raw | None, theirs: Raw | None, merged: Raw | None
) -> None:
    sides = [{} if value is None else {name: value} for value in (base, ours, theirs)]
    done = merge(*sides)
    if merged == "conflict":
        assert [one.name for one in done.conflicts] == [name]
    else:
        assert done == Merged({} if merged is None else {name: merged}, ())


def test_a_conflict_holds_what_does_not_contradict_in_both_of_its_sides() -> None:
    base = {"archive": {"url": "a", "by": "us"}}
    ours = {"archive": {"url": "b", "by": "us", "date": "2020"}}
    theirs = {"archive": {"url": "c"}}
    assert merge(base, ours, theirs).conflicts == (
        Conflict("archive", {"url": "a", "date": "2020"}, {"url": "b", "date": "2020"}, {"url": "c", "date": "2020"}),
    )


@pytest.mark.parametrize(
    ("name", "base", "ours", "theirs"),
    [
        ("title", "A", "B", "C"),
        ("title", None, "B", "C"),
        ("title", "A", None, "C"),
        ("author", [], [{"family": "Zhou"}], [{"family": "Okafor"}]),
        ("author", [{"family": "Zhou"}], [{"family": "Chou"}], [{"family": "Zhu"}]),
        ("author", [{"family": "Zhou"}], None, [{"family": "Zhu"}]),
        (
            "relations",
            [{"type": "rebuts", "target": "a", "note": "1"}],
            [{"type": "rebuts", "target": "a", "note": "2"}],
            [],
        ),
        ("archive", {"url": "a"}, None, {"url": "b"}),
        ("keywords", ["dam"], "dam", ["silt"]),
        ("x-ours", ["b", "a"], ["a", "b"], ["a"]),
        (ANNOTATION, "One.", "Two.", "Three."),
    ],
)
def test_what_contradicts_is_a_conflict_and_no_fact(
    name: str, base: Raw | None, ours: Raw | None, theirs: Raw | None
) -> None:
    sides = [{"type": "report"} | ({} if value is None else {name: value}) for value in (base, ours, theirs)]
    done = merge(*sides)
    assert done.facts == {"type": "report"}
    assert [one.name for one in done.conflicts] == [name]


def test_relations_of_which_one_stands_twice_are_merged_as_they_are_written() -> None:
    twice: list[Raw] = [{"type": "rebuts", "target": "a", "note": note} for note in ("1", "2")]
    ours = {"relations": [*twice, {"type": "reviews", "target": "b"}]}
    theirs = {"relations": [twice[0]]}
    assert merge({"relations": twice}, ours, theirs).facts["relations"] == [
        twice[0],
        {"type": "reviews", "target": "b"},
    ]


_FIELDS = ["title", "DOI", "issued", "viewpoint", "x-ours"]
_WORDS = ["dam", "silt", "flood", "river"]
_PEOPLE = [{"family": name} for name in ("Zhou", "Okafor", "Müller")]
_LINES = ["One.", "Two.", "Three.", "Four.", "Five."]


class TwoPeople(RuleBasedStateMachine):
    """Two people edit one record, each their own copy, and merge now and then: in both orders, losing nothing.

    Every edit has a spot: a field, an item of a set, a part of a mapping, a line. What one of them did at a spot that
    the other left alone has to be there after the merge.
    """

    def __init__(self) -> None:
        super().__init__()
        self.serial = 0
        self.base: Facts = {}
        self.sides: list[Facts] = [{}, {}]

    @initialize(words=st.lists(st.sampled_from(_WORDS), unique=True))
    def begin(self, words: list[str]) -> None:
        lines = "\n".join(f"{line}\n" for line in _LINES).strip()
        self.base = {"title": "A", "keywords": words, "author": list(_PEOPLE), ANNOTATION: lines}
        self.sides = [dict(self.base), dict(self.base)]

    def _new(self) -> str:
        self.serial += 1
        return f"new {self.serial}"

    @rule(who=st.integers(0, 1), name=st.sampled_from(_FIELDS))
    def set_field(self, who: int, name: str) -> None:
        self.sides[who][name] = self._new()

    @rule(who=st.integers(0, 1), name=st.sampled_from([*_FIELDS, "keywords"]))
    def unset(self, who: int, name: str) -> None:
        self.sides[who].pop(name, None)

    @rule(who=st.integers(0, 1), word=st.sampled_from(_WORDS), at_the_start=st.booleans())
    def tag(self, who: int, word: str, at_the_start: bool) -> None:
        words = [one for one in self.sides[who].get("keywords", []) if one != word]
        self.sides[who]["keywords"] = [word, *words] if at_the_start else [*words, word]

    @rule(who=st.integers(0, 1), word=st.sampled_from(_WORDS))
    def untag(self, who: int, word: str) -> None:
        self.sides[who]["keywords"] = [one for one in self.sides[who].get("keywords", []) if one != word]

    @rule(who=st.integers(0, 1), kind=st.sampled_from(["rebuts", "reviews"]), key=st.sampled_from("ab"))
    def relate(self, who: int, kind: str, key: str) -> None:
        relation = {"type": kind, "target": key}
        relations = self.sides[who].get("relations", [])
        if relation not in relations:
            self.sides[who]["relations"] = [*relations, relation]

    @rule(who=st.integers(0, 1), part=st.sampled_from(["url", "date", "by"]))
    def archive(self, who: int, part: str) -> None:
        self.sides[who]["archive"] = self.sides[who].get("archive", {}) | {part: self._new()}

    @rule(who=st.integers(0, 1), number=st.integers(0, 9))
    def edit_line(self, who: int, number: int) -> None:
        lines = self.sides[who].get(ANNOTATION, "").split("\n")
        lines[2 * (number // 2) % len(lines)] = f"{self._new()}."
        self.sides[who][ANNOTATION] = "\n".join(lines)

    @rule(who=st.integers(0, 1))
    def reorder(self, who: int) -> None:
        self.sides[who]["author"] = self.sides[who].get("author", [])[::-1]

    @rule(who=st.integers(0, 1), number=st.integers(0, 2))
    def correct_name(self, who: int, number: int) -> None:
        names = list(self.sides[who].get("author", []))
        self.sides[who]["author"] = [*names[:number], {"family": self._new()}, *names[number + 1 :]]

    @rule(settled_by=st.integers(0, 1))
    def merge(self, settled_by: int) -> None:
        merged = merge(self.base, *self.sides)
        facts = dict(merged.facts)
        for conflict in merged.conflicts:
            chosen = (conflict.ours, conflict.theirs)[settled_by]
            if chosen is not None:
                facts[conflict.name] = chosen
        self.base = facts
        self.sides = [dict(facts), dict(facts)]

    @invariant()
    def both_orders_agree(self) -> None:
        assert merge(self.base, *self.sides[::-1]) == _mirrored(merge(self.base, *self.sides))

    @invariant()
    def no_edit_is_lost(self) -> None:
        merged = merge(self.base, *self.sides)
        chosen = ({one.name: one.ours for one in merged.conflicts}, {one.name: one.theirs for one in merged.conflicts})
        outcomes = [{**merged.facts, **{name: value for name, value in one.items() if value}} for one in chosen]
        for spots in _SPOTS:
            before, ours, theirs = (spots(facts) for facts in (self.base, *self.sides))
            for spot in {*before, *ours, *theirs}:
                states = (before.get(spot), ours.get(spot), theirs.get(spot))
                wanted = {states[1]} if states[2] == states[0] else {states[2]} if states[1] == states[0] else {*states}
                for outcome in outcomes:
                    assert spots(outcome).get(spot) in wanted
        for side, outcome in zip(self.sides, outcomes, strict=True):
            assert _new_lines(side) - _new_lines(self.base) <= _new_lines(outcome)


def _fields(facts: Facts) -> dict[str, Any]:
    return {name: facts.get(name) for name in _FIELDS}


def _parts(facts: Facts) -> dict[str, Any]:
    return dict(facts.get("archive", {}))


def _items(facts: Facts) -> dict[str, Any]:
    return {str(item): True for name in ("keywords", "relations") for item in facts.get(name, [])}


def _lines(facts: Facts) -> dict[str, Any]:
    return {line: True for line in facts.get(ANNOTATION, "").split("\n") if line in _LINES}


def _new_lines(facts: Facts) -> set[str]:
    return {line for line in facts.get(ANNOTATION, "").split("\n") if line.startswith("new ")}


_SPOTS: list[Callable[[Facts], dict[str, Any]]] = [_fields, _parts, _items, _lines]

TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=60, stateful_step_count=20, deadline=None, derandomize=True)
