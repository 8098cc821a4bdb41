"""The lists that need whole works: grouped, and by a template."""

from collections.abc import Callable, Sequence

from sourcebook.cli.list_lines import list_lines
from sourcebook.cli.terminal import Terminal, fitted
from sourcebook.model.groups import group_works
from sourcebook.model.labels import byline
from sourcebook.model.library import Library
from sourcebook.model.text import one_line
from sourcebook.model.work import Work

Template = Callable[[Callable[[str], str]], str]


def say_template(chosen: Library, template: Template | None, terminal: Terminal) -> None:
    """Works by a template, one after another."""
    for work in chosen.works.values():
        terminal.data((template(_field_of(chosen, work)) if template else work.key) + "\n")


def say_groups(chosen: Library, by: str, terminal: Terminal, *, keys_only: bool, template: Template | None) -> None:
    """Works under a heading per group on a terminal; elsewhere the group's id is the first of the columns."""
    for group in group_works(chosen, by):
        if not terminal.is_terminal:
            lines = (_line(chosen, work, keys_only=keys_only, template=template) for work in group.works)
            terminal.data("".join("\t".join((group.id or "-", *line)) + "\n" for line in lines))
            continue
        terminal.say(terminal.paint(f"{one_line(group.label)} ({len(group.works)})", "bold"))
        for line in _shown(chosen, group.works, terminal.width - 2, keys_only=keys_only, template=template):
            terminal.say("  " + line)
        terminal.say()


def _shown(
    library: Library, works: Sequence[Work], width: int, *, keys_only: bool, template: Template | None
) -> list[str]:
    if keys_only or template:
        lines = [_line(library, work, keys_only=keys_only, template=template) for work in works]
        return [fitted(line, width, pad=False) for (line,) in lines]
    return [line for lines in list_lines([_cells(work) for work in works], width) for line in lines]


def _line(library: Library, work: Work, *, keys_only: bool, template: Template | None) -> tuple[str, ...]:
    if keys_only:
        return (work.key,)
    if template:
        return (template(_field_of(library, work)),)
    return _cells(work)


def _cells(work: Work) -> tuple[str, str, str, str]:
    return (work.key, work.year_label, one_line(byline(work)), one_line(work.title))


def _field_of(library: Library, work: Work) -> Callable[[str], str]:
    def field(name: str) -> str:
        return one_line(_field(library, work, name))

    return field


def _field(library: Library, work: Work, name: str) -> str:
    outlet = library.outlet_of(work)
    derived = {
        "key": work.key,
        "author": byline(work),
        "year": work.year_label,
        "outlet": outlet.id if outlet else "",
        "link": work.link,
        "annotation": work.annotation,
    }
    if name in derived:
        return derived[name]
    names = work.names(name)
    if names:
        return "; ".join(one.full for one in names)
    if work.relations and name == "relations":
        return "; ".join(f"{relation.type}: {relation.target}" for relation in work.relations)
    return ", ".join(work.words(name)) or work.text(name)
