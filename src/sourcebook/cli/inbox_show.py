"""`inbox show`: a candidate with why it is one, where else it appeared, and what the library has near it."""

import argparse
import json

from sourcebook.cli.cards import say_card
from sourcebook.cli.inbox_shelf import InboxShelf, candidate_shape, now
from sourcebook.cli.world import World


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox show` takes."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="candidates; - for ids on stdin")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one candidate a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Show; exit 1 where an id is unknown."""
    inbox = InboxShelf(world)
    today = now().date().isoformat()
    for place, one in enumerate(inbox.named(args.ids)):
        until = inbox.deferred_until(one, today)
        if args.json:
            world.terminal.say(json.dumps(candidate_shape(one, "deferred" if until else "open"), ensure_ascii=False))
            continue
        if place:
            world.terminal.say()
        say_card(world.terminal, world.library, one, until)
    return 0
