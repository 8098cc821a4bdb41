"""Two clones and what they share: `sync` brings everything everywhere, or says what a person has to decide."""

import json
import os
import shlex
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple

import pytest
from repositories import BO, IDENTITY, committed, git, status
from running import json_lines, run

DAM = "okafor2019alder"
OTHER = "courier2021minutes"
LONE = "tanaka2022damu"  # no other work relates to it


class Team(NamedTuple):
    """The shared repository and two clones of it."""

    hub: Path
    ada: Path
    bo: Path


@pytest.fixture
def team(sourcebook: Path, tmp_path: Path) -> Team:
    return team_at(sourcebook, tmp_path)


def team_at(ada: Path, folder: Path) -> Team:
    hub, bo = folder / "hub.git", folder / "bo"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(hub))
    committed(ada)
    git(ada, "remote", "add", "origin", str(hub))
    git(ada, "push", "--quiet", "--set-upstream", "origin", "main")
    assert ada_does(ada, "sync", "--setup").returncode == 0
    git(ada, "push", "--quiet")
    git(folder, "clone", "--quiet", str(hub), str(bo))
    return Team(hub=hub, ada=ada, bo=bo)


def ada_does(root: Path, *argv: str) -> CompletedProcess[str]:
    return run(*argv, cwd=root, env=IDENTITY)


def bo_does(root: Path, *argv: str) -> CompletedProcess[str]:
    return run(*argv, cwd=root, env=BO)


def record(root: Path, key: str) -> Path:
    return root / "library" / "works" / f"{key}.md"


def edited(root: Path, key: str, old: str, new: str, env: Mapping[str, str] = IDENTITY) -> None:
    """An edit by hand, committed by hand."""
    text = record(root, key).read_text(encoding="utf-8")
    assert old in text
    record(root, key).write_text(text.replace(old, new), encoding="utf-8")
    git(root, "commit", "--quiet", "--all", f"--message={key}: by hand", env=env)


def added(root: Path, key: str, fields: str, env: Mapping[str, str] = IDENTITY) -> None:
    record(root, key).write_text(f"---\ntype: webpage\ntitle: {key}\nlanguage: en\n{fields}\n---\nWhat it says.\n")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", f"--message={key}: by hand", env=env)


def fields(root: Path, key: str) -> Mapping[str, Any]:
    (shown,) = json_lines(run("show", key, "--json", cwd=root).stdout)
    return {**shown["fields"], "annotation": shown["annotation"]}


def head(root: Path, name: str = "HEAD") -> str:
    return git(root, "rev-parse", name).strip()


def hooked(root: Path, name: str, script: str) -> None:
    folder = Path(git(root, "rev-parse", "--path-format=absolute", "--git-common-dir").strip()) / "hooks"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\nunset $(git rev-parse --local-env-vars)\n{script}\n")
    (folder / name).chmod(0o755)


def test_two_clones_that_diverged_over_twenty_edits_end_as_one_and_no_edit_is_lost(team: Team) -> None:
    for number in range(5):
        assert ada_does(team.ada, "set", DAM, f"keywords=dam,ada-{number}").returncode == 0
        edited(team.ada, OTHER, "\n---\n", f"\nx-ada-{number}: by hand\n---\n")
        assert bo_does(team.bo, "set", DAM, f"keywords=dam,bo-{number}", f"number=bo {number}").returncode == 0
        edited(team.bo, OTHER, "\n---\n", f"\nx-bo-{number}: by hand\n---\n", BO)
    ada_does(team.ada, "set", "zhou2021shuiku", "title-translated=Ada's", "annotation=Ada's words.")
    edited(team.bo, "zhou2021shuiku", "\nviewpoint:", "\nnote: Bo's\n# as the preface says\nviewpoint:", BO)
    assert ada_does(team.ada, "sync").returncode == 0
    done = bo_does(team.bo, "sync")
    assert (done.returncode, done.stdout.count("\n")) == (0, 3)
    assert ada_does(team.ada, "sync").returncode == 0
    assert head(team.ada) == head(team.bo) == head(team.hub, "main")
    assert status(team.ada) == status(team.bo) == []
    assert {"dam", "ada-4", "bo-4"} == {*fields(team.ada, DAM)["keywords"]}
    assert fields(team.ada, DAM)["number"] == "bo 4"
    both = {f"x-{who}-{number}" for who in ("ada", "bo") for number in range(5)}
    assert both <= {*fields(team.ada, OTHER)}
    work = fields(team.ada, "zhou2021shuiku")
    assert (work["title-translated"], work["annotation"], work["note"]) == ("Ada's", "Ada's words.", "Bo's")
    assert "# as the preface says\nviewpoint:" in record(team.ada, "zhou2021shuiku").read_text(encoding="utf-8")


