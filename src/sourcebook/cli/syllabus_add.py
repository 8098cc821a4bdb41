"""`syllabus add`: works put into a section of a reading list."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.syllabi import edited_list, found_list
from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.model.list_edits import with_items
from sourcebook.model.syllabus import IMPORTANCE
from sourcebook.model.work import Raw
from sourcebook.store.syllabi import ITEM_FIELDS, read_list


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `syllabus add` takes."""
    parser.add_argument("name", metavar="LIST", help="the name of a list")
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("--section", type=int, default=0, metavar="N", help="which, counted from 1; default: the last")
    parser.add_argument("--importance", choices=IMPORTANCE, default="", help="default: nothing said")
    parser.add_argument("--locator", default="", metavar="'pp. 3-9'", help="the part to read")
    parser.add_argument("--minutes", default="", metavar="N", help="how long reading takes")
    parser.add_argument("--prompt", default="", metavar="TEXT", help="a question to read it with")
    parser.add_argument("--note", default="", metavar="TEXT", help="a note for readers")
    parser.add_argument("--instructor-note", default="", metavar="TEXT", help="a note for nobody but instructors")
    parser.add_argument("--read-with", default="", metavar="KEY", help="the work to read beside it")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Add; exit 1 where a key is unknown. Raises UnknownName for a list, BadValue for a section or value."""
    data, reading = found_list(world, args.name)
    library = world.library
    pair = world.work(library, args.read_with) if args.read_with else None
    works = [work for work in (world.work(library, key) for key in world.keys(args.keys)) if work]
    if world.missing:
        return 1
    listed = {
        (library.aliases.get(item.key, item.key), item.locator)
        for section in reading.syllabus.sections
        for item in section.items
    }
    for work in works:
        if (work.key, args.locator) in listed:
            world.terminal.talk(f"sourcebook: {work.key} stands in the list already; `syllabus move` moves it.")
    said = vars(args) | {"read_with": pair.key if pair else ""}
    values = {name: text for name in ITEM_FIELDS[1:] if (text := str(said[name.replace("-", "_")]))}
    items: list[dict[str, Raw]] = [
        {"key": work.key, **values} for work in works if (work.key, args.locator) not in listed
    ]
    section = args.section or max(len(reading.syllabus.sections), 1)
    raw = with_items(reading.raw, section, items) if items else reading.raw
    differences = edited_list(args.name, raw, data, reading)
    after = next(iter(differences.values()))[1] or b""
    new = [
        one for one in read_list(after, args.name).problems if one.message not in {p.message for p in reading.problems}
    ]
    if new:
        raise BadValue(f"{new[0].message}; nothing was changed.")
    added = ", ".join(str(item["key"]) for item in items)
    change = changing.Change(differences, subject=f"{args.name}: {added} added to section {section}")
    return changing.carry_out(world, args, change)
