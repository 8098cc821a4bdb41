"""A candidate as a person judges it: one card with its title, where it is from, why it is one, and what is near it."""

from collections.abc import Iterator

from sourcebook.cli.terminal import Terminal, wrapped
from sourcebook.model.labels import short_label
from sourcebook.model.library import Library
from sourcebook.model.text import one_line
from sourcebook.store.inbox import Waiting

_MOST_OTHERS = 6
_SUMMARY = 400  # letters


def say_card(terminal: Terminal, library: Library, one: Waiting, until: str = "") -> None:
    """Show a candidate as data; `until` is the day until which it is deferred."""
    for text, indent, style in _lines(library, one, until):
        for line in wrapped(one_line(text), terminal.width, " " * indent):
            terminal.say(terminal.paint(line, style) if style else line)


def _lines(library: Library, one: Waiting, until: str) -> Iterator[tuple[str, int, str]]:
    item, work = one.candidate.item, one.work
    yield work.title, 0, "bold"
    outlet = work.text("container-title") or item.outlet or item.feed
    yield " · ".join(filter(None, (outlet, item.published[:10] or item.published_raw, work.language, one.id))), 0, ""
    if until:
        yield f"deferred until {until}" if until[0].isdecimal() else "deferred", 0, "yellow"
    if item.summary:
        yield item.summary[:_SUMMARY] + ("…" if len(item.summary) > _SUMMARY else ""), 2, ""
    if item.url:
        yield item.url, 2, "dim"
    reasons = " · ".join(f"{reason.phrase} {reason.points:+g}" for reason in one.candidate.reasons)
    yield f"{one.candidate.score:g} points: {reasons}", 2, "green"
    for other in one.candidate.others[:_MOST_OTHERS]:
        yield f"also {other.outlet or other.feed}: {other.title}", 2, ""
    if (more := len(one.candidate.others) - _MOST_OTHERS) > 0:
        yield f"and {more} more", 2, ""
    for key in one.candidate.answers:
        yield f"links to {_named(library, key)}: --responds-to {key} says that it answers it", 2, "cyan"
    for key in one.candidate.like[:3]:
        yield f"like {_named(library, key)}", 2, "dim"


def _named(library: Library, key: str) -> str:
    work = library.works.get(key)
    return f"{key}, {short_label(work)}" if work else key
