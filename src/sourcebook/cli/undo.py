"""`undo` and `redo`: changes taken back, and done again, by commits of their own; what was edited since stays."""

import argparse
from collections.abc import Sequence

from sourcebook.cli import changing
from sourcebook.cli.world import World
from sourcebook.errors import Changed, GitRefused, UsageError
from sourcebook.model.commits import REDOES, UNDOES, Commit
from sourcebook.store import files, pending
from sourcebook.store.undoing import done, own_commits, replay, undone


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `undo` and `redo` take."""
    parser.add_argument("count", nargs="?", type=int, default=1, metavar="N", help="how many changes (default: 1)")
    parser.add_argument("--yes", action="store_true", help="also where the change is another person's")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Take the last changes back, or do them again, in one commit; exit 1 where there are not so many.

    Raises GitRefused where later edits stand in the way, and where a change is another person's.
    """
    word = world.command[0]
    if word == "undo" and not args.dry_run and _give_up(world):
        return 0
    if args.count < 1:
        raise UsageError(f"`{word}` takes a number of changes, from 1.")
    found = own_commits(world.repository)
    known = done(found) if word == "undo" else undone(found)
    chosen = known[: args.count]
    if len(chosen) < args.count:
        there = {0: "is no change", 1: "is 1 change"}.get(len(known), f"are {len(known)} changes")
        asked = f", not {args.count}" if known else ""
        first = "; the first commit of a history cannot be taken back" if word == "undo" else ""
        world.terminal.talk(f"sourcebook: there {there} to {word}{asked}{first}.")
        return 1
    _refuse_others(args, world, chosen)
    subject = f"{word}: {chosen[0].subject}" if len(chosen) == 1 else f"{word}: {len(chosen)} changes"
    trailer = UNDOES if word == "undo" else REDOES
    change = changing.Change(
        replay(world.repository, chosen, undo=word == "undo"),
        subject=subject,
        trailers=tuple((trailer, one.hash) for one in chosen),
    )
    return changing.carry_out(world, args, change)


def _refuse_others(args: argparse.Namespace, world: World, chosen: Sequence[Commit]) -> None:
    own = world.repository.email()
    for one in chosen:
        if one.address != own and not args.yes:
            raise GitRefused(
                f"The change {one.subject!r} is by {one.author}, not by you; nothing was changed. "
                "To go on all the same, add --yes."
            )


def _give_up(world: World) -> bool:
    """Take back what was written and never committed; whether there was something."""
    if pending.recall(world.pending_path) is None:
        return False
    with files.lock(world.shelf.root):
        # Asked again: whoever held the folder until now may have ended it.
        begun = pending.recall(world.pending_path)
        if begun is None:
            return False
        back = {path: (new, old) for path, (old, new) in begun.differences.items()}
        try:
            changing.write(world, back)
        except Changed as error:
            pending.forget(world.pending_path)
            raise Changed(
                "What was begun was edited since, so nothing was taken back; it is an edit of yours now. "
                "See `sourcebook diff`, and keep it by `sourcebook commit`."
            ) from error
        world.repository.forget_new([path for path, (_, old) in back.items() if old is None])
        pending.forget(world.pending_path)
    world.terminal.say("taken back: " + begun.message.partition("\n")[0])
    return True
