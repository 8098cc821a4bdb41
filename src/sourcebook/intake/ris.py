"""RIS to drafts, line by line: no record is lost for want of an `ER`, nor a file for a byte order mark."""

import re
from collections.abc import Mapping, Sequence

from sourcebook.intake.dates import edtf, pointed
from sourcebook.intake.drafting import Drafting, bare_doi
from sourcebook.intake.imported import Complaint, Imported
from sourcebook.model.dates import parse_date
from sourcebook.model.facts import Draft
from sourcebook.model.relations import RELATIONS
from sourcebook.model.ris_table import NOTES, REFERENCE_TYPES, TAGS

_LINE = re.compile(r"([A-Z][A-Z0-9]) {0,3}-(?: (.*)|$)")
# Reference types that exports do not write, or write for several of ours, of which this is the likeliest.
_TYPES: Mapping[str, str] = {tag: name for name, tag in reversed(tuple(REFERENCE_TYPES.items()))} | dict(
    pair.split(":")
    for pair in """GEN:document JOUR:article-journal EJOUR:article-journal ABST:article-journal INPR:article-journal
    BLOG:post-weblog ELEC:webpage WEB:webpage ICOMM:personal_communication CONF:paper-conference EBOOK:book EDBOOK:book
    ECHAP:chapter GOVDOC:report ENCYC:entry-encyclopedia UNPB:article CTLG:book MULTI:document SLIDE:graphic
    ADVS:motion_picture STAND:standard DBASE:dataset CHART:figure EQUA:figure SER:book HEAR:hearing
    NEWS:article-newspaper UNBILL:bill VIDEO:broadcast""".split()
)
# Tags beside those that exports write; several may be said of one field.
_FIELDS: Mapping[str, str] = {tag: name for name, tag in TAGS.items() if ", " not in tag} | {
    "T1": "title",
    "CT": "title",
    "BT": "container-title",
    "JO": "container-title",
    "JF": "container-title",
    "JA": "container-title-short",
    "J1": "container-title-short",
    "A1": "author",
    "ED": "editor",
    "PP": "publisher-place",
    "CP": "issue",
    "N2": "abstract",
    "Y1": "issued",
    "PY": "issued",
    "DA": "issued",
    "L2": "URL",
    "LK": "URL",
}
_NAMES = frozenset(("author", "editor", "translator", "collection-editor"))
_HOUSEKEEPING = frozenset(("DB", "DP", "AN", "L1", "L4", "UK", "H1", "H2", "LB", "RP"))
_LABELS = {label: name for name, label in NOTES.items()}
_RELATIONS = {words: name for name, (_, words, _) in RELATIONS.items()}
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


def read_ris(text: str) -> Imported:
    """The drafts of a RIS file; lines outside records, and records with nothing in them, are complaints."""
    drafts: list[Draft] = []
    complaints: list[Complaint] = []
    record: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line.strip(" \t\x0c\ufeff").rstrip()) or _LINE.fullmatch(line.lstrip("\ufeff").rstrip())
        if match is None:
            if record and line.strip():
                tag, said = record[-1]
                record[-1] = (tag, f"{said} {line.strip()}".strip())
            elif line.strip() and not re.fullmatch(r"\s*\d+\.\s*", line):
                complaints.append(
                    Complaint(number, f"No record has begun: {line.strip()[:60]!r} stands outside of one")
                )
            continue
        tag, value = match[1], (match[2] or "").strip()
        if tag == "TY" and record:
            _end(record, start, drafts, complaints)
            record = []
        if tag == "ER":
            if record:
                _end(record, start, drafts, complaints)
            else:
                complaints.append(Complaint(number, "A record ends here that has not begun"))
            record = []
            continue
        if not record:
            start = number
        record.append((tag, value))
    if record:
        _end(record, start, drafts, complaints)
    return Imported(drafts, sorted(complaints))


def _end(record: list[tuple[str, str]], line: int, drafts: list[Draft], complaints: list[Complaint]) -> None:
    if record[0][0] != "TY":
        complaints.append(Complaint(line, "A record has to begin with TY, its type"))
    elif not any(value for tag, value in record if tag not in ("TY", "ID")):
        complaints.append(Complaint(line, "This record says nothing of a work"))
    else:
        drafts.append(_draft(record, line))


