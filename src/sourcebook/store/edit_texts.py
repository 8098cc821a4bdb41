"""Texts that people are in the middle of writing: kept on disk until they are in a record, one writer each."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sourcebook.errors import Busy, StorageFailed
from sourcebook.store import files


@dataclass(slots=True, kw_only=True)
class EditText:
    """A text being edited: where it is, and the bytes of the record that it was made from."""

    path: str
    base: bytes
    is_resumed: bool

    def read(self) -> bytes:
        """The text as it was last saved; raises StorageFailed."""
        return files.read_bytes(self.path, files.LARGEST)

    def rebase(self, text: bytes, base: bytes) -> None:
        """Go on with a text that was merged with a newer state of the record."""
        files.write_atomic(self.path, text)
        # Not replaced but written into, since the lock is on this very file. A crash in between only makes the next
        # merge begin from older bytes.
        with open(_base_of(self.path), "r+b") as file:
            file.write(base)
            file.truncate()
        self.base = base

    def remove(self) -> None:
        """Forget the text: it is in the record, or not wanted. Raises Busy, StorageFailed."""
        # Under the lock of the folder, so that nobody claims the file that goes.
        with files.lock(os.path.dirname(self.path)):
            files.write_all({self.path: None, _base_of(self.path): None})


@contextlib.contextmanager
def held(path: str, record: bytes, made: Callable[[bytes], bytes]) -> Iterator[EditText]:
    """The text at a path, as an earlier edit left it or made from the record's bytes, for this process alone.

    The bytes that it was made from stand beside it, so that a text which is taken up again later can be merged with
    what happened to the record since. The kernel ends the hold however the process ends. Raises Busy, StorageFailed.
    """
    with files.lock(os.path.dirname(path)):
        handle = _claimed(path)
        try:
            text = _text(path)
            with open(handle, "rb", closefd=False) as file:
                base = file.read()
            # A text without what it was made from was put there by an editor that outlived its command.
            base = base if base or text is None else record
            is_resumed = text is not None and text != made(base)
            if not is_resumed:
                base = record
                files.write_atomic(path, made(record))
            _write_base(handle, base)
        except BaseException:
            os.close(handle)
            raise
    try:
        yield EditText(path=path, base=base, is_resumed=is_resumed)
    finally:
        os.close(handle)


def _base_of(path: str) -> str:
    return path.removesuffix(".md") + ".base"


def _claimed(path: str) -> int:
    try:
        handle = os.open(_base_of(path), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StorageFailed(f"Cannot write {_base_of(path)}: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Busy(f"Another command is editing {path} at this moment; end that one first.") from None
    return handle


def _text(path: str) -> bytes | None:
    return files.read_bytes(path, files.LARGEST) if os.path.lexists(path) and not os.path.islink(path) else None


def _write_base(handle: int, base: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    with open(handle, "wb", closefd=False) as file:
        file.write(base)
        file.truncate()
