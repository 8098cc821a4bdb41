"""`reading-list`: formatted references under headings, with annotations and what answers what."""

import argparse

from sourcebook.cli.world import World
from sourcebook.model.groups import GROUPINGS
from sourcebook.render.build import DEFAULT_STYLE, LISTS, write_reading_list
from sourcebook.store.cache import Cache
from sourcebook.store.files import write_atomic

TAKES_QUERY = True
READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `reading-list` takes."""
    parser.add_argument("query", nargs="*", help="which works; see docs/queries.md; - for keys on stdin")
    parser.add_argument("--group-by", choices=GROUPINGS, default="viewpoint", help="default: viewpoint")
    parser.add_argument("--style", default=DEFAULT_STYLE, help=f"default: {DEFAULT_STYLE}; any that `cite` takes")
    parser.add_argument("--locale", default="", metavar="TAG", help="language of the terms, such as de-DE")
    parser.add_argument("--title", default="", help="default: the subject in sources.yaml")
    parser.add_argument("-f", "--format", choices=LISTS, default="text", help="default: text")
    parser.add_argument("-o", dest="output", metavar="FILE", help="write a file instead of standard output")


def run(args: argparse.Namespace, world: World) -> int:
    """Write the list; exit 1 where nothing matches."""
    keys = world.selected(args.query)
    if not keys:
        if not world.missing:
            world.terminal.talk("sourcebook: no work matches.")
        return world.verdict(found=False)
    text = write_reading_list(
        world.shelf.printing(world.library),
        keys,
        form=args.format,
        style=args.style,
        locale=args.locale,
        group_by=args.group_by,
        title=args.title,
        state=world.state,
        intro="" if args.query else world.shelf.sources.description,
        memo=Cache(world.shelf.cache_path("formatted")),
        width=min(world.terminal.width, 100),
    )
    if args.output:
        write_atomic(args.output, text.encode())
    else:
        world.terminal.data(text)
    return world.verdict()
