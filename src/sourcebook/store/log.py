"""The log: commits that touch the sourcebook's files, newest first, with what they changed; read as it is asked for."""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import islice
from typing import IO, NamedTuple, Protocol

from sourcebook.model.changes import Facts, WorkChange, compare, in_merge
from sourcebook.model.commits import Commit, CommitChanges
from sourcebook.store.git import Repository, lacking
from sourcebook.store.history import SAID, facts, key_at, record_at, sides, work_changes
from sourcebook.store.lineage import lineage
from sourcebook.store.sources import WORKS

# Everything that a setting of the user's could change is said here.
_FORMAT = "--format=%x01%H%x00%P%x00%aN%x00%aE%x00%ad%x00%cd%x00%B%x00"
_SHAPE = ("--no-color", "--no-notes", "--no-decorate", "--encoding=UTF-8", "--date=raw", "--no-abbrev-commit", _FORMAT)
_DIFF = ("-z", "--raw", "-c", "--root", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-follow")
_MOST_READ = 50  # works of one commit; what touches more is told by counts
_FEW = 6  # paths that are cheaper looked up in every commit than matched against every file of every commit
_REMEMBERED = 256  # records: what one commit made is what the next one down the list changed
_CHUNK = 1 << 16
_LAST = 253402300799  # the last second of the year 9999, the last that datetime knows
_GITLINK = "160000"  # mode of a submodule, whose hash is no object of this repository


class Touched(NamedTuple):
    """A file that a commit changed against all its parents: its hash in each and after, None where there is none."""

    before: tuple[str | None, ...]
    after: str | None


class _Reader(Protocol):
    def __call__(self, number: str, path: str) -> Facts: ...


def log(
    repository: Repository, paths: Sequence[str] = SAID, *, since: str = "", until: str = ""
) -> Generator[CommitChanges, None, None]:
    """Commits that touched these files, newest first, of the days (`2026-09-01`, UTC) from `since` to `until`.

    A merge is one of them where it differs from all that it merged. The commit at which a shallow clone's history
    breaks off is none of them, since what it changed is not known. Raises NoHistory, GitRefused.
    """
    if not repository.head():
        return
    with _facts_reader(repository) as read:
        for commit, files in _commits(repository, paths, since, until):
            within = (since or "0") <= commit.day <= (until or "9")
            if within and files and commit.hash not in repository.shallow:
                yield _changes(commit, files, read)


def entered(repository: Repository) -> dict[str, Commit]:
    """Key -> the commit that brought a record of this name into the history first; none of what was there unseen."""
    found: dict[str, Commit] = {}
    if repository.head():
        for commit, files in _commits(repository, [WORKS], "", ""):
            # Newest first, so that the last word is the oldest commit's.
            found |= dict.fromkeys(filter(None, map(key_at, files)), commit)
    return found


def commits(repository: Repository, hashes: Iterable[str]) -> dict[str, Commit]:
    """These commits, by hash."""
    chosen = list(dict.fromkeys(hashes))
    if not chosen:
        return {}
    with _walk(repository, [*_SHAPE, "--no-patch", "-z", "--no-walk=unsorted", "--stdin"], chosen) as tokens:
        return {commit.hash: commit for commit, _ in _parsed(tokens, repository.prefix)}


def first_commit(repository: Repository) -> str:
    """The hash of the commit that the history began with."""
    return repository.run("rev-list", "--first-parent", "--max-parents=0", "HEAD").decode().strip()


def former_keys(repository: Repository, key: str) -> tuple[str, ...]:
    """All keys that a work had which is gone from the library, the last one first; none where there never was one."""
    known: list[str] = []
    while key not in known:
        last = next(log(repository, [record_at(key)]), None)
        if last is None:
            break
        known.insert(0, key)
        commit = last.commit
        if not commit.parents:
            break
        changes = work_changes(repository.differences(commit.parents[0], commit.hash, [WORKS]))
        renamed = next((change for change in changes if change.former == key), None)
        if renamed is None:
            aliases = _last_aliases(repository, commit, key)
            return tuple(dict.fromkeys((*known, *aliases)))
        key = renamed.key
    return tuple(known)


def successor(repository: Repository, key: str) -> str:
    """The key that a work went on under when its record was last removed; empty where the work itself went.

    That is the key it was renamed to, that of the work it was merged with, or the one that an undone rename gave back.
    """
    head = repository.head()
    if not head or repository.files_at(head, [record_at(key)]):
        return ""
    removal = repository.removal(head, record_at(key))
    if not removal:
        return ""
    before, after = sides(repository.differences(f"{removal}^", removal, [WORKS]))
    former = _aliases(before.get(key))
    for other, said in after.items():
        is_named = key in _aliases(said) and key not in _aliases(before.get(other))
        if is_named or (other in former and other not in before):
            return other
    return ""


def _last_aliases(repository: Repository, commit: Commit, key: str) -> tuple[str, ...]:
    path = record_at(key)
    blobs = repository.files_at(commit.parents[0], [path])
    return _aliases(facts(repository.contents([blobs[path].hash])[blobs[path].hash], path) if path in blobs else None)


def _aliases(said: Facts) -> tuple[str, ...]:
    aliases = (said or {}).get("aliases", ())
    return () if isinstance(aliases, str | Mapping) else tuple(one for one in aliases if isinstance(one, str))


def _commits(
    repository: Repository, paths: Sequence[str], since: str, until: str
) -> Iterator[tuple[Commit, Mapping[str, Touched]]]:
    chosen: list[str] = []
    walk = ["--full-history", *_ages(since, until), "HEAD"]
    if len(paths) <= _FEW and all(map(key_at, paths)):
        chosen = list(lineage(repository, paths).touching)
        if not chosen:
            return
        walk = ["--no-walk=unsorted", "--stdin"]
    with _walk(repository, [*_SHAPE, *_DIFF, *walk, "--", *paths], chosen) as tokens:
        yield from _parsed(tokens, repository.prefix)


@contextmanager
def _walk(repository: Repository, arguments: Sequence[str], chosen: Sequence[str]) -> Iterator[Iterator[bytes]]:
    with repository.started("log", *arguments) as (asking, answering):
        asking.write("".join(f"{commit}\n" for commit in chosen).encode())
        asking.close()
        yield _tokens(answering)


def _ages(since: str, until: str) -> list[str]:
    bounds = [("--max-age", since, time.min), ("--min-age", until, time(23, 59, 59))]
    ends = [(option, datetime.combine(date.fromisoformat(day), clock, UTC)) for option, day, clock in bounds if day]
    return [f"{option}={max(0, int(end.timestamp()))}" for option, end in ends]


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    # Not stream.read, which waits until the whole chunk is there.
    while chunk := os.read(stream.fileno(), _CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole  # what has no end when all is read is what git did not come to say


def _parsed(tokens: Iterator[bytes], prefix: str) -> Iterator[tuple[Commit, Mapping[str, Touched]]]:
    """Commits with the files that they touched, from the words of `_FORMAT` and of `--raw` (git-diff-tree(1))."""
    commit: Commit | None = None
    files: dict[str, Touched] = {}
    for token in tokens:
        if token.startswith(b"\x01"):
            if commit:
                yield commit, files
            words = list(islice(tokens, 6))
            if len(words) < 6:
                return  # git failed in the middle of a word, and says why when it has ended
            commit, files = _commit(token[1:], words), {}
        elif (meta := token.lstrip(b"\n")).startswith(b":"):
            path = os.fsdecode(next(tokens, b"")).removeprefix(prefix)
            if touched := _touched(meta.decode()):
                files[path] = touched
    if commit:
        yield commit, files


def _commit(number: bytes, words: list[bytes]) -> Commit:
    parents, author, address, authored, committed, message = (word.decode("utf-8", "replace") for word in words)
    return Commit(
        hash=number.decode(),
        parents=tuple(parents.split()),
        author=author,
        address=address,
        authored=_moment(authored).isoformat(),
        committed=_moment(committed).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        message=message,
    )


def _moment(raw: str) -> datetime:
    """A time as git keeps it, `1725184800 +0200`; what no calendar holds becomes its end."""
    seconds, _, zone = raw.partition(" ")
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    there = timezone(timedelta(minutes=min(minutes, 24 * 60 - 1)) * (-1 if zone.startswith("-") else 1))
    return datetime.fromtimestamp(min(max(int(seconds), 0), _LAST), UTC).astimezone(there)


def _touched(meta: str) -> Touched | None:
    words = meta.lstrip(":").split(" ")
    parents = len(meta) - len(meta.lstrip(":"))
    modes, hashes = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    if _GITLINK in modes:
        return None
    *before, after = (None if not number.strip("0") else number for number in hashes)
    # Where only the mode changed, nothing did that a reader could see.
    return None if after in before else Touched(before=tuple(before), after=after)


def _changes(commit: Commit, files: Mapping[str, Touched], read: _Reader) -> CommitChanges:
    works = {path: touched for path, touched in files.items() if key_at(path)}
    others = {path: touched for path, touched in files.items() if path not in works}
    if len(works) > _MOST_READ:
        kinds = [_kind(touched) for touched in works.values()]
        counts: dict[str, int] = {kind: kinds.count(kind) for kind in ("added", "changed", "removed") if kind in kinds}
        return CommitChanges(commit=commit, counts=counts, others=_compared(others, read))
    return CommitChanges(commit=commit, changes=_compared(works, read), others=_compared(others, read))


def _kind(touched: Touched) -> str:
    if touched.after is None:
        return "removed"
    return "added" if not any(touched.before) else "changed"


def _compared(files: Mapping[str, Touched], read: _Reader) -> tuple[WorkChange, ...]:
    parents = max((len(touched.before) for touched in files.values()), default=0)
    after = {key_at(path) or path: read(one.after, path) for path, one in files.items() if one.after}
    return in_merge(
        [
            compare(
                {
                    key_at(path) or path: read(number, path)
                    for path, one in files.items()
                    if (number := one.before[parent])
                },
                after,
            )
            for parent in range(parents)
        ]
    )


@contextmanager
def _facts_reader(repository: Repository) -> Iterator[_Reader]:
    """A function that reads what the object with a hash says, by one process for all of them."""
    with repository.started("cat-file", "--batch") as (asking, answering):

        @lru_cache(_REMEMBERED)
        def read(number: str, path: str) -> Facts:
            asking.write(number.encode() + b"\n")
            asking.flush()
            head = answering.readline().split()
            if len(head) != 3:
                raise lacking(number)
            return facts(answering.read(int(head[2]) + 1)[:-1], path)

        yield read
