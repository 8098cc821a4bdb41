"""A small cache of bytes in `.sourcebook/`: whatever happens to a file in it, nothing shows."""

import contextlib
import hashlib
import os

from sourcebook.errors import StorageFailed
from sourcebook.store.files import write_atomic

_MOST = 64_000_000  # bytes in one folder; the oldest values go first
_DIGEST = 32  # bytes of the digest that stands before each value


class Cache:
    """Values by key, a file each, in one folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """What was put under a key, None where nothing is or the file was spoilt."""
        try:
            with open(os.path.join(self._folder, key), "rb") as file:
                digest, value = file.read(_DIGEST), file.read()
        except OSError:
            return None
        return value if _digest(value) == digest else None

    def put(self, key: str, value: bytes) -> None:
        """Remember a value; a disk that refuses is no error, since the value can be made again."""
        with contextlib.suppress(StorageFailed, OSError):
            write_atomic(os.path.join(self._folder, key), _digest(value) + value)
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        with os.scandir(self._folder) as entries:
            found = [(entry.stat(), entry.path) for entry in entries if entry.is_file()]
        size = 0
        for state, path in sorted(found, key=lambda one: one[0].st_mtime_ns, reverse=True):
            size += state.st_size
            if size > _MOST:
                os.unlink(path)


def _digest(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_DIGEST).digest()
