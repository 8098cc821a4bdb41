"""Reading lists as plain text, wrapped to a width, for mail, terminals and print."""

import re
import unicodedata
from collections.abc import Iterator

from sourcebook.model.text import printable
from sourcebook.render.annotations import annotation_text
from sourcebook.render.inlines import to_text
from sourcebook.render.printed_links import sentence
from sourcebook.render.reading_list import CrossReference, Item, ReadingList, Section

_HANGING = "    "
# Where a line may end: after white space, and beside a letter of the scripts that set no blanks between words.
_UNSPACED = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uff60\U00020000-\U0003ffff"
_PIECE = re.compile(rf"\s+|[{_UNSPACED}]|[^\s{_UNSPACED}]+")


def write_text(listing: ReadingList, width: int = 80) -> str:
    """The list as text in lines of at most `width` columns where words allow, references with a hanging indent."""
    return "\n".join(line.rstrip() for line in _lines(listing, width)) + "\n"


def _lines(listing: ReadingList, width: int) -> Iterator[str]:
    yield from _heading(listing.title, "=", width)
    for line in filter(None, (listing.byline, listing.state)):
        yield from wrap(line, width)
    if listing.intro:
        yield from ("", *wrap(listing.intro, width))
    yield from ("", *wrap(listing.summary, width))
    if len(listing.chapters) > 1:
        yield ""
        for section in listing.chapters:
            yield from wrap(f"{section.label} ({section.size})", width, "  ", "    ")
    for section in listing.sections:
        yield from ("", "", *_section(section, width))


def _section(section: Section, width: int) -> Iterator[str]:
    yield from _heading(section.label, "-" if section.level == 1 else "", width)
    if section.when:
        yield section.when
    if section.definition:
        yield from wrap(section.definition, width)
    for item in section.items:
        yield from ("", *_item(item, width))


def _item(item: Item, width: int) -> Iterator[str]:
    for line in to_text(item.inlines).split("\n"):
        yield from wrap(line, width, "", _HANGING)
    notes = [" · ".join(item.details)] if item.details else []
    notes += [sentence(item.link)] if item.link else []
    notes += [f"Content note: {item.content_note}"] if item.content_note else []
    notes += [f"{one.label}: {one.text}" if one.label else one.text for one in item.remarks]
    notes += annotation_text(item.annotation)
    notes += [_cross_reference(one) for one in item.cross_references]
    notes += [f"Not confirmed: {'; '.join(item.doubts)}."] if item.doubts else []
    for note in notes:
        yield from wrap(note, width, _HANGING, _HANGING)


def _cross_reference(one: CrossReference) -> str:
    more = f" and {one.more} more" if one.more else ""
    return f"{one.label}: {'; '.join(target.label for target in one.targets)}{more}"


def _heading(text: str, rule: str, width: int) -> list[str]:
    lines = wrap(text, width)
    return [*lines, rule * max(map(columns, lines), default=0)] if rule else lines


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most `width` columns; a longer word, such as an address, has a line of its own."""
    lines, line, indent, filled = [], "", first, columns(first)
    for piece in _PIECE.findall(printable(text)):
        if line and filled + columns(piece.rstrip()) > width:
            lines.append(indent + line.rstrip())
            line, indent, filled = "", rest, columns(rest)
        more = " " if piece.isspace() and line else piece.strip()
        line += more
        filled += columns(more)
    return [*lines, indent + line.rstrip()] if line else lines


def columns(text: str) -> int:
    """How many columns the text fills: two for each wide letter, none for a mark on another (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
