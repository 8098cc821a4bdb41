"""Works grouped by viewpoint, role, year, outlet and so on, with a group of its own for works that have none."""

from collections.abc import Mapping
from typing import NamedTuple

from sourcebook.errors import UnknownName, UsageError
from sourcebook.model.library import Library
from sourcebook.model.vocabulary import Term
from sourcebook.model.work import Work

GROUPINGS = ("viewpoint", "role", "year", "outlet", "language", "origin")


def read_groupings(text: str) -> tuple[str, ...]:
    """One or two different GROUPINGS out of `viewpoint` or `viewpoint,role`; raises UnknownName and UsageError."""
    found = tuple(word.strip() for word in text.split(","))
    for word in found:
        if word not in GROUPINGS:
            raise UnknownName("grouping", word, GROUPINGS)
    if len(found) > 2 or len(set(found)) < len(found):
        raise UsageError(f"{text!r} groups by more than two, or twice by one; write one such as viewpoint,role.")
    return found


class Group(NamedTuple):
    """One group: its id (empty for works that have none), label, definition, and works in the library's order."""

    id: str
    label: str
    definition: str = ""
    works: tuple[Work, ...] = ()


def group_works(library: Library, by: str) -> tuple[Group, ...]:
    """The works of a library by one of GROUPINGS: terms in the vocabulary's order, years and names ascending.

    Ids that the vocabulary does not know follow its own; works without a value come last, never dropped.
    """
    found: dict[str, list[Work]] = {}
    for work in library.works.values():
        found.setdefault(group_id(library, work, by), []).append(work)
    known = _terms(library, by)
    order = {name: place for place, name in enumerate(known)}
    ids = sorted(found, key=lambda name: (not name, order.get(name, len(order)), name))
    return tuple(
        Group(
            id=name,
            label=known[name].label if name in known else name or f"Without {'an' if by[0] in 'aeiou' else 'a'} {by}",
            definition=known[name].definition if name in known else "",
            works=tuple(found[name]),
        )
        for name in ids
    )


def group_id(library: Library, work: Work, by: str) -> str:
    """The id of the group that a work belongs to, empty where it has none."""
    match by:
        case "year":
            return work.year_label if work.date() else ""
        case "outlet":
            outlet = library.outlet_of(work)
            return outlet.id if outlet else ""
        case "origin":
            outlet = library.outlet_of(work)
            return outlet.origin if outlet else ""
        case _:
            return work.text(by)


def _terms(library: Library, by: str) -> Mapping[str, Term]:
    match by:
        case "viewpoint":
            return library.vocabulary.viewpoints
        case "role":
            return library.vocabulary.roles
        case "outlet":
            outlets = sorted(library.outlets, key=lambda outlet: outlet.name.casefold())
            return {outlet.id: Term(id=outlet.id, label=outlet.name) for outlet in outlets}
        case _:
            return {}
