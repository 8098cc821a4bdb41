"""The record codec: the text of a record to a Work, a Work to text, and edits that touch only the lines they must.

A record is YAML front matter between two lines of `---`, the facts, and Markdown after it, the annotation (DESIGN §2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from sourcebook.model.fields import ORDER
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work
from sourcebook.store import plain_yaml
from sourcebook.store.plain_yaml import BadYaml

LARGEST_RECORD = 1_000_000  # bytes; the longest real record is under 10 kB, and a larger file is no record
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_SECOND = re.compile(r"\s*(?:---[ \t]*\r?\n\s*)?(?:type|title|author|issued|URL|viewpoint):[ \t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a record's text came to: the work, None where it could not be read, and what is wrong with it."""

    raw: Mapping[str, Raw]
    work: Work | None
    problems: tuple[Problem, ...]


def is_key(text: str) -> bool:
    """Whether a text can be a key: ASCII letters, digits, `.`, `_` and `-`, the first a letter or digit."""
    return bool(_KEY.fullmatch(text))


def read_bytes(data: bytes, *, path: str, key: str) -> Reading:
    """The reading of a record's bytes; faults of encoding and line ends are Problems and do not hide the work."""
    problems: list[Problem] = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"The bytes {data[error.start : error.end].hex(' ')} are not UTF-8; save the record as UTF-8"
        return _unreadable("bad-encoding", message, path, line, key)
    if text.startswith("\ufeff"):
        problems.append(
            _problem("byte-order-mark", "A byte order mark stands before the record; remove it", path, 1, key)
        )
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        message = "Lines end with carriage returns (CRLF); records end them with a line feed alone"
        problems.append(_problem("line-endings", message, path, line, key))
    reading = read(text, path=path, key=key)
    return Reading(raw=reading.raw, work=reading.work, problems=(*problems, *reading.problems))


def read(text: str, *, path: str, key: str) -> Reading:
    """The reading of a record's text: its work and problems, each with path and line."""
    if ("<<<<<<<" in text or ">>>>>>>" in text or "|||||||" in text) and (match := _CONFLICT.search(text)):
        message = "A merge left its conflict markers here; choose one side and remove the markers"
        return _unreadable("conflict-markers", message, path, text.count("\n", 0, match.start()) + 1, key)
    parts = _split(text)
    if parts is None:
        message = "A record begins with a line of ---, then its fields, then another line of ---"
        return _unreadable("no-front-matter", message, path, 1, key)
    front, body, first_line = parts
    if _SECOND.match(body) and _FENCE.search(body):
        line = text.count("\n", 0, len(text) - len(body.lstrip())) + 1
        return _unreadable("two-documents", "A second record begins here; a file holds one", path, line, key)
    try:
        raw, lines = plain_yaml.read_mapping(front)
    except BadYaml as fault:
        return _unreadable(fault.rule, fault.message, path, fault.line + first_line - 1, key)
    origin = Origin(path=path, lines={name: line + first_line - 1 for name, line in lines.items()})
    work, problems = read_work(key, raw, body.replace("\r\n", "\n").strip(), origin)
    said = raw.get("key")
    if said is not None and said != key:
        message = f"The record says key: {said}, its file is named {key}.md; the file name is the key, remove the field"
        problems.append(_problem("key-mismatch", message, path, origin.lines["key"], key))
    return Reading(raw=raw, work=work, problems=tuple(problems))


def write(work: Work) -> str:
    """The record of a work in canonical form: fields in the order of the table, one a line, then the annotation."""
    front = "".join(plain_yaml.field_lines(name, value) for name, value in raw_fields(work).items())
    return f"---\n{front}---\n" + (f"{work.annotation}\n" if work.annotation else "")


