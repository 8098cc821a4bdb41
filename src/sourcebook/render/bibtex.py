"""Works as BibTeX: biblatex for biber, in UTF-8, and classic BibTeX, which pdfTeX compiles.

Both are written from the table in bibtex_table; they differ in escaping (latex), in dates, and in what plain.bst asks.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

from sourcebook.model.archives import PrintedLink
from sourcebook.model.bibtex_table import ENTRY_TYPES, NOT_CARRIED, RELATED_TYPES, REQUIRED, babel_name, places
from sourcebook.model.dates import PartialDate
from sourcebook.model.fields import BY_NAME, FIELDS, NAME_FIELDS, ORDER, Kind
from sourcebook.model.identifiers import normal_isbn, normal_issn
from sourcebook.model.library import Library
from sourcebook.model.marks import find_marks
from sourcebook.model.names import Name
from sourcebook.model.relations import RELATIONS, Relation
from sourcebook.model.work import Value, Work
from sourcebook.render.bibtex_dates import biblatex_date, bibtex_date
from sourcebook.render.bibtex_values import bib_address, bib_paragraphs
from sourcebook.render.latex import (
    ORIGINAL_SCRIPT,
    ascii_latex,
    ascii_title,
    marked_latex,
    original,
    unicode_latex,
    unicode_title,
)
from sourcebook.render.plain_text import plain_line
from sourcebook.render.printed_links import sentence, stored_on

_UNSAFE_IN_KEYS = re.compile(r"[\s,{}\"#%\\=~'()@]")
_PLAIN_KEY = re.compile(r"[\w:./+-]+")
_OWN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
# biber warns of such a number with a wrong check digit.
_CHECKED: Mapping[str, Callable[[str], str]] = {"ISBN": normal_isbn, "ISSN": normal_issn}
# Styles change the case of these; BibTeX makes `Phd thesis` of a type.
_TITLES = frozenset({"title", "shorttitle", "origtitle", "booktitle", "type"})
_ADDRESSES = frozenset({"DOI", "URL", "url-mirror"})
_PARAGRAPHS = frozenset({"abstract", "note"})
_KINDS = {field.name: field.kind for field in FIELDS}
_NAME_FIELDS = frozenset(NAME_FIELDS)
_PAGE_RANGE = re.compile(r"(?<=\w)-(?=\w)")
_LATIN_START = re.compile(r"[A-Za-z]")
_NAME_PARTS = re.compile(r"[\s~-]+")
_NEEDS_BRACES = re.compile(r"[=()\[\]]|(?:^|\s)and(?:\s|$)|^others$|^[\s-]+$", re.IGNORECASE)


# How a string is written in an entry.
_Write: TypeAlias = Callable[[str], str]
# A field of the record, its place in an entry, empty for an unknown one, and how its string is written there: None
# where that takes more than the string.
_Column: TypeAlias = tuple[str, str, _Write | None]


# Compared by identity, so that what is remembered for a dialect is found at once.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Dialect:
    name: str
    escape: Callable[[str], str]
    line: Callable[[str], str]
    title: Callable[[str, str, bool], str]  # of a title or a piece, its romanised form, whether it starts there
    address: Callable[[str], str]
    annotation: str
    addendum: str  # what styles print at the end


@cache
def _unicode_line(text: str) -> str:
    return unicode_latex(plain_line(text))


@cache
def _ascii_line(text: str) -> str:
    return ascii_latex(plain_line(text))


_BIBLATEX = _Dialect(
    name="biblatex",
    escape=unicode_latex,
    line=_unicode_line,
    title=lambda title, _, starts: unicode_title(title, starts=starts),
    address=partial(bib_address, is_ascii=False),
    annotation="annotation",
    addendum="addendum",
)
_BIBTEX = _Dialect(
    name="bibtex",
    escape=ascii_latex,
    line=_ascii_line,
    title=lambda title, romanized, starts: ascii_title(title, romanized, starts=starts),
    address=partial(bib_address, is_ascii=True),
    annotation="annote",
    addendum="note",
)


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
    return key if _PLAIN_KEY.fullmatch(key) else _UNSAFE_IN_KEYS.sub("-", plain_line(key))


def _entry(library: Library, work: Work, dialect: _Dialect) -> str:
    entry_type, _, subtype = _entry_type(work, dialect).partition("/")
    moved = _moved(work, entry_type) if dialect is _BIBTEX else ()
    said: dict[str, str] = {}
    for name, place, write in _columns(dialect, entry_type, moved, tuple(work.fields)):
        value = work.fields[name]
        if write and isinstance(value, str):
            said[place] = write(value)
        elif isinstance(value, tuple) and name in _NAME_FIELDS:
            names = [_name(one, dialect) for one in value if isinstance(one, Name)]
            said[place] = " and ".join([one for one in names if one])
        else:
            said |= _said(library, work, name, place, dialect)
    if marks := work.words("marks"):
        said |= _marked_titles(work, dialect, entry_type, moved, marks)
    if subtype:
        said["entrysubtype"] = subtype
    if dialect is _BIBTEX:
        said |= _for_plain_styles(work, entry_type, said)
    elif any(one.non_dropping_particle for one in work.authors):
        said["options"] = "useprefix=true"
    if link := library.printed_links.get(work.key):
        said |= _link(link, said, dialect)
    if work.annotation:
        said[dialect.annotation] = bib_paragraphs(work.annotation, dialect.escape)
    body = "".join(
        # A month is a macro, which stands without braces.
        [
            f"  {name} = {{{value}}},\n" if name != "month" else f"  month = {value},\n"
            for name, value in said.items()
            if value
        ]
    )
    return f"@{entry_type}{{{entry_key(work.key)},\n{body}}}\n"


def _entry_type(work: Work, dialect: _Dialect) -> str:
    row = ENTRY_TYPES.get(work.type)
    if row is None:
        return "misc"
    if dialect is _BIBLATEX:
        return row.biblatex
    missing = [name for name in REQUIRED.get(row.bibtex, ()) if not _has(work, name)]
    return "misc" if missing else row.bibtex


def _has(work: Work, name: str) -> bool:
    if name in ("author", "creator"):
        names = work.names("author") if name == "author" else work.authors
        return bool([one for one in names if one.family or one.short])
    value = work.fields.get(name)
    return bool(value.strip()) if isinstance(value, str) else isinstance(value, PartialDate)


def _moved(work: Work, entry_type: str) -> tuple[tuple[str, str], ...]:
    """The fields that plain.bst would warn of in the company of the others, each with its place instead."""
    moved: list[tuple[str, str]] = []
    if "issue" in work.fields and entry_type == "article" and not work.text("volume"):
        moved.append(("issue", "issue"))
    if "collection-number" in work.fields and (work.text("volume") or not work.text("collection-title")):
        moved.append(("collection-number", "collection-number"))
    if "editor" in work.fields and entry_type == "book" and work.names("author"):
        moved.append(("editor", "bookeditor"))
    return tuple(moved)


@cache
def _columns(
    dialect: _Dialect, entry_type: str, moved: tuple[tuple[str, str], ...], names: tuple[str, ...]
) -> tuple[_Column, ...]:
    """What an entry carries of these fields, in the table's order; remembered, because most works have the same."""
    place = {**places(dialect.name, entry_type), **dict(moved)}
    carried = sorted(set(names) - NOT_CARRIED, key=lambda name: (ORDER.get(name, len(ORDER)), names.index(name)))
    return tuple([(name, place.get(name, ""), _writer(dialect, name, place.get(name, ""))) for name in carried])


