from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.retry_after import retry_after

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
YEAR = 366 * 86_400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("120", 120), (" 7 ", 7), ("+5", 5), ("1.5", 1), ("-3", 0), ("9" * 12, YEAR), ("9" * 5_000, 0),
        ("30s", 30), ("1m30s", 90), ("2h", 7_200), ("1d 1h", 90_000), ("5min", 300), ("", 0), ("soon", 0), ("m", 0),
        ("Sun, 22 Nov 2026 10:01:00 GMT", 60), ("Sunday, 22-Nov-26 10:01:00 GMT", 60),
        ("Sun Nov 22 10:01:00 2026", 60), ("Sun, 22 Nov 2026 09:59:00 GMT", 0), ("Sun, 99 Nov 2026 10:01:00 GMT", 0),
        ("Sun, 22 Nov 2026 12:01:00 +0200", 60), ("Sun, 22 Nov 9999 10:01:00 GMT", YEAR),
    ],
)  # fmt: skip
def test_every_form_is_understood_and_nonsense_says_nothing(text: str, seconds: int) -> None:
    assert retry_after(text, NOW) == seconds


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=300)))
def test_a_date_is_as_far_away_as_it_says(ahead: timedelta) -> None:
    moment = NOW + ahead
    assert retry_after(format_datetime(moment, usegmt=True), NOW) == int(ahead.total_seconds())


@given(st.text() | st.from_regex(r"[+-]?\d+[dhms ,:]*\w{0,9}", fullmatch=True))
def test_whatever_is_sent_it_is_a_time_within_a_year(text: str) -> None:
    assert 0 <= retry_after(text, NOW) <= YEAR