def update(text: str, work: Work) -> str:
    """The record's text with only those lines changed that the work differs in; comments and order stay.

    `text` has to be a record that reads. For the work that it holds the result is `text` itself, to the byte.
    """
    reading = read(text, path="", key=work.key)
    parts = _split(text)
    if reading.work is None or parts is None:
        raise ValueError("only a record that can be read can be updated")
    front, body, first_line = parts
    now, wanted = reading.raw, raw_fields(work)
    end = "\r\n" if "\r\n" in front else "\n"
    lines = _lines(front)
    changes: list[tuple[int, int, list[str]]] = []
    blocks = _blocks(front, lines)
    for name, block in blocks.items():
        if name not in wanted:
            changes.append((block.start, block.stop, []))
        elif wanted[name] != now[name]:
            changes.append((block.start, block.stop, _replacement(name, wanted[name], block, lines, end)))
    new = sorted((name for name in wanted if name not in now), key=_order)
    for name in reversed(new):  # what goes in last at a place stands first there
        place = _insertion(name, blocks, len(lines))
        changes.append((place, place, _lines(plain_yaml.field_lines(name, wanted[name]).replace("\n", end))))
    for start, stop, block_lines in sorted(changes, key=lambda change: (change[0], change[1]), reverse=True):
        lines[start:stop] = block_lines
    head = "".join(_lines(text)[: first_line - 1])
    fence = text[len(head) + len(front) : len(text) - len(body)]
    if work.annotation != reading.work.annotation:
        fence = fence if fence.endswith("\n") else fence + end
        body = (work.annotation.replace("\n", end) + end) if work.annotation else ""
    updated = head + "".join(lines) + fence + body
    # Odd but valid YAML may not cut into lines as supposed; then the facts are worth more than the comments.
    return updated if read(updated, path="", key=work.key).raw == wanted else write(work)


def cut(text: str) -> tuple[list[str], dict[str, range], range]:
    """A record's lines with their ends, and which of them (from 0) each field and the annotation fill.

    `text` has to be a record that reads.
    """
    parts = _split(text)
    if parts is None:
        raise ValueError("only a record that can be read can be cut")
    front, body, first_line = parts
    lines = _lines(text)
    blocks = _blocks(front, _lines(front)).items()
    fields = {name: range(block.start + first_line - 1, block.stop + first_line - 1) for name, block in blocks}
    return lines, fields, range(len(lines) - len(_lines(body)), len(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The lines of one field in the front matter; `column` and `rest` where its value is one scalar on one line."""

    start: int
    stop: int
    column: int = -1
    rest: str = ""


def _blocks(front: str, lines: list[str]) -> dict[str, _Block]:
    nodes = plain_yaml.nodes_of(front)
    blocks: dict[str, _Block] = {}
    for position, (name, node) in enumerate(nodes):
        start = name.start_mark.line
        stop = nodes[position + 1][0].start_mark.line if position + 1 < len(nodes) else len(lines)
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        single = isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line == start
        blocks[name.value] = _Block(
            start=start,
            stop=stop,
            column=node.start_mark.column if single else -1,
            rest=lines[start][node.end_mark.column :] if single else "",
        )
    return blocks


def _replacement(name: str, value: Raw, block: _Block, lines: list[str], end: str) -> list[str]:
    if isinstance(value, str) and block.column > 0 and block.rest.strip().startswith("#"):
        # What follows a value on its line is a comment, which stays.
        label = lines[block.start][: block.column]
        return [label + (plain_yaml.scalar(value) or "''") + block.rest]
    return _lines(plain_yaml.field_lines(name, value).replace("\n", end))


def _insertion(name: str, blocks: Mapping[str, _Block], last: int) -> int:
    earlier = [block.stop for other, block in blocks.items() if _order(other) < _order(name)]
    return max(earlier, default=0 if blocks else last)


def _order(name: str) -> int:
    return ORDER.get(name, len(ORDER))


def _lines(text: str) -> list[str]:
    # The line breaks of YAML 1.1 (section 5.4), by which PyYAML counts; str.splitlines knows more.
    return re.findall(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+", text)


def _split(text: str) -> tuple[str, str, int] | None:
    """Front matter, body, and the line on which the front matter starts."""
    opening = re.match(r"\ufeff?(?:[ \t]*\r?\n)*---[ \t]*\r?\n", text)
    if opening is None:
        return None
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        return None
    body = text[closing.end() :]
    body = body.removeprefix("\n")
    return text[opening.end() : closing.start()], body, text.count("\n", 0, opening.end()) + 1


def _unreadable(rule: str, message: str, path: str, line: int, key: str) -> Reading:
    return Reading(raw={}, work=None, problems=(_problem(rule, message, path, line, key),))


def _problem(rule: str, message: str, path: str, line: int, key: str) -> Problem:
    return Problem(rule=rule, severity=Severity.ERROR, message=message, place=Place(path=path, line=line), key=key)
