"""Relations stated and taken back: words of a command line such as `A B rebuts C`, and what they make of a list."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from sourcebook.errors import UnknownName, UsageError
from sourcebook.model.relations import INVERSES, RELATIONS
from sourcebook.model.work import Raw

_TYPES = (*RELATIONS, *INVERSES)


class Statement(NamedTuple):
    """Every source stands in a relation of this type to every target."""

    sources: tuple[str, ...]
    type: str
    targets: tuple[str, ...]

    @property
    def is_inverse(self) -> bool:
        """Whether it is said from the other end (`rebutted-by`), and so is to be stated on the targets."""
        return self.type in INVERSES


def read_statement(words: Sequence[str], *, sources_apart: bool = False) -> Statement:
    """What `A B rebuts C` says; with `sources_apart` the sources are named elsewhere, and the type stands first.

    Raises UnknownName where no word is a type of relation, UsageError where a part is missing.
    """
    first = 0 if sources_apart else 1
    if len(words) < first + 2:
        raise UsageError("Say which works stand in which relation to which: `relate A rebuts B`.")
    place = next((place for place, word in enumerate(words) if place >= first and word in _TYPES), -1)
    if place < 0:
        between = words[first : first + 1] if sources_apart else words[1:-1]
        meant = next((word for word in between if get_close_matches(word, _TYPES, n=1)), between[0])
        raise UnknownName("type of relation", meant, _TYPES)
    if place == len(words) - 1:
        raise UsageError(f"Name the works after {words[place]!r}: `relate A {words[place]} B`.")
    return Statement(tuple(words[:place]), words[place], tuple(words[place + 1 :]))


def related(
    relations: Sequence[Raw], name: str, targets: Collection[str], aliases: Mapping[str, str]
) -> tuple[Raw, ...]:
    """The relations with those of a type to these targets, each once; `aliases` are former keys with present ones."""
    there = {_target(one, name, aliases) for one in relations}
    return (*relations, *({"type": name, "target": target} for target in targets if target not in there))


def unrelated(
    relations: Sequence[Raw], name: str, targets: Collection[str], aliases: Mapping[str, str]
) -> tuple[Raw, ...]:
    """The relations without those of a type to these targets."""
    return tuple(one for one in relations if _target(one, name, aliases) not in targets)


def _target(relation: Raw, name: str, aliases: Mapping[str, str]) -> str:
    """The present key that a relation of this type leads to; empty for one of another type."""
    if not isinstance(relation, Mapping) or relation.get("type") != name:
        return ""
    target = str(relation.get("target", ""))
    return aliases.get(target, target)
