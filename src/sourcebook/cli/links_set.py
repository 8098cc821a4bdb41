"""`links set`: a person's word on a link, which overrides what probes let us conclude."""

import argparse
from collections import Counter
from datetime import date

from sourcebook.cli import changing
from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.links_show import links_meant
from sourcebook.cli.world import World
from sourcebook.errors import UnknownName, UsageError
from sourcebook.model.links import LinkKind, State, Verdict, link_address

_CLEAR = "unset"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `links set` takes."""
    parser.add_argument(
        "what", nargs="+", metavar="KEY|URL … STATE", help="keys or addresses, then ok, gone …, or unset"
    )
    parser.add_argument("--because", metavar="TEXT", default="", help="how you know")
    parser.add_argument("--until", metavar="DAY", type=_day, help="the last day on which it holds")
    parser.add_argument("--to", metavar="URL", default="", help="where it moved")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Write it down; exit 1 where a key or an address is not here, and then nothing is changed."""
    *words, state = args.what
    if not words:
        raise UsageError("Say which link, and how it is: `sourcebook links set KEY ok --because TEXT`.")
    if state != _CLEAR and state not in list(State):
        raise UnknownName("state of a link", state, [*State, _CLEAR])
    if state != _CLEAR and not args.because:
        raise UsageError("Say how you know, with --because TEXT: others will ask.")
    known = LinkLedger(world)
    found = links_meant(words, world, known)
    if world.missing:
        return 1
    # Who says that a work's page is gone does not mean its copy; that has to be named by its address.
    named = {link_address(word) for word in words}
    found = [link for link in found if link.kind is not LinkKind.ARCHIVE or link.url in named]
    told = None if state == _CLEAR else _word(args, world, State(state))
    verdicts = {link.url: told for link in found if told or link.url in known.ledger.verdicts}
    counts = Counter({state: len(verdicts)})
    subject = f"links: {counts[state]} {state}, by {told.by if told else _author(world)}"
    is_told = not (args.json or args.dry_run)
    code = changing.carry_out(world, args, changing.Change(known.recorded(verdicts), subject=subject, is_told=is_told))
    for url in verdicts if is_told else ():
        world.terminal.say(f"{url}: {state}")
    if is_told and not verdicts:
        world.terminal.talk("sourcebook: nothing to change.")
    return code


def _word(args: argparse.Namespace, world: World, state: State) -> Verdict:
    today = date.today().isoformat()  # noqa: DTZ011 - the day that the person has
    return Verdict(state, today, to=args.to, because=args.because.strip(), by=_author(world), until=args.until or "")


def _author(world: World) -> str:
    """Who says so: the name that git has for the person."""
    return (world.repository.name() if world.repository.exists else "") or "somebody"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2026-12-31") from None
