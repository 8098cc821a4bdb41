"""Coverage for pages and spreadsheets: works by month and group as a chart, and its numbers as CSV."""

import csv
import io

from sourcebook.model.charts import Bucket, Columns, Series
from sourcebook.model.groups import GROUPINGS
from sourcebook.model.library import Library
from sourcebook.model.timeline import Timeline, bucketed, buckets, greatest, month_name, timeline
from sourcebook.render.charts import columns
from sourcebook.render.tables import harmless

BY = "viewpoint"
_MOST_COLUMNS = 120
_MOST_SERIES = 9  # as many as there are colours


def write_svg(library: Library, *, by: str = BY, title: str = "") -> str:
    """The works of a library by month as an SVG chart, one series for each group."""
    return columns(coverage_chart(library, by=by, title=title))


def write_csv(library: Library, *, by: str = BY) -> str:
    """The same as CSV (RFC 4180, lines ended by LF): a row for each month and group that has works.

    Nothing is left out: works of which no month is known stand in rows without one.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("month", by, "label", "works"))
    table.writerows([harmless(cell) for cell in row] for row in _rows(timeline(library, by, whole=True)))
    return text.getvalue()


def coverage_chart(library: Library, *, by: str = BY, title: str = "") -> Columns:
    """The works of a library by month, or quarter or year where there are many; by one of GROUPINGS."""
    whole = timeline(library, by)
    line = bucketed(greatest(whole, _MOST_SERIES, lambda number: f"{number} others"), _MOST_COLUMNS)
    earlier, undated = (sum(getattr(row, name) for row in line.rows) for name in ("earlier", "undated"))
    before = (Bucket(f"before {month_name(line.first)}", "earlier"),) if earlier else ()
    note = f"{_works(undated)} without a known month {'is' if undated == 1 else 'are'} not drawn." if undated else ""
    return Columns(
        id=f"coverage-{by}" if by in GROUPINGS else "coverage",
        title=title or f"Works per {line.unit_name}, by {by}",
        description=f"{_works(line.total)} by the {line.unit_name} they are from, in columns made of each {by}. {note}",
        buckets=(*before, *buckets(line)),
        series=tuple(
            Series(row.label, (*((row.earlier,) if earlier else ()), *row.values), is_rest=not row.id)
            for row in line.rows
        ),
        note=note,
    )


def _rows(line: Timeline) -> list[tuple[str, str, str, str]]:
    found = [
        (month_name(line.first + place), row.id, row.label, str(number))
        for place in range(line.size)
        for row in line.rows
        if (number := row.values[place])
    ]
    return [*found, *(("", row.id, row.label, str(row.undated)) for row in line.rows if row.undated)]


def _works(number: int) -> str:
    return f"{number} work{'' if number == 1 else 's'}"
