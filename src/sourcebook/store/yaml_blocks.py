"""Cuts the text of a YAML mapping into the lines of its fields, so that an edit touches only the lines it must."""

from collections.abc import Sequence

HEAD = "\0"  # what stands before everything, under a name that nothing else has


def blocks_of(text: str, starts: Sequence[tuple[str, int]]) -> dict[str, tuple[str, ...]]:
    """Name -> lines, of fields that start on these lines, counted from 0; a comment belongs to what follows it."""
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []
    blocks: dict[str, tuple[str, ...]] = {}
    stop = len(lines)
    for position, (name, start) in reversed(list(enumerate(starts))):
        first = start
        while position and first > starts[position - 1][1] + 1 and is_remark(lines[first - 1]):
            first -= 1
        blocks[name] = tuple(lines[first:stop])
        stop = first
    blocks[HEAD] = tuple(lines[:stop])
    return dict(reversed(blocks.items()))


def is_remark(line: str) -> bool:
    """Whether a line says nothing to YAML."""
    return not line.strip() or line.lstrip().startswith("#")
