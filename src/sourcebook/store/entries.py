"""What the index keeps of a record: read here, once, after the record changed."""

import json
import os
import stat
from collections.abc import Mapping, Sequence

from sourcebook.model.fields import NAME_FIELDS
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.labels import byline
from sourcebook.model.outlets import Outlet, OutletIndex
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.text import fold, spread
from sourcebook.model.work import Raw, Work, all_names
from sourcebook.store import codec
from sourcebook.store.index import Entry
from sourcebook.store.sources import WORKS

_TITLES = ("title", "title-romanized", "title-translated", "title-short", "original-title", "reviewed-title")
_CONTAINERS = ("container-title", "container-title-short", "publisher", "collection-title", "event-title", "authority")
_NOTES = ("abstract", "note", "content-note")
_LINKS = ("URL", "url-mirror")
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_INDEXED = frozenset(
    (*_TITLES, *_CONTAINERS, *_NOTES, *NAME_FIELDS, "keywords", "relations", "provenance", "viewpoint", "role")
)


def read_entries(folder: str, names: Sequence[str], outlets: OutletIndex, shown: str = WORKS) -> list[Entry]:
    """The entries of records by file name: whatever is wrong with a file is a Problem, never an exception.

    `shown` is the folder as problems name it.
    """
    found = [_read_record(os.path.join(folder, name), f"{shown}/{name}", name.removesuffix(".md")) for name in names]
    readings = [
        codec.read_bytes(one, path=f"{shown}/{name}", key=name.removesuffix(".md")) if isinstance(one, bytes) else one
        for name, one in zip(names, found, strict=True)
    ]
    return [one if isinstance(one, Entry) else _entry(one, outlets) for one in readings]


def _entry(reading: codec.Reading, outlets: OutletIndex) -> Entry:
    work = reading.work
    if work is None:
        return Entry(problems=reading.problems)
    outlet = outlets.of(work)
    return Entry(
        problems=reading.problems,
        columns=_columns(work, reading.raw, outlet),
        words=_words(work, outlet),
        aliases=work.words("aliases"),
        relations=tuple((relation.type, relation.target) for relation in work.relations),
    )


def _read_record(path: str, shown: str, key: str) -> bytes | Entry:
    if not codec.is_key(key):
        message = (
            f"{key!r} can be no key, which has ASCII letters, digits, '.', '_', '-' and begins with a letter or digit"
        )
        return _fault("bad-key", message, shown, key)
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
        if state.st_size > codec.LARGEST_RECORD:
            message = f"The record has {state.st_size:,} bytes; more than {codec.LARGEST_RECORD:,} is no record"
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


def _columns(work: Work, raw: Mapping[str, Raw], outlet: Outlet | None) -> tuple[str | int, ...]:
    date = work.date()
    first_day, last_day = date.days if date else (10**15, -(10**15))
    has = [name for name, value in work.fields.items() if value]
    has += [
        name for name, held in (("annotation", work.annotation), ("doubts", work.doubts), ("link", work.link)) if held
    ]
    urls = [work.text(name) for name in _LINKS] + [str(work.map("archive").get("url", ""))]
    doi, short = work.text("DOI"), byline(work)
    who = " ".join([name.inverted for name in work.authors]) or short
    return (
        work.year_label,
        short,
        work.title,
        work.viewpoint,
        work.role,
        work.type,
        work.language,
        outlet.id if outlet else "",
        f" {' '.join(has)} ",
        doi and (normal_doi(doi) or doi.lower()),
        " ".join([url.lower() for url in urls if url]),
        first_day,
        last_day,
        fold(who),
        fold(work.text("title-romanized") or work.title),
        _ENCODE([raw, work.annotation]),
        str([work.origin.lines[name] for name in raw]),
    )


def _words(work: Work, outlet: Outlet | None) -> tuple[str, ...]:
    said = {name: value for name, value in work.fields.items() if isinstance(value, str)}
    return tuple(
        spread(" \n ".join([part for part in parts if part]))
        for parts in (
            [said[name] for name in _TITLES if name in said],
            [name.full for name in all_names(work)],
            [*(said[name] for name in _CONTAINERS if name in said), outlet.name if outlet else ""],
            work.words("keywords"),
            [work.annotation, *(said[name] for name in _NOTES if name in said)],
            [work.key, work.year_label, *(value for name, value in said.items() if name not in _INDEXED)],
        )
    )
