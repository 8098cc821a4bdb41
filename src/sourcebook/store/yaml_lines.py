"""Other values put into the text of a YAML mapping, so that only those lines change that must.

Comments belong to what follows them and move with it. Values in brackets or braces are written anew when they change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import yaml

from sourcebook.model.work import Raw
from sourcebook.store.plain_yaml import BadYaml, flow, nodes_of, read_mapping, scalar
from sourcebook.store.yaml_blocks import is_remark


def updated(text: str, wanted: Mapping[str, Raw]) -> str:
    """The text with these values in place of its own; raises BadYaml where it is no plain YAML mapping.

    Fields keep their order, new ones follow. For the values that it holds the result is the text itself.
    """
    now = read_mapping(text)[0]
    if now == wanted:
        return text
    plain = text.replace("\r\n", "\n")
    pairs = nodes_of(plain)
    made = "".join(_Writer(plain, pairs).mapping(pairs, 0, len(plain.splitlines(True)), wanted))
    if not _holds(made, wanted):
        # Odd but valid YAML may not cut into lines as supposed; then the values are worth more than their layout.
        made = "".join(line for line in plain.splitlines(True) if line.startswith("#")) + written(wanted)
    return made.replace("\n", "\r\n") if "\r\n" in text else made


def written(value: Mapping[str, Raw], indent: int = 0) -> str:
    """A mapping as block YAML, a field a line, lists of strings in brackets, lists of mappings an item a block."""
    return "".join(_field(name, one, indent) for name, one in value.items())


def _field(name: str, value: Raw, indent: int) -> str:
    label = f"{' ' * indent}{flow(name)}:"
    if isinstance(value, str):
        return f"{label} {scalar(value) or chr(39) * 2}\n"
    if not value or (not isinstance(value, Mapping) and all(isinstance(one, str) for one in value)):
        return f"{label} {flow(value)}\n"
    if isinstance(value, Mapping):
        return f"{label}\n{written(value, indent + 2)}"
    return f"{label}\n" + "".join(_item(one, indent) for one in value)


def _item(value: Raw, indent: int) -> str:
    if isinstance(value, Mapping) and value:
        inside = written(value, indent + 2)
        return f"{' ' * indent}- {inside[indent + 2 :]}"
    return f"{' ' * indent}- {flow(value) if not isinstance(value, str) else scalar(value) or chr(39) * 2}\n"


class _Writer:
    """Writes parts of one text anew. A class, because every part is cut from the same lines.

    A part is a range of lines from `start` to before `stop`, counted from 0.
    """

    def __init__(self, text: str, pairs: Sequence[tuple[yaml.Node, yaml.Node]]) -> None:
        self._lines = text.splitlines(True)
        if self._lines and not self._lines[-1].endswith("\n"):
            self._lines[-1] += "\n"
        # Items with fields wherever they stand, so that one that moves to another list takes its lines along.
        self._movable = [item for _, node in pairs for item in _block_items(node)]

    def mapping(
        self, pairs: Sequence[tuple[yaml.Node, yaml.Node]], start: int, stop: int, wanted: Mapping[str, Raw]
    ) -> Iterator[str]:
        """The lines of a block mapping with other values."""
        indent = pairs[0][0].start_mark.column if pairs else 0
        bounds = self._bounds([name.start_mark.line for name, _ in pairs], start, stop)
        end = self._end(bounds[-1][1], bounds[-1][0]) if pairs else stop
        yield from self._lines[start : bounds[0][0] if pairs else stop]
        names = [str(name.value) for name, _ in pairs]
        for (label, node), (first, last) in zip(pairs, bounds, strict=True):
            if str(label.value) in wanted:
                yield from self._value(label, node, (first, min(last, end)), wanted[str(label.value)])
        for name, value in wanted.items():
            if name not in names:
                yield _field(name, value, indent)
        yield from self._lines[end:stop] if pairs else ()

    def _value(self, name: yaml.Node, node: yaml.Node, part: tuple[int, int], wanted: Raw) -> Iterator[str]:
        """The lines of one field with another value."""
        first, last = part
        line, column = name.start_mark.line, name.start_mark.column
        if _raw(node) == wanted:
            yield from self._lines[first:last]
            return
        yield from self._lines[first:line]
        if isinstance(wanted, str) and isinstance(node, yaml.ScalarNode) and _is_on(node, line):
            here = self._lines[line]
            yield here[: node.start_mark.column] + scalar(wanted) + here[node.end_mark.column :]
            yield from self._lines[line + 1 : last]
        elif wanted and _is_block(node) and not isinstance(wanted, str) and node.start_mark.line > line:
            yield self._lines[line]
            write: Callable[..., Iterator[str]] = self._items if isinstance(node, yaml.SequenceNode) else self.mapping
            yield from write(node.value, line + 1, last, wanted)
        else:
            yield _field(str(name.value), wanted, column)

    def _items(self, nodes: Sequence[yaml.Node], start: int, stop: int, wanted: Sequence[Raw]) -> Iterator[str]:
        """The lines of a block list with other items: those that stay keep their lines, wherever they stand now."""
        # Of an item with fields the node begins behind the dash, of which the list's own mark is not at hand here.
        indent = len(self._lines[nodes[0].start_mark.line].partition("-")[0])
        bounds = self._bounds([node.start_mark.line for node in nodes], start, stop)
        end = self._end(bounds[-1][1], bounds[-1][0])
        bounds[-1] = (bounds[-1][0], end)
        yield from self._lines[start : bounds[0][0]]
        values = [_raw(node) for node in nodes]
        same = _paired(values, wanted)
        left = [place for place in range(len(values)) if place not in same.values()]
        changed = [place for place in range(len(wanted)) if place not in same]
        follow = dict(zip(changed, left, strict=True)) if len(left) == len(changed) else {}
        for place, value in enumerate(wanted):
            if place in same:
                first, last = bounds[same[place]]
                yield from self._lines[first:last]
            elif place in follow:
                yield from self._changed_item(nodes[follow[place]], bounds[follow[place]], value, indent)
            else:
                yield from self._moved(value, indent)
        yield from self._lines[end:stop]

    def _moved(self, value: Raw, indent: int) -> Iterator[str]:
        """The lines of an item that comes from another list of the text, or that is new."""
        node = next((node for node in self._movable if _raw(node) == value), None)
        if node is None:
            yield _item(value, indent)
            return
        start, shift = node.start_mark.line, indent + 2 - node.start_mark.column
        for line in self._lines[start : self._end(node.end_mark.line, start)]:
            yield " " * shift + line if shift > 0 else line[min(-shift, len(line) - len(line.lstrip())) :]

    def _changed_item(self, node: yaml.Node, part: tuple[int, int], wanted: Raw, indent: int) -> Iterator[str]:
        first, last = part
        line, column = node.start_mark.line, node.start_mark.column
        yield from self._lines[first:line]
        if isinstance(wanted, Mapping) and isinstance(node, yaml.MappingNode) and _is_block(node):
            # For the while of writing the dash is a blank, so that the item is a mapping like all others.
            here, self._lines[line] = self._lines[line], " " * column + self._lines[line][column:]
            made = "".join(self.mapping(node.value, line, last, wanted))
            self._lines[line] = here
            yield here[:column] + made[column:]
        elif isinstance(wanted, str) and isinstance(node, yaml.ScalarNode) and _is_on(node, line):
            here = self._lines[line]
            yield here[:column] + scalar(wanted) + here[node.end_mark.column :]
            yield from self._lines[line + 1 : last]
        else:
            yield _item(wanted, indent)

    def _bounds(self, starts: Sequence[int], start: int, stop: int) -> list[tuple[int, int]]:
        """The lines of each of several neighbours, remarks with what follows them."""
        firsts: list[int] = []
        for before, line in pairwise([start - 1, *starts]):
            first = line
            # What stands above the first belongs to the whole.
            while firsts and first > before + 1 and is_remark(self._lines[first - 1]):
                first -= 1
            firsts.append(first)
        return list(pairwise([*firsts, stop]))

    def _end(self, stop: int, start: int) -> int:
        """Where a part ends without the blank lines and remarks at its end."""
        while stop > start + 1 and is_remark(self._lines[stop - 1]):
            stop -= 1
        return stop


def _paired(now: Sequence[Raw], wanted: Sequence[Raw]) -> dict[int, int]:
    """The place of each wanted item that stands there now -> its place now."""
    free = list(range(len(now)))
    found: dict[int, int] = {}
    for place, value in enumerate(wanted):
        match = next((one for one in free if now[one] == value), None)
        if match is not None:
            found[place] = match
            free.remove(match)
    return found


def _raw(node: yaml.Node) -> Raw:
    if isinstance(node, yaml.MappingNode):
        return {str(name.value): _raw(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_raw(one) for one in node.value]
    return str(node.value)


def _block_items(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    """The items with fields of all lists in a value, as far as these are blocks."""
    if isinstance(node, yaml.SequenceNode) and _is_block(node):
        for one in node.value:
            if isinstance(one, yaml.MappingNode) and _is_block(one):
                yield one
                for _, value in one.value:
                    yield from _block_items(value)


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def _is_on(node: yaml.Node, line: int) -> bool:
    return bool(node.start_mark.line == line == node.end_mark.line)


def _holds(text: str, wanted: Mapping[str, Raw]) -> bool:
    try:
        return read_mapping(text)[0] == wanted
    except BadYaml:
        return False
