"""`export`: works in another program's format."""

import argparse

from sourcebook.cli.world import World
from sourcebook.errors import UnknownName
from sourcebook.render.formats import EXPORTS, losses
from sourcebook.store.files import write_atomic
from sourcebook.store.index import SORTS

TAKES_QUERY = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `export` takes."""
    parser.add_argument("query", nargs="*", help="which works; see docs/queries.md; - for keys on stdin")
    parser.add_argument("-f", "--format", required=True, metavar="FORMAT", help=", ".join(EXPORTS))
    parser.add_argument("-o", dest="output", metavar="FILE", help="write a file instead of standard output")
    parser.add_argument("--sort", choices=SORTS, default="key", help="default: key")
    parser.add_argument("--quiet", action="store_true", help="say nothing of fields that the format has no place for")


def run(args: argparse.Namespace, world: World) -> int:
    """Export; exit 1 where nothing matches."""
    if args.format not in EXPORTS:
        raise UnknownName("format", args.format, EXPORTS)
    export = EXPORTS[args.format]
    library, keys = world.selection(args.query, sort=args.sort)
    chosen = library.only(keys)
    text = export.write(chosen)
    if args.output:
        write_atomic(args.output, text.encode())
    else:
        world.terminal.data(text)
    lost = losses(chosen, export)
    if lost and not args.quiet:
        fields = ", ".join(f"{name} ({count})" for name, count in sorted(lost.items()))
        world.terminal.talk(f"sourcebook: {args.format} has no place for: {fields}.")
    if not keys and not world.missing:
        world.terminal.talk("sourcebook: no work matches.")
    return world.verdict(found=bool(keys))
