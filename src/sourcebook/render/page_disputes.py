"""Disputes as the page shows them: under each work that is answered, who answers it how, as rows of a nested list."""

from collections.abc import Mapping
from dataclasses import dataclass

from sourcebook.model.labels import byline
from sourcebook.model.library import Library
from sourcebook.model.relations import relation_label
from sourcebook.model.text import one_line
from sourcebook.model.threads import Thread, Turn, threads
from sourcebook.render.page_entry import Entry

# Deeper rows stand at this depth: screens are narrow, and browsers nest no more than some hundred lists.
_DEEPEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One work of a dispute: its entry, how it answers the one above (empty for the root), whose it is.

    `closes` is how many lists end after it, `opens` whether one begins; `again` says that it stands further up too.
    """

    entry: Entry
    relation: str
    who: str
    again: bool
    opens: bool
    closes: int


def disputes(library: Library, entries: Mapping[str, Entry]) -> tuple[tuple[Row, ...], ...]:
    """The disputes among the works that have an entry, each from its root down, by the age of the root."""
    return tuple(_rows(library, thread, entries) for thread in threads(library.only(entries)))


def _rows(library: Library, thread: Thread, entries: Mapping[str, Entry]) -> tuple[Row, ...]:
    depths = [min(turn.depth, _DEEPEST) for turn in thread.turns]
    return tuple(
        _row(library, turn, entries[turn.key], below - depth)
        for turn, depth, below in zip(thread.turns, depths, [*depths[1:], 0], strict=True)
    )


def _row(library: Library, turn: Turn, entry: Entry, step: int) -> Row:
    return Row(
        entry=entry,
        relation=one_line(relation_label(turn.relation)) if turn.relation else "",
        who=one_line(byline(library.works[turn.key])),
        again=turn.again,
        opens=step > 0,
        closes=max(0, -step),
    )
