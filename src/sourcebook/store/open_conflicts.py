"""What a merge that is under way left to be decided, and its end."""

import os
from collections.abc import Sequence
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


def open_conflicts(repository: Repository) -> tuple[OpenConflict, ...]:
    """The sourcebook's files that a merge left to a person, by path."""
    out = repository.run("ls-files", "--unmerged", "-z", "--", *OWN)
    stages: dict[str, dict[str, str]] = {}
    for entry in filter(None, os.fsdecode(out).split("\0")):
        meta, _, path = entry.partition("\t")
        _, number, stage = meta.split(" ")
        stages.setdefault(path, {})[stage] = number
    known = repository.contents(number for numbers in stages.values() for number in numbers.values())
    found: list[OpenConflict] = []
    for path, numbers in stages.items():
        sides = [known[numbers[stage]] if stage in numbers else None for stage in "123"]
        conflict, present = conflict_of(path, *sides), (repository.on_disk(path) or b"")
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
