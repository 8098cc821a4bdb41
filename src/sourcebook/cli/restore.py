"""`restore`: a removed work brought back as it last was."""

import argparse
from collections.abc import Collection

from sourcebook.cli import changing
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UnknownKey
from sourcebook.store.history import key_at, record_at
from sourcebook.store.log import successor
from sourcebook.store.sources import WORKS


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys of removed works; - for keys on stdin")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Restore; raises UnknownKey where the history has no such work, BadValue where the work is there."""
    repository, differences = world.repository, {}
    head = repository.head()
    present = world.shelf.names()
    for asked in world.keys(args.keys):
        key = _last_key(world, asked, present)
        if asked in present:
            raise BadValue(f"{key} is there; nothing was restored. `sourcebook log {key}` tells what changed in it.")
        if key in present:
            raise BadValue(f"{asked} is there under its present key {key}; nothing was restored.")
        data = repository.last_content(head, record_at(key))
        if data is None:
            raise UnknownKey(key, _removed(world))
        if key != asked:
            world.terminal.talk(f"sourcebook: {asked} was {key} when it was removed, so {key} is restored.")
        differences[record_at(key)] = (None, data)
    return changing.carry_out(world, args, changing.Change(differences))


def _last_key(world: World, asked: str, present: Collection[str]) -> str:
    """The key that a work has, or had when it was removed, whatever renames and merges came before."""
    key = asked
    passed = {key}
    while key not in present:
        following = world.shelf.neighbourhood([key]).aliases.get(key) or successor(world.repository, key)
        if not following or following in passed:
            break
        key = following
        passed.add(key)
    return key


def _removed(world: World) -> list[str]:
    head = world.repository.head()
    return [key_at(path) for path in world.repository.removed_paths(head, [WORKS])] if head else []
