"""Commits as a reader of the history sees them: who, when, why, and what happened to which works."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from sourcebook.model.changes import WorkChange, in_words, summary

# The trailers of the commits that we make.
COMMAND = "Sourcebook-Command"  # the command and its arguments, as a JSON list
UNDOES = "Sourcebook-Undoes"  # a commit that this one takes back
REDOES = "Sourcebook-Redoes"  # an undone commit that this one does again
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.*)")
_OURS = "Sourcebook-"
_TOLD = re.compile(r"\S+: \S.*")
_SHORT = 10  # letters of a hash: no two commits of a million share them


class Commit(NamedTuple):
    """One commit: its hash and parents, the author's name and address, both times, and the message as it stands.

    `committed` is when it entered the history, in UTC (`2026-09-01T10:00:00Z`), by which days are counted;
    `authored` is when its author made it, with the author's own zone.
    """

    hash: str
    parents: tuple[str, ...]
    author: str
    address: str
    authored: str
    committed: str
    message: str

    @property
    def short(self) -> str:
        """The hash as people are shown it."""
        return self.hash[:_SHORT]

    @property
    def day(self) -> str:
        """The day on which it entered the history, in UTC."""
        return self.committed[:10]

    def trailer(self, name: str) -> tuple[str, ...]:
        """What the lines `Name: value` at the end of the message say (git-interpret-trailers(1)), in their order."""
        return tuple(value for one, value in _trailers(_paragraphs(self.message)) if one == name)

    @property
    def subject(self) -> str:
        """The first line of its message."""
        return self.message.partition("\n")[0]

    @property
    def command(self) -> tuple[str, ...]:
        """The command of ours that made it, with its arguments; empty where another program did."""
        try:
            said = json.loads(self.trailer(COMMAND)[0])
        except (IndexError, ValueError):
            return ()
        return tuple(map(str, said)) if isinstance(said, list) else ()

    @property
    def why(self) -> str:
        """What its author said about it: of a commit of ours without what we made of the changes, else the message."""
        paragraphs = _paragraphs(self.message)
        if trailers := _trailers(paragraphs):
            paragraphs.pop()
        if any(name.startswith(_OURS) for name, _ in trailers):
            del paragraphs[:1]
            # Where there were several changes, they stand one a line above the reason.
            lines = paragraphs[0].split("\n") if paragraphs else []
            if len(lines) > 1 and all(map(_TOLD.fullmatch, lines)):
                del paragraphs[:1]
        return "\n\n".join(paragraphs)


def _paragraphs(message: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", message.replace("\r\n", "\n")) if part.strip()]


def _trailers(paragraphs: list[str]) -> list[tuple[str, str]]:
    # A message of one paragraph is all subject, whatever it looks like.
    found = [_TRAILER.fullmatch(line) for line in paragraphs[-1].split("\n")] if len(paragraphs) > 1 else []
    return [(match[1], match[2]) for match in found if match] if all(found) else []


class CommitChanges(NamedTuple):
    """A commit with what it did: to works, and to other files, whose paths stand in place of keys.

    Where it touched too many works to read them all, `changes` is empty and `counts` says how many of each kind.
    """

    commit: Commit
    changes: tuple[WorkChange, ...] = ()
    others: tuple[WorkChange, ...] = ()
    counts: Mapping[str, int] = {}

    @property
    def summary(self) -> str:
        """What happened, in one line; empty where it changed no fact, only how files are written."""
        if self.counts:
            said = ", ".join(f"{number} {kind}" for kind, number in self.counts.items())
            return f"{sum(self.counts.values())} works: {said}"
        return summary(self.changes, self.others) if self.changes or self.others else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What happened, each change in words."""
        told = (self.summary,) if self.counts else tuple(map(in_words, self.changes))
        return (*told, *map(in_words, self.others))
