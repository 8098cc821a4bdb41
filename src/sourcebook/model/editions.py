"""Editions: named, frozen states of a whole bibliography, and the manifest that proves what was frozen."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from sourcebook.model.dates import parse_date
from sourcebook.model.names import Name
from sourcebook.model.sources import Sources
from sourcebook.model.work import Value, Work

# A subset of what git takes (git-check-ref-format(1)) that is also safe as a file name everywhere.
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"


class Manifest(NamedTuple):
    """What an edition froze: SHA-256 of every file of the library by path, and of every file that build makes of them.

    `date` is a day, ISO 8601; `style` the citation style it is cited in; `version` that of the program; `counts` how
    many works, viewpoints, languages and outlets.
    """

    edition: str
    date: str
    message: str = ""
    style: str = ""
    version: str = ""
    counts: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    built: Mapping[str, str] = {}


def is_edition_name(name: str) -> bool:
    """Whether an edition may be called so: ASCII letters, digits, `.`, `_` and `-`, a letter or digit first."""
    return bool(re.fullmatch(_NAME, name))


def file_differences(frozen: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, ...]:
    """How the files of a state (path -> digest) differ from those that were frozen, a phrase for each, by path."""
    said = {path: "is missing" for path in frozen if path not in found}
    said |= {path: "was not in the edition" for path in found if path not in frozen}
    said |= {path: "is not as it was frozen" for path in found if path in frozen and found[path] != frozen[path]}
    return tuple(f"{path} {said[path]}" for path in sorted(said))


def maintainers_of(sources: Sources) -> tuple[Name, ...]:
    """Who the bibliography is by: the maintainers that sources.yaml names, else all of them as one body."""
    return sources.maintainers or (Name(literal=f"Maintainers of {sources.subject or 'this bibliography'}"),)


def as_work(sources: Sources, *, version: str, date: str) -> Work:
    """The bibliography itself as a work that any citation style can print: a data set with version and day."""
    fields: dict[str, Value] = {
        "type": "dataset",
        "title": sources.subject or "Bibliography",
        "author": maintainers_of(sources),
        "version": version,
        "language": sources.language,
    }
    if issued := parse_date(date):
        fields["issued"] = issued
    if sources.url:
        fields["URL"] = sources.url
    return Work(key="sourcebook", fields=fields)
