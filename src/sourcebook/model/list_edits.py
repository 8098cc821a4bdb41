"""Edits of reading lists: from the values of a list's file to the values that it is to have, all pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sourcebook.errors import BadValue, NotListed
from sourcebook.model.work import Raw

_PART = dict[str, Any]  # a list, section or item as its file has it


def rekeyed(raw: Mapping[str, Raw], keys: Mapping[str, str]) -> Mapping[str, Raw]:
    """The list with other keys for works (`keys`: old -> new), wherever it names them."""

    def named(value: Any) -> Any:
        return keys.get(value, value) if isinstance(value, str) else value

    def item(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return named(value)
        changed = {name: named(value[name]) for name in ("key", "read-with") if name in value}
        if isinstance(pair := value.get("read-with"), list):
            changed["read-with"] = [named(one) for one in pair]
        return {**value, **changed}

    return _with_items(raw, lambda items: [item(one) for one in items])


def with_items(raw: Mapping[str, Raw], section: int, items: Sequence[Mapping[str, Raw]]) -> Mapping[str, Raw]:
    """The list with items at the end of a section, counted from 1; raises BadValue where there is none or it asks.

    With the number after the last section, a new one is made.
    """
    sections = _sections(raw)
    if section == len(sections) + 1:
        return {**raw, "sections": [*sections, {"week": str(section), "items": list(items)}]}
    chosen = sections[_place(sections, section)]
    if chosen.get("query"):
        raise BadValue(f"Section {section} has a query, which finds its works; give it items by hand, or another one.")
    return _with_section(raw, section, {**chosen, "items": [*_items(chosen), *items]})


def without_items(raw: Mapping[str, Raw], keys: Sequence[str], section: int = 0) -> Mapping[str, Raw]:
    """The list without works, in one section counted from 1, or in all; raises NotListed where one is not there."""
    sections = _sections(raw)
    looked_at = sections if not section else [sections[_place(sections, section)]]
    present = [_key(item) for one in looked_at for item in _items(one)]
    for key in keys:
        if key not in present:
            raise NotListed(key, present)
    left = [
        {**one, "items": [item for item in _items(one) if _key(item) not in keys]}
        if one in looked_at and any(_key(item) in keys for item in _items(one))
        else one
        for one in sections
    ]
    return {**raw, "sections": left}


def moved_item(raw: Mapping[str, Raw], key: str, section: int, position: int = 0) -> Mapping[str, Raw]:
    """The list with a work in a section, at a position there, both counted from 1; 0 is the end.

    Raises NotListed where the list has not the work, and BadValue where it has no such section.
    """
    sections = _sections(raw)
    _place(sections, section)
    found = [item for one in sections for item in _items(one) if _key(item) == key]
    bare = without_items(raw, [key])
    target = _sections(bare)[section - 1]
    items = list(_items(target))
    place = position - 1 if position else len(items)
    items[place:place] = found[:1]
    return _with_section(bare, section, {**target, "items": items})


def rolled(raw: Mapping[str, Raw], start: date) -> Mapping[str, Raw]:
    """The list with its dates moved so that its first week begins in the week of `start`; weekdays and gaps stay.

    Only whole days move: what is no day of the calendar, such as a season, is left. Raises BadValue where no section
    has a day, or one would leave the calendar.
    """
    sections = _sections(raw)
    days = [_day(one.get("date")) for one in sections]
    first = min((one for one in days if one), default=None)
    if first is None:
        raise BadValue("No section of the list has a day such as 2027-01-11, so there is nothing to move.")
    try:
        shift = _monday(start) - _monday(first)
        moved = [(day + shift).isoformat() if day else "" for day in days]
    except OverflowError:
        raise BadValue("That start would move a day out of the calendar, which has the years 1 to 9999.") from None
    return {
        **raw,
        "sections": [{**one, "date": day} if day else one for one, day in zip(sections, moved, strict=True)],
    }


def told(raw: Mapping[str, Raw]) -> dict[str, Raw]:
    """The values of a list with its sections and works apart, each with an `id`, as model/changes.py tells changes."""
    found = raw.get("sections")
    sections = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    works: list[Raw] = []
    for place, section in enumerate(sections, start=1):
        for item in _items(dict(section)):
            more = item if isinstance(item, Mapping) else {}
            works.append({"id": _key(item), "section": str(place), **{n: v for n, v in more.items() if n != "key"}})
    parts = [
        {"id": str(place), **{name: value for name, value in section.items() if name != "items"}}
        for place, section in enumerate(sections, start=1)
    ]
    return {**raw, "sections": parts, "works": works}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(text: object) -> date | None:
    try:
        found = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found and found.isoformat() == text else None


def _sections(raw: Mapping[str, Raw]) -> list[_PART]:
    found = raw.get("sections") or []
    if isinstance(found, str | Mapping) or not all(isinstance(one, Mapping) for one in found):
        raise BadValue("The list's sections cannot be read; `sourcebook check` tells what is wrong.")
    return [dict(one) for one in found if isinstance(one, Mapping)]


def _items(section: _PART) -> list[Any]:
    found = section.get("items") or []
    return list(found) if isinstance(found, list) else []


def _key(item: object) -> str:
    key = item.get("key", "") if isinstance(item, Mapping) else item
    return key if isinstance(key, str) else ""


def _place(sections: Sequence[_PART], section: int) -> int:
    if not 1 <= section <= len(sections):
        have = (
            "no section" if not sections else f"sections 1 to {len(sections)}" if len(sections) > 1 else "one section"
        )
        raise BadValue(f"The list has {have}, and no section {section}.")
    return section - 1


def _with_section(raw: Mapping[str, Raw], section: int, value: _PART) -> Mapping[str, Raw]:
    sections = _sections(raw)
    return {**raw, "sections": [*sections[: section - 1], value, *sections[section:]]}


def _with_items(raw: Mapping[str, Raw], change: Callable[[list[Any]], list[Any]]) -> Mapping[str, Raw]:
    """The list with the items of every section changed; what is no list of sections stays as it is."""
    found = raw.get("sections")
    if not isinstance(found, list):
        return raw
    return {
        **raw,
        "sections": [
            {**one, "items": change(one["items"])}
            if isinstance(one, Mapping) and isinstance(one.get("items"), list)
            else one
            for one in found
        ],
    }
