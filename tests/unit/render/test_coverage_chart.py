"""The chart of a library: every work is drawn, or said not to be."""

import csv
import io

from example_works import article, library

from sourcebook.render.coverage import coverage_chart, write_csv, write_svg

WORKS = library(
    article("a", issued="2022-05-24", viewpoint="river"),
    article("b", issued="2022-05", viewpoint="river"),
    article("c", issued="2022-07", viewpoint="=town"),
    article("d", issued="2022"),
    viewpoints={"river": "River & people"},
)


def test_the_chart_says_what_it_shows_and_what_it_cannot() -> None:
    chart = coverage_chart(WORKS)
    assert [(one.label, one.values, one.is_rest) for one in chart.series] == [
        ("River & people", (2, 0, 0), False),
        ("=town", (0, 0, 1), False),
        ("Without a viewpoint", (0, 0, 0), True),
    ]
    assert chart.title == "Works per month, by viewpoint"
    assert chart.note == "1 work without a known month is not drawn."
    assert chart.note in write_svg(WORKS)
    assert "River &amp; people" in write_svg(WORKS)


def test_old_works_are_one_column() -> None:
    old = library(article("old", issued="1950-01"), *(article(f"w{n}", issued="2022-05") for n in range(30)))
    chart = coverage_chart(old, title="Ours")
    assert [one.label for one in chart.buckets] == ["before 2022-05", "2022-05"]
    assert (chart.title, chart.series[0].values, chart.note) == ("Ours", (1, 30), "")
    assert "1950-01,,Without a viewpoint,1" in write_csv(old)


def test_the_numbers_are_all_there_and_run_nothing() -> None:
    assert list(csv.reader(io.StringIO(write_csv(WORKS)))) == [
        ["month", "viewpoint", "label", "works"],
        ["2022-05", "river", "River & people", "2"],
        ["2022-07", "'=town", "'=town", "1"],
        ["", "", "Without a viewpoint", "1"],
    ]


def test_more_groups_than_colours_are_the_greatest_and_others() -> None:
    many = library(*(article(f"w{n}", issued="2022-05", viewpoint=f"v{min(n, 11):02d}") for n in range(14)))
    chart = coverage_chart(many)
    assert (len(chart.series), chart.series[-1].label, chart.series[-1].values) == (10, "3 others", (3,))
