"""What a chart shows: words and whole numbers, nothing of how it is drawn."""

from typing import NamedTuple


class Bucket(NamedTuple):
    """One stretch of time: its full label, and the short one under the axis, empty for none."""

    label: str
    tick: str = ""


class Series(NamedTuple):
    """One number for each bucket of the chart; `is_rest` for what belongs to none of the others, which is grey."""

    label: str
    values: tuple[int, ...]
    is_rest: bool = False


class Columns(NamedTuple):
    """Counts over time, each column made of the same series in one order, from the bottom up.

    `id` is unique in the page that the chart stands in; `description` says in a sentence or two what can be seen, and
    `note`, under the legend, what cannot.
    """

    id: str
    title: str
    description: str
    buckets: tuple[Bucket, ...]
    series: tuple[Series, ...]
    note: str = ""


class Bar(NamedTuple):
    """A label and its number."""

    label: str
    value: int


class Bars(NamedTuple):
    """Counts side by side, in their order; `id` and `description` as of Columns."""

    id: str
    title: str
    description: str
    bars: tuple[Bar, ...]
