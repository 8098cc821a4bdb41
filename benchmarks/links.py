"""How fast links are tried: beside lychee where nothing holds them back, else beside the least possible time."""

import argparse
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from environments import make_lychee, make_ours, program
from links_server import HOSTS
from measure import WrongOutput
from report import Row, markdown_table

_HERE = os.path.dirname(os.path.abspath(__file__))
_LINKS, _JOBS, _LATENCY = 2_000, 128, 0.1
_LYCHEE = (
    "--no-progress --format json --exclude-loopback=false --max-retries 0 --host-request-interval 0ms "
    f"--host-concurrency {_JOBS} --max-concurrency {_JOBS}"
).split()
_POLITE_LINKS, _POLITE_HOSTS, _POLITE_JOBS, _POLITE_GAP, _POLITE_LATENCY = 1_000, 60, 32, 0.05, 0.02
_MANY = 100_000


class Bench(NamedTuple):
    """What takes part: our Python, lychee, the server's port, and a folder for lists of links."""

    python: str
    lychee: str
    port: int
    folder: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what came out; 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="README.md beside this file says how to read it.")
    parser.add_argument("--runs", type=int, default=5, metavar="K", help="runs beside lychee; default: 5")
    parser.add_argument("--envs", metavar="DIR", help="keep environments here for the next time")
    parser.add_argument("--write", action="store_true", help="write links.md too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sourcebook-bench-") as folder:
        envs = os.path.abspath(options.envs or folder)
        ours, lychee = make_ours(envs), make_lychee(envs)
        with serving(program(ours, "python"), "links_server.py") as port:
            bench = Bench(program(ours, "python"), program(lychee, "lychee"), port, folder)
            rows = [
                _unlimited(bench, options.runs),
                _polite(bench, "by host"),
                _polite(bench, "shuffled"),
                _memory(bench),
            ]
    page = markdown_table(("what", "ours", "beside", "ratio", "limit", "holds"), rows)
    page += f"\nLoad average at the end: {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors.\n"
    print(page)
    if options.write:
        with open(os.path.join(_HERE, "links.md"), "w", encoding="utf-8") as file:
            file.write(f"# Measured: how fast links are tried\n\nWritten by links.py.\n\n{page}")
    return 1 if any(row.holds is False for row in rows) else 0


def zipf_links(links: int, hosts: int) -> list[int]:
    """The number of links of each host: half as many on the second as on the first, a third on the third …"""
    whole = sum(1 / rank for rank in range(1, hosts + 1))
    return [max(round(links / rank / whole), 1) for rank in range(1, hosts + 1)]


def least_seconds(counts: Sequence[int], gap: float, latency: float, jobs: int) -> float:
    """No polite run is shorter: the busiest host's gaps, or all latency shared among the jobs."""
    return max((max(counts) - 1) * gap, sum(counts) * latency / jobs)


def _unlimited(bench: Bench, runs: int) -> Row:
    urls = [f"http://127.0.0.{1 + one % HOSTS}:{bench.port}/100/{one}" for one in range(_LINKS)]
    pairs = []
    for number in range(runs + 1):
        # Ours first and then lychee, and the other way round, so that neither always meets a warm machine.
        ways = [_ours_wall, _lychee_wall]
        took = {way: way(bench, urls) for way in (ways if number % 2 else ways[::-1])}
        pairs.append((took[_ours_wall], took[_lychee_wall]))
    pairs = pairs[1:]
    ratio = statistics.median(mine / its for mine, its in pairs)
    mine, its = ([pair[place] for pair in pairs] for place in (0, 1))
    what = f"{_LINKS:,} links, {HOSTS} hosts, {_LATENCY * 1000:.0f} ms, no gap; whole process"
    return _row(what, _spread(mine), f"lychee: {_spread(its)}", ratio, 1.3)


def _polite(bench: Bench, order: str) -> Row:
    counts = zipf_links(_POLITE_LINKS, _POLITE_HOSTS)
    path = f"{_POLITE_LATENCY * 1000:.0f}"
    urls = [
        f"http://127.0.0.{host}:{bench.port}/{path}/{one}"
        for host, count in enumerate(counts, 1)
        for one in range(count)
    ]
    if order == "shuffled":
        random.Random(1).shuffle(urls)  # noqa: S311 - the same order every time
    seconds = _ours(bench, urls, _POLITE_JOBS, _POLITE_GAP)["seconds"]
    least = least_seconds(counts, _POLITE_GAP, _POLITE_LATENCY, _POLITE_JOBS)
    what = f"{len(urls):,} links, {_POLITE_HOSTS} hosts, {order}, {_POLITE_GAP * 1000:.0f} ms between two at a host"
    return _row(what, f"{seconds:.2f} s", f"least possible: {least:.2f} s", seconds / least, 1.05)


def _memory(bench: Bench) -> Row:
    urls = [f"http://127.0.0.{1 + one % HOSTS}:{bench.port}/0/{one}" for one in range(_MANY)]
    found = _ours(bench, urls, _JOBS, 0)
    early, late = found["early"], found["late"]
    what = f"memory after {_MANY:,} links, {found['seconds']:.0f} s"
    return _row(what, f"{late / 1e6:.0f} MB", f"after a tenth: {early / 1e6:.0f} MB", late / early, 1.1)


def _row(what: str, ours: str, beside: str, ratio: float, limit: float) -> Row:
    holds = ratio <= limit
    return Row(cells=(what, ours, beside, f"{ratio:.3f}", str(limit), "yes" if holds else "NO"), holds=holds)


def _spread(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s [{min(seconds):.2f}–{max(seconds):.2f}]"


def _ours_wall(bench: Bench, urls: Sequence[str]) -> float:
    start = time.perf_counter()
    _ours(bench, urls, _JOBS, 0)
    return time.perf_counter() - start


def _ours(bench: Bench, urls: Sequence[str], jobs: int, gap: float) -> dict[str, float]:
    words = [bench.python, os.path.join(_HERE, "probe_list.py"), _list_of(bench, urls), str(jobs), str(gap)]
    found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    if found.pop("outcomes") != {"ok": len(urls)}:
        raise WrongOutput("not every link was found to be well")
    return dict(found)


def _lychee_wall(bench: Bench, urls: Sequence[str]) -> float:
    words = [bench.lychee, *_LYCHEE, _list_of(bench, urls)]
    start = time.perf_counter()
    done = subprocess.run(words, cwd=bench.folder, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    found = Counter({name: json.loads(done.stdout)[name] for name in ("total", "successful")})
    if found != {"total": len(urls), "successful": len(urls)}:
        raise WrongOutput(f"lychee found {found}")
    return seconds


def _list_of(bench: Bench, urls: Sequence[str]) -> str:
    path = os.path.join(bench.folder, "links.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(urls))
    return path


@contextlib.contextmanager
def serving(python: str, name: str) -> Iterator[int]:
    """The port at which the server of this file listens, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [python, os.path.join(_HERE, name), str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            if server.stdout.readline().strip() != "listening":
                raise WrongOutput("the server does not listen")
            yield port
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
