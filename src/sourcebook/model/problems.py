"""A finding about data: a value with its place, never an exception."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs: an `error` makes `check` fail, a `warning` asks for care, a `note` only reports."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Place(NamedTuple):
    """Where a finding is: a path relative to the sourcebook with `/`, and a line counted from 1 (0: the whole file)."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Problem(NamedTuple):
    """One finding: the rule that found it, what is wrong and what to do, where, and in which work."""

    rule: str
    severity: Severity
    message: str
    place: Place
    key: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message} [{self.rule}]"
