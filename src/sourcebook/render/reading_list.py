"""A reading list as a value: formatted references in groups, with annotations and cross-references both ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sourcebook.model.archives import PrintedLink
from sourcebook.model.groups import group_works
from sourcebook.model.labels import byline, short_label
from sourcebook.model.library import Library
from sourcebook.model.relations import relation_label
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
class Item:
    """One work of the list; `language` is its BCP 47 tag where that is not the list's; `annotation` is Markdown.

    `link` is what is told of its link where that is gone, or where its archived copy stands in the reference.
    """

    key: str
    inlines: Inlines
    link: PrintedLink | None = None
    language: str = ""
    content_note: str = ""
    annotation: str = ""
    doubts: tuple[str, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group of the list: its anchor, heading and definition, its items in the bibliography's order."""

    anchor: str
    label: str
    definition: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """A whole reading list, as every format writes it; `state` says which edition or day it is from, if any."""

    title: str
    state: str
    intro: str
    language: str
    style: str
    group_by: str
    sections: tuple[Section, ...]

    @property
    def size(self) -> int:
        """How many works it has."""
        return sum(len(section.items) for section in self.sections)

    @property
    def summary(self) -> str:
        """What the list is, in one line: `196 works by viewpoint, in 9 groups. References: APA Style 7th edition.`"""
        works = "1 work" if self.size == 1 else f"{self.size} works"
        groups = "1 group" if len(self.sections) == 1 else f"{len(self.sections)} groups"
        return f"{works} by {self.group_by}, in {groups}. References: {self.style}."


def in_reading_order(library: Library, group_by: str) -> tuple[Work, ...]:
    """The works in the order of their groups: what to format, so that a style's numbers run through the list."""
    return tuple(work for group in group_works(library, group_by) for work in group.works)


def reading_list(
    library: Library,
    references: Sequence[Reference],
    *,
    style: Style,
    group_by: str = "viewpoint",
    title: str = "",
    state: str = "",
    intro: str = "",
) -> ReadingList:
    """The list of the works that have a reference, grouped by one of `model.groups.GROUPINGS`.

    `library` may hold more works, which cross-references then name. `title` is the library's subject unless given;
    `state` and `intro` are plain text.
    """
    inlines = {reference.key: reference.inlines for reference in references}
    order = {key: place for place, key in enumerate(inlines)}
    listed = frozenset(inlines)
    groups = group_works(library.only(inlines), group_by)
    return ReadingList(
        title=one_line(title or library.subject or "Reading list"),
        state=one_line(state),
        intro=one_line(intro),
        language=library.language,
        style=one_line(style.title),
        group_by=group_by,
        sections=tuple(
            Section(
                anchor=anchor(f"group-{group.id or 'none'}"),
                label=one_line(group.label),
                definition=one_line(group.definition),
                items=tuple(
                    _item(library, work, inlines[work.key], listed)
                    for work in sorted(group.works, key=lambda work: order[work.key])
                ),
            )
            for group in groups
        ),
    )


def _item(library: Library, work: Work, inlines: Inlines, listed: frozenset[str]) -> Item:
    return Item(
        key=work.key,
        inlines=inlines,
        link=library.printed_links.get(work.key),
        language="" if _same_language(work.language, library.language) else work.language,
        content_note=one_line(work.text("content-note")),
        annotation=work.annotation.strip(),
        doubts=tuple(one_line(doubt) for doubt in work.doubts),
        cross_references=cross_references(library, work, listed),
    )


def cross_references(library: Library, work: Work, listed: frozenset[str]) -> tuple[CrossReference, ...]:
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
        for name, keys in (*own.items(), *incoming.items())
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
