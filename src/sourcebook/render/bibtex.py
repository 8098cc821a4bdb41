"""Works as BibTeX: biblatex for biber, in UTF-8, and classic BibTeX, which pdfTeX compiles.

Both are written from the table in bibtex_table; they differ in escaping (latex), in dates, and in what plain.bst asks.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sourcebook.model.dates import SEASONS, PartialDate
from sourcebook.model.fields import BY_NAME, FIELDS, ORDER, Kind
from sourcebook.model.identifiers import normal_isbn, normal_issn
from sourcebook.model.library import Library
from sourcebook.model.names import Name
from sourcebook.model.relations import RELATIONS, Relation
from sourcebook.model.work import Value, Work
from sourcebook.render.bibtex_table import ENTRY_TYPES, NOT_CARRIED, RELATED_TYPES, REQUIRED, babel_name, places
from sourcebook.render.latex import (
    ORIGINAL_SCRIPT,
    ascii_latex,
    ascii_title,
    is_foreign,
    unicode_latex,
    unicode_title,
)
from sourcebook.render.plain_text import lines, one_line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNSAFE_IN_KEYS = re.compile(r"[\s,{}\"#%\\=~'()@]")
_PLAIN_KEY = re.compile(r"[\w:./+-]+")
_OWN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
# What would break the syntax of a .bib file, or what TeX acts upon even inside \url; no address may hold them.
_UNSAFE_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f\\{}^]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ADDRESSES = frozenset({"DOI", "URL", "url-mirror"})
_PARAGRAPHS = frozenset({"abstract", "note"})
# What parsers that recover from errors take, at the start of a line, for the next entry or field.
_ENTRY_LIKE = re.compile(r"^(\s*)(@|[A-Za-z](?=[\w-]*\s*=))")
# biber warns of such a number with a wrong check digit.
_CHECKED: Mapping[str, Callable[[str], str]] = {"ISBN": normal_isbn, "ISSN": normal_issn}
# Styles change the case of these; BibTeX makes `Phd thesis` of a type.
_TITLES = frozenset({"title", "shorttitle", "origtitle", "booktitle", "type"})
_KINDS = {field.name: field.kind for field in FIELDS}
# Fields that are escaped and no more: nearly all of an export, so they take the shortest way.
_PLAIN = (
    frozenset(field.name for field in FIELDS if field.kind in (Kind.TEXT, Kind.VERBATIM))
    - _ADDRESSES
    - _PARAGRAPHS
    - _CHECKED.keys()
    - {"language", "page", "title", "title-short", "original-title", "container-title", "genre"}
)
_PAGE_RANGE = re.compile(r"(?<=\w)-(?=\w)")
_EXACT_DAY = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")
# biber 2.18 reads every EDTF date of level 1 but this one.
_UNREADABLE_DATE = re.compile(r"-\d+X")
_NAME_PARTS = re.compile(r"[\s~-]+")
_NEEDS_BRACES = re.compile(r"[=()\[\]]|(?:^|\s)and(?:\s|$)|^others$|^[\s-]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dialect:
    name: str
    escape: Callable[[str], str]
    line: Callable[[str], str]
    title: Callable[[str, str], str]
    annotation: str


@lru_cache(maxsize=4096)
def _unicode_line(text: str) -> str:
    return unicode_latex(one_line(text))


@lru_cache(maxsize=4096)
def _ascii_line(text: str) -> str:
    return ascii_latex(one_line(text))


_BIBLATEX = _Dialect(
    name="biblatex",
    escape=unicode_latex,
    line=_unicode_line,
    title=lambda title, _: unicode_title(title),
    annotation="annotation",
)
_BIBTEX = _Dialect(name="bibtex", escape=ascii_latex, line=_ascii_line, title=ascii_title, annotation="annote")


def write_biblatex(library: Library) -> str:
    """All works as biblatex entries in UTF-8, for biber."""
    return "\n".join([_entry(library, work, _BIBLATEX) for work in library.works.values()])


def write_bibtex(library: Library) -> str:
    r"""All works as classic BibTeX entries; a `@preamble` defines `\origscript` where an entry needs it."""
    entries = "\n".join([_entry(library, work, _BIBTEX) for work in library.works.values()])
    needed = r"{\origscript{" in entries
    return f'@preamble{{"{ORIGINAL_SCRIPT}"}}\n\n{entries}' if needed else entries


def carries(name: str) -> bool:
    """Whether a record field has a place in a .bib file; an unknown one has as `x-…`, if its name can be a field's."""
    return name not in NOT_CARRIED if name in BY_NAME else bool(_OWN_NAME.fullmatch(name))


