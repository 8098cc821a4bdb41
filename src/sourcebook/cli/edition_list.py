"""`edition list`: every edition with its day, its size and what it was for."""

import argparse
import json

from sourcebook.cli.editions import edition_shape
from sourcebook.cli.terminal import fitted, table
from sourcebook.cli.world import World
from sourcebook.model.text import one_line
from sourcebook.store.editions import Edition, editions


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `edition list` takes."""
    parser.add_argument("--json", action="store_true", help="JSON Lines, one edition a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """List, oldest first."""
    found = editions(world.repository)
    rows = [_row(edition) for edition in found]
    if args.json:
        for edition in found:
            world.terminal.say(json.dumps(edition_shape(edition), ensure_ascii=False))
    elif world.terminal.is_terminal:
        for line in table(rows):
            world.terminal.say(fitted(line, world.terminal.width, pad=False))
    else:
        for row in rows:
            world.terminal.say("\t".join(row))
    if not found:
        world.terminal.talk("sourcebook: there is no edition yet; make one with `sourcebook edition create NAME`.")
    return 0


def _row(edition: Edition) -> tuple[str, ...]:
    if edition.manifest is None:
        return (edition.name, "-", "-", "(no manifest; see `sourcebook edition verify`)")
    manifest = edition.manifest
    return (
        edition.name,
        one_line(manifest.date),
        one_line(manifest.counts.get("works", "-")),
        one_line(manifest.message),
    )
