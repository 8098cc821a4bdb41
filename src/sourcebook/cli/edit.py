"""`edit`: records in the person's own editor."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.world import World
from sourcebook.cli.writing import written
from sourcebook.store.edit_parts import RECORD


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `edit` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Edit; exit 1 where a key is unknown, 3 where a record could not be kept as it was saved."""
    keys = world.meant(args.keys, args.query)
    return 1 if world.missing else written(world, args, keys, RECORD)
