"""A reading list as a value: formatted references in groups, with annotations and cross-references both ways."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sourcebook.model.archives import PrintedLink
from sourcebook.model.groups import Group, group_works
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.labels import byline, short_label
from sourcebook.model.library import Library
from sourcebook.model.relations import relation_label
from sourcebook.model.syllabus import ListItem, ListSection, Syllabus
from sourcebook.model.text import one_line
from sourcebook.model.work import Work
from sourcebook.render.inlines import Inlines
from sourcebook.render.styles import Reference, Style

# How many works one relation names; of a document that everyone reports on, the rest are counted.
_SHOWN = 8
_LONGEST = 48  # letters of a title in a cross-reference


def anchor(name: str) -> str:
    """The name as a fragment of an address; a well-formed key is its own anchor."""
    return re.sub(r"[^\w.:-]", "_", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The other end of a relation: its key, a label such as `Ito 2022`, its title, whether it is in this list."""

    key: str
    label: str
    title: str
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReference:
    """One relation of a work: its words such as `Rebutted by`, the works, and how many `more` are not named."""

    label: str
    targets: tuple[Target, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that the maker of the list says of a work: `Prompt` and the question, or a note without a label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One work of the list; `language` is its BCP 47 tag where that is not the list's; `annotation` is Markdown.

    `link` is what is told of its link where that is gone, or where its archived copy stands in the reference;
    `address` is where readers find the work. `anchor` is its place on a page, empty where it stood in the list before.
    `details` are how it is to be read, such as `Essential` and `pp. 3-9`.
    """

    key: str
    inlines: Inlines
    anchor: str = ""
    address: str = ""
    title: str = ""
    link: PrintedLink | None = None
    language: str = ""
    content_note: str = ""
    details: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    annotation: str = ""
    doubts: tuple[str, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group of the list: its anchor, heading and definition, its items in the bibliography's order.

    A group that is grouped again has no items and `size` works, and its groups follow it, a `level` deeper. `when` is
    its day or season.
    """

    anchor: str
    label: str
    definition: str
    items: tuple[Item, ...]
    level: int = 1
    size: int = 0
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """A whole reading list, as every format writes it; `state` says which edition or day it is from, if any.

    `group_by` are the groupings, none for a list with sections of its own; `byline` is who teaches it, and when.
    """

    title: str
    state: str
    intro: str
    language: str
    style: str
    group_by: tuple[str, ...]
    sections: tuple[Section, ...]
    byline: str = ""

    @property
    def size(self) -> int:
        """How many works it has."""
        return sum(len(section.items) for section in self.sections)

    @property
    def chapters(self) -> tuple[Section, ...]:
        """The sections that a table of contents names."""
        return tuple(section for section in self.sections if section.level == 1)

    @property
    def summary(self) -> str:
        """What the list is, in one line: `196 works by viewpoint, in 9 groups. References: APA Style 7th edition.`"""
        works = "1 work" if self.size == 1 else f"{self.size} works"
        count, kind = len(self.chapters), "section" if self.byline or not self.group_by else "group"
        by = f" by {' and '.join(self.group_by)}," if self.group_by else ""
        return f"{works}{by} in {count} {kind}{'' if count == 1 else 's'}. References: {self.style}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to stand in a list beside the references: its texts, groupings, and what is told of each work.

    `title`, `state` and `intro` are plain text; the title is the library's subject unless given. With a `syllabus` its
    sections are the list's, each grouped by `group_by`. `titles` is one of render.titles.TITLES, or empty.
    """

    group_by: tuple[str, ...] = ("viewpoint",)
    title: str = ""
    state: str = ""
    intro: str = ""
    titles: str = ""
    annotations: bool = True
    instructor: bool = False
    syllabus: Syllabus | None = None


def in_reading_order(library: Library, wish: Wish) -> tuple[Work, ...]:
    """The works in the order of their groups: what to format, so that a style's numbers run through the list."""
    return tuple(work for part in _parts(library, wish) if part.is_leaf for work in part.works)


def reading_list(library: Library, references: Sequence[Reference], *, style: Style, wish: Wish) -> ReadingList:
    """The list of the works that have a reference, as it was wished for.

    `library` may hold more works, which cross-references then name.
    """
    inlines = {reference.key: reference.inlines for reference in references}
    made = _Maker(library, inlines, wish)
    syllabus = wish.syllabus
    return ReadingList(
        title=one_line(wish.title or (syllabus.title if syllabus else "") or library.subject or "Reading list"),
        state=one_line(wish.state),
        intro=one_line(wish.intro),
        language=library.language,
        style=one_line(style.title),
        group_by=wish.group_by,
        byline=one_line(" · ".join(filter(None, (syllabus.instructor, syllabus.term)))) if syllabus else "",
        sections=tuple(made.section(part) for part in _parts(library.only(inlines), wish)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A section in the making: its works, and what a list says of them, by key."""

    id: str
    label: str
    definition: str = ""
    when: str = ""
    level: int = 1
    works: tuple[Work, ...] = ()
    said: Mapping[str, Sequence[ListItem]] = field(default_factory=dict)
    is_leaf: bool = True
    is_sorted: bool = True  # whether its works come in the bibliography's order


def _parts(library: Library, wish: Wish) -> Iterator[_Part]:
    if wish.syllabus is None:
        yield from _grouped(library, wish.group_by, _Part(id="", label="", level=0))
        return
    for number, section in enumerate(wish.syllabus.sections, start=1):
        yield from _of_section(library, section, number, wish.group_by)


def _of_section(library: Library, section: ListSection, number: int, group_by: Sequence[str]) -> Iterator[_Part]:
    said: dict[str, list[ListItem]] = {}
    for item in section.items:
        if item.key in library.works:
            said.setdefault(item.key, []).append(item)
    part = _Part(
        id=f"-{number}",
        label=section.label or f"Section {number}",
        definition=section.note,
        when=section.date,
        works=tuple(library.works[key] for key in said),
        said=said,
        is_leaf=not group_by,
        is_sorted=bool(section.query),
    )
    yield part
    if group_by:
        yield from _grouped(library.only(said), group_by, part)


def _grouped(library: Library, group_by: Sequence[str], above: _Part) -> Iterator[_Part]:
    by, *deeper = group_by
    for group in group_works(library, by):
        part = _Part(
            id=f"{above.id}-{group.id or 'none'}",
            label=group.label,
            definition=group.definition if above.level == 0 else "",
            level=above.level + 1,
            works=group.works,
            said=above.said,
            is_leaf=not deeper,
        )
        yield part
        if deeper:
            yield from _grouped(_only(library, group), deeper, part)


def _only(library: Library, group: Group) -> Library:
    return library.only(work.key for work in group.works)


class _Maker:
    """Makes the sections of one list. A class, because an anchor is given once in the whole of it."""

    def __init__(self, library: Library, inlines: Mapping[str, Inlines], wish: Wish) -> None:
        self._library, self._inlines, self._wish = library, inlines, wish
        self._order = {key: place for place, key in enumerate(inlines)}
        self._listed = frozenset(inlines)
        self._placed: set[str] = set()

    def section(self, part: _Part) -> Section:
        """The section of a part."""
        works: Iterable[Work] = part.works if part.is_leaf else ()
        if part.is_sorted:
            works = sorted(works, key=lambda work: self._order[work.key])
        items = [self._item(work, said) for work in works for said in part.said.get(work.key, (None,))]
        return Section(
            anchor=anchor(f"group{part.id}"),
            label=one_line(part.label),
            definition=one_line(part.definition),
            items=tuple(items),
            level=part.level,
            size=len(items) or len(part.works),
            when=one_line(part.when),
        )

    def _item(self, work: Work, said: ListItem | None) -> Item:
        library = self._library
        is_first = work.key not in self._placed
        self._placed.add(work.key)
        pairs = _read_with(library, said, self._listed) if said else ()
        return Item(
            key=work.key,
            inlines=self._inlines[work.key],
            anchor=anchor(work.key) if is_first else "",
            address=_address(library, work),
            title=one_line(work.title),
            link=library.printed_links.get(work.key),
            language="" if _same_language(work.language, library.language) else work.language,
            content_note=one_line(work.text("content-note")),
            details=_details(said) if said else (),
            remarks=_remarks(said, self._wish) if said else (),
            annotation=work.annotation.strip() if self._wish.annotations else "",
            doubts=tuple(one_line(doubt) for doubt in work.doubts),
            # Where somebody chose what to read, only how the works of the choice stand to each other is of use.
            cross_references=(
                *pairs,
                *cross_references(library, work, self._listed, only_listed=self._wish.syllabus is not None),
            ),
        )


def _address(library: Library, work: Work) -> str:
    """Where readers find a work: its archived copy where that is printed, else its page, else its DOI."""
    link = library.printed_links.get(work.key)
    doi = normal_doi(work.text("DOI"))
    return one_line((link.copy if link else "") or work.text("URL") or (doi and f"https://doi.org/{doi}"))


def _details(said: ListItem) -> tuple[str, ...]:
    minutes = "1 minute" if said.minutes == 1 else f"{said.minutes} minutes" if said.minutes else ""
    return tuple(filter(None, (said.importance.capitalize(), one_line(said.locator), minutes)))


def _remarks(said: ListItem, wish: Wish) -> tuple[Remark, ...]:
    told = [("", said.note), ("Prompt", said.prompt)]
    told += [("For instructors", said.instructor_note)] if wish.instructor else []
    return tuple(Remark(label=label, text=one_line(text)) for label, text in told if text)


def _read_with(library: Library, said: ListItem, listed: frozenset[str]) -> tuple[CrossReference, ...]:
    targets = tuple(_target(library, key, key in listed) for key in said.read_with)
    return (CrossReference(label="Read with", targets=targets),) if targets else ()


def cross_references(
    library: Library, work: Work, listed: frozenset[str], *, only_listed: bool = False
) -> tuple[CrossReference, ...]:
    """How a work stands to others: what its record says first, then what other records say of it, oldest first."""
    own: dict[str, list[str]] = {}
    for relation in work.relations:
        target = library.aliases.get(relation.target, relation.target)
        own.setdefault(relation.type, []).append(target)
    incoming: dict[str, list[str]] = {}
    for name, source in library.incoming.get(work.key, ()):
        incoming.setdefault(name, []).append(source)
    for sources in incoming.values():
        sources.sort(key=lambda key: library.works[key].age)
    return tuple(
        CrossReference(
            label=one_line(relation_label(name)),
            targets=tuple(_target(library, key, key in listed) for key in keys[:_SHOWN]),
            more=max(0, len(keys) - _SHOWN),
        )
        for name, all_keys in (*own.items(), *incoming.items())
        if (keys := [key for key in all_keys if key in listed or not only_listed])
    )


def _target(library: Library, key: str, listed: bool) -> Target:
    work = library.works.get(key)
    if work is None:
        return Target(key=key, label=one_line(key), title="", listed=False)
    label = short_label(work)
    if byline(work) and not work.authors:
        # An outlet has many works a year, so its name and the year say too little.
        title = one_line(work.text("title-short") or work.title)
        label = f"{label}, “{title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + '…'}”"
    return Target(key=key, label=one_line(label), title=one_line(work.title), listed=listed)


def _same_language(tag: str, other: str) -> bool:
    return not tag or tag.partition("-")[0].lower() == other.partition("-")[0].lower()
