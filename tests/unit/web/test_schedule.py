import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from sourcebook.model.links import Outcome, Probe
from sourcebook.web.probe import Target
from sourcebook.web.schedule import Pace, Schedule, Task, host_of


class Ran(NamedTuple):
    """What a simulated run gave: seconds, probes in the order they came out, starts by host, most in flight."""

    seconds: float
    probes: list[Probe]
    starts: dict[str, list[float]]
    most: Counter[str]


def simulate(
    urls: Sequence[str],
    answer: Callable[[str, float], Probe],
    *,
    jobs: int,
    latency: float = 0.4,
    pace: Pace | None = None,
) -> Ran:
    """Run a schedule by a clock of our own: each try takes `latency` and shows what `answer` says at its end."""
    schedule = Schedule(pace)
    for url in urls:
        schedule.add(Task(Target(url), host_of(url)))
    now = 0.0
    flying: list[tuple[float, int, Task]] = []
    number = itertools.count()
    ran = Ran(0.0, [], {}, Counter())
    while schedule.unfinished:
        while len(flying) < jobs and (task := schedule.start(now)):
            ran.starts.setdefault(task.host, []).append(now)
            heapq.heappush(flying, (now + latency, next(number), task))
            for host, count in Counter(one.host for _, _, one in flying).items():
                ran.most[host] = max(ran.most[host], count)
        wait = schedule.seconds_to_next(now) if len(flying) < jobs else None
        if flying and (wait is None or flying[0][0] <= now + wait):
            now, _, task = heapq.heappop(flying)
            ran.probes.extend(probe for _, probe in schedule.finish(task, answer(task.target.url, now), now))
        else:
            assert wait is not None, "nothing is under way and nothing may begin"
            now += wait
    assert schedule.done == schedule.total == len(urls)
    return ran._replace(seconds=now)


def well(url: str, now: float) -> Probe:
    return Probe(url, "", Outcome.OK, 200)


def zipf(links: int, hosts: int) -> list[str]:
    """Links over hosts: half as many on the second as on the first, a third on the third; each host in one piece."""
    whole = sum(1 / rank for rank in range(1, hosts + 1))
    return [
        f"https://h{rank}.example/{number}"
        for rank in range(1, hosts + 1)
        for number in range(max(round(links / rank / whole), 1))
    ]


@pytest.mark.parametrize("order", ["by host", "shuffled", "backwards"])
@pytest.mark.parametrize("jobs", [8, 16, 32])
def test_a_run_takes_hardly_longer_than_it_must_in_any_order(order: str, jobs: int) -> None:
    urls = zipf(2_000, 500)
    busiest = Counter(map(host_of, urls)).most_common(1)[0][1]
    if order == "shuffled":
        random.Random(1).shuffle(urls)
    elif order == "backwards":
        urls.reverse()
    ran = simulate(urls, well, jobs=jobs)
    bound = max(busiest - 1.0, len(urls) * 0.4 / jobs)
    assert bound <= ran.seconds <= bound * 1.05


def test_hosts_are_left_in_peace_between_two_tries_and_never_asked_three_times_at_once() -> None:
    ran = simulate(zipf(300, 20), well, jobs=32, latency=5.0, pace=Pace(gap=1.5))
    assert max(ran.most.values()) == 2
    for starts in ran.starts.values():
        assert all(later - earlier >= 1.5 for earlier, later in itertools.pairwise(starts))


def test_a_host_that_answers_nobody_is_left_alone_after_three_tries() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.TIMEOUT if "sick" in url else Outcome.OK, reason="No answer.")

    urls = [f"https://sick.example/{number}" for number in range(100)] + ["https://well.example/"]
    ran = simulate(urls, answer, jobs=8)
    found = Counter(probe.outcome for probe in ran.probes)
    assert found == {Outcome.TIMEOUT: 4, Outcome.DEFERRED: 96, Outcome.OK: 1} or found[Outcome.DEFERRED] == 97
    assert len(ran.starts["sick.example"]) <= 4
    assert {probe.reason for probe in ran.probes if probe.outcome is Outcome.DEFERRED} == {
        "Its host was tried in vain: No answer."
    }


def test_one_success_between_failures_keeps_a_host_in_the_run() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.OK if url.endswith("3") else Outcome.REFUSED)

    ran = simulate([f"https://e.example/{number % 4}" for number in range(1, 21)], answer, jobs=1)
    assert Counter(probe.outcome for probe in ran.probes)[Outcome.DEFERRED] > 0
    steady = simulate([f"https://e.example/{number % 2 + 2}" for number in range(20)], answer, jobs=1)
    assert Counter(probe.outcome for probe in steady.probes) == {Outcome.OK: 10, Outcome.REFUSED: 10}


