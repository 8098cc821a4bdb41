"""States of the past by name: an edition, a day or a git revision becomes the commit that holds it."""

import re
from datetime import UTC, date, datetime, time

from sourcebook.errors import NoHistory, UnknownRevision, did_you_mean
from sourcebook.store.git import Repository

EDITIONS = "refs/tags/edition/"  # the tags of editions: what follows is the edition's name
_DAY = re.compile(r"@?(\d{4}-\d\d-\d\d)")


def resolve(repository: Repository, name: str) -> str:
    """The hash of the commit that a name means: an edition, else a day, else a git revision (gitrevisions(7)).

    A day, `@2026-09-01` or without the `@`, is the last commit of the first-parent line of HEAD that was made by the
    end of that day, UTC. Raises NoHistory and UnknownRevision.
    """
    if edition := commit_of_edition(repository, name):
        return edition
    if day := day_of(name):
        return _last_commit_of(repository, day)
    try:
        return repository.commit_of(name)
    except UnknownRevision as error:
        _refuse_without_commits(repository)
        raise UnknownRevision(f"{error}{did_you_mean(name, edition_names(repository))}") from None


def day_of(name: str) -> str:
    """The day that a name means, as `2026-09-01`; empty where it is none; raises UnknownRevision for no day."""
    found = _DAY.fullmatch(name)
    if not found:
        return ""
    try:
        date.fromisoformat(found[1])
    except ValueError:
        raise UnknownRevision(f"{found[1]} is no day of the calendar; write one such as @2026-09-01.") from None
    return found[1]


def edition_names(repository: Repository) -> tuple[str, ...]:
    """The names of all editions, in the order of names."""
    out = repository.run("for-each-ref", "--format=%(refname:strip=3)", EDITIONS)
    return tuple(out.decode("utf-8", "surrogateescape").splitlines())


def commit_of_edition(repository: Repository, name: str) -> str:
    """The commit of an edition, empty where there is no edition of this name; raises NoHistory."""
    if not repository.top or "\n" in name:
        return ""
    (found,) = repository.look_up(f"{EDITIONS}{name}^{{commit}}")
    return found.hash if found else ""


def day_of_commit(repository: Repository, commit: str) -> str:
    """The day, UTC, on which a commit was made, as `2026-09-01`."""
    seconds = int(repository.run("rev-list", "--no-walk", "--timestamp", commit).split()[0])
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _refuse_without_commits(repository: Repository) -> None:
    if not repository.head():
        raise NoHistory("The repository has no commit yet, so there is no past to read; make one: `sourcebook commit`.")


def _last_commit_of(repository: Repository, day: str) -> str:
    _refuse_without_commits(repository)
    end = datetime.combine(date.fromisoformat(day), time.max, UTC)
    # git counts no seconds before 1970.
    seconds = max(int(end.timestamp()), 0)
    out = repository.run("rev-list", "--max-count=1", "--first-parent", f"--min-age={seconds}", "HEAD")
    if out:
        return out.decode().strip()
    if repository.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise UnknownRevision(
            f"This clone is shallow and its history begins after {day}; get the rest with `git fetch --unshallow`."
        )
    first = repository.run("rev-list", "--first-parent", "--reverse", "HEAD").split(maxsplit=1)[0].decode()
    raise UnknownRevision(
        f"There was no sourcebook yet on {day}: its history begins on {day_of_commit(repository, first)}."
    )
