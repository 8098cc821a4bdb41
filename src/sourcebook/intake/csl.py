"""CSL-JSON and CSL-YAML to drafts: items as citation engines read them, ours with `custom` and those of others."""

import json
import re
from collections.abc import Mapping, Sequence

from sourcebook.intake.csl_note import read_note
from sourcebook.intake.drafting import Drafting, bare_doi, is_raw
from sourcebook.intake.foreign_yaml import read_yaml
from sourcebook.intake.imported import Complaint, Imported
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.dates import parse_date
from sourcebook.model.facts import Draft
from sourcebook.model.fields import BY_NAME, TYPES, Kind
from sourcebook.model.marks import read_marks, without_marks
from sourcebook.model.names import COMMA_SUFFIX, NAME_PARTS

# Spellings of older CSL, of citeproc's first programs and of Zotero.
_SYNONYMS = {
    "shortTitle": "title-short",
    "short-title": "title-short",
    "journalAbbreviation": "container-title-short",
    "event": "event-title",
    "annote": ANNOTATION,
    "annotation": ANNOTATION,
    "keyword": "keywords",
    "archive": "archive-name",
}
_NOT_VARIABLES = frozenset(("id", "type", "custom", "citation-key", "citation-number", "categories"))
# biblatex's and pandoc's names of types that CSL has another name for.
_TYPES = {
    "article-online": "webpage",
    "blog": "post-weblog",
    "conference": "paper-conference",
    "film": "motion_picture",
}
_NEXT_ITEM = re.compile(r"\}\s*,\s*(?=\{)")
_COMMA = re.compile(r"\s*,\s*")
_GREATEST_YEAR = 10**8
_DECEMBER, _WINTER = 12, 24


def read_csl_json(text: str) -> Imported:
    """The drafts of a CSL-JSON file: an array, one item, or an object with `items` or `references`."""
    start = re.match(r"\s*(?:\{\s*\"(?:items|references)\"\s*:\s*)?\[\s*", text)
    if start is None:
        return _of_items([(1, text)]) if text.strip() else Imported()
    return _of_items(_items(text, start.end()))


def read_csl_yaml(text: str) -> Imported:
    """The drafts of a CSL-YAML file, as pandoc and Quarto have it: a list, or a document with `references`."""
    value, complaint = read_yaml(text)
    if complaint:
        return Imported((), (complaint,))
    found = value.get("references", value.get("items")) if isinstance(value, Mapping) else value
    if not isinstance(found, Sequence) or isinstance(found, str):
        found = [value]
    lines = _lines_of_ids(text)
    drafts: list[Draft] = []
    complaints: list[Complaint] = []
    for place, item in enumerate(found):
        line = lines[place] if place < len(lines) else 1
        _add(item, line, drafts, complaints)
    return Imported(drafts, complaints)


def _items(text: str, start: int) -> list[tuple[int, str]]:
    """The items of an array, each as its own JSON text with its line; a broken one ends where the next one begins."""
    decoder = json.JSONDecoder()
    found: list[tuple[int, str]] = []
    place, line, counted = start, 1, 0
    while place < len(text) and text[place] != "]":
        line, counted = line + text.count("\n", counted, place), place
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            broken = max(getattr(error, "pos", place), place + 1)
            after = _NEXT_ITEM.search(text, broken - 1)
            end = after.start() + 1 if after else len(text)
        found.append((line, text[place:end]))
        comma = _COMMA.match(text, end)
        if comma is None:
            break
        place = comma.end()
    return found


def _of_items(items: Sequence[tuple[int, str]]) -> Imported:
    drafts: list[Draft] = []
    complaints: list[Complaint] = []
    for line, text in items:
        try:
            item = json.loads(text)
        except json.JSONDecodeError as error:
            complaints.append(Complaint(line + error.lineno - 1, f"This item is no JSON: {error.msg}"))
            continue
        except (ValueError, RecursionError):
            complaints.append(Complaint(line, "This item is nested too deep, or holds a number too long to read"))
            continue
        _add(item, line, drafts, complaints)
    return Imported(drafts, complaints)


