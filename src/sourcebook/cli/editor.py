"""The person's own editor: which one it is, how it is told a line, and how it is run."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from sourcebook.errors import EditorFailed

_USUAL = ("editor", "nano", "vim", "vi")
# Editors that open a file at a line by `+LINE FILE`, as vi does (POSIX), by the name of their program.
_TAKE_PLUS = frozenset(
    "ed emacs emacsclient ex gedit gvim jed joe kak mcedit mg micro nano ne nvim pico rvim vi view vim".split()
)
_TAKE_GOTO = frozenset(("code", "codium", "cursor"))  # --goto FILE:LINE
_TAKE_COLON = frozenset(("helix", "hx", "subl", "zed"))  # FILE:LINE


def chosen(environ: Mapping[str, str], *, is_terminal: bool) -> list[str]:
    """The words of the editor's command: $VISUAL, else $EDITOR, else on a terminal a usual one on PATH.

    Raises EditorFailed where there is none.
    """
    name = next((name for name in ("VISUAL", "EDITOR") if environ.get(name, "").strip()), "")
    if name:
        try:
            return shlex.split(environ[name])
        except ValueError as error:
            raise EditorFailed(f"${name} cannot be read as a command: {error}. Mend it: {environ[name]}") from error
    if not is_terminal:
        raise EditorFailed("There is no terminal to open an editor on; set $EDITOR to a program that needs none.")
    usual = next((one for one in _USUAL if shutil.which(one, path=environ.get("PATH"))), "")
    if not usual:
        raise EditorFailed("No editor was found; name yours in $VISUAL or $EDITOR, such as EDITOR='code --wait'.")
    return [usual]


def at_line(words: Sequence[str], path: str, line: int, program: str) -> list[str]:
    """The command that opens a file at a line (from 1), where the editor takes one; `program` is what it really is."""
    names = {os.path.basename(one).partition(".")[0] for one in (words[0], program)}
    if line > 1 and names & _TAKE_PLUS:
        return [*words, f"+{line}", path]
    if line > 1 and names & _TAKE_GOTO:
        return [*words, "--goto", f"{path}:{line}"]
    if line > 1 and names & _TAKE_COLON:
        return [*words, f"{path}:{line}"]
    return [*words, path]


def edit(words: Sequence[str], path: str, line: int = 1) -> None:
    """Open a file in the editor and wait until it ends. Raises EditorFailed, also where it ended with a failure."""
    # What stands behind a name such as `editor` decides whether it takes a line.
    program = os.path.realpath(shutil.which(words[0]) or words[0])
    with contextlib.ExitStack() as stack:
        # An editor draws on the terminal even where keys come from a pipe; and what it says is no data of ours.
        stdin = stack.enter_context(_terminal("r", sys.stdin))
        stdout = stack.enter_context(_terminal("w", sys.stderr)) if not sys.stdout.isatty() else sys.stdout
        try:
            process = subprocess.Popen(at_line(words, path, line, program), stdin=stdin, stdout=stdout)
        except OSError as error:
            raise EditorFailed(f"The editor {words[0]!r} cannot be started: {error.strerror}. See $EDITOR.") from error
        code = _waited(process)
    if code:
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        raise EditorFailed(f"The editor {words[0]!r} {ended}, so nothing was taken from it.")


def can_ask() -> bool:
    """Whether there is somebody to ask: what is said goes to a terminal, and one can be read."""
    if not sys.stderr.isatty():
        return False
    with _terminal("r", sys.stdin) as stream:
        return stream.isatty()


def answer() -> str:
    """One line that the person types, also where standard input is a pipe; empty at the end of input."""
    with _terminal("r", sys.stdin) as stream:
        # Byte by byte, for what was typed ahead may answer single keys, which a buffer would keep from them.
        data = b""
        while not data.endswith(b"\n") and (piece := os.read(stream.fileno(), 1)):
            data += piece
        return data.decode("utf-8", "replace")


@contextlib.contextmanager
def _terminal(mode: str, other: IO[str]) -> Iterator[IO[str]]:
    """The stream where it is a terminal, else the terminal that the command was started from, else the stream."""
    if other.isatty():
        yield other
        return
    try:
        handle = os.open("/dev/tty", os.O_RDONLY if mode == "r" else os.O_WRONLY)
    except OSError:
        yield other
        return
    with open(handle, mode, encoding="utf-8") as stream:
        yield stream


def _waited(process: "subprocess.Popen[bytes]") -> int:
    """The exit code of an editor; the keys that interrupt are its own while it runs, as git has it."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
