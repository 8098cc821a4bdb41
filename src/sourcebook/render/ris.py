"""Works as RIS, the tagged format that every reference manager reads (Reference Manager specification, 2011)."""

from collections.abc import Iterator

from sourcebook.model.archives import PrintedLink
from sourcebook.model.dates import SEASONS, PartialDate, Point
from sourcebook.model.library import Library
from sourcebook.model.names import Name
from sourcebook.model.relations import relation_label
from sourcebook.model.ris_table import ANY_TYPE, NOTES, REFERENCE_TYPES, TAGS
from sourcebook.model.work import Work
from sourcebook.render.plain_text import plain_line
from sourcebook.render.printed_links import sentence, with_copy


def write_ris(library: Library) -> str:
    """All works as RIS records: one `XX  - value` to a line, lines ended by LF, UTF-8 without a byte order mark."""
    return "\n".join(_record(work, library.printed_links.get(work.key)) for work in library.works.values())


def carries(name: str) -> bool:
    """Whether a record field has a tag in RIS, or a place among the notes."""
    return name in ("type", "relations") or name in TAGS or name in NOTES


def _record(work: Work, link: PrintedLink | None) -> str:
    told = [("N1", plain_line(sentence(link)))] if link else []
    tagged = (*_tagged(with_copy(work, link)), *told)
    lines = [("TY", REFERENCE_TYPES.get(work.type, ANY_TYPE)), ("ID", work.key), *tagged, ("ER", "")]
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
