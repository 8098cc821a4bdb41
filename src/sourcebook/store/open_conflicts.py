"""What a merge leaves to be decided, foreseen or under way, and its end."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sourcebook.store import merging
from sourcebook.store.git import OWN, Repository, refusal


class OpenConflict(NamedTuple):
    """A file that is not merged yet: `both-changed`, `removed-by-us`, `removed-by-them`, `moved`, or `holds-ours`.

    The last is one that both sides changed and that holds our side alone, because a merge driver failed or because
    somebody chose so; which of the two, git cannot tell.

    `fields` of a record that both sides changed, each in its own way; `line` of the first marker, 0 without one.
    """

    path: str
    kind: str
    fields: tuple[str, ...] = ()
    line: int = 0


_KINDS = {"123": "both-changed", "23": "both-changed", "13": "removed-by-us", "12": "removed-by-them"}
_UNKNOWN_OPTION = 129


def open_conflicts(repository: Repository) -> tuple[OpenConflict, ...]:
    """The sourcebook's files that a merge left to a person, by path."""
    entries = os.fsdecode(repository.run("ls-files", "--unmerged", "-z", "--", *OWN)).split("\0")
    return _conflicts(repository, entries, repository.on_disk)


def foreseen_conflicts(
    repository: Repository, ours: str, theirs: str, driver: str = ""
) -> tuple[OpenConflict, ...] | None:
    """The sourcebook's files that a merge of two commits would leave to a person, by git's own merge in no work tree.

    `driver` is for a repository that has none yet. None where git (before 2.38) cannot tell. Raises GitRefused.
    """
    options = ("-c", f"merge.sourcebook.driver={driver}") if driver else ()
    arguments = ("merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs)
    done = repository.attempt(*options, *arguments)
    if done.returncode == _UNKNOWN_OPTION:
        return None
    if done.returncode > 1:
        raise refusal(arguments, done)
    tree, *entries = os.fsdecode(done.stdout).split("\0")

    def merged(path: str) -> bytes | None:
        number = blob.hash if (blob := repository.files_at(tree, [path]).get(path)) else ""
        return repository.contents([number])[number] if number else None

    own = [entry for entry in entries if entry.partition("\t")[2].partition("/")[0] in OWN]
    return _conflicts(repository, own, merged)


def _conflicts(
    repository: Repository, entries: Iterable[str], content: Callable[[str], bytes | None]
) -> tuple[OpenConflict, ...]:
    """Conflicts from the entries of an index, `MODE HASH STAGE<tab>PATH`, and from what the merge made of each file."""
    stages: dict[str, dict[str, str]] = {}
    for entry in filter(None, entries):
        meta, _, path = entry.partition("\t")
        _, number, stage = meta.split(" ")
        stages.setdefault(path, {})[stage] = number
    known = repository.contents(number for numbers in stages.values() for number in numbers.values())
    found: list[OpenConflict] = []
    for path, numbers in stages.items():
        sides = [known[numbers[stage]] if stage in numbers else None for stage in "123"]
        conflict, present = conflict_of(path, *sides), (content(path) or b"")
        kind = "holds-ours" if conflict.kind == "both-changed" and present == sides[1] else conflict.kind
        found.append(conflict._replace(kind=kind, line=merging.first_marker(present)))
    return tuple(found)


def conflict_of(path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None) -> OpenConflict:
    """What cannot be merged of a file, by its three sides; None stands for a file that is not there.

    One that both sides changed and that merges after all has no line.
    """
    stages = "".join(stage for stage, data in zip("123", (base, ours, theirs), strict=True) if data is not None)
    kind = _KINDS.get(stages, "moved")
    if kind != "both-changed":
        return OpenConflict(path=path, kind=kind)
    merged = merging.merge_file(path, base or b"", ours or b"", theirs or b"")
    return OpenConflict(path=path, kind=kind, fields=merged.fields, line=merging.first_marker(merged.data))


def unmerged_elsewhere(repository: Repository) -> list[str]:
    """The files beside the sourcebook's own that a merge left to a person, from the top of the work tree."""
    out = repository.run("diff-files", "--name-only", "-z", "--diff-filter=U")
    own = {repository.prefix + one.path for one in open_conflicts(repository)}
    return sorted({*filter(None, os.fsdecode(out).split("\0"))} - own)


def is_settled(repository: Repository, conflict: OpenConflict) -> bool:
    """Whether a person has decided: no marker is left.

    That a file stays, goes, or is to hold our side alone, only `git add` or `git rm` say.
    """
    return conflict.kind == "both-changed" and not merging.first_marker(repository.on_disk(conflict.path) or b"")


def keep_ours(repository: Repository, conflicts: Sequence[OpenConflict]) -> None:
    """Settle files that are going to be built anew: each stays or goes as our side has it. Raises GitRefused."""
    for one in conflicts:
        command = ["rm", "--quiet", "--force"] if one.kind in ("removed-by-us", "moved") else ["add"]
        repository.run(*command, "--", one.path)


def end_merge(repository: Repository, settled: Sequence[OpenConflict]) -> None:
    """Stage what was settled, and commit the merge with the message that it began with. Raises GitRefused."""
    if settled:
        repository.run("add", "--all", "--", *(one.path for one in settled))
    arguments = ("commit", "--quiet", "--no-edit", "--cleanup=strip")
    done = repository.attempt(*arguments)
    if done.returncode:
        raise refusal(arguments, done)
