"""How works are spread over time: how many of each group appeared in which month."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.charts import Bucket
from sourcebook.model.dates import PartialDate
from sourcebook.model.groups import group_works
from sourcebook.model.library import Library

# Of works with a month, those that are drawn as one column when they lie far before the others.
_FEW = 0.05
_UNITS = {1: "month", 3: "quarter", 12: "year"}


class Row(NamedTuple):
    """One group: how many of it in each bucket, how many before the first of them, and how many at no known month."""

    id: str
    label: str
    values: tuple[int, ...] = ()
    earlier: int = 0
    undated: int = 0

    @property
    def total(self) -> int:
        """All of the group."""
        return sum(self.values) + self.earlier + self.undated


class Timeline(NamedTuple):
    """Groups over buckets of `unit` months (1, 3, 12) without a gap, from the month `first` on, counted from year 0."""

    rows: tuple[Row, ...] = ()
    first: int = 0
    unit: int = 1

    @property
    def size(self) -> int:
        """How many buckets there are."""
        return len(self.rows[0].values) if self.rows else 0

    @property
    def total(self) -> int:
        """Everything that was counted."""
        return sum(row.total for row in self.rows)

    @property
    def unit_name(self) -> str:
        """What a bucket is: a month, quarter or year."""
        return _UNITS[self.unit]

    @property
    def columns(self) -> tuple[int, ...]:
        """The sum of each bucket."""
        return tuple(map(sum, zip(*(row.values for row in self.rows), strict=True)))


def timeline(library: Library, by: str, *, since: PartialDate | None = None, whole: bool = False) -> Timeline:
    """The works of a library by one of GROUPINGS and the month they are from.

    A work of which only the year or a longer stretch is known has no month. It begins with `since`, with `whole` at
    the first work, else where no more than one work in twenty is older.
    """
    rows = [
        (group.id, group.label, [month_of(work.date()) for work in group.works]) for group in group_works(library, by)
    ]
    start = since.start if since else None
    return counted(rows, first=start.year * 12 + max(start.order[1], 1) - 1 if start else None, whole=whole)


def counted(
    rows: Sequence[tuple[str, str, Sequence[int | None]]], *, first: int | None = None, whole: bool = False
) -> Timeline:
    """The timeline of rows (id, label, month of each thing), months counted from year 0; None for no month."""
    known = sorted(month for _, _, months in rows for month in months if month is not None)
    begin = first if first is not None else known[0 if whole else int(len(known) * _FEW)] if known else 0
    end = max(known[-1] + 1, begin) if known else begin
    return Timeline(tuple(_row(*row, begin, end) for row in rows), begin)


def _row(name: str, label: str, months: Sequence[int | None], begin: int, end: int) -> Row:
    counts = Counter(months)
    return Row(
        id=name,
        label=label,
        values=tuple(counts[month] for month in range(begin, end)),
        earlier=sum(number for month, number in counts.items() if month is not None and month < begin),
        undated=counts[None],
    )


def month_of(date: PartialDate | None) -> int | None:
    """The month of a date, counted from year 0; None where no single month is known."""
    point = date.start if date and not date.is_range else None
    return point.year * 12 + point.month - 1 if point and 1 <= point.month <= 12 else None


def month_of_day(day: str) -> int | None:
    """The month of a text that begins with a day such as 2026-11-22, counted from year 0; None for any other."""
    year, _, rest = day.partition("-")
    is_month = len(year) == 4 and year.isdecimal() and rest[:2] in _MONTHS
    return int(year) * 12 + int(rest[:2]) - 1 if is_month else None


_MONTHS = frozenset(f"{number:02d}" for number in range(1, 13))


def month_name(number: int) -> str:
    """A month that is counted from year 0, as 2022-05."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def bucketed(line: Timeline, most: int) -> Timeline:
    """The same in at most so many buckets, of months, quarters or years; the oldest years go before the first."""
    for unit in (1, 3, 12):
        first = line.first // unit * unit
        found = Timeline(tuple(_merged(row, line.first - first, unit) for row in line.rows), first, unit)
        if found.size <= most:
            return found
    cut = found.size - most
    rows = (row._replace(values=row.values[cut:], earlier=row.earlier + sum(row.values[:cut])) for row in found.rows)
    return Timeline(tuple(rows), found.first + cut * 12, 12)


def _merged(row: Row, before: int, unit: int) -> Row:
    months = (0,) * before + row.values
    return row._replace(values=tuple(sum(months[place : place + unit]) for place in range(0, len(months), unit)))


def buckets(line: Timeline) -> tuple[Bucket, ...]:
    """The buckets by name; the year stands under the first one of each, or under few ones all that they are."""
    starts = range(line.first, line.first + line.size * line.unit, line.unit)
    return tuple(Bucket(name := _name(start, line.unit), _tick(name, start, line.size)) for start in starts)


def _name(start: int, unit: int) -> str:
    year = f"{start // 12:04d}"
    return month_name(start) if unit == 1 else year if unit == 12 else f"{year} Q{start % 12 // 3 + 1}"


def _tick(name: str, start: int, size: int) -> str:
    return name if size <= 6 else name[:4] if start % 12 == 0 else ""


def greatest(line: Timeline, most: int, other: Callable[[int], str]) -> Timeline:
    """The rows with the most, in their order, and what is left as one row without an id, called `other(how many)`."""
    named = [row for row in line.rows if row.id]
    if len(named) <= most:
        return line
    kept = frozenset(row.id for row in sorted(named, key=lambda row: (-row.total, row.id))[:most])
    rest = [row for row in line.rows if row.id not in kept]
    return line._replace(rows=(*(row for row in line.rows if row.id in kept), _sum("", other(len(rest)), rest)))


def _sum(name: str, label: str, rows: Iterable[Row]) -> Row:
    rows = list(rows)
    return Row(
        id=name,
        label=label,
        values=tuple(map(sum, zip(*(row.values for row in rows), strict=True))),
        earlier=sum(row.earlier for row in rows),
        undated=sum(row.undated for row in rows),
    )


def by_month(line: Timeline, row: Row) -> Mapping[str, int]:
    """What a row of months holds, by month, without the empty ones."""
    return {month_name(line.first + place): number for place, number in enumerate(row.values) if number}
