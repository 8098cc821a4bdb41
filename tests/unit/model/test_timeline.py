"""Works over time: nothing is counted twice, lost, or put into a month that nobody said."""

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.charts import Bucket
from sourcebook.model.dates import parse_date
from sourcebook.model.library import Library
from sourcebook.model.timeline import (
    Row,
    bucketed,
    buckets,
    by_month,
    counted,
    greatest,
    month_of,
    month_of_day,
    timeline,
)
from sourcebook.model.work import Origin, read_work

MAY = 2022 * 12 + 4


def library(*works: tuple[str, str]) -> Library:
    read = [
        read_work(f"w{number}", {"issued": issued, "viewpoint": viewpoint}, "", Origin())[0]
        for number, (issued, viewpoint) in enumerate(works)
    ]
    return Library(works={work.key: work for work in read})


def test_works_are_counted_by_the_month_they_are_from() -> None:
    line = timeline(library(("2022-05-24", "a"), ("2022-05", "a"), ("2022-07-01", "b"), ("2022-07", "")), "viewpoint")
    assert [(row.id, row.values) for row in line.rows] == [("a", (2, 0, 0)), ("b", (0, 0, 1)), ("", (0, 0, 1))]
    assert by_month(line, line.rows[0]) == {"2022-05": 2}
    assert line.columns == (2, 0, 2)


def test_a_date_without_one_month_is_put_into_none() -> None:
    texts = ("2022", "2022-XX", "202X", "2022-21", "2022-05/2022-06", "../2022-05")
    assert [month_of(parse_date(text)) for text in texts] == [None] * 6
    assert [row.undated for row in timeline(library(*((text, "a") for text in texts)), "viewpoint").rows] == [6]
    assert [month_of_day(text) for text in ("2022-05-24T08:00:00Z", "2022", "soon", "", "2022-13-01")] == [
        MAY,
        *[None] * 4,
    ]


def test_a_few_old_works_do_not_squeeze_the_others() -> None:
    line = timeline(library(("1955-01", "a"), *[("2022-05", "a")] * 30), "viewpoint")
    assert (line.first, line.rows[0].earlier, line.rows[0].values) == (MAY, 1, (30,))


def test_it_begins_where_it_is_told_to() -> None:
    works = library(("2021-12", "a"), ("2022-05", "a"))
    line = timeline(works, "viewpoint", since=parse_date("2022-04"))
    assert (line.rows[0].earlier, line.rows[0].values) == (1, (0, 1))
    assert timeline(works, "viewpoint", since=parse_date("2030")).rows[0] == Row("a", "a", (), 2)


def test_what_is_too_long_is_told_by_quarters_then_years_then_the_newest_years() -> None:
    line = counted([("a", "A", [MAY, MAY + 1, MAY + 2, MAY + 25])], first=MAY)
    quarters = bucketed(line, 12)
    assert (quarters.unit_name, quarters.rows[0].values) == ("quarter", (2, 1, 0, 0, 0, 0, 0, 0, 1))
    assert [one.label for one in buckets(quarters)][:2] == ["2022 Q2", "2022 Q3"]
    assert bucketed(line, 3).rows[0].values == (3, 0, 1)
    assert bucketed(line, 2).rows[0] == Row("a", "A", (0, 1), 3)
    assert buckets(bucketed(line, 2)) == (Bucket("2023", "2023"), Bucket("2024", "2024"))


def test_years_stand_under_their_first_month() -> None:
    line = counted([("a", "A", [MAY, MAY + 10])])
    assert [one.tick for one in buckets(line)] == [""] * 8 + ["2023", "", ""]


def test_many_groups_are_the_greatest_and_the_rest() -> None:
    line = counted([("a", "A", [MAY]), ("b", "B", [MAY] * 3), ("c", "C", [MAY] * 2), ("", "None", [None])])
    assert [(row.id, row.label, row.total) for row in greatest(line, 2, "{} others".format).rows] == [
        ("b", "B", 3),
        ("c", "C", 2),
        ("", "2 others", 2),
    ]
    assert greatest(line, 3, str) is line


@given(
    st.lists(st.lists(st.none() | st.integers(12 * 1800, 12 * 2100), max_size=30), max_size=4),
    st.none() | st.integers(12 * 1700, 12 * 2200),
    st.integers(1, 60),
)
def test_nothing_is_lost_however_it_is_bucketed(groups: list[list[int | None]], first: int | None, most: int) -> None:
    line = counted([(str(number), "", months) for number, months in enumerate(groups)], first=first)
    shown = bucketed(line, most)
    assert [row.total for row in line.rows] == list(map(len, groups)) == [row.total for row in shown.rows]
    assert shown.size <= most
    assert len(buckets(shown)) == shown.size
