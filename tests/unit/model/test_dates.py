import pytest
from hypothesis import given

from sourcebook.model.dates import PartialDate, day_range, parse_date
from strategies import ANY_TEXT, DATES, POINTS

# The examples of the EDTF specification (loc.gov/standards/datetime), levels 0 and 1, with the days that each can mean.
DAYS_OF_EXAMPLES = {
    # level 0: date, date and time, interval
    "1985-04-12": (19850412, 19850412),
    "1985-04": (19850400, 19850499),
    "1985": (19850000, 19859999),
    "1985-04-12T23:20:30": (19850412, 19850412),
    "1985-04-12T23:20:30Z": (19850412, 19850412),
    "1985-04-12T23:20:30-04": (19850412, 19850412),
    "1985-04-12T23:20:30+04:30": (19850412, 19850412),
    "1964/2008": (19640000, 20089999),
    "2004-06/2006-08": (20040600, 20060899),
    "2004-02-01/2005-02-08": (20040201, 20050208),
    "2004-02-01/2005-02": (20040201, 20050299),
    "2004-02-01/2005": (20040201, 20059999),
    "2005/2006-02": (20050000, 20060299),
    # level 1: long years, seasons, qualified dates, unspecified digits, extended intervals, negative years
    "Y170000002": (1700000020000, 1700000029999),
    "Y-170000002": (-1700000020000, -1700000010001),
    "2001-21": (20010300, 20010599),
    "2001-22": (20010600, 20010899),
    "2001-23": (20010900, 20011199),
    "2001-24": (20011200, 20011299),
    "1984?": (19840000, 19849999),
    "2004-06~": (20040600, 20040699),
    "2004-06-11%": (20040611, 20040611),
    "201X": (20100000, 20199999),
    "20XX": (20000000, 20999999),
    "2004-XX": (20040000, 20049999),
    "1985-04-XX": (19850400, 19850499),
    "1985-XX-XX": (19850000, 19859999),
    "1985-04-12/..": (19850412, 10**14),
    "1985-04/..": (19850400, 10**14),
    "1985/..": (19850000, 10**14),
    "../1985-04-12": (-(10**14), 19850412),
    "../1985-04": (-(10**14), 19850499),
    "../1985": (-(10**14), 19859999),
    "1985-04-12/": (19850412, 10**14),
    "1985-04/": (19850400, 10**14),
    "1985/": (19850000, 10**14),
    "/1985-04-12": (-(10**14), 19850412),
    "/1985-04": (-(10**14), 19850499),
    "/1985": (-(10**14), 19859999),
    "1984~/2004-06": (19840000, 20040699),
    "1984/2004-06~": (19840000, 20040699),
    "1984?/2004%": (19840000, 20049999),
    "1984-06-02?/2004-08-08~": (19840602, 20040808),
    "-1985": (-19850000, -19840001),
    "198X/1985": (19800000, 19859999),
    "1985/198X": (19850000, 19899999),
}


def parsed(text: str) -> PartialDate:
    date = parse_date(text)
    assert date is not None, text
    return date


@pytest.mark.parametrize("text", DAYS_OF_EXAMPLES)
def test_every_example_of_the_specification_means_its_days(text: str) -> None:
    assert parsed(text).days == DAYS_OF_EXAMPLES[text]
    assert str(parsed(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "2022 ", " 2022", "22", "202", "20222", "2022-5", "2022-13", "2022-00", "2022-20", "2022-25"),
        *("2022-05-00", "2022-05-32", "2022-02-29", "1900-02-29", "2022-04-31", "2022-21-01", "May 2022", "2022/5"),
        *("/", "../..", "..", "2022..2023", "2022/2021", "2022-05/2022-04", "2022-05-24/2022-05-23", "1/2/3"),
        *("2022?~", "~2022", "2022-05T10:00:00", "1985-04-12T99:20:30", "1985-04-12T23:60:30", "1985-04-12T23:20"),
        *("٢٠٢٢", "２０２２", "2022-05-24\n", "2022-05-²4", "-22", "Y2022", "20X2", "XXXX", "n.d."),
        "1985-XX-12",  # level 2
        pytest.param("Y" + "9" * 5000, id="Y with 5000 digits"),
    ],
)
def test_what_is_no_date_of_levels_0_and_1_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["2000-02-29", "2024-02-29", "0000-01-01", "9999-12-31"])
def test_days_at_the_edges_of_the_calendar_are_dates(text: str) -> None:
    assert parse_date(text) is not None


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2022", False, False),
        ("2022~", True, False),
        ("2022?", False, True),
        ("2022%", True, True),
        ("1984?/1986~", True, True),
        ("1984/1986", False, False),
        ("../1986~", True, False),
    ],
)
def test_marks_say_whether_a_date_is_approximate_or_uncertain(text: str, approximate: bool, uncertain: bool) -> None:
    assert (parsed(text).approximate, parsed(text).uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-05", 2022, 2022),
        ("201X", 2010, 2019),
        ("-201X", -2019, -2010),
        ("2021/2023", 2021, 2023),
        ("2021/..", 2021, None),
        ("../2023", None, 2023),
    ],
)
def test_years_reach_as_far_as_the_date_can_mean(text: str, first: int | None, last: int | None) -> None:
    assert (parsed(text).first_year, parsed(text).last_year) == (first, last)


def test_dates_sort_by_the_earliest_day_that_they_can_mean() -> None:
    in_order = ["-0044", "19XX", "1984?/1986~", "2021", "2021-02", "2021-21", "2021-04-01", "../2021-05", "2022-24"]
    backwards = in_order[::-1]
    assert sorted(backwards, key=lambda text: parsed(text).order) == in_order


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2022", (20220000, 20229999)),
        ("2022-05-24", (20220524, 20220524)),
        ("2021..2022", (20210000, 20229999)),
        ("2022-05-24..2022-06", (20220524, 20220699)),
        ("2022..", (20220000, 10**14)),
        ("..2022-05", (-(10**14), 20220599)),
        ("1985/1987", (19850000, 19879999)),
        ("1985/..", (19850000, 10**14)),
        ("../1985", (-(10**14), 19859999)),
    ],
)
def test_a_day_range_covers_its_ends(text: str, days: tuple[int, int]) -> None:
    assert day_range(text) == days


@pytest.mark.parametrize("text", ["", "..", "...", "a..b", "2021..b", "a..2021", "2022-5", "2021..2022..2023"])
def test_what_is_neither_a_date_nor_a_range_has_no_days(text: str) -> None:
    assert day_range(text) is None


@given(DATES)
def test_any_date_parses_and_keeps_its_text(text: str) -> None:
    assert str(parsed(text)) == text


@given(DATES)
def test_any_date_starts_no_later_than_it_ends(text: str) -> None:
    first, last = parsed(text).days
    assert first <= last


@given(ANY_TEXT | DATES.map(lambda text: text[1:]) | DATES.map("{}-".format))
def test_no_text_is_too_odd_to_ask_for_its_date(text: str) -> None:
    date = parse_date(text)
    assert date is None or date.text == text
    days = day_range(text)
    assert days is None or len(days) == 2


@given(POINTS, POINTS)
def test_the_order_of_dates_agrees_with_the_days_they_start_on(one: str, other: str) -> None:
    first, second = parsed(one), parsed(other)
    assert (first.order < second.order) == (first.days[0] < second.days[0])
    assert (first.order == second.order) == (first.days[0] == second.days[0])


@given(DATES)
def test_the_days_of_any_date_fit_into_a_64_bit_integer(text: str) -> None:
    assert all(-(2**63) <= day < 2**63 for day in parsed(text).days)
