"""Files, safely: read with a limit, written whole or not at all, changed only where the bytes differ, under a lock."""

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sourcebook.errors import Busy, Changed, StorageFailed

MANIFEST = ".manifest"  # sha256 and name of each file that build wrote: `sha256sum -c .manifest` reads it
LARGEST = 64_000_000  # bytes; nothing that a sourcebook holds comes near
_STREAMS = ("/dev/", "/proc/")  # /dev/stdout is a link, behind which a plain file may stand
_PATIENCE = 10.0  # seconds to wait for another process's write, which takes milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did, each a sorted tuple of file names relative to the folder."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether anything differed from what was there."""
        return bool(self.written or self.removed)


def read_bytes(path: str, limit: int) -> bytes:
    """The bytes of a regular file; raises StorageFailed, also where it is larger than `limit` bytes."""
    try:
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise StorageFailed(f"Cannot read {path}: {error.strerror}.") from error
    if len(data) > limit:
        raise StorageFailed(f"{path} is larger than {limit:,} bytes, which is no file of a sourcebook.")
    return data


def write_atomic(path: str, data: bytes) -> None:
    """Write a file whole or not at all: a crash at any moment leaves the old bytes or the new. Raises StorageFailed.

    A device or a pipe, such as /dev/null or /dev/stdout, is written to and never replaced.
    """
    is_device = os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
    if is_device or path.startswith(_STREAMS):
        _pour(path, data)
        return
    _replace(path, data)
    _sync_folder(os.path.dirname(path))


def is_replaced(path: str) -> bool:
    """Whether `write_atomic` would put another file into the place of a plain one."""
    return os.path.isfile(path) and not path.startswith(_STREAMS)


def _pour(path: str, data: bytes) -> None:
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise StorageFailed(f"Cannot write {path}: {error.strerror}.") from error


def _replace(path: str, data: bytes) -> None:
    """Put a file into the place of another; that it is there survives a power cut once its folder is synced too."""
    folder, name = os.path.split(path)
    temporary = ""
    try:
        os.makedirs(folder or ".", exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder or ".", prefix=f".{name}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), _mode(path))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise StorageFailed(f"Cannot write {path}: {error.strerror}. It is as it was before.") from error


def refuse_outside(root: str, paths: Iterable[str]) -> None:
    """Raise StorageFailed where a folder of one of the paths is, by a link or by `..`, not within the folder `root`."""
    within = os.path.join(os.path.realpath(root), "")
    for folder in {os.path.dirname(path) for path in paths}:
        if not os.path.join(os.path.realpath(folder), "").startswith(within):
            raise StorageFailed(f"{folder} leads out of the sourcebook in {root}; nothing was written.")


def is_held(folder: str) -> bool:
    """Whether another process holds a folder at this moment, as `lock` does."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def write_all(changes: Mapping[str, bytes | None]) -> None:
    """Write files (path -> bytes, None removes one), each whole or not at all; call it under the lock of their folder.

    Raises StorageFailed; then those before it are written.
    """
    for path, data in changes.items():
        if data is not None:
            _replace(path, data)
        elif os.path.lexists(path):
            _remove(path)
    for folder in {os.path.dirname(path) for path in changes}:
        _sync_folder(folder)


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: str) -> None:
    try:
        handle = os.open(folder or ".", os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StorageFailed(f"Cannot write into {folder or '.'}: {error.strerror}.") from error


def sync(folder: str, files: Mapping[str, bytes], *, kept: Collection[str] = (), dry_run: bool = False) -> Synced:
    """Make a folder hold `files` (name -> bytes): writes what differs, removes only what an earlier sync wrote.

    What an earlier one wrote under a name in `kept` stays as it is.

    A file that somebody changed after it was written is not removed, and one that no sync wrote is not replaced.
    Raises Changed in that case, and StorageFailed.
    """
    before = _read_manifest(folder)
    written = tuple(sorted(name for name, data in files.items() if _digest_of(folder, name) != _digest(data)))
    foreign = [name for name in written if name not in before and os.path.lexists(os.path.join(folder, name))]
    if foreign and not dry_run:
        raise Changed(
            f"{os.path.join(folder, foreign[0])} stands there already and was not written by build; "
            "nothing was written. Move it away, or name another folder with -o."
        )
    stays = {name: digest for name, digest in before.items() if name in kept and name not in files}
    gone = {name: digest for name, digest in before.items() if name not in files and name not in stays}
    removed = tuple(sorted(name for name, digest in gone.items() if _digest_of(folder, name) == digest))
    if not dry_run:
        digests = stays | {name: _digest(data) for name, data in files.items()}
        # What is about to be ours is claimed first: a build that dies between two files is finished by the next one.
        _write_manifest(folder, digests | {name: gone[name] for name in removed})
        remove_unfinished(os.path.join(folder, name) for name in (MANIFEST, *before, *files))
        for name in written:
            write_atomic(os.path.join(folder, name), files[name])
        for name in removed:
            _remove(os.path.join(folder, name))
        _write_manifest(folder, digests)
    unchanged = tuple(sorted(name for name in files if name not in written))
    return Synced(written=written, unchanged=unchanged, removed=removed)


def _write_manifest(folder: str, digests: Mapping[str, str]) -> None:
    data = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()
    if _digest_of(folder, MANIFEST) != _digest(data):
        write_atomic(os.path.join(folder, MANIFEST), data)


def remove_unfinished(paths: Iterable[str]) -> None:
    """Remove what writers that were killed left beside files; call it under the lock that keeps living ones away."""
    places = {os.path.split(path) for path in paths}
    for folder in {folder for folder, _ in places}:
        with contextlib.suppress(OSError):
            for other in os.listdir(folder or "."):
                # `.NAME.RANDOM.tmp`, as mkstemp named it.
                name = other[1:-4].rpartition(".")[0] if other.startswith(".") and other.endswith(".tmp") else ""
                if (folder, name) in places:
                    _remove(os.path.join(folder, other))


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError as error:
        raise StorageFailed(f"Cannot remove {path}: {error.strerror}.") from error


def _read_manifest(folder: str) -> dict[str, str]:
    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8", errors="replace") as file:
            pairs = [line.rstrip("\n").partition("  ") for line in file]
    except OSError:
        return {}
    # A name with a path in it was not written by sync: never follow it out of the folder.
    return {name: digest for digest, _, name in pairs if name and "/" not in name}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest_of(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


@contextlib.contextmanager
def lock(folder: str, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold a folder, made where it is not there, for the time of a write; the kernel frees it however the process ends.

    Raises Busy where another process holds it for longer than `patience` seconds, and StorageFailed.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StorageFailed(f"Cannot write into {folder}: {error.strerror}.") from error
    try:
        _claim(handle, folder, patience)
        yield
    finally:
        os.close(handle)


def _claim(handle: int, folder: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy(f"Another process has been writing into {folder} for {patience:.0f} s; try again.") from None
            time.sleep(0.02)
        else:
            return