def entry_key(key: str) -> str:
    r"""The key as `\cite` takes it: what a .bib file cannot have in a key becomes a hyphen."""
    return key if _PLAIN_KEY.fullmatch(key) else _UNSAFE_IN_KEYS.sub("-", one_line(key))


def _entry(library: Library, work: Work, dialect: _Dialect) -> str:
    entry_type, _, subtype = _entry_type(work, dialect).partition("/")
    place = _bibtex_places(work, entry_type) if dialect is _BIBTEX else places("biblatex", entry_type)
    said: dict[str, str] = {}
    for name in sorted(work.fields, key=_position):
        value = work.fields[name]
        if name in _PLAIN and isinstance(value, str):
            said[place[name]] = dialect.line(value)
        elif name not in NOT_CARRIED:
            said |= _said(library, work, name, place.get(name, ""), dialect)
    if subtype:
        said["entrysubtype"] = subtype
    if dialect is _BIBTEX:
        said |= _for_plain_styles(work, entry_type, said)
    elif any(one.non_dropping_particle for one in work.authors):
        said["options"] = "useprefix=true"
    if work.annotation:
        said[dialect.annotation] = _paragraphs(work.annotation, dialect)
    body = "".join(
        # A month is a macro, which stands without braces.
        [
            f"  {name} = {{{value}}},\n" if name != "month" else f"  month = {value},\n"
            for name, value in said.items()
            if value
        ]
    )
    return f"@{entry_type}{{{entry_key(work.key)},\n{body}}}\n"


def _position(name: str) -> int:
    return ORDER.get(name, len(ORDER))


def _entry_type(work: Work, dialect: _Dialect) -> str:
    row = ENTRY_TYPES.get(work.type)
    if row is None:
        return "misc"
    if dialect is _BIBLATEX:
        return row.biblatex
    return row.bibtex if all(_has(work, name) for name in REQUIRED.get(row.bibtex, ())) else "misc"


def _has(work: Work, name: str) -> bool:
    if name in ("author", "creator"):
        return any(one.short for one in (work.names("author") if name == "author" else work.authors))
    text = work.text(name)
    return bool(text) and not text.isspace()


def _bibtex_places(work: Work, entry_type: str) -> Mapping[str, str]:
    """The places of the fields, but for those that plain.bst would warn of in such company."""
    place = places("bibtex", entry_type)
    moved: dict[str, str] = {}
    if entry_type == "article" and not work.text("volume"):
        moved["issue"] = "issue"
    if work.text("volume") or not work.text("collection-title"):
        moved["collection-number"] = "collection-number"
    if entry_type == "book" and work.names("author"):
        moved["editor"] = "bookeditor"
    return {**place, **moved} if moved else place


def _for_plain_styles(work: Work, entry_type: str, said: Mapping[str, str]) -> dict[str, str]:
    """What plain.bst prints and sorts by where its own fields are missing."""
    extra: dict[str, str] = {}
    container = one_line(work.text("container-title") or work.text("publisher"))
    if entry_type in ("misc", "booklet") and container:
        extra["howpublished"] = ascii_latex(container)
    if not said.get("year"):
        extra["year"] = "n.d."
    if not said.get("author") and not (entry_type == "book" and said.get("editor")):
        # natbib looks for the parentheses and brackets of a label, but not within braces.
        key = ascii_latex(container or work.key)
        extra["key"] = f"{{{key}}}" if _NEEDS_BRACES.search(container) else key
    return extra