def _writer(dialect: _Dialect, name: str, place: str) -> _Write | None:
    if _KINDS.get(name) not in (Kind.TEXT, Kind.VERBATIM) or name in _CHECKED or name in ("title", "language"):
        return None
    if place in _TITLES:
        return partial(_title, dialect=dialect)
    if name in _ADDRESSES:
        return dialect.address
    if name in _PARAGRAPHS:
        return partial(bib_paragraphs, escape=dialect.escape)
    return partial(_page, dialect=dialect) if name == "page" else dialect.line


def _for_plain_styles(work: Work, entry_type: str, said: Mapping[str, str]) -> dict[str, str]:
    """What plain.bst prints and sorts by where its own fields are missing."""
    extra: dict[str, str] = {}
    is_loose = entry_type in ("misc", "booklet")
    is_nameless = not said.get("author") and not (entry_type == "book" and said.get("editor"))
    container = ""
    if is_loose or is_nameless:
        container = plain_line(work.text("container-title") or work.text("publisher"))
    if is_loose and container:
        extra["howpublished"] = ascii_latex(container)
    if not said.get("year"):
        extra["year"] = "n.d."
    if is_nameless:
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
        return bibtex_date(name, place, value) if dialect is _BIBTEX else biblatex_date(name, place, value)
    elif isinstance(value, tuple):
        if kind is Kind.WORDS:
            return {place: _aliases(library, work) if place == "ids" else _words(value, dialect)}
        if kind is Kind.RELATIONS:
            return _relations(library, work, dialect)
    elif isinstance(value, Mapping) and kind is Kind.MAP:
        return _archive(value, dialect)
    return {f"x-{name.lower()}": _unknown(value, dialect)} if carries(name) else {}


def _text(work: Work, name: str, place: str, value: str, dialect: _Dialect) -> dict[str, str]:
    """The fields for a string that alone does not say what becomes of it: those that have no `_writer`."""
    if name == "title":
        return {place: _title(value, dialect, work.text("title-romanized"))}
    if name == "language":
        return {"langid": babel_name(value), "language-tag": dialect.line(value)}
    return {place if _CHECKED[name](value) else f"x-{place}": dialect.line(value)}