def _draft(record: Sequence[tuple[str, str]], line: int) -> Draft:
    making = Drafting(next((value for tag, value in record if tag == "ID"), ""))
    kind = record[0][1].upper()
    making.raw["type"] = _TYPES.get(kind, "document")
    if kind not in _TYPES:
        making.lose("TY", record[0][1])
    keywords: list[str] = []
    notes: list[str] = []
    dates: dict[str, str] = {}
    for tag, value in record[1:]:
        if not value or tag == "ID":
            continue
        if tag in ("PY", "Y1", "DA"):
            if dates.setdefault(tag, value) != value:
                making.keep(tag, value)
        elif tag == "KW":
            keywords += [word.strip() for word in value.split(";")]
        elif tag == "N1":
            _note(making, value, notes)
        else:
            _put(making, tag, value)
    _put_dates(making, dates)
    _put_pages(making)
    making.put("keywords", [word for word in dict.fromkeys(keywords) if word], "KW")
    making.put("note", "\n".join(notes), "N1")
    return making.draft(line)


def _put(making: Drafting, tag: str, value: str) -> None:
    name = _FIELDS.get(tag)
    if tag in ("SP", "EP"):
        making.put(tag, value, tag)
    elif tag == "SN":
        making.put("ISSN" if _ISSN.fullmatch(value.split(maxsplit=1)[0]) else "ISBN", value, "SN")
    elif tag == "UR":
        # Our exports write the mirror second; other programs repeat addresses too.
        making.put("URL" if "URL" not in making.raw else "url-mirror", value, tag)
    elif name in _NAMES:
        held = making.raw.setdefault(name, [])
        if isinstance(held, list):
            held.append(_name(value))
    elif name == "DOI":
        making.put(name, bare_doi(value), tag)
    elif name == "accessed":
        making.date(name, _slashed(value) or value, tag)
    elif name:
        making.put(name, value, tag)
    elif tag in _HOUSEKEEPING:
        making.lose(tag, value)
    else:
        making.keep(tag, value, f"ris-{tag.lower()}")


def _name(value: str) -> dict[str, str]:
    """A name from `Family, Given, Suffix`; what has no comma is not taken apart."""
    family, comma, rest = value.partition(",")
    if not comma:
        return {"literal": value}
    given, _, suffix = rest.partition(",")
    parts = {"family": family.strip(), "given": given.strip(), "suffix": suffix.strip()}
    return {part: text for part, text in parts.items() if text} or {"literal": value}


def _slashed(value: str) -> str:
    """`2022/05/24/words` as EDTF: by the words where these are EDTF, else by the numbers; empty where by neither."""
    parts = [part.strip() for part in value.split("/", 3)]
    words = parts[3].replace(" to ", "/") if len(parts) == 4 else ""
    if words and parse_date(words):
        return words
    numbers = [*parts[:3], "", ""][:3]
    return pointed(numbers[0], numbers[1], numbers[2]) if numbers[0] else edtf(words)


def _put_dates(making: Drafting, dates: Mapping[str, str]) -> None:
    """DA says most, then Y1, then PY; what says less of the same date is not kept apart."""
    chosen = ""
    for tag in ("DA", "Y1", "PY"):
        value = dates.get(tag, "")
        said = (_slashed(value) or edtf(value.strip("/ "))) if value else ""
        if said and not chosen:
            chosen = said
        elif value and not (chosen and said and chosen.startswith(said[:4])):
            if not chosen and tag == min(dates, key=("DA", "Y1", "PY").index):
                words = value.strip("/ ")
                making.date("issued", words, tag)
            elif making.raw.get("issued") != value:
                making.keep(tag, value, f"ris-{tag.lower()}")
    if chosen:
        if "issued" in making.raw:
            making.keep("DA", str(making.raw.pop("issued")), "ris-da")
        making.put("issued", chosen, "DA")


def _put_pages(making: Drafting) -> None:
    first, last = (str(making.raw.pop(tag, "")) for tag in ("SP", "EP"))
    making.put("page", first if not last or "-" in first else f"{first}-{last}", "SP")


def _note(making: Drafting, value: str, notes: list[str]) -> None:
    """A note; those that our exports put words before go back to the field, or the relation, that they were."""
    label, colon, said = value.partition(": ")
    if colon and label in _LABELS and _LABELS[label] not in making.raw:
        making.raw[_LABELS[label]] = said
    elif colon and label in _RELATIONS and re.fullmatch(r"[A-Za-z0-9][\w.-]*", said, re.ASCII):
        held = making.raw.setdefault("relations", [])
        if isinstance(held, list):
            held.append({"type": _RELATIONS[label], "target": said})
    else:
        notes.append(value)
