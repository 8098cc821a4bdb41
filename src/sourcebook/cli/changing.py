"""How a command changes a sourcebook: shown first, written under a lock, then one commit that says what happened."""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.cli.world import World
from sourcebook.errors import Changed, GitRefused
from sourcebook.model.changes import WorkChange, in_words, summary
from sourcebook.model.commits import COMMAND
from sourcebook.model.text import printable
from sourcebook.store import files, pending
from sourcebook.store.history import Differences, key_at, other_changes, work_changes


class Change(NamedTuple):
    """What a command wants to do: the bytes of files before and after, as it read and made them; and its trailers.

    `subject` is the first line of the commit's message, made from the differences where it is empty. `is_commit` where
    the commit itself is what was asked for, whatever the settings say and whoever wrote the files. `is_told` where the
    command itself says what happened.
    """

    differences: Differences
    subject: str = ""
    trailers: tuple[tuple[str, str], ...] = ()
    is_commit: bool = False
    is_told: bool = False


def arguments(parser: argparse.ArgumentParser, *, commits: bool = True) -> None:
    """What every changing command takes; without `commits` there is no --no-commit."""
    group = parser.add_argument_group("changing")
    group.add_argument("-m", "--message", metavar="TEXT", default="", help="why; stands in the commit's message")
    group.add_argument("--dry-run", action="store_true", help="write nothing; show the difference")
    if commits:
        group.add_argument("--no-commit", action="store_true", help="write, but leave committing to you")
    group.add_argument("--json", action="store_true", help="JSON Lines, one change a line (docs/json.md)")


def carry_out(world: World, args: argparse.Namespace, change: Change) -> int:
    """Show, or write and commit a change; exit 0 also where there is nothing to do.

    Raises Changed where a file is no longer what the command read, and GitRefused; then nothing was written, except
    where the commit itself was refused: the text says so, and `sourcebook commit` ends what was begun.
    """
    differences = {path: (old, new) for path, (old, new) in change.differences.items() if old != new}
    works = _with_silent(work_changes(differences), [key for key in map(key_at, differences) if key])
    others = _with_silent(other_changes(differences), [path for path in differences if not key_at(path)])
    if not differences:
        if not change.is_told:
            world.terminal.talk("sourcebook: nothing to change.")
        return 0
    if args.dry_run:
        _show(world, args, differences, () if change.is_told else (*works, *others))
        return 0
    with files.lock(world.shelf.root):
        if not change.is_commit and not _commits(world, args):
            write(world, differences)
        else:
            world.repository.refuse_if_under_way()
            world.repository.refuse_if_unnamed()
            if not change.is_commit:
                _refuse_if_edited(world, differences)
            message = message_of(works, others, world.command, change, args.message)
            commit(world, pending.Pending(differences=differences, message=message))
    if not change.is_told:
        _say(world, args, (*works, *others))
    return 0


def commit(world: World, change: pending.Pending) -> None:
    """Write a change and commit it; a word of it is left for the next command in case this one is killed.

    Raises GitRefused with how to go on: then the change is written and not committed.
    """
    pending.remember(world.pending_path, change)
    try:
        write(world, change.differences)
    except Changed:
        pending.forget(world.pending_path)
        raise
    try:
        world.repository.commit(list(change.differences), change.message)
    except GitRefused as error:
        if not world.repository.changed_paths(list(change.differences)):
            pending.forget(world.pending_path)
            return  # what was written is what the last commit holds: a record deleted by hand was restored
        raise GitRefused(
            f"{error}\nWhat you asked for is written, but not committed. Remove the cause and run `sourcebook commit`; "
            "or take it back with `sourcebook undo`."
        ) from error
    pending.forget(world.pending_path)


def finish(world: World, begun: pending.Pending) -> None:
    """End a change that a command began and could not: what is missing is written, then committed.

    Where somebody edited its files since, nothing is written: they are hand edits from then on.
    """
    try:
        write(world, begun.differences)
    except Changed:
        pending.forget(world.pending_path)
        return
    paths = world.repository.changed_paths(list(begun.differences))
    if paths:
        world.repository.commit(paths, begun.message)
        world.terminal.say("committed: " + begun.message.partition("\n")[0])
    pending.forget(world.pending_path)


