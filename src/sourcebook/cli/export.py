"""`export`: works in another program's format."""

import argparse
from collections.abc import Sequence

from sourcebook.cli.exported import FORCE, write_exported
from sourcebook.cli.kept import kept
from sourcebook.cli.world import World
from sourcebook.render.formats import EXPORTS, Export, export_named, losses
from sourcebook.store.index import SORTS

TAKES_QUERY = True
READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `export` takes."""
    parser.add_argument("query", nargs="*", help="which works; see docs/queries.md; - for keys on stdin")
    parser.add_argument("-f", "--format", required=True, metavar="FORMAT", help=", ".join(EXPORTS))
    parser.add_argument("-o", dest="output", metavar="FILE", help="write a file instead of standard output")
    parser.add_argument("--force", action="store_true", help=FORCE)
    parser.add_argument("--sort", choices=SORTS, default="key", help="default: key")
    parser.add_argument("--quiet", action="store_true", help="say nothing of fields that the format has no place for")


def run(args: argparse.Namespace, world: World) -> int:
    """Export; exit 1 where nothing matches."""
    export, keys = export_named(args.format), world.selected(args.query, sort=args.sort)
    lost, text = _exported(world, export, keys)
    if args.output:
        write_exported(world, args.output, export, text.encode(), force=args.force)
    else:
        world.terminal.data(text)
    if lost and not args.quiet:
        world.terminal.talk(f"sourcebook: {export.name} has no place for: {lost}.")
    if not keys and not world.missing:
        world.terminal.talk("sourcebook: no work matches.")
    return world.verdict(found=bool(keys))


def _exported(world: World, export: Export, keys: Sequence[str]) -> tuple[str, str]:
    """What the format has no place for, and the text; both are kept for as long as no record changes."""

    def made() -> bytes:
        chosen = world.shelf.printing(world.library.only(keys))
        lost = ", ".join(f"{name} ({count})" for name, count in sorted(losses(chosen, export).items()))
        return f"{lost}\n{export.write(chosen)}".encode()

    lost, _, text = kept(world, (export.name, *keys), made).decode().partition("\n")
    return lost, text
