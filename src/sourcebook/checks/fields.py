"""Rules about a record's fields: those that are missing, misspelt or empty, and values that contradict each other."""

import re
from collections.abc import Iterator

from sourcebook.checks.dates import surely_before
from sourcebook.checks.hints import hint
from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.fields import BY_NAME, TYPES
from sourcebook.model.languages import is_language_tag
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.work import Work

# What a reference to a work of each type cannot do without; a bar stands between fields of which one is enough.
_NEEDED: dict[str, tuple[str, ...]] = {
    "article-journal": ("container-title", "issued"),
    "article-magazine": ("container-title|publisher", "issued"),
    "article-newspaper": ("container-title|publisher", "issued"),
    "bill": ("authority|author|publisher|jurisdiction", "issued"),
    "book": ("author|editor", "publisher", "issued"),
    "broadcast": ("container-title|publisher", "issued"),
    "chapter": ("container-title", "issued"),
    "dataset": ("publisher|author|container-title", "issued"),
    "entry": ("container-title",),
    "entry-dictionary": ("container-title",),
    "entry-encyclopedia": ("container-title",),
    "hearing": ("authority|author|publisher", "issued"),
    "interview": ("author|interviewer", "issued"),
    "legal_case": ("authority|publisher|container-title", "issued"),
    "legislation": ("authority|author|publisher|jurisdiction", "issued"),
    "paper-conference": ("author", "container-title|event-title|collection-title", "issued"),
    "patent": ("number", "issued"),
    "periodical": (),
    "personal_communication": ("author", "issued"),
    "post": ("author|container-title", "issued"),
    "post-weblog": ("container-title|author|publisher", "issued"),
    "report": ("author|publisher", "issued"),
    "review": ("reviewed-title|reviewed-author|relations", "issued"),
    "review-book": ("reviewed-title|reviewed-author|relations", "issued"),
    "speech": ("author|publisher", "issued"),
    "standard": ("number", "publisher|authority"),
    "thesis": ("author", "publisher", "issued"),
    "treaty": ("issued",),
    "webpage": ("container-title|publisher|author", "issued"),
}
_NEEDED_OF_ANY = ("issued",)
_FIELD_NAMES = frozenset(BY_NAME)
_PAGES = re.compile(r"\s*(\d+)\s*[-‐-―]+\s*(\d+)\s*", re.ASCII)


@rule(Severity.ERROR)
def missing_type(library: Library) -> Iterator[Finding]:
    """The record does not say what the work is.

    Every citation style formats a newspaper article, a report and a book in another way, so without `type` there is
    no reference at all. Choose an item type of CSL 1.0.2; where none is right, choose the nearest and add a
    `genre`.

        type: article-newspaper
    """
    for work in library.works.values():
        if "type" not in work.fields:
            yield about(work, "type", "type is missing; add a CSL item type such as article-newspaper or report")


@rule(Severity.ERROR)
def unknown_type(library: Library) -> Iterator[Finding]:
    """The `type` is none of the item types of CSL 1.0.2.

    Styles and exports know only those (CSL 1.0.2, appendix III) and would print the work as a bare document. What
    the type cannot say belongs in `genre`.

        type: press release      # bad
        type: webpage            # good
        genre: press release
    """
    for work in library.works.values():
        if work.type and work.type not in TYPES:
            yield about(work, "type", f"{work.type!r} is no CSL item type{hint(work.type, TYPES)}")


@rule(Severity.ERROR)
def missing_title(library: Library) -> Iterator[Finding]:
    """The record has no title.

    Give the `title` as published, in its own script. For a work that carries none, such as a letter or a post,
    write a short neutral description of it in square brackets.

        title: '[Letter to the editor on the new school]'
    """
    for work in library.works.values():
        if not work.fields.get("title"):
            yield about(work, "title", "title is missing; give it as published, or a description in square brackets")


