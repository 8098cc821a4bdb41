"""States of the bibliography by name: editions, days and revisions to commits."""

import re
from datetime import UTC, date, datetime, time

from sourcebook.errors import UnknownRevision
from sourcebook.store.git import Repository

EDITIONS = "refs/tags/edition/"
_DAY = re.compile(r"@?(\d{4}-\d{2}-\d{2})", re.ASCII)


def resolve(repository: Repository, name: str) -> str:
    """The hash of the commit that a name means: an edition, a day (`@2026-09-01`, to its end in UTC), or a revision.

    A day is the last commit of HEAD's first parents up to then. Raises NoHistory and UnknownRevision.
    """
    if not name.startswith("@"):
        try:
            return repository.commit_of(f"{EDITIONS}{name}")
        except UnknownRevision:
            pass
    if day := _DAY.fullmatch(name):
        return _at_the_end_of(repository, day[1])
    return repository.commit_of(name)


def _at_the_end_of(repository: Repository, day: str) -> str:
    try:
        end = datetime.combine(date.fromisoformat(day), time(23, 59, 59), UTC)
    except ValueError as error:
        raise UnknownRevision(f"There is no day {day}; write it as 2026-09-01.") from error
    if not repository.head():
        raise UnknownRevision("Nothing was committed here yet, so no day has a state.")
    seconds = max(0, int(end.timestamp()))
    found = repository.run("rev-list", "-1", "--first-parent", f"--min-age={seconds}", "HEAD").decode().strip()
    if found:
        return found
    if repository.shallow:
        raise UnknownRevision(
            f"This clone is shallow: its history begins after {day}. Fetch the rest with `git fetch --unshallow`."
        )
    raise UnknownRevision(f"The history begins after {day}; see `sourcebook log`.")
