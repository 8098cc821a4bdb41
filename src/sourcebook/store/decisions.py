"""library/decisions.jsonl: what was decided about candidates, one line each, only ever added to."""

import json
import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sourcebook.model.coverage import Decision
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.store.files import LARGEST, read_bytes

DECISIONS = "library/decisions.jsonl"
KINDS = ("accepted", "dismissed", "deferred", "reopened")
# The date comes first, so that lines of several people, which a merge sorts, come to stand in the order of time.
_ORDER = ("date", "decision", "id", "reason", "until", "work", "title", "keys")
# What JSON leaves as it is, and readers of lines take for the end of one.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class Decisions(NamedTuple):
    """The decisions in the order of the file, and what could not be read as one."""

    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_decisions(root: str) -> Decisions:
    """What the sourcebook's file holds, nothing where there is none; raises StorageFailed."""
    path = os.path.join(root, DECISIONS)
    return read_decisions(read_bytes(path, LARGEST)) if os.path.lexists(path) else Decisions()


def read_decisions(data: bytes) -> Decisions:
    """The decisions in the bytes of the file; a line that is torn, foreign or odd is a Problem and costs no other."""
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        bare = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if not bare:
            continue
        read = _read(bare)
        if isinstance(read, Decision):
            decisions.append(read)
        else:
            message = f"{read}; mend the line or take it out: until then nothing is decided by it"
            place = Place(DECISIONS, number)
            problems.append(Problem(rule="bad-decision", severity=Severity.WARNING, message=message, place=place))
    return Decisions(tuple(decisions), tuple(problems))


def with_decisions(data: bytes, new: Iterable[Decision]) -> bytes:
    """The bytes of the file with decisions added; a torn last line stays, on a line of its own."""
    whole = data if not data or data.endswith(b"\n") else data + b"\n"
    return whole + b"".join(f"{_line(one)}\n".encode() for one in new)


def _line(decision: Decision) -> str:
    said: Mapping[str, object] = {name: value for name in _ORDER if (value := getattr(decision, name))}
    text = json.dumps(said, ensure_ascii=False).translate(_LINE_ENDS)
    # Half of a character that is two in UTF-16 cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode()


def _read(line: bytes) -> Decision | str:
    """The decision of a line, or what is wrong with it."""
    try:
        said = json.loads(line.decode())
    except (ValueError, RecursionError):
        return "The line is no JSON"
    if not isinstance(said, dict):
        return "The line is no mapping such as {…}"
    texts = {name: said.get(name, "") for name in _ORDER if name != "keys"}
    keys = said.get("keys", [])
    if not all(isinstance(one, str) for one in texts.values()):
        return "A value is no string"
    if not isinstance(keys, list) or not all(isinstance(one, str) for one in keys):
        return "keys is no list of strings"
    if texts["decision"] not in KINDS:
        return f"decision is one of {', '.join(KINDS)}, not {texts['decision']!r}"
    if not texts["id"]:
        return "The decision has no id"
    return Decision(**texts, keys=tuple(keys))
