"""`coverage`: how many works are from which month, by viewpoint and outlet, what was judged when, and silent feeds."""

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sourcebook.cli.feed_health import healths
from sourcebook.cli.inbox_shelf import InboxShelf, now
from sourcebook.cli.terminal import Terminal, cell_width, fitted
from sourcebook.cli.world import World
from sourcebook.model.dates import PartialDate, parse_date
from sourcebook.model.text import one_line
from sourcebook.model.timeline import (
    Timeline,
    bucketed,
    buckets,
    by_month,
    counted,
    greatest,
    month_name,
    month_of_day,
    timeline,
)
from sourcebook.web.polling import silent_days

TAKES_QUERY = True
BY = ("viewpoint", "outlet", "language")
_KINDS = ("accepted", "dismissed", "deferred")
_MOST_ROWS = 12
_HEIGHT = 6
_LABEL = 34
_COUNTS = 12  # a number, a share, and the blanks before them
_FEWEST = 8  # columns that are worth a plot
_WIDEST = 4
_EIGHTHS = " ▁▂▃▄▅▆▇█"


class Silent(NamedTuple):
    """A feed that is silent for longer than `usual` days, and since when."""

    id: str
    newest: str
    days: int
    usual: int


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `coverage` takes."""
    parser.add_argument("query", nargs="*", help="only works that match; see docs/queries.md")
    parser.add_argument(
        "--by", choices=BY, action="append", help="only this; may be repeated; default: viewpoint and outlet"
    )
    parser.add_argument("--since", metavar="DATE", type=_date, help="plot from this year or month on, such as 2021-05")
    parser.add_argument("--json", action="store_true", help="JSON Lines (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Tell; plots on a terminal, numbers in a pipe."""
    chosen = world.library.only(world.selected(args.query))
    whole = args.json or not world.terminal.is_terminal
    lines = {by: timeline(chosen, by, since=args.since, whole=whole) for by in args.by or BY[:2]}
    inbox = InboxShelf(world)
    decided = _decided(inbox)
    waiting = len(inbox.open(now().date().isoformat()))
    silent = _silent(world)
    if args.json:
        for shape in _shapes(lines, decided, silent):
            world.terminal.say(json.dumps(shape, ensure_ascii=False))
    elif world.terminal.is_terminal:
        for number, (by, line) in enumerate(lines.items()):
            shown = greatest(line, _MOST_ROWS, lambda rest: f"{rest} others")
            if by != "viewpoint":
                shown = shown._replace(rows=tuple(sorted(shown.rows, key=lambda row: (not row.id, -row.total))))
            _plot(world.terminal, f"Works by {by}", shown, is_tall=not number)
        if decided.total or waiting:
            _plot(world.terminal, "Candidates by decision", decided, more=f"; {waiting} waiting")
        _say_silent(world.terminal, silent)
    else:
        for cells in _rows(lines, decided, silent):
            world.terminal.data("\t".join(one_line(cell) or "-" for cell in cells) + "\n")
    return world.verdict(found=bool(chosen.works))


def _date(text: str) -> PartialDate:
    date = parse_date(text)
    if date is None or date.start is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write a year or a month such as 2021-05")
    return date


def _decided(inbox: InboxShelf) -> Timeline:
    """The candidates by the decision that holds, and the month in which it was made."""
    latest = {one.id: one for one in sorted(inbox.decisions, key=lambda one: one.date)}
    months = {kind: [month_of_day(one.date) for one in latest.values() if one.decision == kind] for kind in _KINDS}
    return counted([(kind, kind, found) for kind, found in months.items()], whole=True)


def _silent(world: World) -> list[Silent]:
    """The feeds that fell silent, by what is remembered of them; the longest silence first."""
    found = [
        Silent(one.feed.id, one.newest[:10], *days)
        for one in healths(world, world.shelf.sources.feeds)
        if one.feed.is_enabled and one.polled and (days := silent_days(one.feed, one.polled, now()))
    ]
    return sorted(found, key=lambda one: (-one.days, one.id))


