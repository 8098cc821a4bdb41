"""`unset`: fields taken away from works."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.judging import refuse_new_errors
from sourcebook.cli.world import World
from sourcebook.errors import UnknownName
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.fields import BY_NAME
from sourcebook.model.work import Raw


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `unset` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("-f", "--field", metavar="FIELD", action="append", required=True, help="repeatable")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Take fields away; exit 1 where a key is unknown, and then nothing is changed."""
    keys = world.meant(args.keys, args.query)
    if world.missing:
        return 1

    def without(raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
        for name in args.field:
            raw.pop(name, None)
        return raw, "" if ANNOTATION in args.field else annotation

    differences = edited(world, keys, without)
    for name in args.field:
        if name not in BY_NAME and name != ANNOTATION and not any(old != new for old, new in differences.values()):
            raise UnknownName("field", name, (*BY_NAME, ANNOTATION))
    refuse_new_errors(world, differences)
    return changing.carry_out(world, args, changing.Change(differences))
