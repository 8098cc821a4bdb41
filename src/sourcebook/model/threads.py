"""Disputes: which work answers which, as rows of a tree under the work that nothing here is answered by."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sourcebook.model.library import Library

# The relations by which a work takes up another one; that it reports on it or quotes it is no dispute.
ANSWERS = ("rebuts", "responds-to", "corrects", "retracts", "reviews")


class Turn(NamedTuple):
    """One row of a thread: a work that answers another by a relation, or the root, which has neither.

    `depth` counts from 0 at the root. `again` says that the work stands further up in the same thread as well, and
    there is shown what answers it.
    """

    key: str
    depth: int = 0
    relation: str = ""
    answered: str = ""
    again: bool = False


class Thread(NamedTuple):
    """A dispute: its rows from the root down, each work before what answers it, answers from the oldest on."""

    turns: tuple[Turn, ...]

    @property
    def root(self) -> str:
        """The key of the work that the dispute begins with."""
        return self.turns[0].key

    @property
    def keys(self) -> tuple[str, ...]:
        """The works of the thread, each once, from the root down."""
        return tuple(turn.key for turn in self.turns if not turn.again)


def threads(library: Library) -> tuple[Thread, ...]:
    """Every dispute of the library, by the age of its root; a work that answers two roots stands in both."""
    answers = _answers(library)
    return tuple(_thread(library, answers, root) for root in _roots(library, answers, answers))


def threads_of(library: Library, key: str) -> tuple[Thread, ...]:
    """The disputes that a work of the library takes part in; none where it answers no other and none answers it."""
    answers = _answers(library)
    answered = _answered(answers)
    above, waiting = {key}, [key]
    while waiting:
        for one in answered.get(waiting.pop(), ()):
            if one not in above:
                above.add(one)
                waiting.append(one)
    taking_part = [one for one in above if one in answers]
    # Where works answer one another in a ring, none is the first: then the thread begins with the oldest of the ring.
    return tuple(_thread(library, answers, root) for root in _roots(library, answers, taking_part))


def by_age(library: Library, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys in the order of their works' dates, those without a date last."""
    return tuple(sorted(keys, key=lambda key: library.works[key].age))


def _answers(library: Library) -> dict[str, dict[str, str]]:
    """Key -> the keys of what answers it, from the oldest on, each with its relation; only works that are here."""
    found: dict[str, dict[str, str]] = {}
    for work in sorted(library.works.values(), key=lambda work: work.age):
        for relation in sorted(work.relations, key=lambda one: _rank(one.type)):
            target = library.aliases.get(relation.target, relation.target)
            if relation.type in ANSWERS and target in library.works and target != work.key:
                found.setdefault(target, {}).setdefault(work.key, relation.type)
    return found


def _answered(answers: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Key -> the keys that it answers."""
    found: dict[str, list[str]] = {}
    for target, sources in answers.items():
        for source in sources:
            found.setdefault(source, []).append(target)
    return found


def _roots(library: Library, answers: Mapping[str, Mapping[str, str]], among: Iterable[str]) -> list[str]:
    """The works to begin with, so that each one of `among` is reached: those that answer nothing, then the oldest."""
    answered = _answered(answers)
    those = by_age(library, among)
    roots = [key for key in those if key not in answered]
    reached = _reached(answers, roots)
    for key in those:
        if key not in reached:
            roots.append(key)
            reached |= _reached(answers, [key])
    return roots


def _reached(answers: Mapping[str, Mapping[str, str]], roots: Iterable[str]) -> set[str]:
    """The works that stand in the threads of these roots."""
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += answers.get(key, ())
    return reached


def _thread(library: Library, answers: Mapping[str, Mapping[str, str]], root: str) -> Thread:
    turns: list[Turn] = []
    seen: set[str] = set()
    waiting = [Turn(root)]
    while waiting:
        turn = waiting.pop()
        turns.append(turn._replace(again=turn.key in seen))
        if turn.key not in seen:
            seen.add(turn.key)
            found = answers.get(turn.key, {})
            waiting += [Turn(key, turn.depth + 1, found[key], turn.key) for key in reversed(by_age(library, found))]
    return Thread(tuple(turns))


def _rank(relation: str) -> int:
    return ANSWERS.index(relation) if relation in ANSWERS else len(ANSWERS)
