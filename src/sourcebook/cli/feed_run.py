"""One run over the feeds: those that are due are asked politely, and what they offer is written down as it comes."""

import argparse
import contextlib
import glob
import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sourcebook.cli import network
from sourcebook.cli.ages import earliest
from sourcebook.cli.world import World
from sourcebook.errors import NetworkFailed, StorageFailed
from sourcebook.model.coverage import Feed
from sourcebook.model.links import Outcome, moment_text
from sourcebook.model.polling import Answer, Polled, Taken
from sourcebook.store import files
from sourcebook.store.feed_state import FeedState
from sourcebook.web.older_pages import OlderPages
from sourcebook.web.polling import GAPS, due, is_offline, put_off, remembered, unreachable, unwell

_LARGEST = 8_000_000  # bytes of one answer
_TYPES = {".json": "application/json", ".html": "text/html", ".htm": "text/html"}


class Asked(NamedTuple):
    """A feed that was asked in this run: what it came to, what became of its items, and what is remembered of it now.

    `unwell` is what is wrong with it in a phrase, empty where it is well; `pages` counts its older ones that were read.
    """

    feed: Feed
    answer: Answer
    taken: Taken
    polled: Polled
    unwell: str
    pages: int = 0


class Run(NamedTuple):
    """The feeds that were asked, in the order of the settings, and whether somebody interrupted."""

    asked: tuple[Asked, ...] = ()
    is_interrupted: bool = False


def run_feeds(world: World, args: argparse.Namespace, state: FeedState, feeds: Sequence[Feed], now: datetime) -> Run:
    """Ask these feeds where they are due, or all of them where `args.feed` names them; or read them from a folder.

    With `args.since` those that come in pages are asked for older ones, once, as far back as that.
    Raises NetworkFailed, with nothing written down, where no host at all can be reached.
    """
    known = state.known()
    if args.offline:
        return Run(tuple(_read_folder(args.offline, feeds, known, state, now)))
    chosen = [feed for feed in feeds if feed.id in args.feed] if args.feed else due(feeds, known, now)
    if not chosen:
        return Run()
    recording = _Recording(state, known, now)
    older = OlderPages(moment_text(earliest(args.since, now)), known) if args.since else None
    is_interrupted = False
    try:
        for feed, answer, wait in _answers(world, args, chosen, known, older):
            recording.add(feed, answer, wait)
    except KeyboardInterrupt:
        is_interrupted = True
    if recording.is_offline and not is_interrupted:
        reason = next(iter(recording.held))[1].reason
        raise NetworkFailed(
            f"No host of {len(recording.held)} feeds could be reached ({reason}), so it is this network that fails "
            "and nothing was recorded.",
            "",
            "dns",
        )
    recording.settle(older)
    order = {feed.id: place for place, feed in enumerate(feeds)}
    return Run(tuple(sorted(recording.asked, key=lambda one: order[one.feed.id])), is_interrupted)


class _Recording:
    """What comes in, written down at once, but failures to connect: they count only if it is not our own network.

    A class, because what is to be done with an answer depends on all the others.
    """

    def __init__(self, state: FeedState, known: Mapping[str, Polled], now: datetime) -> None:
        self._asked: dict[str, Asked] = {}
        self.held: list[tuple[Feed, Answer]] = []
        self._state = state
        self._known = known
        self._now = now
        self._put_off: list[tuple[Feed, int]] = []

    @property
    def asked(self) -> Sequence[Asked]:
        """The feeds whose answers were written down."""
        return tuple(self._asked.values())

    @property
    def is_offline(self) -> bool:
        """Whether there is nothing but failures to connect."""
        return not self._asked and is_offline([answer for _, answer in self.held])

    def add(self, feed: Feed, answer: Answer | None, wait: int) -> None:
        """Take in an answer, or that there is none since the host wants to be left alone for some seconds."""
        if feed.id in self._asked:
            self._add_older(feed, answer)
        elif answer is None:
            self._put_off.append((feed, wait))
        elif unreachable(answer):
            self.held.append((feed, answer))
        else:
            self._write(feed, answer)

    def settle(self, older: OlderPages | None) -> None:
        """Write down what was held back, and how far back the pages of feeds were asked for."""
        for feed, answer in self.held:
            self._write(feed, answer)
        for feed, wait in self._put_off:
            self._state.remember(feed.id, put_off(feed, self._known.get(feed.id), wait, self._now))

        for name in older.done if older else ():
            self._remember(name, self._asked[name].polled._replace(back_to=older.since if older else ""))

    def _add_older(self, feed: Feed, answer: Answer | None) -> None:
        """Take in an older page: its items, and nothing of how its feed is."""
        if answer and answer.items:
            one = self._asked[feed.id]
            taken = self._state.take(answer, one.polled)
            both = one.taken._replace(new=one.taken.new + taken.new, changed=(*one.taken.changed, *taken.changed))
            self._asked[feed.id] = one._replace(taken=both, pages=one.pages + 1)

    def _remember(self, name: str, polled: Polled) -> None:
        self._state.remember(name, polled)
        self._asked[name] = self._asked[name]._replace(polled=polled)

    def _write(self, feed: Feed, answer: Answer) -> None:
        polled = remembered(feed, self._known.get(feed.id), answer, self._now)
        taken = self._state.take(answer, polled)
        self._asked[feed.id] = Asked(feed, answer, taken, polled, unwell(feed, polled, self._now, taken))
        if taken.is_gap and polled.back_to:
            self._remember(feed.id, polled._replace(back_to=""))


