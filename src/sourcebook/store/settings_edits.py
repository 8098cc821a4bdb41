"""Edits of sources.yaml that touch only the lines they must: comments, order and layout stay."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import yaml

from sourcebook.errors import BadSettings
from sourcebook.model.work import Raw
from sourcebook.store import plain_yaml
from sourcebook.store.sources import SOURCES
from sourcebook.store.yaml_blocks import is_remark

_Entry: TypeAlias = Mapping[str, Raw]
_SORTED = frozenset({"outlets"})  # by id; feeds stand with those of their outlet
# The order in which a feed's fields are written, by which a new one finds its place among those that are there.
_FIELDS = ("id", "kind", "outlet", "url", "language", "on-topic", "identity", "expect-every", "enabled", "evidence")


def with_entries(text: str, section: str, entries: Sequence[_Entry]) -> str:
    """The settings with more entries in a list, `outlets` or `feeds`; raises BadSettings where it is none.

    They stand where one looks for them (outlets by their ids, a feed behind the last one of its outlet) and are written
    as those beside them are.
    """
    raw, node = plain_yaml.read_mapping(text)[0], dict(_fields(text)).get(section)
    before = _entries(raw, section)
    new = sorted(entries, key=lambda one: str(one["id"])) if section in _SORTED else list(entries)
    places = [_place(section, before, one) for one in new]
    if not before or not isinstance(node, yaml.SequenceNode):
        after = _with_first(text, section, new, node)
    elif node.flow_style:
        end, lines, places = node.value[-1].end_mark, text.split("\n"), [len(before)] * len(new)
        more = "".join(f", {plain_yaml.flow(one)}" for one in new)
        lines[end.line] = _spliced(lines[end.line], end.column, end.column, more)
        after = "\n".join(lines)
    else:
        after = _with_more(text, node, list(zip(places, new, strict=True)))
    expected = list(before)
    for place, one in _from_last(zip(places, new, strict=True)):
        expected.insert(place, one)
    return _sound(after, {**raw, section: expected}, section)


def with_fields(text: str, section: str, name: str, fields: Mapping[str, str]) -> str:
    """The settings with other values for fields of the entry that has an id; raises BadSettings."""
    raw = plain_yaml.read_mapping(text)[0]
    before = _entries(raw, section)
    place = next(number for number, one in enumerate(before) if isinstance(one, Mapping) and one.get("id") == name)
    new = text
    for field, value in fields.items():
        new = _with_field(new, section, place, field, value)
    entry = before[place]
    expected = {**entry, **fields} if isinstance(entry, Mapping) else entry
    return _sound(new, {**raw, section: [*before[:place], expected, *before[place + 1 :]]}, f"{section}: {name}")


def _with_field(text: str, section: str, place: int, field: str, value: str) -> str:
    mapping: Any = dict(_fields(text))[section]
    mapping = mapping.value[place]
    lines = text.split("\n")
    known = {name.value: node for name, node in mapping.value}
    written = plain_yaml.scalar(value, flow=bool(mapping.flow_style)) or "''"
    if node := known.get(field):
        start, end = node.start_mark, node.end_mark
        if start.line == end.line:
            lines[start.line] = _spliced(lines[start.line], start.column, end.column, written)
        return "\n".join(lines)
    rank = _FIELDS.index(field)
    name, node = [pair for pair in mapping.value if pair[0].value in _FIELDS[:rank]][-1]
    end = node.end_mark
    if mapping.flow_style:
        lines[end.line] = _spliced(lines[end.line], end.column, end.column, f", {field}: {written}")
    else:
        lines.insert(node.start_mark.line + 1, f"{' ' * name.start_mark.column}{field}: {written}")
    return "\n".join(lines)


def _with_first(text: str, section: str, entries: Sequence[_Entry], node: yaml.Node | None) -> str:
    """The settings with a list that is not there yet, or is written as `[]` or as nothing."""
    written = [line for one in entries for line in _written(one, is_flow=section not in _SORTED)]
    if node is None:
        return "\n".join([text.rstrip("\n"), "", f"{section}:", *written, ""]).lstrip("\n")
    lines = text.split("\n")
    start, end = node.start_mark, node.end_mark
    if isinstance(node, yaml.SequenceNode) and start.line == end.line:
        lines[start.line] = _spliced(lines[start.line], start.column, end.column, "").rstrip()
    lines[start.line + 1 : start.line + 1] = written
    return "\n".join(lines)


def _with_more(text: str, node: yaml.SequenceNode, new: Sequence[tuple[int, _Entry]]) -> str:
    """The settings with entries at their places in a list that is written over lines."""
    before = text.split("\n")
    lines = list(before)
    starts = [one.start_mark.line for one in node.value]
    ends = [name.start_mark.line for name, _ in plain_yaml.nodes_of(text)] + [len(before)]
    indent = " " * node.start_mark.column
    for place, entry in _from_last(new):
        at = starts[0]
        if place:
            at = min(line for line in (*starts, *ends) if line > starts[place - 1])
            while is_remark(before[at - 1]):
                at -= 1  # it belongs to what follows it
        beside = node.value[max(place - 1, 0)]
        lines[at:at] = [indent + line for line in _written(entry, is_flow=bool(beside.flow_style))]
    return "\n".join(lines)


def _from_last(placed: Iterable[tuple[int, _Entry]]) -> list[tuple[int, _Entry]]:
    """Entries in the order in which they can be put in without moving each other's places."""
    return sorted(placed, key=lambda pair: pair[0])[::-1]


def _place(section: str, before: Sequence[Raw], entry: _Entry) -> int:
    """Where among the entries a new one is to stand."""
    said = [one if isinstance(one, Mapping) else {} for one in before]
    if section in _SORTED:
        ids = [str(one.get("id", "")) for one in said]
        return next((place for place, name in enumerate(ids) if name > str(entry["id"])), len(ids))
    same = [place for place, one in enumerate(said) if one.get("outlet") and one["outlet"] == entry.get("outlet")]
    return same[-1] + 1 if same else len(said)


def _written(entry: _Entry, *, is_flow: bool) -> list[str]:
    if is_flow:
        return [f"- {plain_yaml.flow(entry)}"]
    lines = "".join(plain_yaml.field_lines(name, value) for name, value in entry.items()).splitlines()
    return [f"{'- ' if place == 0 else '  '}{line}" for place, line in enumerate(lines)]


def _fields(text: str) -> list[tuple[str, yaml.Node]]:
    return [(name.value, node) for name, node in plain_yaml.nodes_of(text)]


def _entries(raw: Mapping[str, Raw], section: str) -> Sequence[Raw]:
    said = raw.get(section, ())
    return [] if isinstance(said, str | Mapping) else list(said)


def _spliced(line: str, start: int, stop: int, new: str) -> str:
    return line[:start] + new + line[stop:]


def _sound(text: str, expected: Mapping[str, Raw], where: str) -> str:
    """The text, where it says what it is to say; else its layout was one that we do not know our way about."""
    try:
        is_sound = plain_yaml.read_mapping(text)[0] == expected
    except plain_yaml.BadYaml:
        is_sound = False
    if not is_sound:
        raise BadSettings(f"{SOURCES}: {where} cannot be written into this layout; edit the file by hand.")
    return text
