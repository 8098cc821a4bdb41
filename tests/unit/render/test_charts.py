"""Charts: well-formed SVG that says its numbers, and nothing that a label could break."""

from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.charts import Bar, Bars, Bucket, Columns, Series
from sourcebook.render.charts import WIDTH, bar_rows, bars, column_rows, columns

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = Columns(
    "months",
    "Works per month",
    "Three months.",
    (Bucket("May 2022", "2022"), Bucket("June 2022"), Bucket("July 2022")),
    (Series("One side", (4, 0, 1)), Series("Another", (6, 0, 0)), Series("None", (0, 0, 2), is_rest=True)),
)


def _root(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own text, and whether it parses is the question


def _rects(svg: str) -> list[ET.Element]:
    return [one for one in _root(svg).iter(f"{SVG}rect") if one.find(f"{SVG}title") is not None]


def _number(one: ET.Element, name: str) -> float:
    return float(one.attrib[name])


def test_a_chart_is_named_and_described_for_those_who_hear_it() -> None:
    root = _root(columns(MONTHS))
    assert root.attrib["role"] == "img"
    told = [root.find(f"{SVG}*[@id='{name}']") for name in root.attrib["aria-labelledby"].split()]
    assert [one.text for one in told if one is not None] == ["Works per month", "Three months."]


def test_series_stand_one_upon_the_other_in_their_order_and_heights_are_counts() -> None:
    first, second, lone, rest = _rects(columns(MONTHS))
    assert _number(second, "y") + _number(second, "height") == _number(first, "y")
    assert _number(second, "height") == _number(first, "height") * 6 / 4
    assert _number(rest, "height") == 2 * _number(lone, "height")
    assert [one.attrib["class"] for one in (first, second, lone, rest)] == ["c1", "c2", "c1", "rest"]
    assert _number(first, "x") < _number(lone, "x")
    assert first[0].text == "May 2022, One side: 4"


def test_every_series_is_named_with_its_sum() -> None:
    texts = [one.text for one in _root(columns(MONTHS)).iter(f"{SVG}text")]
    assert texts[-6:] == ["One side", "5", "Another", "6", "None", "2"]


def test_the_numbers_are_a_table_without_empty_buckets() -> None:
    assert column_rows(MONTHS) == (
        ("", "One side", "Another", "None", "all"),
        ("May 2022", "4", "6", "0", "10"),
        ("July 2022", "1", "0", "2", "3"),
    )


def test_words_under_the_axis_never_touch() -> None:
    many = tuple(Bucket(f"{year}", f"{year}") for year in range(1950, 2030))
    svg = columns(Columns("many", "", "", many, (Series("All", (1,) * len(many)),)))
    ticks = [one for one in _root(svg).iter(f"{SVG}text") if one.attrib.get("class") == "middle"]
    places = [_number(one, "x") for one in ticks]
    assert len(ticks) > 5
    assert min(b - a for a, b in pairwise(places)) > 38


def test_a_bar_is_as_long_as_its_count_and_the_longest_leaves_room_for_its_number() -> None:
    chart = Bars("outlets", "Outlets", "", (Bar("A", 1200), Bar("B", 300), Bar("C", 0)))
    one, two, none = _rects(bars(chart))
    assert abs(_number(one, "width") - 4 * _number(two, "width")) < 0.3
    assert _number(none, "width") == 0
    assert _number(one, "width") < WIDTH - 45
    assert bar_rows(chart) == (("A", "1200"), ("B", "300"), ("C", "0"))


def test_charts_of_nothing_are_drawn_all_the_same() -> None:
    assert not _rects(columns(Columns("none", "", "", (), ())))
    assert not _rects(bars(Bars("none", "", "", ())))


@given(st.text(), st.integers(0, 10**9))
def test_no_label_and_no_count_breaks_the_drawing(label: str, count: int) -> None:
    for svg in (
        columns(Columns(label, label, label, (Bucket(label, label),), (Series(label, (count,)),))),
        bars(Bars(label, label, label, (Bar(label, count),))),
    ):
        root = _root(svg)
        assert {one.tag for one in root.iter()} <= {
            f"{SVG}{name}" for name in "svg title desc style rect path text".split()
        }
        assert all(one.attrib.get("class", "chart") in "chart c1 grid axis end middle" for one in root.iter())
        heights = [_number(one, "height") for one in _rects(svg)]
        assert all(0 <= one <= 190 for one in heights)