def _add(item: object, line: int, drafts: list[Draft], complaints: list[Complaint]) -> None:
    if not isinstance(item, Mapping):
        complaints.append(Complaint(line, "An item has to be an object with fields, such as title and author"))
    elif not any(name not in _NOT_VARIABLES for name in item):
        complaints.append(Complaint(line, "This item has no field that says anything of a work"))
    else:
        drafts.append(_draft(item, line))


def _draft(item: Mapping[str, object], line: int) -> Draft:
    making = Drafting(_scalar(item.get("id")) or _scalar(item.get("citation-key")))
    custom = item.get("custom")
    custom = dict(custom) if isinstance(custom, Mapping) else {}
    if isinstance(note := item.get("note"), str) and "note" not in custom:
        stated, note = read_note(note, item)
        item = {**item, "note": note, **stated}
    _put_type(making, item, custom)
    for name, value in item.items():
        if name in _NOT_VARIABLES:
            if name == "categories":
                making.lose(name, _scalar(value) or json.dumps(value, ensure_ascii=False))
        elif value not in (None, "", [], {}) and _SYNONYMS.get(name, name) not in custom:
            _put(making, str(name), value)
    for name, value in custom.items():
        # Our own exports keep a field's exact value here; other programs keep what they like.
        if is_raw(value):
            making.raw[str(name)] = value
        elif value is not None:
            making.lose(f"custom.{name}", json.dumps(value, ensure_ascii=False))
    return making.draft(line)


def _put_type(making: Drafting, item: Mapping[str, object], custom: dict[str, object]) -> None:
    said = _scalar(item.get("type"))
    if "type" in custom and custom["type"] is None:
        del custom["type"]
    elif said in TYPES:
        making.raw["type"] = said
    else:
        making.raw["type"] = _TYPES.get(said, "document")
        if said and said not in _TYPES:
            making.lose("type", said, "the field genre" if "genre" not in item else "")
            if "genre" not in item:
                making.raw["genre"] = said


def _put(making: Drafting, variable: str, value: object) -> None:
    name = _SYNONYMS.get(variable, variable)
    field = BY_NAME.get(name)
    kind = field.kind if field else None
    text = _scalar(value)
    if kind is Kind.DATE:
        _put_date(making, name, value)
    elif kind is Kind.NAMES and isinstance(value, Sequence) and not isinstance(value, str):
        names = [said for one in value if (said := _name(one))]
        making.put(name, names, variable)
        if len(names) < len(value):
            making.lose(variable, json.dumps(value, ensure_ascii=False))
    elif kind is Kind.WORDS:
        words = value if isinstance(value, Sequence) and not isinstance(value, str) else re.split("[,;]", text)
        making.put(name, [word for one in words if (word := _scalar(one).strip())], variable)
    elif text and kind is Kind.TEXT and without_marks(text) != text:
        _put_marked(making, name, variable, text)
    elif text and (kind in (Kind.TEXT, Kind.VERBATIM) or name == ANNOTATION):
        making.put(name, bare_doi(text) if name == "DOI" else text, variable)
    elif kind is not None and is_raw(value) and not isinstance(value, str):
        making.put(name, value, variable)
    else:
        making.keep(variable, text or json.dumps(value, ensure_ascii=False))


def _put_marked(making: Drafting, name: str, variable: str, text: str) -> None:
    """A title as plain text, and its marks in the field `marks`; other fields have none, and it is told."""
    plain, spans = (read_marks(text) if "title" in name else None) or (without_marks(text), None)
    making.put(name, plain, variable)
    if spans is None:
        making.lose(variable, text, f"the field {name}, without its marks")
    else:
        making.mark(plain, spans)


def _name(one: object) -> dict[str, str]:
    if isinstance(one, str):
        return {"literal": one} if one.strip() else {}
    if not isinstance(one, Mapping):
        return {}
    synonyms = {"last": "family", "first": "given", "name": "literal"}
    said = {synonyms.get(str(part), str(part)): _scalar(text) for part, text in one.items()}
    parts = {part: said[part] for part in NAME_PARTS if said.get(part)}
    # What says how to read a name (`parse-names`) is for engines; all else is kept as a part.
    rest = {part: text for part, text in said.items() if part not in NAME_PARTS and part not in _ENGINE_PARTS and text}
    if one.get("comma-suffix"):
        rest |= dict([COMMA_SUFFIX])
    return parts | rest if parts else {}


