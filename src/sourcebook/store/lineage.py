"""Lineage: some files in every commit, looked up one by one, the fastest way to the history of a single work."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.blame import State
from sourcebook.model.changes import Facts
from sourcebook.store.git import Repository
from sourcebook.store.history import facts, record_at


class Lineage(NamedTuple):
    """The parents of every commit that HEAD stands on, newest first, and the files' hashes in it, empty for none."""

    parents: Mapping[str, tuple[str, ...]]
    hashes: Mapping[str, tuple[str, ...]]

    @property
    def touching(self) -> Iterator[str]:
        """The commits that changed one of the files against all their parents, newest first."""
        nothing = ("",) * len(next(iter(self.hashes.values()), ()))
        for commit, parents in self.parents.items():
            before = [self.hashes[parent] for parent in parents] or [nothing]
            if any(now not in then for now, *then in zip(self.hashes[commit], *before, strict=True)):
                yield commit


def lineage(repository: Repository, paths: Sequence[str]) -> Lineage:
    """Some files in every commit that HEAD stands on; raises NoHistory, GitRefused."""
    lines = repository.run("rev-list", "--parents", "HEAD").decode().splitlines()
    parents = {commit: tuple(before) for commit, *before in map(str.split, lines)}
    asked = "".join(f"{commit}:{repository.prefix}{path}\n" for commit in parents for path in paths)
    out = repository.run("cat-file", "--batch-check=%(objectname)", "--buffer", stdin=os.fsencode(asked))
    answers = ["" if line.endswith(b" missing") else line.decode() for line in out.split(b"\n")[:-1]]
    places = range(0, len(answers), len(paths))
    hashes = {one: tuple(answers[place : place + len(paths)]) for one, place in zip(parents, places, strict=True)}
    return Lineage(parents=parents, hashes=hashes)


def record_states(repository: Repository, keys: Sequence[str]) -> dict[str, State]:
    """The record of a work in every commit, under the first of its keys that it has there; raises as `lineage` does."""
    paths = [record_at(key) for key in keys]
    found = lineage(repository, paths)
    there = {
        commit: next(((number, path) for number, path in zip(hashes, paths, strict=True) if number), None)
        for commit, hashes in found.hashes.items()
    }
    blobs = {blob for blob in there.values() if blob}
    contents = repository.contents(number for number, _ in sorted(blobs))
    said: dict[tuple[str, str] | None, Facts] = {blob: facts(contents[blob[0]], blob[1]) for blob in blobs}
    said[None] = {}
    return {commit: State(facts=said[there[commit]], parents=parents) for commit, parents in found.parents.items()}
