"""Snapshots: a committed state, unpacked once from git's objects beside the caches and then read as any sourcebook is.

Nothing of the work tree or of the user's settings takes part: files are the blobs, byte for byte.
"""

import contextlib
import hashlib
import os
import shutil
from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.errors import NoSourcebook, StorageFailed
from sourcebook.store import files
from sourcebook.store.git import Blob, Repository
from sourcebook.store.sources import SOURCES, VOCABULARY, WORKS

_VERSION = "1"  # of how a state is unpacked
_LIBRARY = "library"
_KEPT = 8  # states; a cache of 10,000 works takes 60 MB with its index
_LARGEST = 2**64 - 1  # what array holds; a clock may stand before 1970
_LISTING = ".listing"  # beside the files: what the file system told of them once they were written
# What a reader opens without asking whether it is a link.
_FOLLOWED = (SOURCES, _LIBRARY, WORKS, VOCABULARY)


class Plan(NamedTuple):
    """What to unpack: path -> the hash of the file's bytes, or of a symbolic link's target."""

    regular: Mapping[str, str]
    links: Mapping[str, str]


def snapshot(repository: Repository, commit: str, cache: str) -> str:
    """The folder that holds the sourcebook as it was at a commit, made in the folder `cache` unless it is there.

    States with the same content share a folder; at most 8 are kept. Raises NoSourcebook where the commit holds none,
    StorageFailed, Busy, and GitRefused where git lacks an object.
    """
    found = repository.look_up(f"{commit}:./{_LIBRARY}", f"{commit}:./{SOURCES}")
    for one, name, kind in zip(found, (_LIBRARY, SOURCES), ("tree", "blob"), strict=True):
        if one is None or one.kind != kind:
            raise NoSourcebook(
                f"There was no sourcebook here at commit {commit[:12]}: it has no {name}. Name a later state with --at."
            )
    content = " ".join((_VERSION, *(one.hash for one in found if one)))
    root = os.path.join(cache, hashlib.sha256(content.encode()).hexdigest()[:40])
    if not _is_sound(root):
        with files.lock(cache):
            # Another process may have made it while this one waited.
            if not _is_sound(root):
                _make(repository, commit, cache, root)
    with contextlib.suppress(OSError):
        os.utime(os.path.join(root, _LISTING))
    return root


def plan(entries: Mapping[str, Blob]) -> Plan:
    """What of a commit's files is unpacked: plain files and symbolic links, nothing else that git can hold.

    Raises StorageFailed for names that would lead out of the folder, and for links that readers would follow.
    """
    for path, blob in entries.items():
        for part in path.split("/"):
            if part in ("", ".", "..") or part.lower() == ".git":
                raise StorageFailed(f"That state has a file named {path!r}, which is unsafe to write; it was not read.")
        if blob.mode == "120000" and path in _FOLLOWED:
            raise StorageFailed(
                f"In that state {path} is a symbolic link, and what it led to is not in the history; it was not read."
            )
    return Plan(
        regular={path: blob.hash for path, blob in entries.items() if blob.mode in ("100644", "100755")},
        links={path: blob.hash for path, blob in entries.items() if blob.mode == "120000"},
    )


def _make(repository: Repository, commit: str, cache: str, root: str) -> None:
    """Unpack a commit into `root`, in whose place nothing or a spoilt snapshot is; the caller holds the lock."""
    planned = plan(repository.files_at(commit, (_LIBRARY, SOURCES)))
    contents = repository.contents([*planned.regular.values(), *planned.links.values()])
    try:
        _clear(cache, keep=_KEPT - 1, spoilt=root)
        # In a folder of another name until it is whole: a process that dies leaves nothing that could be taken for it.
        made = os.path.join(cache, f".{os.path.basename(root)}")
        os.mkdir(made)
        _write(made, planned, contents)
        with open(os.path.join(made, _LISTING), "w", encoding="ascii") as file:
            file.write(_listing(made))
        os.rename(made, root)
    except OSError as error:
        raise StorageFailed(f"Cannot unpack the past into {cache}: {error.strerror}.") from error


def _write(folder: str, planned: Plan, contents: Mapping[str, bytes]) -> None:
    for name in {WORKS, *(os.path.dirname(path) for path in planned.regular)}:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for path, number in planned.regular.items():
        with open(os.path.join(folder, path), "xb") as file:
            file.write(contents[number])
    # Links last, so that nothing is ever written through one; a target that no file system takes is left out.
    for path, number in planned.links.items():
        place = os.path.join(folder, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with contextlib.suppress(OSError, ValueError):
            os.symlink(contents[number], os.fsencode(place))


def _clear(cache: str, *, keep: int, spoilt: str) -> None:
    """Remove what killed processes left, a spoilt snapshot, and all but the last used of the others."""
    names = os.listdir(cache)
    for name in names:
        if name.startswith("."):
            _remove(os.path.join(cache, name))
    whole = [path for path in (os.path.join(cache, name) for name in names if name[0] != ".") if path != spoilt]
    surplus = sorted(whole, key=_used)[: max(len(whole) - keep, 0)]
    for path in (spoilt, *surplus):
        # Under a name that nobody looks for, since a removal may be killed half way.
        dying = os.path.join(cache, f".{os.path.basename(path)}")
        if os.path.lexists(path):
            os.rename(path, dying)
            _remove(dying)


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.unlink(path)


def _used(root: str) -> int:
    """When a snapshot was last used, in nanoseconds."""
    try:
        return os.stat(os.path.join(root, _LISTING)).st_mtime_ns
    except OSError:
        return 0


def _is_sound(root: str) -> bool:
    """Whether a snapshot is there and nobody has touched its files since they were written."""
    try:
        with open(os.path.join(root, _LISTING), encoding="ascii") as file:
            return file.read() == _listing(root)
    except (OSError, ValueError):
        return False


def _listing(root: str) -> str:
    """A digest of every file's path, size, number and time of change, which nobody can set, unlike that of writing.

    One look at each file, as the index does; reading 10,000 would cost more than the command.
    """
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(os.path.join(root, _LIBRARY)):
        folders.sort()
        links = (name for name in folders if os.path.islink(os.path.join(folder, name)))
        _add(digest, folder, sorted((*names, *links)))
        digest.update(os.fsencode(os.path.relpath(folder, root)) + b"\0")
    _add(digest, root, [SOURCES])
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", folder: str, names: Sequence[str]) -> None:
    numbers = array("Q")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in names:
            found = os.stat(name, dir_fd=handle, follow_symlinks=False)
            numbers.extend((found.st_ctime_ns & _LARGEST, found.st_size, found.st_ino))
    finally:
        os.close(handle)
    digest.update(numbers.tobytes() + os.fsencode("\0".join(names)) + b"\0\0")
