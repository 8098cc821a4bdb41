"""`inbox dismiss`, `inbox defer` and `inbox reopen`: what is decided about candidates without taking them in."""

import argparse
from datetime import timedelta

from sourcebook.cli import changing
from sourcebook.cli.ages import age
from sourcebook.cli.inbox_shelf import InboxShelf, UnknownCandidate, meant, now
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.model.dates import parse_date
from sourcebook.store.decisions import DECISIONS, with_decisions
from sourcebook.store.history import Differences
from sourcebook.store.inbox import INBOX

TAKES_QUERY = False
REASONS = ("off-topic", "duplicate", "low-value", "paywalled", "wrong-language")
_PAST = {"dismiss": "dismissed", "defer": "deferred", "reopen": "reopened"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox dismiss`, `inbox defer` and `inbox reopen` take."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="candidates; - for ids on stdin")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the candidates that a query finds, instead of ids")
    parser.add_argument(
        "--reason", metavar="TEXT", default="", help=f"why, in your words or one of {', '.join(REASONS)}"
    )
    parser.add_argument("--until", metavar="DAY", type=_until, help="defer: to 2026-12-24, or by 30d")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Decide, in one commit; exit 1 where an id is unknown, and then nothing is decided."""
    word = world.command[1]
    if args.until and word != "defer":
        raise UsageError("--until is for `inbox defer`.")
    inbox = InboxShelf(world)
    if word == "reopen":
        return _reopen(args, world, inbox)
    those = meant(inbox, args.ids, args.query)
    decisions = {
        one.work.key: inbox.decision(one, _PAST[word], reason=args.reason, until=args.until or "") for one in those
    }
    differences = inbox.decided(decisions, stays=word == "defer") if decisions else {}
    return _carry_out(args, world, differences, _PAST[word], [one.work.title for one in those])


def _reopen(args: argparse.Namespace, world: World, inbox: InboxShelf) -> int:
    """Take decisions back: what was deferred is there, and what was dismissed is put back from the history."""
    if args.query is not None:
        raise UsageError("`inbox reopen` takes ids; `sourcebook inbox list --decided` shows them.")
    today = now().date().isoformat()
    waiting = {one.id: one for one in inbox.waiting}
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    new, titles = [], []
    for word in world.keys(args.ids):
        last = inbox.last_decision(word)
        if last.decision == "accepted":
            raise UsageError(f"{last.id} was accepted as {last.work}; `sourcebook rm {last.work}` takes the work away.")
        there = waiting.get(last.id)
        if there is None:
            path, data = _from_history(world, last.id)
            differences[path] = (None, data)
        elif not inbox.deferred_until(there, today):
            continue
        new.append(last._replace(decision="reopened", reason=args.reason, until="", date=f"{now():%Y-%m-%dT%H:%M:%SZ}"))
        titles.append(last.title)
    if new:
        before = inbox.bytes_of(DECISIONS)
        differences[DECISIONS] = (before, with_decisions(before or b"", new))
    return _carry_out(args, world, differences, "reopened", titles)


def _from_history(world: World, name: str) -> tuple[str, bytes]:
    """The record of a candidate as it last was in the inbox; raises UnknownCandidate where the history has none."""
    head = world.repository.head() if world.repository.exists else ""
    path = world.repository.removed_with(head, INBOX, f"candidate: {name}") if head else ""
    data = world.repository.last_content(head, path) if path else None
    if data is not None:
        return path, data
    raise UnknownCandidate(
        f"The record of {name} is not in the history, so it cannot be put back; `add` takes its address."
    )


def _carry_out(args: argparse.Namespace, world: World, differences: Differences, done: str, titles: list[str]) -> int:
    what = titles[0][:60] if len(titles) == 1 else f"{len(titles)} candidates"
    change = changing.Change(differences, subject=f"inbox: {done} {what}", is_told=True)
    code = changing.carry_out(world, args, change)
    for title in titles:
        world.terminal.talk(f"{'would be ' if args.dry_run else ''}{done}: {title}")
    if not titles:
        world.terminal.talk("sourcebook: nothing to change.")
    return code


def _until(text: str) -> str:
    """A day, or the day after so long; raises ArgumentTypeError."""
    if len(text) == 10 and parse_date(text):
        return text
    try:
        span: timedelta = age(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a day such as 2026-12-24 nor an age such as 30d"
        ) from error
    return (now() + span).date().isoformat()
