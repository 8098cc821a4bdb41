"""Charts as SVG, drawn by hand: columns over time and bars with counts, each with its numbers as a table.

A drawing stands by itself or inside a page, as wide as its place. Its colours are Paul Tol's "muted" scheme, made for
every kind of colour vision; a page may set others by `--chart-1` … `--chart-9`, `--chart-rest`, `--chart-ink` and
`--chart-grid`. Colour is never all: the order and a label say the same.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sourcebook.model.charts import Bars, Columns, Series
from sourcebook.render.xml_text import xml_text

WIDTH = 520
_LEFT, _RIGHT = 44, 8
_TOP, _PLOT, _UNDER = 14, 190, 30
_ROW, _BAR_ROW = 24, 46
# The width of a letter of the largest text that a narrow place gets, on average.
_LETTER = 9.5
_LONGEST = 46
_LIGHT = ("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499")
# On dark ground three of them could not be seen.
_DARK = ("#8f83e6", "#88ccee", "#44aa99", "#58b56f", "#a9a944", "#ddcc77", "#dd7788", "#c9578f", "#c77dbb")


def columns(chart: Columns) -> str:
    """The chart as an `<svg>`: a column for each bucket, its series one upon the other in their order, and a legend."""
    ceiling, step = _scale(max((sum(column) for column in _by_bucket(chart)), default=0))
    bottom = _TOP + _PLOT
    parts = []
    for value in range(0, ceiling + 1, step):
        y = bottom - _PLOT * value / ceiling
        parts.append(f'<path class="grid" d="M{_LEFT} {_n(y)}H{WIDTH - _RIGHT}"/>')
        parts.append(f'<text class="end" x="{_LEFT - 6}" y="{_n(y + 5)}">{value}</text>')
    parts += _stacks(chart, ceiling)
    parts.append(f'<path class="axis" d="M{_LEFT} {bottom}H{WIDTH - _RIGHT}"/>')
    parts += _ticks(chart)
    top = bottom + _UNDER
    for number, one in enumerate(chart.series):
        y = top + _ROW * number
        parts.append(f'<rect class="{_color(number, one)}" x="{_LEFT}" y="{y + 6}" width="14" height="14"/>')
        parts.append(f'<text x="{_LEFT + 22}" y="{y + 18}">{_short(one.label)}</text>')
        parts.append(f'<text class="end" x="{WIDTH - _RIGHT}" y="{y + 18}">{sum(one.values)}</text>')
    height = top + _ROW * len(chart.series) + 8
    if chart.note:
        parts.append(f'<text class="note" x="{_LEFT}" y="{height + 10}">{xml_text(chart.note)}</text>')
        height += _ROW
    return _drawing(chart.id, chart.title, chart.description, height, parts)


def bars(chart: Bars) -> str:
    """The chart as one `<svg>`: a line of words for each bar, and the bar with its count under it."""
    longest = max((bar.value for bar in chart.bars), default=0) or 1
    room = WIDTH - 2 * _RIGHT - _LETTER * (len(str(longest)) + 1)
    parts = []
    for number, bar in enumerate(chart.bars):
        y, length = _BAR_ROW * number + 4, room * bar.value / longest
        parts.append(f'<text x="{_RIGHT}" y="{y + 16}">{_short(bar.label)}</text>')
        parts.append(
            f'<rect class="c1" x="{_RIGHT}" y="{y + 22}" width="{_n(length)}" height="14">'
            f"<title>{xml_text(bar.label)}: {bar.value}</title></rect>"
        )
        parts.append(f'<text x="{_n(_RIGHT + length + 6)}" y="{y + 34}">{bar.value}</text>')
    return _drawing(chart.id, chart.title, chart.description, _BAR_ROW * len(chart.bars) + 8, parts)


def column_rows(chart: Columns) -> tuple[tuple[str, ...], ...]:
    """The numbers of a column chart as the rows of a table, its head first; buckets where nothing is are left out."""
    head = ("", *(one.label for one in chart.series), "all")
    rows = (
        (bucket.label, *map(str, column), str(sum(column)))
        for bucket, column in zip(chart.buckets, _by_bucket(chart), strict=True)
        if any(column)
    )
    return (head, *rows)


def bar_rows(chart: Bars) -> tuple[tuple[str, ...], ...]:
    """The numbers of a bar chart as the rows of a table, without a head."""
    return tuple((bar.label, str(bar.value)) for bar in chart.bars)


def _by_bucket(chart: Columns) -> Sequence[tuple[int, ...]]:
    return [tuple(one.values[place] for one in chart.series) for place in range(len(chart.buckets))]


def _scale(most: int) -> tuple[int, int]:
    """The top of an axis from 0 that is at least `most`, and the whole step to it, of which there are at most six."""
    step = 1
    while step * 5 < most:
        step = next(one for one in _STEPS if one > step)
    return max(-(-most // step), 1) * step, step


_STEPS = tuple(digit * 10**power for power in range(12) for digit in (1, 2, 5))


def _place(chart: Columns, number: float) -> float:
    """Where the bucket of this number begins."""
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * number / max(len(chart.buckets), 1)


def _stacks(chart: Columns, ceiling: int) -> Iterable[str]:
    for place, (bucket, column) in enumerate(zip(chart.buckets, _by_bucket(chart), strict=True)):
        x, after = _place(chart, place), _place(chart, place + 1)
        gap = min((after - x) * 0.2, 6)
        heights = [0.0]
        for value in column:
            heights.append(heights[-1] + _PLOT * value / ceiling)
        for number, (low, high) in enumerate(pairwise(heights)):
            if high > low:
                one = chart.series[number]
                yield (
                    f'<rect class="{_color(number, one)}" x="{_n(x + gap / 2)}" y="{_n(_TOP + _PLOT - high)}"'
                    f' width="{_n(after - x - gap)}" height="{_n(high - low)}">'
                    f"<title>{xml_text(bucket.label)}, {xml_text(one.label)}: {column[number]}</title></rect>"
                )


def _ticks(chart: Columns) -> Iterable[str]:
    """The words under the axis, without those that would touch the one before."""
    free = 0.0
    for number, bucket in enumerate(chart.buckets):
        x, half = _place(chart, number + 0.5), len(bucket.tick) * _LETTER / 2
        if bucket.tick and x - half >= free:
            free = x + half + _LETTER
            anchored = min(x, WIDTH - half)
            yield f'<path class="axis" d="M{_n(x)} {_TOP + _PLOT}v4"/>'
            yield f'<text class="middle" x="{_n(anchored)}" y="{_TOP + _PLOT + 21}">{xml_text(bucket.tick)}</text>'


def _drawing(name: str, title: str, description: str, height: int, parts: Iterable[str]) -> str:
    name = xml_text(name)
    told = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" {told}>',
        f'<title id="{name}-title">{xml_text(title)}</title>',
        f'<desc id="{name}-desc">{xml_text(description)}</desc>',
        f"<style>{_STYLE}</style>",
        *parts,
        "</svg>",
    )
    return "".join(f"{line}\n" for line in lines)


def _color(number: int, one: Series) -> str:
    return "rest" if one.is_rest else f"c{number % len(_LIGHT) + 1}"


def _short(label: str) -> str:
    return xml_text(label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…")


def _n(number: float) -> str:
    """A length with at most one decimal, the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")


def _colors(fills: Sequence[str], rest: str, ink: str, grid: str) -> str:
    chosen = "".join(f".chart .c{n}{{fill:var(--chart-{n},{fill})}}" for n, fill in enumerate(fills, 1))
    return (
        f"{chosen}.chart .rest{{fill:var(--chart-rest,{rest})}}.chart text{{fill:var(--chart-ink,{ink})}}"
        f".chart rect,.chart .axis{{stroke:var(--chart-ink,{ink})}}.chart .grid{{stroke:var(--chart-grid,{grid})}}"
    )


_STYLE = (
    ".chart{display:block;width:100%;max-width:56rem;height:auto}"
    ".chart text{font:13px system-ui,sans-serif;font-variant-numeric:tabular-nums;unicode-bidi:isolate}"
    ".chart .end{text-anchor:end}.chart .middle{text-anchor:middle}"
    ".chart rect{stroke-width:.6;stroke-opacity:.5}.chart path{fill:none}"
    f"{_colors(_LIGHT, '#bbbbbb', '#222222', '#dddddd')}"
    f"@media(prefers-color-scheme:dark){{{_colors(_DARK, '#777777', '#e6e6e6', '#444444')}}}"
    "@media(max-width:30rem){.chart text{font-size:17px}}"
)
