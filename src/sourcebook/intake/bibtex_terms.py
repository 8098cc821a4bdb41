"""What the words of BibTeX and biblatex mean here: entry types and fields, ours as exported and those of others.

The tables of model/bibtex_table are read backwards, so that what an export wrote comes in where it was.
"""

from collections.abc import Mapping
from functools import cache

from sourcebook.model.bibtex_table import BABEL, ENTRY_TYPES, PLACES, RELATED_TYPES, places
from sourcebook.model.fields import BY_NAME, FIELDS, TYPES, Kind
from sourcebook.model.relations import RELATIONS

# Entry types that exports do not write, or write for several of ours, of which this is the likeliest.
_TYPES = dict(
    pair.split(":")
    for pair in """article:article-journal online:webpage electronic:webpage www:webpage webpage:webpage misc:document
    misc/legislation:legislation misc/image:graphic misc/legal:treaty book:book mvbook:book bookinbook:chapter
    inbook:chapter suppbook:chapter incollection:chapter suppcollection:chapter collection:book mvcollection:book
    proceedings:book mvproceedings:book reference:book mvreference:book booklet:pamphlet manual:report
    inproceedings:paper-conference conference:paper-conference inreference:entry-encyclopedia techreport:report
    report:report thesis:thesis phdthesis:thesis mastersthesis:thesis unpublished:manuscript
    suppperiodical:article-journal review:review artwork:graphic audio:song image:graphic
    jurisdiction:legal_case legislation:legislation legal:treaty letter:personal_communication movie:motion_picture
    music:song performance:performance standard:standard video:motion_picture newspaper:article-newspaper
    blog:post-weblog podcast:broadcast""".split()
)
_BY_SUBTYPE = {row.biblatex: csl for csl, row in reversed(tuple(ENTRY_TYPES.items()))} | _TYPES
_GENRES = {"mastersthesis": "Master's thesis", "phdthesis": "PhD thesis"}

# Names that other programs use for a field of ours.
_SYNONYMS: Mapping[str, str] = dict(
    pair.split(":")
    for pair in """journal:container-title journaltitle:container-title booktitle:container-title
    fjournal:container-title newspaper:container-title shortjournal:container-title-short institution:publisher
    school:publisher organization:publisher publisher:publisher address:publisher-place location:publisher-place
    series:collection-title
    type:genre annote:annotation annotation:annotation keyword:keywords lastchecked:accessed lastvisited:accessed
    lastaccessed:accessed access-date:accessed urldate:accessed numpages:number-of-pages isbn-13:ISBN bookeditor:editor
    subtitle:subtitle booksubtitle:booksubtitle hyphenation:language langid:language language:language
    language-tag:language ids:aliases aliases:aliases issue:issue eid:number""".split()
)
# What reference managers note for themselves, or an export says a second time.
HOUSEKEEPING = frozenset(
    """file owner timestamp date-added date-modified groups __markedentry priority ranking readstatus printed
    creationdate modificationdate qualityassured mendeley-tags mendeley-groups bdsk-file-1 bdsk-url-1 local-url
    localfile citeulike-article-id citeulike-linkout-0 posted-at biburl bibsource added-at interhash intrahash username
    internal-note""".split()
)
# What exports add for styles; every one of these is said by another field, too.
FOR_STYLES = frozenset(("relatedstring", "relatedoptions", "csl-type", "options", "entrysubtype"))
_APART = frozenset(("issued", "archive", "language", "relations", "aliases"))
_BY_BABEL: Mapping[str, str] = {babel: tag for tag, babel in reversed(tuple(BABEL.items()))} | {
    "german": "de",
    "american": "en-US",
    "usenglish": "en-US",
    "ukenglish": "en-GB",
    "mandarin": "zh",
    "farsi": "fa",
    "portuges": "pt",
    "brazil": "pt-BR",
    "francais": "fr",
}
RELATION_OF: Mapping[str, str] = {word: name for name, word in RELATED_TYPES.items()} | {
    name: name for name in RELATIONS
}
NAME_IN_LOWER_CASE: Mapping[str, str] = {field.name.lower(): field.name for field in FIELDS}


@cache
def type_of(entry_type: str, subtype: str, csl_type: str) -> tuple[str, str, bool]:
    """The type and genre that an entry's type means, and whether it is a type that is known here."""
    if csl_type:
        return csl_type, "", True
    name = _BY_SUBTYPE.get(f"{entry_type}/{subtype}") or _BY_SUBTYPE.get(entry_type)
    if name is None and entry_type in TYPES:
        name = entry_type
    return name or "document", _GENRES.get(entry_type, ""), name is not None


@cache
def fields_of(entry_type: str) -> Mapping[str, tuple[str, Kind]]:
    """Field of an entry of this type, in lower case -> field of a record and its kind."""
    found = dict(_SYNONYMS) | {field.name.lower(): field.name for field in FIELDS}
    for dialect in ("bibtex", "biblatex"):
        at = places(dialect, entry_type)
        found |= {at[name]: name for name in PLACES if name not in _APART}
    return {name: (ours, BY_NAME[ours].kind if ours in BY_NAME else Kind.TEXT) for name, ours in found.items()}


def language_tag(text: str) -> str:
    """The BCP 47 tag of a language by babel's name for it, or by its English name; what is neither comes back."""
    bare = text.strip()
    return _BY_BABEL.get(bare.lower(), bare)
