"""`commit`: hand edits, and changes that a killed command has begun, as commits that say what happened."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.store import files, pending
from sourcebook.store.history import unreadable


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `commit` takes."""
    changing.arguments(parser, commits=False)


def run(args: argparse.Namespace, world: World) -> int:
    """Commit everything of the sourcebook's own that differs from the last commit; exit 0 also where nothing does.

    Raises BadValue where a record or settings file cannot be read, such as one with conflict markers.
    """
    repository = world.repository
    repository.refuse_if_under_way()
    if not args.dry_run and pending.recall(world.pending_path):
        with files.lock(world.shelf.root):
            # Asked again: whoever held the folder until now may have ended it.
            if begun := pending.recall(world.pending_path):
                changing.finish(world, begun)
    differences = repository.differences(repository.head())
    for path in unreadable(differences):
        raise BadValue(f"{path} cannot be read; nothing was committed. `sourcebook check` tells what is wrong in it.")
    return changing.carry_out(world, args, changing.Change(differences, is_commit=True))
