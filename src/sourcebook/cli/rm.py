"""`rm`: works removed, restorable for ever from the history."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.syllabi import naming
from sourcebook.cli.world import World
from sourcebook.errors import StillNeeded
from sourcebook.store import codec, files
from sourcebook.store.history import record_at


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `rm` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    parser.add_argument(
        "--force", action="store_true", help="also where other works are related to it or lists name it"
    )
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Remove; exit 1 where a key is unknown. Raises StillNeeded while another work or a list needs one that goes."""
    keys = world.meant(args.keys, args.query)
    if world.missing:
        return 1
    incoming = world.shelf.neighbourhood(keys).incoming
    pointing = {key: [other for _, other in incoming.get(key, ()) if other not in keys] for key in keys}
    needed = next((key for key in keys if pointing[key]), None)
    if needed and not args.force:
        raise StillNeeded(
            f"{needed} is the target of a relation of {', '.join(pointing[needed])}; nothing was removed. "
            "Change those first, or use --force."
        )
    listed = next(iter(naming(world, keys).items()), None)
    if listed and not args.force:
        raise StillNeeded(
            f"{listed[0]} stands in the list {listed[1]!r}; nothing was removed. Take it out there first "
            f"(`sourcebook syllabus remove {listed[1]} {listed[0]}`), or use --force."
        )
    differences = {
        record_at(key): (files.read_bytes(world.shelf.record_path(key), codec.LARGEST_RECORD), None) for key in keys
    }
    return changing.carry_out(world, args, changing.Change(differences))
