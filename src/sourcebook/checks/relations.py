"""Rules about relations between works: they lead somewhere, make sense in time and never go in a circle."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence

from sourcebook.checks.dates import surely_before
from sourcebook.checks.hints import hint
from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.relations import INVERSES, RELATIONS

# Relations that a work can only have to an earlier one.
_TO_EARLIER = frozenset(
    ("rebuts", "responds-to", "reviews", "corrects", "retracts", "translates", "reprints", "updates", "supersedes")
)
_NEAR = 6
_LONGEST = 10  # works of a circle that a message names
_NEVER_CIRCULAR = (*sorted(_TO_EARLIER), "based-on", "part-of")


@rule(Severity.ERROR)
def unknown_relation(library: Library) -> Iterator[Finding]:
    """A relation has a type that the tool does not know.

    No list can name it, and its inverse cannot be derived. Inverses such as `rebutted-by` are never written: state
    the relation once, on the later work, and the earlier one shows it by itself.

        relations:
        - {type: replies-to, target: doe2021bridges}    # bad
        - {type: responds-to, target: doe2021bridges}   # good
    """
    known = frozenset(RELATIONS)
    for work in library.works.values():
        for relation in work.relations:
            if relation.type in INVERSES:
                advice = f"{relation.type!r} is derived; state {INVERSES[relation.type]!r} on {relation.target} instead"
                yield about(work, "relations", advice)
            elif relation.type not in RELATIONS:
                advice = f"{relation.type!r} is no type of relation{hint(relation.type, known)}"
                yield about(work, "relations", advice)


@rule(Severity.ERROR)
def relation_to_nowhere(library: Library) -> Iterator[Finding]:
    """A relation points to a key that no work has or had.

    The cross-reference would lead readers nowhere. Correct the key, or add the work that is meant; a work outside
    the library can be named in the annotation.
    """
    keys = sorted(library.works)
    for work in library.works.values():
        for relation in work.relations:
            target = relation.target
            if target not in library.works and target not in library.aliases:
                # Only the neighbours in the order of keys are compared: a library full of such relations stays quick.
                place = bisect(keys, target)
                near = frozenset(keys[max(place - _NEAR, 0) : place + _NEAR])
                yield about(work, "relations", f"{relation.type} {target!r}: no work has this key{hint(target, near)}")


@rule(Severity.WARNING)
def relation_to_former_key(library: Library) -> Iterator[Finding]:
    """A relation points to a key that its target had before it was renamed.

    It still leads to the work, since a former key is an alias for ever, but a reader of the record will look for a
    file of this name in vain. Write the present key.
    """
    for work in library.works.values():
        for relation in work.relations:
            if relation.target in library.aliases:
                present = library.aliases[relation.target]
                yield about(work, "relations", f"{relation.target!r} is a former key; write {present!r}")


@rule(Severity.ERROR)
def relation_to_itself(library: Library) -> Iterator[Finding]:
    """A work has a relation to itself.

    Mostly the key of the record was copied where that of another work belongs. Write the key of the work that is
    meant.
    """
    for work in library.works.values():
        for relation in work.relations:
            if library.aliases.get(relation.target, relation.target) == work.key:
                yield about(work, "relations", f"{relation.type} points to the work itself; write the key of another")


@rule(Severity.WARNING)
def repeated_relation(library: Library) -> Iterator[Finding]:
    """A relation stands twice in one record.

    Lists would print the cross-reference twice. Remove one of the two; a former and the present key of one target
    count as the same.
    """
    for work in library.works.values():
        seen: set[tuple[str, str]] = set()
        for relation in work.relations:
            pair = (relation.type, library.aliases.get(relation.target, relation.target))
            if pair in seen:
                yield about(work, "relations", f"{relation.type} {pair[1]!r} stands here a second time")
            seen.add(pair)


@rule(Severity.WARNING)
def missing_relation(library: Library) -> Iterator[Finding]:
    """A work does not say what it answers, though its role promises that.

    viewpoints.yaml can name, for a role, relations that a work in this role `expects`: one that disputes another
    has to say which. Readers find both sides of a dispute only through this link. Add one of these relations, or
    choose another role.

        role: rebuttal
        relations:
        - {type: rebuts, target: doe2021bridges}
    """
    for work in library.works.values():
        term = library.vocabulary.roles.get(work.role)
        if term and term.expects and not any(relation.type in term.expects for relation in work.relations):
            wanted = " or ".join(term.expects)
            yield about(work, "role", f"A work in the role {work.role!r} needs a relation {wanted}, and has none")


@rule(Severity.WARNING)
def answer_before_target(library: Library) -> Iterator[Finding]:
    """A work is dated before the work that it answers, translates, corrects or replaces.

    One of the two dates is wrong, or the relation points to the wrong work, or in the wrong direction. Where a page
    was changed after it was answered, `issued` is the day it first appeared. Only what is certain is compared:
    approximate and uncertain dates are left alone, and one day is allowed for time zones.
    """
    for work in library.works.values():
        own = work.date()
        for relation in work.relations if own else ():
            target = library.works.get(library.aliases.get(relation.target, relation.target))
            other = target.date() if target and relation.type in _TO_EARLIER else None
            if own and other and surely_before(own, other):
                yield about(
                    work,
                    "issued",
                    f"{relation.type} {relation.target}, dated {other}, but is itself dated {own}; check both",
                )


@rule(Severity.ERROR)
def relation_in_a_circle(library: Library) -> Iterator[Finding]:
    """Relations of one type lead from a work back to itself.

    Of two works at most one can answer, translate or contain the other. Find the relation that points in the wrong
    direction and remove it. Each circle is reported once.
    """
    for name in _NEVER_CIRCULAR:
        edges = {
            work.key: [library.aliases.get(one.target, one.target) for one in work.relations if one.type == name]
            for work in library.works.values()
            if work.relations
        }
        for circle in _circles(edges):
            # A work that points to itself is the matter of relation-to-itself.
            if len(circle) > 1:
                first = circle.index(min(circle))
                turned = (*circle[first:], *circle[:first])
                shown = turned if len(turned) <= _LONGEST else (*turned[: _LONGEST - 1], "…")
                chain = " -> ".join((*shown, turned[0]))
                yield about(library.works[turned[0]], "relations", f"These works go in a circle by {name}: {chain}")


def _circles(edges: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The circles of a graph, one for each edge that closes one in a depth-first walk."""
    done: set[str] = set()
    for start in edges:
        trail = {} if start in done else {start: iter(edges[start])}
        while trail:
            node = next(reversed(trail))
            for target in trail[node]:
                if target in trail:
                    keys = tuple(trail)
                    yield keys[keys.index(target) :]
                elif target in edges and target not in done:
                    trail[target] = iter(edges[target])
                    break
            else:
                done.add(node)
                del trail[node]