@rule(Severity.WARNING)
def missing_field(library: Library) -> Iterator[Finding]:
    """A field is missing that references to works of this type print.

    A newspaper article needs its newspaper and its date, a thesis its university. The record can still be cited,
    but the reference has a hole or says "n.d.". Fill the field from the work itself. Do not guess: a date that is
    only roughly known is written as EDTF, `2022~`, and what cannot be found out is left out.
    """
    for work in library.works.values():
        for needed in _NEEDED.get(work.type, _NEEDED_OF_ANY):
            names = needed.split("|")
            if not any(work.fields.get(name) for name in names):
                said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
                yield about(work, "type", f"{said} is missing, which a reference to this type ({work.type}) prints")


@rule(Severity.WARNING)
def unknown_field(library: Library) -> Iterator[Finding]:
    """A field has a name that no table knows.

    Nothing is lost, the field stays in the record, but no list, style or export shows it. Mostly its name is
    misspelt: names are those of CSL, with hyphens, and `DOI`, `ISBN`, `ISSN` and `URL` in capitals.

        url: https://example.org/report    # bad
        URL: https://example.org/report    # good
    """
    for work in library.works.values():
        for name in work.fields:
            # A field `key` is the matter of key-mismatch.
            if name not in BY_NAME and name != "key":
                yield about(work, name, f"{name!r} is no field of a record{hint(name, _FIELD_NAMES)}")


@rule(Severity.WARNING)
def empty_field(library: Library) -> Iterator[Finding]:
    """A field stands in the record without a value.

    It looks as if something were known there. Fill it or remove its line; what is not known is left out.
    """
    for work in library.works.values():
        for name, value in work.fields.items():
            if not value or (isinstance(value, str) and not value.strip()):
                yield about(work, name, f"{name} is empty; fill it or remove the line")


@rule(Severity.WARNING)
def missing_language(library: Library) -> Iterator[Finding]:
    """The record does not say in which language the work is.

    Hyphenation, quotation marks, the case of titles and the voice of a screen reader depend on it, and readers
    search by it. Give `language` as a BCP 47 tag of the work itself, not of its subject: `en`, `fr`, `zh-Hans`.
    """
    for work in library.works.values():
        if not work.fields.get("language"):
            yield about(work, "language", "language is missing; add a BCP 47 tag such as en or zh-Hans")


@rule(Severity.ERROR)
def bad_language(library: Library) -> Iterator[Finding]:
    """The `language` is no BCP 47 tag.

    A tag is a language code, with a script or country where that matters, joined by hyphens (RFC 5646). Names of
    languages and codes of countries are none.

        language: Japanese   # bad
        language: jp         # bad: a country
        language: ja         # good
    """
    for work in library.works.values():
        if work.language.strip() and not is_language_tag(work.language):
            yield about(work, "language", f"{work.language!r} is no BCP 47 tag; write one such as en, ja or zh-Hans")


@rule(Severity.WARNING)
def reversed_pages(library: Library) -> Iterator[Finding]:
    """A range of pages ends before it starts.

    Two digits are often exchanged, or the last page was taken for the first. A shortened last page is no fault:
    `123-8` means 123 to 128.

        page: 312-291   # bad
        page: 291-312   # good
    """
    for work in library.works.values():
        match = _PAGES.fullmatch(work.text("page"))
        if match and len(match[2]) >= len(match[1]) and int(match[2]) < int(match[1]):
            yield about(work, "page", f"The pages run backwards: {work.text('page')}")


@rule(Severity.WARNING)
def disordered_dates(library: Library) -> Iterator[Finding]:
    """Two dates of one record contradict each other.

    A page cannot be read before it is published (`accessed` before `issued`), nor an original appear after what was
    made of it (`original-date` after `issued`). Only what is certain is compared: approximate and uncertain dates
    are left alone, and one day is allowed for time zones.
    """
    for work in library.works.values():
        if _is_reversed(work, "issued", "accessed"):
            yield about(
                work, "accessed", f"It was read ({work.text('accessed')}) before it was issued ({_issued(work)})"
            )
        if _is_reversed(work, "original-date", "issued"):
            yield about(
                work, "original-date", f"Its original ({work.text('original-date')}) is later than it ({_issued(work)})"
            )


def _is_reversed(work: Work, first: str, second: str) -> bool:
    one, other = work.date(first), work.date(second)
    return bool(one and other and surely_before(other, one))


def _issued(work: Work) -> str:
    return work.text("issued")
