from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.dates import parse_date
from sourcebook.web.feed_moments import moment_of

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"), ("2024-05-01T10:00:00+08:00", "2024-05-01T02:00:00Z"),
        ("20240501T100000Z", "2024-05-01T10:00:00Z"), ("2024-05-01 10:00:00.123 +0800", "2024-05-01T02:00:00Z"),
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00Z"), ("1 May 24 10:00 UT", "2024-05-01T10:00:00Z"),
        ("Wed, 01 May 2024 10:00:00 BST", "2024-05-01T09:00:00Z"), ("01 May 2024 10:00 CEST", "2024-05-01T08:00:00Z"),
        ("Wed, 01 May 2024 10:00:00 JST", "2024-05-01T01:00:00Z"),
        ("Mi, 01 Mai 2024 10:00:00 +0200", "2024-05-01T08:00:00Z"),
        ("1714557600", "2024-05-01T10:00:00Z"), ("1714557600000", "2024-05-01T10:00:00Z"),
        ("2024-12-31T23:59:60Z", "2024-12-31T23:59:59Z"), ("2024/05/01 10:00 UTC+8", "2024-05-01T02:00:00Z"),
    ],
)  # fmt: skip
def test_a_time_with_its_zone_is_told_in_utc(text: str, moment: str) -> None:
    assert moment_of(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-01", "2024-05-01"), ("2024/05/01 10:00", "2024-05-01"), ("2024年05月01日", "2024-05-01"),
        ("2024年5月1日 10:00", "2024-05-01"),
        ("Wed, 01 May 2024 10:00:00", "2024-05-01"), ("May 1, 2024", "2024-05-01"),
        ("1er mai 2024 à 10:00", "2024-05-01"), ("1. Mai 2024", "2024-05-01"), ("1 de mayo de 2024", "2024-05-01"),
        ("2024-05-01T24:00:00Z", "2024-05-01"), ("Wed, 01 May 2024 10:00:00 CST", "2024-05-01"),
        ("May 1, 2024 10:00 PM", "2024-05-01"), ("2024-05", "2024-05"), ("2024", "2024"),
    ],
)  # fmt: skip
def test_without_a_zone_that_means_one_thing_only_the_day_is_told(text: str, day: str) -> None:
    assert moment_of(text, NOW) == day


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "0000-00-00", "0001-01-01T00:00:00Z", "2024-02-31", "Wed, 31 Feb 2024 10:00:00 GMT",
     "2098-01-01", "Sat, 01 Jan 2098 10:00:00 GMT", "1970-01-01T00:00:00Z", "0", "05/06/2024", "2026-11-25", "9" * 13],
)  # fmt: skip
def test_what_cannot_be_is_no_date(text: str) -> None:
    assert not moment_of(text, NOW)


def test_figures_are_read_by_the_custom_of_the_language() -> None:
    assert moment_of("05/06/2024", NOW, "en-GB") == "2024-06-05"
    assert moment_of("05/06/2024", NOW, "en-US") == "2024-05-06"


MOMENTS = st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2026, 11, 20))  # noqa: DTZ001 - zones are put on below
ZONES = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, ZONES)
def test_what_is_written_by_the_standards_comes_back_to_the_second(naive: datetime, zone: timezone) -> None:
    there = naive.replace(microsecond=0, tzinfo=UTC).astimezone(zone)
    wanted = there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert moment_of(format_datetime(there), NOW) == wanted
    assert moment_of(there.isoformat(), NOW) == wanted


@given(
    st.text(max_size=60)
    | st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{1,4}( [0-9:]{1,8} ?[A-Z+-]{0,4})?")
)
def test_whatever_is_written_a_date_is_edtf_and_not_in_the_future(text: str) -> None:
    found = moment_of(text, NOW)
    assert not found or (parse_date(found[:10]) and "1990" <= found <= "2026-11-25")
