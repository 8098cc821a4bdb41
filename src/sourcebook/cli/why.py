"""`why`: what makes two works one, or two."""

import argparse
import json

from sourcebook.cli.sameness import sameness_shape
from sourcebook.cli.world import World
from sourcebook.intake.duplicates import same


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `why` takes."""
    parser.add_argument("one", metavar="A", help="a key")
    parser.add_argument("other", metavar="B", help="another key")
    parser.add_argument("--json", action="store_true", help="one object (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Say the verdict and its reasons; exit 1 where a key is unknown."""
    works = [world.work(world.library, key) for key in (args.one, args.other)]
    one, other = works
    if one is None or other is None:
        return 1
    found = same(one, other)
    if args.json:
        world.terminal.say(json.dumps(sameness_shape(one, other, found), ensure_ascii=False))
    else:
        world.terminal.data(f"{one.key} and {other.key}: {found.verdict}: {'; '.join(found.reasons)}\n")
    return world.verdict()
