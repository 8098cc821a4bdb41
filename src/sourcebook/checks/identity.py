"""Rules about one work being one record: keys that cannot be told apart, and works that stand in the library twice."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from rapidfuzz.fuzz import ratio

from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.identifiers import normal_doi, normal_isbn
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.text import fold
from sourcebook.model.urls import canonical_url, is_web_address
from sourcebook.model.work import Work

# Types whose ISBN is that of the book they are in.
_IN_BOOKS = frozenset(
    ("article-journal", "chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference")
)
_NUMBERS = ("volume", "issue", "number", "part-number", "chapter-number", "edition", "collection-number", "DOI")
_NUMBER_WORD = re.compile(
    r"\d+|\b[ivxlcdm]+\b|[一二三四五六七八九十]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth)\b"
)
_ALIKE = 92.0  # percent; one wrong or missing word in a headline
_SHORT = 12  # characters; below that one letter makes another title
_NEIGHBOURS = 8

_Titled: TypeAlias = tuple[str, Work]


@rule(Severity.ERROR)
def keys_differ_by_case(library: Library) -> Iterator[Finding]:
    """Two keys differ only by capital letters.

    Their files cannot both exist on macOS and Windows, where a clone would lose one of them, and nobody can tell
    the keys apart by ear. Rename one; its old key stays as an alias.
    """
    first: dict[str, str] = {}
    for work in library.works.values():
        other = first.setdefault(work.key.casefold(), work.key)
        if other != work.key:
            yield about(work, "", f"The key {work.key!r} differs from {other!r} only by capital letters; rename one")


@rule(Severity.ERROR)
def alias_taken(library: Library) -> Iterator[Finding]:
    """An alias is the key of a work, or the alias of another one.

    An alias has to lead to one work for ever, so it can belong to one only. Remove it from the record whose key it
    never was.
    """
    keys = {key.casefold(): key for key in library.works}
    owners: dict[str, str] = {}
    for work in library.works.values():
        for alias in work.words("aliases"):
            owner = owners.setdefault(alias.casefold(), work.key)
            if alias.casefold() in keys:
                yield about(work, "aliases", f"The alias {alias!r} is the key of {keys[alias.casefold()]}; remove it")
            elif owner != work.key:
                yield about(work, "aliases", f"The alias {alias!r} is an alias of {owner} too; remove it from one")


@rule(Severity.ERROR)
def same_doi(library: Library) -> Iterator[Finding]:
    """Two works have the same DOI.

    A DOI names one work, whatever its spelling, so the library holds this work twice or one of the two DOIs was
    copied by mistake. Keep the better record and give it the other's key as an alias. Works that are related to
    each other, such as a chapter and its book, are left alone.
    """
    yield from _twice(library, "DOI", lambda work: normal_doi(work.text("DOI")))


@rule(Severity.WARNING)
def same_isbn(library: Library) -> Iterator[Finding]:
    """Two works have the same ISBN.

    An ISBN names one edition of one book. Chapters and entries, which carry the number of their book, and works
    that are related to each other are left alone.
    """
    yield from _twice(library, "ISBN", _own_isbn)


@rule(Severity.WARNING)
def same_url(library: Library) -> Iterator[Finding]:
    """Two works have the same address.

    Addresses are compared without what makes no difference: `http` or `https`, `www.`, tracking parameters, a
    fragment. Most likely one work stands here twice. Works that are related to each other, such as the part of a
    page and the page, are left alone: say so by a relation `part-of`.
    """
    yield from _twice(library, "URL", _own_address)


@rule(Severity.WARNING)
def similar_title(library: Library) -> Iterator[Finding]:
    """Two works by the same author from the same year have nearly the same title.

    Mostly they are one work, entered twice. Case, accents and punctuation make no difference; titles with other
    numbers in them, works with other volume, number or DOI, and works that are related to each other are left
    alone. Where there is no author, the container or the publisher is compared.
    """
    groups: dict[tuple[int | None, str], list[_Titled]] = {}
    for work in library.works.values():
        title = " ".join(re.findall(r"\w+", fold(work.title)))
        authors = work.authors
        maker = fold(authors[0].short if authors else work.text("container-title") or work.text("publisher"))
        date = work.date()
        if title and maker:
            groups.setdefault((date.first_year if date else None, maker), []).append((title, work))
    for group in groups.values():
        for (_, one), (_, other) in _pairs(group):
            if not _related(library, one, other):
                yield about(
                    other, "title", f"The title is nearly that of {one.key}: {one.title!r}; is it the same work?"
                )


def _twice(library: Library, field: str, normal: Callable[[Work], str]) -> Iterator[Finding]:
    found: dict[str, list[Work]] = {}
    for work in library.works.values():
        if value := normal(work):
            found.setdefault(value, []).append(work)
    for value, works in found.items():
        # Each work is compared with the one before it only, so that a thousand equal ones are a thousand findings.
        for one, other in pairwise(works):
            if not _related(library, one, other):
                yield about(other, field, f"{one.key} has the same {field} ({value}); is it the same work?")


def _own_isbn(work: Work) -> str:
    if work.type in _IN_BOOKS:
        return ""
    isbn = normal_isbn(re.split(r"[,;]", work.text("ISBN"))[0])
    # The volumes of a set often share the number of the set.
    return isbn and " ".join((isbn, work.text("volume"), work.text("part-number"))).strip()


def _own_address(work: Work) -> str:
    url = work.text("URL")
    return canonical_url(url) if is_web_address(url) else ""


def _pairs(group: Sequence[_Titled]) -> Iterator[tuple[_Titled, _Titled]]:
    """The pairs of a group with similar titles, by the sorted neighbourhood method, so that large groups stay cheap.

    Titles that are nearly equal begin or end alike: sorted by their beginnings or by their ends, they stand close
    together.
    """
    if len(group) < 2:
        return
    seen: set[tuple[str, str]] = set()
    by_start = sorted(group, key=lambda titled: (titled[0], titled[1].key))
    by_end = sorted(group, key=lambda titled: (titled[0][::-1], titled[1].key))
    for ranked in (by_start, by_end):
        for place, one in enumerate(ranked):
            for other in ranked[place + 1 : place + 1 + _NEIGHBOURS]:
                first, second = sorted((one, other), key=lambda titled: titled[1].key)
                names = (first[1].key, second[1].key)
                if names not in seen and _alike(first, second):
                    seen.add(names)
                    yield first, second


def _alike(one: _Titled, other: _Titled) -> bool:
    if one[0] != other[0]:
        if min(len(one[0]), len(other[0])) < _SHORT or not ratio(one[0], other[0], score_cutoff=_ALIKE):
            return False
        if _NUMBER_WORD.findall(one[0]) != _NUMBER_WORD.findall(other[0]):
            return False
    said = [[*(work.text(field) for field in _NUMBERS), work.language.partition("-")[0]] for _, work in (one, other)]
    return all(first == second for first, second in zip(*said, strict=True) if first and second)


def _related(library: Library, one: Work, other: Work) -> bool:
    return _points(library, one, other) or _points(library, other, one)


def _points(library: Library, source: Work, target: Work) -> bool:
    return any(library.aliases.get(relation.target, relation.target) == target.key for relation in source.relations)