def _said(library: Library, work: Work, name: str, place: str, dialect: _Dialect) -> dict[str, str]:
    """The fields of the entry that a field of the record becomes."""
    value = work.fields[name]
    kind = _KINDS.get(name)
    if isinstance(value, str):
        if kind is Kind.TEXT or kind is Kind.VERBATIM:
            return _text(work, name, place, value, dialect)
        if name == "issued" and dialect is _BIBTEX:
            return {"year": dialect.line(value)}
    elif isinstance(value, PartialDate):
        return _bibtex_date(name, place, value) if dialect is _BIBTEX else _biblatex_date(name, place, value)
    elif isinstance(value, tuple):
        if kind is Kind.NAMES:
            return {place: " and ".join([text for one in work.names(name) if (text := _name(one, dialect))])}
        if kind is Kind.WORDS:
            return {place: _aliases(library, work) if place == "ids" else _words(work.words(name), dialect)}
        if kind is Kind.RELATIONS:
            return _relations(library, work, dialect)
    elif isinstance(value, Mapping) and kind is Kind.MAP:
        return _archive(value, dialect)
    return {f"x-{name.lower()}": _unknown(value, dialect)} if carries(name) else {}


def _text(work: Work, name: str, place: str, value: str, dialect: _Dialect) -> dict[str, str]:
    if place in _TITLES:
        romanized = one_line(work.text("title-romanized")) if name == "title" else ""
        return {place: dialect.title(one_line(value), romanized)}
    if name in _ADDRESSES:
        return {place: _address(value, dialect)}
    if name in _PARAGRAPHS:
        return {place: _paragraphs(value, dialect)}
    if name in _CHECKED and not _CHECKED[name](value):
        return {f"x-{place}": dialect.line(value)}
    if name == "language":
        return {"langid": babel_name(value), "language-tag": dialect.line(value)}
    if name == "page":
        return {place: dialect.line(_PAGE_RANGE.sub("--", value))}
    return {place: dialect.line(value)}


def _paragraphs(text: str, dialect: _Dialect) -> str:
    r"""Text of several lines; `\endgraf` is a blank line, which would end the argument of a LaTeX command."""
    escaped = [dialect.escape(line.rstrip()) or r"\endgraf" for line in lines(text)]
    return "\n".join([_ENTRY_LIKE.sub(r"\1{\2}", line) for line in escaped])


def _address(value: str, dialect: _Dialect) -> str:
    """An address verbatim, but percent-encoded (RFC 3986, section 2.1) where its characters would break the file."""
    address = _LONE_SURROGATE.sub("", value.strip())
    if not address.isascii() and dialect is _BIBTEX:
        address = _NOT_ASCII.sub(_percent, address)
    return _UNSAFE_IN_ADDRESSES.sub(_percent, address)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _biblatex_date(name: str, place: str, date: PartialDate) -> dict[str, str]:
    return {f"x-{name}": date.text} if _UNREADABLE_DATE.match(date.text) else {place: date.text}


def _bibtex_date(name: str, place: str, date: PartialDate) -> dict[str, str]:
    if name != "issued":
        return {place: date.text}
    said = {"year": _year(date)}
    if date.start and not date.is_range:
        month, day = date.start.month, date.start.day
        if month:
            said["month"] = f"{{{SEASONS[month]}}}" if month in SEASONS else _MONTHS[month - 1]
            said["day"] = str(day or "")
    return said if _EXACT_DAY.fullmatch(date.text) else said | {"date": date.text}


def _year(date: PartialDate) -> str:
    """The year as a style prints it, its doubts with it: `2022`, `c. 2022`, `2022?`, `2019--2020`, `44 BC`."""
    first, last = (_era(year) for year in (date.first_year, date.last_year))
    years = first if first == last else f"{first}--{last}"
    return f"{'c. ' if date.approximate else ''}{years}{'?' if date.uncertain else ''}"


