"""Whether two records are of one work, and why; and all such pairs among many, without comparing each with each."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from sourcebook.model.identifiers import normal_doi, normal_isbn
from sourcebook.model.names import Name
from sourcebook.model.text import fold
from sourcebook.model.urls import canonical_url, is_web_address
from sourcebook.model.work import Work


class Verdict(StrEnum):
    """What comparing two records comes to."""

    SAME = "same"  # they share an identifier
    LIKELY = "likely"  # title, author and year agree
    DIFFERENT = "different"


class Sameness(NamedTuple):
    """A verdict, and the reasons for it as phrases."""

    verdict: Verdict
    reasons: tuple[str, ...]


class Pair(NamedTuple):
    """Two works that are, or are likely, one; `one` stands before `other` in the library."""

    one: Work
    other: Work
    sameness: Sameness


# Types whose ISBN, and often whose address, is that of the book they are in.
IN_BOOKS = frozenset(("chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"))
_PARTS = ("volume", "issue", "number", "part-number", "chapter-number", "edition", "collection-number")
_NUMBER_WORD = re.compile(
    r"\d+|\b[ivxlcdm]+\b|[一二三四五六七八九十]"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth)\b"
)
_ALIKE = 90.0  # percent; a wrong or missing word in a headline
_SHORT = 12  # characters; below that one letter makes another title
_NEIGHBOURS = 8
_MOST_IN_A_GROUP = 40  # works under one identifier that are compared each with each


class _Traits(NamedTuple):
    """What a work is compared by, made once per work: `numbers` of its title, `parts` by field (volume, issue …)."""

    doi: str
    isbns: frozenset[str]
    url: str
    title: str
    numbers: tuple[str, ...]
    parts: dict[str, str]
    makers: frozenset[str]
    is_related: bool


def same(one: Work, other: Work) -> Sameness:
    """Whether two works are one.

    Equal identifiers make them the same, different DOIs or ISBNs never; else title, makers, year and numbers decide.
    """
    return _judged(one, _traits(one), other, _traits(other))


def alike(one: str, other: str) -> bool:
    """Whether two titles are one, but for a wrong word or a subtitle that one of them leaves out."""
    return _likeness(_folded_title(one), _folded_title(other)) > 0


def title_numbers(title: str) -> tuple[str, ...]:
    """The numbers in a title, as figures or words: those of two parts of one work tell them apart."""
    return tuple(_NUMBER_WORD.findall(_folded_title(title)))


def duplicates(works: Sequence[Work]) -> list[Pair]:
    """The pairs that are, or are likely, one work, in the order of `works`; the time grows nearly as their number."""
    traits = [_traits(work) for work in works]
    found: dict[tuple[int, int], Sameness] = {}
    for first, second in _candidates(traits):
        pair = (min(first, second), max(first, second))
        if pair not in found:
            found[pair] = _judged(works[pair[0]], traits[pair[0]], works[pair[1]], traits[pair[1]])
    return [
        Pair(works[first], works[second], found[first, second])
        for first, second in sorted(found)
        if found[first, second].verdict is not Verdict.DIFFERENT
    ]


def _candidates(traits: Sequence[_Traits]) -> Iterator[tuple[int, int]]:
    """Pairs worth a look: those that share an identifier, and neighbours by title among works of the same makers."""
    blocks: dict[str, list[int]] = {}
    for place, one in enumerate(traits):
        for mark in filter(None, (one.doi and f"doi {one.doi}", one.url and f"url {one.url}", *one.isbns)):
            blocks.setdefault(mark, []).append(place)
    for block in blocks.values():
        for start, first in enumerate(block):
            yield from ((first, second) for second in block[start + 1 : start + _MOST_IN_A_GROUP])
    titled = [place for place, one in enumerate(traits) if one.title]
    by_start = sorted(titled, key=lambda place: traits[place].title)
    by_end = sorted(titled, key=lambda place: traits[place].title[::-1])
    # Titles that are nearly equal begin or end alike, so that sorted they stand close together.
    for ranked in (by_start, by_end):
        for start, first in enumerate(ranked):
            yield from ((first, second) for second in ranked[start + 1 : start + 1 + _NEIGHBOURS])


def _judged(one: Work, its: _Traits, other: Work, theirs: _Traits) -> Sameness:
    if (its.is_related or theirs.is_related) and (related := _relation(one, other)):
        return Sameness(Verdict.DIFFERENT, (related,))
    if its.doi and theirs.doi:
        if its.doi != theirs.doi:
            return Sameness(Verdict.DIFFERENT, (f"their DOIs differ: {its.doi} and {theirs.doi}",))
        return Sameness(Verdict.SAME, (f"the same DOI: {its.doi}",))
    parts = _differing_parts(its.parts, theirs.parts)
    if its.isbns and theirs.isbns and not its.isbns & theirs.isbns:
        return Sameness(Verdict.DIFFERENT, (f"their ISBNs differ: {_listed(its.isbns)} and {_listed(theirs.isbns)}",))
    if parts:
        return Sameness(Verdict.DIFFERENT, parts)
    if its.isbns & theirs.isbns and not {one.type, other.type} & IN_BOOKS:
        return Sameness(Verdict.SAME, (f"the same ISBN: {_listed(its.isbns & theirs.isbns)}",))
    if its.url and its.url == theirs.url:
        return Sameness(Verdict.SAME, (f"the same address: {its.url}",))
    return _by_title(one, its, other, theirs)


def _by_title(one: Work, its: _Traits, other: Work, theirs: _Traits) -> Sameness:
    different = Verdict.DIFFERENT
    likeness = _likeness(its.title, theirs.title)
    if not likeness:
        return Sameness(different, ("no identifier in common", "their titles differ"))
    if its.numbers != theirs.numbers:
        return Sameness(different, ("their titles have different numbers",))
    languages = [work.language.partition("-")[0].lower() for work in (one, other)]
    if all(languages) and languages[0] != languages[1]:
        return Sameness(different, (f"they are in different languages: {languages[0]} and {languages[1]}",))
    reasons = ["the same title" if its.title == theirs.title else f"nearly the same title ({likeness:.0f} %)"]
    if its.makers and theirs.makers:
        if not its.makers & theirs.makers:
            return Sameness(different, (*reasons, "but by others"))
        reasons.append(f"a maker in common: {_listed(its.makers & theirs.makers)}")
    elif its.title != theirs.title or len(its.title) < _SHORT:
        return Sameness(different, (*reasons, "but who made one of them is not known"))
    dates = [work.date() for work in (one, other)]
    years = [date.first_year if date else None for date in dates]
    if years[0] is not None and years[1] is not None:
        if abs(years[0] - years[1]) > 1:
            return Sameness(different, (*reasons, f"but years apart: {years[0]} and {years[1]}"))
        reasons.append("the same year" if years[0] == years[1] else f"years {years[0]} and {years[1]}")
    return Sameness(Verdict.LIKELY, tuple(reasons))


def _likeness(one: str, other: str) -> float:
    """How alike two folded titles are in percent, 0 where they are not alike enough."""
    if one == other:
        return 100.0 if one else 0.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORT:
        return 0.0
    # A subtitle that one record leaves out is no other title, if what it has is long enough to be one.
    if longer.startswith(f"{shorter} ") and len(shorter) >= 2 * _SHORT:
        return _ALIKE
    return float(ratio(one, other, score_cutoff=_ALIKE))


def _relation(one: Work, other: Work) -> str:
    """The relation that says they are two; empty where neither names the other."""
    for source, target in ((one, other), (other, one)):
        names = {target.key, *target.words("aliases")}
        for relation in source.relations:
            if relation.target in names:
                return f"{source.key} {relation.type} {target.key}"
    return ""


def _differing_parts(its: dict[str, str], theirs: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        f"their {name} differs: {said} and {theirs[name]}"
        for name, said in its.items()
        if name in theirs and fold(said) != fold(theirs[name])
    )


def _traits(work: Work) -> _Traits:
    url = work.text("URL")
    title = _folded_title(work.title)
    makers = {part for name in work.authors for part in _maker(name)}
    if not makers:
        makers = {fold(text) for text in (work.text("container-title"), work.text("publisher")) if text}
    return _Traits(
        doi=normal_doi(work.text("DOI")),
        isbns=frozenset(filter(None, map(normal_isbn, re.split(r"[,;\s]+", work.text("ISBN"))))),
        url=canonical_url(url) if url and is_web_address(url) else "",
        title=title,
        numbers=tuple(_NUMBER_WORD.findall(title)),
        parts={name: said for name in _PARTS if (said := work.text(name).strip())},
        makers=frozenset(makers),
        is_related=bool(work.relations),
    )


def _maker(name: Name) -> tuple[str, ...]:
    """What a name is compared by: the family name, or the words of a whole that may hold one."""
    if not name.literal:
        return (fold(name.full if name.is_east_asian else name.family or name.given),)
    return (fold(name.literal),)


@lru_cache(maxsize=4096)
def _folded_title(title: str) -> str:
    return " ".join(re.findall(r"\w+", fold(title)))


def _listed(texts: frozenset[str]) -> str:
    return ", ".join(sorted(texts))
