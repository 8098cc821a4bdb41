"""Viewpoints and roles: the words of a controversy, which are data and never code."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Term(NamedTuple):
    """One viewpoint or role: its id, its neutral label, and the definition that tells when to choose it.

    `expects` are relation types of which a work in this role must have at least one; empty where it needs none.
    """

    id: str
    label: str
    definition: str = ""
    expects: tuple[str, ...] = ()


class Vocabulary(NamedTuple):
    """The viewpoints and the roles of a sourcebook, each by id in the order that lists follow."""

    viewpoints: Mapping[str, Term] = {}
    roles: Mapping[str, Term] = {}


def by_id(terms: Sequence[Term]) -> dict[str, Term]:
    """Terms by their id, in their order."""
    return {term.id: term for term in terms}
