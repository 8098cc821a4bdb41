"""The syntax of BibTeX: a file to entries with whole values, each with its line; what is no entry is a complaint.

bibtexparser finds the blocks. It keeps values as they were typed, so macros and `#` are put together here, and a comma
that is missing, which it does not see, is found here.
"""

import logging
import re
from collections.abc import Iterator, Sequence
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
MOST_UNFOLDED = 20_000_000  # characters that a file may say by macros and inheritance beside those that stand in it
_BLOCK_START = re.compile(r"^[ \t]*@\w*[ \t]*[{(]", re.MULTILINE)
_PIECE = 200_000  # characters
_MOST_IN_A_LINE = 50_000  # signs of entries; a file is cut into pieces between its lines
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


class _Macros:
    """The macros of a file, and how much they may still unfold to: a few lines can ask for terabytes."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {month: month for month in MONTHS}
        self._left = MOST_UNFOLDED

    def define(self, name: str, value: str) -> None:
        self._values[name.lower()] = value

    def value(self, name: str) -> str | None:
        """What a macro stands for, None for an unknown one; raises _Broken where the file unfolds to too much."""
        value = self._values.get(name.lower())
        if value is not None:
            self._left -= len(value)
            if self._left < 0:
                raise _Broken(f"the macros of this file stand for more than {MOST_UNFOLDED:,} characters")
        return value


def read_entries(text: str) -> tuple[list[BibEntry], list[Complaint]]:
    """The entries of a .bib file in its order, and what could not be read."""
    entries: list[BibEntry] = []
    complaints: list[Complaint] = []
    macros = _Macros()
    seen: set[str] = set()
    for block, line in _blocks(text.replace("\r\n", "\n").replace("\r", "\n")):
        try:
            match block:
                case Entry():
                    entries.append(_entry(block, macros, line, is_second=block.key in seen))
                    seen.add(block.key)
                case String():
                    macros.define(block.key, _value(block.value, macros)[0])
                case ExplicitComment() | ImplicitComment() | Preamble():
                    complaints += _lost_entries(block, line)
                case ParsingFailedBlock():
                    complaints.append(Complaint(line, _reason(block)))
        except _Broken as error:
            complaints.append(Complaint(line, str(error)))
    return entries, complaints


def _blocks(text: str) -> Iterator[tuple[Block, int]]:
    """The blocks of a file, each with its line from 1.

    The file is parsed in pieces, because bibtexparser needs a thousand times the size of a block that it cannot read.
    It begins anew at each block that stands at the start of a line, so that there it can be cut.
    """
    start, lines = 0, 1
    while start < len(text):
        cut = _BLOCK_START.search(text, start + _PIECE)
        piece = text[start : cut.start() if cut else len(text)]
        for block in _parsed(piece):
            if isinstance(block, ParsingFailedBlock) and block.error is not None:
                block.error.__traceback__ = None  # it holds all that the parser held
            yield _inner(block), lines + (block.start_line or 0)
        start += len(piece)
        lines += piece.count("\n")


def _parsed(piece: str) -> Iterator[Block]:
    if piece.count("@") > _MOST_IN_A_LINE:
        lines = piece.split("\n")
        for number, line in enumerate(lines):
            if line.count("@") > _MOST_IN_A_LINE:
                lines[number] = ""
                fault = ValueError("a line holds more entries than can be read; put each on lines of its own")
                yield ParsingFailedBlock(error=fault, start_line=number, raw=line)
        piece = "\n".join(lines)
    yield from parse_string(piece, parse_stack=[]).blocks


def _inner(block: Block) -> Block:
    """The block itself, or that which bibtexparser keeps in a complaint of its own."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block is not None:
        block = block.ignore_error_block
    return block


def _entry(entry: Entry, macros: _Macros, line: int, *, is_second: bool) -> BibEntry:
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


def _value(raw: str, macros: _Macros) -> tuple[str, tuple[str, ...]]:
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
            value = macros.value(said)
            if value is None:
                unknown.append(said)
            parts.append(said if value is None else value)
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
    # Where a piece ends is not where the file ends.
    return f"This entry cannot be read: {'it is never closed' if 'end of file' in said else ' '.join(said.split())}"


_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.MULTILINE)


def _lost_entries(block: Block, line: int) -> Iterator[Complaint]:
    """Entries that the parser took for text between entries, because what stands before them is never closed."""
    if isinstance(block, ImplicitComment):
        start = 0
        for match in _ENTRY_START.finditer(block.comment):
            line += block.comment.count("\n", start, match.start(1))
            start = match.start(1)
            yield Complaint(line, f"This @{match[1]} cannot be read: its braces are not balanced")