def _era(year: int | None) -> str:
    if year is None:
        return ""
    return str(year) if year > 0 else f"{1 - year} BC"


def _name(name: Name, dialect: _Dialect) -> str:
    """One name as `von Last, Jr, First`; what is no such name, and East Asian names in their own order, in braces."""
    family, given, suffix = dialect.line(name.family), dialect.line(name.given), dialect.line(name.suffix)
    particles = dialect.line(f"{name.dropping_particle} {name.non_dropping_particle}")
    if dialect is _BIBTEX and is_foreign(one_line(name.full)):
        # It comes in braces, by which styles shorten it as one letter; a second pair would hide that.
        return dialect.line(name.full)
    commas = "," in family or "," in given or "," in suffix  # biber counts them even in braces
    if name.literal or name.is_east_asian or commas or not family or (suffix and not given):
        whole = dialect.line(name.full)
        return f"{{{whole}}}" if whole else ""
    if _NEEDS_BRACES.search(family) or _looks_like_particles(name.family):
        family = f"{{{family}}}"
    last = f"{particles} {family}" if particles else family
    if not given:
        return last if particles or " " not in family else f"{{{family}}}"
    first = f"{{{given}}}" if _NEEDS_BRACES.search(given) else given
    return f"{last}, {{{suffix}}}, {first}" if suffix else f"{last}, {first}"


def _looks_like_particles(family: str) -> bool:
    """Whether BibTeX would take its beginning for a particle, which is any part that does not begin with a capital."""
    if family.isalpha():
        return False
    return any(not part[:1].isupper() for part in _NAME_PARTS.split(family.strip())[:-1])


def _words(words: tuple[str, ...], dialect: _Dialect) -> str:
    texts = [f"{{{dialect.line(word)}}}" if "," in word else dialect.line(word) for word in words]
    return ", ".join([text for text in texts if text])


def _aliases(library: Library, work: Work) -> str:
    """Former keys, each for one work only: biber warns of a key that stands twice."""
    return ",".join(entry_key(alias) for alias in work.words("aliases") if library.aliases.get(alias) == work.key)


def _relations(library: Library, work: Work, dialect: _Dialect) -> dict[str, str]:
    """All relations as `rebuts: key; updates: key`; for biblatex also those of the first type within this export.

    An entry can have but one `relatedtype`, and biber warns of keys that the file does not have.
    """
    said = {"relations": dialect.escape(one_line("; ".join([f"{one.type}: {one.target}" for one in work.relations])))}
    if dialect is _BIBTEX:
        return said
    inside = [(one.type, key) for one in work.relations if (key := _target(library, one)) and key != work.key]
    if not inside:
        return said
    first = inside[0][0]
    keys = dict.fromkeys(entry_key(key) for name, key in inside if name == first)
    related = {"related": ",".join(keys), "relatedtype": RELATED_TYPES.get(first) or entry_key(first)}
    # `dataonly` is biblatex's default; the rest keeps it from printing what is related to the related, and so for ever.
    related["relatedoptions"] = "dataonly,related=false"
    if first not in RELATED_TYPES and first in RELATIONS:
        related["relatedstring"] = RELATIONS[first][1]
    return related | said


def _target(library: Library, relation: Relation) -> str:
    key = library.aliases.get(relation.target, relation.target)
    return key if key in library.works else ""


def _archive(value: Mapping[str, object], dialect: _Dialect) -> dict[str, str]:
    said = {part: text for part in ("url", "date", "by") if isinstance(text := value.get(part), str)}
    return {
        f"archive-{part}": _address(text, dialect) if part == "url" else dialect.escape(one_line(text))
        for part, text in said.items()
    }


def _unknown(value: Value, dialect: _Dialect) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return dialect.escape(one_line(text))
