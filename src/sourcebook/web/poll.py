"""One feed asked once: what it came to, as an Answer, whatever the other side does."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from sourcebook.errors import NetworkFailed
from sourcebook.model.coverage import Feed
from sourcebook.model.links import Outcome, Probe, moment
from sourcebook.model.polling import Answer, Polled
from sourcebook.web.feed import Reading, read_feed
from sourcebook.web.feed_page import feeds_named
from sourcebook.web.fetch import Fetcher, Page
from sourcebook.web.outcomes import of_failure, of_status, phrase
from sourcebook.web.probe import Target, permanent_of, returnable
from sourcebook.web.retry_after import retry_after
from sourcebook.web.walls import has_wall_header

_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,application/xml;q=0.9,"
    "application/json;q=0.8,text/xml;q=0.8,*/*;q=0.5"
)
_PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
# Some servers answer 304 to whatever is asked; by then at the latest the whole feed is asked for.
_TRUSTED = timedelta(days=8)
_LONGEST_WISH = 7 * 86_400
_FAILURES = {
    "dns": "its host is not known",
    "refused": "the connection is refused",
    "unreachable": "its host cannot be reached",
    "tls": "its certificate or encryption cannot be trusted",
    "timeout": "no answer in time",
    "cut": "the connection ends before the answer does",
    "redirects": "its redirects have no end",
    "size": "its answer is too large",
    "forbidden": "it leads to an address that is not on the public network",
    "address": "it leads to no address that can be visited",
}


class Poller:
    """Asks feeds, which it knows by their addresses, and keeps their answers by id. Safe to share between threads.

    `probe` is how a run of many asks, so that feeds are as polite to hosts as links are.
    """

    def __init__(
        self, fetcher: Fetcher, feeds: Mapping[str, Feed], known: Mapping[str, Polled], *, now: Callable[[], datetime]
    ) -> None:
        self.answers: dict[str, Answer] = {}
        self._fetcher = fetcher
        self._feeds = feeds
        self._known = known
        self._now = now

    def probe(self, target: Target) -> Probe:
        """Ask the feed at an address once; never raises, for one odd feed must not end a run."""
        feed = self._feeds[target.url]
        try:
            answer = self.ask(feed, self._known.get(feed.id))
        except Exception as error:  # noqa: BLE001 - the libraries below raise what they like for odd answers
            reason = f"its answer is not understood ({type(error).__name__})"
            answer = Answer(feed.id, _text(self._now()), Outcome.BAD_ANSWER, reason)
        self.answers[feed.id] = answer
        # A host that is too busy is left alone at once: nothing of a feed is so urgent.
        return Probe(target.url, answer.at, answer.outcome, reason=answer.reason, wait=answer.wish)

    def stop(self) -> None:
        """End every request that is under way."""
        self._fetcher.close()

    def named(self, url: str) -> tuple[str, ...]:
        """The feeds that a page names; none where nobody answers."""
        try:
            page = self._fetcher.get(url, accept=_PAGE)
        except NetworkFailed:
            return ()
        return feeds_named(page.body, page.url, page.charset)

    def look(self, url: str) -> tuple[Answer, tuple[str, ...]]:
        """What an address answers as a feed, and where it is a page the feeds that it names; raises NetworkFailed."""
        now, feed = self._now(), Feed("", url)
        page = self._fetcher.get(url, accept=f"{_PAGE},{_ACCEPT}")
        answer = _answer(page, feed, None, now, is_conditional=False)._replace(
            permanent=permanent_of(page.hops, page.url)
        )
        return answer, feeds_named(page.body, page.url, page.charset) if page.ok and not answer.form else ()

    def ask(self, feed: Feed, known: Polled | None = None) -> Answer:
        """What a feed answers now; `known` is what is remembered of it, so that only a change need be sent."""
        now = self._now()
        conditions = _conditions(feed, known, now)
        accept = _PAGE if feed.kind == "page" else _ACCEPT
        try:
            page = self._fetcher.get(feed.url, accept=accept, headers=conditions)
        except NetworkFailed as error:
            reason = _FAILURES.get(error.cause, "its answer is no proper HTTP")
            return Answer(feed.id, _text(now), of_failure(error, at_first=False), reason)
        answer = _answer(page, feed, known, now, is_conditional=bool(conditions))
        return answer._replace(permanent=permanent_of(page.hops, page.url), wish=max(answer.wish, _wish(page, now)))


def _conditions(feed: Feed, known: Polled | None, now: datetime) -> dict[str, str]:
    if known is None or known.url != feed.url or not known.whole:
        return {}
    if not timedelta() <= now - moment(known.whole) < _TRUSTED:
        return {}
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in said.items() if value}


def _answer(page: Page, feed: Feed, known: Polled | None, now: datetime, *, is_conditional: bool) -> Answer:
    at = _text(now)
    outcome = of_status(page.status)
    if outcome is Outcome.UNCHANGED and is_conditional:
        return Answer(feed.id, at, outcome, etag=returnable(page, "etag"), modified=returnable(page, "last-modified"))
    if has_wall_header(page.headers.items()):
        return Answer(feed.id, at, Outcome.CHALLENGE, "it answers with a wall against robots")
    if page.status == 503 and page.headers.get("retry-after"):
        outcome = Outcome.LIMITED
    if outcome is not Outcome.OK:
        odd = Outcome.BAD_ANSWER if outcome is Outcome.UNCHANGED else outcome
        return Answer(feed.id, at, odd, f"it answers {phrase(page.status)}")
    digest = hashlib.sha256(page.body).hexdigest()
    if known and known.url == feed.url and known.digest == digest and known.good:
        return _valid(Answer(feed.id, at, Outcome.OK), page, digest)
    reading = read_feed(page.body, feed, now, url=page.url, content_type=page.content_type)
    if not reading.form:
        blocked = "web page" in reading.problem
        return Answer(feed.id, at, Outcome.CHALLENGE if blocked else Outcome.BAD_ANSWER, f"{reading.problem}, no feed")
    answer = read_answer(reading, feed, at)
    return _valid(answer, page, digest) if reading.is_whole else answer


def _valid(answer: Answer, page: Page, digest: str) -> Answer:
    """The answer with what a later one is told from it by."""
    return answer._replace(digest=digest, etag=returnable(page, "etag"), modified=returnable(page, "last-modified"))


def read_answer(reading: Reading, feed: Feed, at: str) -> Answer:
    """The answer that holds what was read, without anything of how it came."""
    return Answer(
        feed=feed.id,
        at=at,
        outcome=Outcome.OK,
        items=reading.items,
        form=reading.form,
        title=reading.title,
        warning=reading.problem,
        is_whole=reading.is_whole,
        wish=reading.wish,
        older=reading.older,
    )


def _wish(page: Page, now: datetime) -> int:
    """The seconds for which the server wants no other request: by Retry-After, else for as long as its answer holds.

    A Retry-After counts where something is wrong (RFC 9110, section 10.2.3), the rest is RFC 9111, section 4.2.1.
    """
    if not page.ok and page.status != 304:
        return min(retry_after(page.headers.get("retry-after", ""), now), _LONGEST_WISH)
    control = page.headers.get("cache-control", "").lower().replace(" ", "").split(",")
    ages = [one.partition("=")[2].strip('"') for one in control if one.startswith("max-age=")]
    if any(one in control for one in ("no-cache", "no-store")):
        return 0
    if ages:
        return min(int(ages[0][:9]), _LONGEST_WISH) if ages[0].isdecimal() else 0
    try:
        expires = parsedate_to_datetime(page.headers.get("expires", ""))
        # By the server's own clock, which may be wrong.
        sent = parsedate_to_datetime(page.headers.get("date", ""))
        return int(min(max((expires - sent).total_seconds(), 0), _LONGEST_WISH))
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0


def _text(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"
