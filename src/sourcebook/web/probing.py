"""Many addresses tried at the same time, each as soon as politeness allows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

from sourcebook.model.links import Probe
from sourcebook.web.probe import Target
from sourcebook.web.schedule import Schedule, Task, host_of
from sourcebook.web.soft_404 import SUSPICIOUS, sibling_of, with_sibling

# How long the threads are waited for at the end; what hangs in a lookup of a name cannot be ended, only left.
_PATIENCE = 1.0


class Probes(Protocol):
    """What tries an address: a Prober."""

    def probe(self, target: Target) -> Probe:
        """Try once; never raises."""
        ...

    def stop(self) -> None:
        """End every try that is under way."""
        ...


def probe_all(
    targets: Iterable[Target],
    prober: Probes,
    schedule: Schedule,
    *,
    jobs: int,
    clock: Callable[[], float],
    nowhere: str,
) -> Iterator[Probe]:
    """Every target's Probe as soon as it is known, at most `jobs` at a time; `schedule`, an empty one, tells progress.

    `nowhere` is a name that no page has, for the page beside one that looks like none. What was learned before a
    KeyboardInterrupt still comes out; closing the iterator ends all that is under way.
    """
    crew = _Crew(prober, jobs)
    doubts = _Doubts(schedule, nowhere)
    try:
        for target in targets:
            if host := host_of(target.url):
                schedule.add(Task(target, host))
            else:
                yield prober.probe(target)
        while schedule.unfinished:
            try:
                task, probe = _next(crew, schedule, clock)
            except KeyboardInterrupt:
                while (done := crew.take(0)) is not None:
                    for one, found in schedule.finish(*done, clock()):
                        yield from doubts.settled(one, found)
                yield from doubts.all()
                raise
            for one, found in schedule.finish(task, probe, clock()):
                yield from doubts.settled(one, found)
    finally:
        crew.dismiss()


def _next(crew: "_Crew", schedule: Schedule, clock: Callable[[], float]) -> tuple[Task, Probe]:
    """The next try that ends, others begun as soon as they may."""
    while True:
        now = clock()
        while crew.has_room and (task := schedule.start(now)):
            crew.hand(task)
        if (done := crew.take(schedule.seconds_to_next(now) if crew.has_room else None)) is not None:
            return done


class _Crew:
    """Threads that try addresses; there are never more than have something to do at the same time."""

    def __init__(self, prober: Probes, most: int) -> None:
        self._prober = prober
        self._most = most
        self._busy = 0
        self._threads: list[Thread] = []
        self._work: SimpleQueue[Task | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Task, Probe]] = SimpleQueue()

    @property
    def has_room(self) -> bool:
        return self._busy < self._most

    def hand(self, task: Task) -> None:
        self._busy += 1
        if self._busy > len(self._threads):
            thread = Thread(target=self._run, name="prober", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._work.put(task)

    def take(self, seconds: float | None) -> tuple[Task, Probe] | None:
        try:
            done = self._done.get(timeout=seconds)
        except Empty:
            return None
        self._busy -= 1
        return done

    def dismiss(self) -> None:
        for _ in self._threads:
            self._work.put(None)
        if self._busy:
            self._prober.stop()
        for thread in self._threads:
            thread.join(_PATIENCE / len(self._threads))

    def _run(self) -> None:
        while (task := self._work.get()) is not None:
            self._done.put((task, self._prober.probe(task.target)))


class _Doubts:
    """Probes of pages that look like none, kept back until a page beside them was tried, once for each folder."""

    def __init__(self, schedule: Schedule, nowhere: str) -> None:
        self._schedule = schedule
        self._nowhere = nowhere
        self._held: dict[str, list[Probe]] = defaultdict(list)
        self._known: dict[str, Probe] = {}

    def settled(self, task: Task, probe: Probe) -> Iterator[Probe]:
        """The probes that may come out now that this one is here."""
        if task.beside:
            self._known[task.beside] = probe
            yield from (with_sibling(one, probe) for one in self._held.pop(task.beside, ()))
            return
        beside = sibling_of(probe.url, self._nowhere) if SUSPICIOUS.intersection(probe.hints) else ""
        if not beside:
            yield probe
        elif beside in self._known:
            yield with_sibling(probe, self._known[beside])
        else:
            if beside not in self._held:
                self._schedule.add(Task(Target(beside), host_of(beside), beside))
            self._held[beside].append(probe)

    def all(self) -> Iterator[Probe]:
        """The probes that are still kept back, as they are."""
        for held in self._held.values():
            yield from held
