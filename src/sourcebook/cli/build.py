"""`build`: everything that sources.yaml asks for, into citations/."""

import argparse
import json
import os
from collections.abc import Mapping

from sourcebook.cli.building import citations, feed_files
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.store import files

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `build` takes."""
    parser.add_argument("-o", dest="output", metavar="DIR", help="default: citations/ of the sourcebook")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file is stale")
    parser.add_argument("--dry-run", action="store_true", help="write nothing; show what would change")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one file a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Build; exit 1 where a record could not be read, or with --check where something is stale."""
    if args.at is not None and not args.output:
        raise UsageError("Say where to build the past with -o DIR; citations/ belongs to the present.")
    shelf = world.shelf
    folder = args.output or os.path.join(shelf.root, "citations")
    only_look = args.check or args.dry_run
    made = dict(citations(shelf))
    kept = feed_files(shelf)
    # The commit that holds a feed cannot be in it, so that a committed one is never quite new, and yet not stale.
    if kept and args.at is None and not args.check:
        from sourcebook.cli.feed import feeds  # noqa: PLC0415 - history costs 30 ms that only a feed needs

        made |= feeds(world)
    if only_look:
        synced = files.sync(folder, made, kept=kept, dry_run=True)
    else:
        with files.lock(folder):
            synced = files.sync(folder, made, kept=kept)
    if args.dry_run and not args.json:
        _say_diff(world.terminal, folder, made, synced.written)
    _say(world.terminal, folder, synced, args)
    return world.verdict(found=not (args.check and synced.is_stale))


def _say(terminal: Terminal, folder: str, synced: files.Synced, args: argparse.Namespace) -> None:
    states = {
        ("stale" if args.check or args.dry_run else "written"): synced.written,
        "unchanged": synced.unchanged,
        ("to be removed" if args.check or args.dry_run else "removed"): synced.removed,
    }
    for state, names in states.items():
        for name in names:
            path = os.path.relpath(os.path.join(folder, name))
            if args.json:
                terminal.say(json.dumps({"schema": "sourcebook.build/1", "file": path, "state": state}))
            else:
                terminal.say(f"{state:<10} {path}")
    if args.check and synced.is_stale:
        terminal.talk("sourcebook: citations are stale; run `sourcebook build`.", "yellow")


def _say_diff(terminal: Terminal, folder: str, made: Mapping[str, bytes], names: tuple[str, ...]) -> None:
    for name in names:
        path = os.path.join(folder, name)
        before = files.read_bytes(path, files.LARGEST) if os.path.exists(path) else b""
        terminal.difference(name, before, made[name])
