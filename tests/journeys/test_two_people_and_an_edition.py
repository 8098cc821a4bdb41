"""The journey of docs/history.md: two people, twenty edits, and an edition that outlives a hundred commits."""

import subprocess
from pathlib import Path

import pytest
from repositories import BO, IDENTITY, committed, git, status
from running import everything_under, json_lines, run

# What each of the two does, ten edits each; the fields of one work in two hands among them.
ADAS: tuple[tuple[str, ...], ...] = (
    ("set", "okafor2019alder", "DOI=10.1234/alder"),
    ("set", "okafor2019alder", "keywords=flood storage, measurements, reservoirs"),
    ("set", "zhou2021shuiku", "note=seen in print"),
    ("set", "mueller2023rezension", "language=de-DE"),
    ("rename", "vandenberg1984maps", "vandenberg1984atlas"),
    ("set", "tanaka2022damu", "license=CC BY"),
    ("set", "courier2021minutes", "annotation=The minutes of one evening."),
    ("unset", "courier2021minutes", "-f", "x-desk"),
    ("set", "ministry2020declaration", "publisher-place=Alderton"),
    ("undo",),
)
BOS: tuple[tuple[str, ...], ...] = (
    ("set", "okafor2019alder", "ISBN=9780306406157"),
    ("set", "okafor2019alder", "keywords=flood storage, measurements, spillways"),
    ("set", "zhou2021shuiku", "genre=reportage"),
    ("set", "lindqvist2020critique", "note=answers page 3"),
    ("set", "ilchi2021toghan", "license=CC BY-SA"),
    ("rm", "mueller2023rezension", "--force"),
    ("restore", "mueller2023rezension"),
    ("set", "tanaka2022damu", "note=read in translation"),
    ("set", "vandenberg1984maps", "note=sheet 4 is missing"),
    ("set", "ministry2020declaration", "license=none"),
)


def _run(root: Path, *argv: str, who: "dict[str, str] | None" = None) -> "subprocess.CompletedProcess[str]":
    done = run(*argv, cwd=root, env=who or dict(IDENTITY))
    assert done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
    return done


def _records(root: Path) -> dict[str, bytes]:
    return everything_under(root / "library" / "works")


@pytest.fixture
def clones(sourcebook: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two people's clones of one repository, set up to merge records."""
    hub, bos = tmp_path / "hub.git", tmp_path / "bo"
    committed(sourcebook)
    git(sourcebook, "clone", "--quiet", "--bare", ".", str(hub))
    git(sourcebook, "remote", "add", "origin", str(hub))
    git(sourcebook, "fetch", "--quiet", "origin")
    git(sourcebook, "branch", "--quiet", "--set-upstream-to=origin/main")
    _run(sourcebook, "sync", "--setup")
    _run(sourcebook, "sync")
    git(tmp_path, "clone", "--quiet", str(hub), str(bos))
    return sourcebook, bos


def test_two_people_twenty_edits_and_an_edition_that_is_the_same_a_hundred_commits_later(
    clones: tuple[Path, Path], tmp_path: Path
) -> None:
    ada, bo = clones
    for edit in ADAS:
        _run(ada, *edit)
    for edit in BOS:
        _run(bo, *edit, who=dict(BO))
    _run(ada, "sync")
    _run(bo, "sync", who=dict(BO))
    _run(ada, "sync")

    assert _records(ada) == _records(bo)
    assert git(ada, "rev-parse", "HEAD") == git(bo, "rev-parse", "HEAD")
    assert status(ada) == status(bo) == []
    works = {one["key"]: one["fields"] for one in json_lines(_run(ada, "list", "--json").stdout)}
    assert (works["okafor2019alder"]["DOI"], works["okafor2019alder"]["ISBN"]) == ("10.1234/alder", "9780306406157")
    assert set(works["okafor2019alder"]["keywords"]) == {"flood storage", "measurements", "reservoirs", "spillways"}
    assert (works["zhou2021shuiku"]["note"], works["zhou2021shuiku"]["genre"]) == ("seen in print", "reportage")
    assert works["mueller2023rezension"]["language"] == "de-DE"
    assert works["vandenberg1984atlas"]["note"] == "sheet 4 is missing"
    assert works["vandenberg1984atlas"]["aliases"] == ["vandenberg1984maps"]
    assert "x-desk" not in works["courier2021minutes"]
    assert works["ministry2020declaration"]["license"] == "none"
    assert "publisher-place" not in works["ministry2020declaration"]
    told = _run(ada, "log", "--json").stdout
    assert {one["author"] for one in json_lines(told)} == {"Ada Lindgren", "Bo Mbeki"}

    _run(ada, "edition", "create", "2026-autumn", "-m", "For the autumn term")
    _run(ada, "build", "--at", "2026-autumn", "-o", str(tmp_path / "then"))
    cited = _run(ada, "edition", "cite", "2026-autumn").stdout
    assert "2026-autumn" in cited
    for number in range(100):
        record = ada / "library/works/okafor2019alder.md"
        text = record.read_text(encoding="utf-8").partition("\nLooked at again")[0].rstrip("\n")
        record.write_text(f"{text}\nLooked at again, {number}.\n", encoding="utf-8")
        git(ada, "commit", "--quiet", "--all", f"--message={number}")
    _run(ada, "sync")
    _run(bo, "sync", who=dict(BO))

    for place, root in enumerate((ada, bo)):
        assert "as it was frozen" in _run(root, "edition", "verify", "--build", "2026-autumn").stdout
        assert _run(root, "edition", "cite", "2026-autumn").stdout == cited
        _run(root, "build", "--at", "2026-autumn", "-o", str(tmp_path / f"later-{place}"))
        assert everything_under(tmp_path / f"later-{place}") == everything_under(tmp_path / "then")
