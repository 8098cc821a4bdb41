import pytest

from sourcebook.errors import UnknownRevision
from sourcebook.store.states import day_of


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("@2026-09-01", "2026-09-01"),
        ("2024-02-29", "2024-02-29"),
        ("2026-09", ""),
        ("HEAD", ""),
        ("@", ""),
        ("@{1}", ""),
    ],
)
def test_a_day_is_a_whole_iso_date_with_or_without_the_at_sign(name: str, day: str) -> None:
    assert day_of(name) == day


@pytest.mark.parametrize("name", ["2026-02-29", "@2026-13-01", "0000-01-01"])
def test_a_day_that_no_calendar_has_is_refused(name: str) -> None:
    with pytest.raises(UnknownRevision, match="no day of the calendar"):
        day_of(name)
