# ruff: noqa: E501 - tables of texts, one case after the other
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.dates import parse_date
from sourcebook.web.moments import day_in_address, day_of, days_in, in_own_zone


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-09", "2021-03-09T23:30:00-04:00", "2021-03-09 10:00", "20210309", "20210309T100000Z", "2021/3/9", "2021.03.09",
        "Tue, 09 Mar 2021 10:00:00 GMT", "Tue Mar 9 10:22:33 UTC 2021", "March 9, 2021", "Mar. 9th, 2021", "9 March 2021",
        "9. März 2021", "9 mars 2021", "9 de marzo de 2021", "9 marzo 2021", "9 марта 2021", "9 Mart 2021", "9 مارس 2021",
        "2021年3月9日 10:00", "2021년 3월 9일", "2021. 3. 9.", "٩ مارس ٢٠٢١", "２０２１年３月９日", "09.03.2021", "1615284000", "1615284000000",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_spellings(text: str) -> None:
    assert day_of(text) == "2021-03-09"


@pytest.mark.parametrize(("text", "date"), [("2021", "2021"), ("2021/03", "2021-03"), ("March 2021", "2021-03"), ("25/12/2021", "2021-12-25"), ("12/25/2021", "2021-12-25")])  # fmt: skip
def test_a_date_is_no_more_exact_than_it_was_written(text: str, date: str) -> None:
    assert day_of(text) == date


@pytest.mark.parametrize("text", ["", "soon", "04/05/2021", "2021-13-45", "30 February 2021", "1970-01-01T00:00:00Z", "0001-01-01", "9999-12-31", "1400-12-18", "12345"])  # fmt: skip
def test_what_is_no_date_or_can_be_read_in_two_ways_is_none(text: str) -> None:
    assert day_of(text) == ""


@given(st.text(max_size=60))
def test_every_date_that_is_read_is_one(text: str) -> None:
    for date in [day_of(text), *days_in(text)]:
        assert date == "" or parse_date(date) is not None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2021/03/09/dam", "2021-03-09"),
        ("2021-03-09/dam", "2021-03-09"),
        ("2021/3/9/dam", "2021-03-09"),
        ("202103/t20210309_12.html", "2021-03-09"),
        ("2021-03/09/c_12.htm", "2021-03-09"),
        ("n1/2021/0309/c1-2.html", "2021-03-09"),
        ("20210309/dam.html", "2021-03-09"),
        ("12345678/dam", ""),
        ("2021/dam", ""),
        ("2021/13/45/dam", ""),
    ],
)
def test_an_address_may_name_its_day(path: str, day: str) -> None:
    assert day_in_address(f"https://e.example/{path}?d=2020/01/01") == day


@pytest.mark.parametrize(
    ("declared", "others", "shown", "day"),
    [
        ("2021-03-08T23:30:00Z", [], [], "2021-03-08"),
        ("2021-03-08T23:30:00Z", ["2021-03-09T00:30:00+01:00"], [], "2021-03-09"),
        ("2021-03-08T23:30:00Z", ["2021-03-09T08:30:00+01:00"], [], "2021-03-08"),
        ("2021-03-08T23:30:00Z", [], ["2021-03-09"], "2021-03-09"),
        ("2021-03-08T23:30:00Z", [], ["2021-03-09", "2021-03-08"], "2021-03-08"),
        ("2021-03-08T03:30:00Z", [], ["2021-03-07"], "2021-03-07"),
        ("2021-03-08T03:30:00Z", [], ["2021-03-09"], "2021-03-08"),
        ("2021-03-08T23:30:00+08:00", [], ["2021-03-09"], "2021-03-08"),
        ("2021-03-08", [], ["2021-03-09"], "2021-03-08"),
    ],
)
def test_a_moment_in_utc_moves_to_the_pages_own_day_by_proof_only(
    declared: str, others: list[str], shown: list[str], day: str
) -> None:
    assert in_own_zone(declared, others, shown) == day