def message_of(
    works: Sequence[WorkChange], others: Sequence[WorkChange], command: Sequence[str], change: Change, why: str = ""
) -> str:
    """A commit's message: what happened in one line, each change where there are several, why, and the trailers."""
    parts = [printable(change.subject or summary(works, others))]
    if len(works) + len(others) > 1 and not change.subject:
        parts.append("\n".join(printable(in_words(one)) for one in (*works, *others)))
    if why.strip():
        parts.append(why.strip())
    said = json.dumps(list(command), ensure_ascii=False)
    parts.append("\n".join(f"{name}: {value}" for name, value in ((COMMAND, said), *change.trailers)))
    return "\n\n".join(" ".join(part.split()) if place == 0 else part for place, part in enumerate(parts)) + "\n"


def _with_silent(changes: Sequence[WorkChange], keys: Sequence[str]) -> tuple[WorkChange, ...]:
    """The changes with those of files in which no fact changed, only a comment or the layout."""
    told = {key for change in changes for key in (change.key, change.former)}
    return (*changes, *(WorkChange(key=key, kind="changed") for key in keys if key not in told))


def refuse_early(world: World, args: argparse.Namespace, paths: Sequence[str]) -> None:
    """Raise what `carry_out` would raise of these files, before a person puts work into them."""
    if args.dry_run or args.no_commit or world.shelf.sources.commit == "manual":
        return
    if not world.repository.is_missing:
        world.repository.refuse_if_under_way()
        world.repository.refuse_if_unnamed()
        _refuse_if_edited(world, dict.fromkeys(paths, (b"", b"")))


def _commits(world: World, args: argparse.Namespace) -> bool:
    if args.no_commit or world.shelf.sources.commit == "manual":
        return False
    if world.repository.is_missing:
        world.terminal.talk("sourcebook: written without a commit, since there is no git repository here (`git init`).")
        return False
    return True


def _refuse_if_edited(world: World, differences: Differences) -> None:
    """Raise GitRefused where one of the files has edits that are not committed: ours would carry them along."""
    edited = set(world.repository.changed_paths(list(differences)))
    mixed = [path for path, (old, _) in differences.items() if path in edited and old is not None]
    if mixed:
        raise GitRefused(
            f"{mixed[0]} has edits that are not committed, so nothing was changed. "
            "Commit them first (`sourcebook commit`), or use --no-commit."
        )


def write(world: World, differences: Differences) -> None:
    """Write files that are as they were read, or are written already.

    Raises Changed, and StorageFailed where a link leads out of the sourcebook; then nothing was written.
    """
    places = {path: os.path.join(world.shelf.root, path) for path in differences}
    files.refuse_outside(world.shelf.root, places.values())
    files.remove_unfinished(places.values())
    now = {path: _on_disk(world, path) for path in differences}
    for path, pair in differences.items():
        if now[path] not in pair:
            raise Changed(f"{path} changed while the command ran; nothing was written. Run it again.")
    files.write_all({places[path]: new for path, (_, new) in differences.items() if now[path] != new})


def _on_disk(world: World, path: str) -> bytes | None:
    place = os.path.join(world.shelf.root, path)
    return files.read_bytes(place, files.LARGEST) if os.path.lexists(place) else None


def _show(world: World, args: argparse.Namespace, differences: Differences, changes: Sequence[WorkChange]) -> None:
    _say(world, args, changes)
    if args.json:
        return
    for path, (old, new) in differences.items():
        world.terminal.difference(path, old or b"", new or b"")


def _say(world: World, args: argparse.Namespace, changes: Sequence[WorkChange]) -> None:
    for change in changes:
        world.terminal.say(json.dumps(change_shape(change), ensure_ascii=False) if args.json else in_words(change))


def change_shape(change: WorkChange) -> Mapping[str, object]:
    """The documented JSON shape of one change (docs/json.md)."""
    return {
        "schema": "sourcebook.change/1",
        "key": change.key,
        "kind": change.kind,
        "former": change.former or None,
        "title": change.title or None,
        "fields": [{"name": one.name, "before": one.before, "after": one.after} for one in change.fields],
    }
