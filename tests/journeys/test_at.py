"""--at: every reading command on a state of the past, from git's objects and whatever the work tree holds."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, on, status
from running import SECONDS, environment, everything_under, json_lines, keys_of, run, run_for_bytes, start

RECORD = "library/works/okafor2019alder.md"
READING = [
    ("list",),
    ("list", "--json", "lang:en"),
    ("list", "--group-by", "viewpoint"),
    ("show", "okafor2019alder"),
    ("show", "--raw", "okafor2019alder"),
    ("open", "--print", "okafor2019alder"),
    ("stats",),
    ("cite", "okafor2019alder"),
    ("export", "-f", "biblatex"),
    ("reading-list", "-f", "markdown"),
    ("check",),
]
# Ends like a power cut at the n-th thing that is done to a file under `.sourcebook/at/`.
CRASH = """
import os, sys
left = int(sys.argv[1])
def audit(event, arguments):
    global left
    if event.startswith(("open", "os.")) and any("/.sourcebook/at" in str(one) for one in arguments):
        left -= 1
        if left == 0: os._exit(9)
sys.addaudithook(audit)
from sourcebook.cli.door import main
sys.exit(main(["list", "--at", "HEAD"]))
"""


def _revise(root: Path, word: str, day: str = "2026-10-01") -> str:
    """A commit of that day which gives one work another title, adds one and removes one; gives its hash."""
    record = root / RECORD
    lines = record.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    lines[place] = f"title: The {word} edition of a title"
    record.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "library" / "works" / f"{word}2026new.md").write_text("---\ntitle: New\n---\n", encoding="utf-8")
    for other in sorted((root / "library" / "works").glob("*.md"))[-1:]:
        other.unlink()
    git(root, "add", "--all")
    git(root, "commit", "--quiet", f"--message={word}", env=on(day))
    return git(root, "rev-parse", "HEAD").strip()


def _at(root: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, env=IDENTITY)


def _snapshots(root: Path) -> list[Path]:
    return [path for path in (root / ".sourcebook" / "at").iterdir() if path.is_dir()]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, unchanged: Path) -> Path:
    """A sourcebook of 1 September 2026 that was revised a month later; only for reading."""
    root = shutil.copytree(unchanged, tmp_path_factory.mktemp("past") / "sourcebook")
    committed(root, env=on("2026-09-01"))
    _revise(root, "second")
    return root


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_a_reading_command_says_of_the_past_what_it_said_then(
    argv: tuple[str, ...], past: Path, unchanged: Path
) -> None:
    then = run_for_bytes(*argv, cwd=unchanged) if argv[0] != "check" else run(*argv, cwd=unchanged).stdout.encode()
    before = everything_under(past / "library")
    done = _at(past, *argv, "--at", "HEAD~1")
    # Where there is no history, no list can say which day it is from.
    said = done.stdout.replace("**As of 2026-09-01**\n\n", "")
    assert (said.encode(), done.stderr) == (then, run(*argv, cwd=unchanged).stderr)
    assert _at(past, *argv).stdout.encode() != then or argv[0] == "open"
    assert everything_under(past / "library") == before
    assert status(past) == []


def test_the_past_is_built_into_a_folder_of_its_own_only(past: Path, unchanged: Path, tmp_path: Path) -> None:
    refused = _at(past, "build", "--at", "HEAD~1")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "-o DIR" in refused.stderr
    assert _at(past, "build", "--at", "HEAD~1", "-o", str(tmp_path / "then")).returncode == 0
    assert run("build", "-o", str(tmp_path / "now"), cwd=unchanged).returncode == 0
    assert everything_under(tmp_path / "then") == everything_under(tmp_path / "now")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("@2026-09-01", "As of 2026-09-01"),
        ("2026-09-30", "As of 2026-09-30"),
        ("HEAD~1", "As of 2026-09-01"),
    ],
)
def test_a_reading_list_says_which_day_it_is_from(name: str, words: str, past: Path) -> None:
    then = _at(past, "reading-list", "--at", name, "-f", "markdown").stdout
    lines = then.splitlines()
    assert lines[2] == f"**{words}**"
    assert "Okafor" in then
    assert "second" not in then


@pytest.mark.parametrize(
    ("name", "revised"), [("@2026-09-30", False), ("@2026-10-01", True), ("@2030-01-01", True), ("@", True)]
)
def test_a_day_is_its_last_commit(name: str, revised: bool, past: Path) -> None:
    assert ("second2026new" in keys_of(_at(past, "list", "--at", name).stdout)) == revised


def test_a_day_follows_the_main_line_and_not_a_branch_that_was_merged(sourcebook: Path) -> None:
    committed(sourcebook, env=on("2026-09-01"))
    git(sourcebook, "switch", "--quiet", "-c", "side")
    _revise(sourcebook, "aside", "2026-09-02")
    git(sourcebook, "switch", "--quiet", "main")
    git(sourcebook, "merge", "--quiet", "--no-ff", "--message=merged", "side", env=on("2026-09-10"))
    assert "aside2026new" not in keys_of(_at(sourcebook, "list", "--at", "@2026-09-05").stdout)
    assert "aside2026new" in keys_of(_at(sourcebook, "list", "--at", "@2026-09-10").stdout)


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("2026-autum", 1, "Did you mean '2026-autumn'?"),
        ("", 1, "The history has no ''"),
        ("--json", 2, "expected one argument"),
        ("@2026-02-30", 1, "no day of the calendar"),
        ("@2026-08-31", 1, "its history begins on 2026-09-01"),
        ("@1969-08-31", 1, "its history begins on 2026-09-01"),
        ("HEAD:sources.yaml", 1, "The history has no 'HEAD:sources.yaml'"),
        ("a\nb", 1, "The history has no"),
    ],
)
def test_a_state_that_is_not_there_is_a_sentence(name: str, code: int, says: str, past: Path) -> None:
    if not git(past, "tag", "--list"):
        git(past, "tag", "--annotate", "--message=x", "edition/2026-autumn")
    done = _at(past, "list", "--at", name)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr


def test_without_git_a_repository_or_a_commit_there_is_a_sentence(sourcebook: Path) -> None:
    done = run("list", "--at", "HEAD", cwd=sourcebook, env=IDENTITY)
    assert (done.returncode, "git init" in done.stderr) == (3, True)
    git(sourcebook, "init", "--quiet")
    for name in ("HEAD", "@2026-09-01"):
        done = run("list", "--at", name, cwd=sourcebook, env=IDENTITY)
        assert (done.returncode, "no commit yet" in done.stderr) == (3, True)
    done = run("list", "--at", "HEAD", cwd=sourcebook, env={"PATH": "/nowhere"})
    assert (done.returncode, "git is not installed" in done.stderr) == (3, True)
    assert run("list", cwd=sourcebook, env={"PATH": "/nowhere"}).returncode == 0


def test_a_state_before_the_sourcebook_began_is_a_sentence(sourcebook: Path) -> None:
    shutil.move(sourcebook / "sources.yaml", sourcebook.parent)
    committed(sourcebook)
    shutil.move(sourcebook.parent / "sources.yaml", sourcebook)
    done = _at(sourcebook, "list", "--at", "HEAD")
    assert (done.returncode, done.stdout) == (3, "")
    assert "it has no sources.yaml" in done.stderr


def test_a_shallow_clone_says_that_its_history_ends(past: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", past.as_uri(), str(clone))
    done = _at(clone, "list", "--at", "@2026-09-15")
    assert (done.returncode, done.stdout) == (1, "")
    assert "git fetch --unshallow" in done.stderr
    assert _at(clone, "list", "--at", "@2026-10-01").returncode == 0


@pytest.mark.parametrize("options", [("--object-format=sha256",), ()], ids=["sha256", "sha1"])
def test_a_sourcebook_in_a_sub_folder_of_any_repository_has_a_past(options: tuple[str, ...], sourcebook: Path) -> None:
    top = sourcebook.parent
    (top / "library").mkdir()
    (top / "library" / "other.txt").write_text("no part of the sourcebook", encoding="utf-8")
    committed(top, *options)
    before = _at(sourcebook, "list").stdout
    _revise(sourcebook, "second")
    assert _at(sourcebook, "list", "--at", "HEAD~1").stdout == before != _at(sourcebook, "list").stdout
    assert _at(sourcebook / "library", "list", "--at", "HEAD~1").stdout == before


def test_no_attribute_and_no_edit_of_the_work_tree_reaches_the_past(sourcebook: Path) -> None:
    then = (sourcebook / RECORD).read_bytes()
    committed(sourcebook)
    git(sourcebook, "config", "core.autocrlf", "true")
    git(sourcebook, "config", "filter.loud.smudge", "tr a-z A-Z")
    (sourcebook / ".gitattributes").write_text("*.md text eol=crlf filter=loud\n", encoding="utf-8")
    for path in (sourcebook / "library" / "works").glob("*.md"):
        path.write_text("spoilt", encoding="utf-8")
    assert _at(sourcebook, "show", "--raw", "okafor2019alder", "--at", "HEAD").stdout.encode() == then
    assert _at(sourcebook, "list", "--at", "HEAD").returncode == 0


def test_links_and_submodules_in_a_commit_are_never_followed(sourcebook: Path) -> None:
    secret = sourcebook.parent / "secret.md"
    secret.write_text("---\ntitle: Secret\n---\n", encoding="utf-8")
    (sourcebook / "library" / "works" / "link2020.md").symlink_to(secret)
    (sourcebook / "library" / "elsewhere").symlink_to(sourcebook.parent)
    committed(sourcebook)
    head = git(sourcebook, "rev-parse", "HEAD").strip()
    git(sourcebook, "update-index", "--add", "--cacheinfo", f"160000,{head},library/works/module")
    git(sourcebook, "commit", "--quiet", "--message=a submodule")
    done = _at(sourcebook, "list", "--at", "HEAD")
    assert "library/works/link2020.md:1: error: A record has to be a file of its own" in done.stderr
    assert len(keys_of(done.stdout)) == 9
    assert "Secret" not in done.stdout
    (snapshot,) = _snapshots(sourcebook)
    assert (snapshot / "library" / "works" / "link2020.md").readlink() == secret


def test_settings_that_were_a_link_are_a_sentence(sourcebook: Path) -> None:
    shutil.move(sourcebook / "sources.yaml", sourcebook.parent)
    (sourcebook / "sources.yaml").symlink_to("../sources.yaml")
    committed(sourcebook)
    done = _at(sourcebook, "list", "--at", "HEAD")
    assert (done.returncode, "sources.yaml is a symbolic link" in done.stderr) == (3, True)


def test_a_commit_that_reaches_out_of_its_folder_writes_nothing(sourcebook: Path) -> None:
    committed(sourcebook)
    blob = git(sourcebook, "hash-object", "-w", "--stdin", stdin="evil").strip()
    inner = git(sourcebook, "mktree", stdin=f"100644 blob {blob}\tevil.md\n").strip()
    library = git(sourcebook, "mktree", stdin=f"040000 tree {inner}\t..\n").strip()
    sources = git(sourcebook, "rev-parse", "HEAD:sources.yaml").strip()
    tree = git(
        sourcebook, "mktree", stdin=f"040000 tree {library}\tlibrary\n100644 blob {sources}\tsources.yaml\n"
    ).strip()
    commit = git(sourcebook, "commit-tree", tree, "-m", "x").strip()
    done = _at(sourcebook, "list", "--at", commit)
    assert (done.returncode, "unsafe to write" in done.stderr) == (3, True)
    assert list(sourcebook.parent.rglob("evil.md")) == []


def _in_place(path: Path) -> None:
    """Other bytes of the same length under the same time of writing."""
    state = path.stat()
    with path.open("r+b") as file:
        file.write(path.read_bytes().replace(b"dam", b"dim").replace(b"Dam", b"Dim"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def _file_in_its_place(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("x", encoding="utf-8")


SPOILT: dict[str, Callable[[Path], object]] = {
    "a record edited in place": lambda root: _in_place(root / RECORD),
    "a record taken away": lambda root: (root / RECORD).unlink(),
    "a record more": lambda root: (root / "library/works/more2020.md").write_text("---\ntitle: x\n---\n"),
    "settings edited": lambda root: _in_place(root / "sources.yaml"),
    "settings taken away": lambda root: (root / "sources.yaml").unlink(),
    "all records taken away": lambda root: shutil.rmtree(root / "library" / "works"),
    "the listing overwritten": lambda root: (root / ".listing").write_bytes(b"\xff"),
    "the listing taken away": lambda root: (root / ".listing").unlink(),
    "the index overwritten": lambda root: (root / ".sourcebook" / "index.db").write_bytes(b"no database"),
    "a file in its place": _file_in_its_place,
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_snapshot_is_made_anew(name: str, sourcebook: Path) -> None:
    committed(sourcebook)
    argv = ("list", "--json", "--at", "HEAD")
    answer = _at(sourcebook, *argv).stdout
    (snapshot,) = _snapshots(sourcebook)
    SPOILT[name](snapshot)
    shown = _at(sourcebook, "show", "--raw", "okafor2019alder", "--at", "HEAD").stdout
    assert shown.encode() == (sourcebook / RECORD).read_bytes()
    done = _at(sourcebook, *argv)
    assert (done.returncode, done.stdout, done.stderr) == (0, answer, "")
    assert len(json_lines(answer)) == 9
    assert _snapshots(sourcebook) == [snapshot]


def test_a_second_look_writes_nothing_anew(sourcebook: Path) -> None:
    committed(sourcebook)
    _at(sourcebook, "list", "--at", "HEAD")
    (snapshot,) = _snapshots(sourcebook)
    before = {path: path.stat().st_ctime_ns for path in snapshot.rglob("*") if path.name != ".listing"}
    _at(sourcebook, "list", "--at", "HEAD")
    assert {path: path.stat().st_ctime_ns for path in before} == before


def test_states_of_the_same_content_share_a_snapshot_and_eight_are_kept(sourcebook: Path) -> None:
    committed(sourcebook)
    (sourcebook / "README").write_text("no part of the sourcebook", encoding="utf-8")
    git(sourcebook, "add", "--all")
    git(sourcebook, "commit", "--quiet", "--message=readme")
    for name in ("HEAD", "HEAD~1"):
        _at(sourcebook, "list", "--at", name)
    (first,) = _snapshots(sourcebook)
    for number in range(8):
        commit = _revise(sourcebook, f"word{number}")
        _at(sourcebook, "list", "--at", commit)
        # One that is used again stays, however old.
        assert _at(sourcebook, "list", "--at", "HEAD~1").returncode == 0
        if number == 4:
            os.utime(first / ".listing", (1, 1))
    assert len(_snapshots(sourcebook)) == 8
    assert not first.exists()


def test_processes_that_want_the_same_state_at_once_all_get_it(sourcebook: Path) -> None:
    committed(sourcebook)
    answer = _at(sourcebook, "list").stdout
    shutil.rmtree(sourcebook / ".sourcebook")
    argv = ("list", "--at", "HEAD")
    running = [
        start(*argv, cwd=sourcebook, env=IDENTITY, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)
    ]
    said = [process.communicate(timeout=SECONDS) for process in running]
    assert said == [(answer, "")] * 6
    assert len(list((sourcebook / ".sourcebook" / "at").iterdir())) == 1


@pytest.mark.parametrize("place", [1, 2, 4, 6, 8, 10, 13, 16, 19, 20, 21, 22, 23])
def test_a_process_that_dies_while_unpacking_leaves_nothing_that_is_believed(place: int, sourcebook: Path) -> None:
    committed(sourcebook)
    answer = _at(sourcebook, "list").stdout
    crashed = subprocess.run(
        [sys.executable, "-c", CRASH, str(place)],
        cwd=sourcebook,
        env=environment(IDENTITY),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert crashed.returncode == 9
    done = _at(sourcebook, "list", "--at", "HEAD")
    assert (done.stdout, done.stderr) == (answer, "")
    assert _at(sourcebook, "list", "--at", "HEAD").stdout == answer
    # What was left half made goes at the latest with the next state.
    _revise(sourcebook, "later")
    assert _at(sourcebook, "list", "--at", "HEAD").returncode == 0
    assert [path.name for path in _snapshots(sourcebook) if path.name.startswith(".")] == []


def test_a_process_that_is_killed_anywhere_does_no_harm(sourcebook: Path) -> None:
    committed(sourcebook)
    answer = _at(sourcebook, "list").stdout
    dice = random.Random(2022)
    for _ in range(8):
        shutil.rmtree(sourcebook / ".sourcebook")
        process = start(
            "list", "--at", "HEAD", cwd=sourcebook, env=IDENTITY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=dice.uniform(0.05, 0.3))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert _at(sourcebook, "list", "--at", "HEAD").stdout == answer


def test_where_no_cache_can_be_written_the_past_is_read_all_the_same(sourcebook: Path) -> None:
    committed(sourcebook)
    (sourcebook / ".sourcebook").write_text("no folder", encoding="utf-8")
    now = _at(sourcebook, "list")
    then = _at(sourcebook, "list", "--at", "HEAD")
    assert (then.returncode, then.stdout, then.stderr) == (0, now.stdout, "")


def test_a_commit_without_works_is_an_empty_library(sourcebook: Path) -> None:
    shutil.move(sourcebook / "library" / "works", sourcebook.parent)
    committed(sourcebook)
    shutil.move(sourcebook.parent / "works", sourcebook / "library")
    done = _at(sourcebook, "list", "--at", "HEAD")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no work matches" in done.stderr


def test_only_reading_commands_take_a_state(past: Path) -> None:
    done = _at(past, "set", "okafor2019alder", "language=fr", "--at", "HEAD~1")
    assert (done.returncode, "--at" in done.stderr) == (2, True)
    assert status(past) == []
