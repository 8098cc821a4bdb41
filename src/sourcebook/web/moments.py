"""Dates as pages write them, in words and figures of many languages, as EDTF days."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sourcebook.model.dates import parse_date

_MONTHS = """
january janvier januar enero janeiro gennaio januari январь января ocak يناير jan. janv. ene. янв jän jänner
february février februar febrero fevereiro febbraio februari февраль февраля şubat فبراير feb. févr. fév. фев feber
march mars märz marzo março maart март марта mart مارس mar. mär. mrz мар marca
april avril abril aprile апрель апреля nisan أبريل apr. avr. abr. апр ابريل
may mai mayo maio maggio mei maj май мая mayıs مايو mag.
june juin juni junio junho giugno июнь июня haziran يونيو jun. giu. июн يونيه
july juillet juli julio julho luglio июль июля temmuz يوليو jul. juil. lug. июл يوليه
august août agosto augustus augusti август августа ağustos أغسطس aug. ago. авг اغسطس
september septembre septiembre setembro settembre сентябрь сентября eylül سبتمبر sep. sept. set. сен сент
october octobre oktober octubre outubro ottobre октябрь октября ekim أكتوبر oct. okt. ott. out. окт اكتوبر
november novembre noviembre novembro ноябрь ноября kasım نوفمبر nov. ноя нояб
december décembre dezember diciembre dezembro dicembre december декабрь декабря aralık ديسمبر dec. déc. dez. dic. дек
"""
_MONTH = {
    word.rstrip("."): number for number, line in enumerate(_MONTHS.strip().splitlines(), 1) for word in line.split()
}
_NAMES = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
# Years from 1600 on: 1400 is this century in the Persian and the Islamic calendar.
_YEAR, _TWO = r"(?P<y>(?:1[6-9]|20)\d\d)", r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH, _GAP, _CLOCK = r"(?:st|nd|rd|th|er|º|ª)", r"[\s.,/-]", r"(?:\d\d:\d\d:\d\d\s(?:[A-Z]{3,4}\s)?)"
# Each way of writing a day, surest first. Figures alone with the year last are read as a day only where they can be
# read in one way, or where dots tell that the day comes first.
_WAYS = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<m>{_TWO})\s*[月월]\s*(?P<d>{_DAY})\s*[日일号號]",
        rf"(?<![\d-]){_YEAR}(?P<s>[-/.])(?P<m>{_TWO})(?P=s)\s?(?P<d>{_DAY})(?!\d)",
        rf"(?<!\d){_YEAR}\.\s(?P<m>{_TWO})\.\s(?P<d>{_DAY})(?!\d)",
        rf"(?<!\d)(?P<d>{_DAY}){_NTH}?\.?{_GAP}{{1,3}}(?:of\s|de\s|d[’'])?(?P<n>{_NAMES})\.?,?{_GAP}{{0,3}}(?:de\s)?{_YEAR}(?!\d)",
        rf"(?<!\w)(?P<n>{_NAMES})\.?\s{{1,2}}(?P<d>{_DAY}){_NTH}?,?\s{{1,2}}{_CLOCK}?{_YEAR}(?!\d)",
        rf"(?<![\d.])(?P<d>{_DAY})\.\s?(?P<m>{_TWO})\.\s?{_YEAR}(?!\d)",
        rf"(?<![\d/])(?P<a>{_DAY})(?P<s>[/-])(?P<b>{_DAY})(?P=s){_YEAR}(?!\d)",
    )
)
_COMPACT = re.compile(r"((?:1[6-9]|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?\d{4,6}Z?)?")
_PARTIAL = re.compile(r"((?:1[6-9]|20)\d\d)(?:[-/](0?[1-9]|1[0-2]))?")
# What content systems write where they know no date, or where a clock stands at nought.
_EMPTY = frozenset({"1970-01-01", "1969-12-31", "1900-01-01", "1899-12-30", "1601-01-01"})
_LAST_YEAR = 2100
# Arabic, Persian and full-width figures.
_FIGURES = {first + place: str(place) for first in (0x660, 0x6F0, 0xFF10) for place in range(10)}


def day_of(text: str) -> str:
    """The date that a declaration gives, as EDTF, or empty: the day as it is written, in the zone it is written in.

    >>> day_of("2022-05-24T23:30:00-04:00"), day_of("24. Mai 2022"), day_of("2022")
    ('2022-05-24', '2022-05-24', '2022')
    """
    text = text.strip()[:100].translate(_FIGURES)
    if match := _PARTIAL.fullmatch(text):
        return _day(match[1], match[2] or "", "")
    if match := _COMPACT.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if re.fullmatch(r"\d{10}(?:\d{3})?", text):
        return _known(datetime.fromtimestamp(int(text[:10]), UTC).date().isoformat())
    if match := re.fullmatch(rf"({_NAMES})\.?,?\s+({_YEAR})", text, re.IGNORECASE):
        return _day(match["y"], str(_MONTH[match[1].lower()]), "")
    return next(days_in(text), "")


def days_in(text: str) -> Iterator[str]:
    """Every day that a text names, in the order of the text."""
    return (day for _, day in days_at(text))


def days_at(text: str) -> Iterator[tuple[int, str]]:
    """Every day that a text names, after the place where it begins."""
    text = text.translate(_FIGURES)
    found = {match.start(): day for way in _WAYS for match in way.finditer(text) if (day := _matched(match))}
    yield from sorted(found.items())


def day_in_figures(text: str, language: str) -> str | None:
    """The first day that is written in figures which can be read in two ways, by the custom of a language.

    Empty where the language has two customs, as bare `en` does; None where the text has no such figures.
    """
    for match in _WAYS[-1].finditer(text):
        if not _matched(match):
            tag = language.lower().replace("_", "-")
            month_first = tag == "en-us"
            if not tag or tag == "en":
                return ""
            first, second = match["a"], match["b"]
            return _day(match["y"], first if month_first else second, second if month_first else first)
    return None


def day_in_address(url: str) -> str:
    """The day that the path of an address names, or empty: `/2022/05/24/`, `/20220524/`, `/202205/t20220524_1.html`."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    for way in (
        r"(?<!\d)((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?![\d])",
        r"(?<!\d)((?:19|20)\d\d)/(\d\d)(\d\d)(?=/)",
        r"(?<!\d)(20\d\d)-(\d\d)/(\d\d)(?=/)",
        r"(?:^|[/t_-])((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_.-]|$)",
    ):
        for match in re.finditer(way, path):
            if day := _day(*match.groups()):
                return day
    return ""