def test_the_merge_says_in_words_what_came_in(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "language=en-GB")
    ada_does(team.ada, "set", OTHER, "number=7")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=9")
    assert bo_does(team.bo, "sync").returncode == 0
    message = git(team.bo, "log", "-1", "--format=%B").splitlines()
    assert message[0] == "sync: 2 works from origin/main: 2 changed"
    assert f"{DAM}: language en → en-GB" in message
    assert 'Sourcebook-Command: ["sync"]' in message
    assert len(git(team.bo, "log", "-1", "--format=%P").split()) == 2


def test_where_only_they_changed_something_no_merge_commit_is_made(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "language=en-GB")
    ada_does(team.ada, "sync")
    done = bo_does(team.bo, "sync")
    assert (done.returncode, done.stdout) == (0, f"{DAM}: language en → en-GB\n")
    assert head(team.bo) == head(team.ada)
    assert bo_does(team.bo, "sync").stdout == ""


def test_a_push_in_between_is_fetched_and_merged_and_pushed_again(team: Team) -> None:
    bo_does(team.bo, "set", DAM, "number=9")
    ada_does(team.ada, "set", DAM, "language=en-GB")
    bo = shlex.quote(str(team.bo))
    hooked(team.ada, "pre-push", f"test -e {bo}/.git/raced && exit 0; touch {bo}/.git/raced; git -C {bo} push --quiet")
    done = ada_does(team.ada, "sync")
    assert done.returncode == 0, done.stderr
    assert (fields(team.ada, DAM)["number"], fields(team.ada, DAM)["language"]) == ("9", "en-GB")
    assert head(team.hub, "main") == head(team.ada)


def test_somebody_who_pushes_in_between_every_time_is_told_after_five_times(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "language=en-GB")
    bo = shlex.quote(str(team.bo))
    commit = f"git -C {bo} pull --quiet --rebase && git -C {bo} commit --quiet --allow-empty --message=more"
    hooked(team.ada, "pre-push", f"{commit} && git -C {bo} push --quiet")
    done = ada_does(team.ada, "sync")
    assert done.returncode == 5
    assert "pushed to origin/main 5 times in between" in done.stderr


def test_a_contradiction_waits_for_a_person_and_the_next_sync_ends_the_merge(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "number=1", "language=en-GB")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=2", "keywords=dam")
    done = bo_does(team.bo, "sync", "--json")
    assert done.returncode == 5
    path = f"library/works/{DAM}.md"
    line = record(team.bo, DAM).read_text(encoding="utf-8").splitlines().index("<<<<<<< ours") + 1
    assert f"{DAM}: both sides changed number: {path}:{line}" in done.stderr
    (report,) = json_lines(done.stdout)
    wanted = {"path": path, "key": DAM, "kind": "both-changed", "fields": ["number"], "line": line}
    assert (report["conflicts"], report["pushed"]) == ([wanted], False)
    assert run("check", "--select", "conflict-markers", cwd=team.bo).returncode == 1
    again = bo_does(team.bo, "sync")
    assert (again.returncode, "both sides changed number" in again.stderr) == (5, True)
    text = record(team.bo, DAM).read_text(encoding="utf-8")
    before, _, rest = text.partition("<<<<<<< ours\n")
    record(team.bo, DAM).write_text(before + "number: '3'\n" + rest.partition(">>>>>>> theirs\n")[2], encoding="utf-8")
    assert bo_does(team.bo, "sync").returncode == 0
    assert head(team.bo) == head(team.hub, "main")
    assert len(git(team.bo, "log", "-1", "--format=%P").split()) == 2
    assert "Conflicts" not in git(team.bo, "log", "-1", "--format=%B")
    work = fields(team.bo, DAM)
    assert (work["number"], work["language"], work["keywords"]) == ("3", "en-GB", ["dam"])


