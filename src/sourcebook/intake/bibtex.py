"""BibTeX and biblatex to drafts: what each field of an entry means here, decoded, or kept with a word about it."""

import json
import re
from collections.abc import Mapping, Sequence

from sourcebook.intake.bibtex_names import read_names
from sourcebook.intake.bibtex_syntax import MOST_UNFOLDED, BibEntry, BibField, read_entries
from sourcebook.intake.bibtex_terms import (
    FOR_STYLES,
    HOUSEKEEPING,
    NAME_IN_LOWER_CASE,
    RELATION_OF,
    fields_of,
    language_tag,
    type_of,
)
from sourcebook.intake.dates import edtf, pointed
from sourcebook.intake.drafting import Drafting, bare_doi, is_raw
from sourcebook.intake.imported import LONGEST_VALUE, Complaint, Imported
from sourcebook.intake.latex import SPECIAL, decode, decode_title, verbatim
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.facts import Draft
from sourcebook.model.fields import Kind
from sourcebook.model.work import Raw

_PARAGRAPHS = frozenset(("abstract", "note", ANNOTATION))
_DATE_PARTS = ("year", "month", "day")
_RELATED = frozenset(("related", "relatedtype", "relations", "crossref", "xref"))
_ARCHIVE = {"archive-url": "url", "archive-date": "date", "archive-by": "by"}
_APART = (
    _RELATED | FOR_STYLES | frozenset((*_DATE_PARTS, "date", "howpublished", "key", "langid", "language-tag", "ids"))
)
_LEFT_FOR_LAST = (_APART - {*_DATE_PARTS, "date"}) | {"language", "hyphenation", "subtitle", "booksubtitle"}
_NOT_INHERITED = frozenset(("title", "subtitle", "shorttitle", "ids", "crossref", "related", "relations", "csl-type"))
_PARENTS_TITLE = {"title": "booktitle", "subtitle": "booksubtitle"}
_WEIGHT_OF_FIELD = 20  # what a field that is taken over costs, in characters
_KEYWORD = re.compile(r"\\.|[{},;]", re.DOTALL)
_WRAPPED_LINE = re.compile(r"\n[ \t]+(?=\S)")
_PAGES = re.compile(r"\s*(?:---?|–|—|‐|‑)\s*")
_ADDRESS = re.compile(r"(?:\\url\s*\{)?(https?://[^\s{}]+)\}?")
_NO_DATE = ("n.d.", "n.d", "nodate")


def read_bibtex(text: str) -> Imported:
    """The drafts of a .bib file, BibTeX or biblatex, with one complaint for each entry that cannot be read."""
    entries, complaints = read_entries(text)
    by_key = _ByKey(entries)
    drafts = [_draft(entry, by_key) for entry in entries if entry.type not in ("xdata", "set")]
    complaints += [
        Complaint(entry.line, f"{entry.key}: a @set only groups others; it was not imported")
        for entry in entries
        if entry.type == "set"
    ]
    return Imported(drafts, sorted(complaints))


class _ByKey:
    """The entries of a file by key, the first of each, and what others may still take over from them."""

    def __init__(self, entries: Sequence[BibEntry]) -> None:
        self._entries = {entry.key: entry for entry in reversed(entries)}
        self._left = MOST_UNFOLDED

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def inherited(self, key: str) -> Sequence[BibField] | None:
        """The fields of an entry to take over, nothing where there is none; None where the file asks for too much."""
        if key not in self._entries:
            return ()
        fields = self._entries[key].fields
        self._left -= _WEIGHT_OF_FIELD * len(fields)
        if self._left >= 0:
            self._left -= sum(len(field.value) for field in fields)
        return fields if self._left >= 0 else None


def _draft(entry: BibEntry, by_key: _ByKey) -> Draft:
    making = Drafting(entry.key)
    fields: dict[str, BibField] = {}
    for field in entry.fields:
        if len(field.value) > LONGEST_VALUE:
            making.lose(field.name, field.value)
        elif fields.setdefault(field.name, field) is not field and fields[field.name].value != field.value:
            making.lose(field.name, field.value)
            making.doubts.append(f"{field.name}: the entry has it twice")
    if "crossref" in fields or "xdata" in fields:
        _inherit(making, fields, by_key)
    if "x-url" in fields:
        _restore(fields)
    if entry.is_second:
        making.doubts.append(f"the file has another entry with the key {entry.key} before it")
    _put_type(making, entry, fields)
    terms = fields_of(entry.type)
    use_prefix = "options" in fields and "useprefix=true" in fields["options"].value
    keeps_marks = "marks" not in fields
    for name, field in fields.items():
        if field.unknown:
            making.doubts.append(f"{name}: the file does not define the macro {', '.join(field.unknown)}")
        if name not in _APART:
            _put(making, terms, field, use_prefix=use_prefix, keeps_marks=keeps_marks)
    _put_date(making, fields)
    if not _LEFT_FOR_LAST.isdisjoint(fields):
        _put_language(making, fields)
        _put_relations(making, fields, by_key)
        _put_rest(making, fields)
    return making.draft(entry.line)


