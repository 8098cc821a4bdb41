from pathlib import Path

import pytest
from repositories import IDENTITY, git
from running import everything_under, json_lines, run

FILES = [".gitattributes", ".gitignore", "library/viewpoints.yaml", "library/works/.gitkeep", "sources.yaml"]
RECORD = "---\ntype: report\ntitle: A first record\nissued: 2020\nrole: report\n---\nWhat it says.\n"


@pytest.mark.parametrize("folder", ["new", "new/with blank/and depth", "."])
def test_init_starts_a_sourcebook_that_is_well(folder: str, tmp_path: Path) -> None:
    done = run("init", folder, cwd=tmp_path)
    assert done.returncode == 0
    root = tmp_path / folder
    assert sorted(everything_under(root)) == FILES
    checked = run("check", cwd=root)
    assert checked.returncode == 0
    assert "error" not in checked.stdout
    (root / "library" / "works" / "first2020record.md").write_text(RECORD, encoding="utf-8")
    assert run("list", "--keys", cwd=root).stdout == "first2020record\n"
    assert run("check", "--select", "bad-*,unknown-*", "--strict", cwd=root).returncode == 0
    assert run("build", cwd=root).returncode == 0
    assert len(list((root / "citations").iterdir())) == 17


def test_a_new_sourcebook_without_works_builds_and_counts(tmp_path: Path) -> None:
    run("init", "new", cwd=tmp_path)
    root = tmp_path / "new"
    assert run("build", cwd=root).returncode == 0
    assert run("build", "--check", cwd=root).returncode == 0
    assert (run("list", cwd=root).returncode, run("list", cwd=root).stderr) == (1, "sourcebook: no work matches.\n")
    assert json_lines(run("stats", "--json", cwd=root).stdout) == []


def test_a_dry_run_of_init_names_the_files_and_writes_none(tmp_path: Path) -> None:
    done = run("init", "new", "--dry-run", cwd=tmp_path)
    assert sorted(line.removeprefix("would write new/") for line in done.stdout.splitlines()) == FILES
    assert list(tmp_path.iterdir()) == []


def test_init_never_writes_over_a_sourcebook(sourcebook: Path) -> None:
    before = everything_under(sourcebook)
    done = run("init", ".", cwd=sourcebook)
    assert (done.returncode, done.stdout) == (5, "")
    assert "is there already; nothing was written" in done.stderr
    assert everything_under(sourcebook) == before


def test_init_keeps_a_gitignore_that_is_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    done = run("init", ".", cwd=tmp_path)
    assert done.returncode == 0
    assert "add the line .sourcebook/" in done.stderr
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert sorted(everything_under(tmp_path)) == FILES


def test_init_in_a_repository_teaches_it_to_merge_records(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert run("init", "new", cwd=tmp_path).returncode == 0
    assert "merge-driver" in git(tmp_path, "config", "--local", "merge.sourcebook.driver")
    attributes = git(tmp_path, "check-attr", "merge", "eol", "--", "new/library/works/any.md")
    assert attributes.splitlines() == [f"new/library/works/any.md: {name}" for name in ("merge: sourcebook", "eol: lf")]


def test_init_keeps_gitattributes_that_are_there(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_text("*.pdf binary\n", encoding="utf-8")
    done = run("init", ".", cwd=tmp_path)
    assert done.returncode == 0
    assert "run `sourcebook sync --setup`" in done.stderr
    assert (tmp_path / ".gitattributes").read_text(encoding="utf-8") == "*.pdf binary\n"


def test_init_where_nothing_can_be_written_is_a_sentence_and_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("init", "file/new", cwd=tmp_path)
    assert done.returncode == 3
    assert "Cannot write" in done.stderr
    assert "Traceback" not in done.stderr


def test_init_tells_of_git_only_where_there_is_no_repository_and_the_first_commit_stays(tmp_path: Path) -> None:
    assert "`git init new`" in run("init", "new", cwd=tmp_path).stderr
    git(tmp_path / "new", "init", "--quiet")
    assert "git init" not in run("init", "new/er", cwd=tmp_path).stderr
    assert run("syllabus", "new", "spring", cwd=tmp_path / "new", env=dict(IDENTITY)).returncode == 0
    done = run("undo", cwd=tmp_path / "new", env=dict(IDENTITY))
    assert done.returncode == 1
    assert "there is no change to undo; the first commit of a history cannot be taken back." in done.stderr