@pytest.mark.parametrize("who_removed", ["ada", "bo"])
@pytest.mark.parametrize("choice", ["add", "rm"])
def test_a_work_that_one_removed_and_the_other_changed_stays_or_goes_by_a_command(
    who_removed: str, choice: str, team: Team
) -> None:
    removing, changing = (team.ada, team.bo) if who_removed == "ada" else (team.bo, team.ada)
    git(removing, "rm", "--quiet", f"library/works/{LONE}.md")
    git(removing, "commit", "--quiet", "--message=removed")
    ada_does(changing, "set", LONE, "number=1")
    assert ada_does(team.ada, "sync").returncode == 0
    done = bo_does(team.bo, "sync")
    assert done.returncode == 5
    removed, changed = ("origin/main", "you") if who_removed == "ada" else ("you", "origin/main")
    assert f"{LONE}: {removed} removed it, {changed} changed it" in done.stderr
    assert f"`git {choice} -- library/works/{LONE}.md`" in done.stderr
    assert bo_does(team.bo, "sync").returncode == 5
    git(team.bo, choice, "--", f"library/works/{LONE}.md")
    assert bo_does(team.bo, "sync").returncode == 0
    assert head(team.hub, "main") == head(team.bo)
    assert record(team.bo, LONE).exists() == (choice == "add")
    assert len(git(team.bo, "log", "-1", "--format=%P").split()) == 2


def test_one_work_under_two_keys_is_told_and_the_same_doi_is_not_pushed(team: Team) -> None:
    added(team.ada, "ada2020report", "DOI: 10.1000/same")
    added(team.bo, "bo2020report", "DOI: https://doi.org/10.1000/SAME", BO)
    ada_does(team.ada, "sync")
    done = bo_does(team.bo, "sync", "--json")
    assert done.returncode == 1
    assert "one work may now stand under two keys" in done.stderr
    assert "ada2020report" in done.stderr
    assert "bo2020report" in done.stderr
    (report,) = json_lines(done.stdout)
    assert [one["rule"] for one in report["twice"]] == ["same-doi"]
    assert head(team.hub, "main") == head(team.ada)


def test_the_same_address_under_two_keys_is_told_and_pushed(team: Team) -> None:
    added(team.ada, "ada2020report", "URL: https://www.journal.example/a")
    added(team.bo, "bo2020report", "URL: http://journal.example/a?utm_source=x", BO)
    ada_does(team.ada, "sync")
    done = bo_does(team.bo, "sync")
    assert done.returncode == 0
    assert done.stderr.count("one work may now stand under two keys") == 1
    assert head(team.hub, "main") == head(team.bo)
    # Told once: the next merge brings nothing new.
    ada_does(team.ada, "sync")
    ada_does(team.ada, "set", DAM, "number=1")
    ada_does(team.ada, "sync")
    assert "two keys" not in bo_does(team.bo, "sync").stderr


def test_nothing_is_pushed_while_there_are_errors(team: Team) -> None:
    edited(team.ada, DAM, "issued: 2019-03-14", "issued: soon")
    done = ada_does(team.ada, "sync")
    assert done.returncode == 1
    assert "bad-date" in done.stderr
    assert "nothing was pushed to origin/main" in done.stderr
    assert head(team.hub, "main") != head(team.ada)
    edited(team.ada, DAM, "issued: soon", "issued: 2019-03")
    assert ada_does(team.ada, "sync").returncode == 0
    assert head(team.hub, "main") == head(team.ada)


@pytest.mark.parametrize("driver", ["", "/nowhere/python -P -m sourcebook merge-driver %O %A %B %P", "'"])
def test_a_driver_that_is_missing_or_no_longer_runs_is_entered_anew(driver: str, team: Team) -> None:
    if driver:
        git(team.bo, "config", "merge.sourcebook.driver", driver)
    ada_does(team.ada, "set", DAM, "keywords=dam,ada")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "keywords=dam,bo")
    done = bo_does(team.bo, "sync")
    assert done.returncode == 0
    assert "git now merges records by this program" in done.stderr
    assert fields(team.bo, DAM)["keywords"] == ["ada", "bo", "dam"]
    assert "now merges" not in bo_does(team.bo, "sync").stderr


def test_a_driver_of_ones_own_that_runs_is_kept(team: Team) -> None:
    git(team.bo, "config", "merge.sourcebook.driver", "true %A")
    assert bo_does(team.bo, "sync").returncode == 0
    assert git(team.bo, "config", "merge.sourcebook.driver") == "true %A\n"


