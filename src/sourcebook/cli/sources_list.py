"""`sources list`: the feeds that are followed, with how each of them is."""

import argparse
import json

from sourcebook.cli.feed_health import feeds_meant, health_shape, healths
from sourcebook.cli.terminal import table
from sourcebook.cli.world import World
from sourcebook.model.text import one_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources list` takes."""
    parser.add_argument("feeds", nargs="*", metavar="ID", help="only these feeds, or those of these outlets")
    parser.add_argument("--unwell", action="store_true", help="only feeds that are unwell")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one feed a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """List what is remembered; nobody is asked. Exit 1 where nothing matches."""
    found = [one for one in healths(world, feeds_meant(world, args.feeds)) if one.unwell or not args.unwell]
    if args.json:
        for one in found:
            world.terminal.say(json.dumps(health_shape(one), ensure_ascii=False))
    else:
        rows = [(one.feed.id, one.state, one.newest[:10] or "–", one_line(one.unwell or one.feed.url)) for one in found]
        for line in table(rows):
            world.terminal.data(f"{line}\n")
    return 0 if found else 1