def _restore(fields: dict[str, BibField]) -> None:
    """Put back what the record said where an export of ours printed an archived copy, or that the address is gone."""
    if "url" in fields and fields["url"].value != fields["x-url"].value:
        fields.pop("urldate", None)  # the day of the copy; the record's own is `x-accessed`
    fields.pop("addendum" if "addendum" in fields else "note", None)
    for name in ("url", "note"):
        if f"x-{name}" in fields:
            fields[name] = fields.pop(f"x-{name}")._replace(name=name)


def _put_type(making: Drafting, entry: BibEntry, fields: Mapping[str, BibField]) -> None:
    said = [fields[name].value if name in fields else "" for name in ("entrysubtype", "csl-type")]
    name, genre, is_known = type_of(entry.type, said[0].strip().lower(), decode(said[1]).text.strip())
    making.raw["type"] = name
    if not is_known:
        making.lose("entry type", entry.type, "the field genre" if "type" not in fields else "")
        genre = entry.type
    if genre and "type" not in fields:
        making.raw["genre"] = genre


def _put(
    making: Drafting, terms: Mapping[str, tuple[str, Kind]], field: BibField, *, use_prefix: bool, keeps_marks: bool
) -> None:
    if field.name not in terms:
        _put_unknown(making, field)
        return
    name, kind = terms[field.name]
    if kind is Kind.TEXT:
        if name == "page":
            pages = _PAGES.sub("-", _text(making, field))
            making.put(name, pages, field.name)
        elif "title" in name:
            making.put(name, _title(making, field, keeps_marks=keeps_marks), field.name)
        else:
            making.put(name, _paragraphs(making, field) if name in _PARAGRAPHS else _text(making, field), field.name)
    elif kind is Kind.NAMES:
        names, has_others = read_names(field.value, use_prefix=use_prefix)
        making.put(name, names, field.name)
        if has_others:
            making.doubts.append(f"{name}: the list ends in “and others”")
    elif kind is Kind.VERBATIM:
        value = verbatim(field.value)
        making.put(name, bare_doi(value) if name == "DOI" else value, field.name)
    elif kind is Kind.DATE:
        # Not decoded: in a date of biblatex, ~ means about (EDTF).
        if said := verbatim(field.value):
            making.date(name, said, field.name)
    elif kind is Kind.WORDS:
        words = _words(field.value)
        held = making.raw.get(name)
        making.raw[name] = list(dict.fromkeys([*held, *words])) if isinstance(held, list) else words
    else:
        _put_unknown(making, field)


def _put_unknown(making: Drafting, field: BibField) -> None:
    if field.name in HOUSEKEEPING:
        making.lose(field.name, field.value)
    elif field.name in _ARCHIVE:
        value = verbatim(field.value) if field.name == "archive-url" else _text(making, field)
        archive = making.raw.setdefault("archive", {})
        if isinstance(archive, dict) and value:
            archive[_ARCHIVE[field.name]] = value
    elif field.name.startswith("x-"):
        name = field.name[2:]
        making.put(NAME_IN_LOWER_CASE.get(name, name), _structured(_text(making, field)), field.name)
    elif field.name in ("archive", "eprint"):
        making.keep(field.name, verbatim(field.value))
    else:
        making.keep(field.name, _text(making, field))


def _structured(text: str) -> Raw:
    """The list or mapping that an export of ours wrote as JSON; any other text as it is."""
    if text[:1] in ("[", "{"):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        if is_raw(value):
            return value
    return text


def _text(making: Drafting, field: BibField) -> str:
    value = field.value
    if value.isprintable() and not SPECIAL.search(value) and "  " not in value:
        return value.strip(" ")
    decoded = decode(field.value)
    if decoded.dropped:
        making.lose(field.name, field.value, f"as plain text, without {' '.join(decoded.dropped)[:200]}")
    return " ".join(decoded.text.split())


def _title(making: Drafting, field: BibField, *, keeps_marks: bool) -> str:
    if not SPECIAL.search(field.value):
        return " ".join(field.value.split())
    decoded = decode_title(field.value)
    if decoded.dropped:
        making.lose(field.name, field.value, f"as plain text, without {' '.join(decoded.dropped)[:200]}")
    if keeps_marks:
        making.mark(decoded.text, decoded.spans)
    return decoded.text


def _paragraphs(making: Drafting, field: BibField) -> str:
    """Text with its lines; a line that is indented only goes on with the one before it."""
    value = _WRAPPED_LINE.sub(" ", field.value)
    decoded = decode(value)
    if decoded.dropped:
        making.lose(field.name, field.value, f"as plain text, without {' '.join(decoded.dropped)[:200]}")
    return "\n".join(line.rstrip() for line in decoded.text.strip().split("\n"))


def _words(value: str) -> list[str]:
    """Keywords: parted by commas outside braces, or by semicolons where there are any."""
    if "{" not in value:
        parts = value.split(";" if ";" in value else ",")
    else:
        marks = list(_outside(value))
        mark = ";" if any(sign == ";" for sign, _ in marks) else ","
        ends = [place for sign, place in marks if sign == mark]
        parts = [value[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True)]
    words = (" ".join(decode(part).text.split()) for part in parts)
    return list(dict.fromkeys(word for word in words if word))


