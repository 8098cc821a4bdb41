"""`why`: what makes two works one, or two; and what makes an address the one that a work is kept at."""

import argparse
import json

from sourcebook.cli import network
from sourcebook.cli.sameness import sameness_shape
from sourcebook.cli.world import World
from sourcebook.errors import NetworkFailed, UsageError
from sourcebook.intake.duplicates import same
from sourcebook.model.urls import canonical_url, is_web_address


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `why` takes."""
    parser.add_argument("one", metavar="A", help="a key, or an address")
    parser.add_argument("other", metavar="B", nargs="?", default="", help="another key")
    parser.add_argument(
        "--offline", action="store_true", help="an address: do not ask the page, look at its form alone"
    )
    parser.add_argument("--json", action="store_true", help="one object (docs/json.md)")
    network.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Say the verdict and its reasons; exit 1 where a key is unknown, 4 where a page could not be asked."""
    if is_web_address(args.one) and not args.other:
        return _address(args, world)
    if not args.other:
        raise UsageError(f"why takes two keys, or an address; {args.one!r} is none.")
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


def _address(args: argparse.Namespace, world: World) -> int:
    canonical, steps, failure = _explained(args, world)
    here = [
        work.key for work in world.library.works.values() if canonical_url(work.text("URL")) == canonical_url(canonical)
    ]
    if args.json:
        shape = {
            "schema": "sourcebook.address/1",
            "url": args.one,
            "canonical": canonical,
            "steps": steps,
            "keys": here,
        }
        world.terminal.say(json.dumps(shape, ensure_ascii=False))
    else:
        world.terminal.say(args.one)
        for step in steps:
            world.terminal.say(f"  {step}")
        world.terminal.say(f"is kept as {canonical}")
        if here:
            world.terminal.say(f"which is here as {', '.join(here)}")
    if failure:
        world.terminal.talk(f"sourcebook: {failure} This is what its form tells.", "yellow")
    return 4 if failure else 0


def _explained(args: argparse.Namespace, world: World) -> tuple[str, tuple[str, ...], str]:
    """The canonical address, the steps to it, and why the page could not be asked, if so."""
    from sourcebook.web.addresses import explain_address  # noqa: PLC0415 - for addresses only

    if args.offline:
        return *explain_address(args.one), ""
    from sourcebook.cli.asking import Asking  # noqa: PLC0415 - as above

    with network.fetcher(world, args) as fetcher:
        try:
            return *Asking(fetcher, world.shelf.sources.services).address(args.one), ""
        except NetworkFailed as error:
            return *explain_address(args.one), str(error)
