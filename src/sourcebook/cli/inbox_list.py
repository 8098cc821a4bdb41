"""`inbox list`: the candidates that wait, best first."""

import argparse
import json
from collections.abc import Sequence

from sourcebook.cli.inbox_shelf import InboxShelf, candidate_shape, now, unknown_feed
from sourcebook.cli.terminal import fitted, table
from sourcebook.cli.world import World
from sourcebook.model.coverage import Decision
from sourcebook.model.text import one_line
from sourcebook.store.inbox import Waiting

TAKES_QUERY = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox list` takes."""
    parser.add_argument("query", nargs="*", help="words and field:value terms; see docs/queries.md")
    parser.add_argument("--feed", action="append", metavar="ID", default=[], help="of this feed; repeatable")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--deferred", action="store_true", help="those that are deferred instead")
    which.add_argument("--decided", action="store_true", help="the decisions so far instead, newest first")
    parser.add_argument("--ids", action="store_true", help="ids only, one a line, for pipes")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one candidate a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """List; exit 1 where nothing matches."""
    inbox = InboxShelf(world)
    for name in args.feed:
        if name not in {feed.id for feed in world.shelf.sources.feeds}:
            raise unknown_feed(name, world)
    if args.decided:
        return _say_decisions(args, world, inbox.decisions)
    today = now().date().isoformat()
    among = [one for one in inbox.waiting if inbox.deferred_until(one, today)] if args.deferred else inbox.open(today)
    if args.feed:
        among = [one for one in among if {item.feed for item in one.items}.intersection(args.feed)]
    found = inbox.found(args.query, among)
    states = {one.id: inbox.deferred_until(one, today) for one in found}
    for one in found:
        if args.ids:
            world.terminal.say(one.id)
        elif args.json:
            state = "deferred" if states[one.id] else "open"
            world.terminal.say(json.dumps(candidate_shape(one, state), ensure_ascii=False))
    if not args.ids and not args.json:
        _say_rows(world, found)
    if not found:
        world.terminal.talk("sourcebook: no candidate matches." if inbox.waiting else "sourcebook: the inbox is empty.")
    return 0 if found else 1


def _say_rows(world: World, found: Sequence[Waiting]) -> None:
    rows = [
        (
            one.id,
            f"{one.candidate.score:g}",
            one.candidate.item.published[:10],
            one_line(one.work.text("container-title")),
        )
        for one in found
    ]
    titles = [
        one_line(one.work.title) + (f" (+{len(one.candidate.others)})" if one.candidate.others else "") for one in found
    ]
    if not world.terminal.is_terminal:
        world.terminal.data("".join("\t".join((*row, title)) + "\n" for row, title in zip(rows, titles, strict=True)))
        return
    lines = table([(*row[:3], fitted(row[3], 22, pad=False), "|") for row in rows])
    for line, title, row in zip(lines, titles, rows, strict=True):
        shown = fitted(line.removesuffix("|") + title, world.terminal.width, pad=False)
        world.terminal.say(shown.replace(row[0], world.terminal.paint(row[0], "cyan"), 1))


def _say_decisions(args: argparse.Namespace, world: World, decisions: Sequence[Decision]) -> int:
    # Sorting keeps equals in their order: of two decisions in one second the file's later one is the newer.
    newest = sorted(decisions, key=lambda one: one.date)[::-1]
    for one in newest:
        if args.ids:
            world.terminal.say(one.id)
        elif args.json:
            world.terminal.say(json.dumps({"schema": "sourcebook.decision/1", **one._asdict()}, ensure_ascii=False))
        else:
            said = (one.id, one.date[:10], one.decision, one.work or one.until or one.reason, one_line(one.title))
            world.terminal.data("\t".join(said) + "\n")
    return 0 if newest else 1
