"""Which changes can be undone and redone, and the files' bytes that doing so comes to.

The history itself tells: a commit's trailers name the command that made it, and the commits that it takes back.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.errors import GitRefused
from sourcebook.store.git import Repository
from sourcebook.store.history import key_at
from sourcebook.store.merging import merge_file

# These make no change that could be taken back by an edit: an edition is frozen, and what others did came in.
_NOT_UNDONE = frozenset({"undo", "redo", "sync", "edition"})
_FORMAT = "%H%x1f%P%x1f%an%x1f%ae%x1f%s" + "".join(
    f"%x1f%(trailers:key=Sourcebook-{name},valueonly,separator=%x20)" for name in ("Command", "Undoes", "Redoes")
)


class Step(NamedTuple):
    """One commit of ours: who made it, the command it came from, and the commits that it takes back or does again."""

    commit: str
    parent: str
    author: str
    email: str
    subject: str
    command: str
    undoes: tuple[str, ...] = ()
    redoes: tuple[str, ...] = ()


def steps(repository: Repository, head: str) -> list[Step]:
    """The commits that our commands made, newest first, along the line of the person's own work."""
    if not head:
        return []
    out = repository.run("log", "-z", "--first-parent", "--no-merges", f"--format={_FORMAT}", head)
    found: list[Step] = []
    for entry in filter(None, out.decode("utf-8", "replace").split("\0")):
        commit, parents, author, email, subject, command, undoes, redoes = entry.strip("\n").split("\x1f")
        if command.strip() and parents:  # to undo the first commit would be to undo the sourcebook
            found.append(
                Step(
                    commit=commit,
                    parent=parents.partition(" ")[0],
                    author=author,
                    email=email,
                    subject=subject,
                    command=_name(command),
                    undoes=tuple(undoes.split()),
                    redoes=tuple(redoes.split()),
                )
            )
    return found


def _name(trailer: str) -> str:
    try:
        command = json.loads(trailer)
    except ValueError:
        return ""
    return str(command[0]) if isinstance(command, list) and command else ""


def done(found: Sequence[Step]) -> list[Step]:
    """The changes that stand, newest first: neither undone nor undone again after a redo."""
    last = _last_word(found)
    return [
        step
        for step in found
        if step.command not in _NOT_UNDONE and not step.undoes and last.get(step.commit) != "undo"
    ]


def undone(found: Sequence[Step]) -> list[Step]:
    """The changes that were taken back and not done again, the last one taken back first."""
    last, by_commit = _last_word(found), {step.commit: step for step in found}
    order = [commit for step in found for commit in reversed(step.undoes) if last.get(commit) == "undo"]
    return [by_commit[commit] for commit in dict.fromkeys(order) if commit in by_commit]


def _last_word(found: Sequence[Step]) -> Mapping[str, str]:
    """Commit -> `undo` or `redo`, whichever was its last."""
    last: dict[str, str] = {}
    for step in found:
        for commit in step.undoes:
            last.setdefault(commit, "undo")
        for commit in step.redoes:
            last.setdefault(commit, "redo")
    return last


def replay(
    repository: Repository, chosen: Sequence[Step], *, undo: bool
) -> dict[str, tuple[bytes | None, bytes | None]]:
    """The bytes now and then of every file that taking these steps back (or doing them again) touches.

    Raises GitRefused where a later edit changed the same field of a work, or the same file.
    """
    now: dict[str, bytes | None] = {}
    then: dict[str, bytes | None] = {}
    for step in chosen:
        for path, (before, after) in repository.differences(step.parent, step.commit).items():
            if path not in now:
                now[path] = then[path] = repository.on_disk(path)
            old, new = (after, before) if undo else (before, after)
            then[path], blocked = replayed(then[path], before=old, after=new, path=path)
            if blocked:
                raise GitRefused(
                    f"{key_at(path) or path} was edited again after {step.subject!r}, in {', '.join(blocked)}; nothing "
                    "was changed. `sourcebook log` tells by whom; `sourcebook set` changes single fields."
                )
    return {path: (now[path], then[path]) for path in now}


def replayed(
    now: bytes | None, *, before: bytes | None, after: bytes | None, path: str
) -> tuple[bytes | None, tuple[str, ...]]:
    """A file with the change from `before` to `after` made in it, and the fields where an edit stands in the way."""
    if now in (before, after):
        return after, ()
    if now is None or before is None or after is None:
        return now, ("the whole file",)
    merged = merge_file(path, before, now, after)
    return (merged.data, ()) if merged.is_clean else (now, merged.fields or ("the same lines",))
