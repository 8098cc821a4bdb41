"""Which changes can be undone and redone, and the files' bytes that doing so comes to.

The history itself tells: a commit's trailers name the command that made it, and the commits that it takes back.
"""

from collections.abc import Mapping, Sequence

from sourcebook.errors import GitRefused
from sourcebook.model.commits import REDOES, UNDOES, Commit
from sourcebook.store.git import Repository
from sourcebook.store.history import key_at
from sourcebook.store.log import commits
from sourcebook.store.merging import merge_file

# These make no change that could be taken back by an edit: an edition is frozen, and what others did came in.
_NOT_UNDONE = frozenset({"undo", "redo", "sync", "edition"})


def own_commits(repository: Repository) -> list[Commit]:
    """The commits that our commands made, newest first, along the line of the person's own work. Raises NoHistory.

    The first commit of all is none of them: to undo it would be to undo the sourcebook.
    """
    head = repository.head()
    line = repository.run("rev-list", "--first-parent", "--no-merges", head).decode().split() if head else []
    return [one for one in commits(repository, line).values() if one.command and one.parents]


def done(found: Sequence[Commit]) -> list[Commit]:
    """The changes that stand, newest first: neither undone nor undone again after a redo."""
    last = _last_word(found)
    return [one for one in found if one.command[0] not in _NOT_UNDONE and last.get(one.hash) != UNDOES]


def undone(found: Sequence[Commit]) -> list[Commit]:
    """The changes that were taken back and not done again, the last one taken back first."""
    last, by_hash = _last_word(found), {one.hash: one for one in found}
    order = [number for one in found for number in reversed(one.trailer(UNDOES)) if last.get(number) == UNDOES]
    return [by_hash[number] for number in dict.fromkeys(order) if number in by_hash]


def _last_word(found: Sequence[Commit]) -> Mapping[str, str]:
    """The hash of a commit -> UNDOES or REDOES, whichever was said of it last."""
    last: dict[str, str] = {}
    for one in found:
        for name in (UNDOES, REDOES):
            for number in one.trailer(name):
                last.setdefault(number, name)
    return last


def replay(
    repository: Repository, chosen: Sequence[Commit], *, undo: bool
) -> dict[str, tuple[bytes | None, bytes | None]]:
    """The bytes now and then of every file that taking these changes back (or doing them again) touches.

    Raises GitRefused where a later edit changed the same field of a work, or the same file.
    """
    now: dict[str, bytes | None] = {}
    then: dict[str, bytes | None] = {}
    for step in chosen:
        for path, (before, after) in repository.differences(step.parents[0], step.hash).items():
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
