"""`set` and `unset`: fields of works."""

import argparse
from functools import partial

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.judging import refuse_new_errors
from sourcebook.cli.values import assignment, with_values
from sourcebook.cli.world import World
from sourcebook.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `set` takes."""
    parser.add_argument("words", nargs="+", metavar="KEY … FIELD=VALUE …", help="keys (- for stdin), then fields")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Set fields; exit 1 where a key is unknown, and then nothing is changed."""
    values = dict(assignment(word) for word in args.words if "=" in word)
    if not values:
        raise UsageError("Name at least one FIELD=VALUE, such as language=en.")
    keys = world.meant([word for word in args.words if "=" not in word], args.query)
    if world.missing:
        return 1
    differences = edited(world, keys, partial(with_values, values))
    refuse_new_errors(world, differences)
    return changing.carry_out(world, args, changing.Change(differences))
