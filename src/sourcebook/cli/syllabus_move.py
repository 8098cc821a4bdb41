"""`syllabus move`: a work of a reading list put into another section, or elsewhere in its own."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.syllabi import as_listed, edited_list, found_list
from sourcebook.cli.world import World
from sourcebook.model.list_edits import moved_item


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `syllabus move` takes."""
    parser.add_argument("name", metavar="LIST", help="the name of a list")
    parser.add_argument("key", metavar="KEY", help="a key, present or former")
    parser.add_argument("--section", type=int, required=True, metavar="N", help="where to, counted from 1")
    parser.add_argument(
        "--position", type=int, default=0, metavar="N", help="where in the section, counted from 1; default: its end"
    )
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Move; raises UnknownName for a list, NotListed (exit 1) for a work, BadValue for a section."""
    data, reading = found_list(world, args.name)
    key = as_listed(world, reading, args.key)
    raw = moved_item(reading.raw, key, args.section, max(args.position, 0))
    change = changing.Change(
        edited_list(args.name, raw, data, reading), subject=f"{args.name}: {key} moved to section {args.section}"
    )
    return changing.carry_out(world, args, change)
