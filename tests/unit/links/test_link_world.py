"""A year of a flaky world, by a clock of its own: what plan and judge make of it, run after run.

What is assumed of the world, beside that `links check` runs at least every second day and keeps its log:
- a living link that fails is well again within five days where the host said "not there", within two weeks else;
  behind a wall it may be for months, and fail there now and then, but seldomer than it is blocked;
- between two troubles of a host there is a week of calm, and none while a page of it is dead;
- three hosts are well at any time, and we are offline for three days at most, then online for as long.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from probing import START

from sourcebook.links.plan import due, witnesses
from sourcebook.links.run import judge_run
from sourcebook.model.links import (
    NO_HISTORY,
    History,
    Link,
    LinkKind,
    Outcome,
    Probe,
    State,
    Verdict,
    host_of,
    is_doi,
    moment,
    moment_text,
)

PAGES = [f"https://h{host}.example/{page}" for host in range(6) for page in range(5)]
STEADY = [f"https://steady{host}.example/" for host in range(3)]
DOIS = [f"https://doi.org/10.1000/{number}" for number in range(3)]
URLS = [*PAGES, *STEADY, *DOIS]
LINKS = tuple(Link(url, LinkKind.URL, ("k",)) for url in URLS)

Answer = dict[str, Any]
SOFT = [Outcome.SERVER_ERROR, Outcome.TIMEOUT, Outcome.REFUSED, Outcome.NAME_TROUBLE, Outcome.UNREACHABLE]
SOFT += [Outcome.CUT, Outcome.BAD_ANSWER, Outcome.LOOP]
WALLS = [Outcome.CHALLENGE, Outcome.FORBIDDEN, Outcome.AUTH, Outcome.PAYMENT, Outcome.LEGAL, Outcome.ROBOTS]
WALLS += [Outcome.PRIVATE, Outcome.TLS_EXPIRED, Outcome.TLS_NAME, Outcome.TLS_UNTRUSTED, Outcome.TLS_TROUBLE]
NOT_THERE: list[Answer] = [
    *({"outcome": one} for one in (Outcome.NOT_FOUND, Outcome.GONE, Outcome.NO_HOST)),
    {"outcome": Outcome.OK, "hints": ("title", "sibling")},
]
FAULTS: list[Answer] = [{"outcome": one} for one in SOFT]
OFFLINE = [Outcome.NO_HOST, Outcome.NAME_TROUBLE, Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.TLS_UNTRUSTED]
DOWN = {Outcome.TIMEOUT, Outcome.REFUSED, Outcome.NAME_TROUBLE, Outcome.UNREACHABLE, Outcome.NO_HOST}
CALM = 7
OLD, NEW = "ffff0000ffff0000", "0000ffff0000ffff"


class Trouble(NamedTuple):
    """What a host answers until a day; at a wall, every third run meets a fault instead."""

    until: float
    answer: Answer


class FlakyYear(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.day = 0.0
        self.every_run = False
        self.troubles: dict[str, Trouble] = {}
        self.calm_from: dict[str, float] = {}
        self.dead: dict[str, tuple[float, Answer]] = {}
        self.seen_dead: dict[str, float] = {}
        self.target: dict[str, str] = {}
        self.target_since: dict[tuple[str, str], float] = {}
        self.rewritten: dict[str, float] = {}
        self.offline = (0.0, 0.0)
        self.probed: Counter[str] = Counter()
        self.runs: Counter[str] = Counter()
        self.histories: dict[str, History] = {}
        self.verdicts: dict[str, Verdict] = {}

    @initialize(every_run=st.booleans())
    def begin(self, every_run: bool) -> None:
        self.every_run = every_run
        self.check()

    # What happens in the world.

    def is_calm(self, host: str) -> bool:
        return self.calm_from.get(host, 0) <= self.day

    def stir(self, host: str, days: float) -> None:
        self.calm_from[host] = self.day + days + CALM

    @rule(url=st.sampled_from(PAGES), answer=st.sampled_from(NOT_THERE), days=st.sampled_from([1.0, 3.5, 5.0]))
    def says_not_there_for_a_while(self, url: str, answer: Answer, days: float) -> None:
        self.trouble(host_of(url), answer, days)

    @rule(url=st.sampled_from(PAGES), answer=st.sampled_from(FAULTS), days=st.sampled_from([0.5, 4.0, 14.0]))
    def has_an_outage(self, url: str, answer: Answer, days: float) -> None:
        self.trouble(host_of(url), answer, days)

    @rule(url=st.sampled_from([*PAGES, DOIS[0]]), wall=st.sampled_from(WALLS), days=st.floats(0.5, 120))
    def puts_up_a_wall(self, url: str, wall: Outcome, days: float) -> None:
        self.trouble(host_of(url), {"outcome": wall}, days)

    @rule(url=st.sampled_from([*PAGES, DOIS[0]]), wait=st.integers(0, 3 * 86400), days=st.floats(0.5, 14))
    def limits_our_rate(self, url: str, wait: int, days: float) -> None:
        self.trouble(host_of(url), {"outcome": Outcome.LIMITED, "wait": wait}, days)

    def trouble(self, host: str, answer: Answer, days: float) -> None:
        if self.is_calm(host) and host not in map(host_of, self.dead):
            self.troubles[host] = Trouble(self.day + days, answer)
            self.stir(host, days)
            self.time_passes([0.01, *[1] * int(days)] if days < 15 else [])

    @rule(days=st.floats(0.5, 3))
    def our_network_fails(self, days: float) -> None:
        if self.offline[1] + 3 <= self.day:
            self.offline = (self.day, self.day + days)

    @rule(url=st.sampled_from([*PAGES, *DOIS]), answer=st.sampled_from([*NOT_THERE, *FAULTS]))
    def a_page_dies(self, url: str, answer: Answer) -> None:
        if self.is_calm(host_of(url)) and url not in self.dead:
            self.dead[url] = (self.day, {"outcome": Outcome.UNKNOWN_DOI} if is_doi(url) else answer)
            self.stir(host_of(url), 0)

    @rule(url=st.sampled_from(PAGES), outcome=st.sampled_from([Outcome.NO_HOST, Outcome.REFUSED, Outcome.TIMEOUT]))
    def a_host_dies(self, url: str, outcome: Outcome) -> None:
        host = host_of(url)
        if self.is_calm(host):
            for page in PAGES:
                if host_of(page) == host:
                    self.dead[page] = (self.day, {"outcome": outcome})
                    self.seen_dead.pop(page, None)
            self.stir(host, 0)

    @precondition(lambda self: self.dead)
    @rule(data=st.data())
    def a_host_comes_back(self, data: st.DataObject) -> None:
        host = host_of(data.draw(st.sampled_from(sorted(self.dead))))
        for url in [url for url in self.dead if host_of(url) == host]:
            del self.dead[url]
            self.seen_dead.pop(url, None)
        self.stir(host, 0)

    @rule(url=st.sampled_from(PAGES), to=st.sampled_from(["https://new.example/1", "https://new.example/2", ""]))
    def moves(self, url: str, to: str) -> None:
        self.target[url] = to
        self.target_since.setdefault((url, to), self.day)

    @rule(url=st.sampled_from(PAGES))
    def is_rewritten(self, url: str) -> None:
        self.rewritten.setdefault(url, self.day)

    @rule()
    def our_log_is_deleted(self) -> None:
        self.histories.clear()
        self.seen_dead.clear()

    # What we do.

    @rule(gaps=st.lists(st.floats(0.1, 2), min_size=1, max_size=25))
    def time_passes(self, gaps: Sequence[float]) -> None:
        for gap in gaps:
            self.day += gap
            self.check()

    @rule(days=st.integers(30, 120), gap=st.sampled_from([1, 2]))
    def weeks_pass(self, days: int, gap: int) -> None:
        self.time_passes([gap] * (days // gap))

    def check(self) -> None:
        now = START + timedelta(days=self.day)
        since = now if self.every_run else None
        asked = due(LINKS, self.histories, self.verdicts, now, since=since)
        asked += witnesses(LINKS, self.histories, self.verdicts, asked) if asked else ()
        probes = self.answers([link.url for link in asked])
        before = dict(self.verdicts)
        judged = judge_run(probes, self.histories, self.verdicts)
        for url, one in judged.items():
            self.histories[url], self.verdicts[url] = one
        if self.offline[0] <= self.day < self.offline[1]:
            assert judged == {} or not asked
            return
        self.look_at_the_living(probes, before)
        self.look_at_the_dead()
        self.look_at_the_plan()

    def answers(self, urls: Sequence[str]) -> list[Probe]:
        """What asking shows, as one who asks politely sees it: hosts that fail thrice or ask to wait are left alone."""
        made: list[Probe] = []
        self.runs.update({host_of(url) for url in urls})
        failed: dict[str, int] = {}
        waits: dict[str, int] = {}
        for number, url in enumerate(urls):
            host = host_of(url)
            said: Answer = {"outcome": Outcome.DEFERRED, "wait": waits.get(host, 0)}
            if failed.get(host, 0) < 3 and host not in waits:
                said = self.answer(url)
                failed[host] = failed.get(host, 0) + (said["outcome"] in DOWN)
                if said.get("wait"):
                    waits[host] = said["wait"]
            at = moment_text(START + timedelta(days=self.day, seconds=number))
            made.append(Probe(**{"url": url, "at": at, **said}))
        return made

    def answer(self, url: str) -> Answer:
        self.probed[url] += 1
        if self.offline[0] <= self.day < self.offline[1]:
            return {"outcome": OFFLINE[self.probed[url] % len(OFFLINE)]}
        if url in self.dead:
            return self.dead[url][1]
        trouble = self.troubles.get(host_of(url))
        if trouble and self.day < trouble.until:
            is_accident = trouble.answer["outcome"] in WALLS and self.runs[host_of(url)] % 3 == 0
            return {"outcome": Outcome.TIMEOUT} if is_accident else trouble.answer
        shape = NEW if url in self.rewritten else OLD
        noisy = f"{int(shape, 16) ^ self.probed[url] % 8:016x}"
        to = self.target.get(url, "")
        return {"outcome": Outcome.OK, "shape": noisy, "size": 900, "permanent": to, "final": to}

    # What has to hold.

    def look_at_the_living(self, probes: Sequence[Probe], before: dict[str, Verdict]) -> None:
        well = {probe.url for probe in probes if probe.outcome is Outcome.OK and not probe.hints}
        for url in URLS:
            verdict = self.verdicts.get(url)
            if verdict is None or url in self.dead:
                continue
            if verdict.state is State.GONE:
                assert before.get(url) is verdict, f"day {self.day}: {url} lives and is called gone: {verdict}"
                assert url not in well, "who is seen well is gone no more"
            if verdict.state is State.MOVED and url in well:
                assert verdict.to == self.target[url]
                assert self.target_since[url, verdict.to] + 7 <= self.day
            if verdict.state is State.DRIFTED:
                assert self.rewritten[url] + 3 <= self.day

    def look_at_the_dead(self) -> None:
        today = self.date()
        for url in self.dead:
            if self.histories.get(url, NO_HISTORY).failures:
                self.seen_dead.setdefault(url, today)
        for url, (died, answer) in self.dead.items():
            if url not in self.seen_dead:
                assert not self.every_run or self.day - died < CALM, f"{url}, dead since day {died}, was not asked"
                continue
            days = today - self.seen_dead[url]
            is_said = answer in NOT_THERE or is_doi(url)
            if days >= (CALM if is_said else 20):
                verdict = self.verdicts[url]
                told = f"{url} died on day {died}, {answer}, and is called {verdict} on day {self.day}"
                assert verdict.state is State.GONE, f"{told}: {self.histories.get(url)}"

    def look_at_the_plan(self) -> None:
        """Every link is looked at within 37 days, or since the last run, but for runs offline and hosts to wait for."""
        for url in URLS:
            history = self.histories.get(url)
            if history is None or history.not_before or is_doi(url):
                continue
            tried = (START + timedelta(days=self.day) - moment(history.tried)) / timedelta(days=1)
            assert tried <= 37 + 2 + 3 + 2, url

    def date(self) -> int:
        return (START + timedelta(days=self.day)).toordinal()


TestFlakyYear = FlakyYear.TestCase
# Without shrinking: a story of a year has too much to take away, and each try takes another year.
TestFlakyYear.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, derandomize=True, phases=[Phase.generate]
)
