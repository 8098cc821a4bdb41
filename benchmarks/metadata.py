"""How well the facts of a web page are read: every page of the test corpus beside what a careful librarian records."""

import argparse
import importlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import yaml
from judging import FIELDS, Expectation, Outcome, judge, non_names
from report import Row, markdown_table

from sourcebook.model.facts import PageFacts

HERE = os.path.dirname(os.path.abspath(__file__))
PAGES = os.path.join(HERE, os.pardir, "tests", "corpus", "pages")
RESULTS = os.path.join(HERE, "metadata.md")

Reader = Callable[[bytes, str, str], PageFacts]


class Judged(NamedTuple):
    """One page: its name, what was expected, what was said, each field's outcome, and authors that are none."""

    name: str
    expected: Expectation
    said: PageFacts
    outcomes: dict[str, Outcome]
    non_names: Sequence[str]


def run(read: Reader, pages: str = PAGES) -> list[Judged]:
    """Every page of the corpus, read and judged."""
    with open(os.path.join(pages, "expected.yaml"), encoding="utf-8") as file:
        expected: dict[str, Any] = yaml.safe_load(file)
    return [_judged(read, pages, name, one) for name, one in sorted(expected.items())]


def _judged(read: Reader, pages: str, name: str, expected: Expectation) -> Judged:
    with open(os.path.join(pages, f"{name}.html"), "rb") as file:
        said = read(file.read(), expected["url"], expected["content-type"])
    return Judged(name, expected, said, judge(said, expected), non_names(said, expected))


def share(judged: Iterable[Judged], field: str, outcome: Outcome) -> float:
    """The share of pages with a field whose field came out so; 0 where no page has it."""
    found = [one.outcomes[field] for one in judged if field in one.outcomes]
    return found.count(outcome) / len(found) if found else 0.0


def limit_rows(judged: Sequence[Judged]) -> list[Row]:
    """What is promised, what came out, and whether it holds; dates and titles of the pages that are to be cited."""
    dates, wrong = (share(judged, "issued", outcome) for outcome in (Outcome.RIGHT, Outcome.WRONG))
    titles, none = share(judged, "title", Outcome.RIGHT), sum(len(one.non_names) for one in judged)
    return [
        _limit("dates right", "at least 90 %", _percent(dates), dates >= 0.90),
        _limit("dates wrong, and not in doubt", "at most 3 %", _percent(wrong), wrong <= 0.03),
        _limit("titles right", "at least 98 %", _percent(titles), titles >= 0.98),
        _limit("authors that are none", "0", str(none), none == 0),
    ]


def report(judged: Sequence[Judged]) -> str:
    """All tables as Markdown: limits, fields, languages, shapes, and every page that is not right."""
    head = ("field", "pages", *(outcome.value for outcome in Outcome), "right, though in doubt")
    parts = [
        "# How well the facts of web pages are read\n",
        f"Written by `python benchmarks/metadata.py --write` from {len(judged)} [pages](../tests/corpus/README.md).\n",
        "## Limits\n",
        markdown_table(("what", "limit", "measured", "holds"), limit_rows(judged)),
        "## Fields\n",
        markdown_table(head, _field_rows(judged)),
    ]
    for title, key in (("Languages", "language"), ("Shapes of sites", "shape")):
        parts += [f"## {title}\n", markdown_table((key, "pages", *FIELDS), _group_rows(judged, key))]
    return "\n".join([*parts, "## What is not right\n", *_complaints(judged)]) + "\n"


def _field_rows(judged: Sequence[Judged]) -> list[Row]:
    rows = []
    for field in FIELDS:
        counts = Counter(one.outcomes[field] for one in judged if field in one.outcomes)
        doubted = sum(
            one.outcomes.get(field) is Outcome.RIGHT and bool((fact := one.said.best(field)) and fact.doubt)
            for one in judged
        )
        cells = [field, counts.total(), *(counts[outcome] for outcome in Outcome), doubted]
        rows.append(Row(cells=tuple(map(str, cells)), holds=None))
    return rows


def _group_rows(judged: Sequence[Judged], key: str) -> list[Row]:
    """A row for each language or shape: of each field, how many are right of how many."""
    rows = []
    for group in sorted({str(one.expected[key]) for one in judged}):
        members = [one.outcomes for one in judged if one.expected[key] == group]
        cells = [group, str(len(members))]
        for field in FIELDS:
            found = [outcomes[field] for outcomes in members if field in outcomes]
            cells.append(f"{found.count(Outcome.RIGHT)}/{len(found)}" if found else "–")
        rows.append(Row(cells=tuple(cells), holds=None))
    return rows


def _complaints(judged: Sequence[Judged]) -> Iterator[str]:
    """A line for each field that is not right, with both values, the authors that are none in bold."""
    for one in judged:
        for field, outcome in one.outcomes.items():
            if outcome is not Outcome.RIGHT:
                yield f"- {one.name}, {field} {outcome.value}: {_given(one, field)}"
        if one.non_names:
            yield f"- {one.name}: **no author:** `{'; '.join(one.non_names)}`"


def _given(one: Judged, field: str) -> str:
    if field == "page":
        return f"`{one.said.complaint or 'no complaint'}`"
    if field == "URL":
        return f"`{one.said.canonical}` instead of `{one.expected[field]}`"
    fact = one.said.best(field)
    given = f"`{fact.value}` ({fact.origin})" if fact else "nothing"
    return f"{given} instead of `{one.expected[field]}`"


def _limit(what: str, limit: str, measured: str, holds: bool) -> Row:
    return Row(cells=(what, limit, measured, "yes" if holds else "NO"), holds=holds)


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %"


def main() -> int:
    """Print or write the report; 1 where a limit fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write benchmarks/metadata.md instead of printing")
    # Named, not imported, so that other readers can be put beside ours.
    parser.add_argument("--reader", default="sourcebook.web.page:read_page", metavar="MODULE:FUNCTION")
    options = parser.parse_args()
    module, _, function = options.reader.partition(":")
    judged = run(getattr(importlib.import_module(module), function))
    if options.write:
        with open(RESULTS, "w", encoding="utf-8") as file:
            file.write(report(judged))
    else:
        print(report(judged), end="")
    return 0 if all(row.holds for row in limit_rows(judged)) else 1


if __name__ == "__main__":
    sys.exit(main())
