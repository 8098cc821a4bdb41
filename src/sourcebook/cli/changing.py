"""How every command changes a sourcebook: shown first, written whole under a lock, then one commit that says what happened."""

import argparse
import contextlib
import difflib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sourcebook.cli.world import World
from sourcebook.errors import Changed, GitRefused
from sourcebook.model.changes import WorkChange, in_words, summary
from sourcebook.store import files
from sourcebook.store.history import Differences, other_changes, work_changes

COMMAND = "Sourcebook-Command"  # trailer: the command and its arguments as a JSON list
UNDOES = "Sourcebook-Undoes"  # trailer: the commit that this one takes back
REDOES = "Sourcebook-Redoes"  # trailer: the undone commit that this one does again
_PENDING = "pending.json"


class Change(NamedTuple):
    """What a command wants to do: the bytes of files before and after, as it read and made them; and its trailers.

    `subject` is the first line of the commit's message, made from the differences where it is empty. `is_commit` where
    the commit itself is what was asked for, whatever the settings say.
    """

    differences: Differences
    subject: str = ""
    trailers: tuple[tuple[str, str], ...] = ()
    is_commit: bool = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """What every changing command takes."""
    group = parser.add_argument_group("changing")
    group.add_argument("-m", "--message", metavar="TEXT", default="", help="why; stands in the commit's message")
    group.add_argument("--dry-run", action="store_true", help="write nothing; show the difference")
    group.add_argument("--no-commit", action="store_true", help="write, but leave committing to you")
    group.add_argument("--json", action="store_true", help="JSON Lines, one change a line (docs/json.md)")


def carry_out(world: World, args: argparse.Namespace, change: Change) -> int:
    """Show, or write and commit a change; exit 0 also where there is nothing to do.

    Raises Changed where a file is no longer what the command read, and GitRefused; then nothing was written, except
    where the commit itself was refused: the text says so, and `sourcebook commit` ends what was begun.
    """
    differences = {path: (old, new) for path, (old, new) in change.differences.items() if old != new}
    changes = (*work_changes(differences), *other_changes(differences))
    if not differences:
        world.terminal.talk("sourcebook: nothing to change.")
        return 0
    if args.dry_run:
        _show(world, args, differences, changes)
        return 0
    message = message_of(changes, world.command, change, args.message)
    if not change.is_commit and not _commits(world, args):
        with files.lock(world.shelf.root):
            _write(world, differences)
        _say(world, args, changes)
        return 0
    repository = world.repository
    with files.lock(world.shelf.root):
        repository.refuse_if_under_way()
        repository.refuse_if_unnamed()
        _refuse_if_edited(world, differences)
        with _pending(world, list(differences), message):
            _write(world, differences)
            commit_written(world, list(differences), message)
    _say(world, args, changes)
    return 0


def commit_written(world: World, paths: Sequence[str], message: str) -> str:
    """Commit what has been written; raises GitRefused with how to go on."""
    try:
        return world.repository.commit(paths, message)
    except GitRefused as error:
        raise GitRefused(
            f"{error}\nWhat you asked for is written but not committed. Remove the cause and run `sourcebook commit`."
        ) from error


def message_of(changes: Sequence[WorkChange], command: Sequence[str], change: Change, why: str = "") -> str:
    """A commit's message: what happened in one line, each work where there are several, why, and the trailers."""
    works = [one for one in changes if "/" not in one.key and not one.key.endswith(".yaml")]
    parts = [change.subject or summary(works or changes)]
    if len(changes) > 1 and not change.subject:
        parts.append("\n".join(in_words(one) for one in changes))
    if why.strip():
        parts.append(why.strip())
    said = json.dumps(list(command), ensure_ascii=False)
    parts.append("\n".join(f"{name}: {value}" for name, value in ((COMMAND, said), *change.trailers)))
    return "\n\n".join(" ".join(part.split()) if place == 0 else part for place, part in enumerate(parts)) + "\n"


def pending(world: World) -> tuple[list[str], str] | None:
    """The paths and the message of a change that was written by a command which ended before it could commit."""
    try:
        with open(world.shelf.cache_path(_PENDING), encoding="utf-8") as file:
            kept = json.load(file)
        return list(kept["paths"]), str(kept["message"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_pending(world: World) -> None:
    """Forget a change that was written and not committed; its files stay as they are."""
    with contextlib.suppress(OSError):
        os.unlink(world.shelf.cache_path(_PENDING))


@contextlib.contextmanager
def _pending(world: World, paths: Sequence[str], message: str) -> Iterator[None]:
    """Leave a word for the next command, which only stays where this one is killed or its commit is refused."""
    said = json.dumps({"paths": paths, "message": message}, ensure_ascii=False)
    files.write_atomic(world.shelf.cache_path(_PENDING), said.encode("utf-8", "surrogateescape"))
    yield
    forget_pending(world)


def _commits(world: World, args: argparse.Namespace) -> bool:
    if args.no_commit or world.shelf.sources.commit == "manual":
        return False
    if not world.repository.exists:
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


def _write(world: World, differences: Differences) -> None:
    for path, (old, _) in differences.items():
        if _on_disk(world, path) != old:
            raise Changed(f"{path} changed while the command ran; nothing was written. Run it again.")
    for path, (_, new) in differences.items():
        place = os.path.join(world.shelf.root, path)
        if new is None:
            os.unlink(place)
        else:
            files.write_atomic(place, new)


def _on_disk(world: World, path: str) -> bytes | None:
    place = os.path.join(world.shelf.root, path)
    return files.read_bytes(place, 64_000_000) if os.path.lexists(place) else None


def _show(world: World, args: argparse.Namespace, differences: Differences, changes: Sequence[WorkChange]) -> None:
    _say(world, args, changes)
    if args.json:
        return
    for path, (old, new) in differences.items():
        lines = difflib.unified_diff(
            (old or b"").decode("utf-8", "replace").splitlines(keepends=True),
            (new or b"").decode("utf-8", "replace").splitlines(keepends=True),
            f"now/{path}",
            f"new/{path}",
            n=1,
        )
        world.terminal.data("".join(line if line.endswith("\n") else line + "\n" for line in lines))


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