def test_where_a_driver_failed_the_other_side_is_never_taken_for_settled(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "language=en-GB")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=2")
    git(team.bo, "config", "merge.sourcebook.driver", "false")
    for _ in range(2):
        done = bo_does(team.bo, "sync")
        assert done.returncode == 5
        assert f"{DAM}: it was not merged and holds your side alone" in done.stderr
    git(team.bo, "config", "--unset", "merge.sourcebook.driver")
    assert f"`git checkout --merge -- library/works/{DAM}.md`" in done.stderr
    ada_does(team.bo, "sync", "--setup")
    git(team.bo, "checkout", "--quiet", "--merge", "--", f"library/works/{DAM}.md")
    assert bo_does(team.bo, "sync").returncode == 0
    assert (fields(team.bo, DAM)["language"], fields(team.bo, DAM)["number"]) == ("en-GB", "2")


def test_a_sourcebook_in_a_sub_folder_is_synced_and_what_is_beside_it_left_alone(
    sourcebook: Path, tmp_path: Path
) -> None:
    top = tmp_path / "project"
    top.mkdir()
    (top / "paper.tex").write_text("A paper.\n")
    sourcebook.rename(top / "a book")
    hub, bo = tmp_path / "hub.git", tmp_path / "bo"
    committed(top)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(hub))
    git(top, "remote", "add", "origin", str(hub))
    git(top, "push", "--quiet", "--set-upstream", "origin", "main")
    assert ada_does(top / "a book", "sync", "--setup").returncode == 0
    assert ada_does(top / "a book", "sync").returncode == 0
    git(tmp_path, "clone", "--quiet", str(hub), str(bo))
    ada_does(top / "a book", "set", DAM, "keywords=dam,ada")
    bo_does(bo / "a book", "set", DAM, "keywords=dam,bo")
    (bo / "paper.tex").write_text("A better paper.\n")
    assert ada_does(top / "a book", "sync").returncode == 0
    done = bo_does(bo / "a book" / "library", "sync")
    assert done.returncode == 0, done.stderr
    assert fields(bo / "a book", DAM)["keywords"] == ["ada", "bo", "dam"]
    assert status(bo) == [" M paper.tex"]


def test_a_linked_work_tree_is_synced_by_its_own_branch(team: Team, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    git(team.ada, "worktree", "add", "--quiet", "-b", "autumn", str(linked), "origin/main")
    git(linked, "branch", "--set-upstream-to=origin/main")
    bo_does(team.bo, "set", DAM, "keywords=dam,bo")
    bo_does(team.bo, "sync")
    ada_does(linked, "set", DAM, "keywords=dam,linked")
    done = ada_does(linked, "sync")
    assert done.returncode == 0, done.stderr
    assert fields(linked, DAM)["keywords"] == ["bo", "dam", "linked"]
    assert head(team.hub, "main") == head(linked)


def test_a_sync_that_is_killed_between_merge_and_push_is_finished_by_the_next(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "keywords=dam,ada")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "keywords=dam,bo")
    hooked(team.bo, "pre-push", "kill -9 $(cut -d' ' -f4 /proc/$PPID/stat); exit 1")
    assert bo_does(team.bo, "sync").returncode == -signal.SIGKILL
    assert fields(team.bo, DAM)["keywords"] == ["ada", "bo", "dam"]
    assert head(team.hub, "main") == head(team.ada)
    hooked(team.bo, "pre-push", "exit 0")
    assert bo_does(team.bo, "sync").returncode == 0
    assert head(team.hub, "main") == head(team.bo)


def test_citations_that_are_kept_are_built_anew_in_a_commit_of_their_own(team: Team) -> None:
    assert run("build", cwd=team.ada).returncode == 0
    git(team.ada, "add", "--all")
    git(team.ada, "commit", "--quiet", "--message=built")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "sync")
    for root, does, title in ((team.ada, ada_does, "title=Ada's dam"), (team.bo, bo_does, "number=Bo's")):
        does(root, "set", DAM, title)
        assert run("build", cwd=root).returncode == 0
        git(root, "commit", "--quiet", "--all", "--message=built")
    assert ada_does(team.ada, "sync").returncode == 0
    done = bo_does(team.bo, "sync")
    assert done.returncode == 0, done.stderr
    assert run("build", "--check", cwd=team.bo).returncode == 0
    assert git(team.bo, "log", "-1", "--format=%s").startswith("build: citations")
    assert {path.split("/")[0] for path in git(team.bo, "show", "--format=", "--name-only").splitlines()} == {
        "citations"
    }
    assert (status(team.bo), head(team.hub, "main")) == ([], head(team.bo))


