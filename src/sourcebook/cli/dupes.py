"""`dupes`: works that stand in the library twice, surely or likely, with the reasons."""

import argparse
import json

from sourcebook.cli.sameness import sameness_shape
from sourcebook.cli.world import World
from sourcebook.intake.duplicates import duplicates

TAKES_QUERY = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `dupes` takes."""
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="only pairs of which one matches; - for keys on stdin"
    )
    parser.add_argument("--json", action="store_true", help="JSON Lines, one pair a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """List the pairs; exit 1 where there are any, as for every finding."""
    wanted = set(world.selected(args.query)) if args.query else None
    pairs = [
        pair
        for pair in duplicates(tuple(world.library.works.values()))
        if wanted is None or {pair.one.key, pair.other.key} & wanted
    ]
    for one, other, found in pairs:
        if args.json:
            world.terminal.say(json.dumps(sameness_shape(one, other, found), ensure_ascii=False))
        else:
            world.terminal.data(f"{one.key}\t{other.key}\t{found.verdict}\t{'; '.join(found.reasons)}\n")
    if not pairs and not args.json:
        world.terminal.talk("sourcebook: no work stands here twice.")
    return world.verdict(found=not pairs)
