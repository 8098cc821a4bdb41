"""Works as aligned lines of a terminal, however narrow: key, year, byline and title."""

from collections.abc import Sequence

from sourcebook.cli.terminal import cell_width, fitted, table

_WIDEST_BYLINE = 24
_NARROWEST_BYLINE = 8
_INDENT = "    "


def list_lines(rows: Sequence[tuple[str, str, str, str]], width: int) -> list[tuple[str, ...]]:
    """The lines of each work: one where a third of the width is left for titles, else the title on a second one.

    Bylines give way first; keys are whole as long as the width allows, for they are what one copies.
    """
    if not rows:
        return []
    keys, years, bylines, titles = (max(map(cell_width, column)) for column in zip(*rows, strict=True))
    room = width - keys - years - 6 - min(titles, width // 3)
    if room < min(bylines, _NARROWEST_BYLINE):
        return [
            (fitted("  ".join(row[:3]), width, pad=False), fitted(_INDENT + row[3], width, pad=False)) for row in rows
        ]
    byline = min(room, _WIDEST_BYLINE)
    # The bar keeps the blanks before a title in place, which are cut where a line ends.
    left = table([(key, year, fitted(names, byline, pad=False), "|") for key, year, names, _ in rows])
    return [
        (fitted(line.removesuffix("|") + title, width, pad=False),)
        for line, (*_, title) in zip(left, rows, strict=True)
    ]
