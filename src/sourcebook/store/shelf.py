"""The shelf: finds a sourcebook and reads `library/works/`, or its inbox, into a Library, by way of the index."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sourcebook import __version__
from sourcebook.errors import BadSettings, NoSourcebook, StorageFailed
from sourcebook.model.archives import Printing
from sourcebook.model.library import Library
from sourcebook.model.outlets import OutletIndex
from sourcebook.model.problems import Problem
from sourcebook.model.query import EVERYTHING, Query
from sourcebook.model.sources import Sources
from sourcebook.model.vocabulary import Vocabulary
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.store.index import Entry, Index, Row, Stored, signature
from sourcebook.store.sources import INBOX, LINKS, LISTS, SOURCES, VOCABULARY, WORKS, read_sources, read_vocabulary

if TYPE_CHECKING:
    from sourcebook.model.links import Verdict

CACHE = ".sourcebook"
# What is written into without asking whether it is a link.
_FOLDERS = ("library", WORKS, INBOX, LISTS, "citations", CACHE, os.path.join(CACHE, "edits"))


def find_root(start: str) -> str:
    """The nearest folder from `start` upward that holds sources.yaml and library/.

    Raises NoSourcebook, and StorageFailed where one of its folders is a link, which a clone may have brought along.
    """
    folder = os.path.abspath(start)
    while True:
        if os.path.isfile(os.path.join(folder, SOURCES)) and os.path.isdir(os.path.join(folder, "library")):
            _refuse_links(folder)
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            raise NoSourcebook(
                f"There is no sourcebook in {start} nor above it: a sourcebook holds {SOURCES} and library/. "
                "Make one with `sourcebook init DIR`, or name one with `-C DIR`."
            )
        folder = parent


def _refuse_links(root: str) -> None:
    for name in _FOLDERS:
        if os.path.islink(os.path.join(root, name)):
            raise StorageFailed(
                f"{os.path.join(root, name)} is a symbolic link to another folder, which may be anybody's; "
                "put a folder in its place."
            )


def list_names(root: str) -> tuple[str, ...]:
    """The names of the lists of the sourcebook at `root`, sorted; a list is a file of its own and no link to one."""
    folder = os.path.join(root, LISTS)
    if not os.path.isdir(folder):
        return ()
    with os.scandir(folder) as entries:
        names = [one.name for one in entries if one.name.endswith(".yaml") and one.is_file(follow_symlinks=False)]
    return tuple(sorted(name.removesuffix(".yaml") for name in names if not name.startswith(".")))


class Shelf:
    """The sourcebook at `root`; reads are lazy and go through its index.

    `folder` holds the records: the works, or candidates, which are records too.
    """

    def __init__(self, root: str, folder: str = WORKS) -> None:
        self.root = root
        self._folder = folder
        if not os.path.isfile(os.path.join(root, SOURCES)):
            raise NoSourcebook(
                f"{root} is no sourcebook: {SOURCES} is missing. Make one with `sourcebook init {root}`."
            )
        self.index = Index(
            path=os.path.join(root, CACHE, "index.db" if folder == WORKS else f"{os.path.basename(folder)}.db"),
            folder=os.path.join(root, folder),
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

    def neighbourhood(self, keys: Sequence[str]) -> Library:
        """The works with these keys, present or former, and all that they are related to; no others."""
        return self._library(self.index.near(keys), problems=())

    def keys(
        self, query: Query = EVERYTHING, *, sort: str = "key", descending: bool = False, limit: int = -1
    ) -> list[str]:
        """The keys of the works that a query finds, in the order asked for."""
        return self.index.keys(query, sort=sort, descending=descending, limit=limit)

    def state(self) -> bytes:
        """What everything that is read here depends on: other bytes as soon as a record, setting or verdict changed."""
        links = signature(os.path.join(self.root, LINKS))
        return self.index.state() + (repr(links).encode() if links else b"")

    def printing(self, library: Library) -> Library:
        """A library as exports print it: with the archived copies of links that are gone, as sources.yaml wants it."""
        path, policy = os.path.join(self.root, LINKS), self.sources.archive.printing
        is_there = os.path.exists(path)
        if not is_there and policy is not Printing.ALWAYS:
            return library
        from sourcebook.model.printing import printed_links  # noqa: PLC0415 - 30 ms that a sourcebook without verdicts saves
        from sourcebook.store.files import read_bytes  # noqa: PLC0415 - as above
        from sourcebook.store.ledgers import LARGEST, gone_links  # noqa: PLC0415 - as above

        gone = gone_links(read_bytes(path, LARGEST)) if is_there else {}
        return library.printing(printed_links(library.works.values(), gone, policy))

    def verdicts(self) -> Mapping[str, "Verdict"]:
        """The verdicts on links by address, none where no link was ever checked; raises StorageFailed."""
        path = os.path.join(self.root, LINKS)
        if not os.path.exists(path):
            return {}
        from sourcebook.store.files import read_bytes  # noqa: PLC0415 - as above
        from sourcebook.store.ledgers import LARGEST, read_links  # noqa: PLC0415 - as above

        return read_links(read_bytes(path, LARGEST)).verdicts

    def cache_path(self, name: str) -> str:
        """The path of something that may be deleted at any time, such as formatted references."""
        return os.path.join(self.root, CACHE, name)

    def names(self) -> frozenset[str]:
        """The keys that the files of the records have, whatever is in them; raises StorageFailed."""
        folder = os.path.join(self.root, self._folder)
        try:
            return frozenset(name.removesuffix(".md") for name in os.listdir(folder) if name.endswith(".md"))
        except OSError as error:
            raise StorageFailed(f"Cannot read the folder {folder}: {error.strerror}.") from error

    def record_path(self, key: str) -> str:
        """The path of a work's record."""
        return os.path.join(self.root, self._folder, f"{key}.md")

    def read_settings(self, name: str) -> Mapping[str, Raw]:
        """What a settings file (SOURCES, VOCABULARY) says, read now and past the index; raises BadSettings."""
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

    def _library(self, stored: Sequence[Stored], problems: tuple[Problem, ...] | None = None) -> Library:
        sources = self.sources
        return Library(
            works={one.key: _work(one, self._folder) for one in stored},
            vocabulary=self.vocabulary,
            outlets=sources.outlets,
            problems=self.problems() if problems is None else problems,
            subject=sources.subject,
            language=sources.language,
        )

    def _read_settings(self) -> str:
        return json.dumps({name: self.read_settings(name) for name in (SOURCES, VOCABULARY)}, ensure_ascii=False)

    def _reader(self, settings: str) -> Callable[[Sequence[str]], list[Entry]]:
        from sourcebook.store.entries import read_entries  # noqa: PLC0415 - PyYAML costs 20 ms, needed after a change only

        outlets = OutletIndex(read_sources(json.loads(settings)[SOURCES]).outlets)
        return lambda names: read_entries(os.path.join(self.root, self._folder), names, outlets, self._folder)


def _work(stored: Stored, folder: str) -> Work:
    """A work from the index, by the same reading that the record had."""
    raw, annotation = json.loads(stored.raw)
    lines = dict(zip(raw, json.loads(stored.lines), strict=True)) if stored.lines else {}
    return read_work(stored.key, raw, annotation, Origin(path=f"{folder}/{stored.key}.md", lines=lines))[0]
