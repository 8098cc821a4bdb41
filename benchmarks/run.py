"""Measures our commands beside papis and pubs on the same synthetic works, and says whether our limits hold."""

import argparse
import contextlib
import dataclasses
import datetime as dt
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence

from environments import Environments, make_environments, program
from fill import fill_papis, fill_pubs, fill_sourcebook
from history import fill_history, git_program, history_contests
from importing import fill_import, import_contests
from measure import Times, WrongOutput, measure_in_turn
from report import Measured, Row, claim_rows, growth_rows, markdown_table
from rows import Claim, Side, Sides, contests
from works import make_works

from sourcebook.model.work import Work

_HERE = os.path.dirname(os.path.abspath(__file__))
_HEAD = ("ours", "CPU s", "peer", "CPU s", "ratio", "limit", "holds")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure at every size; 1 where a limit does not hold at the largest, 2 where a command's output was wrong."""
    options = _options(arguments)
    pages: list[str] = []

    def publish(page: str) -> None:
        print(page, flush=True)
        pages.append(page)

    with _folder(options.envs) as folder:
        try:
            rows = _compare(folder, options.sizes, options.runs, publish)
        except WrongOutput as fault:
            _talk(f"Nothing is worth timing while output is wrong. {fault}")
            return 2
        if options.write:
            with open(os.path.join(_HERE, "results.md"), "w", encoding="utf-8") as file:
                file.write("\n".join(pages))
        found = 1 if any(row.holds is False for row in rows) else 0
        return found if options.records_only else max(found, _of_the_network(folder, write=options.write))


def _of_the_network(folder: str, *, write: bool) -> int:
    """The worst exit code of what is measured over a server of this machine; each prints its own table."""
    words = ["--envs", folder, *(["--write"] if write else [])]
    codes = []
    for name in ("links.py", "tracking.py"):
        _talk(f"running {name}")
        codes.append(subprocess.run([sys.executable, os.path.join(_HERE, name), *words], check=False).returncode)
    return max(codes)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, epilog="README.md beside this file says how to read it.")
    parser.add_argument(
        "--sizes", type=_sizes, default=[100, 1000, 10_000], metavar="N,N", help="default: 100,1000,10000"
    )
    parser.add_argument("--runs", type=int, default=7, metavar="K", help="counted runs of each command; default: 7")
    parser.add_argument(
        "--envs", metavar="DIR", help="keep environments and the peers' libraries here for the next time"
    )
    parser.add_argument("--records-only", action="store_true", help="leave links.py and tracking.py out")
    parser.add_argument("--write", action="store_true", help="write results.md too, and what those two write")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(one) for one in text.split(",")})
    if sizes[0] < 3:
        raise argparse.ArgumentTypeError("3 works are the least, since 3 of them hold the word that is searched for")
    return sizes


@contextlib.contextmanager
def _folder(kept: str | None) -> Iterator[str]:
    if kept:
        yield os.path.abspath(kept)
        return
    with tempfile.TemporaryDirectory(prefix="sourcebook-bench-") as folder:
        yield folder


def _compare(folder: str, sizes: Sequence[int], runs: int, publish: Callable[[str], None]) -> list[Row]:
    """Publish a page for every size, and return the rows that are judged: those of the largest size and of growth."""
    publish(_heading())
    _talk("installing three environments")
    environments = make_environments(folder)
    publish("\n".join(f"- {line}" for line in environments.versions()) + "\n")
    measured: dict[int, Measured] = {}
    rows: list[Row] = []
    names: list[str] = []
    for size in sizes:
        claims, measured[size] = _measure(folder, environments, size, runs)
        names = list(dict.fromkeys(claim.ours for claim in claims))
        rows = claim_rows(claims, measured[size])
        publish(f"## {size:,} works\n\n{markdown_table(_HEAD, rows)}")
    if len(sizes) > 1:
        growth = growth_rows(names, sizes, measured)
        steps = [f"exponent to {size:,}" for size in sizes[1:]]
        head = ("ours", *(f"CPU s, {size:,} works" for size in sizes), *steps, "limit", "holds")
        publish(f"## Growth\n\n{markdown_table(head, growth)}")
        rows += growth
    broken = sum(row.holds is False for row in rows)
    said = f"{broken} limits do not hold" if broken else "Every limit holds"
    publish(f"{said} at {sizes[-1]:,} works. Load average at the end: {_load()}.\n")
    return rows


def _measure(folder: str, environments: Environments, size: int, runs: int) -> tuple[list[Claim], Measured]:
    works = make_works(size)
    libraries = os.path.join(folder, "libraries", str(size))
    homes = {name: os.path.join(libraries, name) for name in ("sourcebook", "papis", "pubs", "history", "import")}
    _fill(homes["sourcebook"], fill_sourcebook, works)
    _fill(homes["papis"], fill_papis, works)
    _fill(homes["pubs"], fill_pubs, works)
    _fill(homes["history"], fill_history, works)
    _fill(homes["import"], fill_import, works)
    outputs = os.path.join(folder, "outputs")
    os.makedirs(outputs, exist_ok=True)
    sides = Sides(
        ours=Side(program=program(environments.ours, "sourcebook"), home=homes["sourcebook"], outputs=outputs),
        python=Side(program=program(environments.ours, "python"), home=homes["sourcebook"], outputs=outputs),
        papis=Side(program=program(environments.papis, "papis"), home=homes["papis"], outputs=outputs),
        pubs=Side(program=program(environments.pubs, "pubs"), home=homes["pubs"], outputs=outputs),
    )
    ours = dataclasses.replace(sides.ours, home=homes["history"])
    git = Side(program=git_program(), home=homes["history"], outputs=outputs)
    importing, python = (dataclasses.replace(one, home=homes["import"]) for one in (sides.ours, sides.python))
    claims: list[Claim] = []
    measured: dict[str, Times] = {}
    of_history, of_import = history_contests(ours, git, works), import_contests(importing, python, works)
    for contest in (*contests(sides, works), *of_history, *of_import):
        _talk(f"{size:,} works: {', '.join(contender.name for contender in contest.contenders)}")
        measured |= measure_in_turn(contest.contenders, runs)
        claims += contest.claims
    return claims, measured


def _fill(home: str, fill: Callable[[str, Sequence[Work]], None], works: Sequence[Work]) -> None:
    """Fill a library, unless the same works were written there before: a first command on 10,000 takes pubs minutes."""
    code = dict.fromkeys(("works.py", "fill.py", f"{fill.__module__}.py", "../src/sourcebook/store/codec.py"))
    stamp = _digest(*code)
    path = os.path.join(home, ".filled")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == stamp:
                return
    _talk(f"writing {len(works):,} works for {os.path.basename(home)}")
    shutil.rmtree(home, ignore_errors=True)
    fill(home, works)
    with open(path, "w", encoding="utf-8") as file:
        file.write(stamp)


def _digest(*names: str) -> str:
    digest = hashlib.sha256()
    for name in names:
        with open(os.path.join(_HERE, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _heading() -> str:
    today = dt.datetime.now(tz=dt.UTC).date()
    return (
        "# Measured: our commands beside papis and pubs\n\n"
        f"Written by run.py on {today}; README.md says how to read it.\n\n"
        f"- {platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors; load average at the start: {_load()}"
    )


def _load() -> str:
    return ", ".join(f"{one:.2f}" for one in os.getloadavg())


def _talk(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