def _answers(
    world: World,
    args: argparse.Namespace,
    feeds: Sequence[Feed],
    known: Mapping[str, Polled],
    older: OlderPages | None,
) -> Iterator[tuple[Feed, Answer | None, int]]:
    """Each feed with its answer as it comes, None and seconds to wait where its host was left alone.

    The older pages of a feed come after it, under its id.
    """
    # The network costs 90 ms that a run with nothing due need not spend.
    from sourcebook.web.poll import Poller  # noqa: PLC0415 - see above
    from sourcebook.web.probe import Target  # noqa: PLC0415 - see above
    from sourcebook.web.probing import probe_all  # noqa: PLC0415 - see above
    from sourcebook.web.schedule import Pace, Schedule, Task, host_of  # noqa: PLC0415 - see above

    by_url = {feed.url: feed for feed in feeds}
    schedule = Schedule(Pace(gap=args.gap, retries=0, patience=0.0, gaps=GAPS))
    with network.fetcher(world, args, largest=_LARGEST) as fetcher, contextlib.ExitStack() as stack:
        stack.callback(world.terminal.progress, "")
        # Where older pages are wanted, only a whole answer says where they are.
        conditions = older.reached if older else known
        poller = Poller(fetcher, by_url, conditions, now=lambda: datetime.now(UTC))
        targets = [Target(feed.url) for feed in feeds]
        for probe in probe_all(targets, poller, schedule, jobs=args.jobs, clock=time.monotonic, nowhere=""):
            feed = by_url[probe.url]
            progress = schedule.progress(time.monotonic())
            slowest = ", ".join(f"{host} {left}" for host, left in progress.slowest)
            world.terminal.progress(" · ".join(filter(None, (f"{progress.done} of {progress.total} feeds", slowest))))
            answer = poller.answers.pop(feed.id, None)
            yield feed, answer, probe.wait
            page = older.next(answer) if older and answer else ""
            if page and page not in by_url and (host := host_of(page)):
                by_url[page] = feed._replace(url=page)
                schedule.add(Task(Target(page), host))


def _read_folder(
    folder: str, feeds: Sequence[Feed], known: Mapping[str, Polled], state: FeedState, now: datetime
) -> Iterator[Asked]:
    """The feeds whose answers lie in a folder, each in a file named by its id; when they are due stays as it is."""
    from sourcebook.web.feed import read_feed  # noqa: PLC0415 - lxml and all that a plain run may not need
    from sourcebook.web.poll import read_answer  # noqa: PLC0415 - as above

    if not os.path.isdir(folder):
        raise StorageFailed(f"There is no folder {folder}; --offline reads files such as {folder}/FEED.xml.")
    for feed in feeds:
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), f"{glob.escape(feed.id)}.*")))[:1]:
            data = files.read_bytes(path, _LARGEST)
            kind = _TYPES.get(os.path.splitext(path)[1].lower(), "")
            reading = read_feed(data, feed, now, content_type=kind)
            answer = read_answer(reading, feed, moment_text(now))
            if not reading.form:
                answer = answer._replace(outcome=Outcome.BAD_ANSWER, reason=f"{path}: {reading.problem}")
            before = known.get(feed.id) or Polled(feed.url)
            polled = remembered(feed, before, answer, now)._replace(due=before.due)
            taken = state.take(answer, polled if reading.form else before)
            yield Asked(feed, answer, taken, polled, unwell(feed, polled, now, taken))


def mark_of(*judges: object) -> str:
    """A mark of all that items are judged by: another one as soon as any of it changed."""
    return hashlib.sha256(repr(judges).encode("utf-8", "replace")).hexdigest()[:16]
