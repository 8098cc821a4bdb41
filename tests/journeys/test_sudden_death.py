"""A process may be killed at any moment: each file is the old one or the new, and the next run is as if nothing was."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import SECONDS, environment, everything_under, run, start

TIMES = 15
FILES = [".manifest", "reading-list.md", "references.bib", "references.json"]
# Ends like a power cut just before or after the n-th file comes into its place.
CRASH = """
import os, sys
moment, left = sys.argv[1], int(sys.argv[2])
real = os.replace
def replace(*paths):
    global left
    left -= 1
    if left == 0 and moment == "before": os._exit(9)
    real(*paths)
    if left == 0: os._exit(9)
os.replace = replace
from sourcebook.cli.door import main
sys.exit(main(["build"]))
"""


def _revise(root: Path, number: int) -> None:
    record = root / "library" / "works" / "okafor2019alder.md"
    text = record.read_text(encoding="utf-8").partition("\n\nRevision")[0]
    record.write_text(f"{text}\n\nRevision {number}.\n", encoding="utf-8")


def _crash(root: Path, moment: str, place: int) -> int:
    command = [sys.executable, "-c", CRASH, moment, str(place)]
    return subprocess.run(
        command, cwd=root, env=environment(), capture_output=True, timeout=SECONDS, check=False
    ).returncode


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, unchanged: Path) -> Path:
    """A sourcebook that was built."""
    root = shutil.copytree(unchanged, tmp_path_factory.mktemp("built") / "sourcebook")
    assert run("build", cwd=root).returncode == 0
    return root


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("is_first", [True, False], ids=["the first build", "a later build"])
def test_a_build_that_dies_between_two_files_is_finished_by_the_next(
    moment: str, is_first: bool, built: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(built, tmp_path / "sourcebook")
    for place in range(1, 8):
        if is_first:
            shutil.rmtree(root / "citations", ignore_errors=True)
        _revise(root, place)
        crashed = _crash(root, moment, place)
        # Somebody corrects a record before anyone thinks of building again.
        _revise(root, place + 100)
        done = run("build", cwd=root)
        assert (done.returncode, done.stderr) == (0, ""), f"after a crash at file {place}"
        assert "Revision" in (root / "citations" / "references.bib").read_text(encoding="utf-8")
        assert sorted(everything_under(root / "citations")) == FILES
        if crashed == 0:
            break
    else:
        pytest.fail("the build never came to its end")


def test_what_a_dead_build_left_lying_is_cleared_away_by_the_next(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "sourcebook")
    _revise(root, 1)
    assert _crash(root, "before", 1) == 9
    assert run("build", cwd=root).returncode == 0
    assert sorted(everything_under(root / "citations")) == FILES


def _kill_sometime(argv: str, root: Path, dice: random.Random, longest: float) -> None:
    process = start(argv, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=dice.uniform(0.01, longest))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_a_build_that_is_killed_anywhere_leaves_no_half_written_file(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "sourcebook")
    whole: dict[str, set[bytes]] = {name: set() for name in FILES}
    for number in range(3):
        _revise(root, number)
        assert run("build", cwd=root).returncode == 0
        for name, data in everything_under(root / "citations").items():
            whole[name].add(data)
    dice = random.Random(2022)
    for number in range(TIMES):
        _revise(root, number % 3)
        _kill_sometime("build", root, dice, 0.4)
        found = everything_under(root / "citations")
        assert all(found[name] in whole[name] for name in FILES[1:])
        # What a killed writer leaves beside a file goes with the next one, so that it never piles up.
        assert len(found) <= 2 * len(FILES)
    _revise(root, TIMES)
    assert run("build", cwd=root).returncode == 0
    assert run("build", "--check", cwd=root).returncode == 0
    assert sorted(everything_under(root / "citations")) == FILES


def test_a_list_that_is_killed_anywhere_leaves_an_index_that_answers(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "sourcebook")
    answer = run("list", cwd=root).stdout
    dice = random.Random(1984)
    for number in range(TIMES):
        if number % 3 == 0:
            shutil.rmtree(root / ".sourcebook")
        (root / "library" / "works" / "okafor2019alder.md").touch()
        _kill_sometime("list", root, dice, 0.15)
        done = run("list", cwd=root)
        assert (done.stdout, done.stderr, done.returncode) == (answer, "", 0)
    left = {name for name in everything_under(root / ".sourcebook") if not name.startswith("formatted/")}
    assert left <= {"index.db", "index.db-journal"}
