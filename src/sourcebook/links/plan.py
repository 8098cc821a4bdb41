"""Plans a check: the links of the works, and which of them are due, so that a run asks little and misses nothing.

A link that is well is due again after thirty days, seven more or less by its address, so that links that came in
together do not stay together. What is failing is due in every run; what is gone weekly for four weeks, then monthly.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zlib import crc32

from sourcebook.links.drift import is_in_doubt
from sourcebook.model.links import (
    NO_HISTORY,
    History,
    Link,
    LinkKind,
    Outcome,
    State,
    Verdict,
    host_of,
    is_doi,
    links_of,
    moment,
)
from sourcebook.model.work import Work

_INTERVAL = timedelta(days=30)
_JITTER = timedelta(days=7)
_WEEK = timedelta(days=7)
_WEEKLY = timedelta(days=4 * 7)  # how long a link that is gone is asked for weekly
_DOUBT = timedelta(days=3)  # after which a page that looks like another one is looked at again
_EVERY_RUN = frozenset((State.UNWELL, State.INSECURE, State.DEFERRED))
_NEVER = datetime.min.replace(tzinfo=UTC)
_WITNESSES = 5
_ENOUGH = 20  # hosts, as many as are looked at to tell whether our network fails
_ANSWERING = frozenset((State.OK, State.MOVED, State.DRIFTED, State.BLOCKED))
_RANKS = {kind: rank for rank, kind in enumerate(LinkKind)}


def links(works: Iterable[Work], histories: Mapping[str, History] | None = None) -> tuple[Link, ...]:
    """Every address of these works once, sorted, with all their keys; of two kinds it has the more important one.

    Where a DOI is known to lead, its landing page, is a link of its own.
    """
    kinds: dict[str, LinkKind] = {}
    keys: dict[str, list[str]] = {}
    for work in works:
        for address, kind in links_of(work):
            _enter(address, kind, work.key, kinds, keys)
            landing = (histories or {}).get(address, NO_HISTORY).final if kind is LinkKind.DOI else ""
            if landing and not is_doi(landing):
                _enter(landing, LinkKind.LANDING, work.key, kinds, keys)
    return tuple(Link(url, kinds[url], tuple(keys[url])) for url in sorted(kinds))


def due(
    planned: Iterable[Link],
    histories: Mapping[str, History],
    verdicts: Mapping[str, Verdict],
    now: datetime,
    *,
    since: datetime | None = None,
) -> tuple[Link, ...]:
    """The links that are due at `now` (UTC), never checked ones first, then the most overdue.

    Links that were last checked before `since` are due too; with `since=now` all are, but those whose host asked to be
    left alone for a while.
    """
    found: list[tuple[datetime, str, Link]] = []
    for link in planned:
        history = histories.get(link.url, NO_HISTORY)
        time = _ripe(link.url, history, verdicts.get(link.url))
        # Further off than any wait that is remembered: a clock was wrong.
        waits = bool(history.not_before) and now < moment(history.not_before) <= now + _INTERVAL
        if not waits and (time <= now or _was_before(history, since, now)):
            found.append((time, link.url, link))
    found.sort()
    return tuple(link for _, _, link in found)


def next_check(url: str, history: History, verdict: Verdict | None) -> datetime:
    """The time from which a link is due again; one that was never checked has been due for ever."""
    time = _ripe(url, history, verdict)
    return max(time, moment(history.not_before)) if history.not_before else time


def _ripe(url: str, history: History, verdict: Verdict | None) -> datetime:
    """The time from which a link is due again, were there no host that asked to wait."""
    last = _last_time(history, verdict)
    if last == _NEVER:
        return last
    state = verdict.state if verdict else State.DEFERRED
    if state in _EVERY_RUN or history.outcome == Outcome.LIMITED:
        time = last
    elif verdict and state is State.GONE and verdict.since:
        time = last + (_WEEK if last < _start_of(verdict.since) + _WEEKLY else _INTERVAL)
    elif is_in_doubt(history):
        time = moment(history.odd_since) + _DOUBT
    else:
        time = last + _INTERVAL + _jitter(url)
    if verdict and verdict.is_word and verdict.until:
        time = min(time, max(last, _start_of(verdict.until) + timedelta(days=1)))
    return time


def witnesses(
    planned: Sequence[Link],
    histories: Mapping[str, History],
    verdicts: Mapping[str, Verdict],
    asked: Iterable[Link],
) -> tuple[Link, ...]:
    """Links to ask besides, where most of those that are due are failing: only hosts that answered the last time can
    tell whether it is our own network that fails.

    One link for each of five more hosts, those first that were asked longest ago; none where twenty are asked anyway.
    """
    hosts = {host_of(link.url) for link in asked if _is_witness(link, verdicts)}
    if len(hosts) >= _ENOUGH:
        return ()
    eldest: dict[str, tuple[str, str, Link]] = {}
    for link in planned:
        history = histories.get(link.url, NO_HISTORY)
        if _is_witness(link, verdicts) and not history.not_before:
            host, candidate = host_of(link.url), (history.tried, link.url, link)
            eldest[host] = min(eldest.get(host, candidate), candidate)
    found = sorted(candidate for host, candidate in eldest.items() if host not in hosts)
    return tuple(link for _, _, link in found[:_WITNESSES])


def _enter(address: str, kind: LinkKind, key: str, kinds: dict[str, LinkKind], keys: dict[str, list[str]]) -> None:
    if address not in kinds or _RANKS[kind] < _RANKS[kinds[address]]:
        kinds[address] = kind
    known = keys.setdefault(address, [])
    if not known or known[-1] != key:
        known.append(key)


def _is_witness(link: Link, verdicts: Mapping[str, Verdict]) -> bool:
    verdict = verdicts.get(link.url)
    return verdict is not None and verdict.state in _ANSWERING


def _was_before(history: History, since: datetime | None, now: datetime) -> bool:
    """Whether the last check was before `since`, or in the future, by a clock that was wrong."""
    last = moment(history.tried) if history.tried else _NEVER
    return last > now or (since is not None and last <= since)


def _last_time(history: History, verdict: Verdict | None) -> datetime:
    """The time of the last check; where the log was deleted, the day of the verdict, which a check brought."""
    if history.tried:
        return moment(history.tried)
    if verdict and verdict.since and not verdict.is_word:
        return _start_of(verdict.since)
    return _NEVER


def _start_of(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _jitter(url: str) -> timedelta:
    return timedelta(seconds=crc32(url.encode("utf-8", "surrogatepass")) % (2 * _JITTER.total_seconds())) - _JITTER
