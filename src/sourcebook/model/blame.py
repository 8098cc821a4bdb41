"""Who set each field of a work: the commit in which it got the value that it has."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sourcebook.model.changes import Facts


class State(NamedTuple):
    """What a record says in a commit, nothing where it is not there, None where it cannot be read; and its parents."""

    facts: Facts
    parents: tuple[str, ...]


def blame(tip: str, states: Mapping[str, State]) -> dict[str, str]:
    """Field -> the commit in which it got its present value, for every field that the record has in the commit `tip`.

    A value comes from the first parent that has the same, right across merges. A state that cannot be read is
    looked through. A parent that is not among the states is where history breaks off.
    """
    facts = states[tip].facts or {}
    return {name: _origin(name, tip, states) for name in facts}


def _origin(name: str, commit: str, states: Mapping[str, State]) -> str:
    value = (states[commit].facts or {})[name]
    while earlier := next(
        (one for one in _parents(commit, states) if (states[one].facts or {}).get(name) == value), None
    ):
        commit = earlier
    return commit


def _parents(commit: str, states: Mapping[str, State]) -> Iterator[str]:
    """The nearest states before a commit that can be read."""
    seen: set[str] = set()
    waiting = list(reversed(states[commit].parents))
    while waiting:
        one = waiting.pop()
        if one in seen or one not in states:
            continue
        seen.add(one)
        if states[one].facts is None:
            waiting += reversed(states[one].parents)
        else:
            yield one
