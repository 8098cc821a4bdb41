"""library/lists/: reading lists and syllabi, a YAML file each, read into Syllabus values and edited by line."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import yaml

from sourcebook.errors import QueryError
from sourcebook.model.dates import parse_date
from sourcebook.model.languages import is_language_tag
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.query import parse_query
from sourcebook.model.syllabus import IMPORTANCE, ListItem, ListSection, Syllabus
from sourcebook.model.work import Raw
from sourcebook.store.files import read_bytes
from sourcebook.store.plain_yaml import BadYaml, nodes_of, read_mapping
from sourcebook.store.sources import LISTS

LARGEST = 4_000_000  # bytes of a list
LIST_FIELDS = ("title", "instructor", "term", "style", "locale", "edition", "minutes-cap", "sections")
SECTION_FIELDS = ("week", "date", "topic", "note", "query", "items")
ITEM_FIELDS = ("key", "importance", "locator", "minutes", "prompt", "note", "instructor-note", "read-with")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """What the file of a list came to: its values as they were typed, the list, and what is wrong with it."""

    raw: Mapping[str, Raw]
    syllabus: Syllabus
    problems: tuple[Problem, ...] = ()


def is_list_name(text: str) -> bool:
    """Whether a text can name a list: ASCII letters, digits, `.`, `_` and `-`, the first a letter or digit."""
    return bool(_NAME.fullmatch(text))


def load_list(root: str, name: str) -> tuple[bytes, ListReading]:
    """The bytes of a list and its reading; raises StorageFailed."""
    data = read_bytes(os.path.join(root, LISTS, f"{name}.yaml"), LARGEST)
    return data, read_list(data, name)


def read_list(data: bytes, name: str) -> ListReading:
    """The reading of a list's bytes: what cannot be read is a Problem with its line, and costs nothing else."""
    reader = _Reader(Syllabus(name).path)
    raw: Mapping[str, Raw] = {}
    try:
        text = data.decode("utf-8-sig")
        _refuse_conflict(text)
        raw = read_mapping(text)[0]
        reader.lines = _lines(nodes_of(text))
    except UnicodeDecodeError as error:
        reader.fault(
            (), "The file is not UTF-8; save it as UTF-8", "bad-encoding", data.count(b"\n", 0, error.start) + 1
        )
    except BadYaml as fault:
        reader.fault((), fault.message, fault.rule, fault.line)
    return ListReading(raw=raw, syllabus=reader.syllabus(name, raw), problems=tuple(reader.problems))


_Path: TypeAlias = tuple[str | int, ...]
_Part = TypeVar("_Part", ListSection, ListItem)


