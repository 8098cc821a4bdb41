"""When which address may be tried: a queue for each host, so that a busy or sick one holds up itself alone.

Pure: the time is an argument, in seconds of any clock that does not go back. A run takes little longer than
max((links of the busiest host - 1) * gap, all latency / jobs), whatever the order of its links.
"""

import heapq
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sourcebook.model.links import Outcome, Probe
from sourcebook.web.probe import DOI, Target, unvisitable

# Hosts whose many sites stand on the same machines.
_FARMS = re.compile(r"(?:^|\.)(github\.io|substack\.com|medium\.com|wordpress\.com|blogspot\.[a-z.]+)$")
_CONNECTION_FAILURES = frozenset(
    {Outcome.NO_HOST, Outcome.NAME_TROUBLE, Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.TIMEOUT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How politely hosts are asked.

    `gap` is the least seconds between two starts at one host, `in_flight` the most tries at a time. A host that is too
    busy is asked again, each link at most `retries` times, after as long as it wants or `pause`, in all `patience`
    seconds in one run. After `failures` connections in a row that came to nothing it is left alone. `gaps` are longer
    ones of single hosts.
    """

    gap: float = 1.0
    in_flight: int = 2
    retries: int = 2
    pause: float = 5.0
    patience: float = 60.0
    failures: int = 3
    gaps: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """One try to make at a host: of a link, or where `beside` is not empty, of that address, which nobody made."""

    target: Target
    host: str
    beside: str = ""
    tries: int = 0
    seen: Probe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: links done, links in all, links a second, seconds left, and the hosts that hold it up."""

    done: int
    total: int
    rate: float
    seconds_left: float
    slowest: tuple[tuple[str, int], ...]  # host, and how many of its links are left


@dataclass(slots=True, eq=False)
class _Host:
    name: str
    ready_at: float = 0.0
    in_flight: int = 0
    waited: float = 0.0
    failures: int = 0
    is_queued: bool = False
    closed: Probe | None = None  # what its other links get
    first: deque[Task] = field(default_factory=deque)
    again: deque[Task] = field(default_factory=deque)

    @property
    def left(self) -> int:
        return len(self.first) + len(self.again)


class Schedule:
    """The state of one run; for one thread alone."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.done = 0
        self.total = 0
        self.unfinished = 0
        self.started: float | None = None
        self._hosts: dict[str, _Host] = {}
        # A host stands in at most one: those that may not be asked yet by time, the others by how much is left.
        self._later: list[tuple[float, int, _Host]] = []
        self._ready: list[tuple[int, int, _Host]] = []
        self._count = 0

    def add(self, task: Task) -> None:
        """Put a try at the end of its host's queue, or before all others if it is of a page that cannot exist."""
        if (host := self._hosts.get(task.host)) is None:
            host = self._hosts[task.host] = _Host(task.host)
        if task.beside:
            host.first.appendleft(task)
        else:
            host.first.append(task)
            self.total += 1
        self.unfinished += 1
        self._queue(host)

    def start(self, now: float) -> Task | None:
        """A try to begin now, of the host with the most left; None where none may be begun."""
        while self._later and self._later[0][0] <= now:
            _, number, host = heapq.heappop(self._later)
            heapq.heappush(self._ready, (-host.left, number, host))
        while self._ready:
            _, _, host = heapq.heappop(self._ready)
            host.is_queued = False
            if host.ready_at > now or not host.left:
                self._queue(host)
                continue
            task = (host.first or host.again).popleft()
            host.in_flight += 1
            host.ready_at = now + max(self.pace.gap, self.pace.gaps.get(host.name, 0.0))
            self._queue(host)
            self.started = now if self.started is None else self.started
            return task
        return None

    def seconds_to_next(self, now: float) -> float | None:
        """How long until another try may begin, if none ends before; None if one has to end first."""
        return max(self._later[0][0] - now, 0.0) if self._later else None

    def finish(self, task: Task, probe: Probe, now: float) -> list[tuple[Task, Probe]]:
        """Take in what a try showed; gives the tries that this decides, which may be none or all of a host's."""
        host = self._hosts[task.host]
        host.in_flight -= 1
        if _is_busy(probe):
            if self._is_tried_again(host, task, probe, now):
                self._queue(host)
                return []
        elif probe.outcome in _CONNECTION_FAILURES and not probe.hops:
            host.failures += 1
            if host.failures >= self.pace.failures and host.closed is None:
                host.closed = _left_alone(probe)
        elif probe.outcome is not Outcome.ROBOTS:
            host.failures = 0
        decided = [(task, probe), *self._rest(host)]
        self._queue(host)
        self.unfinished -= len(decided)
        self.done += sum(not one.beside for one, _ in decided)
        return decided

    def progress(self, now: float) -> Progress:
        """How far the run is, and how long it will take if all goes on as it went."""
        spent = max(now - self.started, 0.0) if self.started is not None else 0.0
        rate = self.done / spent if spent else 0.0
        slow = heapq.nlargest(3, (host for host in self._hosts.values() if host.left), key=lambda host: host.left)
        gaps = (max(host.ready_at - now, 0.0) + (host.left - 1) * self.pace.gap for host in slow)
        return Progress(
            done=self.done,
            total=self.total,
            rate=rate,
            seconds_left=max(*gaps, (self.total - self.done) / rate if rate else 0.0, 0.0),
            slowest=tuple((host.name, host.left) for host in slow),
        )

    def _queue(self, host: _Host) -> None:
        if host.left and host.in_flight < self.pace.in_flight and not host.is_queued:
            host.is_queued = True
            self._count += 1
            heapq.heappush(self._later, (host.ready_at, self._count, host))

    def _is_tried_again(self, host: _Host, task: Task, probe: Probe, now: float) -> bool:
        """Let a busy host rest, or leave it alone where it asks for too much; whether its link is tried once more."""
        if host.closed is not None:
            return False
        wait = probe.wait or self.pace.pause * 2**task.tries
        until = max(host.ready_at, now + wait)
        waited = host.waited + until - max(host.ready_at, now)
        if waited > self.pace.patience:
            reason = f"{host.name} asked to wait for {wait:.0f} seconds."
            host.closed = Probe("", probe.at, Outcome.DEFERRED, reason=reason, wait=int(wait))
            return False
        host.ready_at, host.waited = until, waited
        if task.tries >= self.pace.retries:
            return False
        host.again.append(Task(task.target, task.host, task.beside, task.tries + 1, probe))
        return True

    def _rest(self, host: _Host) -> Iterator[tuple[Task, Probe]]:
        """The tries of a host that is left alone, each with what was seen of its link before, or with the reason."""
        if (closed := host.closed) is None:
            return
        for task in (*host.first, *host.again):
            url = task.target.url
            fits = closed.outcome is not Outcome.NO_HOST or _hostname(url) == _hostname(closed.url)
            yield task, task.seen or closed._replace(url=url, outcome=closed.outcome if fits else Outcome.DEFERRED)
        host.first.clear()
        host.again.clear()


def host_of(url: str) -> str:
    """The name of the queue that an address stands in; empty for what is never visited."""
    if url.lower().startswith(DOI):
        return "DOIs"
    if unvisitable(url) is not None:
        return ""
    host = _hostname(url)
    farm = _FARMS.search(host)
    return farm[1] if farm else host.removeprefix("www.")


def _hostname(url: str) -> str:
    return (urlsplit(url.strip()).hostname or "").rstrip(".")


def _is_busy(probe: Probe) -> bool:
    return probe.outcome is Outcome.LIMITED or (probe.outcome is Outcome.SERVER_ERROR and probe.status == 503)


def _left_alone(probe: Probe) -> Probe:
    """What the other links of a host get; that a host does not exist is as true of them."""
    if probe.outcome is Outcome.NO_HOST:
        return Probe(probe.url, probe.at, Outcome.NO_HOST, reason=probe.reason)
    return Probe(probe.url, probe.at, Outcome.DEFERRED, reason=f"Its host was tried in vain: {probe.reason}")
