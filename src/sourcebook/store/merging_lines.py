"""The merge of three texts line by line, with conflict markers that git and people know."""

from typing import NamedTuple

from sourcebook.model.merge import diff3

OURS, BEFORE, MIDDLE, END = "<<<<<<< ours", "||||||| before", "=======", ">>>>>>> theirs"


class MergedText(NamedTuple):
    """A merged text; where it is not clean, conflict markers stand in it, around these fields of a record."""

    text: str
    is_clean: bool = True
    fields: tuple[str, ...] = ()


def by_lines(base: str, ours: str, theirs: str) -> MergedText:
    """The merge of texts line by line; where changes overlap, both stand between markers."""
    lines: list[str] = []
    is_clean = True
    for before, left, right in diff3(*(text.split("\n") for text in (base, ours, theirs))):
        if left == right:
            lines += left
        else:
            is_clean = False
            lines += [OURS, *left, BEFORE, *before, MIDDLE, *right, END]
    return MergedText(text="\n".join(lines) + ("" if is_clean or not lines[-1] else "\n"), is_clean=is_clean)
