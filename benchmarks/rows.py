"""The rows of the comparison: which of our commands stands beside which of theirs, and how fast it has to be."""

import os
import re
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from measure import Contender, WrongOutput, clean_environment
from works import NEEDLE, needle_keys

from sourcebook.model.work import Work

_ENTRY = re.compile(r"^@\w+\{([^,\s]+),$", re.MULTILINE)
_Check = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One row: our command, theirs or nobody's, and the limit of ours / theirs, or of our seconds where alone.

    A row without a limit is there to be looked at. Limits are promised for 10,000 works.
    """

    ours: str
    peer: str = ""
    limit: float | None = None
    shown_limit: str = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Commands that are measured in turn, and what is claimed of them."""

    contenders: tuple[Contender, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A program in its environment: its path, the home that holds its library, and the folder its outputs go to."""

    program: str
    home: str
    outputs: str

    def run(self, name: str, check: _Check, *words: str, before: Callable[[], None] = lambda: None) -> Contender:
        """The program with these words, as a contender; the word `{output}` stands for a file that it writes itself."""
        output = os.path.join(self.outputs, re.sub(r"\W+", "-", name))
        return Contender(
            name=name,
            words=(self.program, *(output if word == "{output}" else word for word in words)),
            environ=clean_environment(self.home),
            output=output,
            check=check,
            writes_file="{output}" in words,
            before=before,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who takes part: our command, the Python that runs it, and the two peers, each with the same works."""

    ours: Side
    python: Side
    papis: Side
    pubs: Side


def contests(sides: Sides, works: Sequence[Work]) -> tuple[Contest, ...]:
    """Every contest over libraries that hold these works.

    Lists come first: they fill every cache. pubs caches no more than it was asked for, and would show one work of a
    cache of one work.
    """
    return (
        _help(sides),
        _list(sides, works),
        _show(sides, works),
        _search(sides, works),
        _export(sides, works),
        _cold_list(sides, works),
    )


def _help(sides: Sides) -> Contest:
    return Contest(
        contenders=(
            sides.ours.run("--help", _says("Usage:"), "--help"),
            sides.python.run("python -c pass", _says(), "-c", "pass"),
        ),
        claims=(Claim(ours="--help", peer="python -c pass", limit=5, shown_limit="5"),),
    )


def _show(sides: Sides, works: Sequence[Work]) -> Contest:
    work = next(work for work in works if NEEDLE in work.annotation)
    check = _says(work.key, work.title, NEEDLE)
    return Contest(
        contenders=(
            sides.ours.run("show KEY", check, "-C", sides.ours.home, "show", work.key),
            sides.pubs.run("pubs export KEY", check, "export", work.key),
        ),
        claims=(Claim(ours="show KEY", peer="pubs export KEY", limit=1 / 8, shown_limit="1/8"),),
    )


def _search(sides: Sides, works: Sequence[Work]) -> Contest:
    check = _lists(needle_keys(works))
    return Contest(
        contenders=(
            sides.ours.run("list WORD", check, "-C", sides.ours.home, "list", NEEDLE),
            sides.papis.run("papis list WORD", check, "list", "-a", "--format", "{doc[ref]}", f"abstract:{NEEDLE}"),
        ),
        claims=(Claim(ours="list WORD", peer="papis list WORD", limit=1 / 6, shown_limit="1/6"),),
    )


def _list(sides: Sides, works: Sequence[Work]) -> Contest:
    check = _lists([work.key for work in works])
    return Contest(
        contenders=(
            sides.ours.run("list", check, "-C", sides.ours.home, "list"),
            sides.pubs.run("pubs list", check, "list"),
        ),
        claims=(Claim(ours="list", peer="pubs list", limit=1 / 5, shown_limit="1/5"),),
    )


def _export(sides: Sides, works: Sequence[Work]) -> Contest:
    check = _exports([work.key for work in works])
    ours = tuple(
        sides.ours.run(f"export -f {name}", check, "-C", sides.ours.home, "export", "-f", name)
        for name in ("biblatex", "bibtex")
    )
    papis = ("export", "-a", "-b", "--format", "bibtex", "-o", "{output}")
    limits = (("papis export", 1 / 12, "1/12"), ("pubs export", 2 / 3, "2/3"))
    claims = [
        Claim(ours=one.name, peer=peer, limit=limit, shown_limit=shown) for one in ours for peer, limit, shown in limits
    ]
    return Contest(
        contenders=(
            *ours,
            sides.papis.run("papis export", check, *papis),
            # Unless told not to, papis writes LaTeX for every letter outside ASCII; this is nearest to our biblatex.
            sides.papis.run("papis export, Unicode", check, "--set", "bibtex-unicode", "True", *papis),
            sides.pubs.run("pubs export", check, "export"),
        ),
        claims=(*claims, Claim(ours="export -f biblatex", peer="papis export, Unicode")),
    )


def _cold_list(sides: Sides, works: Sequence[Work]) -> Contest:
    cold = sides.ours.run(
        "list, no index",
        _lists([work.key for work in works]),
        *("-C", sides.ours.home, "list"),
        before=lambda: shutil.rmtree(os.path.join(sides.ours.home, ".sourcebook"), ignore_errors=True),
    )
    return Contest(contenders=(cold,), claims=(Claim(ours=cold.name, limit=4, shown_limit="4 s"),))


def _says(*texts: str) -> _Check:
    """A check that an output holds these texts, however it breaks its lines."""

    def check(output: str) -> None:
        flat = "".join(output.split())
        missing = [text for text in texts if "".join(text.split()) not in flat]
        if missing:
            raise WrongOutput(f"{missing[0]!r} is missing from what it printed")

    return check


def _lists(keys: Collection[str]) -> _Check:
    """A check that each of these keys, and no other, begins one line of an output, in brackets or not."""

    def check(output: str) -> None:
        _compare([line.split()[0].strip("[]") for line in output.splitlines() if line.strip()], keys)

    return check


def _exports(keys: Collection[str]) -> _Check:
    """A check that an output is one BibTeX entry for each of these keys, and holds NEEDLE three times."""

    def check(output: str) -> None:
        _compare(_ENTRY.findall(output), keys)
        if output.count(NEEDLE) != 3:
            raise WrongOutput(f"{NEEDLE!r} stands in it {output.count(NEEDLE)} times instead of 3")

    return check


def _compare(found: Sequence[str], wanted: Collection[str]) -> None:
    if len(found) != len(wanted) or set(found) != set(wanted):
        missing = sorted(set(wanted) - set(found))[:3]
        raise WrongOutput(f"it printed {len(found)} keys instead of {len(wanted)}; missing are {missing}")