_ENGINE_PARTS = frozenset(("comma-suffix", "static-ordering", "parse-names", "isInstitution"))


def _put_date(making: Drafting, name: str, value: object) -> None:
    if isinstance(value, str | int):
        making.date(name, str(value), name)
        return
    if isinstance(value, Sequence):
        # CSL-YAML's way: a list of {year, month, day}.
        ends = [
            _point([one.get(part) for part in ("year", "month", "day")]) for one in value if isinstance(one, Mapping)
        ]
        _put_ends(making, name, ends, value, circa=False)
        return
    if not isinstance(value, Mapping):
        making.keep(name, json.dumps(value, ensure_ascii=False))
        return
    parts = value.get("date-parts")
    if isinstance(parts, Sequence) and not isinstance(parts, str) and parts:
        ends = [_point(list(one)) if isinstance(one, Sequence) and not isinstance(one, str) else "" for one in parts]
        season = _scalar(value.get("season"))
        if season in ("1", "2", "3", "4") and len(ends) == 1 and len(ends[0]) == 4:
            ends = [f"{ends[0]}-2{season}"]
        _put_ends(making, name, ends, value, circa=_scalar(value.get("circa")).lower() not in ("", "false", "0"))
    elif "year" in value:
        _put_ends(making, name, [_point([value.get(part) for part in ("year", "month", "day")])], value, circa=False)
    elif text := (_scalar(value.get("raw")) or _scalar(value.get("literal"))):
        if "raw" in value:
            making.put(name, text, name) if parse_date(text) else making.date(name, text, name)
        else:
            making.date(name, text, name)
    else:
        making.lose(name, json.dumps(value, ensure_ascii=False))


def _put_ends(making: Drafting, name: str, ends: Sequence[str], value: object, *, circa: bool) -> None:
    said = "/".join(ends[:2])
    if circa and len(ends) == 1:
        said += "~"
    if said and all(ends[:2]) and len(ends) < 3 and parse_date(said) and not (circa and len(ends) > 1):
        making.put(name, said, name)
    else:
        making.keep(name, json.dumps(value, ensure_ascii=False))
        making.doubts.append(f"{name}: its date could not be read")


def _point(parts: Sequence[object]) -> str:
    """One end of `date-parts` as EDTF; `..` for an open one, empty where it is none."""
    said = [_scalar(part) for part in parts if part not in (None, "")]
    if not said or not all(re.fullmatch(r"-?[0-9]{1,9}", part) for part in said):
        return ""
    year, *rest = map(int, said)
    if rest and _DECEMBER < rest[0] <= _WINTER:
        # Seasons as citeproc-js takes them, 13 to 16, 17 to 20 or 21 to 24, where the first day says nothing.
        rest = [_WINTER - (_WINTER - rest[0]) % 4, *(day for day in rest[1:] if day != 1)]
    if year == 0 and not rest:
        return ".."
    # CSL has no year 0: -1 is 1 BC, which EDTF counts as 0000.
    year = year if year > 0 else year + 1
    spelled = f"{year:05}" if year < 0 else f"{year:04}"
    if abs(year) > 9999:
        spelled = f"Y{year}" if abs(year) < _GREATEST_YEAR * 10 else ""
    return "-".join([spelled, *(f"{part:02}" for part in rest[:2] if part)])


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        try:
            return str(value)
        except ValueError:
            return ""
    return ""


def _lines_of_ids(text: str) -> list[int]:
    """The lines on which the items of a YAML list begin: those of dashes in the column of the first one."""
    first = re.search(r"^([ \t]*)- ", text, re.MULTILINE)
    if first is None:
        return []
    lines, line, counted = [], 1, 0
    for match in re.finditer(rf"^{re.escape(first[1])}- ", text, re.MULTILINE):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        lines.append(line)
    return lines