def test_a_failure_behind_a_redirect_says_nothing_of_the_host() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.TIMEOUT, hops=((url, 302),))

    ran = simulate([f"https://e.example/{number}" for number in range(9)], answer, jobs=2)
    assert {probe.outcome for probe in ran.probes} == {Outcome.TIMEOUT}


def test_that_a_host_does_not_exist_is_true_of_all_its_links_but_not_of_its_neighbours() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.NO_HOST, reason="Unknown.")

    urls = [f"https://dead.github.io/{number}" for number in range(9)]
    neighbour = "https://living.github.io/"
    found = {probe.url: probe.outcome for probe in simulate([*urls, neighbour], answer, jobs=1).probes}
    assert [found[url] for url in urls] == [Outcome.NO_HOST] * 9
    assert found[neighbour] is Outcome.DEFERRED


def test_a_busy_host_is_asked_again_when_it_said_and_after_all_its_other_links() -> None:
    seen: list[tuple[str, float]] = []

    def answer(url: str, now: float) -> Probe:
        seen.append((url, now))
        busy = url.endswith("/0") and now < 5
        return Probe(url, "", Outcome.LIMITED, 429, wait=10) if busy else Probe(url, "", Outcome.OK, 200)

    ran = simulate([f"https://e.example/{number}" for number in range(4)], answer, jobs=1)
    assert {probe.outcome for probe in ran.probes} == {Outcome.OK}
    assert [url[-1] for url, _ in seen] == ["0", "1", "2", "3", "0"]
    assert ran.starts["e.example"][1] >= 10


def test_a_link_is_asked_again_no_more_than_twice() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.SERVER_ERROR, 503, wait=1)

    ran = simulate(["https://e.example/"], answer, jobs=1)
    assert len(ran.starts["e.example"]) == 3
    assert [probe.outcome for probe in ran.probes] == [Outcome.SERVER_ERROR]


def test_a_host_that_wants_more_than_a_minute_is_deferred_and_waited_for_no_longer() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.LIMITED, 429, wait=86_400)

    ran = simulate([f"https://e.example/{number}" for number in range(50)], answer, jobs=1)
    assert ran.seconds < 2
    assert Counter((probe.outcome, probe.wait) for probe in ran.probes) == {
        (Outcome.LIMITED, 86_400): 1,
        (Outcome.DEFERRED, 86_400): 49,
    }


def test_a_host_that_is_always_busy_is_waited_for_a_minute_at_most_in_all() -> None:
    def answer(url: str, now: float) -> Probe:
        return Probe(url, "", Outcome.LIMITED, 429)

    ran = simulate([f"https://e.example/{number}" for number in range(500)], answer, jobs=8)
    assert ran.seconds < 75
    assert len(ran.probes) == 500


@pytest.mark.parametrize(
    ("url", "queue"),
    [
        ("https://www.Example.org/a", "example.org"),
        ("http://example.org.:8080/", "example.org"),
        ("https://one.github.io/x", "github.io"),
        ("https://two.blogspot.co.uk/", "blogspot.co.uk"),
        ("https://medium.com/@someone/x", "medium.com"),
        ("https://notmedium.com/", "notmedium.com"),
        ("doi:10.1000/1", "DOIs"),
        ("mailto:ada@example.org", ""),
        ("http://[::1/", ""),
        ("", ""),
    ],
)
def test_addresses_of_one_house_stand_in_one_queue(url: str, queue: str) -> None:
    assert host_of(url) == queue


def test_progress_tells_what_is_left_and_who_holds_it_up() -> None:
    schedule = Schedule()
    for url in ("https://a.example/1", "https://b.example/1", "https://b.example/2", "https://b.example/3"):
        schedule.add(Task(Target(url), host_of(url)))
    assert schedule.progress(0.0).done == 0
    task = schedule.start(100.0)
    assert task is not None
    assert task.host == "b.example"
    schedule.finish(task, well(task.target.url, 101.0), 101.0)
    shown = schedule.progress(102.0)
    assert (shown.done, shown.total, shown.rate) == (1, 4, 0.5)
    assert shown.slowest == (("b.example", 2), ("a.example", 1))
    assert shown.seconds_left == pytest.approx(6.0)
