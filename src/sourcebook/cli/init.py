"""`init`: a new sourcebook on any subject."""

import argparse
import os
import shlex

from sourcebook.cli.merge_setup import ensure_driver
from sourcebook.cli.world import World
from sourcebook.errors import Changed
from sourcebook.store.files import write_atomic
from sourcebook.store.git import Repository
from sourcebook.store.starter import starter_files

# Files that a folder may have before it holds a sourcebook, and what is to be done about each.
_KEPT = {
    ".gitignore": "add the line .sourcebook/ to it",
    ".gitattributes": "run `sourcebook sync --setup` there, so that git merges records field by field",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `init` takes."""
    parser.add_argument("folder_to_make", metavar="DIR", help="a new folder, or one without a sourcebook")
    parser.add_argument("--dry-run", action="store_true", help="write nothing; name the files")


def run(args: argparse.Namespace, world: World) -> int:
    """Write the starter's files; raises Changed where one of them is there already, and then writes nothing."""
    files = {os.path.join(args.folder_to_make, path): data for path, data in starter_files().items()}
    taken = [path for path in files if os.path.lexists(path) and os.path.basename(path) not in _KEPT]
    if taken:
        raise Changed(f"{taken[0]} is there already; nothing was written. Choose a folder without a sourcebook.")
    for path, data in files.items():
        if os.path.lexists(path):
            world.terminal.talk(f"sourcebook: {path} is kept as it is; {_KEPT[os.path.basename(path)]}.")
            continue
        if not args.dry_run:
            write_atomic(path, data)
        world.terminal.say(f"{'would write' if args.dry_run else 'written'} {path}")
    repository = Repository(args.folder_to_make, world.terminal.environ)
    if not args.dry_run and repository.exists:
        ensure_driver(repository)
    world.terminal.talk(
        f"Now name the subject in {os.path.join(args.folder_to_make, 'sources.yaml')}, the viewpoints in "
        f"{os.path.join(args.folder_to_make, 'library', 'viewpoints.yaml')}, and put a first record into "
        f"{os.path.join(args.folder_to_make, 'library', 'works')}/ (docs/record-format.md)."
    )
    if not repository.exists:
        folder = shlex.quote(args.folder_to_make)
        world.terminal.talk(f"For its history, run `git init {folder}`, then `sourcebook commit` there.")
    return 0
