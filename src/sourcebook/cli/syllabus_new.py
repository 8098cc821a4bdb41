"""`syllabus new`: a reading list to fill, with a section for each week where that is wanted."""

import argparse
import os
from datetime import date, timedelta

from sourcebook.cli import changing
from sourcebook.cli.locales import add_locale
from sourcebook.cli.values import calendar_day
from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.model.syllabus import Syllabus
from sourcebook.model.work import Raw
from sourcebook.store.sources import LISTS
from sourcebook.store.syllabi import is_list_name, read_list
from sourcebook.store.yaml_lines import written

_HEAD = ("title", "instructor", "term", "style", "locale", "edition", "minutes-cap")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `syllabus new` takes."""
    parser.add_argument("name", metavar="NAME", help="the name of the list: ASCII letters, digits, . _ -")
    parser.add_argument("--title", default="", help="what readers see above it; default: the name")
    parser.add_argument("--instructor", default="", metavar="NAME", help="who teaches it")
    parser.add_argument("--term", default="", help="such as 'Spring 2027'")
    parser.add_argument("--style", default="", help="the style of its references; any that `cite` takes")
    add_locale(parser)
    parser.add_argument("--edition", default="", help="the edition that its works are read from")
    parser.add_argument("--minutes-cap", default="", metavar="N", help="the most minutes of reading in a section")
    parser.add_argument("--weeks", type=int, default=0, metavar="N", help="a section for each of so many weeks")
    parser.add_argument("--start", default="", metavar="DAY", help="the day of the first week, such as 2027-01-11")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Make the list; raises BadValue where there is one of that name, or a value is none."""
    if not is_list_name(args.name):
        raise BadValue(f"{args.name!r} cannot name a list: ASCII letters, digits, '.', '_' and '-'.")
    path = Syllabus(args.name).path
    if os.path.lexists(os.path.join(world.root, LISTS, f"{args.name}.yaml")):
        raise BadValue(f"{path} is there already; fill it with `sourcebook syllabus add {args.name} KEY`.")
    if not 0 <= args.weeks <= 100:
        raise BadValue("A list has at most 100 weeks.")
    said = vars(args) | {"title": args.title or args.name}
    raw: dict[str, Raw] = {name: text for name in _HEAD if (text := said[name.replace("-", "_")])}
    raw["sections"] = _weeks(args.weeks, calendar_day(args.start, "--start") if args.start else None)
    text = written(raw).encode()
    if faults := read_list(text, args.name).problems:
        raise BadValue(f"{faults[0].message}; nothing was changed.")
    return changing.carry_out(world, args, changing.Change({path: (None, text)}, subject=f"{args.name}: a new list"))


def _weeks(count: int, start: date | None) -> list[Raw]:
    """A section for each week; its day a week after the one before."""
    return [
        {"week": str(place + 1)}
        | ({"date": (start + timedelta(weeks=place)).isoformat()} if start else {})
        | {"items": []}
        for place in range(count)
    ]
