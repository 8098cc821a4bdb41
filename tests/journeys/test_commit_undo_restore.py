"""`commit`, `undo`, `redo`, `restore`: any change can be taken back, and later ones are not lost by it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from repositories import BO, IDENTITY, committed, git, messages, status
from running import environment, everything_under, json_lines, run

RECORD = "library/works/okafor2019alder.md"
# Ends like a power cut just before the n-th file is put into its place, or just before git is asked to commit.
CRASH = """
import os, subprocess, sys
left = int(sys.argv[1])
real, popen = os.replace, subprocess.Popen
def replace(*paths):
    global left
    left -= 1
    if left == 0: os._exit(9)
    real(*paths)
class Popen(popen):
    def __init__(self, args, **more):
        if "commit" in args and left > 0: os._exit(9)
        super().__init__(args, **more)
os.replace, subprocess.Popen = replace, Popen
from sourcebook.cli.door import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git."""
    return committed(sourcebook)


def _run(root: Path, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, env={**IDENTITY, **more})


def _text(root: Path, path: str = RECORD) -> str:
    return (root / path).read_text(encoding="utf-8")


def test_edits_by_hand_are_committed_in_words(root: Path) -> None:
    (root / RECORD).write_text(_text(root).replace("language: en", "language: de"), encoding="utf-8")
    (root / "library/works/zhou2021shuiku.md").unlink()
    (root / "library/works/new2024work.md").write_text("---\ntype: report\ntitle: New\n---\n", encoding="utf-8")
    (root / "other.txt").write_text("not ours", encoding="utf-8")
    done = _run(root, "commit", "-m", "spring cleaning")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["new2024work: added: New", "okafor2019alder: language en → de"]
    assert messages(root)[0] == "3 works: 1 added, 1 changed, 1 removed"
    assert "spring cleaning" in git(root, "log", "-1", "--format=%b")
    assert status(root) == ["?? other.txt"]
    assert "nothing to change" in _run(root, "commit").stderr


def test_settings_are_committed_field_by_field(root: Path) -> None:
    path = root / "sources.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("subject: ", "subject: New "), encoding="utf-8")
    assert _run(root, "commit").stdout.startswith("sources.yaml: subject ")


def test_a_record_moved_by_hand_with_an_alias_is_a_rename(root: Path) -> None:
    text = _text(root).replace("provenance:", "aliases: [okafor2019alder]\nprovenance:")
    (root / RECORD).rename(root / "library/works/okafor2019dam.md").write_text(text, encoding="utf-8")
    assert _run(root, "commit").stdout == "okafor2019dam: renamed from okafor2019alder\n"


@pytest.mark.parametrize("text", ["---\ntitle: [\n---\n", "<<<<<<< a\n", "no front matter"])
def test_a_record_that_cannot_be_read_is_not_committed(root: Path, text: str) -> None:
    (root / RECORD).write_text(text, encoding="utf-8")
    done = _run(root, "commit")
    assert (done.returncode, RECORD in done.stderr) == (3, True)
    assert len(messages(root)) == 1


def test_a_change_is_undone_and_redone_by_commits_of_their_own(root: Path) -> None:
    before = everything_under(root / "library")
    _run(root, "set", "okafor2019alder", "language=de")
    after = everything_under(root / "library")
    assert _run(root, "undo").stdout == "okafor2019alder: language de → en\n"
    assert everything_under(root / "library") == before
    assert _run(root, "redo").stdout == "okafor2019alder: language en → de\n"
    assert everything_under(root / "library") == after
    assert messages(root)[:2] == [
        "redo: okafor2019alder: language en → de",
        "undo: okafor2019alder: language en → de",
    ]
    assert _run(root, "redo").returncode == 1


def test_several_changes_are_undone_together_and_redone_one_by_one(root: Path) -> None:
    states = [everything_under(root / "library")]
    for number in range(3):
        _run(root, "set", "okafor2019alder", f"note={number}")
        states.append(everything_under(root / "library"))
    assert _run(root, "undo", "2").returncode == 0
    assert everything_under(root / "library") == states[1]
    for state in states[2:]:
        assert _run(root, "redo").returncode == 0
        assert everything_under(root / "library") == state
    done = _run(root, "undo", "4")
    assert (done.returncode, "there are 3 changes to undo" in done.stderr) == (1, True)
    assert _run(root, "undo", "0").returncode == 2


def test_undo_after_undo_goes_further_back(root: Path) -> None:
    start = everything_under(root / "library")
    for number in range(2):
        _run(root, "set", "okafor2019alder", f"note={number}")
    _run(root, "undo")
    _run(root, "undo")
    assert everything_under(root / "library") == start


def test_later_edits_of_other_fields_and_works_stay(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "language=de", "note=x")
    (root / RECORD).write_text(_text(root) + "A sentence more.\n", encoding="utf-8")
    _run(root, "commit")
    git(root, "revert", "--no-edit", "HEAD")
    git(root, "revert", "--no-edit", "HEAD")
    (root / RECORD).write_text(_text(root).replace("Institute for Rivers", "The Institute"), encoding="utf-8")
    git(root, "commit", "-qam", "by plain git")
    _run(root, "set", "zhou2021shuiku", "note=y")
    assert _run(root, "undo", "3").returncode == 0
    assert "language: en" in _text(root)
    assert "A sentence more." not in _text(root)
    assert "The Institute" in _text(root)


def test_an_undo_where_a_later_edit_stands_in_the_way_is_refused_and_changes_nothing(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "language=de")
    (root / RECORD).write_text(_text(root).replace("language: de", "language: fr"), encoding="utf-8")
    git(root, "commit", "-qam", "by plain git")
    before = everything_under(root)
    done = _run(root, "undo")
    assert (done.returncode, "language" in done.stderr) == (5, True)
    assert {path: data for path, data in everything_under(root).items() if path.startswith("library")} == {
        path: data for path, data in before.items() if path.startswith("library")
    }


def test_undoing_a_rename_a_removal_and_a_new_work(root: Path) -> None:
    before = everything_under(root / "library")
    _run(root, "rename", "okafor2019alder", "okafor2019dam")
    _run(root, "rm", "zhou2021shuiku", "--force")
    (root / "library/works/new2024work.md").write_text("---\ntype: report\ntitle: New\n---\n", encoding="utf-8")
    _run(root, "commit")
    assert _run(root, "undo", "3").returncode == 0
    assert everything_under(root / "library") == before


def test_another_persons_change_is_undone_only_when_asked_for(root: Path) -> None:
    run("set", "okafor2019alder", "note=x", cwd=root, env=BO)
    done = _run(root, "undo")
    assert (done.returncode, "Bo Mbeki" in done.stderr) == (5, True)
    assert _run(root, "undo", "--yes").returncode == 0


def test_an_undo_can_be_looked_at_first(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "language=de")
    done = _run(root, "undo", "--dry-run")
    assert "-language: de\n+language: en" in done.stdout
    assert len(messages(root)) == 2
    (shape,) = json_lines(_run(root, "undo", "--json").stdout)
    assert shape["fields"] == [{"name": "language", "before": "de", "after": "en"}]


def test_a_removed_work_comes_back_as_it_last_was(root: Path) -> None:
    _run(root, "set", "zhou2021shuiku", "note=x")
    before = _text(root, "library/works/zhou2021shuiku.md")
    _run(root, "rm", "zhou2021shuiku", "--force")
    _run(root, "set", "okafor2019alder", "note=y")
    assert _run(root, "restore", "zhou2021shuiku").returncode == 0
    assert _text(root, "library/works/zhou2021shuiku.md") == before
    assert status(root) == []


def test_restore_says_what_there_is_and_what_there_never_was(root: Path) -> None:
    assert _run(root, "restore", "okafor2019alder").returncode == 3
    assert "present key courier2021minutes" in _run(root, "restore", "courier2022minutes").stderr
    _run(root, "rm", "zhou2021shuiku", "--force")
    done = _run(root, "restore", "zhou2021shuik")
    assert (done.returncode, "Did you mean 'zhou2021shuiku'" in done.stderr) == (1, True)


def test_a_record_deleted_by_hand_and_not_committed_comes_back_too(root: Path) -> None:
    (root / RECORD).unlink()
    done = _run(root, "restore", "okafor2019alder")
    assert done.returncode == 0, done.stderr
    assert status(root) == []
    assert len(messages(root)) == 1


@pytest.mark.parametrize("moment", range(1, 8))
@pytest.mark.parametrize("end", ["commit", "undo"])
def test_a_command_killed_at_any_moment_is_ended_or_taken_back_by_the_next(root: Path, moment: int, end: str) -> None:
    before = everything_under(root / "library")
    command = [sys.executable, "-c", CRASH, str(moment), "rename", "okafor2019alder", "okafor2019dam"]
    killed = subprocess.run(command, cwd=root, env=environment(IDENTITY), capture_output=True, check=False)
    assert killed.returncode in (0, 9), killed.stderr
    assert _run(root, "list").returncode == 0
    if killed.returncode == 0 and end == "undo":
        pytest.skip("the command was through before that moment")
    assert _run(root, end).returncode in (0, 1)
    assert status(root) == []
    assert not os.path.exists(root / ".sourcebook/pending.json")
    keys = _run(root, "list", "--keys").stdout.split()
    if end == "undo" or len(messages(root)) == 1:
        assert everything_under(root / "library") == before
    else:
        assert ("okafor2019dam" in keys, "okafor2019alder" in keys) == (True, False)
        assert messages(root)[0].endswith("renamed from okafor2019alder") or "works" in messages(root)[0]


def test_what_a_killed_command_began_and_somebody_edited_since_is_not_overwritten(root: Path) -> None:
    command = [sys.executable, "-c", CRASH, "9", "set", "okafor2019alder", "note=x"]
    assert subprocess.run(command, cwd=root, env=environment(IDENTITY), check=False).returncode == 9
    (root / RECORD).write_text(_text(root).replace("note: x", "note: mine"), encoding="utf-8")
    assert _run(root, "commit").stdout == "okafor2019alder: note set to mine\n"
    assert "note: mine" in _text(root)


def test_a_spoilt_note_of_a_killed_command_is_no_obstacle(root: Path) -> None:
    _run(root, "list")
    (root / ".sourcebook/pending.json").write_text('{"files": 3', encoding="utf-8")
    assert _run(root, "set", "okafor2019alder", "note=x").returncode == 0
    assert status(root) == []


def test_a_key_that_was_removed_and_added_anew_is_two_lives_of_one_key(root: Path) -> None:
    first = _text(root)
    _run(root, "rm", "okafor2019alder", "--force")
    (root / RECORD).write_text("---\ntype: report\ntitle: Another work\n---\n", encoding="utf-8")
    _run(root, "commit")
    assert "okafor2019alder is there" in _run(root, "restore", "okafor2019alder").stderr
    told = [line.strip() for line in _run(root, "log", "okafor2019alder").stdout.splitlines() if line.startswith(" ")]
    assert [line.partition(": ")[2].partition(":")[0] for line in told[:2]] == ["added", "removed"]
    assert "Another work" in _run(root, "blame", "okafor2019alder").stdout
    _run(root, "rm", "okafor2019alder", "--force")
    assert _run(root, "restore", "okafor2019alder").stdout == "okafor2019alder: added: Another work\n"
    assert _run(root, "undo", "4").returncode == 0
    assert _text(root) == first


def test_files_that_are_no_records_are_not_counted_as_works(root: Path) -> None:
    (root / "CITATION.cff").write_text("cff-version: 1.2.0\n", encoding="utf-8")
    (root / RECORD).write_text(_text(root).replace("language: en", "language: de"), encoding="utf-8")
    _run(root, "commit")
    assert messages(root)[0] == "okafor2019alder: language en → de"
    assert "CITATION.cff: added" in git(root, "log", "-1", "--format=%b")


def test_what_was_begun_and_edited_since_is_not_taken_back(root: Path) -> None:
    command = [sys.executable, "-c", CRASH, "9", "set", "okafor2019alder", "note=x"]
    assert subprocess.run(command, cwd=root, env=environment(IDENTITY), check=False).returncode == 9
    (root / RECORD).write_text(_text(root).replace("note: x", "note: mine"), encoding="utf-8")
    done = _run(root, "undo")
    assert (done.returncode, "an edit of yours now" in done.stderr) == (5, True)
    assert "note: mine" in _text(root)
    assert _run(root, "commit").stdout == "okafor2019alder: note set to mine\n"


def test_odd_letters_in_a_subject_or_a_name_do_not_hinder_an_undo(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "note=a\x1fb", GIT_AUTHOR_NAME="A\x1fda")
    done = _run(root, "undo")
    assert done.returncode == 0, done.stderr
    assert "note" not in _text(root)


def test_restore_does_not_follow_renames_as_the_persons_log_may(root: Path) -> None:
    git(root, "config", "log.follow", "true")
    git(root, "config", "diff.renames", "copies")
    before = _text(root)
    _run(root, "rm", "okafor2019alder", "--force")
    (root / "library/works/okafor2019dam.md").write_text(before.replace("language: en", "language: de"))
    _run(root, "commit")
    assert _run(root, "restore", "okafor2019alder").returncode == 0
    assert _text(root) == before
    (root / "library/works/staged2024.md").write_text("---\ntype: report\n---\n", encoding="utf-8")
    git(root, "add", "library/works/staged2024.md")
    (root / "library/works/staged2024.md").unlink()
    assert "No work has the key 'staged2024'" in _run(root, "restore", "staged2024").stderr


def test_restore_follows_a_work_to_the_key_it_had_when_it_was_removed(root: Path) -> None:
    _run(root, "rename", "tanaka2022damu", "tanaka2022dam")
    _run(root, "rename", "tanaka2022dam", "tanaka2022ponds")
    _run(root, "set", "tanaka2022ponds", "number=7")
    _run(root, "unset", "tanaka2022ponds", "-f", "aliases")
    last = _text(root, "library/works/tanaka2022ponds.md")
    there = _run(root, "restore", "tanaka2022damu")
    assert (there.returncode, "present key tanaka2022ponds" in there.stderr) == (3, True)
    _run(root, "rm", "tanaka2022ponds")
    done = _run(root, "restore", "tanaka2022damu")
    assert (done.returncode, "tanaka2022ponds is restored" in done.stderr) == (0, True)
    assert _text(root, "library/works/tanaka2022ponds.md") == last
    assert not (root / "library/works/tanaka2022damu.md").exists()
    assert status(root) == []


def test_restore_brings_no_second_record_of_a_work_that_was_merged_or_whose_rename_was_undone(root: Path) -> None:
    _run(root, "merge", "okafor2019alder", "tanaka2022damu")
    _run(root, "unset", "okafor2019alder", "-f", "aliases")
    assert "present key okafor2019alder" in _run(root, "restore", "tanaka2022damu").stderr
    _run(root, "rename", "zhou2021shuiku", "zhou2021ku")
    _run(root, "undo")
    done = _run(root, "restore", "zhou2021ku")
    assert (done.returncode, "present key zhou2021shuiku" in done.stderr) == (3, True)
