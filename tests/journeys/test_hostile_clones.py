"""What a cloned repository may bring along: links, caches and titles that try to reach out of it."""

import contextlib
import json
import os
from pathlib import Path

import pytest
from repositories import IDENTITY, git
from running import on_terminal, run, start

KEY = "okafor2019alder"


@pytest.fixture
def root(sourcebook: Path) -> Path:
    git(sourcebook, "init", "--quiet")
    git(sourcebook, "add", "--all")
    git(sourcebook, "commit", "--quiet", "--message=first")
    return sourcebook


def _has_open(process: int, folder: Path) -> bool:
    """Whether a process has opened a folder, as it does to wait for whoever holds it."""
    for handle in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            if handle.resolve(strict=True) == folder.resolve():
                return True
    return False


@pytest.mark.parametrize("path", ["../out.txt", ".git/config", "{tmp}/out.txt", "library/../../out.txt", "out.txt"])
@pytest.mark.parametrize("command", ["commit", "undo"])
def test_a_pending_change_of_other_files_is_none(command: str, path: str, root: Path, tmp_path: Path) -> None:
    config = (root / ".git" / "config").read_bytes()
    (root / ".sourcebook").mkdir(exist_ok=True)
    name = path.format(tmp=tmp_path)
    old = config.decode() if path == ".git/config" else None
    pair = [old, "x"] if command == "commit" else ["x", old]
    (root / ".sourcebook" / "pending.json").write_text(json.dumps({"message": "m", "files": {name: pair}}))
    run(command, cwd=root, env=IDENTITY)
    assert (root / ".git" / "config").read_bytes() == config
    assert not list(tmp_path.rglob("out.txt"))


@pytest.mark.parametrize("folder", ["library", "library/works", "citations", ".sourcebook", ".sourcebook/edits"])
def test_a_folder_that_is_a_link_is_refused_and_what_it_leads_to_stays(folder: str, root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    place = root / folder
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir()
        place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))
    for argv in (("set", KEY, "note=x"), ("build",), ("list",)):
        done = run(*argv, cwd=root, env=IDENTITY)
        assert (done.returncode, "is a symbolic link to another folder" in done.stderr) == (3, True)
    assert sorted(elsewhere.rglob("*")) == before


def test_a_record_behind_a_linked_folder_is_not_written(root: Path, tmp_path: Path) -> None:
    (root / "library" / "more").symlink_to(tmp_path)
    (root / ".sourcebook").mkdir(exist_ok=True)
    change = {"message": "m", "files": {"library/more/out.txt": [None, "x"]}}
    (root / ".sourcebook" / "pending.json").write_text(json.dumps(change))
    done = run("commit", cwd=root, env=IDENTITY)
    assert (done.returncode, "leads out of the sourcebook" in done.stderr) == (3, True)
    assert not (tmp_path / "out.txt").exists()


def test_an_edit_does_not_write_through_a_link(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "profile"
    secret.write_text("mine")
    edits = root / ".sourcebook" / "edits"
    edits.mkdir(parents=True)
    (edits / f"{KEY}.base").symlink_to(secret)
    done = run("edit", KEY, cwd=root, env={**IDENTITY, "EDITOR": "true"})
    assert (done.returncode, secret.read_text()) == (3, "mine")


def test_titles_do_not_steer_the_terminal_nor_stand_raw_in_messages(root: Path) -> None:
    screen = on_terminal("set", KEY, "number=1\x1b]0;me\x07\x1b[2J", cwd=root, env=IDENTITY)
    assert (screen.code, "number 0755 → 1\ufffd]0;me" in screen.text) == (0, True)
    assert "\x1b]0" not in screen.text
    assert "\x1b[2J" not in screen.text
    assert "number 0755 → 1\ufffd]0;me" in git(root, "log", "-1", "--format=%s")
    run("set", KEY, "courier2021minutes", "number=2\x1b[2J", cwd=root, env=IDENTITY)
    assert "→ 2\ufffd[2J" in git(root, "log", "-1", "--format=%b")


def test_undo_waits_for_a_command_that_commits_and_takes_its_change_back(root: Path) -> None:
    gate, entered = root.parent / "gate", root.parent / "entered"
    os.mkfifo(gate)
    os.mkfifo(entered)
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\nrm -f '{hook}'\necho > '{entered}'\ncat '{gate}' > /dev/null\n")
    hook.chmod(0o755)
    setting = start("set", KEY, "note=slow", cwd=root, env=IDENTITY)
    entered.read_text()
    told = run("show", KEY, cwd=root, env=IDENTITY)
    assert "written but not committed" not in told.stderr
    undoing = start("undo", cwd=root, env=IDENTITY)
    while undoing.poll() is None and not _has_open(undoing.pid, root):
        os.sched_yield()
    gate.write_text("")
    assert (setting.wait(60), undoing.wait(60)) == (0, 0)
    assert git(root, "status", "--porcelain", "--", "library") == ""
    assert "note: slow" not in (root / "library" / "works" / f"{KEY}.md").read_text(encoding="utf-8")
