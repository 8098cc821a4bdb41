"""`balance`: how works are spread over viewpoints, years, languages, origins and roles, and what is thin."""

import argparse
import json
import re
from collections.abc import Collection, Sequence

from sourcebook.cli.named_lists import listed_keys, named_list, resolved_list
from sourcebook.cli.terminal import bar, cell_width, fitted, wrapped
from sourcebook.cli.world import World
from sourcebook.errors import UnknownName, UsageError
from sourcebook.model.balance import DIMENSIONS, Bound, CrossTable, breaches, cross_table, shares, thin_places
from sourcebook.model.library import Library
from sourcebook.model.text import one_line

TAKES_QUERY = True
READS = True
_LABEL, _NUMBER, _HEAD = 36, 5, 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `balance` takes."""
    parser.add_argument(
        "query", nargs="*", metavar="LIST|QUERY", help="a list by name, or which works; - for keys on stdin"
    )
    parser.add_argument(
        "--by", choices=DIMENSIONS, default="viewpoint", help="what the bounds hold for; default: viewpoint"
    )
    parser.add_argument(
        "--across", choices=DIMENSIONS, action="append", help="beside --by, only this one; may be repeated"
    )
    parser.add_argument("--min-share", action="append", metavar="[ID=]PERCENT", default=[], help="exit 1 below it")
    parser.add_argument("--max-share", action="append", metavar="[ID=]PERCENT", default=[], help="exit 1 above it")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one share a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Tell; exit 1 where a share is out of bounds, or nothing matches."""
    library = world.library.only(_chosen(args, world))
    spread = shares(library, args.by)
    known = {one.id for one in spread}
    bounds = [_bound(text, args.by, known, is_least=True) for text in args.min_share]
    bounds += [_bound(text, args.by, known, is_least=False) for text in args.max_share]
    if not library.works:
        if not world.missing:
            world.terminal.talk("sourcebook: no work matches.")
        return world.verdict(found=False)
    others = [name for name in args.across or DIMENSIONS if name != args.by]
    if args.json:
        _say_json(world, library, args.by, others)
    elif world.terminal.is_terminal:
        _say(world, library, args.by, others)
    else:
        for name in (args.by, *others):
            for one in shares(library, name):
                world.terminal.data(f"{name}\t{one_line(one.id) or '-'}\t{one.works}\t{one.share:.4f}\n")
    found = breaches(spread, bounds)
    for sentence in found:
        world.terminal.talk(f"sourcebook: {one_line(sentence)}", "yellow")
    return world.verdict(found=not found)


def _chosen(args: argparse.Namespace, world: World) -> list[str]:
    """The keys of the works of a list that the query names, or that the query finds."""
    syllabus = named_list(world, args.query)
    if syllabus is None:
        return world.selected(args.query)
    return [key for key in listed_keys(resolved_list(world, world.library, syllabus)) if key in world.library.works]


def _bound(text: str, by: str, known: Collection[str], *, is_least: bool) -> Bound:
    name, _, percent = text.rpartition("=")
    if name and name not in known:
        raise UnknownName(by, name, tuple(known))
    if not re.fullmatch(r"\d{1,3}(\.\d+)?%?", percent, re.ASCII) or float(percent.removesuffix("%")) > 100:
        raise UsageError(f"{text!r} is no share; write a percentage such as 10, or one of a single group: ID=10.")
    return Bound(name, float(percent.removesuffix("%")) / 100, is_least)


def _say_json(world: World, library: Library, by: str, others: Sequence[str]) -> None:
    for name in (by, *others):
        for one in shares(library, name):
            world.terminal.say(json.dumps(_shape({name: one.id}, one.label, one.works, one.share), ensure_ascii=False))
    for name in others:
        table = cross_table(library, by, name)
        for row, counts in zip(table.rows, table.counts, strict=True):
            for column, count in zip(table.columns, counts, strict=True):
                if count:
                    shape = _shape(
                        {by: row.id, name: column.id}, f"{row.label}, {column.label}", count, count / row.works
                    )
                    world.terminal.say(json.dumps(shape, ensure_ascii=False))


def _shape(of: dict[str, str], label: str, works: int, share: float) -> dict[str, object]:
    """The documented JSON shape of a share (docs/json.md)."""
    return {"schema": "sourcebook.share/1", "of": of, "label": label, "works": works, "share": round(share, 4)}


def _say(world: World, library: Library, by: str, others: Sequence[str]) -> None:
    terminal, state = world.terminal, f"; {world.state}" if world.state else ""
    spread = shares(library, by)
    width = min(max(cell_width(one_line(one.label)) for one in spread), _LABEL, terminal.width // 2)
    terminal.say(terminal.paint(f"{by.capitalize()} ({len(library.works)} works{one_line(state)})", "bold"))
    most = max(one.share for one in spread) or 1
    for one in spread:
        filled = bar(one.share / most, min(max(terminal.width - width - 18, 1), 60))
        label = fitted(one_line(one.label), width)
        terminal.say(f"  {label} {one.works:>5} {one.share:5.0%} {terminal.paint(filled, 'cyan')}")
    for name in others:
        terminal.say()
        _say_table(world, cross_table(library, by, name), f"{by.capitalize()} by {name}", width)
    if by == "viewpoint" and (thin := thin_places(library)):
        terminal.say()
        terminal.say(terminal.paint("Thin", "bold"))
        for sentence in thin:
            for line in wrapped(one_line(sentence), terminal.width, "  "):
                terminal.say(line)


def _say_table(world: World, table: CrossTable, title: str, width: int) -> None:
    """The counts in columns, the largest groups first where not all fit; the rest are added up."""
    terminal = world.terminal
    order = [place for place, column in enumerate(table.columns) if column.works]
    heads = {place: one_line(table.columns[place].id) or "none" for place in order}
    cell = min(max(_NUMBER, *(cell_width(head) for head in heads.values())), _HEAD)
    room = terminal.width - width - 2
    if len(order) * (cell + 1) > room:
        cell = _NUMBER
    fitting = max(room // (cell + 1), 2)
    if len(order) > fitting:
        order = sorted(sorted(order, key=lambda place: -table.columns[place].works)[: fitting - 1])
    rest = ["other"] if len(order) < len(heads) else []
    terminal.say(terminal.paint(title, "bold"))
    shown = [fitted(heads[place], cell, pad=False) for place in order]
    terminal.say("  " + " " * width + "".join(" " * (cell + 1 - cell_width(head)) + head for head in (*shown, *rest)))
    for row, counts in zip(table.rows, table.counts, strict=True):
        numbers = [counts[place] for place in order]
        numbers += [row.works - sum(numbers)] if rest else []
        cells = "".join(f" {number or '·':>{cell}}" for number in numbers)
        terminal.say(f"  {fitted(one_line(row.label), width)}{cells}")
