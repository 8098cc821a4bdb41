"""The history of a link: what links.yaml said of it in each commit that changed that."""

from collections.abc import Iterator
from typing import NamedTuple

from sourcebook.model.links import Verdict
from sourcebook.store.git import Repository
from sourcebook.store.ledgers import verdict_in
from sourcebook.store.sources import LINKS


class Turn(NamedTuple):
    """What was concluded of a link from one commit on: its hash, its day, and the verdict, None without one."""

    commit: str
    day: str
    verdict: Verdict | None


def turns(repository: Repository, url: str) -> Iterator[Turn]:
    """The commits after which links.yaml said another thing of a link, oldest first."""
    options = ("--no-follow", "--no-renames", "--reverse", "--format=%H %cs")
    lines = repository.run("log", *options, "HEAD", "--", LINKS).decode("ascii", "replace").split("\n")
    commits = [line.split(" ") for line in lines if line]
    blobs = repository.look_up(*(f"{commit}:./{LINKS}" for commit, _ in commits))
    contents = repository.contents(blob.hash for blob in blobs if blob)
    last: Verdict | None = None
    for (commit, day), blob in zip(commits, blobs, strict=True):
        verdict = verdict_in(contents[blob.hash], url) if blob else None
        if verdict != last:
            yield Turn(commit, day, verdict)
        last = verdict
