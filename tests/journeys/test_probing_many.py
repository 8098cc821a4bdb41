"""Many addresses of real servers on this machine, tried at the same time."""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from servers import Request, Server, answer, giving, leading, serving, silent

from sourcebook.model.links import Outcome, Probe
from sourcebook.web.fetch import Fetcher, Limits
from sourcebook.web.probe import Prober, Target
from sourcebook.web.probing import probe_all
from sourcebook.web.schedule import Pace, Schedule

QUICK = Pace(gap=0.0, pause=0.01)
HERE = "127.0.0.1", "127.0.0.2", "127.0.0.3"


def prober(seconds: float = 5.0) -> Prober:
    fetcher = Fetcher("Sourcebook test", allow_private=True, limits=Limits(seconds=seconds))
    return Prober(fetcher, now=lambda: dt.datetime.now(dt.UTC), doi="")


def run(
    urls: list[str], *, schedule: Schedule | None = None, jobs: int = 8, ours: Prober | None = None
) -> Iterator[Probe]:
    return probe_all(
        map(Target, urls),
        ours or prober(),
        schedule or Schedule(QUICK),
        jobs=jobs,
        clock=time.monotonic,
        nowhere="zqzqzq",
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving({"/": giving("<title>Well</title>")}, host="0.0.0.0") as running:  # noqa: S104 - all of 127.0.0.0/8
        yield running


def test_every_address_comes_out_once_whatever_it_is(server: Server) -> None:
    urls = [server.url(f"/?{number}", host) for number in range(20) for host in HERE]
    odd = ["mailto:ada@example.org", "", "http://[::1/", server.url("/nowhere", HERE[0])]
    schedule = Schedule(QUICK)
    probes = list(run([*urls, *odd], schedule=schedule))
    assert Counter(probe.url for probe in probes) == Counter([*urls, *odd])
    assert Counter(probe.outcome for probe in probes) == {
        Outcome.OK: 60, Outcome.UNSUPPORTED: 1, Outcome.INVALID: 2, Outcome.NOT_FOUND: 1,
    }  # fmt: skip
    assert schedule.done == schedule.total == 61


def test_a_host_never_has_more_than_two_requests_at_a_time() -> None:
    present, most, lock = Counter[str](), Counter[str](), threading.Lock()

    def answered(request: Request) -> Iterator[bytes]:
        host = request.text.partition("Host: ")[2].partition(":")[0]
        with lock:
            present[host] += 1
            most[host] = max(most[host], present[host])
        request.wait(0.01)
        with lock:
            present[host] -= 1
        yield answer("<title>Well</title>")

    with serving({"/": answered}, host="0.0.0.0") as busy:  # noqa: S104 - all of 127.0.0.0/8
        urls = [busy.url(f"/?{number}", host) for number in range(10) for host in HERE]
        assert len(list(run(urls, jobs=16))) == 30
    assert max(most.values()) <= 2


def test_a_page_beside_a_suspicious_one_is_asked_for_once_for_its_folder() -> None:
    scripts = {f"/news/{number}": leading("/") for number in range(5)}
    catch_all = giving("<title>Well</title>")
    with serving({"/": catch_all, **scripts, "/news/zqzqzq": leading("/")}) as soft:
        probes = list(run([soft.url(path) for path in scripts]))
        assert [one.path for one in soft.asked].count("/news/zqzqzq") == 1
    assert {probe.hints for probe in probes} == {("root", "sibling")}
    with serving({"/": catch_all, **scripts}) as honest:
        assert {probe.hints for probe in run([honest.url(path) for path in scripts])} == {("root", "honest")}


def test_a_server_that_is_busy_for_a_while_is_well_in_the_end() -> None:
    asked = Counter[str]()

    def moody(request: Request) -> list[bytes]:
        asked[request.path] += 1
        return [answer("<title>Well</title>") if asked[request.path] > 1 else answer(status=503)]

    with serving({"/": moody}) as server:
        probes = list(run([server.url(f"/?{number}") for number in range(4)]))
    assert [probe.outcome for probe in probes] == [Outcome.OK] * 4
    assert set(asked.values()) == {2}


def test_a_run_that_is_left_ends_what_is_under_way_at_once() -> None:
    with serving({"/": giving("<title>Well</title>"), "/silent": silent}, host="0.0.0.0") as server:  # noqa: S104
        urls = [
            server.url("/", HERE[0]),
            *(server.url(f"/silent?{number}", host) for number in range(3) for host in HERE),
        ]
        before = set(threading.enumerate())
        probes = run(urls, ours=prober(seconds=600.0))
        assert next(probes).outcome is Outcome.OK
        probes.close()  # type: ignore[attr-defined] # every generator has it
        left = [one for one in threading.enumerate() if one not in before and one.name == "prober"]
        for thread in left:
            thread.join(60.0)  # a tenth of what the silent server would have been waited for
        assert not any(thread.is_alive() for thread in left)


def test_what_was_learned_before_an_interruption_comes_out() -> None:
    class Interrupted(Schedule):
        def seconds_to_next(self, now: float) -> float | None:
            if self.done:
                raise KeyboardInterrupt
            return super().seconds_to_next(now)

    with serving({"/news/1": leading("/"), "/": giving("<title>Well</title>"), "/silent": silent}) as server:
        probes = run([server.url("/news/1"), server.url("/silent")], schedule=Interrupted(QUICK))
        assert next(probes).hints == ("root",)
        with pytest.raises(KeyboardInterrupt):
            next(probes)