def _title(text: str, dialect: _Dialect, romanized: str = "") -> str:
    return dialect.title(plain_line(text), romanized and plain_line(romanized), True)


def _marked_titles(
    work: Work, dialect: _Dialect, entry_type: str, moved: tuple[tuple[str, str], ...], marks: Sequence[str]
) -> dict[str, str]:
    """The titles whose words are set apart by `marks`, each in its place of the entry."""
    found: dict[str, str] = {}
    for name, place, _ in _columns(dialect, entry_type, moved, tuple(work.fields)):
        text = plain_line(work.text(name)) if "title" in name else ""
        if spans := find_marks(text, marks):
            found[place] = marked_latex(text, spans, partial(_piece, dialect, place))
    return found


def _piece(dialect: _Dialect, place: str, text: str, starts: bool) -> str:
    return dialect.title(text, "", starts) if place in _TITLES else dialect.escape(text)


def _page(text: str, dialect: _Dialect) -> str:
    return dialect.line(_PAGE_RANGE.sub("--", text))


def _name(name: Name, dialect: _Dialect) -> str:
    """One name as `von Last, Jr, First`; what is no such name, and East Asian names in their own order, in braces."""
    if dialect is _BIBTEX and not _LATIN_START.match(name.family) and (foreign := original(plain_line(name.full))):
        # It comes in braces, by which styles shorten it as one letter; a second pair would hide that.
        return foreign
    last, first, suffix = _last(name.family, dialect), _first(name.given, dialect), name.suffix
    if suffix:
        suffix = dialect.line(suffix)
    # biber counts commas even in braces.
    if not last or name.literal or "," in last + suffix + first or (suffix and not first):
        whole = dialect.line(name.full)
        return f"{{{whole}}}" if whole else ""
    if particles := dialect.line(f"{name.dropping_particle} {name.non_dropping_particle}"):
        last = f"{particles} {last}"
    elif not first and " " in last:
        return f"{{{last}}}"
    if not first:
        return last
    return f"{last}, {{{suffix}}}, {first}" if suffix else f"{last}, {first}"


@cache
def _last(family: str, dialect: _Dialect) -> str:
    """A family name as `von Last, First` has it, in braces where BibTeX would read more into it.

    Empty where there is none, or an East Asian one, which stands before its given name without a comma.
    """
    latex = dialect.escape(plain_line(family))
    if not latex or Name(family=family).is_east_asian:
        return ""
    return f"{{{latex}}}" if _needs_braces(latex) or _looks_like_particles(family) else latex


@cache
def _first(given: str, dialect: _Dialect) -> str:
    """A given name, in braces where BibTeX would read more into it."""
    latex = dialect.escape(plain_line(given))
    return f"{{{latex}}}" if _needs_braces(latex) else latex


def _needs_braces(latex: str) -> bool:
    if latex.isalpha():
        return latex.lower() in ("and", "others")
    return bool(_NEEDS_BRACES.search(latex))


def _looks_like_particles(family: str) -> bool:
    """Whether BibTeX would take its beginning for a particle, which is any part that does not begin with a capital."""
    if family.isalpha():
        return False
    return any(not part[:1].isupper() for part in _NAME_PARTS.split(family.strip())[:-1])


def _words(words: Iterable[object], dialect: _Dialect) -> str:
    texts = [
        dialect.line(word) if "," not in word else f"{{{dialect.line(word)}}}"
        for word in words
        if isinstance(word, str)
    ]
    return ", ".join([text for text in texts if text])


def _aliases(library: Library, work: Work) -> str:
    """Former keys, each for one work only: biber warns of a key that stands twice."""
    return ",".join(entry_key(alias) for alias in work.words("aliases") if library.aliases.get(alias) == work.key)


def _relations(library: Library, work: Work, dialect: _Dialect) -> dict[str, str]:
    """All relations as `rebuts: key; updates: key`; for biblatex also those of the first type within this export.

    An entry can have but one `relatedtype`, and biber warns of keys that the file does not have.
    """
    said = {"relations": dialect.escape(plain_line("; ".join([f"{one.type}: {one.target}" for one in work.relations])))}
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
        f"archive-{part}": dialect.address(text) if part == "url" else dialect.escape(plain_line(text))
        for part, text in said.items()
    }


def _link(link: PrintedLink, said: Mapping[str, str], dialect: _Dialect) -> dict[str, str]:
    """What is printed in place of a link, and as `x-…` what the record says, for import."""
    told, note = dialect.line(sentence(link)), said.get(dialect.addendum, "")
    printed = {dialect.addendum: f"{note.rstrip('.')}. {told}" if note else told, "x-note": note}
    printed["x-url"] = dialect.address(link.original)
    if link.copy:
        printed |= {"url": dialect.address(link.copy), "urldate": stored_on(link)}
        printed |= {"x-accessed": said["urldate"]} if said.get("urldate") else {}
    return printed


def _unknown(value: Value, dialect: _Dialect) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return dialect.escape(plain_line(text))
