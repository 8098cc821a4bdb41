"""The shelf: finds a sourcebook and reads `library/works/` into a Library, by way of the index."""

import json
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from sourcebook import __version__
from sourcebook.errors import BadSettings, NoSourcebook
from sourcebook.model.fields import NAME_FIELDS
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.labels import byline
from sourcebook.model.library import Library
from sourcebook.model.outlets import OutletIndex
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.query import EVERYTHING, Query
from sourcebook.model.sources import Sources
from sourcebook.model.text import fold, spread
from sourcebook.model.vocabulary import Vocabulary
from sourcebook.model.work import Origin, Raw, Work, all_names, read_work
from sourcebook.store.index import Entry, Index, Row, Stored
from sourcebook.store.sources import SOURCES, VOCABULARY, read_sources, read_vocabulary

WORKS = "library/works"
CACHE = ".sourcebook"
_TITLES = ("title", "title-romanized", "title-translated", "title-short", "original-title", "reviewed-title")
_CONTAINERS = ("container-title", "container-title-short", "publisher", "collection-title", "event-title", "authority")
_NOTES = ("abstract", "note", "content-note")
_LINKS = ("URL", "url-mirror")
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_INDEXED = frozenset(
    (*_TITLES, *_CONTAINERS, *_NOTES, *NAME_FIELDS, "keywords", "relations", "provenance", "viewpoint", "role")
)


