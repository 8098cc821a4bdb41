"""Words of titles that are set apart, such as a book's title within a review's: excerpts of a title with CSL's marks.

The field `marks` holds such excerpts, `<i>The Dam</i>` or `CO<sub>2</sub>`; the titles themselves stay plain text. The
marks are those that CSL processors read (citeproc-js's manual, "HTML-like formatting tags").
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.text import fold, is_by_letter

# What stands before and after the words, by the mark's name in CSL styles; `nocase` keeps its case in all.
TAGS: Mapping[str, tuple[str, str]] = {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "small-caps": ("<sc>", "</sc>"),
    "superscript": ("<sup>", "</sup>"),
    "subscript": ("<sub>", "</sub>"),
    "nocase": ('<span class="nocase">', "</span>"),
}
_TAG = re.compile(
    r"""<(?:(?P<plain>i|b|sc|sup|sub)|span\s+(?:class="(?P<class>nocase|nodecor)"|style="(?P<caps>font-variant:\s*small-caps);?")\s*)>
       |</(?P<end>i|b|sc|sup|sub|span)>""",
    re.VERBOSE,
)
_DEEPEST = 20
_NAMES = {opening[1:-1]: name for name, (opening, _) in TAGS.items()}


class Span(NamedTuple):
    """Which letters of a text carry a mark: from `start`, counted from 0, up to `end`."""

    start: int
    end: int
    mark: str


def read_marks(marked: str) -> tuple[str, tuple[Span, ...]] | None:
    """The plain text and the marks of a text with CSL's marks, outer before inner; None where one stays open.

    Nor does it read marks more than 20 deep, which would only be there to break something.
    """
    plain, spans, length, end = [], [], 0, 0
    opened: list[tuple[str, str, int]] = []
    for tag in _TAG.finditer(marked):
        plain.append(marked[end : tag.start()])
        length, end = length + len(plain[-1]), tag.end()
        if element := tag["end"]:
            if not opened or opened[-1][0] != element:
                return None
            _, name, start = opened.pop()
            if name and start < length:
                spans.append(Span(start, length, name))
        elif element := tag["plain"]:
            opened.append((element, _NAMES[element], length))
        else:
            opened.append(("span", "small-caps" if tag["caps"] else "nocase" * (tag["class"] == "nocase"), length))
        if len(opened) > _DEEPEST:
            return None
    return None if opened else ("".join([*plain, marked[end:]]), nested(reversed(spans)))


def without_marks(text: str) -> str:
    """The text without CSL's marks, balanced or not; other brackets stay."""
    return _TAG.sub("", text) if "<" in text else text


def write_marks(
    text: str,
    spans: Sequence[Span],
    tags: Mapping[str, tuple[str, str]] = TAGS,
    write: Callable[[str, int], str] = lambda piece, _: piece,
) -> str:
    """A text with tags, CSL's unless told, around its spans, which lie beside or within one another.

    `write` gets each piece of text between two tags and where it begins.
    """
    # At one place what ends comes before what begins, the inner first, and what begins the outer first.
    placed = [(span.start, 1, number, tags[span.mark][0]) for number, span in enumerate(spans)]
    placed += [(span.end, 0, -number, tags[span.mark][1]) for number, span in enumerate(spans)]
    written, end = "", 0
    for place, _, _, tag in sorted(placed):
        written, end = written + (write(text[end:place], end) if end < place else "") + tag, place
    return written + (write(text[end:], end) if end < len(text) else "")


def find_marks(text: str, excerpts: Iterable[str]) -> tuple[Span, ...]:
    """The marks of these excerpts wherever their words stand in a text, outer before inner; none across another."""
    spans: list[Span] = []
    for excerpt in excerpts:
        plain, marks = read_marks(excerpt) or ("", ())
        for found in re.finditer(re.escape(plain), text) if plain and marks else ():
            if not _joined(text, found.start()) and not _joined(text, found.end()):
                spans += [Span(found.start() + one.start, found.start() + one.end, one.mark) for one in marks]
    return nested(spans)


def write_excerpts(text: str, spans: Sequence[Span]) -> list[str]:
    """The excerpts by which `find_marks` finds these marks again: whole words each, or all of it where these recur."""
    excerpts: list[str] = []
    end = 0
    for span in spans:
        if span.start < end:
            continue
        start, end = span.start, span.end
        inner = [one for one in spans if start <= one.start and one.end <= end]
        while _joined(text, start):
            start -= 1
        while _joined(text, end):
            end += 1
        moved = [one._replace(start=one.start - start, end=one.end - start) for one in inner]
        excerpts.append(write_marks(text[start:end], moved))
    return excerpts if find_marks(text, excerpts) == tuple(spans) else [write_marks(text, spans)]


def _joined(text: str, place: int) -> bool:
    """Whether a word goes on over a place, in a script that parts its words."""
    before, after = text[place - 1 : place] if place else "", text[place : place + 1]
    return before.isalnum() and after.isalnum() and not (is_by_letter(fold(before)) or is_by_letter(fold(after)))


def nested(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans outer before inner, without those that cross an earlier one; of equal ones the first is the outer."""
    kept: list[Span] = []
    ends: list[int] = []
    for span in sorted(dict.fromkeys(spans), key=lambda one: (one.start, -one.end)):
        while ends and ends[-1] <= span.start:
            ends.pop()
        if not ends or span.end <= ends[-1]:
            kept.append(span)
            ends.append(span.end)
    return tuple(kept)
