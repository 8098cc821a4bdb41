"""Two records of one work made into one: field by field, with a word about each value that gave way."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.changes import ANNOTATION
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.identifiers import normal_doi, normal_isbn
from sourcebook.model.text import fold
from sourcebook.model.urls import canonical_url
from sourcebook.model.work import Raw, Work, raw_fields


class Conflict(NamedTuple):
    """A field in which two records differ: the value that stays, and the one that gives way."""

    field: str
    kept: Raw
    left: Raw


class Merged(NamedTuple):
    """The fields and annotation of the merged record, and the conflicts in the order of fields."""

    raw: dict[str, Raw]
    annotation: str
    conflicts: tuple[Conflict, ...]


def merge(one: Work, other: Work, take: Collection[str] = ()) -> Merged:
    """What the record of `one` is with all that `other` knows beyond it.

    `one` has the last word where the two differ, but in the fields of `take`. Lists of words, relations and events, and
    the doubts of provenance, are united; the key of `other` and its aliases become aliases; relations between the two
    go. Values that only differ in spelling are no conflict.
    """
    raw, theirs = raw_fields(one), raw_fields(other)
    conflicts: list[Conflict] = []
    for name, value in theirs.items():
        if name in ("aliases", "provenance"):
            continue
        if not raw.get(name):
            raw[name] = value
        elif name in _UNITED:
            raw[name] = _united(raw[name], value)
        elif not _agree(name, raw[name], value):
            kept, left = (value, raw[name]) if name in take else (raw[name], value)
            raw[name] = kept
            conflicts.append(Conflict(name, kept, left))
    raw["provenance"] = _provenance(raw.get("provenance", {}), theirs.get("provenance", {}))
    names = {one.key, other.key, *one.words("aliases"), *other.words("aliases")}
    raw["aliases"] = [
        key for key in dict.fromkeys((*one.words("aliases"), other.key, *other.words("aliases"))) if key != one.key
    ]
    raw["relations"] = [relation for relation in _list(raw.get("relations", [])) if _target(relation) not in names]
    annotation = one.annotation or other.annotation
    if one.annotation and other.annotation and fold(one.annotation) != fold(other.annotation):
        kept_text, left_text = (other, one) if ANNOTATION in take else (one, other)
        annotation = kept_text.annotation
        conflicts.append(Conflict(ANNOTATION, kept_text.annotation, left_text.annotation))
    return Merged({name: value for name, value in raw.items() if value}, annotation, tuple(conflicts))


def left_out(one: Work, other: Work) -> list[tuple[str, Raw]]:
    """The fields and values of `other` that the record of `one` does not say, in the order of fields."""
    its, theirs = raw_fields(one), raw_fields(other)
    differing = {conflict.field for conflict in merge(one, other).conflicts}
    left = [
        (name, value)
        for name, value in theirs.items()
        if name not in ("aliases", "provenance")
        and (name in differing or not its.get(name) or (name in _UNITED and _adds(its[name], value)))
    ]
    if ANNOTATION in differing or (other.annotation and not one.annotation):
        left.append((ANNOTATION, other.annotation))
    return left


def redirected(raw: Mapping[str, Raw], gone: Collection[str], key: str) -> dict[str, Raw]:
    """The fields of a record with its relations to any of `gone` leading to `key`, each once."""
    relations: list[Raw] = []
    for one in _list(raw.get("relations", [])):
        led = {**one, "target": key} if isinstance(one, Mapping) and one.get("target") in gone else one
        if led not in relations:
            relations.append(led)
    return {**raw, "relations": relations}


_UNITED = frozenset(name for name, field in BY_NAME.items() if field.kind in (Kind.WORDS, Kind.RELATIONS, Kind.MAPS))


def _united(one: Raw, other: Raw) -> list[Raw]:
    """Both lists, each value once: words are one where they fold alike."""
    seen: list[object] = []
    kept: list[Raw] = []
    for value in (*_list(one), *_list(other)):
        mark = fold(value) if isinstance(value, str) else value
        if mark not in seen:
            seen.append(mark)
            kept.append(value)
    return kept


def _adds(one: Raw, other: Raw) -> bool:
    return len(_united(one, other)) > len(_united(one, []))


def _agree(name: str, one: Raw, other: Raw) -> bool:
    """Whether two values of a field say the same: identifiers by their normal form, texts but for case and accents."""
    if one == other:
        return True
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    normal = {"DOI": normal_doi, "ISBN": normal_isbn, "URL": canonical_url, "url-mirror": canonical_url}.get(name)
    if normal:
        return normal(one) == normal(other) != ""
    return " ".join(fold(one).split()) == " ".join(fold(other).split())


def _provenance(one: Raw, other: Raw) -> dict[str, Raw]:
    """How the merged record was seen: the first record's answers, and the doubts, addresses and vouchers of both."""
    its = dict(one) if isinstance(one, Mapping) else {}
    theirs = other if isinstance(other, Mapping) else {}
    for part, value in theirs.items():
        if part in ("doubts", "confirmed-by", "verified"):
            its[part] = _united(its.get(part, []), value)
        else:
            its.setdefault(part, value)
    return its


def _list(value: Raw) -> Sequence[Raw]:
    if isinstance(value, str):
        return [value] if value else []
    return [value] if isinstance(value, Mapping) else value


def _target(relation: Raw) -> Raw:
    return relation.get("target", "") if isinstance(relation, Mapping) else ""
