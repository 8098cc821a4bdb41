"""Single keys that a person presses, without Enter."""

import os
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_INTERRUPT, _END = "\x03", ("", "\x04")
_QUIT = "q"


def pressed() -> str:
    """The next key, as text in lower case; the end of the input is `q`. Raises KeyboardInterrupt.

    What else an arrow or a function key sends is swallowed, so that it answers nothing.
    """
    with _terminal() as handle:
        try:
            before = termios.tcgetattr(handle)
            tty.setcbreak(handle, termios.TCSADRAIN)
            try:
                key = _read(handle)
            finally:
                termios.tcsetattr(handle, termios.TCSADRAIN, before)
        except (termios.error, OSError):
            return _QUIT  # the terminal was closed
    if key == _INTERRUPT:
        raise KeyboardInterrupt
    return _QUIT if key in _END else key.lower()


def _read(handle: int) -> str:
    data = os.read(handle, 1)
    if data == b"\x1b":
        termios.tcflush(handle, termios.TCIFLUSH)
        return "\x1b"
    # The bytes of one letter come together.
    while data and _is_begun(data):
        data += os.read(handle, 1)
    return data.decode("utf-8", "replace")


def _is_begun(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


@contextmanager
def _terminal() -> Iterator[int]:
    """Standard input where it is a terminal, else the terminal that the command was started from."""
    if sys.stdin.isatty():
        yield sys.stdin.fileno()
        return
    handle = os.open("/dev/tty", os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)
