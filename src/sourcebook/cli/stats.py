"""`stats`: how many works per viewpoint, role, year, language and outlet."""

import argparse
import json

from sourcebook.cli.terminal import Terminal, bar, cell_width, fitted
from sourcebook.cli.world import World
from sourcebook.model.groups import GROUPINGS, Group, group_works
from sourcebook.model.text import one_line

TAKES_QUERY = True
READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `stats` takes."""
    parser.add_argument("query", nargs="*", help="only works that match; see docs/queries.md")
    parser.add_argument("--by", choices=GROUPINGS, action="append", help="only this count; may be repeated")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one count a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Count; bars on a terminal, numbers in a pipe."""
    keys = world.selected(args.query)
    chosen = world.library.only(keys)
    for by in args.by or GROUPINGS:
        groups = group_works(chosen, by)
        if by in ("outlet", "language"):
            groups = tuple(sorted(groups, key=lambda group: (not group.id, -len(group.works), group.label)))
        if args.json:
            _say_json(world.terminal, by, groups)
        elif world.terminal.is_terminal:
            _say_bars(world, by, groups, len(keys))
        else:
            for group in groups:
                world.terminal.say(f"{by}\t{group.id or '-'}\t{len(group.works)}")
    return world.verdict(found=bool(keys))


def _say_json(terminal: Terminal, by: str, groups: tuple[Group, ...]) -> None:
    for group in groups:
        shape = {
            "schema": "sourcebook.count/1",
            "by": by,
            "id": group.id,
            "label": group.label,
            "works": len(group.works),
        }
        terminal.say(json.dumps(shape, ensure_ascii=False))


def _say_bars(world: World, by: str, groups: tuple[Group, ...], works: int) -> None:
    terminal, state = world.terminal, f"; {world.state}" if world.state else ""
    terminal.say(terminal.paint(f"{by.capitalize()} ({works} works{one_line(state)})", "bold"))
    most = max((len(group.works) for group in groups), default=1)
    label = min(max((cell_width(group.label) for group in groups), default=0), 36, terminal.width // 2)
    room = max(terminal.width - label - 18, 1)
    for group in groups:
        count = len(group.works)
        filled = bar(count / most, min(room, 60))
        share = f"{count / works:5.0%}" if works else ""
        terminal.say(f"  {fitted(one_line(group.label), label)} {count:>5} {share} {terminal.paint(filled, 'cyan')}")
    terminal.say()
