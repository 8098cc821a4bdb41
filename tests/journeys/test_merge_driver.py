"""The driver as git calls it, and as anybody may: three files and a path, from any folder."""

import sys
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, status
from running import run

RECORD = "---\ntype: report\ntitle: The dam\nkeywords: [dam, silt]\n---\nOne sentence.\n"
PATH = "library/works/okafor2019dam.md"


def driven(folder: Path, base: str, ours: str, theirs: str, path: str = PATH) -> tuple[int, str, str]:
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(text, encoding="utf-8")
    done = run("merge-driver", "base", "ours", "theirs", path, cwd=folder)
    assert done.stdout == ""
    assert sorted(file.name for file in folder.iterdir()) == ["base", "ours", "theirs"]
    return done.returncode, (folder / "ours").read_text(encoding="utf-8"), done.stderr


@pytest.mark.parametrize("path", [PATH, f"some where/{PATH}", f"./-C/{PATH}"])
def test_the_merge_is_written_to_ours_where_no_sourcebook_is(path: str, tmp_path: Path) -> None:
    ours, theirs = RECORD.replace("silt", "flood"), RECORD.replace("silt]", "silt, river]")
    assert driven(tmp_path, RECORD, ours, theirs, path) == (0, RECORD.replace("silt", "flood, river"), "")


def test_a_conflict_is_marked_and_named_and_ends_with_1(tmp_path: Path) -> None:
    ours, theirs = RECORD.replace("The dam", "A dam"), RECORD.replace("The dam", "Dams")
    code, text, said = driven(tmp_path, RECORD, ours, theirs)
    assert (code, said) == (1, f"sourcebook: {PATH}: both sides changed title.\n")
    assert text.count("<<<<<<< ours\ntitle: A dam\n") == 1


def test_a_file_that_cannot_be_read_leaves_ours_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "ours").write_text(RECORD)
    done = run("merge-driver", "nowhere", "ours", "ours", PATH, cwd=tmp_path)
    assert done.returncode == 3
    assert "Cannot read nowhere" in done.stderr
    assert (tmp_path / "ours").read_text() == RECORD


@pytest.fixture
def repository(sourcebook: Path) -> Path:
    committed(sourcebook)
    assert run("sync", "--setup", cwd=sourcebook, env=IDENTITY).returncode == 0
    return sourcebook


def _change(root: Path, key: str, old: str, new: str) -> None:
    record = root / "library" / "works" / f"{key}.md"
    text = record.read_text(encoding="utf-8")
    assert old in text
    record.write_text(text.replace(old, new), encoding="utf-8")
    git(root, "commit", "--quiet", "--all", f"--message={new}")


def test_git_itself_merges_records_by_their_fields_from_a_sub_folder(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "other")
    _change(
        repository, "okafor2019alder", "language: en\nviewpoint: engineering", "language: de\nviewpoint: engineering"
    )
    git(repository, "checkout", "--quiet", "main")
    _change(repository, "okafor2019alder", "viewpoint: engineering", "viewpoint: government")
    git(repository / "library" / "works", "merge", "--quiet", "--no-edit", "other")
    text = (repository / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8")
    assert "language: de\nviewpoint: government\n" in text
    assert status(repository) == []


def test_git_rebases_and_cherry_picks_by_it_too_whatever_stands_beside_the_records(repository: Path) -> None:
    # A module of that name beside the records is never imported instead of ours.
    (repository / "yaml.py").write_text("raise SystemExit(9)\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=a trap")
    git(repository, "checkout", "--quiet", "-b", "other")
    _change(repository, "okafor2019alder", "keywords: [", "keywords: [other, ")
    git(repository, "checkout", "--quiet", "main")
    _change(repository, "okafor2019alder", "keywords: [", "keywords: [main, ")
    git(repository, "cherry-pick", "other")
    text = (repository / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8")
    assert all(word in text for word in ("main", "other"))
    git(repository, "reset", "--quiet", "--hard", "HEAD~1")
    git(repository, "checkout", "--quiet", "other")
    git(repository, "rebase", "--quiet", "main")
    assert (repository / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8") == text


def test_the_driver_is_this_very_program(repository: Path) -> None:
    assert git(repository, "config", "merge.sourcebook.driver").startswith(sys.executable)
