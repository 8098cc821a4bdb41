"""`merge-driver`: what git calls for each file of a sourcebook that both sides changed (gitattributes(5))."""

import argparse

from sourcebook.cli.world import World
from sourcebook.store import files
from sourcebook.store.merging import first_marker, merge_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `merge-driver` takes."""
    parser.add_argument("base", metavar="BASE", help="the file as both sides had it; empty where both added it")
    parser.add_argument("ours", metavar="OURS", help="the file as we have it; the merge is written here")
    parser.add_argument("theirs", metavar="THEIRS", help="the file as they have it")
    parser.add_argument("path", metavar="PATH", help="the file's path, which tells how to merge it")


def run(args: argparse.Namespace, world: World) -> int:
    """Merge; exit 1 where conflict markers are left. Needs no sourcebook, since git calls it from anywhere."""
    base, ours, theirs = (files.read_bytes(path, files.LARGEST) for path in (args.base, args.ours, args.theirs))
    path = args.path.removeprefix("./")
    merged = merge_file(path, base, ours, theirs)
    if merged.data != ours:
        files.write_atomic(args.ours, merged.data)
    if merged.is_clean:
        return 0
    what = ", ".join(merged.fields) or f"line {first_marker(merged.data)}"
    world.terminal.talk(f"sourcebook: {path}: both sides changed {what}.")
    return 1
