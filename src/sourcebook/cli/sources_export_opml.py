"""`sources export-opml`: the feeds that are followed, as OPML that other readers take over."""

import argparse

from sourcebook.cli.feed_health import feeds_meant
from sourcebook.cli.world import World
from sourcebook.render.opml import GROUPINGS, is_for_readers, write_opml
from sourcebook.store.files import write_atomic

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources export-opml` takes."""
    parser.add_argument("feeds", nargs="*", metavar="ID", help="only these feeds, or those of these outlets")
    parser.add_argument("--by", choices=GROUPINGS, default="outlet", help="what groups stand for (outlet)")
    parser.add_argument("--all", action="store_true", help="also feeds that are not read (`enabled: false`)")
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write this file, not standard output")


def run(args: argparse.Namespace, world: World) -> int:
    """Export; exit 1 where no feed is left to export."""
    sources = world.shelf.sources
    meant = [feed for feed in feeds_meant(world, args.feeds) if feed.is_enabled or args.all]
    feeds = [feed for feed in meant if is_for_readers(feed)]
    text = write_opml(feeds, sources.outlets, title=sources.subject, by=args.by)
    if args.output:
        write_atomic(args.output, text.encode())
    else:
        world.terminal.data(text)
    if others := [feed.id for feed in meant if not is_for_readers(feed)]:
        world.terminal.talk(f"sourcebook: no other reader could read these, which are left out: {', '.join(others)}.")
    return 0 if feeds else 1