def in_own_zone(declared: str, others: Sequence[str], shown: Sequence[str]) -> str:
    """The day of a declaration in the page's own zone.

    A moment in UTC may fall on another day where it was written. It is moved only by proof: the same moment with its
    own offset among `others`, or a day before or after, as a zone allows, among the days `shown` to readers.
    """
    day, moment = day_of(declared), _moment(declared)
    if moment is None or moment.utcoffset() != timedelta(0):
        return day
    for other in others:
        told = _moment(other)
        if told is not None and told == moment and told.utcoffset():
            return told.date().isoformat()
    if day in shown:
        return day
    # Zones reach from UTC-12 to UTC+14.
    ahead, behind = (moment + timedelta(hours=14)).date(), (moment - timedelta(hours=12)).date()
    return next((near for near in (ahead.isoformat(), behind.isoformat()) if near != day and near in shown), day)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    return moment if moment.tzinfo else None


def _matched(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        if first <= 12 and second <= 12 and first != second:
            return ""
        month, day = (first, second) if second > 12 else (second, first)
        return _day(parts["y"], str(month), str(day))
    month_name = parts.get("n")
    return _day(parts["y"], str(_MONTH[month_name.lower()]) if month_name else parts["m"], parts["d"])


def _day(year: str, month: str, day: str) -> str:
    return _known("-".join([year, *(f"{int(part):02}" for part in (month, day) if part)]))


def _known(date: str) -> str:
    parsed = parse_date(date)
    if parsed is None or date in _EMPTY or not parsed.first_year or parsed.first_year > _LAST_YEAR:
        return ""
    return date
