"""The page as a value: what its head says, the works in groups, and what they can be filtered by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sourcebook.model.groups import group_works
from sourcebook.model.library import Library
from sourcebook.model.links import Verdict
from sourcebook.model.sources import Output, Sources
from sourcebook.model.text import one_line
from sourcebook.render.page_charts import Chart, charts
from sourcebook.render.page_disputes import Row, disputes
from sourcebook.render.page_entry import LINK_STATES, Entry, entry
from sourcebook.render.reading_list import anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group of the page: the id that filters use, its anchor, heading, definition and works, the oldest first."""

    id: str
    anchor: str
    label: str
    definition: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a filter, its words, and how many works have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter: its name in the address, its words, and its options in the order of the menu."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file beside the page: its name, what it is in words, and its media type where that is one of a feed."""

    file: str
    label: str
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form in which works are taken along, a style or a format: its id in file names, its words, its extension."""

    id: str
    label: str
    extension: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole page; `stem` is what the names of its files begin with."""

    stem: str
    title: str
    description: str
    language: str
    group_by: str
    sections: tuple[Section, ...]
    filters: tuple[Filter, ...]
    disputes: tuple[tuple[Row, ...], ...]
    charts: tuple[Chart, ...]
    chart_style: str
    forms: tuple[Form, ...]
    feeds: tuple[Download, ...]
    downloads: tuple[Download, ...]
    licence: str

    @property
    def size(self) -> int:
        """How many works it has."""
        return sum(len(section.entries) for section in self.sections)

    @property
    def summary(self) -> str:
        """What it holds, in one line: `196 works, published 2014–2026, in 10 languages`."""
        years = sorted({one.year for section in self.sections for one in section.entries if one.year}, key=int)
        span = f", published {years[0]}{f'–{years[-1]}' if years[-1] != years[0] else ''}" if years else ""
        languages = next((len(one.options) for one in self.filters if one.name == "language"), 0)
        tongues = f", in {_many(languages, 'language')}" if languages else ""
        return f"{_many(self.size, 'work')}{span}{tongues}"


def page(
    library: Library,
    keys: Sequence[str],
    output: Output,
    sources: Sources,
    *,
    verdicts: Mapping[str, Verdict],
    forms: Sequence[Form] = (),
    copies: bool = True,
) -> Page:
    """The page of the works with these keys; `library` holds all works, so that relations can name the others."""
    listed, by = frozenset(keys), output.group_by[0] if output.group_by else "viewpoint"
    groups = group_works(library.only(keys), by)
    entries = {key: entry(library, library.works[key], verdicts, listed, copies=copies) for key in keys}
    sections = tuple(
        Section(
            id=group.id,
            anchor=anchor(f"group-{group.id or 'none'}"),
            label=one_line(group.label),
            definition=one_line(group.definition),
            entries=tuple(sorted((entries[work.key] for work in group.works), key=lambda one: (not one.day, one.day))),
        )
        for group in groups
    )
    title, description = one_line(output.title or sources.subject or "Bibliography"), one_line(sources.description)
    drawn, chart_style = charts(library.only(keys), by)
    return Page(
        stem=output.file.rpartition(".")[0] or output.file,
        title=title,
        description=description,
        language=library.language,
        group_by=by,
        sections=sections,
        filters=_filters(library, sections, by),
        disputes=disputes(library, entries),
        charts=drawn,
        chart_style=chart_style,
        forms=tuple(forms),
        feeds=_downloads(sources, feeds=True),
        downloads=_downloads(sources, feeds=False),
        licence=one_line(sources.licence),
    )


def _filters(library: Library, sections: Sequence[Section], by: str) -> tuple[Filter, ...]:
    entries = [one for section in sections for one in section.entries]
    roles = {role.id: one_line(role.label) for role in library.vocabulary.roles.values()}
    outlets = sorted(Counter(one.outlet for one in entries if one.outlet).items(), key=lambda pair: pair[0].casefold())
    found = (
        Filter(
            name=by,
            label=by.capitalize(),
            options=tuple(Option(value=one.id, label=one.label, count=len(one.entries)) for one in sections if one.id),
        ),
        Filter(name="role", label="Role", options=_options([one.role for one in entries], roles)),
        Filter(
            name="year", label="Year", options=tuple(sorted(_options([one.year for one in entries], {}), key=_year))
        ),
        Filter(name="language", label="Language", options=_options([one.tag for one in entries], {})),
        Filter(
            name="outlet",
            label="Outlet",
            options=tuple(Option(value=name, label=name, count=count) for name, count in outlets),
        ),
        Filter(name="link", label="Link", options=_options([one.link.state for one in entries], LINK_STATES)),
    )
    # A grouping may be one of the others, and what has one value only tells nothing apart.
    first = {one.name: one for one in reversed(found)}
    return tuple(one for one in found if first[one.name] is one and len(one.options) > 1)


def _options(values: Sequence[str], labels: Mapping[str, str]) -> tuple[Option, ...]:
    """The values that occur, in the order of `labels`, the others after them with the most frequent first."""
    counts = Counter(value for value in values if value)
    order = {name: place for place, name in enumerate(labels)}
    names = sorted(counts, key=lambda name: (order.get(name, len(order)), -counts[name], name))
    return tuple(Option(value=name, label=labels.get(name, name), count=counts[name]) for name in names)


def _year(option: Option) -> int:
    return -int(option.value)


# What a file of citations/ is called on the page, by its format.
_DOWNLOADS: Mapping[str, str] = {
    "bibtex": "BibTeX",
    "biblatex": "BibTeX (biblatex)",
    "csl-json": "CSL-JSON",
    "csl-yaml": "CSL-YAML",
    "ris": "RIS",
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "markdown": "Reading list (Markdown)",
    "html": "Reading list",
    "text": "Reading list (text)",
    "coverage": "Chart of coverage",
    "coverage-csv": "Coverage in numbers",
    "atom": "Feed of changes",
    "atom-works": "Feed of new works",
}
_FEEDS = frozenset({"atom", "atom-works"})


def _downloads(sources: Sources, *, feeds: bool) -> tuple[Download, ...]:
    """The other files that build writes beside the page: the feeds, or all but them."""
    return tuple(
        Download(
            file=output.file,
            label=one_line(output.title) or _DOWNLOADS[output.format],
            media_type="application/atom+xml" if feeds else "",
        )
        for output in sources.build
        if output.format in _DOWNLOADS and (output.format in _FEEDS) is feeds
    )


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
