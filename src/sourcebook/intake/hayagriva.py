"""Hayagriva's YAML, as Typst reads it, to drafts: entries by key, each in its parents."""

import re
from collections.abc import Mapping, Sequence

from sourcebook.intake.drafting import Drafting, bare_doi
from sourcebook.intake.foreign_yaml import read_yaml
from sourcebook.intake.imported import Complaint, Imported
from sourcebook.model.facts import Draft

_TYPES: Mapping[str, str] = dict(
    pair.split(":")
    for pair in """article:article-journal chapter:chapter entry:entry anthos:chapter report:report thesis:thesis
    web:webpage scene:motion_picture artwork:graphic patent:patent case:legal_case newspaper:periodical
    legislation:legislation manuscript:manuscript original:manuscript post:post misc:document performance:performance
    periodical:periodical proceedings:book book:book blog:post-weblog reference:book conference:event anthology:book
    repository:software video:motion_picture audio:song exhibition:event""".split()
)
# The type of an entry by that of its parent.
_IN = {
    ("article", "newspaper"): "article-newspaper",
    ("article", "blog"): "post-weblog",
    ("article", "proceedings"): "paper-conference",
    ("article", "conference"): "paper-conference",
    ("entry", "reference"): "entry-encyclopedia",
    ("web", "blog"): "post-weblog",
}
_FIELDS: Mapping[str, str] = {
    "edition": "edition",
    "volume": "volume",
    "volume-total": "number-of-volumes",
    "issue": "issue",
    "page-range": "page",
    "page-total": "number-of-pages",
    "language": "language",
    "genre": "genre",
    "note": "note",
    "abstract": "abstract",
    "annote": "annotation",
    "archive": "archive_collection",
    "archive-location": "archive_location",
    "call-number": "call-number",
    "chapter": "chapter-number",
    "organization": "publisher",
}
_SERIAL = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID", "pmcid": "PMCID", "serial": "number"}
_ROLES = {"translator": "translator", "director": "director", "narrator": "narrator", "producer": "producer"}
_ROLES |= {"illustrator": "illustrator", "composer": "composer", "executive-producer": "executive-producer"}
_ROLES |= {"writer": "script-writer", "compiler": "compiler", "collaborator": "contributor"}
_FROM_PARENT = (
    "publisher",
    "location",
    "date",
    "volume",
    "issue",
    "edition",
    "editor",
    "serial-number",
    "volume-total",
)


def read_hayagriva(text: str) -> Imported:
    """The drafts of a Hayagriva file: a mapping of keys to entries."""
    value, complaint = read_yaml(text)
    if complaint:
        return Imported((), (complaint,))
    if not isinstance(value, Mapping):
        return (
            Imported((), (Complaint(1, "A Hayagriva file is a mapping of keys to entries"),)) if value else Imported()
        )
    lines = {
        match[1].strip("'\""): text.count("\n", 0, match.start()) + 1
        for match in re.finditer(r"^([^\s#:][^\n:]*):(?=\s)", text, re.MULTILINE)
    }
    drafts: list[Draft] = []
    complaints: list[Complaint] = []
    for key, entry in value.items():
        line = lines.get(str(key), 1)
        if isinstance(entry, Mapping) and entry:
            drafts.append(_draft(str(key), entry, line))
        else:
            complaints.append(Complaint(line, f"{key}: an entry has to be a mapping with fields, such as title"))
    return Imported(drafts, complaints)


def _draft(key: str, entry: Mapping[str, object], line: int) -> Draft:
    making = Drafting(key)
    parents = _parents(entry)
    parent = parents[0] if parents else {}
    kinds = (_text(entry.get("type")).lower() or "misc", _text(parent.get("type")).lower())
    making.raw["type"] = _IN.get(kinds) or _TYPES.get(kinds[0], "document")
    if kinds[0] not in _TYPES:
        making.lose("type", kinds[0])
    for name, value in entry.items():
        if name not in ("type", "parent"):
            _put(making, str(name), value)
    if parent:
        _put_parent(making, parent, entry)
    for other in parents[1:]:
        making.keep("parent", _text(other.get("title")))
    return making.draft(line)


def _put_parent(making: Drafting, parent: Mapping[str, object], entry: Mapping[str, object]) -> None:
    making.put("container-title", _text(parent.get("title")), "parent.title")
    for name, value in parent.items():
        if name in _FROM_PARENT and name not in entry:
            _put(making, str(name), value)
        elif name == "author":
            making.put("container-author", _names(value), "parent.author")
        elif name == "parent":
            series = _parents(parent)
            making.put("collection-title", _text(series[0].get("title")) if series else "", "parent.parent")
        elif name not in ("type", "title"):
            making.lose(f"parent.{name}", _text(value) or str(value)[:1000])


def _parents(entry: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = entry.get("parent")
    many = found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    return [one for one in many if isinstance(one, Mapping)]


def _put(making: Drafting, name: str, value: object) -> None:
    text = _text(value)
    if name == "title":
        making.put("title", text, name)
        if isinstance(value, Mapping):
            making.put("title-short", _text(value.get("short")), "title.short")
            making.put("title-translated", _text(value.get("translation")), "title.translation")
    elif name in ("author", "editor"):
        making.put(name, _names(value), name)
    elif name == "affiliated":
        _put_affiliated(making, value)
    elif name == "date":
        making.date("issued", text, name) if text else None
    elif name == "url":
        making.put("URL", text, name)
        if isinstance(value, Mapping) and _text(value.get("date")):
            making.date("accessed", _text(value["date"]), "url.date")
    elif name == "serial-number":
        numbers = value if isinstance(value, Mapping) else {"serial": text}
        for kind, number in numbers.items():
            said = _text(number)
            if kind in _SERIAL:
                making.put(_SERIAL[kind], bare_doi(said) if kind == "doi" else said, f"serial-number.{kind}")
            else:
                making.keep(str(kind), said)
    elif name in ("publisher", "location"):
        making.put("publisher" if name == "publisher" else "publisher-place", text, name)
        if isinstance(value, Mapping):
            making.put("publisher-place", _text(value.get("location")), "publisher.location")
    elif name in _FIELDS:
        making.put(_FIELDS[name], text, name)
    else:
        making.keep(name, text or str(value)[:1000])


def _put_affiliated(making: Drafting, value: object) -> None:
    for one in value if isinstance(value, Sequence) and not isinstance(value, str) else [value]:
        role = _text(one.get("role")) if isinstance(one, Mapping) else ""
        if isinstance(one, Mapping) and role in _ROLES:
            making.put(_ROLES[role], _names(one.get("names")), f"affiliated.{role}")
        else:
            making.lose("affiliated", str(one)[:1000])


def _names(value: object) -> list[dict[str, str]]:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [said for one in many if (said := _name(one))]


def _name(one: object) -> dict[str, str]:
    if isinstance(one, Mapping):
        parts = {
            "family": _text(one.get("name")),
            "given": _text(one.get("given-name")),
            "non-dropping-particle": _text(one.get("prefix")),
            "suffix": _text(one.get("suffix")),
        }
        return {part: text for part, text in parts.items() if text}
    family, comma, given = _text(one).partition(",")
    if not comma:
        return {"literal": family.strip()} if family.strip() else {}
    given, _, suffix = given.partition(",")
    parts = {"family": family.strip(), "given": given.strip(), "suffix": suffix.strip()}
    return {part: text for part, text in parts.items() if text}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return _text(value.get("value")) if isinstance(value, Mapping) and "value" in value else ""
