"""`sources import-opml`: the feeds that another reader follows, into sources.yaml; what is here already stays."""

import argparse
import json
import sys
from collections.abc import Sequence

from sourcebook.cli import changing
from sourcebook.cli.feed_entries import entered
from sourcebook.cli.world import World
from sourcebook.errors import StorageFailed
from sourcebook.intake.opml import read_opml
from sourcebook.intake.opml_import import Placed, placed
from sourcebook.model.text import one_line
from sourcebook.store import files

_LARGEST = 20_000_000  # bytes
_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources import-opml` takes."""
    parser.add_argument("file", metavar="FILE", help="an OPML file; - for standard input")
    parser.add_argument(
        "--outlets", action="store_true", help="also enter outlets that are not here, by the names that the file states"
    )
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Import; exit 1 where the file has no feed that can be followed."""
    sources = world.shelf.sources
    outlines = read_opml(_bytes(args.file), "standard input" if args.file == "-" else args.file)
    found = placed(outlines, sources.outlets, sources.feeds, with_outlets=args.outlets)
    for one in found if args.json else ():
        world.terminal.say(json.dumps(_shape(one), ensure_ascii=False))
    if not args.json:
        _tell(world, found)
    feeds = [one.feed for one in found if one.feed]
    change = changing.Change(entered(world, feeds, [one.outlet for one in found if one.outlet]))
    changing.carry_out(world, args, change)
    return 0 if any(one.outline.is_address for one in found) else 1


def _bytes(name: str) -> bytes:
    if name != "-":
        return files.read_bytes(name, _LARGEST)
    data = sys.stdin.buffer.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise StorageFailed(f"Standard input is larger than {_LARGEST // 1_000_000} MB; no list of feeds is so large.")
    return data


def _tell(world: World, found: Sequence[Placed]) -> None:
    """Say on standard error what was left out and why, and which feeds have no outlet here."""
    left = [f"{one.outline.url}: {one.reason}" for one in found if not one.feed]
    strangers = [f"{one.feed.id}: {_name(one)}" for one in found if one.feed and not one.feed.outlet]
    _list(world, "Left out:", left)
    _list(
        world, "No outlet of sources.yaml fits these, which come in without one (--outlets enters theirs):", strangers
    )
    new = sum(one.feed is not None for one in found)
    outlets = sum(one.outlet is not None for one in found)
    told = f"{len(found)} feeds in the list, {new} of them new here, {len(left)} left out"
    world.terminal.talk(f"sourcebook: {told}" + (f"; {outlets} new outlets." if outlets else "."))


def _list(world: World, heading: str, lines: Sequence[str]) -> None:
    if lines:
        world.terminal.talk(heading)
    for line in lines[:_SHOWN]:
        world.terminal.talk(f"  {one_line(line)}", "yellow")
    if len(lines) > _SHOWN:
        world.terminal.talk(f"  and {len(lines) - _SHOWN} more")


def _name(one: Placed) -> str:
    name = one.outline.title or one.outline.text or one.outline.url
    return " › ".join((*one.outline.groups, name))


def _shape(one: Placed) -> dict[str, object]:
    """The documented JSON shape of a feed of a list (docs/json.md)."""
    return {
        "schema": "sourcebook.opml-feed/1",
        "url": one.outline.url,
        "title": one.outline.title or one.outline.text,
        "groups": list(one.outline.groups),
        "line": one.outline.line,
        "id": one.feed.id if one.feed else None,
        "outlet": (one.feed.outlet if one.feed else "") or None,
        "new-outlet": one.outlet is not None,
        "reason": one.reason or None,
    }
