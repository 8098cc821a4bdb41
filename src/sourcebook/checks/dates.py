"""Whether one date is certainly before another, as far as partial dates allow to say."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date

from sourcebook.model.dates import SEASONS, PartialDate

# Dates are local dates: what appears in one place on the 24th can be answered in another where it is still the 23rd.
_TIME_ZONES = 1


def surely_before(earlier: PartialDate, later: PartialDate) -> bool:
    """Whether the last day that `earlier` can mean is before the first day that `later` can mean, time zones aside.

    False wherever there is room for doubt: an approximate or uncertain date, an open range, a year that calendars lack,
    a season, which is another in each hemisphere.
    """
    for one in (earlier, later):
        seasons = any(point.month in SEASONS for point in (one.start, one.end) if point)
        if one.approximate or one.uncertain or seasons:
            return False
    last, first = _ordinal(earlier.days[1]), _ordinal(later.days[0])
    return last is not None and first is not None and last + _TIME_ZONES < first


def _ordinal(number: int) -> int | None:
    """A day written as yyyymmdd, 00 and 99 standing for the first and the last, as a count of days."""
    year, rest = divmod(number, 10000)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    month, day = (min(max(part, 1), most) for part, most in zip(divmod(rest, 100), (12, 31), strict=True))
    return date(year, month, min(day, monthrange(year, month)[1])).toordinal()