def _outside(value: str) -> Sequence[tuple[str, int]]:
    depth, found = 0, []
    for match in _KEYWORD.finditer(value):
        sign = match[0]
        depth = max(depth + (sign == "{") - (sign == "}"), 0)
        if depth == 0 and sign in ",;":
            found.append((sign, match.start()))
    return found


def _put_date(making: Drafting, fields: Mapping[str, BibField]) -> None:
    """`date` where there is one, else year, month and day; what these cannot say together is a doubt."""
    if "date" in fields and (date := verbatim(fields["date"].value)):
        making.date("issued", date, "date")
        return
    said = {name: decode(fields[name].value).text.strip() for name in _DATE_PARTS if name in fields}
    year, month, day = said.get("year", ""), said.get("month", ""), said.get("day", "")
    if not year or year.lower() in _NO_DATE:
        for name in ("month", "day"):
            making.lose(name, said.get(name, ""))
        return
    month_day = re.fullmatch(r"(\d{1,2})\D*?([A-Za-z]{3,})|([A-Za-z]{3,})\D*?(\d{1,2})", month)
    if month_day and not day:
        month, day = month_day[2] or month_day[3], month_day[1] or month_day[4]
    date = pointed(year, month, day) if month else edtf(year)
    if date:
        making.put("issued", date, "year")
        return
    making.date("issued", year, "year")
    for name in ("month", "day"):
        making.lose(name, said.get(name, ""))


def _put_language(making: Drafting, fields: Mapping[str, BibField]) -> None:
    for name in ("language-tag", "langid"):
        if name in fields and "language" not in making.raw:
            making.put("language", language_tag(decode(fields[name].value).text), name)
    if isinstance(said := making.raw.get("language"), str):
        making.raw["language"] = language_tag(said)


def _put_relations(making: Drafting, fields: Mapping[str, BibField], by_key: _ByKey) -> None:
    relations: list[Raw] = []
    if "relations" in fields:
        for one in decode(fields["relations"].value).text.split(";"):
            name, colon, target = one.strip().partition(": ")
            if colon and target.strip():
                relations.append({"type": name.strip(), "target": target.strip()})
            else:
                making.lose("relations", one.strip())
    elif "related" in fields:
        word = fields["relatedtype"].value.strip() if "relatedtype" in fields else ""
        for key in fields["related"].value.split(","):
            if word in RELATION_OF and key.strip():
                relations.append({"type": RELATION_OF[word], "target": key.strip()})
            else:
                making.lose(f"related ({word})" if word else "related", key.strip())
    if "crossref" in fields and fields["crossref"].value.strip() in by_key:
        relations.append({"type": "part-of", "target": fields["crossref"].value.strip()})
    elif "crossref" in fields:
        making.lose("crossref", fields["crossref"].value)
    if "xref" in fields:
        making.lose("xref", fields["xref"].value)
    making.put("relations", relations, "relations")


def _put_rest(making: Drafting, fields: Mapping[str, BibField]) -> None:
    """What only says again what another field says, or else is kept."""
    if "ids" in fields:
        making.put("aliases", [one.strip() for one in fields["ids"].value.split(",") if one.strip()], "ids")
    if "howpublished" in fields:
        said = _text(making, fields["howpublished"])
        address = _ADDRESS.search(verbatim(fields["howpublished"].value))
        if address and "URL" not in making.raw:
            making.raw["URL"] = address[1]
            said = said.replace(address[1], "").strip(" .,:;()<>")
        if said and said not in (making.raw.get("container-title"), making.raw.get("publisher"), making.raw.get("URL")):
            making.keep("howpublished", said)
    if "options" in fields and fields["options"].value.strip() not in ("", "useprefix=true"):
        making.lose("options", fields["options"].value)
    for name, whole in (("subtitle", "title"), ("booksubtitle", "container-title")):
        if isinstance(subtitle := making.raw.pop(name, None), str):
            title = making.raw.get(whole)
            making.raw[whole] = f"{title}: {subtitle}" if isinstance(title, str) else subtitle


def _inherit(making: Drafting, fields: dict[str, BibField], by_key: _ByKey) -> None:
    """Take over what a parent says (`crossref`) or shares (`xdata`) and the entry itself does not (biblatex, 2.4.1)."""
    for link in ("xdata", "crossref"):
        keys = fields[link].value.split(",") if link in fields else []
        for key in dict.fromkeys(map(str.strip, keys)):
            inherited = by_key.inherited(key)
            if inherited is None:
                making.lose(link, key)
                making.doubts.append(f"{link}: nothing was taken over, since the entries of this file share too much")
            for field in inherited or ():
                if link == "xdata":
                    fields.setdefault(field.name, field)
                elif field.name in _PARENTS_TITLE:
                    name = _PARENTS_TITLE[field.name]
                    fields.setdefault(name, field._replace(name=name))
                elif field.name not in _NOT_INHERITED:
                    fields.setdefault(field.name, field)
    fields.pop("xdata", None)