def find_root(start: str) -> str:
    """The nearest folder from `start` upward that holds sources.yaml and library/. Raises NoSourcebook."""
    folder = os.path.abspath(start)
    while True:
        if os.path.isfile(os.path.join(folder, SOURCES)) and os.path.isdir(os.path.join(folder, "library")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            raise NoSourcebook(
                f"There is no sourcebook in {start} nor above it: a sourcebook holds {SOURCES} and library/. "
                "Make one with `sourcebook init DIR`, or name one with `-C DIR`."
            )
        folder = parent


class Shelf:
    """The sourcebook at `root`; reads are lazy and go through its index."""

    def __init__(self, root: str) -> None:
        self.root = root
        if not os.path.isfile(os.path.join(root, SOURCES)):
            raise NoSourcebook(
                f"{root} is no sourcebook: {SOURCES} is missing. Make one with `sourcebook init {root}`."
            )
        self.index = Index(
            path=os.path.join(root, CACHE, "index.db"),
            folder=os.path.join(root, WORKS),
            watched=[os.path.join(root, name) for name in (SOURCES, VOCABULARY)],
            read_settings=self._read_settings,
            reader=self._reader,
            version=__version__,
        )

    @cached_property
    def sources(self) -> Sources:
        """What sources.yaml says; raises BadSettings."""
        return read_sources(self._settings[SOURCES])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What viewpoints.yaml says, nothing where there is no such file; raises BadSettings."""
        return read_vocabulary(self._settings[VOCABULARY])

    @cached_property
    def _settings(self) -> Mapping[str, Mapping[str, Raw]]:
        settings: Mapping[str, Mapping[str, Raw]] = json.loads(self.index.settings())
        return settings

    def rows(self, query: Query, *, sort: str = "key", descending: bool = False, limit: int = -1) -> list[Row]:
        """What a list shows of the works that a query finds."""
        return self.index.rows(query, sort=sort, descending=descending, limit=limit)

    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, each with path and line."""
        return tuple(self.index.problems())

    def library(self, *, lines: bool = False) -> Library:
        """Every work that can be read; `lines` where findings are to name the line of a field."""
        return self._library(self.index.works(lines=lines))

    def selection(
        self, query: Query, *, sort: str = "key", descending: bool = False, limit: int = -1
    ) -> tuple[Library, list[str]]:
        """Every work, and the keys of those that a query finds, in the order asked for."""
        everything = query == EVERYTHING and sort == "key" and not descending and limit < 0
        library = self.library()
        if everything:
            return library, list(library.works)
        return library, self.index.keys(query, sort=sort, descending=descending, limit=limit)

    def neighbourhood(self, keys: Sequence[str]) -> Library:
        """The works with these keys, present or former, and all that they are related to; no others."""
        return self._library(self.index.near(keys), problems=())

    def keys(self, query: Query = EVERYTHING) -> list[str]:
        """The keys of the works that a query finds, in the order of keys."""
        return self.index.keys(query)

    def cache_path(self, name: str) -> str:
        """The path of something that may be deleted at any time: the lock, formatted references."""
        return os.path.join(self.root, CACHE, name)

    def record_path(self, key: str) -> str:
        """The path of a work's record."""
        return os.path.join(self.root, WORKS, f"{key}.md")

    def _library(self, stored: Sequence[Stored], problems: tuple[Problem, ...] | None = None) -> Library:
        sources = self.sources
        return Library(
            works={one.key: _work(one) for one in stored},
            vocabulary=self.vocabulary,
            outlets=sources.outlets,
            problems=self.problems() if problems is None else problems,
            subject=sources.subject,
            language=sources.language,
        )

    def _read_settings(self) -> str:
        return json.dumps({name: self._read_yaml(name) for name in (SOURCES, VOCABULARY)}, ensure_ascii=False)

    def _reader(self, settings: str) -> Callable[[str], Entry]:
        outlets = OutletIndex(read_sources(json.loads(settings)[SOURCES]).outlets)
        return lambda name: read_entry(os.path.join(self.root, WORKS), name, outlets)

    def _read_yaml(self, name: str) -> Mapping[str, Raw]:
        from sourcebook.store import files, plain_yaml  # noqa: PLC0415 - PyYAML costs 20 ms, needed after a change only

        path = os.path.join(self.root, name)
        if name == VOCABULARY and not os.path.exists(path):
            return {}
        try:
            text = files.read_bytes(path, 4_000_000).decode("utf-8-sig")
            return plain_yaml.read_mapping(text)[0]
        except UnicodeDecodeError as error:
            raise BadSettings(f"{name}: the file is not UTF-8 (byte {error.start}); save it as UTF-8.") from error
        except plain_yaml.BadYaml as error:
            raise BadSettings(f"{name}:{error.line}: {error.message}.") from error


def read_entry(folder: str, name: str, outlets: OutletIndex) -> Entry:
    """What the index keeps of one record: whatever is wrong with the file is a Problem, never an exception."""
    from sourcebook.store import codec  # noqa: PLC0415 - PyYAML costs 20 ms, needed after a change only

    path, key = f"{WORKS}/{name}", name.removesuffix(".md")
    if not codec.is_key(key):
        message = (
            f"{key!r} can be no key, which has ASCII letters, digits, '.', '_', '-' and begins with a letter or digit"
        )
        return _fault("bad-key", message, path, key)
    data = _read_record(os.path.join(folder, name), path, key, codec.LARGEST_RECORD)
    if isinstance(data, Entry):
        return data
    reading = codec.read_bytes(data, path=path, key=key)
    if reading.work is None:
        return Entry(problems=reading.problems)
    work = reading.work
    return Entry(
        problems=reading.problems,
        columns=_columns(work, reading.raw, outlets),
        words=_words(work, outlets),
        aliases=work.words("aliases"),
        relations=tuple((relation.type, relation.target) for relation in work.relations),
    )


def _read_record(path: str, shown: str, key: str, limit: int) -> bytes | Entry:
    try:
        # Not followed: a link may lead out of the library, or make one work stand under two keys.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if os.path.islink(path):
            return _fault("not-a-file", "A record has to be a file of its own, not a symbolic link", shown, key)
        return _fault("unreadable", f"The record cannot be opened: {error.strerror}", shown, key)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            return _fault("not-a-file", "A record has to be a file", shown, key)
        if state.st_size > limit:
            message = f"The record has {state.st_size:,} bytes; more than {limit:,} is no record"
            return _fault("too-large", message, shown, key)
        # One read of a regular file gives all of it; a buffered file object costs four system calls more.
        return os.read(handle, state.st_size)
    except OSError as error:
        return _fault("unreadable", f"The record cannot be read: {error.strerror}", shown, key)
    finally:
        os.close(handle)


def _fault(rule: str, message: str, path: str, key: str) -> Entry:
    problem = Problem(rule=rule, severity=Severity.ERROR, message=message, place=Place(path=path, line=1), key=key)
    return Entry(problems=(problem,))


def _work(stored: Stored) -> Work:
    """A work from the index, by the same reading that the record had."""
    raw, annotation = json.loads(stored.raw)
    origin = Origin(path=f"{WORKS}/{stored.key}.md", lines=json.loads(stored.lines))
    return read_work(stored.key, raw, annotation, origin)[0]


def _columns(work: Work, raw: Mapping[str, Raw], outlets: OutletIndex) -> tuple[str | int, ...]:
    outlet = outlets.of(work)
    date = work.date()
    first_day, last_day = date.days if date else (10**15, -(10**15))
    has = [name for name, value in work.fields.items() if value]
    has += [
        name for name, held in (("annotation", work.annotation), ("doubts", work.doubts), ("link", work.link)) if held
    ]
    urls = [work.text(name) for name in _LINKS] + [str(work.map("archive").get("url", ""))]
    who = " ".join(name.inverted for name in work.authors) or byline(work)
    return (
        work.year_label,
        byline(work),
        work.title,
        work.viewpoint,
        work.role,
        work.type,
        work.language,
        outlet.id if outlet else "",
        f" {' '.join(has)} ",
        normal_doi(work.text("DOI")) or work.text("DOI").lower(),
        " ".join(url.lower() for url in urls if url),
        first_day,
        last_day,
        fold(who),
        fold(work.text("title-romanized") or work.title),
        _ENCODE([raw, work.annotation]),
        _ENCODE(work.origin.lines),
    )


def _words(work: Work, outlets: OutletIndex) -> tuple[str, ...]:
    outlet = outlets.of(work)
    said = {name: value for name, value in work.fields.items() if isinstance(value, str)}
    return tuple(
        spread(" \n ".join(part for part in parts if part))
        for parts in (
            [said[name] for name in _TITLES if name in said],
            [form for name in all_names(work) for form in (name.full, name.family)],
            [*(said[name] for name in _CONTAINERS if name in said), outlet.name if outlet else ""],
            work.words("keywords"),
            [work.annotation, *(said[name] for name in _NOTES if name in said)],
            [work.key, *(value for name, value in said.items() if name not in _INDEXED)],
        )
    )
