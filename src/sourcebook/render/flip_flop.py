"""Emphasis within emphasis as upright words between emphasized ones: the flip-flopping of CSL, for every format."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sourcebook.render.inlines import Inline, Inlines

# The class of a span around what a title itself has marked; styles, too, put marks in marks, and mean both.
MARKED = "of-the-title"
FLIPPED = frozenset(("Emph", "Strong"))
_MARKS = FLIPPED | {"Underline", "Strikeout", "SmallCaps", "Superscript", "Subscript"}
_WITH_ATTRIBUTES = frozenset(("Quoted", "Cite", "Span", "Link"))


def flip_flop(inlines: Sequence[Inline]) -> Inlines:
    """The nodes with no title's Emph in an Emph, no Strong in a Strong: its content stands between two of them.

    CSL 1.0.2, Rich Text; blanks and signs at an edge are left out of the marks, which Markdown would not read there.
    """
    found: list[Inline] = []
    for node in inlines:
        kind, inside = node["t"], _inside(node)
        if kind in FLIPPED and any(_holds(one, kind) for one in inside):
            found += flip_flop([*_split(kind, inside)])
        else:
            found.append(_with(node, flip_flop(inside)) if inside else node)
    return tuple(found)


def _split(kind: str, inlines: Sequence[Inline]) -> Iterator[Inline]:
    """What a mark held, marked piece by piece, but for what it held that was marked so already."""
    for holds, group in groupby(inlines, lambda node: _holds(node, kind)):
        if not holds:
            yield from _marked(kind, [*group])
            continue
        for node in group:
            if _is_of_title(node, kind):
                yield from node["c"][1][0]["c"]
            elif node["t"] == kind:
                yield from _split(kind, node["c"])
            else:
                yield _with(node, [*_split(kind, _inside(node))])


def _marked(kind: str, inlines: list[Inline]) -> Iterator[Inline]:
    letters = [place for place, node in enumerate(inlines) if not _is_sign(node)]
    start, end = (letters[0], letters[-1] + 1) if letters else (0, 0)
    yield from inlines[:start]
    if letters:
        yield {"t": kind, "c": inlines[start:end]}
    yield from inlines[end:]


def _is_sign(node: Inline) -> bool:
    """Whether a node is a blank or has no letter that a mark could slant."""
    return node["t"] in ("Space", "SoftBreak") or (node["t"] == "Str" and not any(char.isalnum() for char in node["c"]))


def _holds(node: Inline, kind: str) -> bool:
    return _is_of_title(node, kind) or any(_holds(one, kind) for one in _inside(node))


def _is_of_title(node: Inline, kind: str) -> bool:
    return node["t"] == "Span" and MARKED in node["c"][0][1] and [one["t"] for one in node["c"][1]] == [kind]


def _inside(node: Inline) -> Sequence[Inline]:
    if node["t"] in _MARKS:
        marked: Sequence[Inline] = node["c"]
        return marked
    nodes: Sequence[Inline] = node["c"][1] if node["t"] in _WITH_ATTRIBUTES else ()
    return nodes


def _with(node: Inline, inside: Sequence[Inline]) -> Inline:
    if node["t"] in _MARKS:
        return {**node, "c": list(inside)}
    return {**node, "c": [node["c"][0], list(inside), *node["c"][2:]]}
