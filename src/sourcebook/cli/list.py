"""`list`: the works that match a query, one a line."""

import argparse
import re
from collections.abc import Callable

from sourcebook.cli.list_lines import list_lines
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.world import World
from sourcebook.errors import UnknownName
from sourcebook.model.fields import BY_NAME
from sourcebook.model.groups import GROUPINGS
from sourcebook.model.text import one_line
from sourcebook.store.index import SORTS, Row

TAKES_QUERY = True
READS = True
_DERIVED = ("key", "author", "year", "outlet", "link", "annotation")
_ESCAPES = {"\\t": "\t", "\\n": "\n", "{{": "{", "}}": "}"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `list` takes."""
    parser.add_argument(
        "query", nargs="*", help="words and field:value terms; see docs/queries.md; - for keys on stdin"
    )
    parser.add_argument("--group-by", choices=GROUPINGS, help="a heading per group")
    parser.add_argument("--sort", choices=SORTS, default="key", help="default: key")
    parser.add_argument("--reverse", action="store_true", help="the last first")
    parser.add_argument("--limit", type=_count, default=-1, metavar="N", help="at most N works")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--keys", action="store_true", help="keys only, one a line, for pipes")
    shape.add_argument("--format", metavar="TEXT", help="a template, such as '{author} {year}: {title}'")
    shape.add_argument("--json", action="store_true", help="JSON Lines, one work a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """List; exit 1 where nothing matches."""
    if args.json or args.format is not None or args.group_by or args.query == ["-"]:
        return _run_with_works(args, world)
    query = world.query(args.query)
    rows = world.shelf.rows(query, sort=args.sort, descending=args.reverse, limit=args.limit)
    if args.keys:
        for row in rows:
            world.terminal.say(row.key)
    else:
        _say_rows(rows, world.terminal)
    _say_none(world, found=bool(rows))
    return world.verdict(found=bool(rows))


def _run_with_works(args: argparse.Namespace, world: World) -> int:
    # The plain list builds no works, and spares itself what they need.
    from sourcebook.cli.list_works import say_groups, say_template  # noqa: PLC0415 - see above
    from sourcebook.render.tables import write_jsonl  # noqa: PLC0415 - see above

    keys = world.selected(args.query, sort=args.sort, descending=args.reverse, limit=args.limit)
    chosen = world.library.only(keys)
    if args.json:
        world.terminal.data(write_jsonl(chosen))
    elif args.group_by:
        say_groups(chosen, args.group_by, world.terminal, keys_only=args.keys, template=_template(args.format))
    elif args.keys:
        for key in keys:
            world.terminal.say(key)
    elif args.format is not None:
        say_template(chosen, _template(args.format), world.terminal)
    else:
        rows = {row.key: row for row in world.shelf.rows(world.query([]))}
        _say_rows([rows[key] for key in keys], world.terminal)
    _say_none(world, found=bool(keys))
    return world.verdict(found=bool(keys))


def _say_none(world: World, *, found: bool) -> None:
    if not found and not world.missing:
        world.terminal.talk("sourcebook: no work matches.")


def _say_rows(rows: list[Row], terminal: Terminal) -> None:
    if not terminal.is_terminal:
        terminal.data(
            "".join(f"{row.key}\t{row.year}\t{one_line(row.author)}\t{one_line(row.title)}\n" for row in rows)
        )
        return
    cells = [(row.key, row.year, one_line(row.author), one_line(row.title)) for row in rows]
    for row, (first, *more) in zip(rows, list_lines(cells, terminal.width), strict=True):
        terminal.say(first.replace(row.key, terminal.paint(row.key, "cyan"), 1))
        for line in more:
            terminal.say(line)


def _template(text: str | None) -> Callable[[Callable[[str], str]], str] | None:
    """A template as a function from (field name -> its text) to a line; raises UnknownName."""
    if text is None:
        return None
    parts = re.split(r"(\{\{|\}\}|\\t|\\n|\{[A-Za-z_-]+\})", text)
    known = {name.lower(): name for name in (*BY_NAME, *_DERIVED)}
    for part in parts[1::2]:
        if part not in _ESCAPES and part[1:-1].lower() not in known:
            raise UnknownName("field", part[1:-1], (*_DERIVED, *BY_NAME))

    def filled(field: Callable[[str], str]) -> str:
        return "".join(
            part if not place % 2 else _ESCAPES.get(part) or field(known[part[1:-1].lower()])
            for place, part in enumerate(parts)
        )

    return filled


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of works")
    return int(text)
