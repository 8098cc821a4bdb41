"""`blame`: who set each field of a work, and when."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.cli.terminal import Terminal, fitted, table
from sourcebook.cli.world import World
from sourcebook.model.blame import State, blame
from sourcebook.model.commits import Commit
from sourcebook.model.fields import ORDER
from sourcebook.model.text import one_line
from sourcebook.model.work import Raw
from sourcebook.store import codec, files
from sourcebook.store.history import facts, record_at
from sourcebook.store.lineage import record_states
from sourcebook.store.log import commits
from sourcebook.store.plain_yaml import flow

_NOW = ""  # the work tree, in place of a commit


class Row(NamedTuple):
    """A field with its value, and the commit in which it got it, None where that is still to come.

    `earlier` where it may have got it before, since the history of a shallow clone breaks off there.
    """

    field: str
    value: Raw
    commit: Commit | None
    earlier: bool

    @property
    def day(self) -> str:
        """When, in words."""
        return (self.commit.day + (" or earlier" if self.earlier else "")) if self.commit else "not committed"

    @property
    def author(self) -> str:
        """Who."""
        return one_line(self.commit.author) if self.commit else ""

    @property
    def text(self) -> str:
        """The value on one line."""
        return one_line(self.value if isinstance(self.value, str) else flow(self.value))


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `blame` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one field a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Tell who set what; exit 1 where a key is unknown."""
    asked = world.keys(args.keys)
    library = world.shelf.neighbourhood(asked)
    works = [work for work in (world.work(library, key) for key in asked) if work]
    for place, work in enumerate(works):
        states = _states(world, world.keys_of(work))
        origins = blame(_NOW, states)
        known = commits(world.repository, (one for one in origins.values() if one))
        rows = [
            Row(
                field=name,
                value=value,
                commit=known.get(origins[name]),
                earlier=origins[name] in world.repository.shallow,
            )
            for name, value in sorted(
                (states[_NOW].facts or {}).items(), key=lambda pair: ORDER.get(pair[0], len(ORDER))
            )
        ]
        if args.json:
            for row in rows:
                world.terminal.say(json.dumps(_shape(work.key, row), ensure_ascii=False))
            continue
        if len(works) > 1:
            world.terminal.say(("\n" if place else "") + world.terminal.paint(work.key, "bold"))
        _say(world.terminal, rows)
    return 1 if world.missing else 0


def _states(world: World, keys: list[str]) -> dict[str, State]:
    """The record in every commit, and as it stands in the work tree."""
    repository = world.repository
    head = repository.head()
    path = world.shelf.record_path(keys[0])
    now = facts(files.read_bytes(path, codec.LARGEST_RECORD), record_at(keys[0]))
    states = record_states(repository, keys) if head else {}
    return states | {_NOW: State(facts=now, parents=(head,) if head else ())}


def _say(terminal: Terminal, rows: Sequence[Row]) -> None:
    cells = [(row.field, row.day, row.commit.short if row.commit else "", row.author, row.text) for row in rows]
    if not terminal.is_terminal:
        terminal.data("".join("\t".join(line) + "\n" for line in cells))
        return
    for (field, *_), line in zip(cells, table(cells), strict=True):
        terminal.say(fitted(line, terminal.width, pad=False).replace(field, terminal.paint(field, "cyan"), 1))


def _shape(key: str, row: Row) -> Mapping[str, object]:
    commit = row.commit
    return {
        "schema": "sourcebook.blame/1",
        "key": key,
        "field": row.field,
        "value": row.value,
        "commit": commit.hash if commit else None,
        "date": commit.committed if commit else None,
        "author": commit.author if commit else None,
        "earlier": row.earlier,
    }
