"""Rules about reading lists: their works are there, can be read and are balanced as their maker wants them."""

from collections.abc import Iterator

from sourcebook.checks.hints import hint
from sourcebook.checks.rule import Finding, rule
from sourcebook.model.hindrances import MOVED
from sourcebook.model.library import Library
from sourcebook.model.problems import Place, Severity
from sourcebook.model.syllabus import ListItem, ListSection, Syllabus
from sourcebook.model.work import Work

_DISPUTES = "rebutted-by"
_REPLACED = ("corrected-by", "retracted-by", "superseded-by")


@rule(Severity.ERROR)
def unknown_key_in_list(library: Library) -> Iterator[Finding]:
    """A reading list names a key that no work has or had.

    Readers would miss the work without a word. Correct the key, or add the work; `sourcebook restore` brings back one
    that was removed.
    """
    known = frozenset((*library.works, *library.aliases))
    for one, item in _items(library):
        for key in (item.key, *item.read_with):
            if key not in known:
                yield _at(one, item, f"No work has the key {key!r}{hint(key, known)}")


@rule(Severity.WARNING)
def former_key_in_list(library: Library) -> Iterator[Finding]:
    """A reading list names a work by a key that it had before it was renamed.

    It still leads to the work, since a former key is an alias for ever. Write the present key.
    """
    for one, item in _items(library):
        for key in (item.key, *item.read_with):
            if key in library.aliases:
                yield _at(one, item, f"{key!r} is a former key; write {library.aliases[key]!r}")


@rule(Severity.WARNING)
def repeated_in_list(library: Library) -> Iterator[Finding]:
    """A reading list names a work twice.

    Readers do not know which place counts. Keep one, or name the part to read at each place (`locator`); then the two
    are different readings and nothing is reported.
    """
    for one in library.lists:
        seen: set[tuple[str, str]] = set()
        for section in one.sections:
            for item in section.items:
                reading = (library.aliases.get(item.key, item.key), item.locator)
                if reading in seen and not section.query:
                    yield _at(one, item, f"{item.key} stands here a second time")
                seen.add(reading)


@rule(Severity.WARNING)
def empty_section(library: Library) -> Iterator[Finding]:
    """A section of a reading list has no works.

    Readers see a heading with nothing under it. Add a work (`sourcebook syllabus add`), correct the query, or take
    the section out.
    """
    for one in library.lists:
        for section in one.sections:
            if not section.items:
                why = f"the query {section.query!r} finds no work" if section.query else "no work stands here"
                yield _on(one, section, f"{_name(section)}: {why}")


@rule(Severity.WARNING)
def essential_out_of_reach(library: Library) -> Iterator[Finding]:
    """An essential work of a reading list cannot be read by everyone: its link is gone, or its page is closed.

    A link is gone when `sourcebook links check` proved that and no archived copy stands in the record; a page is
    closed when it asks programs for payment or an account. Find a copy (`sourcebook links archive`), provide one
    yourself, or choose another work.
    """
    for one, item in _items(library):
        hindrance = library.hindrances.get(library.aliases.get(item.key, item.key))
        if item.importance == "essential" and hindrance and hindrance.kind != MOVED:
            yield _at(one, item, f"{item.key} is essential, but {hindrance.words}")


@rule(Severity.NOTE)
def link_changed_in_list(library: Library) -> Iterator[Finding]:
    """The link of a work in a reading list moved, is gone, or leads to a page that is closed.

    Of an essential work only the move is reported here; the rest is `essential-out-of-reach`. `sourcebook links fix`
    takes over a new address, `sourcebook links archive` finds copies.
    """
    for one, item in _items(library):
        hindrance = library.hindrances.get(library.aliases.get(item.key, item.key))
        if hindrance and (hindrance.kind == MOVED or item.importance != "essential"):
            yield _at(one, item, f"{item.key}: {hindrance.words}")


@rule(Severity.WARNING)
def replaced_in_list(library: Library) -> Iterator[Finding]:
    """A work of a reading list was corrected, retracted or superseded by another work of the library.

    The other one stands in the message, unless it stands in the list already. Put it beside the work (`read-with`) or
    in its place.
    """
    for one, item in _items(library):
        listed = _listed(library, one)
        for name, key in library.incoming.get(library.aliases.get(item.key, item.key), ()):
            if name in _REPLACED and key not in listed:
                yield _at(one, item, f"{item.key} is {name.replace('-', ' ')} {key}, which is not in the list")


@rule(Severity.WARNING)
def over_the_cap(library: Library) -> Iterator[Finding]:
    """The readings of a section take more minutes than the list's `minutes-cap` allows.

    Works that are `further` reading do not count, nor do those without `minutes`. Take one out, make one further
    reading, or raise the cap.
    """
    for one in library.lists:
        for section in one.sections:
            minutes = sum(item.minutes for item in section.items if item.importance != "further")
            if one.cap and minutes > one.cap:
                yield _on(one, section, f"{_name(section)}: {minutes} minutes, where the cap is {one.cap}")


@rule(Severity.NOTE)
def one_sided_section(library: Library) -> Iterator[Finding]:
    """All works of a section have one viewpoint.

    That may be what the section is for; it is only reported, so that it is on purpose. Sections with a single work,
    and works without a viewpoint, do not count.
    """
    for one in library.lists:
        for section in one.sections:
            works = [work for item in section.items if (work := _work(library, item))]
            views = {work.text("viewpoint") for work in works} - {""}
            if len(works) > 1 and len(views) == 1:
                yield _on(one, section, f"{_name(section)}: all {len(works)} works have the viewpoint {views.pop()!r}")


@rule(Severity.NOTE)
def without_its_rebuttal(library: Library) -> Iterator[Finding]:
    """A work of a reading list is rebutted by works of the library, of which the list has none.

    It is only reported, so that leaving them out is on purpose. Further reading is not looked at.
    """
    for one, item in _items(library):
        listed = _listed(library, one)
        key = library.aliases.get(item.key, item.key)
        answers = [other for name, other in library.incoming.get(key, ()) if name == _DISPUTES]
        if answers and item.importance != "further" and listed.isdisjoint(answers):
            more = f" and {len(answers) - 3} more" if len(answers) > 3 else ""
            yield _at(one, item, f"{item.key} is rebutted by {', '.join(answers[:3])}{more}; none is in the list")


RULES = (
    unknown_key_in_list,
    former_key_in_list,
    repeated_in_list,
    empty_section,
    essential_out_of_reach,
    link_changed_in_list,
    replaced_in_list,
    over_the_cap,
    one_sided_section,
    without_its_rebuttal,
)


def _items(library: Library) -> Iterator[tuple[Syllabus, ListItem]]:
    """Every item of every list that somebody wrote there; what a query finds is its section's matter."""
    for one in library.lists:
        for section in one.sections:
            for item in section.items if not section.query else ():
                yield one, item


def _listed(library: Library, syllabus: Syllabus) -> frozenset[str]:
    return frozenset(library.aliases.get(key, key) for key in syllabus.keys)


def _work(library: Library, item: ListItem) -> Work | None:
    return library.works.get(library.aliases.get(item.key, item.key))


def _name(section: ListSection) -> str:
    return section.label or "A section"


def _at(syllabus: Syllabus, item: ListItem, message: str) -> Finding:
    return Finding(message=message, place=Place(syllabus.path, item.line), key=item.key)


def _on(syllabus: Syllabus, section: ListSection, message: str) -> Finding:
    return Finding(message=message, place=Place(syllabus.path, section.line))
