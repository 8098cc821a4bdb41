"""`set`, `unset`, `rename`, `rm`: each change is one commit that says what happened to which work."""

import json
import subprocess
from pathlib import Path

import pytest
from repositories import BO, IDENTITY, committed, git, messages, status
from running import everything_under, json_lines, run, start

RECORD = "library/works/okafor2019alder.md"


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git."""
    return committed(sourcebook)


def _run(root: Path, *argv: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, stdin=stdin, env={**IDENTITY, **more})


def _last(root: Path) -> str:
    return git(root, "log", "-1", "--format=%B").strip()


def test_a_change_is_one_commit_of_one_file_with_its_words_its_reason_and_its_command(root: Path) -> None:
    done = _run(root, "set", "okafor2019alder", "DOI=10.1234/x", "viewpoint=authorities", "-m", "as the cover says")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "okafor2019alder: DOI added; viewpoint engineering → authorities\n"
    command = '["set", "okafor2019alder", "DOI=10.1234/x", "viewpoint=authorities", "-m", "as the cover says"]'
    assert _last(root) == (
        "okafor2019alder: DOI added; viewpoint engineering → authorities\n\nas the cover says\n\n"
        f"Sourcebook-Command: {command}"
    )
    assert git(root, "show", "--name-only", "--format=").split() == [RECORD]
    assert status(root) == []


def test_only_the_lines_that_must_change_do(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "publisher-place=Alder Bridge")
    lines = git(root, "show", "--format=", "-U0", "--", RECORD).splitlines()
    assert [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")] == [
        "-publisher-place: Alderton",
        "+publisher-place: Alder Bridge",
    ]


def test_several_works_are_one_commit_that_names_each(root: Path) -> None:
    done = _run(root, "set", "-", "license=CC0", stdin="okafor2019alder\nzhou2021shuiku\n")
    assert done.returncode == 0, done.stderr
    said = _last(root).splitlines()
    assert said[0] == "2 works: 2 changed"
    assert "zhou2021shuiku: license added" in said
    done = _run(root, "set", "-q", "key:zhou2021shuiku OR okafor", "license=CC BY")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("word", "holds"),
    [
        ("keywords=a, b", "keywords: [a, b]"),
        ("author=[{family: Berg, given: Åsa}]", "- {family: Berg, given: Åsa}"),
        ("author=Berg, Åsa; Dam Watch", "- {family: Berg, given: Åsa}\n- {literal: Dam Watch}"),
        ("issued=2022-05~", "issued: 2022-05~"),
        ("language=no", "language: no"),
        ("annotation=Two words.", "---\nTwo words.\n"),
    ],
)
def test_a_field_takes_its_value_as_people_type_it(root: Path, word: str, holds: str) -> None:
    assert _run(root, "set", "okafor2019alder", word).returncode == 0
    assert holds in (root / RECORD).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "code", "says"),
    [
        ("issued=2022-13", 3, "is no EDTF date"),
        ("autor=x", 2, "Did you mean 'author'"),
        ("relations=[", 3, "cannot be read"),
        ("author={family: Berg}", 3, "has to be a list of names"),
        ("language", 2, "FIELD=VALUE"),
    ],
)
def test_a_value_that_no_record_can_hold_is_refused_and_nothing_is_written(
    root: Path, word: str, code: int, says: str
) -> None:
    before = everything_under(root / "library")
    done = _run(root, "set", "okafor2019alder", word)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert everything_under(root / "library") == before


@pytest.mark.parametrize(
    ("argv", "rules"),
    [
        (["set", "okafor2019alder", "type=banana", "viewpoint=nosuch", "title="], ["unknown-type", "missing-title"]),
        (["unset", "okafor2019alder", "-f", "title"], ["missing-title"]),
        (["set", "okafor2019alder", "aliases=zhou2021shuiku"], ["alias-taken"]),
    ],
)
def test_a_change_that_check_would_call_an_error_is_refused(root: Path, argv: list[str], rules: list[str]) -> None:
    before = everything_under(root / "library")
    done = _run(root, *argv)
    assert (done.returncode, [rule for rule in rules if f"[{rule}]" not in done.stderr]) == (3, []), done.stderr
    assert "okafor2019alder cannot be kept as it stands" in done.stderr
    assert (everything_under(root / "library"), len(messages(root))) == (before, 1)


def test_relations_that_would_go_in_a_circle_are_refused(root: Path) -> None:
    assert _run(root, "relate", "tanaka2022damu", "translates", "zhou2021shuiku").returncode == 0
    done = _run(root, "relate", "zhou2021shuiku", "translates", "tanaka2022damu")
    assert (done.returncode, "[relation-in-a-circle]" in done.stderr) == (3, True), done.stderr


def test_an_error_that_was_there_before_does_not_hinder_a_change(root: Path) -> None:
    record = root / RECORD
    record.write_text(record.read_text(encoding="utf-8").replace("type: report", "type: banana"), encoding="utf-8")
    git(root, "commit", "--quiet", "--all", "--message=By hand")
    assert "banana" in record.read_text(encoding="utf-8")
    done = _run(root, "set", "okafor2019alder", "number=7")
    assert done.returncode == 0, done.stderr


def test_an_unknown_key_among_known_ones_changes_nothing(root: Path) -> None:
    done = _run(root, "set", "okafor2019alder", "okafor2019aldr", "note=x")
    assert done.returncode == 1
    assert "Did you mean 'okafor2019alder'" in done.stderr
    assert len(messages(root)) == 1


def test_what_is_so_already_makes_no_commit(root: Path) -> None:
    done = _run(root, "set", "okafor2019alder", "language=en")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing to change" in done.stderr
    assert len(messages(root)) == 1


def test_a_dry_run_shows_the_difference_and_writes_nothing(root: Path) -> None:
    before = everything_under(root / "library")
    done = _run(root, "set", "okafor2019alder", "language=de", "--dry-run")
    assert "-language: en\n+language: de" in done.stdout
    assert (everything_under(root / "library"), len(messages(root))) == (before, 1)


def test_json_tells_each_field_before_and_after(root: Path) -> None:
    (shape,) = json_lines(_run(root, "set", "okafor2019alder", "language=de", "note=n", "--json").stdout)
    assert shape["schema"] == "sourcebook.change/1"
    assert shape["fields"] == [
        {"name": "language", "before": "en", "after": "de"},
        {"name": "note", "before": None, "after": "n"},
    ]


def test_a_former_key_finds_the_work_to_change(root: Path) -> None:
    assert _run(root, "set", "courier2022minutes", "note=x").stdout == "courier2021minutes: note set to x\n"


def test_fields_are_taken_away(root: Path) -> None:
    done = _run(root, "unset", "courier2021minutes", "-f", "x-desk", "-f", "URL")
    assert done.stdout == "courier2021minutes: URL removed; x-desk removed\n"
    assert "Did you mean 'URL'" in _run(root, "unset", "courier2021minutes", "-f", "URLL").stderr


def test_a_renamed_work_keeps_its_old_key_and_relations_follow(root: Path) -> None:
    done = _run(root, "rename", "okafor2019alder", "okafor2019storage")
    assert done.returncode == 0, done.stderr
    assert "okafor2019storage: renamed from okafor2019alder" in done.stdout.splitlines()
    assert "{type: quotes, target: okafor2019storage, note: page 3}" in (
        root / "library/works/courier2021minutes.md"
    ).read_text(encoding="utf-8")
    assert not (root / RECORD).exists()
    assert _run(root, "show", "okafor2019alder").stdout.startswith("okafor2019storage")
    assert status(root) == []
    assert "okafor2019alder" not in _run(root, "check").stdout


@pytest.mark.parametrize(
    "new", ["zhou2021shuiku", "courier2022minutes", "ZHOU2021shuiku", "a/b", "..", "okafor2019alder"]
)
def test_a_key_that_is_taken_or_no_key_is_refused(root: Path, new: str) -> None:
    assert _run(root, "rename", "okafor2019alder", new).returncode == 3
    assert len(messages(root)) == 1


def test_a_work_goes_back_to_a_key_it_had(root: Path) -> None:
    assert _run(root, "rename", "courier2021minutes", "courier2022minutes").returncode == 0
    assert "aliases: [courier2021minutes]" in (root / "library/works/courier2022minutes.md").read_text(encoding="utf-8")


def test_a_work_that_others_point_to_is_removed_only_by_force(root: Path) -> None:
    done = _run(root, "rm", "okafor2019alder")
    assert done.returncode == 5
    assert "courier2021minutes" in done.stderr
    assert (root / RECORD).exists()
    assert _run(root, "rm", "okafor2019alder", "--force").returncode == 0
    assert not (root / RECORD).exists()
    assert messages(root)[0].startswith("okafor2019alder: removed")


def test_staged_work_of_the_person_is_neither_committed_nor_lost(root: Path) -> None:
    (root / "notes.txt").write_text("mine", encoding="utf-8")
    (root / "library/works/zhou2021shuiku.md").write_text("---\ntitle: staged\n---\n", encoding="utf-8")
    git(root, "add", "notes.txt", "library/works/zhou2021shuiku.md")
    before = status(root)
    assert _run(root, "set", "okafor2019alder", "note=x").returncode == 0
    assert status(root) == before
    assert git(root, "show", "--name-only", "--format=").split() == [RECORD]


def test_edits_by_hand_in_the_same_record_are_not_carried_along(root: Path) -> None:
    with (root / RECORD).open("a", encoding="utf-8") as file:
        file.write("By hand.\n")
    done = _run(root, "set", "okafor2019alder", "note=x")
    assert done.returncode == 5
    assert "sourcebook commit" in done.stderr
    assert "note:" not in (root / RECORD).read_text(encoding="utf-8")
    assert _run(root, "set", "okafor2019alder", "note=x", "--no-commit").returncode == 0
    assert len(messages(root)) == 1


def test_commits_can_be_left_to_the_person(root: Path) -> None:
    settings = root / "sources.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "commit: manual\n", encoding="utf-8")
    git(root, "commit", "-qam", "manual")
    assert _run(root, "set", "okafor2019alder", "note=x").returncode == 0
    assert status(root) == [f" M {RECORD}"]
    assert _run(root, "commit").stdout == "okafor2019alder: note set to x\n"
    settings.write_text(settings.read_text(encoding="utf-8").replace("manual", "never"), encoding="utf-8")
    assert "automatic or manual" in _run(root, "set", "okafor2019alder", "note=y").stderr


def test_without_a_repository_a_change_is_written_and_the_person_told(sourcebook: Path) -> None:
    done = _run(sourcebook, "set", "okafor2019alder", "note=x")
    assert done.returncode == 0
    assert "git init" in done.stderr
    assert "note: x" in (sourcebook / RECORD).read_text(encoding="utf-8")
    assert "no git repository" in _run(sourcebook, "undo").stderr


def test_where_git_is_missing_or_refuses_nothing_is_written_unless_that_is_asked_for(
    root: Path, tmp_path: Path
) -> None:
    before = (root / RECORD).read_bytes()
    done = _run(root, "set", "okafor2019alder", "note=x", PATH=str(tmp_path))
    assert (done.returncode, "git is not installed" in done.stderr) == (3, True)
    assert (root / RECORD).read_bytes() == before
    assert _run(root, "set", "okafor2019alder", "note=x", "--no-commit", PATH=str(tmp_path)).returncode == 0
    git(root, "checkout", "--quiet", "--", RECORD)
    (root / ".git" / "config").write_text("[core\n", encoding="utf-8")
    done = _run(root, "set", "okafor2019alder", "note=y")
    assert (done.returncode, "git cannot use the repository" in done.stderr) == (3, True)
    assert (root / RECORD).read_bytes() == before
    done = _run(root, "undo", PATH=str(tmp_path))
    assert (done.returncode, "git is not installed" in done.stderr) == (3, True)


def test_the_first_commit_of_an_empty_repository_is_ours(sourcebook: Path) -> None:
    git(sourcebook, "init", "--quiet")
    assert "sourcebook commit" in _run(sourcebook, "set", "okafor2019alder", "note=x").stderr
    assert _run(sourcebook, "commit").returncode == 0
    assert messages(sourcebook) == ["9 works: 9 added"]
    assert _run(sourcebook, "undo").returncode == 1


def test_a_hook_that_refuses_leaves_the_change_to_be_committed_or_taken_back(root: Path) -> None:
    hook = root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'no commits on Sunday' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = _run(root, "set", "okafor2019alder", "note=x", "-m", "why")
    assert done.returncode == 5
    assert "no commits on Sunday" in done.stderr
    assert "sourcebook commit" in done.stderr
    assert "`sourcebook commit` ends it" in _run(root, "list", "--limit", "1").stderr
    hook.unlink()
    assert _run(root, "commit").stdout == "committed: okafor2019alder: note set to x\n"
    assert "why" in _last(root)
    assert (status(root), _run(root, "list", "--limit", "1").stderr) == ([], "")


def test_a_refused_new_file_is_not_left_in_the_index(root: Path) -> None:
    hook = root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    assert _run(root, "rename", "okafor2019alder", "okafor2019new").returncode == 5
    assert "?? library/works/okafor2019new.md" in status(root)
    assert "taken back" in _run(root, "undo").stdout
    assert status(root) == []


def test_a_hook_may_call_the_command_although_git_tells_hooks_about_its_own_repository(
    root: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    done = _run(root, "set", "okafor2019alder", "note=x", GIT_DIR=str(other / ".git"), GIT_INDEX_FILE=".git/other")
    assert done.returncode == 0, done.stderr
    assert len(messages(root)) == 2


def test_the_persons_editor_and_comment_letter_leave_the_message_alone(root: Path) -> None:
    git(root, "config", "core.commentChar", "o")
    git(root, "config", "commit.verbose", "true")
    git(root, "config", "core.editor", "false")
    assert _run(root, "set", "okafor2019alder", "note=x").returncode == 0
    assert messages(root)[0] == "okafor2019alder: note set to x"


@pytest.mark.parametrize("state", ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"])
def test_nothing_is_changed_while_something_else_is_under_way(root: Path, state: str) -> None:
    (root / ".git" / state).write_text(git(root, "rev-parse", "HEAD"), encoding="utf-8")
    before = everything_under(root / "library")
    done = _run(root, "set", "okafor2019alder", "note=x")
    assert (done.returncode, "is under way" in done.stderr) == (5, True)
    assert everything_under(root / "library") == before


def test_nothing_is_changed_during_a_rebase(root: Path) -> None:
    (root / ".git" / "rebase-merge").mkdir()
    done = _run(root, "set", "okafor2019alder", "note=x")
    assert (done.returncode, "A rebase is under way" in done.stderr) == (5, True)


def test_a_lock_that_git_left_is_named(root: Path) -> None:
    (root / ".git/index.lock").write_text("", encoding="utf-8")
    done = _run(root, "set", "okafor2019alder", "note=x")
    assert done.returncode == 5
    assert ".git/index.lock" in done.stderr
    assert "remove that file" in done.stderr
    (root / ".git/index.lock").unlink()
    assert _run(root, "commit").returncode == 0
    assert messages(root)[0] == "okafor2019alder: note set to x"


def test_a_person_whom_git_does_not_know_is_told_before_anything_is_written(root: Path) -> None:
    nobody = {name: "" for name in IDENTITY if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))}
    done = _run(root, "set", "okafor2019alder", "note=x", **nobody)
    assert (done.returncode, "git does not know who you are" in done.stderr) == (5, True)
    assert status(root) == []


def test_a_detached_head_a_linked_work_tree_and_a_submodule_take_commits(root: Path, tmp_path: Path) -> None:
    git(root, "checkout", "--quiet", "--detach")
    assert _run(root, "set", "okafor2019alder", "note=x").returncode == 0
    linked = tmp_path / "linked"
    git(root, "worktree", "add", "--quiet", str(linked), "main")
    assert _run(linked, "set", "okafor2019alder", "note=y").returncode == 0
    assert messages(linked)[0] == "okafor2019alder: note set to y"
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(root), "inner")
    assert _run(outer / "inner", "set", "okafor2019alder", "note=z").returncode == 0
    assert messages(outer / "inner")[0].startswith("okafor2019alder: note")


def test_a_sourcebook_in_a_folder_of_the_repository_commits_its_own_files_only(sourcebook: Path) -> None:
    outer = sourcebook.parent
    git(outer, "init", "--quiet")
    (outer / "README").write_text("x", encoding="utf-8")
    git(outer, "add", "--all")
    git(outer, "commit", "--quiet", "--message=first")
    (outer / "README").write_text("y", encoding="utf-8")
    assert _run(sourcebook, "set", "okafor2019alder", "note=x").returncode == 0
    assert git(outer, "show", "--name-only", "--format=").split() == [f"sourcebook/{RECORD}"]
    assert status(outer) == [" M README", "?? sourcebook/.sourcebook/"]


def test_a_repository_with_other_hashes_and_odd_settings_works_alike(sourcebook: Path) -> None:
    committed(sourcebook, "--object-format=sha256")
    for name, value in (
        ("core.quotePath", "true"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("status.relativePaths", "true"),
        ("status.short", "true"),
        ("color.ui", "always"),
        ("core.ignoreCase", "true"),
    ):
        git(sourcebook, "config", name, value)
    for number in range(2):
        assert _run(sourcebook, "set", "okafor2019alder", f"note={number}").returncode == 0
    assert _run(sourcebook, "undo").stdout == "okafor2019alder: note 1 → 0\n"


def test_a_read_only_folder_is_a_sentence_and_nothing_is_lost(root: Path) -> None:
    (root / "library/works").chmod(0o555)
    try:
        done = _run(root, "set", "okafor2019alder", "note=x")
    finally:
        (root / "library/works").chmod(0o755)
    if done.returncode == 0:
        pytest.skip("root may write everywhere")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)


def test_two_people_at_once_make_two_commits(root: Path) -> None:
    both = [
        start("set", key, "note=x", cwd=root, env=who, stderr=subprocess.PIPE)
        for key, who in (("okafor2019alder", IDENTITY), ("zhou2021shuiku", BO))
    ]
    codes = [process.wait(60) for process in both]
    for process in both:
        assert process.stderr is not None
        process.stderr.close()
    assert codes == [0, 0]
    assert len(messages(root)) == 3
    assert status(root) == []


def test_a_command_with_a_new_line_in_an_argument_stays_one_trailer(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "note=one\ntwo")
    said = git(root, "log", "-1", "--format=%(trailers:key=Sourcebook-Command,valueonly)").strip()
    assert json.loads(said) == ["set", "okafor2019alder", "note=one\ntwo"]


SIGNER = """#!/bin/sh
cat > /dev/null
echo '[GNUPG:] SIG_CREATED D 1 8 00 0 0' >&2
echo '-----BEGIN PGP SIGNATURE-----'
echo 'invented'
echo '-----END PGP SIGNATURE-----'
"""


def test_commits_are_signed_as_git_is_told_and_a_signer_that_fails_is_a_sentence(root: Path, tmp_path: Path) -> None:
    signer = tmp_path / "signer"
    signer.write_text(SIGNER, encoding="utf-8")
    signer.chmod(0o755)
    git(root, "config", "commit.gpgSign", "true")
    git(root, "config", "gpg.program", str(signer))
    assert _run(root, "set", "okafor2019alder", "note=x").returncode == 0
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in git(root, "cat-file", "commit", "HEAD")
    git(root, "config", "gpg.program", "/bin/false")
    done = _run(root, "set", "okafor2019alder", "note=y")
    assert (done.returncode, "gpg failed to sign" in done.stderr) == (5, True)
    assert "taken back" in _run(root, "undo").stdout
    assert status(root) == []


def test_a_broken_index_of_git_is_a_sentence_and_nothing_is_changed(root: Path) -> None:
    before = (root / RECORD).read_bytes()
    (root / ".git/index").write_bytes(b"no index")
    done = _run(root, "set", "okafor2019alder", "note=x")
    assert (done.returncode, "index" in done.stderr, "Traceback" in done.stderr) == (5, True, False)
    assert (root / RECORD).read_bytes() == before
    assert _run(root, "show", "okafor2019alder").returncode == 0
