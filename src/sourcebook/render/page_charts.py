"""Charts of the page: works over time and by group, each with its numbers; their style goes into the page's own."""

from dataclasses import dataclass

from sourcebook.model.charts import Bar, Bars, Columns, Series
from sourcebook.model.groups import group_works
from sourcebook.model.library import Library
from sourcebook.model.text import one_line
from sourcebook.model.timeline import Timeline, bucketed, buckets, greatest, timeline
from sourcebook.render.charts import bar_rows, bars, column_rows, columns

_MOST_BUCKETS, _MOST_GROUPS = 32, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart: its heading, the drawing (SVG), what it does not show, and its numbers as a table with a head."""

    heading: str
    drawing: str
    note: str
    rows: tuple[tuple[str, ...], ...]


def charts(library: Library, by: str) -> tuple[tuple[Chart, ...], str]:
    """The charts of a library grouped by one of GROUPINGS, and the style sheet that they share; none without works."""
    if not library.works:
        return (), ""
    line = greatest(bucketed(timeline(library, by), _MOST_BUCKETS), _MOST_GROUPS, lambda others: f"{others} others")
    drawn, counted = _columns(line, by), _bars(library, by)
    over_time, style = _apart(columns(drawn))
    by_group, _ = _apart(bars(counted))
    shown = (
        Chart(heading=drawn.title, drawing=over_time, note=_note(line), rows=column_rows(drawn)),
        Chart(heading=counted.title, drawing=by_group, note="", rows=((by.capitalize(), "Works"), *bar_rows(counted))),
    )
    return (shown if drawn.buckets else shown[1:]), style


def _columns(line: Timeline, by: str) -> Columns:
    names = buckets(line)
    span = f" from {names[0].label} to {names[-1].label}" if names else ""
    return Columns(
        id="chart-time",
        title="Works over time",
        description=f"How many works of each {by} appeared in each {line.unit_name}{span}.",
        buckets=names,
        series=tuple(Series(one_line(row.label), row.values, not row.id) for row in line.rows),
    )


def _note(line: Timeline) -> str:
    first = "".join(bucket.label for bucket in buckets(line)[:1])
    earlier, undated = (sum(getattr(row, name) for row in line.rows) for name in ("earlier", "undated"))
    parts = [f"{earlier} from before {first}" if earlier else "", f"{undated} without a known month" if undated else ""]
    said = " and ".join(part for part in parts if part)
    return f"Not drawn: {said}." if said else ""


def _bars(library: Library, by: str) -> Bars:
    counted = tuple(Bar(one_line(group.label), len(group.works)) for group in group_works(library, by))
    return Bars(
        id="chart-groups",
        title=f"Works by {by}",
        description=f"How many works stand under each {by}.",
        bars=counted,
    )


def _apart(drawing: str) -> tuple[str, str]:
    """A drawing without its style sheet, and the style sheet: the page's policy allows none inside it."""
    before, _, rest = drawing.partition("<style>")
    style, _, after = rest.partition("</style>\n")
    return before + after, style