def test_outputs_that_one_side_put_in_and_the_other_took_out_are_built_as_the_settings_say(team: Team) -> None:
    settings = team.ada / "sources.yaml"
    added = settings.read_text(encoding="utf-8").replace("build:\n", "build:\n- {file: all.csv, format: csv}\n")
    assert run("build", cwd=team.ada).returncode == 0
    git(team.ada, "add", "--all")
    git(team.ada, "commit", "--quiet", "--message=built")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "sync")
    settings.write_text(added, encoding="utf-8")
    text = (team.bo / "sources.yaml").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines(keepends=True) if "references.json" in line]
    (team.bo / "sources.yaml").write_text(text.replace(line, ""), encoding="utf-8")
    for root, does, change in ((team.ada, ada_does, "number=9"), (team.bo, bo_does, "language=en-GB")):
        does(root, "set", DAM, change)
        assert run("build", cwd=root).returncode == 0
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message=built")
    assert ada_does(team.ada, "sync").returncode == 0
    done = bo_does(team.bo, "sync")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (team.bo / "citations").iterdir()}
    assert ("all.csv" in names, "references.json" in names) == (True, False)
    assert run("build", "--check", cwd=team.bo).returncode == 0


def test_editions_that_the_remote_lacks_are_pushed_and_other_tags_are_not(team: Team) -> None:
    git(team.ada, "tag", "--annotate", "--message=autumn", "edition/2026-autumn")
    git(team.ada, "tag", "mine")
    done = ada_does(team.ada, "sync", "--json")
    assert (done.returncode, json.loads(done.stdout)["editions"]) == (0, ["2026-autumn"])
    assert git(team.hub, "tag").split() == ["edition/2026-autumn"]
    assert json.loads(ada_does(team.ada, "sync", "--json").stdout)["editions"] == []


def test_a_branch_that_the_remote_protects_is_told_in_words(team: Team) -> None:
    hooked(team.hub, "pre-receive", "echo 'main is protected' >&2; exit 1")
    ada_does(team.ada, "set", DAM, "number=1")
    done = ada_does(team.ada, "sync")
    assert done.returncode == 5
    assert "main is protected" in done.stderr
    assert "open a pull request" in done.stderr


def test_a_dry_run_tells_what_would_come_and_conflict_and_changes_nothing(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "number=1")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=2")
    before = head(team.bo)
    done = bo_does(team.bo, "sync", "--dry-run")
    assert done.returncode == 5
    assert f"would conflict: {DAM}: both sides changed number" in done.stderr
    assert "1 commits would go to origin/main" in done.stderr
    assert (head(team.bo), status(team.bo)) == (before, [])


def test_a_dry_run_foretells_no_conflict_where_the_merge_follows_a_rename(team: Team) -> None:
    ada_does(team.ada, "rename", DAM, "okafor2019dam")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=2")
    done = bo_does(team.bo, "sync", "--dry-run")
    assert (done.returncode, "conflict" in done.stderr) == (0, False), done.stderr
    assert bo_does(team.bo, "sync").returncode == 0
    assert fields(team.bo, "okafor2019dam")["number"] == "2"


def test_a_dry_run_merges_field_by_field_also_where_git_was_not_taught_yet(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "publisher-place=Dale")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=2")
    done = bo_does(team.bo, "sync", "--dry-run")
    assert (done.returncode, "conflict" in done.stderr) == (0, False), done.stderr
    assert "merge.sourcebook" not in git(team.bo, "config", "--list", "--local")


def test_a_dry_run_gives_no_advice_for_a_merge_that_is_not_under_way(team: Team) -> None:
    ada_does(team.ada, "rm", LONE)
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", LONE, "number=2")
    done = bo_does(team.bo, "sync", "--dry-run")
    assert done.returncode == 5
    assert f"would conflict: {LONE}: origin/main removed it, you changed it\n" in done.stderr
    assert "git rm" in bo_does(team.bo, "sync").stderr


def test_a_dry_run_says_where_git_is_too_old_to_foretell(team: Team, tmp_path: Path) -> None:
    ada_does(team.ada, "set", DAM, "number=1")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "number=2")
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text(f'#!/bin/sh\ncase "$*" in *merge-tree*) exit 129;; esac\nexec {shutil.which("git")} "$@"\n')
    old.chmod(0o755)
    done = run("sync", "--dry-run", cwd=team.bo, env={**BO, "PATH": f"{old.parent}:{os.environ['PATH']}"})
    assert (done.returncode, "git before 2.38 cannot tell what would conflict" in done.stderr) == (0, True)


def test_without_push_what_is_ours_stays_here(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "number=1")
    done = ada_does(team.ada, "sync", "--no-push", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["outgoing"], report["pushed"]) == (0, 1, False)
    assert head(team.hub, "main") != head(team.ada)


