"""Works as RIS, the tagged format that every reference manager reads (Reference Manager specification, 2011)."""

from collections.abc import Iterator, Mapping

from sourcebook.model.dates import SEASONS, PartialDate, Point
from sourcebook.model.library import Library
from sourcebook.model.names import Name
from sourcebook.model.relations import relation_label
from sourcebook.model.work import Work
from sourcebook.render.plain_text import plain_line

REFERENCE_TYPES: Mapping[str, str] = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "VIDEO",
    "chapter": "CHAP",
    "classic": "CLSWK",
    "collection": "AGGR",
    "dataset": "DATA",
    "document": "GEN",
    "entry": "ENCYC",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "event": "GEN",
    "figure": "FIGURE",
    "graphic": "ART",
    "hearing": "HEAR",
    "interview": "GEN",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "musical_score": "MUSIC",
    "pamphlet": "PAMP",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "performance": "GEN",
    "periodical": "JFULL",
    "personal_communication": "PCOMM",
    "post": "BLOG",
    "post-weblog": "BLOG",
    "regulation": "LEGAL",
    "report": "RPRT",
    "review": "JOUR",
    "review-book": "JOUR",
    "software": "COMP",
    "song": "SOUND",
    "speech": "GEN",
    "standard": "STAND",
    "thesis": "THES",
    "treaty": "GEN",
    "webpage": "ELEC",
}
_ANY_TYPE = "GEN"
# Record field -> tag, in the order that they are written; TY comes first and ER last.
TAGS: Mapping[str, str] = {
    "title": "TI",
    "title-short": "ST",
    "title-translated": "TT",
    "author": "AU",
    "editor": "A2",
    "collection-editor": "A3",
    "translator": "A4",
    "container-title": "T2",
    "container-title-short": "J2",
    "collection-title": "T3",
    "publisher": "PB",
    "publisher-place": "CY",
    "volume": "VL",
    "issue": "IS",
    "number": "M1",
    "edition": "ET",
    "genre": "M3",
    "issued": "PY, DA",
    "accessed": "Y2",
    "page": "SP, EP",
    "ISBN": "SN",
    "ISSN": "SN",
    "DOI": "DO",
    "URL": "UR",
    "url-mirror": "UR",
    "call-number": "CN",
    "language": "LA",
    "abstract": "AB",
    "keywords": "KW",
    "note": "N1",
}
# What RIS has no tag for, but a reader should see: a note with these words before it.
NOTES: Mapping[str, str] = {
    "title-romanized": "Romanised title",
    "content-note": "Content note",
    "viewpoint": "Viewpoint",
    "role": "Role",
}


def write_ris(library: Library) -> str:
    """All works as RIS records: one `XX  - value` to a line, lines ended by LF, UTF-8 without a byte order mark."""
    return "\n".join(_record(work) for work in library.works.values())


def carries(name: str) -> bool:
    """Whether a record field has a tag in RIS, or a place among the notes."""
    return name in ("type", "relations") or name in TAGS or name in NOTES


def _record(work: Work) -> str:
    lines = [("TY", REFERENCE_TYPES.get(work.type, _ANY_TYPE)), ("ID", work.key), *_tagged(work), ("ER", "")]
    return "".join([f"{tag}  - {value}\n" for tag, value in lines if value or tag == "ER"])


def _tagged(work: Work) -> Iterator[tuple[str, str]]:
    for name, tag in TAGS.items():
        match work.fields.get(name):
            case None:
                continue
            case PartialDate() as date if name == "issued":
                yield from (("PY", _year(date)), ("DA", _date(date)))
            case PartialDate() as date:
                yield tag, _date(date)
            case str() as text if name == "page":
                first, _, last = plain_line(text).partition("-")
                yield from (("SP", first.strip()), ("EP", last.strip("- ")))
            case str() as text if name == "issued":
                # Such a date says nothing that a program could read; the fourth part of DA is for words.
                yield "DA", f"///{plain_line(text).replace('/', '-')}"
            case str() as text:
                yield tag, plain_line(text)
            case tuple() as many:
                yield from ((tag, _name(one) if isinstance(one, Name) else plain_line(str(one))) for one in many)
    yield from _notes(work)


def _notes(work: Work) -> Iterator[tuple[str, str]]:
    for relation in work.relations:
        yield "N1", plain_line(f"{relation_label(relation.type)}: {relation.target}")
    for name, label in NOTES.items():
        if text := plain_line(work.text(name)):
            yield "N1", f"{label}: {text}"
    yield "N1", plain_line(work.annotation)


def _name(name: Name) -> str:
    """A name as `Family, Given, Suffix`, a body as it is."""
    if name.literal:
        return plain_line(name.literal)
    particles = f"{name.dropping_particle} {name.non_dropping_particle}".strip()
    parts = (f"{particles} {name.family}".strip(), name.given, name.suffix)
    return plain_line(", ".join(part for part in parts if part))


def _year(date: PartialDate) -> str:
    """PY is four digits; a date that names no one first year has none."""
    return f"{date.start.year:04}" if date.start and _is_writable(date.start) else ""


def _date(date: PartialDate) -> str:
    """DA is `YYYY/MM/DD/words`; where the numbers do not say all of the date, the words say it as EDTF."""
    numbers = ["", "", ""]
    if date.start and _is_writable(date.start):
        month, day = (date.start.month, date.start.day) if date.start.month not in SEASONS else (0, 0)
        numbers = [f"{date.start.year:04}", f"{month:02}" if month else "", f"{day:02}" if day else ""]
    exact = "-".join(part for part in numbers if part) == date.text
    return f"{'/'.join(numbers)}/{'' if exact else date.text.replace('/', ' to ')}"


def _is_writable(point: Point) -> bool:
    return point.year == point.last_year and 0 < point.year <= 9999
