"""`inbox accept`: candidates become works, as `add` would have them, and leave the inbox, in one commit."""

import argparse
import json

from sourcebook.cli import accepting, archiving, changing, editor, inbox_shelf, network
from sourcebook.cli.candidates import draft_shape, placed, tell
from sourcebook.cli.reviewing import review
from sourcebook.cli.world import World
from sourcebook.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox accept` takes."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="candidates; - for ids on stdin")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the candidates that a query finds, instead of ids")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask; accept what the library does not have")
    parser.add_argument("--key", metavar="KEY", default="", help="the key of the work; else one is made")
    parser.add_argument("--force", action="store_true", help="accept it though the library seems to have it")
    accepting.arguments(parser)
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Accept; exit 1 where a work is here already, 4 where the network failed. What can be accepted is."""
    asks = not (args.yes or args.dry_run or args.json)
    if asks and not editor.can_ask():
        raise UsageError("inbox accept asks before it writes, and here is no terminal; say --yes, or --dry-run.")
    inbox = inbox_shelf.InboxShelf(world)
    those = inbox_shelf.meant(inbox, args.ids, args.query)
    if args.key and len(those) > 1:
        raise UsageError("--key is for one work at a time.")
    journey = accepting.Accepting(world, args, inbox)
    if world.missing:
        return 1
    asked = [one._replace(key=args.key, is_apart=args.force) for one in journey.asked(those)]
    found = placed(asked, world.library)
    before = world.shelf.names()
    if asks:
        code = review(world, args, found, lambda one: journey.change([one]))
        return max(code, archiving.save_added(world, args, before), *journey.codes)
    for one in found:
        if args.json:
            world.terminal.say(json.dumps(draft_shape(one), ensure_ascii=False))
        else:
            tell(world.terminal, one)
        if one.sameness:
            name = journey.waiting(one).id
            world.terminal.talk(f"  `inbox dismiss {name} --reason duplicate` takes it out of the inbox.")
    new = [one for one in found if one.sameness is None]
    journey.codes.append(int(len(new) < len(found)))
    if new:
        journey.codes.append(changing.carry_out(world, args, journey.change(new)))
        journey.tell(new)
    journey.codes.append(archiving.save_added(world, args, before))
    return max(journey.codes)
