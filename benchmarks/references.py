"""How long the references of a long list take: ours beside one run of the citation engine, which says the same."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from measure import WrongOutput
from report import Row, exponent, markdown_table
from works import make_works

from sourcebook.model.work import Work
from sourcebook.render.citation_document import read_bibliography, write_document
from sourcebook.render.engine import run_engine
from sourcebook.render.inlines import Inlines
from sourcebook.render.styles import Style, find_style, format_references

_HERE = os.path.dirname(os.path.abspath(__file__))
_STYLES = ("apa", "chicago")
_RATIO, _GROWTH = 1 / 5, 1.4


class Took(NamedTuple):
    """CPU seconds of all processes together, and the references that came out."""

    seconds: float
    references: list[Inlines]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what came out; 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="README.md beside this file says how to read it.")
    parser.add_argument("--works", type=int, default=1000, metavar="N", help="works of both sides; default: 1000")
    parser.add_argument("--times", type=int, default=4, metavar="N", help="so many times as many of ours; default: 4")
    parser.add_argument("--write", action="store_true", help="write references.md too")
    options = parser.parse_args(arguments)
    rows = [_measure(style, options.works, options.works * options.times) for style in _STYLES]
    text = _report(rows, options.works, options.works * options.times)
    sys.stdout.write(text)
    if options.write:
        with open(os.path.join(_HERE, "references.md"), "w", encoding="utf-8") as file:
            file.write(text)
    return 0 if all(row.holds for row in rows) else 1


def _measure(name: str, few: int, many: int) -> Row:
    style = find_style(name)
    ours, engine = (_took(by, make_works(few), style) for by in (_by_us, _by_one_run))
    if ours.references != engine.references:
        raise WrongOutput(f"In the style {name}, several runs of the engine said other than one.")
    longer = _took(_by_us, make_works(many), style)
    ratio, growth = ours.seconds / engine.seconds, exponent((few, ours.seconds), (many, longer.seconds))
    seconds = [f"{took.seconds:.2f}" for took in (ours, engine, longer)]
    holds = ratio <= _RATIO and growth <= _GROWTH
    cells = (name, *seconds[:2], f"{ratio:.3f}", "1/5", seconds[2], f"{growth:.2f}", f"{_GROWTH}")
    return Row(cells=(*cells, "yes" if holds else "NO"), holds=holds)


def _took(make: Callable[[Sequence[Work], Style], list[Inlines]], works: Sequence[Work], style: Style) -> Took:
    before = os.times()
    references = make(works, style)
    return Took(sum(os.times()[:4]) - sum(before[:4]), references)


def _by_us(works: Sequence[Work], style: Style) -> list[Inlines]:
    return [one.inlines for one in format_references(works, style)]


def _by_one_run(works: Sequence[Work], style: Style) -> list[Inlines]:
    document = write_document(works, listed=True, locale=style.default_locale)
    blocks = json.loads(run_engine(document, style.path))["blocks"]
    return [inlines for _, inlines in read_bibliography(blocks)]


def _report(rows: Sequence[Row], few: int, many: int) -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    head = ("style", f"ours, {few:,} works", "one run", "ratio", "limit")
    lines = (
        "# References of long lists",
        "",
        "Made by `python benchmarks/references.py --write`; [README.md](README.md) says how to read it. Times are CPU",
        f"seconds of all processes together ({os.cpu_count()} cores; load averages {load}).",
        "",
        markdown_table((*head, f"ours, {many:,} works", "exponent", "limit", "holds"), rows),
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