def _no_repository(team: Team) -> None:
    (team.ada / ".git").rename(team.ada / "no-git")


def _no_commit(team: Team) -> None:
    git(team.ada, "checkout", "--quiet", "--orphan", "empty")


def _rebase(team: Team) -> None:
    (team.ada / ".git" / "rebase-merge").mkdir()


def _edit(team: Team) -> None:
    record(team.ada, DAM).write_text("---\ntitle: changed\n---\n")


def _no_remote(team: Team) -> None:
    git(team.ada, "remote", "remove", "origin")


def _lock(team: Team) -> None:
    bo_does(team.bo, "set", DAM, "number=1")
    bo_does(team.bo, "sync")
    (team.ada / ".git" / "index.lock").touch()


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (_no_repository, 3, "git init"),
        (_no_commit, 3, "no commit yet"),
        (lambda team: git(team.ada, "checkout", "--quiet", "--detach"), 5, "git switch"),
        (lambda team: git(team.ada, "branch", "--unset-upstream"), 5, "git push --set-upstream origin main"),
        (_no_remote, 5, "git remote add origin"),
        (_rebase, 5, "git rebase --continue"),
        (_edit, 5, "sourcebook commit"),
        (lambda team: team.hub.rename(team.hub.with_name("gone")), 4, "could not fetch from origin"),
        (_lock, 5, "index.lock"),
    ],
    ids=["no repository", "no commit", "detached", "no upstream", "no remote", "rebase", "edits", "gone", "lock"],
)
def test_where_nothing_can_be_synced_a_sentence_says_what_to_do(
    spoil: Callable[[Team], object], code: int, says: str, team: Team
) -> None:
    spoil(team)
    text = record(team.ada, DAM).read_bytes()
    done = ada_does(team.ada, "sync")
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert record(team.ada, DAM).read_bytes() == text


def test_without_git_that_is_said(team: Team, tmp_path: Path) -> None:
    done = run("sync", cwd=team.ada, env={**IDENTITY, "PATH": str(tmp_path)})
    assert done.returncode == 3
    assert "git is not installed" in done.stderr


def test_setup_adds_only_the_lines_that_are_missing(sourcebook: Path) -> None:
    committed(sourcebook)
    (sourcebook / ".gitattributes").write_text("*.pdf binary\nsources.yaml text eol=lf merge=sourcebook")
    git(sourcebook, "add", "--all")
    git(sourcebook, "commit", "--quiet", "--message=attributes")
    assert "+library/works/*.md" in ada_does(sourcebook, "sync", "--setup", "--dry-run").stdout
    assert status(sourcebook) == []
    assert ada_does(sourcebook, "sync", "--setup").returncode == 0
    lines = (sourcebook / ".gitattributes").read_text().splitlines()
    assert lines[:2] == ["*.pdf binary", "sources.yaml text eol=lf merge=sourcebook"]
    assert len(lines) == len({*lines}) == 8
    assert (status(sourcebook), git(sourcebook, "log", "-1", "--format=%s")) == (
        [],
        "sync: records merge field by field\n",
    )
    again = ada_does(sourcebook, "sync", "--setup")
    assert (again.returncode, "nothing to change" in again.stderr) == (0, True)


def test_what_git_says_while_it_fetches_reaches_the_person_as_it_is(team: Team, tmp_path: Path) -> None:
    script = tmp_path / "ask"
    script.write_text("#!/bin/sh\necho 'who are you' >&2\nexit 1\n")
    script.chmod(0o755)
    git(team.ada, "remote", "set-url", "origin", f"ext::{script}")
    git(team.ada, "config", "protocol.ext.allow", "always")
    done = ada_does(team.ada, "sync")
    assert done.returncode == 4
    assert "who are you" in done.stderr


def test_a_merge_that_a_hook_refuses_is_told_and_ended_by_the_next_sync(team: Team) -> None:
    ada_does(team.ada, "set", DAM, "number=1")
    ada_does(team.ada, "sync")
    bo_does(team.bo, "set", DAM, "language=en-GB")
    hooked(team.bo, "commit-msg", "echo 'not on a Sunday' >&2; exit 1")
    done = bo_does(team.bo, "sync")
    assert done.returncode == 5
    assert "not on a Sunday" in done.stderr
    os.unlink(team.bo / ".git" / "hooks" / "commit-msg")
    assert bo_does(team.bo, "sync").returncode == 0
    assert fields(team.bo, DAM)["number"] == "1"
    assert head(team.hub, "main") == head(team.bo)
