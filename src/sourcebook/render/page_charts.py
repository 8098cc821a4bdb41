"""Charts of the page: works over time and by group, each with its numbers; their style goes into the page's own."""

from dataclasses import dataclass

from sourcebook.model.charts import Bar, Bars
from sourcebook.model.groups import group_works
from sourcebook.model.library import Library
from sourcebook.model.text import one_line
from sourcebook.render.charts import bar_rows, bars, column_rows, columns
from sourcebook.render.coverage import coverage_chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart: its heading, the drawing (SVG), and its numbers as the rows of a table with a head."""

    heading: str
    drawing: str
    rows: tuple[tuple[str, ...], ...]


def charts(library: Library, by: str) -> tuple[tuple[Chart, ...], str]:
    """The charts of a library grouped by one of GROUPINGS, and the style sheet that they share; none without works."""
    if not library.works:
        return (), ""
    over_time, by_group = coverage_chart(library, by=by), _by_group(library, by)
    drawing, style = _apart(columns(over_time))
    shown = (
        Chart(heading=over_time.title, drawing=drawing, rows=column_rows(over_time)),
        Chart(
            heading=by_group.title,
            drawing=_apart(bars(by_group))[0],
            rows=((by.capitalize(), "Works"), *bar_rows(by_group)),
        ),
    )
    return (shown if over_time.buckets else shown[1:]), style


def _by_group(library: Library, by: str) -> Bars:
    return Bars(
        id="groups",
        title=f"Works by {by}",
        description=f"How many works stand under each {by}.",
        bars=tuple(Bar(one_line(group.label), len(group.works)) for group in group_works(library, by)),
    )


def _apart(drawing: str) -> tuple[str, str]:
    """A drawing without its style sheet, and the style sheet: the page's policy allows none inside it."""
    before, _, rest = drawing.partition("<style>")
    style, _, after = rest.partition("</style>\n")
    return before + after, style
