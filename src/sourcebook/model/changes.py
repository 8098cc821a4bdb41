"""What changed between two states of a bibliography, as values and in words."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sourcebook.model.fields import BY_NAME, ORDER, Kind
from sourcebook.model.work import Raw

# A record as its raw fields with the Markdown after them as `annotation`; None where a record could not be read.
Facts: TypeAlias = Mapping[str, Raw] | None

ANNOTATION = "annotation"
_WORD = r"[a-z0-9_-]{1,48}"
_SHORT = 48  # letters; what is longer is only said to have changed


class FieldChange(NamedTuple):
    """One field before and after, None where it was or is absent."""

    name: str
    before: Raw | None
    after: Raw | None


class WorkChange(NamedTuple):
    """What happened to one work: `added`, `removed`, `renamed` (from `former`), `changed`, or `unreadable`."""

    key: str
    kind: str
    former: str = ""
    title: str = ""
    fields: tuple[FieldChange, ...] = ()


def compare(before: Mapping[str, Facts], after: Mapping[str, Facts]) -> tuple[WorkChange, ...]:
    """What happened between two states (key -> facts), by key; works that did not change may be left out of both.

    A work whose key went, and stands among the aliases of one that came, was renamed.
    """
    formers = _renamed(before, after)
    changes: list[WorkChange] = []
    for key in sorted({*before, *after}):
        if key in formers.values() and key not in after:
            continue
        former = formers.get(key, "")
        old, new = before.get(former or key), after.get(key)
        if (former or key) in before and key in after:
            if old is None or new is None:
                changes.append(WorkChange(key=key, kind="unreadable", former=former, title=_title(old or new)))
            elif fields := compare_fields(old, new):
                kind = "renamed" if former else "changed"
                changes.append(WorkChange(key=key, kind=kind, former=former, title=_title(new), fields=fields))
        elif key in after:
            changes.append(WorkChange(key=key, kind="added", title=_title(new)))
        else:
            changes.append(WorkChange(key=key, kind="removed", title=_title(old)))
    return tuple(changes)


def in_merge(changes: Sequence[Sequence[WorkChange]]) -> tuple[WorkChange, ...]:
    """What a merge changed itself, from what differs between it and each of its parents: only what differs from all."""
    if len(changes) < 2:
        return tuple(changes[0]) if changes else ()
    found: list[WorkChange] = []
    for first in changes[0]:
        same = [next((one for one in others if one.key == first.key), None) for others in changes]
        told = [one for one in same if one]
        if len(told) < len(changes):
            continue
        # Where one parent lacks the work, it was no addition of the merge, and the others have what it was before.
        known = [one for one in told if one.kind != "added"] or told
        others = [{field.name for field in one.fields} for one in known]
        fields = tuple(field for field in known[0].fields if all(field.name in names for names in others))
        if fields or not known[0].fields:
            found.append(known[0]._replace(fields=fields))
    return tuple(found)


def compare_fields(before: Mapping[str, Raw], after: Mapping[str, Raw]) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of the field table."""
    names = sorted({*before, *after}, key=lambda name: (ORDER.get(name, len(ORDER)), name))
    pairs = (FieldChange(name=name, before=before.get(name), after=after.get(name)) for name in names)
    return tuple(pair for pair in pairs if pair.before != pair.after)


def _renamed(before: Mapping[str, Facts], after: Mapping[str, Facts]) -> dict[str, str]:
    """New key -> former key."""
    gone = [key for key in before if key not in after]
    came = {key: _words((after[key] or {}).get("aliases")) for key in after if key not in before}
    return {key: former for former in gone for key, aliases in came.items() if former in aliases}


def _words(value: Raw | None) -> tuple[str, ...]:
    if value is None or isinstance(value, str | Mapping):
        return ()
    return tuple(one for one in value if isinstance(one, str))


def _title(facts: Facts) -> str:
    title = (facts or {}).get("title", "")
    return title if isinstance(title, str) else ""


