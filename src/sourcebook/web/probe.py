"""One address tried once: what it shows, as a Probe, whatever the other side does."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from urllib.parse import quote, urlsplit

from sourcebook.errors import NetworkFailed
from sourcebook.model.links import Outcome, Probe
from sourcebook.web import robots
from sourcebook.web.causes import shown
from sourcebook.web.fetch import Fetcher, Hop, Page, Trail
from sourcebook.web.glimpse import glimpse_of
from sourcebook.web.outcomes import of_failure, of_page, of_status, phrase
from sourcebook.web.retry_after import retry_after
from sourcebook.web.soft_404 import hints_of

DOI = "doi:"
_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
# Enough for title and text, and less than a photograph.
_BODY = 262_144
_PERMANENT = frozenset({301, 308})
# The handle system's own codes (Handle.Net technical manual, section 14): found, not found, found without an address.
_FOUND, _UNKNOWN, _NO_ADDRESS = 1, 100, 200
_LONGEST_TAG = 256


@dataclass(frozen=True, slots=True)
class Target:
    """An address to try, `doi:10.…` for a bare DOI, and what its last try showed, so that a change can be asked for."""

    url: str
    last: Probe | None = None


class Prober:
    """Tries addresses; `now` tells the time in UTC, `doi` is where the handle service answers.

    With `product`, our name in robots.txt, what robots.txt forbids is not asked for. Safe to share between threads.
    """

    def __init__(
        self, fetcher: Fetcher, *, now: Callable[[], datetime], doi: str, language: str = "", product: str = ""
    ) -> None:
        self._fetcher = fetcher
        self._now = now
        self._doi = doi
        self._language = language
        self._product = product
        self._rules: dict[str, Future[tuple[robots.Rule, ...] | Probe]] = {}
        self._lock = Lock()

    def probe(self, target: Target) -> Probe:
        """Try an address once; never raises, for one odd link must not end a run."""
        start = self._now()
        try:
            found = self._probe(target)
        except Exception as error:  # noqa: BLE001 - the libraries below raise what they like for odd answers
            found = _failed(target.url, Outcome.BAD_ANSWER, f"It is not understood ({type(error).__name__}).")
        took = (self._now() - start).total_seconds()
        return found._replace(at=f"{start:%Y-%m-%dT%H:%M:%SZ}", milliseconds=max(round(took * 1000), 0))

    def stop(self) -> None:
        """End every try that is under way."""
        self._fetcher.close()

    def _probe(self, target: Target) -> Probe:
        url = target.url
        if url.lower().startswith(DOI):
            return self._doi_probe(url)
        if (outcome := unvisitable(url)) is not None:
            return _failed(url, outcome, f"{shown(url)} is no http or https address.")
        if self._product and (refusal := self._refusal(url)) is not None:
            return refusal
        return self._visited(url, _ACCEPT, _conditions(target), lambda page: self._seen(target, page))

    def _visited(
        self, url: str, accept: str, headers: Mapping[str, Mapping[str, str]], read: Callable[[Page], Probe]
    ) -> Probe:
        trail = Trail()
        try:
            page = self._fetcher.glance(url, trail, accept=accept, language=self._language, headers=headers, body=_BODY)
        except NetworkFailed as error:
            return _failed(url, of_failure(error, at_first=not trail.hops), str(error))._replace(
                status=trail.status,
                final=trail.here,
                hops=_pairs(trail.hops),
                permanent=permanent_of(trail.hops, trail.here),
            )
        return read(page)

    def _seen(self, target: Target, page: Page) -> Probe:
        glimpse = glimpse_of(page)
        outcome = of_page(page, glimpse, asked_for_change=bool(_conditions(target).get(page.url)))
        probe = Probe(
            url=target.url,
            at="",
            outcome=outcome,
            status=page.status,
            final=page.url,
            hops=_pairs(page.hops),
            permanent=permanent_of(page.hops, page.url),
            reason=_reason(outcome, page),
            title=glimpse.title,
        )
        last = target.last
        if outcome is Outcome.UNCHANGED and last is not None:
            probe = probe._replace(title=last.title, shape=last.shape, size=last.size)
            probe = probe._replace(etag=last.etag, modified=last.modified)
        elif outcome is Outcome.OK:
            probe = probe._replace(shape=glimpse.shape, size=glimpse.size)
            probe = probe._replace(etag=returnable(page, "etag"), modified=returnable(page, "last-modified"))
        if outcome in (Outcome.OK, Outcome.UNCHANGED):
            said_so = glimpse.missing or (outcome is Outcome.UNCHANGED and last is not None and "title" in last.hints)
            return probe._replace(hints=hints_of(target.url, page.url, missing=said_so))
        return probe._replace(wait=retry_after(page.headers.get("retry-after", ""), self._now()))

    def _doi_probe(self, url: str) -> Probe:
        """What the handle service says of a DOI; the page that it leads to is an address of its own."""
        name = quote(url[len(DOI) :].strip(), safe="/")
        asked = f"{self._doi}/api/handles/{name}?type=URL"
        if "/" not in name:
            return _failed(url, Outcome.INVALID, f"{shown(url)} is no DOI.")
        return self._visited(asked, "application/json", {}, lambda page: self._resolved(url, page))._replace(url=url)

    def _resolved(self, url: str, page: Page) -> Probe:
        code, leads_to = _handle(page)
        if code in (_FOUND, _NO_ADDRESS):
            outcome, reason = Outcome.OK, "The handle service knows it."
        elif code == _UNKNOWN:
            outcome, reason = Outcome.UNKNOWN_DOI, "The handle service knows no such DOI."
        else:
            # A status of 404 without the service's own code says nothing of the DOI.
            outcome, reason = of_status(page.status), f"The handle service answered {phrase(page.status)}."
            outcome = outcome if outcome in (Outcome.LIMITED, Outcome.SERVER_ERROR) else Outcome.BAD_ANSWER
        wait = 0 if outcome is Outcome.OK else retry_after(page.headers.get("retry-after", ""), self._now())
        return Probe(url, "", outcome, page.status, leads_to, reason=reason, wait=wait)

    def _refusal(self, url: str) -> Probe | None:
        """What keeps us from asking for an address where robots.txt does, or where even that cannot be had."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._rules.get(origin)
            future = self._rules.setdefault(origin, Future())
        if known is None:
            try:
                future.set_result(self._ask_rules(origin))
            except BaseException as error:
                future.set_exception(error)
                raise
        rules = future.result()
        if isinstance(rules, Probe):
            return rules._replace(url=url)
        if robots.is_allowed(rules, url):
            return None
        return _failed(url, Outcome.ROBOTS, f"The robots.txt of {shown(origin)} asks not to visit it.")

    def _ask_rules(self, origin: str) -> tuple[robots.Rule, ...] | Probe:
        trail = Trail()
        try:
            page = self._fetcher.glance(f"{origin}/robots.txt", trail, body=robots.MOST)
        except NetworkFailed as error:
            return _failed(origin, of_failure(error, at_first=True), str(error))
        if page.status >= 500:
            return (robots.Rule(allows=False, path="/"),)
        return robots.rules_for(page.body.decode("utf-8", "replace"), self._product) if page.ok else ()


