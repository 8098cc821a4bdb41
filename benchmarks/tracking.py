"""What following 200 feeds costs, for the first time and again, beside lemon24/reader; and scoring 10,000 items."""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

import yaml
from environments import make_ours, make_reader, program
from feeds_server import FEEDS, HOSTS, ITEMS
from links import serving
from measure import Contender, Times, WrongOutput, clean_environment, measure_in_turn
from relevance import seconds
from report import Row, markdown_table, ratio

_HERE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(_HERE)
_JOBS = 8
_COLD, _AGAIN, _SCORING = 0.6, 1.5, 2.0
# The same update, of the same feeds, with as many threads; what was added before is not counted.
_ADD = "import sys, reader; r = reader.make_reader(sys.argv[1]); [r.add_feed(url) for url in sys.argv[2:]]"
_UPDATE = (
    "import sys, reader; r = reader.make_reader(sys.argv[1]);"
    "r.update_feeds(scheduled=False, workers=int(sys.argv[2]));"
    "print(r.get_entry_counts().total, r.get_feed_counts(broken=True).total)"
)


class Bench(NamedTuple):
    """What takes part: our environment and reader's, the addresses of the feeds, and a folder for both homes."""

    ours: str
    reader: str
    urls: tuple[str, ...]
    folder: str

    @property
    def root(self) -> str:
        """Our sourcebook."""
        return os.path.join(self.folder, "sourcebook")

    @property
    def state(self) -> str:
        """What we remember of feeds."""
        return os.path.join(self.root, ".sourcebook", "feeds.db")

    @property
    def database(self) -> str:
        """What reader remembers."""
        return os.path.join(self.folder, "reader.sqlite")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what came out; 1 where a limit does not hold, 2 where an output was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="README.md beside this file says how to read it.")
    parser.add_argument("--runs", type=int, default=5, metavar="K", help="counted runs of each side; default: 5")
    parser.add_argument("--envs", metavar="DIR", help="keep environments here for the next time")
    parser.add_argument("--write", action="store_true", help="write tracking.md too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sourcebook-bench-") as folder:
        envs = os.path.abspath(options.envs or folder)
        ours, reader = make_ours(envs), make_reader(envs)
        try:
            with serving(program(ours, "python"), "feeds_server.py") as port:
                urls = tuple(f"http://127.0.0.{1 + one % HOSTS}:{port}/{one}" for one in range(FEEDS))
                rows = measured(Bench(ours, reader, urls, folder), options.runs)
        except WrongOutput as fault:
            print(f"Nothing is worth timing while output is wrong. {fault}", file=sys.stderr)
            return 2
    page = markdown_table(("what", "ours", "beside", "ratio", "limit", "holds"), rows)
    page += f"\nLoad average at the end: {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors.\n"
    print(page)
    if options.write:
        with open(os.path.join(_HERE, "tracking.md"), "w", encoding="utf-8") as file:
            file.write(f"# Measured: what following feeds costs\n\nWritten by tracking.py.\n\n{page}")
    return 1 if any(row.holds is False for row in rows) else 0


def measured(bench: Bench, runs: int) -> list[Row]:
    """The three rows: everything for the first time, everything unchanged, and scoring alone."""
    _fill(bench)
    cold = measure_in_turn([_ours(bench, "ours, cold", _forgotten), _reader(bench, "reader, cold", _emptied)], runs)
    again = measure_in_turn([_ours(bench, "ours, again", _due), _reader(bench, "reader, again", _nothing)], runs)
    what = f"{FEEDS} feeds of {ITEMS} items, CPU s"
    scored = seconds()
    return [
        _row(f"{what}: for the first time", cold["ours, cold"], cold["reader, cold"], _COLD),
        _row(f"{what}: all answer 304", again["ours, again"], again["reader, again"], _AGAIN),
        Row(
            cells=("10,000 items scored, CPU s", f"{scored:.2f}", "–", "–", str(_SCORING), _yes(scored < _SCORING)),
            holds=scored < _SCORING,
        ),
    ]


def _fill(bench: Bench) -> None:
    """The shipped library and topic, following the feeds of this machine alone."""
    shutil.copytree(os.path.join(_CHECKOUT, "library"), os.path.join(bench.root, "library"))
    with open(os.path.join(_CHECKOUT, "sources.yaml"), encoding="utf-8") as file:
        settings = yaml.load(file, yaml.BaseLoader)  # noqa: S506 - a loader of strings alone
    settings["feeds"] = [{"id": f"feed-{number}", "url": url} for number, url in enumerate(bench.urls)]
    with open(os.path.join(bench.root, "sources.yaml"), "w", encoding="utf-8") as file:
        yaml.safe_dump(settings, file, allow_unicode=True)


def _ours(bench: Bench, name: str, before: Callable[[Bench], None]) -> Contender:
    words = ["-C", bench.root, "track", "--allow-private", "--gap", "0", "--jobs", str(_JOBS), "--no-commit", "--json"]
    return Contender(
        name=name,
        words=[program(bench.ours, "sourcebook"), *words],
        environ=_environment(bench),
        output=os.path.join(bench.folder, "ours.out"),
        check=lambda said: _check_ours(bench, said),
        before=lambda: before(bench),
    )


def _reader(bench: Bench, name: str, before: Callable[[Bench], None]) -> Contender:
    return Contender(
        name=name,
        words=[program(bench.reader, "python"), "-c", _UPDATE, bench.database, str(_JOBS)],
        environ=_environment(bench),
        output=os.path.join(bench.folder, "reader.out"),
        check=_check_reader,
        before=lambda: before(bench),
    )


def _environment(bench: Bench) -> Mapping[str, str]:
    clean = clean_environment(bench.folder)
    return {name: value for name, value in clean.items() if not name.endswith("_proxy")}


def _check_ours(bench: Bench, said: str) -> None:
    with closing(sqlite3.connect(bench.state)) as db:
        (items,) = db.execute("SELECT count(*) FROM item").fetchone()
    polled = said.count('"sourcebook.polled/1"')
    if (items, polled) != (FEEDS * ITEMS, FEEDS):
        raise WrongOutput(f"{polled} feeds gave {items} items")


def _check_reader(said: str) -> None:
    if said.split() != [str(FEEDS * ITEMS), "0"]:
        raise WrongOutput(f"reader has {said}")


def _forgotten(bench: Bench) -> None:
    shutil.rmtree(os.path.join(bench.root, "library", "inbox"), ignore_errors=True)
    if os.path.exists(bench.state):
        os.unlink(bench.state)


def _due(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.state)) as db:
        db.execute("UPDATE feed SET said = json_remove(said, '$.due')")
        db.commit()


def _emptied(bench: Bench) -> None:
    if os.path.exists(bench.database):
        os.unlink(bench.database)
    subprocess.run([program(bench.reader, "python"), "-c", _ADD, bench.database, *bench.urls], check=True)


def _nothing(_: Bench) -> None:
    """What reader knows stays."""


def _row(what: str, ours: Times, theirs: Times, limit: float) -> Row:
    figure = ratio(ours, theirs)
    cells = (what, str(ours), f"reader: {theirs}", f"{figure:.3f}", str(limit), _yes(figure <= limit))
    return Row(cells=cells, holds=figure <= limit)


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


if __name__ == "__main__":
    sys.exit(main())