def in_words(change: WorkChange) -> str:
    """A change as one line: `okafor2019dam: DOI added; viewpoint ministry → engineers`."""
    said = [phrase for field in change.fields if (phrase := field_in_words(field, change))]
    if change.kind == "renamed":
        said.insert(0, f"renamed from {change.former}")
    elif change.kind == "unreadable":
        said = ["changed; its record cannot be read on one side"]
    elif change.kind == "changed":
        said = said or ["layout or comments changed"]
    else:
        said = [change.kind + (f": {_cut(change.title)}" if change.title else "")]
    return f"{change.key}: {'; '.join(said)}"


def field_in_words(field: FieldChange, change: WorkChange | None = None) -> str:
    """What happened to one field, as a phrase such as `keywords +silt −dam`; empty where it goes without saying."""
    name, before, after = field
    if change and change.kind == "renamed" and name == "aliases":
        # That the former key became an alias is what a rename is.
        return field_in_words(field._replace(after=[one for one in _words(after) if one != change.former] or None))
    if before == after:
        return ""
    if after is None:
        return f"{name} removed"
    if before is None:
        return f"{name} set to {after}" if _is_choice(name, after) else f"{name} added"
    if isinstance(before, str) and isinstance(after, str):
        short = len(before) <= _SHORT and len(after) <= _SHORT and "\n" not in before + after and name != ANNOTATION
        return f"{name} {before} → {after}" if short and before and after else f"{name} changed"
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return f"{name}: {_parts_in_words(before, after)}"
    if isinstance(before, str | Mapping) or isinstance(after, str | Mapping):
        return f"{name} changed"
    return _list_in_words(name, before, after)


def _list_in_words(name: str, before: Sequence[Raw], after: Sequence[Raw]) -> str:
    came = [one for one in after if one not in before]
    gone = [one for one in before if one not in after]
    if not came and not gone:
        return f"{name} put in another order"
    old, new = _by_id(gone), _by_id(came)
    edited = [f"{one} ({_parts_in_words(old[one], new[one])})" for one in new if one in old]
    said = " ".join(
        [
            *edited,
            *(f"+{_item(one)}" for one in came if _id(one) not in old),
            *(f"−{_item(one)}" for one in gone if _id(one) not in new),
        ]
    )
    return f"{name} {said}" if len(said) <= 2 * _SHORT else f"{name} changed"


def _parts_in_words(before: Mapping[str, Raw], after: Mapping[str, Raw]) -> str:
    phrases = (field_in_words(one) for one in compare_fields(before, after))
    return ", ".join(phrase for phrase in phrases if phrase)


def _id(one: Raw) -> str:
    said = one.get("id", "") if isinstance(one, Mapping) else ""
    return said if isinstance(said, str) else ""


def _by_id(items: Sequence[Raw]) -> dict[str, Mapping[str, Raw]]:
    return {_id(one): one for one in items if isinstance(one, Mapping) and _id(one)}


def _item(one: Raw) -> str:
    if isinstance(one, str):
        return one
    if isinstance(one, Mapping):
        if "id" in one:
            return str(one["id"])
        return " ".join(str(part) for part in one.values() if isinstance(part, str))
    return "…"


def _is_choice(name: str, value: Raw) -> bool:
    """Whether a value is one word of a vocabulary, which says more than that there is one now."""
    field = BY_NAME.get(name)
    return (
        field is not None
        and field.kind is Kind.TEXT
        and isinstance(value, str)
        and re.fullmatch(_WORD, value) is not None
    )


def _cut(said: str) -> str:
    title = " ".join(said.split())
    return title if len(title) <= 2 * _SHORT else title[: 2 * _SHORT - 1].rstrip() + "…"


def summary(works: Sequence[WorkChange], others: Sequence[WorkChange] = ()) -> str:
    """What happened in one line: the change itself where there is one, else `3 works: 1 added, 2 changed`.

    Other files are counted where no work changed: `2 files: 2 changed`.
    """
    changes = works or others
    if len(changes) == 1:
        return in_words(changes[0])
    kinds = [change.kind for change in changes]
    return f"{len(changes)} {'works' if works else 'files'}: " + ", ".join(
        f"{kinds.count(kind)} {kind}"
        for kind in dict.fromkeys(("added", "changed", "renamed", "removed", *kinds))
        if kind in kinds
    )
