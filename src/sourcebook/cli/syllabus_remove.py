"""`syllabus remove`: works taken out of a reading list; they stay in the library."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.syllabi import as_listed, edited_list, found_list
from sourcebook.cli.world import World
from sourcebook.model.list_edits import without_items


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `syllabus remove` takes."""
    parser.add_argument("name", metavar="LIST", help="the name of a list")
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("--section", type=int, default=0, metavar="N", help="only there, counted from 1; default: all")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Take out; raises UnknownName for a list, NotListed (exit 1) for a work that it does not name."""
    data, reading = found_list(world, args.name)
    keys = [as_listed(world, reading, key) for key in world.keys(args.keys)]
    differences = edited_list(args.name, without_items(reading.raw, keys, args.section), data, reading)
    change = changing.Change(differences, subject=f"{args.name}: {', '.join(keys)} taken out")
    return changing.carry_out(world, args, change)
