"""A sourcebook whose settings or folders are not as they should be: a sentence, the right exit code, no traceback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from running import environment, everything_under, keys_of, run


class Case(NamedTuple):
    """A way to spoil a sourcebook, and what the sentence about it has to say."""

    name: str
    spoil: Callable[[Path], object]
    says: str


def _replace(file: str, old: str, new: str) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def _bytes(file: str, data: bytes) -> Callable[[Path], object]:
    return lambda root: (root / file).write_bytes(data)


def _works_is_a_file(root: Path) -> None:
    shutil.rmtree(root / "library" / "works")
    (root / "library" / "works").write_text("", encoding="utf-8")


SOURCES, VOCABULARY = "sources.yaml", "library/viewpoints.yaml"
CASES = [
    Case("no sources.yaml", lambda root: (root / SOURCES).unlink(), "There is no sourcebook in"),
    Case("no library", lambda root: shutil.rmtree(root / "library"), "There is no sourcebook in"),
    Case(
        "no works", lambda root: shutil.rmtree(root / "library" / "works"), "library/works: No such file or directory"
    ),
    Case("works is a file", _works_is_a_file, "library/works: Not a directory"),
    Case("an error of YAML in the sources", _replace(SOURCES, "language: en\n", "language: 'en\n"), "sources.yaml:"),
    Case(
        "a tab in the sources",
        _replace(SOURCES, "- id: jianghe\n  name", "- id: jianghe\n\tname"),
        "sources.yaml:14: A tab",
    ),
    Case("sources that are no text", _bytes(SOURCES, b"subject: caf\xe9\n"), "sources.yaml: the file is not UTF-8"),
    Case(
        "an outlet without an id", _replace(SOURCES, "- id: jianghe\n  name", "- name"), "outlets: an entry has no id"
    ),
    Case("an outlet twice", _replace(SOURCES, "id: jianghe", "id: alder-courier"), "'alder-courier' stands twice"),
    Case("outlets that are a word", _replace(SOURCES, "outlets:\n", "outlets: none\nx:\n"), "outlets has to be a list"),
    Case(
        "an error of YAML in the vocabulary",
        _replace(VOCABULARY, "label: Report\n", "label: a: b\n"),
        "viewpoints.yaml:16:",
    ),
    Case(
        "a viewpoint without an id", _replace(VOCABULARY, "- id: engineering\n  label", "- label"), "an entry has no id"
    ),
    Case("a viewpoint twice", _replace(VOCABULARY, "id: authorities", "id: engineering"), "'engineering' stands twice"),
    Case("a vocabulary that is a list", _bytes(VOCABULARY, b"- id: engineering\n"), "viewpoints.yaml:1:"),
    Case(
        "sources with aliases",
        _replace(SOURCES, "language: en\n", "language: &a en\nx: *a\n"),
        "anchors, aliases or tags",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_spoilt_sourcebook_is_a_sentence_and_3(case: Case, sourcebook: Path) -> None:
    case.spoil(sourcebook)
    before = everything_under(sourcebook)
    for argv in (("show", "okafor2019alder"), ("check",), ("build",), ("list", "--json")):
        done = run(*argv, cwd=sourcebook)
        assert (done.returncode, done.stdout) == (3, ""), argv
        assert done.stderr.startswith("sourcebook: ")
        assert case.says in done.stderr
        assert "Traceback" not in done.stderr
    after = {name: data for name, data in everything_under(sourcebook).items() if not name.startswith(".sourcebook/")}
    assert after == before


@pytest.mark.parametrize("case", CASES[4:], ids=lambda case: case.name)
def test_spoilt_settings_are_found_on_a_warm_index_and_mended_ones_are_well(case: Case, sourcebook: Path) -> None:
    well = run("stats", cwd=sourcebook).stdout
    kept = {name: (sourcebook / name).read_bytes() for name in (SOURCES, VOCABULARY)}
    case.spoil(sourcebook)
    assert run("stats", cwd=sourcebook).returncode == 3
    for name, data in kept.items():
        (sourcebook / name).write_bytes(data)
    again = run("stats", cwd=sourcebook)
    assert (again.stdout, again.returncode) == (well, 0)


def test_without_a_vocabulary_works_are_grouped_by_the_words_they_use(sourcebook: Path, keys: list[str]) -> None:
    (sourcebook / VOCABULARY).unlink()
    done = run("list", "--group-by", "viewpoint", "--keys", cwd=sourcebook)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, len(keys))
    assert run("check", "--select", "unknown-viewpoint", cwd=sourcebook).returncode == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_a_sentence_and_3(sourcebook: Path) -> None:
    works = sourcebook / "library" / "works"
    works.chmod(0)
    try:
        done = run("list", cwd=sourcebook)
    finally:
        works.chmod(0o755)
    assert done.returncode == 3
    assert "Permission denied" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_sourcebook_that_may_only_be_read_is_read(sourcebook: Path, keys: list[str]) -> None:
    sourcebook.chmod(0o555)
    try:
        done = run("list", cwd=sourcebook)
    finally:
        sourcebook.chmod(0o755)
    assert (keys_of(done.stdout), done.returncode) == (keys, 0)


def test_citations_that_cannot_be_written_are_a_sentence_and_3(sourcebook: Path) -> None:
    (sourcebook / "citations").write_text("a file", encoding="utf-8")
    done = run("build", cwd=sourcebook)
    assert done.returncode == 3
    assert "Cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert (sourcebook / "citations").read_text(encoding="utf-8") == "a file"


def test_a_disk_that_is_full_leaves_the_old_citations_whole(sourcebook: Path) -> None:
    assert run("build", cwd=sourcebook).returncode == 0
    record = sourcebook / "library" / "works" / "okafor2019alder.md"
    record.write_text(record.read_text(encoding="utf-8") + "It was revised.\n" * 2000, encoding="utf-8")
    before = everything_under(sourcebook / "citations")
    # A limit on the size of files is as good as a full disk: the write fails in the middle.
    limited = "import resource, sys; from sourcebook.cli.door import main; "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); sys.exit(main(['build']))"
    done = _python(limited, sourcebook)
    assert done.returncode == 3, done.stderr
    assert "It is as it was before." in done.stderr
    after = everything_under(sourcebook / "citations")
    assert {**after, ".manifest": b""} == {**before, ".manifest": b""}
    assert run("build", cwd=sourcebook).returncode == 0


def _python(code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