def unvisitable(url: str) -> Outcome | None:
    """Why an address is not visited at all: no address, or of a scheme that is not the web's; None where it may be."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return Outcome.INVALID
    if parts.scheme.lower() in ("http", "https"):
        return None if host else Outcome.INVALID
    return Outcome.UNSUPPORTED if parts.scheme else Outcome.INVALID


def _failed(url: str, outcome: Outcome, reason: str) -> Probe:
    return Probe(url, "", outcome, final=url, reason=reason)


def _conditions(target: Target) -> dict[str, dict[str, str]]:
    """Headers that ask whether the page that was last seen has changed, for the address that it came from."""
    last = target.last
    if last is None or not (last.etag or last.modified) or not last.final:
        return {}
    found = {"If-None-Match": last.etag, "If-Modified-Since": last.modified}
    return {last.final: {name: value for name, value in found.items() if value}}


def returnable(page: Page, name: str) -> str:
    """A header that we are to send back one day, if it is fit for that."""
    value = page.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_TAG else ""


def _pairs(hops: list[Hop] | tuple[Hop, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((hop.url, hop.status) for hop in hops)


def permanent_of(hops: list[Hop] | tuple[Hop, ...], final: str) -> str:
    """Where the permanent redirects at the beginning lead; empty where the first is not permanent, or leads nowhere."""
    if any(hop.url == final for hop in hops):
        return ""
    count = next((place for place, hop in enumerate(hops) if hop.status not in _PERMANENT), len(hops))
    return "" if not count else hops[count].url if count < len(hops) else final


def _reason(outcome: Outcome, page: Page) -> str:
    if outcome is Outcome.OK:
        return f"It answered, but {page.unread}." if page.unread else ""
    if outcome is Outcome.CHALLENGE:
        return f"It answered {phrase(page.status)} with a wall against robots."
    if outcome is Outcome.AUTH:
        return f"It answered {phrase(page.status)} and asks for a login."
    return f"It answered {phrase(page.status)}."


def _handle(page: Page) -> tuple[int, str]:
    """The code of the handle service's answer, 0 for none, and the address that the handle leads to."""
    try:
        found = json.loads(page.body)
        code = int(found["responseCode"])
        values = [one["data"]["value"] for one in found.get("values", ()) if one.get("type") == "URL"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 0, ""
    return code, next((value for value in values if isinstance(value, str)), "")