class _Reader:
    """Reads the values of one list. A class, because every value may add to the problems of the whole."""

    def __init__(self, path: str) -> None:
        self.problems: list[Problem] = []
        self.lines: Mapping[_Path, int] = {}
        self._file = path

    def fault(self, at: _Path, message: str, rule: str = "bad-list", line: int = 0) -> None:
        """Remember what is wrong at a place."""
        severity = Severity.WARNING if rule == "unknown-list-field" else Severity.ERROR
        place = Place(self._file, line or self._line(at))
        self.problems.append(Problem(rule=rule, severity=severity, message=message, place=place))

    def syllabus(self, name: str, raw: Mapping[str, Raw]) -> Syllabus:
        """The list that the values make."""
        self._known(raw, LIST_FIELDS, ())
        text = {field: self._text(raw, field, ()) for field in ("title", "instructor", "term", "style", "edition")}
        locale = self._text(raw, "locale", ())
        if locale and not is_language_tag(locale):
            self.fault(("locale",), f"locale is a language tag such as de-DE, not {locale!r}")
            locale = ""
        cap = self._number(raw, "minutes-cap", ())
        sections = self._all(raw, "sections", (), self._section)
        return Syllabus(name=name, locale=locale, cap=cap, sections=sections, **text)

    def _section(self, raw: Raw, at: _Path) -> ListSection | None:
        if not isinstance(raw, Mapping):
            self.fault(at, "A section is a mapping such as `- topic: …` with `items:` under it")
            return None
        self._known(raw, SECTION_FIELDS, at)
        text = {field: self._text(raw, field, at) for field in ("week", "date", "topic", "note", "query")}
        if text["date"] and parse_date(text["date"]) is None:
            self.fault((*at, "date"), f"date: {text['date']!r} is no EDTF date; write one such as 2027-01-11")
            text["date"] = ""
        if text["query"]:
            if raw.get("items"):
                self.fault((*at, "query"), "A section has items or a query, not both; only the query counts")
            try:
                parse_query(text["query"])
            except QueryError as error:
                self.fault((*at, "query"), f"query: {error.args[0]}")
                text["query"] = ""
        items = () if text["query"] else self._all(raw, "items", at, self._item)
        return ListSection(items=items, line=self._line(at), **text)

    def _item(self, raw: Raw, at: _Path) -> ListItem | None:
        if isinstance(raw, str) and raw:
            return ListItem(raw, line=self._line(at))
        if not isinstance(raw, Mapping) or not isinstance(raw.get("key"), str) or not raw["key"]:
            self.fault(at, "An item names a work: `- key: KEY`")
            return None
        self._known(raw, ITEM_FIELDS, at)
        text = {field: self._text(raw, field, at) for field in ("key", "locator", "prompt", "note")}
        importance = self._text(raw, "importance", at)
        if importance and importance not in IMPORTANCE:
            self.fault((*at, "importance"), f"importance is {', '.join(IMPORTANCE)}, not {importance!r}")
            importance = ""
        return ListItem(
            importance=importance,
            minutes=self._number(raw, "minutes", at),
            instructor_note=self._text(raw, "instructor-note", at),
            read_with=self._words(raw, "read-with", at),
            line=self._line(at),
            **text,
        )

    def _all(
        self, raw: Mapping[str, Raw], name: str, at: _Path, read: Callable[[Raw, _Path], _Part | None]
    ) -> tuple[_Part, ...]:
        values = raw.get(name) or ()
        if isinstance(values, str | Mapping):
            self.fault((*at, name), f"{name} is a list, each line of it with a dash")
            return ()
        found = [read(one, (*at, name, place)) for place, one in enumerate(values)]
        return tuple(one for one in found if one is not None)

    def _text(self, raw: Mapping[str, Raw], name: str, at: _Path) -> str:
        value = raw.get(name, "")
        if isinstance(value, str):
            return value.strip()
        self.fault((*at, name), f"{name} has to be one string")
        return ""

    def _number(self, raw: Mapping[str, Raw], name: str, at: _Path) -> int:
        text = self._text(raw, name, at)
        if not text:
            return 0
        if not text.isascii() or not text.isdecimal() or len(text) > 6 or not int(text):
            self.fault((*at, name), f"{name} is a number of minutes such as 45, not {text!r}")
            return 0
        return int(text)

    def _words(self, raw: Mapping[str, Raw], name: str, at: _Path) -> tuple[str, ...]:
        value = raw.get(name, ())
        if isinstance(value, str):
            return (value,) if value else ()
        if isinstance(value, Mapping) or not all(isinstance(one, str) for one in value):
            self.fault((*at, name), f"{name} is a key or a list of keys, such as [KEY, KEY]")
            return ()
        return tuple(str(one) for one in value if one)

    def _known(self, raw: Mapping[str, Raw], fields: Sequence[str], at: _Path) -> None:
        for name in raw:
            if name not in fields:
                message = f"There is no field {name!r} here, but {', '.join(fields)}; it is kept and not used"
                self.fault((*at, name), message, "unknown-list-field")

    def _line(self, at: _Path) -> int:
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 0)


def _refuse_conflict(text: str) -> None:
    if match := _CONFLICT.search(text):
        message = "A merge left its conflict markers here; choose one side and remove the markers"
        raise BadYaml("conflict-markers", message, text.count("\n", 0, match.start()) + 1)


def _lines(pairs: Sequence[tuple[yaml.Node, yaml.Node]], at: _Path = ()) -> dict[_Path, int]:
    """Where each value stands, by its path: fields by name, items by their place counted from 0; lines from 1."""
    found: dict[_Path, int] = {}
    for name, node in pairs:
        here = (*at, str(name.value))
        found[here] = name.start_mark.line + 1
        for place, one in enumerate(node.value if isinstance(node, yaml.SequenceNode) else ()):
            found[*here, place] = one.start_mark.line + 1
            if isinstance(one, yaml.MappingNode):
                found |= _lines(one.value, (*here, place))
    return found
