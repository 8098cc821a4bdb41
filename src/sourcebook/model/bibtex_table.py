"""The one table of entry types and fields: where CSL's words stand in biblatex and in classic BibTeX.

docs/exports.md shows both tables; a test holds them together. A cell names one place, or several by entry type:
`journal (article); booktitle (incollection, inproceedings); container-title`, the last for all other types. A record
field that has no row stands under its own name in lower case, which styles ignore and readers find.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sourcebook.model.fields import FIELDS


class Row(NamedTuple):
    """What a CSL type or variable is in biblatex and in BibTeX."""

    csl: str
    biblatex: str
    bibtex: str


def _rows(text: str) -> dict[str, Row]:
    cells = ([" ".join(cell.split()) for cell in line.split("|")] for line in text.strip().splitlines())
    return {csl: Row(csl=csl, biblatex=biblatex, bibtex=bibtex) for csl, biblatex, bibtex in cells}


# After the slash stands biblatex's entrysubtype. What the standard styles have no driver for, such as @movie or
# @legislation, is @misc: they would print nothing at all of it (biblatex manual, section 2.1.3).
ENTRY_TYPES: Mapping[str, Row] = _rows(
    """
    article                | online            | misc
    article-journal        | article           | article
    article-magazine       | article/magazine  | article
    article-newspaper      | article/newspaper | article
    bill                   | misc/legislation  | misc
    book                   | book              | book
    broadcast              | misc/video        | misc
    chapter                | incollection      | incollection
    classic                | book              | book
    collection             | misc              | misc
    dataset                | dataset           | misc
    document               | misc              | misc
    entry                  | inreference       | incollection
    entry-dictionary       | inreference       | incollection
    entry-encyclopedia     | inreference       | incollection
    event                  | misc              | misc
    figure                 | misc/image        | misc
    graphic                | misc/image        | misc
    hearing                | misc              | misc
    interview              | misc              | misc
    legal_case             | misc/jurisdiction | misc
    legislation            | misc/legislation  | misc
    manuscript             | unpublished       | unpublished
    map                    | misc              | misc
    motion_picture         | misc/movie        | misc
    musical_score          | misc              | misc
    pamphlet               | booklet           | booklet
    paper-conference       | inproceedings     | inproceedings
    patent                 | patent            | misc
    performance            | misc/performance  | misc
    periodical             | periodical        | misc
    personal_communication | misc/letter       | misc
    post                   | online            | misc
    post-weblog            | online            | misc
    regulation             | misc/legislation  | misc
    report                 | report            | techreport
    review                 | review            | article
    review-book            | review            | article
    software               | software          | misc
    song                   | misc/music        | misc
    speech                 | unpublished       | unpublished
    standard               | misc/standard     | misc
    thesis                 | thesis            | phdthesis
    treaty                 | misc/legal        | misc
    webpage                | online            | misc
    """
)
# What plain.bst warns about where it is missing; such a work is `misc`, which asks for nothing. `creator` is an author,
# or an editor; a thesis has to say of which degree, since `phdthesis` would claim one.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "article": ("author", "title", "container-title", "issued"),
    "book": ("creator", "title", "publisher", "issued"),
    "booklet": ("title",),
    "incollection": ("author", "title", "container-title", "publisher", "issued"),
    "inproceedings": ("author", "title", "container-title", "issued"),
    "phdthesis": ("author", "title", "publisher", "issued", "genre"),
    "techreport": ("author", "title", "publisher", "issued"),
    "unpublished": ("author", "title", "note"),
}

_JOURNALS = "article, review"
_BOOKS = "book, incollection, inproceedings, inreference"
PLACES: Mapping[str, Row] = _rows(
    f"""
    type                     | csl-type       | csl-type
    title-short              | shorttitle     | shorttitle
    original-title           | origtitle      | origtitle
    container-author         | bookauthor     | bookauthor
    container-title          | journaltitle ({_JOURNALS}); booktitle (incollection, inproceedings, inreference);\
                               titleaddon\
                             | journal (article); booktitle (incollection, inproceedings); container-title
    container-title-short    | shortjournal   | shortjournal
    collection-title         | series         | series
    event-title              | eventtitle     | eventtitle
    event-place              | venue          | venue
    publisher                | institution (report, thesis);\
                               publisher ({_BOOKS}, {_JOURNALS}, dataset, periodical); organization\
                             | institution (techreport); school (phdthesis); publisher
    publisher-place          | location       | address
    original-publisher       | origpublisher  | origpublisher
    original-publisher-place | origlocation   | origlocation
    genre                    | type           | type
    issue                    | number ({_JOURNALS}, periodical); issue | number (article); issue
    number                   | eid ({_BOOKS}, {_JOURNALS}, periodical); number\
                             | eid (article, book, incollection, inproceedings); number
    collection-number        | number ({_BOOKS}); collection-number\
                             | number (book, incollection, inproceedings); collection-number
    number-of-pages          | pagetotal      | pagetotal
    number-of-volumes        | volumes        | volumes
    chapter-number           | chapter        | chapter
    part-number              | part           | part
    page                     | pages          | pages
    status                   | pubstate       | pubstate
    issued                   | date           | year, month, day
    original-date            | origdate       | origdate
    event-date               | eventdate      | eventdate
    accessed                 | urldate        | urldate
    archive                  | archive-url, archive-date, archive-by | archive-url, archive-date, archive-by
    call-number              | library        | library
    language                 | langid, language-tag | langid, language-tag
    relations                | related, relatedtype, relatedoptions, relatedstring, relations | relations
    aliases                  | ids            | aliases
    """
)
# How a record came to be and what happened to the work since is nothing that a bibliography prints.
NOT_CARRIED = frozenset({"status-events", "provenance"})

# Relations that biblatex has a word for; others keep their own type and bring their words in `relatedstring`.
RELATED_TYPES: Mapping[str, str] = {"translates": "translationof", "reprints": "reprintof", "reviews": "reviewof"}

# The names by which babel and polyglossia know languages (biblatex manual, field langid), by BCP 47 tag.
BABEL: Mapping[str, str] = dict(
    pair.split(":")
    for pair in """ar:arabic bg:bulgarian bo:tibetan ca:catalan cs:czech cy:welsh da:danish de:ngerman de-AT:naustrian
    de-CH:nswissgerman el:greek en:english en-AU:australian en-CA:canadian en-GB:british en-NZ:newzealand en-US:american
    es:spanish et:estonian eu:basque fa:persian fi:finnish fr:french ga:irish gl:galician he:hebrew hi:hindi hr:croatian
    hu:hungarian hy:armenian id:indonesian is:icelandic it:italian ja:japanese ka:georgian kk:kazakh ko:korean la:latin
    lt:lithuanian lv:latvian mn:mongolian ms:malay nb:norwegian nl:dutch nn:nynorsk no:norwegian pl:polish pt:portuguese
    pt-BR:brazilian ro:romanian ru:russian sk:slovak sl:slovene sr:serbian sv:swedish th:thai tk:turkmen tr:turkish
    ug:uyghur uk:ukrainian ur:urdu vi:vietnamese zh:chinese""".split()
)

_PLACE = re.compile(r"([a-z-]+) \(([a-z, ]+)\)")


@cache
def places(dialect: str, entry_type: str) -> Mapping[str, str]:
    """Record field -> the field of the entry that it stands in, for one dialect (`biblatex`, `bibtex`) and type."""
    found = {field.name: field.name.lower() for field in FIELDS}
    for name, row in PLACES.items():
        found[name] = _place(row.biblatex if dialect == "biblatex" else row.bibtex, entry_type)
    return found


@cache
def babel_name(tag: str) -> str:
    """Babel's name for a language, by the whole tag or its first part; empty where it has none."""
    return BABEL.get(tag) or BABEL.get(tag.partition("-")[0].lower(), "")


def _place(cell: str, entry_type: str) -> str:
    *particular, general = cell.split("; ")
    for one in particular:
        match = _PLACE.fullmatch(one)
        if match and entry_type in match[2].split(", "):
            return match[1]
    return general
