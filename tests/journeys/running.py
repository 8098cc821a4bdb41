"""Runs the real command in a process of its own: in a pipe, or on a terminal that the test holds."""

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sourcebook

SECONDS = 60
COMMAND = (sys.executable, "-m", "sourcebook")
_SOURCE = str(Path(sourcebook.__file__).parent.parent)


class Screen(NamedTuple):
    """What a terminal received, and the exit code of the command that wrote it."""

    text: str
    code: int


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of every run: nothing of the tester's own settings, only what a test asks for."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": _SOURCE, "LC_ALL": "C.UTF-8", "TERM": "xterm", **(more or {})}


def start(*argv: str, cwd: Path, env: Mapping[str, str] | None = None, **streams: Any) -> subprocess.Popen[str]:
    """The command, started in `cwd` and left to itself."""
    return subprocess.Popen([*COMMAND, *argv], cwd=cwd, env=environment(env), text=True, encoding="utf-8", **streams)


def run(
    *argv: str, cwd: Path, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a pipe, run to its end."""
    return subprocess.run(
        [*COMMAND, *argv],
        cwd=cwd,
        env=environment(env),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def run_for_bytes(*argv: str, cwd: Path) -> bytes:
    """What the command writes to a pipe, to the byte."""
    done = subprocess.run(
        [*COMMAND, *argv], cwd=cwd, env=environment(), capture_output=True, timeout=SECONDS, check=True
    )
    return done.stdout


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A line of bash in which `sourcebook` is the command; a failure anywhere in a pipe counts."""
    function = f'set -o pipefail; sourcebook() {{ "{sys.executable}" -m sourcebook "$@"; }}; '
    return subprocess.run(
        ["bash", "-c", function + script],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def on_terminal(
    *argv: str, cwd: Path, columns: int = 80, rows: int = 24, env: Mapping[str, str] | None = None, typed: str = ""
) -> Screen:
    """The command on a terminal of this size, run to its end; what is `typed` waits there to be read."""
    ours, its = pty.openpty()
    os.write(ours, typed.encode())
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = start(*argv, cwd=cwd, env=env, stdin=its, stdout=its, stderr=its, start_new_session=True)
    os.close(its)
    received = b""
    try:
        while select.select([ours], [], [], SECONDS)[0]:
            received += os.read(ours, 65536)
    except OSError:
        pass  # Linux says so when the other side of a terminal is closed
    finally:
        os.close(ours)
    return Screen(text=received.decode().replace("\r\n", "\n"), code=process.wait(SECONDS))


def json_lines(text: str) -> Sequence[Mapping[str, Any]]:
    """The objects of JSON Lines; fails where a line is none."""
    objects = [json.loads(line) for line in text.splitlines()]
    assert all(isinstance(one, dict) for one in objects)
    return objects


def keys_of(text: str) -> list[str]:
    """The first column of a list."""
    return [line.split("\t")[0] for line in text.splitlines()]


def everything_under(folder: Path) -> dict[str, bytes]:
    """Path within the folder -> bytes, of every file."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
