"""Measured times as a person reads them: rows with ratio and verdict, and how each of our commands grows."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure import Times
from rows import Claim

GROWTH_LIMIT = 1.1  # linear is 1; a tenth for noise, which start-up and a busy machine put on the smaller size

Measured = Mapping[str, Times]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table; `holds` None where nothing is claimed."""

    cells: tuple[str, ...]
    holds: bool | None


def claim_rows(claims: Sequence[Claim], measured: Measured) -> list[Row]:
    """A row for each claim: both times, the median of the ratios of neighbouring runs, and whether the limit holds."""
    rows = []
    for claim in claims:
        ours, peer = measured[claim.ours], measured.get(claim.peer)
        figure = ratio(ours, peer) if peer else ours.median
        holds = None if claim.limit is None else figure <= claim.limit
        against = (claim.peer, str(peer), f"{figure:.3f}") if peer else ("–", "–", "–")
        rows.append(Row(cells=(claim.ours, str(ours), *against, claim.shown_limit, _verdict(holds)), holds=holds))
    return rows


def growth_rows(names: Sequence[str], sizes: Sequence[int], measured: Mapping[int, Measured]) -> list[Row]:
    """A row for each of our commands: its time at every size, and the exponent of each step; the last one is judged."""
    rows = []
    for name in names:
        medians = [measured[size][name].median for size in sizes]
        steps = [
            exponent(*pair)
            for pair in zip(zip(sizes, medians, strict=True), zip(sizes[1:], medians[1:], strict=True), strict=False)
        ]
        holds = steps[-1] <= GROWTH_LIMIT
        seconds, exponents = [f"{median:.3f}" for median in medians], [f"{step:.2f}" for step in steps]
        rows.append(Row(cells=(name, *seconds, *exponents, str(GROWTH_LIMIT), _verdict(holds)), holds=holds))
    return rows


def ratio(ours: Times, peer: Times) -> float:
    """The median of ours / theirs, each pair measured one right after the other."""
    return statistics.median(a / b for a, b in zip(ours.seconds, peer.seconds, strict=True))


def exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    """How time grows between two (size, seconds): 0 not at all, 1 with the number of works, 2 with its square."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def markdown_table(head: Sequence[str], rows: Sequence[Row]) -> str:
    """Rows as a Markdown table whose columns stand under one another in a terminal too."""
    lines = [tuple(head), *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    return "\n".join([shown[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *shown[1:]]) + "\n"


def _verdict(holds: bool | None) -> str:
    return "–" if holds is None else "yes" if holds else "NO"
