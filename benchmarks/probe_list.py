"""Tries the addresses in a file as `links check` does, and prints what came of it as JSON: for links.py.

`python probe_list.py FILE JOBS GAP`: as many at a time, and as many seconds between two at one host.
"""

import datetime as dt
import json
import os
import sys
import time
from collections import Counter

from sourcebook.web.fetch import Fetcher
from sourcebook.web.probe import Prober, Target
from sourcebook.web.probing import probe_all
from sourcebook.web.schedule import Pace, Schedule


def main(file: str, jobs: str, gap: str) -> None:
    with open(file, encoding="utf-8") as lines:
        urls = lines.read().split()
    fetcher = Fetcher("sourcebook-bench", allow_private=True, kept=128)
    prober = Prober(fetcher, now=lambda: dt.datetime.now(dt.UTC), doi="")
    schedule = Schedule(Pace(gap=float(gap)))
    outcomes = Counter[str]()
    early = 0
    start = time.perf_counter()
    targets = map(Target, urls)
    for probe in probe_all(targets, prober, schedule, jobs=int(jobs), clock=time.monotonic, nowhere="nowhere"):
        outcomes[probe.outcome] += 1
        if schedule.done == schedule.total // 10:
            early = _resident()
    seconds = time.perf_counter() - start
    print(json.dumps({"outcomes": outcomes, "seconds": seconds, "early": early, "late": _resident()}))


def _resident() -> int:
    """The bytes of memory that this process has now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(*sys.argv[1:4])
