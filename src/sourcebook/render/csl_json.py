"""Works as CSL-JSON and CSL-YAML: the item every citation engine reads, with nothing of the record left out.

A field stands under its CSL variable. Where it has none, or where the variable cannot say exactly what the record says,
the record's own value stands under `custom`, so that reading the export back gives every field.
"""

import json
import re
from collections.abc import Iterator

from sourcebook.model.archives import PrintedLink
from sourcebook.model.dates import PartialDate, Point
from sourcebook.model.fields import BY_NAME, TYPES, Kind
from sourcebook.model.library import Library
from sourcebook.model.marks import find_marks, without_marks, write_marks
from sourcebook.model.names import COMMA_SUFFIX, Name
from sourcebook.model.work import Value, Work, raw_fields
from sourcebook.render.printed_links import sentence

# The item type for a record whose own type is missing or unknown: `document` is CSL's word for "anything".
_ANY_TYPE = "document"
_NAMES_VARIABLE = re.compile(r"^[ \t]*(?:\{:)?[A-Za-z][A-Za-z _-]*:", re.MULTILINE)


def csl_item(work: Work, link: PrintedLink | None = None) -> dict[str, object]:
    """One work as a CSL-JSON item (docs.citationstyles.org, CSL 1.0.2, appendices III and IV).

    Names have hyphenated parts, dates are `date-parts`, keywords one string; `custom` holds our own fields, unknown
    ones, and whatever a CSL variable cannot say in full. A missing type is `document`, with `custom.type` null.
    `link` is what is printed of its link where that is not just the link.
    """
    item: dict[str, object] = {"id": work.key, "type": work.type if work.type in TYPES else _ANY_TYPE}
    custom: dict[str, object] = {} if work.type in TYPES else {"type": None}
    for name, raw in raw_fields(work).items():
        if name == "type" and raw == item["type"]:
            continue
        variable, value, whole = _variable(name, work.fields[name])
        if variable:
            item[variable] = value
        if not whole:
            custom[name] = raw
    if work.annotation:
        item["annote"] = work.annotation
    if link:
        custom |= _print(item, work, link)
    if custom:
        item["custom"] = custom
    return item


def _print(item: dict[str, object], work: Work, link: PrintedLink) -> dict[str, object]:
    """Put what is printed of a link into the item; returns what the record says in its place, null where nothing."""
    said: dict[str, object] = {"note": "\n\n".join(part for part in (work.text("note"), sentence(link)) if part)}
    if link.copy:
        said["URL"] = link.copy
    item |= said
    replaced: dict[str, object] = {name: work.text(name) or None for name in said}
    if link.by:
        item["archive"] = link.by
        replaced["archive-name"] = work.text("archive-name") or None
    return replaced


def csl_date(date: PartialDate) -> dict[str, object]:
    """A date as CSL has it: `{"date-parts": [[2022, 5, 24]]}`.

    Seasons are the months 21 to 24, an open end is `[0]`, a decade such as `195X` is a range; `~`, `?`, `%` and an open
    start, which engines print as the end alone, are `circa`.
    """
    start = [0] if date.start is None else _parts(date.start, date.start.year)
    last = date.end if date.is_range else date.start
    parts = [start]
    if date.is_range or (last is not None and last.last_year != last.year):
        parts.append([0] if last is None else _parts(last, last.last_year))
    said: dict[str, object] = {"date-parts": parts}
    return said | {"circa": True} if _is_circa(date) else said


def write_json(library: Library) -> str:
    """All works as one JSON array, one variable on a line."""
    items = ",\n".join(map(_json_object, _items(library)))
    return f"[\n{items}\n]\n" if items else "[]\n"


def write_yaml(library: Library) -> str:
    """All works as the YAML that pandoc reads: a document with a list `references` of the same items."""
    import yaml  # noqa: PLC0415 - 20 ms that `cite`, which needs the items of this module, would pay each time

    items = {"references": list(_items(library))}
    text = yaml.dump(
        items,
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        sort_keys=False,
        width=120,
        explicit_start=True,
        explicit_end=True,
    )
    return str(text)


def _items(library: Library) -> Iterator[dict[str, object]]:
    """The items of all works, the marks of titles in their text."""
    for work in library.works.values():
        item = csl_item(work, library.printed_links.get(work.key))
        if marks := work.words("marks"):
            titles = {name: text for name, text in item.items() if "title" in name and isinstance(text, str)}
            item |= {name: write_marks(text, find_marks(text, marks)) for name, text in titles.items()}
        yield item


def carries(_: str) -> bool:
    """Whether a record field has a place in CSL-JSON: every one has, under `custom` if nowhere else."""
    return True


def _variable(name: str, value: Value) -> tuple[str, object, bool]:
    """The CSL variable of a field (empty where it has none), its value, and whether that says all the record says."""
    field = BY_NAME.get(name)
    if field is None or name == "type":
        return "", None, False
    if field.kind is Kind.DATE and isinstance(value, PartialDate):
        return name, csl_date(value), _spelled(value) == value.text
    if field.kind is Kind.DATE and isinstance(value, str):
        return name, {"raw": value}, True
    if field.kind is Kind.NAMES and isinstance(value, tuple):
        names = [one for one in value if isinstance(one, Name)]
        return name, [_name(one) for one in names], not any(set(one.extra) - {COMMA_SUFFIX} for one in names)
    if name == "keywords" and isinstance(value, tuple):
        words = [str(word) for word in value]
        return "keyword", ", ".join(words), ", ".join(words).split(", ") == words
    if name == "archive-name" and isinstance(value, str):
        return "archive", value, True
    if field.csl and isinstance(value, str):
        # Whoever reads what looks like a mark takes it for one, and a line of a note for the variable that it names.
        return name, value, without_marks(value) == value and not (name == "note" and _NAMES_VARIABLE.search(value))
    return "", None, False


def _name(name: Name) -> dict[str, str | bool]:
    said: dict[str, str | bool] = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.non_dropping_particle,
        "dropping-particle": name.dropping_particle,
        "suffix": name.suffix,
        "comma-suffix": name.has_comma_suffix,
        "literal": name.literal,
    }
    return {part: value for part, value in said.items() if value}


def _parts(point: Point, year: int) -> list[int]:
    # EDTF counts a year 0 (1 BC), CSL does not: -0043 is 44 BC in both.
    parts = [year if year > 0 else year - 1, point.month, point.day]
    return parts[: 1 + bool(point.month) + bool(point.month and point.day)]


def _is_circa(date: PartialDate) -> bool:
    return date.approximate or date.uncertain or date.start is None


def _spelled(date: PartialDate) -> str:
    """The EDTF text that the CSL date says; the record's text has to be kept beside it where it is another."""
    if date.is_range:
        return "" if _is_circa(date) else f"{_spelled_point(date.start)}/{_spelled_point(date.end)}"
    return _spelled_point(date.start) + ("~" if _is_circa(date) else "")


def _spelled_point(point: Point | None) -> str:
    if point is None:
        return ".."
    year = f"{point.year:05}" if point.year < 0 else f"{point.year:04}"
    rest = (f"-{part:02}" for part in (point.month, point.day) if part)
    return "".join((year, *rest))


def _json_object(item: dict[str, object]) -> str:
    # Value by value, because json falls back to its slow encoder when it has to indent.
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in item.items())
    return f"{{\n{lines}\n}}"
