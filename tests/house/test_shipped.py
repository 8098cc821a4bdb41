"""The sourcebook that this repository ships is well."""

import subprocess
import sys
from pathlib import Path

import pytest

from sourcebook.store import codec

ROOT = Path(__file__).parent.parent.parent
RECORDS = sorted((ROOT / "library" / "works").glob("*.md"))


def _run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sourcebook", *argv],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_all_the_works_are_there() -> None:
    assert len(RECORDS) >= 196


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_is_read_and_written_as_the_same_bytes(path: Path) -> None:
    data = path.read_bytes()
    reading = codec.read_bytes(data, path=path.name, key=path.stem)
    assert reading.problems == ()
    assert reading.work is not None
    assert codec.write(reading.work).encode() == data
    assert codec.update(data.decode(), reading.work).encode() == data


def test_the_check_finds_no_errors() -> None:
    done = _run("check", "--summary")
    assert done.returncode == 0, done.stdout
    assert " 0 errors, " in done.stdout


def test_the_committed_citations_are_what_build_writes() -> None:
    if not (ROOT / "citations").is_dir():
        pytest.skip("citations/ is not there; `make` writes it")
    done = _run("build", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
