"""Measures commands: each a whole process in a world of its own, by the CPU time that it and its children used."""

import os
import shlex
import statistics
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_PATIENCE = 900.0  # seconds after which a command is taken to hang; the slowest needs a tenth of them


class WrongOutput(Exception):
    """A command failed, or printed other than it was asked for: then its time says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One command to measure: its words, its environment, the file it writes, and what has to be true of that file.

    `output` gets standard output, unless the command writes the file itself and standard output goes to `output`.log.
    `check` raises WrongOutput; `before` runs ahead of every run, uncounted.
    """

    name: str
    words: Sequence[str]
    environ: Mapping[str, str]
    output: str
    check: Callable[[str], None]
    writes_file: bool = False
    before: Callable[[], None] = field(default=lambda: None)

    @property
    def shown(self) -> str:
        """The command as a person would type it, without folders."""
        return shlex.join(word.rpartition("/")[2] for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """CPU seconds of the counted runs of one command, in their order."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{self.median:.3f} [{min(self.seconds):.3f}–{max(self.seconds):.3f}]"


def clean_environment(home: str) -> dict[str, str]:
    """An environment that holds nothing of the caller's: its own home, no colour, no way to a network."""
    return {
        "HOME": home,
        "XDG_CACHE_HOME": os.path.join(home, ".cache"),
        "XDG_CONFIG_HOME": os.path.join(home, ".config"),
        "XDG_DATA_HOME": os.path.join(home, ".local", "share"),
        "XDG_STATE_HOME": os.path.join(home, ".local", "state"),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        # Port 9 discards: what asks for the network fails at once instead of being timed.
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }


def measure_in_turn(contenders: Sequence[Contender], runs: int) -> dict[str, Times]:
    """The times of each contender by name: one run to warm up, then `runs` rounds of A B A B. Raises WrongOutput."""
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        cpu_seconds(contender)
    for _ in range(runs):
        for contender in contenders:
            seconds[contender.name].append(cpu_seconds(contender))
    return {name: Times(seconds=tuple(found)) for name, found in seconds.items()}


def cpu_seconds(contender: Contender) -> float:
    """User and system seconds of one run, its children's with it, once its output is checked. Raises WrongOutput."""
    contender.before()
    log = f"{contender.output}.log"
    with open(log if contender.writes_file else contender.output, "wb") as out, open(f"{log}.err", "wb") as err:
        process = subprocess.Popen(
            contender.words, env=contender.environ, cwd="/", stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        watch = threading.Timer(_PATIENCE, process.kill)
        watch.start()
        # wait4 tells what this child used, and those it waited for; no other way keeps runs apart.
        _, status, usage = os.wait4(process.pid, 0)
        watch.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        with open(f"{log}.err", encoding="utf-8", errors="replace") as file:
            raise WrongOutput(f"{contender.shown} exited with {process.returncode}: {file.read()[-600:]}")
    try:
        with open(contender.output, encoding="utf-8") as file:
            contender.check(file.read())
    except WrongOutput as fault:
        raise WrongOutput(f"{contender.shown}: {fault}") from None
    return usage.ru_utime + usage.ru_stime
