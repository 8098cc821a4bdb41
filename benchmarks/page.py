"""How fast the page of a large bibliography is: built, built again after one change, opened, and searched."""

import argparse
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fill import fill_sourcebook
from measure import WrongOutput, clean_environment
from playwright.sync_api import Page, sync_playwright
from report import Row, markdown_table
from works import NEEDLE, make_works

_HERE = os.path.dirname(os.path.abspath(__file__))
_WORKS = 2_000
_SEARCHES = ("a", "harbour", "港", NEEDLE.partition(" ")[0], "zzzz", "")
_CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# What a search takes until the browser knows where everything stands, in milliseconds.
_SEARCH = """(word) => {
  const search = document.getElementById("q");
  const start = performance.now();
  search.value = word;
  search.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - start;
}"""
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what came out; 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="README.md beside this file says how to read it.")
    parser.add_argument("--runs", type=int, default=5, metavar="K", help="runs of each but the first build; default: 5")
    parser.add_argument("--works", type=int, default=_WORKS, metavar="N", help=f"works; default: {_WORKS}")
    parser.add_argument("--write", action="store_true", help="write page.md too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sourcebook-bench-") as folder:
        rows = [*_building(Path(folder), options.works, options.runs), *_reading(Path(folder), options.runs)]
    text = _report(rows, options.works)
    sys.stdout.write(text)
    if options.write:
        Path(_HERE, "page.md").write_text(text, encoding="utf-8")
    return 0 if all(row.holds for row in rows) else 1


def _building(root: Path, works: int, runs: int) -> list[Row]:
    fill_sourcebook(str(root), make_works(works))
    with (root / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("build:\n- {file: index.html, format: page}\n")
    cold = _build(root)
    records = sorted((root / "library" / "works").iterdir())
    annotated, renamed = [], []
    for number in range(runs + 1):
        record = records[(number + 1) * len(records) // (runs + 2)]
        text = record.read_text("utf-8")
        record.write_text(f"{text}\nRead again.\n", encoding="utf-8")
        annotated.append(_build(root))
        record.write_text(re.sub(r"(?m)^title: .*", f"title: Read again {number}", text), encoding="utf-8")
        renamed.append(_build(root))
    again = [_build(root) for _ in range(runs)]
    size = len(gzip.compress((root / "citations" / "index.html").read_bytes(), mtime=0))
    return [
        _built("built with nothing remembered, index and references too", [cold], 10),
        _built("built after a change of one annotation", annotated[1:], 1),
        _built("built after a change of one title, which the engine formats anew", renamed[1:], 1),
        _built("built with nothing changed", again, 1),
        _row("index.html, compressed", [size / 1000], 400, "kB"),
    ]


class Took(NamedTuple):
    """Seconds of one build: on the clock, and of all cores together."""

    clock: float
    cpu: float


def _build(root: Path) -> Took:
    words = [sys.executable, "-m", "sourcebook", "build"]
    environ = {**clean_environment(str(root)), "PYTHONPATH": os.path.join(os.path.dirname(_HERE), "src")}
    start, before = time.perf_counter(), os.times()
    done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - start, os.times()
    if done.returncode or "citations/index.html" not in done.stdout:
        raise WrongOutput(done.stderr or done.stdout)
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Took(seconds, cpu)


def _reading(root: Path, runs: int) -> list[Row]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise WrongOutput("there is no Chromium; install Debian's package chromium")
    address = (root / "citations" / "index.html").as_uri()
    paints, searches = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_CHROMIUM))
        for _ in range(runs + 1):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(address)
            page.wait_for_function(f"{_PAINT} > 0")
            page.wait_for_timeout(1000)  # as long as a reader looks before typing
            paints.append(float(page.evaluate(_PAINT)))
            searches += _search(page)
            page.close()
        browser.close()
    return [
        _row("first contentful paint, from disk, wide window", paints[1:], 1000, "ms"),
        _row("a search, from the key to the new layout", searches, 50, "ms"),
    ]


def _search(page: Page) -> list[float]:
    took = [float(page.evaluate(_SEARCH, word)) for word in _SEARCHES]
    if "of" in page.locator("#found").inner_text():
        raise WrongOutput("an empty search does not show everything")
    return took


def _built(what: str, took: Sequence[Took], limit: float) -> Row:
    return _row(what, [one.clock for one in took], limit, "s", f"{statistics.median(one.cpu for one in took):.3g} s")


def _row(what: str, numbers: Sequence[float], limit: float, unit: str, cpu: str = "") -> Row:
    middle = statistics.median(numbers)
    spread = f" [{min(numbers):.3g}–{max(numbers):.3g}]" if len(numbers) > 1 else ""
    holds = middle <= limit
    return Row(
        cells=(what, f"{middle:.3g} {unit}{spread}", cpu, f"{limit:g} {unit}", "yes" if holds else "NO"), holds=holds
    )


def _report(rows: Sequence[Row], works: int) -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    lines = (
        f"# The page of {works:,} works",
        "",
        "Made by `python benchmarks/page.py --write`; [README.md](README.md) says how to read it. Times are those of a",
        f"clock on the wall, so that load from elsewhere counts ({os.cpu_count()} cores; load averages {load}).",
        "",
        markdown_table(("what", "median [least–most]", "CPU", "limit", "holds"), rows),
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