def _shapes(lines: dict[str, Timeline], decided: Timeline, silent: Sequence[Silent]) -> Iterator[dict[str, object]]:
    for by, line in lines.items():
        for row in line.rows:
            yield {
                "schema": "sourcebook.coverage/1",
                "by": by,
                "id": row.id,
                "label": row.label,
                "works": row.total,
                "share": round(row.total / line.total, 4),
                "months": by_month(line, row),
                "earlier": row.earlier,
                "undated": row.undated,
            }
    for row in decided.rows:
        if row.total:
            yield {
                "schema": "sourcebook.decided/1",
                "decision": row.id,
                "candidates": row.total,
                "months": by_month(decided, row),
            }
    for one in silent:
        yield {"schema": "sourcebook.silent/1", **one._asdict()}


def _rows(lines: dict[str, Timeline], decided: Timeline, silent: Sequence[Silent]) -> Iterator[tuple[str, ...]]:
    for by, line in {**lines, "decision": decided}.items():
        for row in line.rows:
            for month, number in by_month(line, row).items():
                yield by, row.id, month, str(number)
            for name, number in (("earlier", row.earlier), ("undated", row.undated)):
                if number:
                    yield by, row.id, name, str(number)
    for one in silent:
        yield "silent", one.id, one.newest, str(one.days)


def _plot(terminal: Terminal, title: str, line: Timeline, *, is_tall: bool = False, more: str = "") -> None:
    """A line for each row with its number and share, in the columns of one axis; with `is_tall` a plot of all above."""
    label = min(max((cell_width(one_line(row.label)) for row in line.rows), default=0), _LABEL, terminal.width // 3)
    room = terminal.width - label - _COUNTS - 1
    shown = bucketed(line, max(room, 1))
    wide = min(room // shown.size, _WIDEST) if shown.size and room >= _FEWEST else 0
    terminal.say(terminal.paint(fitted(f"{title}, per {shown.unit_name}{more}", terminal.width, pad=False), "bold"))
    if wide and (not_drawn := _not_drawn(shown)):
        terminal.say(fitted(not_drawn, terminal.width, pad=False))
    for text in _tall(shown.columns, label, wide) if wide and is_tall else ():
        terminal.say(terminal.paint(text, "cyan"))
    if wide:
        terminal.say(" " * (label + 1) + _axis(shown, wide))
    most = max((number for row in shown.rows for number in row.values), default=0)
    for row in shown.rows:
        spark = "".join(_eighths(number, most, 8) * wide for number in row.values)
        share = f"{row.total / line.total:4.0%}" if line.total else ""
        name = fitted(one_line(row.label), label)
        terminal.say(f"{name} {terminal.paint(spark, 'cyan')} {row.total:>5}  {share}")
    terminal.say()


def _not_drawn(line: Timeline) -> str:
    """What has no place in a plot, in words."""
    earlier, undated = (sum(getattr(row, name) for row in line.rows) for name in ("earlier", "undated"))
    found = [
        f"{earlier} before {month_name(line.first)}" if earlier else "",
        f"{undated} without a month" if undated else "",
    ]
    said = " and ".join(filter(None, found))
    return f"{line.total} in all; {said} not drawn" if said else ""


def _tall(columns: Sequence[int], label: int, wide: int) -> Iterator[str]:
    """The lines of a plot, the highest first, with the greatest number beside it and 0 at its foot."""
    most = max(columns)
    for line in reversed(range(_HEIGHT)):
        scale = str(most) if line == _HEIGHT - 1 else "0" if not line else ""
        cells = "".join(_eighths(number, most, _HEIGHT * 8, line) * wide for number in columns)
        yield f"{scale:>{label}} {cells}".rstrip()


def _eighths(number: int, most: int, steps: int, line: int = 0) -> str:
    """The part of a column that is in a line; what is not nothing is never empty."""
    height = max(round(number / most * steps), 1) if number else 0
    return _EIGHTHS[min(max(height - 8 * line, 0), 8)]


def _axis(line: Timeline, wide: int) -> str:
    """The words over the columns, without those that would touch or reach beyond them."""
    text = ""
    for number, bucket in enumerate(buckets(line)):
        place = number * wide
        is_free = not text or len(text) < place
        if bucket.tick and is_free and place + len(bucket.tick) <= max(line.size * wide, len(bucket.tick)):
            text = text.ljust(place) + bucket.tick
    return text


def _say_silent(terminal: Terminal, silent: Sequence[Silent]) -> None:
    if silent:
        terminal.say(terminal.paint("Silent feeds", "bold"))
    for one in silent:
        said = f"{one.id}: nothing since {one.newest}, {one.days} days; {one.usual} are usual"
        terminal.say(terminal.paint(fitted(said, terminal.width, pad=False), "yellow"))
