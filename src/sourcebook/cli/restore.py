"""`restore`: a removed work brought back as it last was."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UnknownKey
from sourcebook.store.history import key_at, record_at
from sourcebook.store.sources import WORKS


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys of removed works; - for keys on stdin")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Restore; raises UnknownKey where the history has no such work, BadValue where the work is there."""
    repository, differences = world.repository, {}
    head = repository.head()
    keys, present = world.keys(args.keys), set(world.shelf.keys())
    for key in keys:
        if key in present:
            raise BadValue(f"{key} is there; nothing was restored. `sourcebook log {key}` tells what changed in it.")
        renamed = world.shelf.neighbourhood([key]).aliases.get(key)
        if renamed:
            raise BadValue(f"{key} is there under its present key {renamed}; nothing was restored.")
        differences[record_at(key)] = (None, repository.last_content(head, record_at(key)))
    for path, (_, data) in differences.items():
        if data is None:
            raise UnknownKey(path.rpartition("/")[2].removesuffix(".md"), _removed(world))
    return changing.carry_out(world, args, changing.Change(differences))


def _removed(world: World) -> list[str]:
    head = world.repository.head()
    return [key_at(path) for path in world.repository.removed_paths(head, [WORKS])] if head else []
