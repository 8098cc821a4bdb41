"""A small cache of bytes in `.sourcebook/`: anything in it may be deleted at any time, and nothing fails without it."""

import contextlib
import os

from sourcebook.errors import StorageFailed
from sourcebook.store.files import write_atomic

_MOST = 400  # entries; the oldest go first


class Cache:
    """Values by key, a file each, in one folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """What was put under a key, None where nothing is."""
        try:
            with open(os.path.join(self._folder, key), "rb") as file:
                return file.read()
        except OSError:
            return None

    def put(self, key: str, value: bytes) -> None:
        """Remember a value; a disk that refuses is no error, since the value can be made again."""
        with contextlib.suppress(StorageFailed, OSError):
            write_atomic(os.path.join(self._folder, key), value)
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        with os.scandir(self._folder) as entries:
            found = [(entry.stat().st_mtime_ns, entry.path) for entry in entries if entry.is_file()]
        for _, path in sorted(found)[:-_MOST]:
            os.unlink(path)
