"""Three-way merges of a record's facts: what either side did is done, and only a true contradiction is a conflict."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from sourcebook.model.changes import ANNOTATION
from sourcebook.model.fields import BY_NAME, ORDER, Kind
from sourcebook.model.work import Raw

_Value: TypeAlias = Raw | None  # None where the field, part or item is absent


class Sides(NamedTuple):
    """One value as the two sides would have it; what they agree on is merged into all three, so equal is merged."""

    before: _Value
    ours: _Value
    theirs: _Value


class Conflict(NamedTuple):
    """A field that both sides changed, each in its own way; parts that do not contradict stand merged in all three."""

    name: str
    before: _Value
    ours: _Value
    theirs: _Value


class Merged(NamedTuple):
    """The facts that both sides come to, without the fields in conflict; and those, in the order of the field table."""

    facts: Mapping[str, Raw]
    conflicts: tuple[Conflict, ...]


class Chunk(NamedTuple):
    """A stretch of a merged sequence; `ours` and `theirs` differ where the changes of the two sides overlap."""

    before: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


_Rule: TypeAlias = Callable[[_Value, _Value, _Value], Sides]


def merge(base: Mapping[str, Raw], ours: Mapping[str, Raw], theirs: Mapping[str, Raw]) -> Merged:
    """What two sets of facts come to that were both made from `base`, field by field.

    Lists that are sets in meaning (keywords, aliases, relations, status events, doubts) merge item by item, lists of
    names by their order, mappings part by part, the annotation line by line. With the sides swapped the result is the
    same, the sides of its conflicts swapped.
    """
    facts: dict[str, Raw] = {}
    conflicts: list[Conflict] = []
    for name in sorted({*base, *ours, *theirs}, key=lambda name: (ORDER.get(name, len(ORDER)), name)):
        sides = _three_way(base.get(name), ours.get(name), theirs.get(name), _rule_of(name))
        if sides.ours != sides.theirs:
            conflicts.append(Conflict(name, *sides))
        elif sides.ours is not None:
            facts[name] = sides.ours
    return Merged(facts=facts, conflicts=tuple(conflicts))


def diff3(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Chunk]:
    """The merge of two sequences made from a third, as chunks in order.

    Changes next to each other are both made; changes overlap where they touch the same item, or where one puts
    something in at an end of what the other changed, since nobody can know in which order.
    (Khanna, Kunal and Pierce, A Formal Investigation of Diff3, 2007, who also let neighbours conflict.)
    """
    chunks: list[Chunk] = []
    changes = [*_changes(base, ours, is_ours=True), *_changes(base, theirs, is_ours=False)]
    done = 0
    for group in _overlapping(sorted(changes)):
        start, stop = group[0].start, max(change.stop for change in group)
        chunks.append(_alike(base[done:start]))
        mine = [change for change in group if change.is_ours]
        other = [change for change in group if not change.is_ours]
        before = tuple(base[start:stop])
        left = _side(mine, ours, start, stop) if mine else before
        right = _side(other, theirs, start, stop) if other else before
        if left == right or not other:
            chunks.append(_alike(left))
        else:
            chunks.append(Chunk(before, left, right) if mine else _alike(right))
        done = stop
    chunks.append(_alike(base[done:]))
    return [chunk for chunk in chunks if any(chunk)]


class _Change(NamedTuple):
    """`base[start:stop]` became `side[first:last]`."""

    start: int
    stop: int
    is_ours: bool
    first: int
    last: int


def _changes(base: Sequence[str], side: Sequence[str], *, is_ours: bool) -> list[_Change]:
    opcodes = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [_Change(start, stop, is_ours, first, last) for tag, start, stop, first, last in opcodes if tag != "equal"]


def _overlapping(changes: Iterable[_Change]) -> list[list[_Change]]:
    groups: list[list[_Change]] = []
    stop = -1
    for change in changes:
        touches = change.start == stop and (change.stop == stop or groups[-1][-1].start == stop)
        if change.start < stop or touches:
            groups[-1].append(change)
        else:
            groups.append([change])
        stop = max(stop, change.stop)
    return groups


def _side(changes: Sequence[_Change], side: Sequence[str], start: int, stop: int) -> tuple[str, ...]:
    first, last = changes[0], changes[-1]
    return tuple(side[first.first - (first.start - start) : last.last + (stop - last.stop)])


def _alike(items: Sequence[str]) -> Chunk:
    return Chunk(tuple(items), tuple(items), tuple(items))


def _three_way(base: _Value, ours: _Value, theirs: _Value, rule: _Rule) -> Sides:
    if ours == base:
        return Sides(theirs, theirs, theirs)
    if theirs in (base, ours):
        return Sides(ours, ours, ours)
    return rule(base, ours, theirs)


def _rule_of(name: str) -> _Rule:
    if name == ANNOTATION:
        return _by_lines
    return _BY_KIND.get(BY_NAME[name].kind, Sides) if name in BY_NAME else _by_parts


def _by_lines(base: _Value, ours: _Value, theirs: _Value) -> Sides:
    texts = [value for value in ("" if one is None else one for one in (base, ours, theirs)) if isinstance(value, str)]
    if len(texts) < 3:
        return Sides(base, ours, theirs)
    chunks = diff3(*(text.split("\n") for text in texts))
    joined = ["\n".join(line for part in parts for line in part).strip() for parts in zip(*chunks, strict=True)]
    return Sides(*(text or None for text in joined))


def _in_order(base: _Value, ours: _Value, theirs: _Value) -> Sides:
    lists = [_items([] if base is None else base), _items(ours), _items(theirs)]
    known = {_canonical(item): item for items in lists for item in items or ()}
    if any(items is None for items in lists):
        return Sides(base, ours, theirs)
    chunks = diff3(*([_canonical(item) for item in items or ()] for items in lists))
    return Sides(*([known[item] for part in parts for item in part] or None for parts in zip(*chunks, strict=True)))


def _as_set(base: _Value, ours: _Value, theirs: _Value) -> Sides:
    return _by_key(base, ours, theirs, _canonical)


def _as_relations(base: _Value, ours: _Value, theirs: _Value) -> Sides:
    return _by_key(base, ours, theirs, _relation)


def _by_key(base: _Value, ours: _Value, theirs: _Value, key: Callable[[Raw], str]) -> Sides:
    """A list in which each item is what its key says it is: taken away by either is gone, put in by either is in."""
    lists = [_items([] if value is None else value) for value in (base, ours, theirs)]
    if any(items is None for items in lists):
        return Sides(base, ours, theirs)
    before, left, right = ({key(item): item for item in items or ()} for items in lists)
    if key is not _canonical and [len(before), len(left), len(right)] != [len(items or ()) for items in lists]:
        return _by_key(base, ours, theirs, _canonical)
    merged = {
        name: _three_way(before.get(name), left.get(name), right.get(name), _by_parts)
        for name in _order(list(before), list(left), list(right))
    }
    sides = ([item for item in items if item is not None] for items in zip(*merged.values(), strict=True))
    return Sides(*(items or None for items in sides))


def _order(before: Sequence[str], left: Sequence[str], right: Sequence[str]) -> list[str]:
    """Every key once: what all have in the order of the side that changed it, else of `before`; then the others."""
    common = {*before} & {*left} & {*right}
    first, second, third = ([key for key in keys if key in common] for keys in (before, left, right))
    kept = third if second == first else second if third == first else first
    return [*kept, *sorted({*before, *left, *right} - common)]


def _by_parts(base: _Value, ours: _Value, theirs: _Value) -> Sides:
    """A mapping part by part; what has another shape is a conflict as a whole."""
    before = {} if base is None else base
    if not isinstance(before, Mapping) or not isinstance(ours, Mapping) or not isinstance(theirs, Mapping):
        return Sides(base, ours, theirs)
    names = [*before, *sorted({*ours, *theirs} - {*before})]
    merged = {name: _three_way(before.get(name), ours.get(name), theirs.get(name), _inside) for name in names}
    sides = [
        {name: value for name, value in zip(merged, values, strict=True) if value is not None}
        for values in zip(*merged.values(), strict=True)
    ]
    return Sides(None if base is None and sides[1] != sides[2] else sides[0], sides[1], sides[2])


def _inside(base: _Value, ours: _Value, theirs: _Value) -> Sides:
    lists = [value for value in (base, ours, theirs) if value is not None]
    if all(isinstance(one, list) for one in lists):
        return _as_set(base, ours, theirs)
    return _by_parts(base, ours, theirs)


_BY_KIND: Mapping[Kind, _Rule] = {
    Kind.WORDS: _as_set,
    Kind.MAPS: _as_set,
    Kind.RELATIONS: _as_relations,
    Kind.NAMES: _in_order,
    Kind.MAP: _by_parts,
}


def _items(value: _Value) -> Sequence[Raw] | None:
    return None if value is None or isinstance(value, str | Mapping) else value


def _canonical(value: Raw) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _relation(item: Raw) -> str:
    if not isinstance(item, Mapping):
        return _canonical(item)
    return _canonical([item.get("type", ""), item.get("target", "")])
