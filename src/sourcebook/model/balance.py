"""How a selection of works is spread: shares, cross tables, and what is thin, as facts and not as a judgement."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.model.groups import Group, group_id, group_works
from sourcebook.model.library import Library

DIMENSIONS = ("viewpoint", "year", "language", "origin", "role")
# Below so many works it says nothing that they are all of one kind.
_FEW = 3


class Share(NamedTuple):
    """How much of a selection one group is: its id, empty for works without one, its label, works, part of 1."""

    id: str
    label: str
    works: int
    share: float


class CrossTable(NamedTuple):
    """Counts of works by two dimensions: `counts[row][column]`, in the order of `rows` and `columns`."""

    rows: tuple[Share, ...]
    columns: tuple[Share, ...]
    counts: tuple[tuple[int, ...], ...]


class Bound(NamedTuple):
    """The least or most share, a part of 1, that one group may have, or with an empty `id` every group may."""

    id: str
    share: float
    is_least: bool


def shares(library: Library, by: str) -> tuple[Share, ...]:
    """The share of every group of one of DIMENSIONS; a viewpoint or role of the vocabulary also where it has none."""
    groups = group_works(library, by)
    terms = {"viewpoint": library.vocabulary.viewpoints, "role": library.vocabulary.roles}.get(by, {})
    there = {group.id for group in groups}
    missing = [Group(id=term.id, label=term.label) for term in terms.values() if term.id not in there]
    order = {name: place for place, name in enumerate(terms)}
    every = sorted((*groups, *missing), key=lambda group: (not group.id, order.get(group.id, len(order))))
    whole = len(library.works)
    return tuple(
        Share(group.id, group.label, len(group.works), len(group.works) / whole if whole else 0.0) for group in every
    )


def cross_table(library: Library, by: str, across: str) -> CrossTable:
    """How the works of each group of `by` are spread over the groups of `across`."""
    rows, columns = shares(library, by), shares(library, across)
    found = Counter((group_id(library, work, by), group_id(library, work, across)) for work in library.works.values())
    return CrossTable(rows, columns, tuple(tuple(found[row.id, column.id] for column in columns) for row in rows))


def thin_places(library: Library) -> tuple[str, ...]:
    """Sentences about viewpoints that have no works, few of them, or works of one kind only; each a count."""
    found = [one for one in shares(library, "viewpoint") if one.id]
    equal = len(library.works) / len(found) if found else 0.0
    said = [
        f"{one.label}: no work."
        if not one.works
        else f"{one.label}: {_works(one.works)} of {len(library.works)}; an equal share would be {equal:.0f}."
        for one in found
        if one.works < equal / 2
    ]
    for across in DIMENSIONS[1:]:
        table = cross_table(library, "viewpoint", across)
        for row, counts in zip(table.rows, table.counts, strict=True):
            kinds = [column for column, count in zip(table.columns, counts, strict=True) if count and column.id]
            if (
                row.id
                and row.works >= _FEW
                and len(kinds) == 1
                and sum(counts) == counts[table.columns.index(kinds[0])]
            ):
                said.append(f"{row.label}: all {row.works} works have the {across} {kinds[0].label}.")
    return tuple(said)


def breaches(spread: Sequence[Share], bounds: Sequence[Bound]) -> tuple[str, ...]:
    """Sentences about groups whose share is outside of a bound; a bound of one group goes before that of every group.

    Works without a group are in no bound, for they belong to no side.
    """
    said = []
    for one in spread:
        for is_least in (True, False):
            bound = _bound(bounds, one.id, is_least=is_least)
            if one.id and bound is not None and (one.share < bound if is_least else one.share > bound):
                limit = "at least" if is_least else "at most"
                said.append(f"{one.label}: {_works(one.works)}, {one.share:.1%}; {limit} {bound:.1%} is asked for.")
    return tuple(said)


def _bound(bounds: Sequence[Bound], name: str, *, is_least: bool) -> float | None:
    fitting = [bound for bound in bounds if bound.is_least is is_least and bound.id in ("", name)]
    return max(fitting, key=lambda bound: bool(bound.id)).share if fitting else None


def _works(count: int) -> str:
    return "1 work" if count == 1 else f"{count} works"
