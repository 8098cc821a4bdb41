"""Web archives: the copy of a page that is closest to a day, and saving one now.

Copies are looked up in the index of the Wayback Machine (CDX server) or by a TimeGate (RFC 7089), and saved by Save
Page Now 2. Whatever an archive answers is an Answer, or a NetworkFailed with a sentence.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple, NoReturn
from urllib.parse import quote, urlencode, urljoin, urlsplit

from sourcebook.errors import NetworkFailed
from sourcebook.model.archives import Answer, Capture
from sourcebook.model.sources import Services
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address
from sourcebook.web.causes import shown
from sourcebook.web.fetch import Fetcher, Page, Trail
from sourcebook.web.retry_after import retry_after

_JSON = "application/json"
_STAMP = re.compile(r"\d{14}", re.ASCII)
# What the index says, with any status, of a site that the archive does not show.
_BLOCKED = re.compile(rb"AdministrativeAccessControl|RobotAccessControl|Blocked (?:Site|URL)", re.IGNORECASE)
_NO_COPY = "the archive has no copy of it"
_HIDDEN = "the archive does not show this site"
_UNDER_WAY = "it is still being saved; look for the copy later"
_FULL = "error:user-session-limit"  # as many savings under way as these keys may have
_WAIT = 60  # seconds, where a service asks to wait and does not say how long
_LONGEST_REASON = 200
_KEEPERS = {"web.archive.org": "Internet Archive"}


class Keys(NamedTuple):
    """What Save Page Now knows a person by (archive.org/account/s3.php)."""

    access: str
    secret: str

    def __repr__(self) -> str:
        return "Keys(…)"


class Archives:
    """Asks the archives of `services`. A class, because every question goes by one fetcher to the same services.

    `now` tells the time, for archives that ask to wait until then; `sleep` waits for some seconds, and `gap` is the
    measure of how many lie between two questions about a page that is being saved.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        services: Services,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        gap: float,
    ) -> None:
        self._fetcher = fetcher
        self._services = services
        self._now = now
        self._sleep = sleep
        self._gap = gap

    def closest(self, url: str, day: date) -> Answer:
        """The copy of a page that was taken closest to a day; raises NetworkFailed."""
        page = url.partition("#")[0]
        return self._by_timegate(page, day) if self._services.timegate else self._by_index(page, day)

    def save(self, url: str, keys: Keys) -> Answer:
        """A copy of a page that is taken now, which may take minutes; raises NetworkFailed.

        The keys go to the archive's own origin and nowhere else.
        """
        page = url.partition("#")[0]
        headers = {"Authorization": f"LOW {keys.access}:{keys.secret}"}
        start = f"{self._services.wayback}/save"
        form = {"url": page, "skip_first_archive": "1"}
        said = self._told(self._fetcher.post(start, form, accept=_JSON, headers=headers))
        job = said.get("job_id")
        if not isinstance(job, str) or not job:
            return Answer(reason=_complaint(said, keys))
        for seconds in self._waits():
            self._sleep(seconds)
            status = f"{start}/status/{quote(job, safe='')}"
            said = self._told(self._fetcher.get(status, accept=_JSON, headers=headers))
            if said.get("status") == "success":
                return self._saved(page, said)
            if said.get("status") == "error":
                return Answer(reason=_complaint(said, keys))
        return Answer(reason=_UNDER_WAY)

    def _waits(self) -> Iterator[float]:
        """The seconds between two questions: two and a half minutes in all, where the gap is the usual 2.5 seconds."""
        yield from [2 * self._gap] * 6
        yield from [4 * self._gap] * 12

    def _by_index(self, url: str, day: date) -> Answer:
        asked = {
            "url": url,
            "matchType": "exact",  # else a `*` in the address would mean any
            "output": "json",
            "fl": "timestamp,statuscode",
            "filter": "statuscode:200",
            "closest": f"{day:%Y%m%d}",
            "sort": "closest",
            "limit": "1",
        }
        page = self._fetcher.get(f"{self._services.wayback}/cdx/search/cdx?{urlencode(asked)}", accept=_JSON)
        stamps = stamps_in(page.body) if page.ok else None
        if stamps is None:
            if _BLOCKED.search(page.body[:10_000]):
                return Answer(reason=_HIDDEN)
            self._refuse(page, "but with no list of copies")
        near = min(stamps, key=lambda stamp: abs(_day_in(stamp) - day), default="")
        return self._capture(url, near) if near else Answer(reason=_NO_COPY)

    def _by_timegate(self, url: str, day: date) -> Answer:
        """RFC 7089, section 4: a TimeGate leads on to the memento closest to the Accept-Datetime, or is it itself."""
        gate = f"{self._services.timegate}/{url}"
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        headers = {gate: {"Accept-Datetime": format_datetime(noon, usegmt=True)}}
        page = self._fetcher.glance(gate, Trail(), headers=headers, body=1)
        taken = _moment(page.headers.get("memento-datetime", ""))
        if taken is None and page.status in (404, 410):
            return Answer(reason=_NO_COPY)
        if taken is None and page.status in (403, 451):
            return Answer(reason=_HIDDEN)
        if taken is None:
            self._refuse(page, "but not as a TimeGate does")
        if not page.ok:
            return Answer(reason=f"the archive has only what answered {page.status}")
        location = page.headers.get("content-location", "")
        copy = page.url if page.hops else location and urljoin(page.url, location)
        if not is_web_address(copy):
            self._refuse(page, "and names no address of the copy")
        return Answer(Capture(copy, taken.astimezone(UTC).date().isoformat(), _keeper(copy)))

    def _saved(self, url: str, said: Mapping[str, object]) -> Answer:
        status = said.get("http_status", 200)
        if isinstance(status, int) and status >= 400:
            return Answer(reason=f"the page answered {status} to the archive")
        stamp = said.get("timestamp")
        if not isinstance(stamp, str) or not _is_stamp(stamp):
            return Answer(reason="the archive saved it, and does not say when; look for the copy later")
        return self._capture(url, stamp)

    def _capture(self, url: str, stamp: str) -> Answer:
        copy = f"{self._services.wayback}/web/{stamp}/{url}"
        return Answer(Capture(copy, _day_in(stamp).isoformat(), _keeper(copy)))

    def _told(self, page: Page) -> Mapping[str, object]:
        """What Save Page Now says: an object, with whatever status. Raises NetworkFailed for all else."""
        said = _read(page.body)
        if page.status in (401, 403):
            raise NetworkFailed(
                f"{_host(page.url)} does not accept the keys; see archive.org/account/s3.php.", page.url, "refuse"
            )
        if isinstance(said, Mapping) and said.get("status_ext") == _FULL:
            self._limited(page)
        if not isinstance(said, Mapping) or page.status == 429 or page.status >= 500:
            self._refuse(page, "but not as Save Page Now does")
        return said

    def _refuse(self, page: Page, what: str) -> NoReturn:
        if page.status == 429:
            self._limited(page)
        told = f"{page.status}, {what}" if page.ok else page.status
        raise NetworkFailed(f"{_host(page.url)} answered {told}; try later.", page.url, "answer")

    def _limited(self, page: Page) -> NoReturn:
        # Whoever asks on all the same is shut out for hours.
        seconds = retry_after(page.headers.get("retry-after", ""), self._now()) or _WAIT
        raise NetworkFailed(
            f"{_host(page.url)} asks to be left alone for {seconds} seconds; run it again then.", page.url, "limited"
        )


