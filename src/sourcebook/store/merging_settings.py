"""Merges of the sourcebook's YAML files entry by entry, and of its ledgers, which never conflict."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from sourcebook.model.merge import diff3
from sourcebook.model.work import Raw
from sourcebook.store import plain_yaml
from sourcebook.store.merging_lines import MergedText, by_lines
from sourcebook.store.plain_yaml import BadYaml
from sourcebook.store.yaml_blocks import HEAD, blocks_of, is_remark

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def merge_decisions(base: str, ours: str, theirs: str) -> MergedText:
    """Every line of every side once: those of `base` in their order, then what came, sorted."""
    known = base.splitlines()
    came = sorted({*ours.splitlines(), *theirs.splitlines()} - {*known})
    return MergedText(text="".join(f"{line}\n" for line in dict.fromkeys([*known, *came]) if line.strip()))


def merge_manifest(ours: str, theirs: str) -> MergedText:
    """What both sides built, each file once, as ours has it: a file that only theirs lists was built all the same."""
    lines = {line.partition("  ")[2]: line for line in (*theirs.splitlines(), *ours.splitlines())}
    return MergedText(text="".join(f"{lines[name]}\n" for name in sorted(lines)))


def merge_links(base: str, ours: str, theirs: str) -> MergedText:
    """The mapping from addresses to verdicts, sorted by address; of two new verdicts the later one holds.

    The later one is a person's word before any other, then that with the greatest date among its values, else the last
    one as JSON sorts. A verdict that one side took away and the other renewed stays. Entries stand as the side wrote
    them that they are taken from.
    """
    try:
        raws = [plain_yaml.read_mapping(text)[0] for text in (base, ours, theirs)]
        blocks = [_top_blocks(text) for text in (base, ours, theirs)]
    except BadYaml:
        return by_lines(base, ours, theirs)
    head = "".join(line for line in blocks[1][HEAD] or blocks[2][HEAD] if is_remark(line))
    verdicts: dict[str, Raw] = {}
    text = head
    for address in sorted({*raws[1], *raws[2]}):
        before, left, right = (raw.get(address) for raw in raws)
        side = 2 if left == before or (right != before and _later(left) < _later(right)) else 1
        if address in raws[side]:
            verdicts[address] = raws[side][address]
            text += "".join(blocks[side][address])
    if not _holds(text, verdicts):
        # Several entries on one line do not cut into lines as supposed.
        text = head + "".join(plain_yaml.field_lines(address, verdict) for address, verdict in verdicts.items())
    return MergedText(text=text)


def _holds(text: str, verdicts: Mapping[str, Raw]) -> bool:
    try:
        return plain_yaml.read_mapping(text)[0] == verdicts
    except BadYaml:
        return False


def _later(verdict: Raw | None) -> tuple[bool, bool, str, str]:
    said = json.dumps(verdict, ensure_ascii=False, sort_keys=True)
    is_word = isinstance(verdict, Mapping) and not {"because", "by", "until"}.isdisjoint(verdict)
    return verdict is not None, is_word, max(_DATE.findall(said), default=""), said


def merge_entries(base: str, ours: str, theirs: str) -> MergedText:
    """Settings line by line, and where that conflicts, entry by entry, each known by its `id` or `file`."""
    plain = by_lines(base, ours, theirs)
    if plain.is_clean and _is_sound(plain.text):
        return plain
    try:
        sides = [_entry_blocks(text) for text in (base, ours, theirs)]
    except BadYaml:
        return plain
    lines: list[str] = []
    is_clean = True
    for name in _order(*(list(blocks) for blocks in sides)):
        before, left, right = (blocks.get(name, ()) for blocks in sides)
        if name in sides[0] and (not left or not right) and before in (left, right):
            continue
        merged = by_lines("".join(before), "".join(left), "".join(right))
        is_clean = is_clean and merged.is_clean
        lines.append(merged.text)
    text = "".join(lines)
    return MergedText(text=text, is_clean=is_clean) if not is_clean or _is_sound(text) else plain


def _order(before: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The names of all sides in the order of their merge; what both put in at one place goes by the alphabet."""
    names: list[str] = []
    for chunk in diff3(before, ours, theirs):
        if chunk.ours == chunk.theirs:
            names += chunk.ours
        else:
            first, second = sorted((chunk.ours, chunk.theirs))
            names += [*first, *second]
    # An entry that one side took away and the other changed stays, and is a conflict.
    return list(dict.fromkeys([*names, *(name for name in before if name in ours or name in theirs)]))


def _is_sound(text: str) -> bool:
    try:
        _entry_blocks(text)
    except BadYaml:
        return False
    return True


def _entry_blocks(text: str) -> dict[str, tuple[str, ...]]:
    """The lines of a settings file by what they belong to: a field, or an entry of a list.

    Raises BadYaml, also where an entry stands twice.
    """
    starts: list[tuple[str, int]] = []
    for name, node in plain_yaml.nodes_of(text):
        starts.append((name.value, name.start_mark.line))
        starts += _entries(name.value, node)
    names = [name for name, _ in starts]
    if len(names) > len({*names}):
        raise BadYaml("duplicate-field", "An entry stands twice", 1)
    return blocks_of(text, starts)


def _top_blocks(text: str) -> dict[str, tuple[str, ...]]:
    return blocks_of(text, [(name.value, name.start_mark.line) for name, _ in plain_yaml.nodes_of(text)])


def _entries(name: str, node: yaml.Node) -> Iterator[tuple[str, int]]:
    """Each entry of a list of mappings that is written over several lines, and the line that it starts on."""
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return
    for number, entry in enumerate(node.value):
        if isinstance(entry, yaml.MappingNode):
            said = {part.value: value.value for part, value in entry.value}
            yield f"{name}\0{said.get('id') or said.get('file') or number}", entry.start_mark.line
