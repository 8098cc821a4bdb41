"""What a command is given of the world: the sourcebook, standard input and the terminal."""

import os
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sourcebook.cli.terminal import Terminal
from sourcebook.errors import StorageFailed, UnknownKey, UsageError
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.query import Query, parse_query, query_text
from sourcebook.model.work import Work
from sourcebook.store.shelf import CACHE, Shelf, find_root

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from sourcebook.store.git import Repository


class World:
    """The sourcebook that a command works on, found by `-C`, then $SOURCEBOOK_DIR, then the folders above this one."""

    def __init__(self, folder: str, terminal: Terminal, command: Sequence[str] = (), at: str | None = None) -> None:
        self._folder = folder or terminal.environ.get("SOURCEBOOK_DIR", "")
        self.terminal = terminal
        self.command = tuple(command)  # the command with its arguments, as a commit's message keeps it
        self._at = at  # the state of the past that is read, None for the work tree

    @cached_property
    def root(self) -> str:
        """The folder of the sourcebook in the work tree; raises NoSourcebook, and StorageFailed for linked folders."""
        return find_root(self._folder or os.getcwd())

    @cached_property
    def shelf(self) -> Shelf:
        """The sourcebook's shelf, with --at that of the state asked for; raises NoSourcebook, UnknownRevision …"""
        if self._at is None:
            self._tell_pending()
            return Shelf(self.root)
        from sourcebook.store.states import resolve  # noqa: PLC0415 - history only where it is asked for

        return self.shelf_at(resolve(self.repository, self._at))

    @property
    def pending_path(self) -> str:
        """Where a change under way is written down (store/pending.py)."""
        return os.path.join(self.root, CACHE, "pending.json")

    def _tell_pending(self) -> None:
        if self.command[:1] in (("commit",), ("undo",)) or not os.path.exists(self.pending_path):
            return
        from sourcebook.store.files import is_held  # noqa: PLC0415 - for what hardly ever is

        # Where another command holds the folder, it is in the middle of it.
        if not is_held(self.root):
            self.terminal.talk(
                "sourcebook: a change was written but not committed; `sourcebook commit` ends it, "
                "`sourcebook undo` takes it back.",
                "yellow",
            )

    def shelf_at(self, commit: str) -> Shelf:
        """The shelf of a committed state, which is unpacked among the caches or, where they take nothing, for now."""
        from sourcebook.store.snapshots import snapshot  # noqa: PLC0415 - as above

        try:
            return Shelf(snapshot(self.repository, commit, os.path.join(self.root, CACHE, "at")))
        except StorageFailed:
            return Shelf(snapshot(self.repository, commit, self._passing.name))

    @cached_property
    def _passing(self) -> "TemporaryDirectory[str]":
        """A folder that goes when the process ends."""
        from tempfile import TemporaryDirectory  # noqa: PLC0415 - for a sourcebook that cannot be written

        return TemporaryDirectory(prefix="sourcebook-")

    @cached_property
    def state(self) -> str:
        """What readers are told of the state that is read: `Edition 2026-autumn, 2026-10-01`, `As of 2026-09-01`."""
        if self._at is None:
            return ""
        from sourcebook.store.editions import state_in_words  # noqa: PLC0415 - as above

        return state_in_words(self.repository, self._at)

    @cached_property
    def dated_state(self) -> str:
        """As `state`; of the work tree and of git's revisions the day of their commit, nothing where there is none."""
        if self.state:
            return self.state
        if not self.repository.exists or not (head := self.repository.head()):
            return ""
        from sourcebook.store.states import day_of_commit, resolve  # noqa: PLC0415 - as above

        if self._at is not None:
            return f"As of {day_of_commit(self.repository, resolve(self.repository, self._at))}"
        since = ", with changes since" if self.repository.changed_paths(["library", "sources.yaml"]) else ""
        return f"As of {day_of_commit(self.repository, head)}{since}"

    def as_of(self, state: str) -> "World":
        """The same sourcebook at a state of the past."""
        return World(self.root, self.terminal, self.command, state)

    @cached_property
    def repository(self) -> "Repository":
        """The git repository that the sourcebook is in, asked only where history is."""
        from sourcebook.store.git import Repository  # noqa: PLC0415 - subprocess costs 6 ms that reading needs not

        return Repository(self.root, self.terminal.environ)

    def query(self, words: Sequence[str]) -> Query:
        """The query that the words of the command line make; raises QueryError."""
        return parse_query(_whole(query_text(words)))

    def keys(self, words: Sequence[str]) -> list[str]:
        """The keys that a command was given, `-` for one a line on standard input, each once."""
        return list(dict.fromkeys(self.words(words)))

    def words(self, words: Sequence[str]) -> list[str]:
        """The same as they came."""
        said: list[str] = []
        for word in words:
            said += [line.strip() for line in sys.stdin if line.strip()] if word == "-" else [word]
        if not said and "-" not in words:
            raise UsageError("Name at least one key, or - for keys on standard input.")
        return [_whole(word) for word in said]

    def meant(self, words: Sequence[str], query: str | None) -> list[str]:
        """The present keys of the works to change: named, by `-` on standard input, or found by a query, not both."""
        if query is not None:
            if words:
                raise UsageError("Name keys or a query, not both.")
            keys = self.shelf.keys(self.query([query]))
            if not keys:
                # A script that changes nothing has to hear of it, as it does of an unknown key.
                self.missing.append(query)
                self.terminal.talk(f"sourcebook: no work matches {query!r}.", "red")
            return keys
        asked = self.keys(words)
        if self.shelf.names().issuperset(asked):
            return asked  # the common case, for which no index has to be brought up to date
        library = self.shelf.neighbourhood(asked)
        return list(dict.fromkeys(work.key for work in (self.work(library, key) for key in asked) if work))

    def keys_of(self, work: Work) -> list[str]:
        """The key of a work, then its former ones, without those that another work has taken over."""
        aliases = work.words("aliases")
        used = self.shelf.neighbourhood(aliases).works if aliases else {}
        return [work.key, *(alias for alias in aliases if alias not in used)]

    @cached_property
    def library(self) -> Library:
        """Every work that can be read."""
        return self.shelf.library()

    def selected(
        self, words: Sequence[str], *, sort: str = "key", descending: bool = False, limit: int = -1
    ) -> list[str]:
        """The keys of the works meant: by a query, or by `-` from standard input in its order."""
        if list(words) != ["-"]:
            return self.shelf.keys(self.query(words), sort=sort, descending=descending, limit=limit)
        found = [work.key for work in (self.work(self.library, key) for key in self.keys(words)) if work]
        return found[:limit] if limit >= 0 else found

    def work(self, library: Library, key: str) -> Work | None:
        """The work with a key, or None with a word about it on standard error."""
        try:
            return library.work(key)
        except UnknownKey:
            known = self.shelf.keys()
        self.missing.append(key)
        problem = next((one for one in self.shelf.problems() if one.key == key), None)
        self.terminal.talk(f"sourcebook: {problem}" if problem else f"sourcebook: {UnknownKey(key, known)}", "red")
        return None

    @cached_property
    def missing(self) -> list[str]:
        """The keys that were asked for and are not there, and queries for works to change that find none."""
        return []

    def verdict(self, *, found: bool = True) -> int:
        """The exit code of a command that read the library: 1 where nothing was found or a record could not be read."""
        broken = [problem for problem in self.shelf.problems() if problem.severity is Severity.ERROR]
        for problem in broken[:3]:
            self.terminal.talk(f"sourcebook: {problem}", "yellow")
        if len(broken) > 3:
            self.terminal.talk(f"sourcebook: and {len(broken) - 3} more; see `sourcebook check`.", "yellow")
        return 0 if found and not broken and not self.missing else 1


def _whole(text: str) -> str:
    """The text with `�` for bytes that are no UTF-8, which the command line and standard input may hold."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
