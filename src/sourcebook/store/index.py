"""The index: a disposable SQLite copy of the records that heals itself and is renewed from changed files only.

Whatever happens to `.sourcebook/index.db` (deleted, truncated, overwritten, of another version, in use by another
process, on a disk that cannot be written), answers are the same; only the time differs.
"""

import contextlib
import json
import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sourcebook.errors import StorageFailed
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.query import Query
from sourcebook.store.select import condition

VERSION = 2  # of the schema and of what rows are made from; a change makes every index anew
_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE record(id INTEGER PRIMARY KEY, name TEXT UNIQUE, state TEXT);
CREATE TABLE problem(record TEXT, rule TEXT, severity TEXT, message TEXT, path TEXT, line INTEGER, key TEXT);
CREATE INDEX problem_of ON problem(record);
CREATE TABLE work(
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, year TEXT, author TEXT, title TEXT, viewpoint TEXT, role TEXT, type TEXT,
    language TEXT, outlet TEXT, has TEXT, doi TEXT, urls TEXT, first_day INTEGER, last_day INTEGER,
    by_author TEXT, by_title TEXT, raw TEXT, lines TEXT
);
CREATE TABLE alias(key TEXT, alias TEXT);
CREATE INDEX alias_of ON alias(alias);
CREATE TABLE relation(source TEXT, type TEXT, target TEXT);
CREATE INDEX relation_to ON relation(target);
CREATE INDEX relation_from ON relation(source);
CREATE VIRTUAL TABLE words USING fts5(
    title, author, container, keywords, annotation, rest, tokenize = 'unicode61 remove_diacritics 0'
);
"""
SORTS = {
    "key": "key",
    "author": "by_author, first_day, key",
    "date": "first_day, key",
    "title": "by_title, key",
    "viewpoint": "viewpoint = '', viewpoint, key",
}
_AMONG = "IN (SELECT value FROM json_each(?))"  # any number of texts as one parameter, of which SQLite takes few
_LARGEST = 2**63 - 1  # what SQLite and array hold; file systems may number and date beyond
_BATCH = 500  # records read, then written, at a time: each step finds its own code and data in the processor's cache
_ALWAYS_ALL = 2000  # up to so many records every command looks at every file, which then takes about 10 ms
_T = TypeVar("_T")


class Row(NamedTuple):
    """What a list shows of a work, read without building it."""

    key: str
    year: str
    author: str
    title: str
    viewpoint: str
    role: str
    type: str
    language: str
    outlet: str


class Entry(NamedTuple):
    """A record as the index keeps it: its problems, and the row, text and relations of its work where it has one."""

    problems: tuple[Problem, ...]
    columns: tuple[str | int, ...] | None = None
    words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()


class Stored(NamedTuple):
    """A work as the index gives it back: key, raw fields with annotation, and the lines of these fields, as JSON.

    `lines` is empty where they were not asked for.
    """

    key: str
    raw: str
    lines: str


class Index:
    """The index at `path` of the records in `folder`.

    Where one of the `watched` files changed, `read_settings` reads them anew as one string, from which `reader` makes
    what turns the names of changed records into their Entries.
    """

    def __init__(
        self,
        *,
        path: str,
        folder: str,
        watched: Sequence[str],
        read_settings: Callable[[], str],
        reader: Callable[[str], Callable[[Sequence[str]], list[Entry]]],
        version: str,
    ) -> None:
        self._path = path
        self._folder = folder
        self._watched = watched
        self._read_settings = read_settings
        self._reader = reader
        self._version = f"{VERSION} {version}"
        self._connection: sqlite3.Connection | None = None
        self._checked = False

    def rows(self, query: Query, *, sort: str = "key", descending: bool = False, limit: int = -1) -> list[Row]:
        """What a list shows of the works that a query finds."""
        columns = ", ".join(Row._fields)
        return self._ask(lambda db: [Row(*row) for row in self._select(db, columns, query, sort, descending, limit)])

    def keys(self, query: Query, *, sort: str = "key", descending: bool = False, limit: int = -1) -> list[str]:
        """The keys of the works that a query finds."""
        return self._ask(lambda db: [key for (key,) in self._select(db, "key", query, sort, descending, limit)])

    def works(self, *, lines: bool = False) -> list[Stored]:
        """Every work, in the order of keys."""
        column = "lines" if lines else "''"
        return self._ask(
            lambda db: [Stored(*row) for row in db.execute(f"SELECT key, raw, {column} FROM work ORDER BY key")]
        )

    def near(self, keys: Sequence[str]) -> list[Stored]:
        """The works with these keys, present or former, and those that they are related to, either way."""
        return self._ask(lambda db: _near(db, keys), names=keys)

    def problems(self) -> list[Problem]:
        """What could not be read, by path and line."""
        sql = "SELECT rule, severity, message, path, line, key FROM problem ORDER BY path, line, rule"
        return self._ask(
            lambda db: [
                Problem(
                    rule=rule, severity=Severity(severity), message=message, place=Place(path=path, line=line), key=key
                )
                for rule, severity, message, path, line, key in db.execute(sql)
            ]
        )

    def state(self) -> bytes:
        """What every answer depends on: this version, and settings and records as the file system tells them."""
        sql = "SELECT CAST(value AS BLOB) FROM meta WHERE name IN ('listing', 'setup') ORDER BY name"
        return self._ask(lambda db: b"\n".join(value for (value,) in db.execute(sql)))

    def settings(self) -> str:
        """What `read_settings` gave when one of the watched files last changed."""
        return self._ask(lambda db: str(_meta(db, "settings")), names=())

    def _select(
        self, db: sqlite3.Connection, columns: str, query: Query, sort: str, descending: bool, limit: int
    ) -> sqlite3.Cursor:
        where, parameters = condition(query)
        order = SORTS[sort]
        if descending:
            order = ", ".join(f"{part} DESC" for part in order.split(", "))
        return db.execute(f"SELECT {columns} FROM work WHERE {where} ORDER BY {order} LIMIT ?", (*parameters, limit))

    def _ask(self, question: Callable[[sqlite3.Connection], _T], names: Sequence[str] | None = None) -> _T:
        """Answer from a fresh index; one that proves unreadable is made anew, in memory where the disk refuses that."""
        try:
            return question(self._fresh(names))
        except (sqlite3.DatabaseError, ValueError) as error:
            busy = getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            self._discard(keep_file=busy)
        try:
            return question(self._fresh(None))
        except (sqlite3.DatabaseError, ValueError):
            self._discard(keep_file=True)
            return question(self._fresh(None))

    def _fresh(self, names: Sequence[str] | None) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _open(self._path)
            self._checked = False
        if not self._checked and (names is None or not self._is_current(self._connection, names)):
            self._refresh(self._connection)
            self._checked = True
        return self._connection

    def _is_current(self, db: sqlite3.Connection, names: Sequence[str]) -> bool:
        """Whether a few works can be answered for without looking at every file.

        A look at 10,000 files costs more than all the rest of `show`. In a large folder it is enough that no file came,
        went or was replaced (the folder's own time) and that the works asked for and their neighbours are as they were.
        """
        if self._setup() != _meta(db, "setup"):
            return False
        if not names:
            return True  # the settings are asked for, which follow from what is watched alone
        if repr(signature(self._folder)) != _meta(db, "folder"):
            return False
        near = {f"{key}.md" for key in _neighbours(db, names)}
        known = db.execute(f"SELECT name, state FROM record WHERE name {_AMONG}", (_texts(near),)).fetchall()
        is_large = db.execute("SELECT COUNT(*) FROM record").fetchone()[0] > _ALWAYS_ALL
        return is_large and all(state == repr(signature(os.path.join(self._folder, name))) for name, state in known)

    def _setup(self) -> str:
        """What every row depends on beside its record: this version, and the settings as the file system tells them."""
        return repr((self._version, [signature(path) for path in self._watched]))

    def _refresh(self, db: sqlite3.Connection) -> None:
        setup, folder, (names, numbers) = self._setup(), repr(signature(self._folder)), _scan(self._folder)
        listing = "\n".join(names).encode("utf-8", "surrogateescape") + numbers.tobytes()
        state: dict[str, str | bytes] = {"setup": setup, "folder": folder, "listing": listing}
        if all(_meta(db, name) == value for name, value in state.items()):
            return
        with _writing(db):
            if _meta(db, "setup") != setup:
                _clear(db)
                state["settings"] = self._read_settings()
            read = self._reader(str(state.get("settings") or _meta(db, "settings")))
            known = dict(db.execute("SELECT name, state FROM record"))
            # A name that is no UTF-8 is shown with escapes, and so is no key and never opened.
            shown = [name.encode("utf-8", "backslashreplace").decode() for name in names]
            states = {name: repr(list(numbers[place * 3 : place * 3 + 3])) for place, name in enumerate(shown)}
            for name in known.keys() - states.keys():
                _forget(db, name)
            changed = sorted(name for name, signature in states.items() if known.get(name) != signature)
            for name in changed:
                if name in known:
                    _forget(db, name)
            for start in range(0, len(changed), _BATCH):
                batch = changed[start : start + _BATCH]
                _put(db, {name: states[name] for name in batch}, read(batch))
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", state.items())

    def _discard(self, *, keep_file: bool) -> None:
        """Close the index and remove its file; where that stays, go on in memory."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for suffix in () if keep_file else ("", "-journal"):
            with contextlib.suppress(OSError):
                os.unlink(self._path + suffix)
        if os.path.lexists(self._path):
            self._path = ":memory:"


def _open(path: str) -> sqlite3.Connection:
    """A connection with the schema in place; one in memory where the file cannot be had."""
    try:
        if path != ":memory:":
            os.makedirs(os.path.dirname(path), exist_ok=True)
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -65536")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            with _writing(db):
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                    for statement in _SCHEMA.strip().split(";\n"):
                        db.execute(statement)
    except (sqlite3.OperationalError, OSError) as error:
        # Tables that are not ours make SQL fail (SQLITE_ERROR), which is no reason to do without the disk for ever.
        if path == ":memory:" or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise
        return _open(":memory:")
    return db


@contextlib.contextmanager
def _writing(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction that waits for other writers first, so that what it reads stays true."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _meta(db: sqlite3.Connection, name: str, default: object = None) -> object:
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return found[0] if found else default


def signature(path: str) -> list[int]:
    """The state of one file as the file system tells it; what differs in any of these numbers was changed."""
    try:
        found = os.lstat(path)
    except OSError:
        return []
    return [found.st_mtime_ns & _LARGEST, found.st_size, found.st_ino & _LARGEST]


def _scan(folder: str) -> tuple[list[str], "array[int]"]:
    """The names of the records in order, and the numbers of their signatures one after another.

    Half of what a search takes on 10,000 works, hence the shortest way: one listing, no objects kept per file.
    """
    numbers = array("q")
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            names = sorted(filter(_is_record, os.listdir(handle)))
            for name in names:
                found = os.stat(name, dir_fd=handle, follow_symlinks=False)
                numbers.extend((found.st_mtime_ns & _LARGEST, found.st_size, found.st_ino & _LARGEST))
        finally:
            os.close(handle)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and os.path.isdir(folder):
            return _scan(folder)  # a record went away between the listing and the look at it
        raise StorageFailed(f"Cannot read the folder {folder}: {error.strerror}.") from error
    return names, numbers


def _is_record(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(".")


def _clear(db: sqlite3.Connection) -> None:
    for table in ("record", "problem", "work", "alias", "relation", "words", "meta"):
        db.execute(f"DELETE FROM {table}")


def _forget(db: sqlite3.Connection, name: str) -> None:
    found = db.execute("SELECT id FROM record WHERE name = ?", (name,)).fetchone()
    if found is None:
        return
    key = name.removesuffix(".md")
    db.execute("DELETE FROM record WHERE id = ?", found)
    db.execute("DELETE FROM problem WHERE record = ?", (name,))
    db.execute("DELETE FROM work WHERE id = ?", found)
    db.execute("DELETE FROM words WHERE rowid = ?", found)
    db.execute("DELETE FROM alias WHERE key = ?", (key,))
    db.execute("DELETE FROM relation WHERE source = ?", (key,))


def _put(db: sqlite3.Connection, states: Mapping[str, str], entries: Sequence[Entry]) -> None:
    """Insert records by name with their states, and what was read of them, in the same order."""
    last = db.execute("SELECT coalesce(max(id), 0) FROM record").fetchone()[0]
    rows = [
        (last + place, name, name.removesuffix(".md"), entry)
        for place, (name, entry) in enumerate(zip(states, entries, strict=True), 1)
    ]
    _insert(db, "record", [(number, name, states[name]) for number, name, _, _ in rows])
    _insert(
        db,
        "problem",
        [
            (name, one.rule, one.severity.value, one.message, one.place.path, one.place.line, one.key)
            for _, name, _, entry in rows
            for one in entry.problems
        ],
    )
    _insert(db, "work", [(number, key, *entry.columns) for number, _, key, entry in rows if entry.columns])
    _insert(
        db,
        "words(rowid, title, author, container, keywords, annotation, rest)",
        [(number, *entry.words) for number, _, _, entry in rows if entry.columns],
    )
    _insert(db, "alias", [(key, alias) for _, _, key, entry in rows for alias in entry.aliases])
    _insert(db, "relation", [(key, *relation) for _, _, key, entry in rows for relation in entry.relations])


def _insert(db: sqlite3.Connection, table: str, rows: Sequence[Sequence[str | int]]) -> None:
    if rows:
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _texts(values: Iterable[str]) -> str:
    """Texts as the one parameter that _AMONG takes."""
    return json.dumps(list(values))


def _neighbours(db: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
    """The keys asked for, with present ones for former ones, and every key that they are related to, either way."""
    found = set(keys)
    found.update(key for (key,) in db.execute(f"SELECT key FROM alias WHERE alias {_AMONG}", (_texts(found),)))
    names = found | {alias for (alias,) in db.execute(f"SELECT alias FROM alias WHERE key {_AMONG}", (_texts(found),))}
    related = db.execute(
        f"SELECT source FROM relation WHERE target {_AMONG} "
        f"UNION SELECT target FROM relation WHERE source {_AMONG} "
        f"UNION SELECT key FROM alias WHERE alias IN (SELECT target FROM relation WHERE source {_AMONG})",
        (_texts(names),) * 3,
    )
    return found | {key for (key,) in related}


def _near(db: sqlite3.Connection, keys: Sequence[str]) -> list[Stored]:
    sql = f"SELECT key, raw, '' FROM work WHERE key {_AMONG} ORDER BY key"
    return [Stored(*row) for row in db.execute(sql, (_texts(_neighbours(db, keys)),))]
