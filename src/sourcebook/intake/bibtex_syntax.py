"""The syntax of BibTeX: a file to entries with whole values, each with its line; what is no entry is a complaint.

bibtexparser finds the blocks. It keeps values as they were typed, so macros and `#` are put together here, and a comma
that is missing, which it does not see, is found here.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)

from sourcebook.intake.imported import Complaint

# bibtexparser talks of what it could not read by logging too; the complaints say it once.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MACROS: Mapping[str, str] = {month: month for month in MONTHS}
_BARE = re.compile(r"[^\s\"#{},=%()']+")


class BibField(NamedTuple):
    """A field of an entry: its name in lower case, its value without what enclosed it, and its line from 1."""

    name: str
    value: str
    line: int
    unknown: tuple[str, ...] = ()  # macros that the file does not define


class BibEntry(NamedTuple):
    """An entry: its type in lower case, its key, its fields in the file's order, its line from 1."""

    type: str
    key: str
    fields: Sequence[BibField]
    line: int
    is_second: bool = False  # the file has another entry with this key before it


class _Broken(Exception):
    """A value that is not one balanced whole."""


def read_entries(text: str) -> tuple[list[BibEntry], list[Complaint]]:
    """The entries of a .bib file in its order, and what could not be read."""
    entries: list[BibEntry] = []
    complaints: list[Complaint] = []
    macros = dict(_MACROS)
    for block in parse_string(text.replace("\r\n", "\n").replace("\r", "\n"), parse_stack=[]).blocks:
        line = (block.start_line or 0) + 1
        inner = block if isinstance(block, Entry) else _inner(block)
        is_second = inner is not block and isinstance(block, DuplicateBlockKeyBlock)
        try:
            match inner:
                case Entry():
                    entries.append(_entry(inner, macros, line, is_second=is_second))
                case String():
                    macros[inner.key.lower()] = _value(inner.value, macros)[0]
                case ExplicitComment() | ImplicitComment() | Preamble():
                    complaints += _lost_entries(inner, line)
                case ParsingFailedBlock():
                    complaints.append(Complaint(line, _reason(inner)))
        except _Broken as error:
            complaints.append(Complaint(line, str(error)))
    return entries, complaints


def _inner(block: Block) -> Block:
    """The block itself, or that which bibtexparser keeps in a complaint of its own."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block is not None:
        block = block.ignore_error_block
    return block


def _entry(entry: Entry, macros: Mapping[str, str], line: int, *, is_second: bool) -> BibEntry:
    fields: list[BibField] = []
    for field in entry.fields:
        raw = field.value
        where = (field.start_line or line - 1) + 1
        # The common case: one pair of braces, and none within.
        if raw[:1] == "{" and raw[-1:] == "}" and raw.find("{", 1) < 0 and raw.find("}") == len(raw) - 1:
            fields.append(BibField(field.key.lower(), raw[1:-1], where))
            continue
        try:
            value, unknown = _value(raw, macros)
        except _Broken as error:
            raise _Broken(f"{entry.key}: {field.key} (line {where}): {error}") from None
        fields.append(BibField(field.key.lower(), value, where, unknown))
    return BibEntry(entry.entry_type.lower(), entry.key.strip(), fields, line, is_second)


def _value(raw: str, macros: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """A value put together from its parts, and the macros in it that are not defined; raises _Broken."""
    parts: list[str] = []
    unknown: list[str] = []
    expects_part = True
    for kind, said in _parts(raw.strip()):
        if (kind == "#") is expects_part:
            raise _Broken(
                "there is a # with nothing beside it" if expects_part else "a comma is missing between two fields"
            )
        expects_part = kind == "#"
        if kind == "name" and not said.isdigit():
            if said.lower() not in macros:
                unknown.append(said)
            parts.append(macros.get(said.lower(), said))
        elif kind != "#":
            parts.append(said)
    if expects_part and parts:
        raise _Broken("there is a # with nothing beside it")
    return "".join(parts), tuple(unknown)


def _parts(raw: str) -> Iterator[tuple[str, str]]:
    """The parts of a value: `text` in braces or quotation marks, `name` for a macro or number, and `#`."""
    place = 0
    while place < len(raw):
        sign = raw[place]
        if sign.isspace():
            place += 1
        elif sign == "#":
            yield "#", "#"
            place += 1
        elif sign in '{"':
            end = _end(raw, place)
            yield "text", raw[place + 1 : end]
            place = end + 1
        else:
            match = _BARE.match(raw, place)
            if match is None:
                raise _Broken("a comma is missing between two fields")
            yield "name", match[0]
            place = match.end()


_BRACES = re.compile(r'\\.|[{}"]', re.DOTALL)


def _end(raw: str, start: int) -> int:
    """Where the text that begins at `start` ends: at its brace, or at a quotation mark outside braces."""
    depth = 0
    for match in _BRACES.finditer(raw, start + (raw[start] == '"')):
        sign = match[0]
        # BibTeX counts \{ and \} as braces too, but knows no other escape.
        if sign[0] == "\\":
            sign = sign[1] if sign[1] in "{}" else ""
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign == ('"' if raw[start] == '"' else "}"):
            return match.end() - 1
    raise _Broken("its braces or quotation marks are not balanced")


def _reason(block: ParsingFailedBlock) -> str:
    said = getattr(block.error, "abort_reason", "") or str(block.error) or "no reason given"
    return f"This entry cannot be read: {' '.join(said.split())}"


_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.MULTILINE)


def _lost_entries(block: Block, line: int) -> Iterator[Complaint]:
    """Entries that the parser took for text between entries, because what stands before them is never closed."""
    if isinstance(block, ImplicitComment):
        for match in _ENTRY_START.finditer(block.comment):
            at = line + block.comment.count("\n", 0, match.start(1))
            yield Complaint(at, f"This @{match[1]} cannot be read: its braces are not balanced")
