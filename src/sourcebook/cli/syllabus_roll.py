"""`syllabus roll`: the dates of a reading list moved to a new term, and what happened to its works meanwhile."""

import argparse
import json
import os

from sourcebook.checks import registry
from sourcebook.cli import changing
from sourcebook.cli.findings import problem_shape, say_problems
from sourcebook.cli.syllabi import edited_list, found_list, with_lists
from sourcebook.cli.values import calendar_day
from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.model.list_edits import rolled
from sourcebook.model.syllabus import Syllabus
from sourcebook.store.sources import LISTS
from sourcebook.store.syllabi import is_list_name, read_list

_REPORTED = ("unknown-key-in-list", "essential-out-of-reach", "link-changed-in-list", "replaced-in-list")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `syllabus roll` takes."""
    parser.add_argument("name", metavar="LIST", help="the name of a list")
    parser.add_argument(
        "--start", required=True, metavar="DAY", help="a day of the new first week; weekdays and gaps stay"
    )
    parser.add_argument("--to", default="", metavar="NAME", help="the name of a new list; default: the list itself")
    parser.add_argument("--term", default="", help="the new term, such as 'Spring 2027'")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Roll; raises UnknownName for a list, BadValue where the new one is there or the old one has no day."""
    data, reading = found_list(world, args.name)
    name = args.to or args.name
    if not is_list_name(name):
        raise BadValue(f"{name!r} cannot name a list: ASCII letters, digits, '.', '_' and '-'.")
    if args.to and os.path.lexists(os.path.join(world.root, LISTS, f"{name}.yaml")):
        raise BadValue(f"{Syllabus(name).path} is there already; give another name.")
    start = calendar_day(args.start, "--start")
    raw = {**rolled(reading.raw, start), **({"term": args.term} if args.term else {})}
    ((_, after),) = edited_list(args.name, raw, data, reading).values()
    text = after or b""
    change = changing.Change(
        {Syllabus(name).path: (None if args.to else data, text)},
        subject=f"{name}: rolled{f' from {args.name}' if args.to else ''} to start in the week of {start}",
    )
    code = changing.carry_out(world, args, change)
    library = with_lists(world.shelf, world.library, [read_list(text, name)])
    problems = registry.run(library, _REPORTED)
    if args.json:
        for problem in problems:
            world.terminal.say(json.dumps(problem_shape(problem), ensure_ascii=False))
    elif problems:
        say_problems(world.terminal, problems, "Since the list was made")
    return code
