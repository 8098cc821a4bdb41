"""The log of probes, `.sourcebook/probes.jsonl`: each probe as it was made, and what is remembered of each address.

A probe is written when it is made, so that a run that was killed loses none; once it is judged, the history that came
of it follows. The file may be deleted: links.yaml holds the verdicts, and judging begins to count anew.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import TracebackType
from typing import Any, NamedTuple, Self

from sourcebook.errors import StorageFailed
from sourcebook.model.links import History, Outcome, Probe, moment
from sourcebook.store.files import write_atomic

NAME = "probes.jsonl"  # in .sourcebook/

_PER_ADDRESS = 10  # lines; with more the log is written anew
_ALWAYS = 1000  # lines that no log is too long with
_OUTCOMES = {str(outcome): outcome for outcome in Outcome}
_PAIRS: Mapping[str, tuple[type, type]] = {"hops": (str, int), "failures": (str, str), "shapes": (str, int)}
_TIMES = ("at", "tried", "good", "not_before", "target_since", "target_seen", "odd_since", "odd_seen")
_encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode


class Remembered(NamedTuple):
    """What the log holds: the history of each address, and probes that no run came to judge, in their order."""

    histories: dict[str, History]
    pending: tuple[Probe, ...]
    lines: int


class ProbeLog:
    """The log, open for adding to its end; a lock that all writers share keeps `compact` away meanwhile."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._handle = -1

    def __enter__(self) -> Self:
        try:
            os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)
            self._handle = _opened(self._path, fcntl.LOCK_SH)
            size = os.fstat(self._handle).st_size
            # A line that a killed process left unfinished must not swallow the next one.
            if size and os.pread(self._handle, 1, size - 1) != b"\n":
                self._write("")
        except OSError as error:
            raise StorageFailed(f"Cannot write {self._path}: {error.strerror}.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    def add(self, probe: Probe) -> None:
        """Write down a probe; raises StorageFailed."""
        self._write(_line_of_probe(probe))

    def settle(self, histories: Mapping[str, History]) -> None:
        """Write down what came of the probes of these addresses, which are judged with that; raises StorageFailed."""
        lines = [_line_of_history(url, history) for url, history in histories.items()]
        if lines:
            self._write("\n".join(lines))

    def drop(self, at: str) -> None:
        """Let no probe count that is not judged yet: it was our network that failed; raises StorageFailed."""
        self._write(_encode({"dropped": at}))

    def _write(self, lines: str) -> None:
        data = f"{lines}\n".encode("ascii")
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as error:
            raise StorageFailed(f"Cannot write {self._path}: {error.strerror}.") from error


def read_log(path: str) -> Remembered:
    """What the log holds; lines that make no sense, such as a torn last one, are as if they were not there."""
    histories: dict[str, History] = {}
    pending: dict[str, list[Probe]] = {}
    lines = 0
    for raw in _lines(path):
        lines += 1
        if "dropped" in raw:
            pending.clear()
        elif isinstance(url := raw.get("history"), str):
            if history := _history(raw):
                histories[url] = history
                pending.pop(url, None)
        elif probe := _probe(raw):
            pending.setdefault(probe.url, []).append(probe)
    probes = sorted((probe for made in pending.values() for probe in made), key=lambda probe: probe.at)
    return Remembered(histories=histories, pending=tuple(probes), lines=lines)


def probes_of(path: str, urls: Iterable[str]) -> Iterator[Probe]:
    """The probes of these addresses that the log still holds, in their order."""
    wanted = frozenset(urls)
    for raw in _lines(path):
        if raw.get("url") in wanted and (probe := _probe(raw)):
            yield probe


def compact(path: str) -> bool:
    """Write the log anew, only what is remembered, where it has grown far longer; whether it was.

    While somebody is adding to it, it is left alone. Raises StorageFailed.
    """
    try:
        handle = _opened(path, fcntl.LOCK_EX | fcntl.LOCK_NB, os.O_RDONLY)
    except OSError:
        return False
    try:
        found = read_log(path)
        if found.lines <= _ALWAYS + _PER_ADDRESS * len(found.histories):
            return False
        lines = [_line_of_history(url, history) for url, history in sorted(found.histories.items())]
        lines += [_line_of_probe(probe) for probe in found.pending]
        write_atomic(path, "".join(f"{line}\n" for line in lines).encode("ascii"))
        return True
    finally:
        os.close(handle)


def _opened(path: str, lock: int, flags: int = os.O_RDWR | os.O_APPEND | os.O_CREAT) -> int:
    """The file under a lock; opened again where another process put a new file into its place in between."""
    while True:
        handle = os.open(path, flags | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, lock)
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        except FileNotFoundError:
            pass
        except OSError:
            os.close(handle)
            raise
        os.close(handle)


def _lines(path: str) -> Iterator[Mapping[str, Any]]:
    try:
        with open(path, "rb") as file:
            for line in file:
                with contextlib.suppress(ValueError, RecursionError):
                    if isinstance(raw := json.loads(line), dict):
                        yield raw
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageFailed(f"Cannot read {path}: {error.strerror}.") from error


def _line_of_probe(probe: Probe) -> str:
    said = {name: value for name, value in probe._asdict().items() if value}
    return _encode(said)


def _line_of_history(url: str, history: History) -> str:
    return _encode({"history": url, **{name: value for name, value in history._asdict().items() if value}})


def _probe(raw: Mapping[str, Any]) -> Probe | None:
    said = _checked(raw, Probe._fields)
    outcome = _OUTCOMES.get(str(raw.get("outcome")))
    if said is None or outcome is None or not said.get("url") or not said.get("at"):
        return None
    return Probe(**{**said, "outcome": outcome})


def _history(raw: Mapping[str, Any]) -> History | None:
    said = _checked(raw, History._fields)
    return None if said is None else History(**said)


_DEFAULTS = {"url": "", "at": "", "outcome": "", **Probe._field_defaults, **History._field_defaults}


def _checked(raw: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any] | None:
    """The parts of a line that have a place, lists as tuples; None where one is of another kind than it has to be."""
    said: dict[str, Any] = {}
    for name in names:
        if name not in raw:
            continue
        value = raw[name]
        kind = type(_DEFAULTS[name])
        if kind is tuple and isinstance(value, list):
            value = tuple(tuple(one) if isinstance(one, list) else one for one in value)
        if type(value) is not kind or (kind is tuple and not _is_sound_list(name, value)):
            return None
        said[name] = value
    try:
        for name in _TIMES:
            if said.get(name):
                moment(said[name])
        for day, _ in said.get("failures", ()):
            date.fromisoformat(day)
    except (ValueError, OverflowError):
        return None
    return said


def _is_sound_list(name: str, value: tuple[object, ...]) -> bool:
    if name not in _PAIRS:
        return all(isinstance(one, str) for one in value)
    return all(isinstance(one, tuple) and tuple(map(type, one)) == _PAIRS[name] for one in value)
