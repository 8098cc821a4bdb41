"""How works stand to each other, with the inverse of each relation."""

from typing import NamedTuple

# type -> (its inverse, the words before a target, the words before a source). A relation is stated once, on the later
# work; the inverse is always derived, so the two can never disagree.
RELATIONS: dict[str, tuple[str, str, str]] = {
    "rebuts": ("rebutted-by", "Rebuts", "Rebutted by"),
    "responds-to": ("answered-by", "Responds to", "Answered by"),
    "reports-on": ("reported-by", "Reports on", "Reported by"),
    "based-on": ("basis-of", "Based on", "Basis of"),
    "translates": ("translated-as", "Translates", "Translated as"),
    "reprints": ("reprinted-as", "Reprints", "Reprinted as"),
    "updates": ("updated-by", "Updates", "Updated by"),
    "part-of": ("has-part", "Part of", "Has part"),
    "reviews": ("reviewed-by", "Reviews", "Reviewed by"),
    "corrects": ("corrected-by", "Corrects", "Corrected by"),
    "retracts": ("retracted-by", "Retracts", "Retracted by"),
    "supersedes": ("superseded-by", "Supersedes", "Superseded by"),
    "quotes": ("quoted-by", "Quotes", "Quoted by"),
}
INVERSES: dict[str, str] = {inverse: name for name, (inverse, _, _) in RELATIONS.items()}


class Relation(NamedTuple):
    """One relation of a work: its type, the key it points to, and what else the record says of it."""

    type: str
    target: str
    extra: tuple[tuple[str, str], ...] = ()


def relation_label(name: str) -> str:
    """The words for a relation or an inverse: `Rebuts`, `Rebutted by`; an unknown type is shown as it is."""
    if name in RELATIONS:
        return RELATIONS[name][1]
    if name in INVERSES:
        return RELATIONS[INVERSES[name]][2]
    return name


def inverse_of(name: str) -> str:
    """The inverse of a relation type: `rebuts` -> `rebutted-by` and back; for an unknown type `inverse of …`."""
    return RELATIONS[name][0] if name in RELATIONS else INVERSES.get(name, f"inverse of {name}")