def stamps_in(body: bytes) -> list[str] | None:
    """The times, `20220601120000`, of the good captures in an answer of the index; None where it is no such answer.

    That is a list of rows under a row of names, or nothing at all.
    """
    if not body.strip():
        return []
    rows = _read(body)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    if not rows:
        return []
    names, *captures = rows
    if "timestamp" not in names:
        return None
    found = [dict(zip(map(str, names), row, strict=False)) for row in captures]
    well = [one for one in found if str(one.get("statuscode", "200")) == "200"]
    return [str(one["timestamp"]) for one in well if _is_stamp(str(one.get("timestamp", "")))]


def _read(body: bytes) -> object:
    try:
        said: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said


def _is_stamp(text: str) -> bool:
    if not _STAMP.fullmatch(text):
        return False
    try:
        _day_in(text)
    except ValueError:
        return False
    return True


def _day_in(stamp: str) -> date:
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))


def _moment(text: str) -> datetime | None:
    """The time of a Memento-Datetime, None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _complaint(said: Mapping[str, object], keys: Keys) -> str:
    """Why a page was not saved, in the archive's words; the list of its codes is open."""
    words = [said.get("message"), said.get("status_ext"), said.get("error")]
    told = next((one for one in words if isinstance(one, str) and one.strip()), "") or "the archive does not say why"
    told = one_line(told.replace(keys.secret, "…").replace(keys.access, "…"))
    return told if len(told) <= _LONGEST_REASON else f"{told[:_LONGEST_REASON]}…"


def _keeper(url: str) -> str:
    """Who keeps a copy: by name where the host has one that is better known."""
    host = urlsplit(url).hostname or ""
    return _KEEPERS.get(host, host)


def _host(url: str) -> str:
    return shown(urlsplit(url).netloc or url)
