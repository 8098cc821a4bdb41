"""What is remembered of feeds, `.sourcebook/feeds.db`: when to ask each, and every item that it offered.

The items of an answer enter together with what the server may later be asked by (ETag and the like), or not at all: a
server that says "unchanged" never sends them again. The file may be deleted; then every feed is asked anew, and what
was decided stays decided, since decisions are kept elsewhere.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar, get_type_hints

from sourcebook.errors import Busy, StorageFailed
from sourcebook.model.coverage import FeedItem
from sourcebook.model.links import moment
from sourcebook.model.polling import Answer, Polled, Taken

NAME = "feeds.db"  # in .sourcebook/
VERSION = 1  # of the schema; a file of another one is made anew
_SCHEMA = """
CREATE TABLE feed(id TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE item(
    feed TEXT, id TEXT, said TEXT NOT NULL, digest TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
    edits INTEGER NOT NULL DEFAULT 0, is_new INTEGER NOT NULL DEFAULT 1, PRIMARY KEY(feed, id)
);
CREATE TABLE note(name TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
"""
_PATIENCE = 10.0  # seconds to wait for another process
_MOST_EDITS = 3  # of one item that are worth a look: more is a clock on the page
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NO_ROOM = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)
_TIMES = ("tried", "good", "due", "whole", "newest", "moved_since", "back_to")
_ITEM, _POLLED = get_type_hints(FeedItem), get_type_hints(Polled)
_T = TypeVar("_T", FeedItem, Polled)
_R = TypeVar("_R")
_encode = json.JSONEncoder(ensure_ascii=True, check_circular=False, separators=(",", ":")).encode


class FeedState:
    """The state, open for one run; raises StorageFailed where it cannot be written, and Busy.

    A file that is no such state, or is broken, is thrown away and made anew.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._db = self._opened()

    @classmethod
    def passing(cls, path: str) -> Self:
        """A copy of the state that is gone with the process, for a run that is to write nothing."""
        state = cls(":memory:")
        if os.path.exists(path):
            with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as there:
                there.backup(state._db)
        return state

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def known(self) -> dict[str, Polled]:
        """What is remembered of each feed; what makes no sense is as if it were not there."""
        rows = self._rows("SELECT id, said FROM feed")
        return {name: polled for name, said in rows if (polled := _polled(said))}

    def remember(self, name: str, polled: Polled) -> None:
        """Write down what is to be remembered of a feed that brought no items."""
        self._all_or_nothing(lambda db: _put(db, name, polled))

    def take(self, answer: Answer, polled: Polled) -> Taken:
        """Write down the items of an answer and what is to be remembered of its feed, all or nothing."""

        def taken(db: sqlite3.Connection) -> Taken:
            _put(db, answer.feed, polled)
            return _take(db, answer)

        return self._all_or_nothing(taken)

    def items(self, since: str = "") -> list[FeedItem]:
        """The items that were first offered since a time, and those that nobody has looked at, in a stable order."""
        rows = self._rows("SELECT said FROM item WHERE first >= ? OR is_new ORDER BY first, feed, id", since)
        return [item for (said,) in rows if (item := _item(said))]

    def has_new(self) -> bool:
        """Whether there are items that nobody has looked at since they came or changed."""
        return bool(self._rows("SELECT 1 FROM item WHERE is_new LIMIT 1"))

    def looked_at(self, mark: str) -> None:
        """Let no item be new any more; `mark` tells by what they were judged."""

        def told(db: sqlite3.Connection) -> None:
            db.execute("UPDATE item SET is_new = 0 WHERE is_new")
            db.execute("INSERT OR REPLACE INTO note VALUES ('judged-by', ?)", (mark,))

        self._all_or_nothing(told)

    def judged_by(self) -> str:
        """The mark of the last time that items were looked at."""
        rows = self._rows("SELECT said FROM note WHERE name = 'judged-by'")
        return str(rows[0][0]) if rows else ""

    def forget(self, feeds: Iterable[str], before: str) -> None:
        """Remove all of other feeds than these, and the items that no feed has offered since a time."""
        kept = json.dumps(sorted(feeds))

        def forgotten(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM feed WHERE id NOT IN (SELECT value FROM json_each(?))", (kept,))
            db.execute("DELETE FROM item WHERE feed NOT IN (SELECT value FROM json_each(?))", (kept,))
            db.execute("DELETE FROM item WHERE last < ?", (before,))

        self._all_or_nothing(forgotten)

    def _rows(self, sql: str, *parameters: str) -> list[Any]:
        try:
            return self._db.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            self._db = self._anew(error)
            return []

    def _all_or_nothing(self, change: Callable[[sqlite3.Connection], _R]) -> _R:
        """Change in one transaction, in a new file where the old one proves broken."""
        try:
            return _committed(self._db, change)
        except sqlite3.DatabaseError as error:
            self._db = self._anew(error)
            return _committed(self._db, change)

    def _opened(self) -> sqlite3.Connection:
        try:
            os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)
            return _connected(self._path)
        except OSError as error:
            raise StorageFailed(f"Cannot write {self._path}: {error.strerror}.") from error
        except sqlite3.DatabaseError as error:
            return self._anew(error)

    def _anew(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """A new file in the place of one that is broken; raises what is not the file's fault."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            raise Busy(
                f"Another process has been writing into {self._path} for {_PATIENCE:.0f} s; try again."
            ) from error
        if code in _NO_ROOM:
            raise StorageFailed(f"Cannot write {self._path}: {error}.") from error
        for suffix in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path + suffix)
        return _connected(self._path)


def _committed(db: sqlite3.Connection, change: Callable[[sqlite3.Connection], _R]) -> _R:
    try:
        db.execute("BEGIN IMMEDIATE")
        done = change(db)
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    return done


def _put(db: sqlite3.Connection, name: str, polled: Polled) -> None:
    said = {field: value for field, value in polled._asdict().items() if value}
    db.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (name, _encode(said)))


def _take(db: sqlite3.Connection, answer: Answer) -> Taken:
    rows = db.execute("SELECT id, said, digest, edits FROM item WHERE feed = ?", (answer.feed,))
    before = {name: (said, digest, edits) for name, said, digest, edits in rows}
    new: list[tuple[str, ...]] = []
    edited: list[tuple[str, ...]] = []
    changed: list[tuple[FeedItem, FeedItem]] = []
    for item in answer.items:
        said, digest = _encode(item._asdict()), _digest(item)
        known = before.get(item.id)
        if known is None:
            new.append((answer.feed, item.id, said, digest, answer.at, answer.at))
        elif known[1] != digest and known[2] < _MOST_EDITS:
            edited.append((said, digest, answer.feed, item.id))
            if old := _item(known[0]):
                changed.append((old, item))
    again = [(answer.at, answer.feed, item.id) for item in answer.items if item.id in before]
    db.executemany("INSERT INTO item(feed, id, said, digest, first, last) VALUES (?, ?, ?, ?, ?, ?)", new)
    db.executemany(
        "UPDATE item SET said = ?, digest = ?, edits = edits + 1, is_new = 1 WHERE feed = ? AND id = ?", edited
    )
    db.executemany("UPDATE item SET last = ? WHERE feed = ? AND id = ?", again)
    is_gap = bool(before) and bool(answer.items) and not again
    return Taken(new=len(new), changed=tuple(changed), is_gap=is_gap)


def _connected(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    db.execute("PRAGMA synchronous = NORMAL")
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return db
    db.execute("BEGIN IMMEDIATE")
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall():
        db.execute(f'DROP TABLE "{name.replace(chr(34), chr(34) * 2)}"')
    for statement in _SCHEMA.strip().split(";\n"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
    return db


def _digest(item: FeedItem) -> str:
    """What an item says, by which an edit is told; where it is, and when, is not part of it."""
    said = _encode([item.title, item.summary])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _item(said: str) -> FeedItem | None:
    return _value(said, FeedItem, _ITEM)


def _polled(said: str) -> Polled | None:
    found = _value(said, Polled, _POLLED)
    try:
        for name in _TIMES:
            if found and getattr(found, name):
                moment(getattr(found, name))
    except (ValueError, OverflowError):
        return None
    return found


def _value(said: str, kind: type[_T], shape: Mapping[str, Any]) -> _T | None:
    """The value that a row holds, None where it makes no sense."""
    try:
        raw = json.loads(said)
        parts = {name: raw[name] for name in shape if name in raw}
        for name, value in parts.items():
            if shape[name] is float:
                parts[name] = float(value)
            elif isinstance(value, list) and all(isinstance(one, str) for one in value):
                parts[name] = tuple(value)
            elif type(value) is not shape[name]:
                return None
        return kind(**parts)
    except (ValueError, TypeError, RecursionError):
        return None
