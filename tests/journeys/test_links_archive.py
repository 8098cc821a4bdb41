"""`links archive`: copies closest to the works' days are found or saved, politely, and kept as one commit."""

import io
import json
import subprocess
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from signal import SIGINT
from urllib.parse import parse_qs, urlsplit

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import SECONDS, environment, everything_under, json_lines, on_terminal, run, start
from servers import Request, Script, Server, answer, giving, silent

from sourcebook.cli import archiving
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.world import World

KEYS = {"SOURCEBOOK_WAYBACK_ACCESS": "my-access", "SOURCEBOOK_WAYBACK_SECRET": "my-secret"}
CDX, SAVE, STATUS = "/cdx/search/cdx", "/save", "/save/status/job-1"
NONE: list[object] = []


def index(**days: str) -> Script:
    """The script of an index that has a copy of a page, by the last part of its address, of one day each."""

    def told(request: Request) -> list[bytes]:
        (url,) = parse_qs(urlsplit(request.path).query)["url"]
        day = days.get(url.rpartition("/")[2], "")
        if day == "429":
            return [answer("slow down", 429)]
        if day == "503":
            return [answer("broken", 503)]
        found = [["timestamp", "statuscode"], [f"{day}120000", "200"]] if day else NONE
        return [answer(json.dumps(found), content_type="application/json")]

    return told


@pytest.fixture
def server() -> Iterator[Server]:
    """An archive that has one page of three, and can save the others."""
    server = Server(
        {
            CDX: index(one="20220601"),
            SAVE: giving('{"job_id": "job-1"}', content_type="application/json"),
            STATUS: giving('{"status": "success", "timestamp": "20261122100501"}', content_type="application/json"),
        }
    )
    yield server
    server.stop()


@pytest.fixture
def root(tmp_path: Path, server: Server) -> Path:
    """A sourcebook with works of several kinds, under git."""
    root = tmp_path / "sourcebook"
    assert run("init", str(root), cwd=tmp_path).returncode == 0
    with open(root / "sources.yaml", "a", encoding="utf-8") as file:
        file.write(f"services: {{wayback: '{server.url('')}'}}\n")
    write(root, "one", "issued: 2022-05-24\nURL: https://example.org/one # its own page")
    write(root, "two", "issued: 2021\nURL: https://example.org/two")
    write(root, "three", "URL: https://example.org/three")
    write(
        root, "kept", "URL: https://example.org/kept\narchive: {url: 'https://archive.example/kept', date: 2020-01-01}"
    )
    write(root, "copy", "URL: https://web.archive.org/web/2020/https://example.org/copy")
    write(root, "letter", "DOI: 10.1000/a")
    return committed(root)


def write(root: Path, key: str, fields: str) -> None:
    """A record with these fields."""
    text = f"---\ntype: webpage\ntitle: Of {key}\n{fields}\n---\n"
    (root / "library" / "works" / f"{key}.md").write_text(text, encoding="utf-8")


def record(root: Path, key: str) -> str:
    """The record of a work."""
    return (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")


def archive(
    root: Path, *argv: str, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command, in no hurry to wait."""
    options = ("--allow-private", "--gap", "0", "--timeout", "10")
    return run("links", "archive", *options, *argv, cwd=root, stdin=stdin, env={**IDENTITY, **(env or {})})


def asked(server: Server) -> dict[str, str]:
    """The day that each page was asked for."""
    queries = (parse_qs(urlsplit(one.path).query) for one in server.asked if one.path.startswith(CDX))
    return {query["url"][0]: query["closest"][0] for query in queries}


def test_copies_are_found_for_what_is_missing_and_kept_as_one_commit(root: Path, server: Server) -> None:
    server.scripts[CDX] = index(one="20220601", two="20210630")
    done = archive(root, "--missing")
    assert done.returncode == 1, done.stderr
    copy = f"{server.url('')}/web/20220601120000/https://example.org/one"
    assert done.stdout.splitlines() == [
        f"one: archived 2022-06-01: {copy}",
        "three: no copy: the archive has no copy of it",
        f"two: archived 2021-06-30: {server.url('')}/web/20210630120000/https://example.org/two",
    ]
    text = record(root, "one")
    assert f"archive:\n  url: {copy}\n  date: 2022-06-01\n  by: 127.0.0.1\n" in text
    assert "URL: https://example.org/one # its own page\n" in text
    assert messages(root)[:2] == ["links: 2 archived copies", "The sourcebook as it began"]
    assert status(root) == []
    today = asked(server).pop("https://example.org/three")
    assert asked(server) == {
        "https://example.org/one": "20220524",
        "https://example.org/two": "20210701",
        "https://example.org/three": today,
    }
    assert today > "20260101"
    assert run("check", cwd=root).returncode == 0


def test_a_work_that_has_a_copy_or_no_page_is_left_alone(root: Path, server: Server) -> None:
    done = archive(root, "kept", "copy", "letter")
    assert (done.returncode, done.stdout) == (0, "")
    assert "left out, with a copy already or no page on the web: 3." in done.stderr
    assert server.asked == []


def test_keys_a_query_and_standard_input_choose(root: Path, server: Server) -> None:
    assert archive(root, "one").returncode == 0
    assert list(asked(server)) == ["https://example.org/one"]
    server.asked.clear()
    assert archive(root, "-", stdin="two\n").returncode == 1
    assert list(asked(server)) == ["https://example.org/two"]
    server.asked.clear()
    assert archive(root, "--missing", "year:2021").returncode == 1
    assert list(asked(server)) == ["https://example.org/two"]
    assert run("rename", "two", "zwei", cwd=root, env=IDENTITY).returncode == 0
    server.asked.clear()
    assert archive(root, "two", "--date", "2019-03-01").stdout.startswith("zwei: no copy")
    assert asked(server) == {"https://example.org/two": "20190301"}


def test_failing_links_are_chosen_by_their_verdict(root: Path, server: Server) -> None:
    (root / "library" / "links.yaml").write_text(
        "https://example.org/one:\n  state: drifted\nhttps://example.org/two:\n  state: ok\n", encoding="utf-8"
    )
    assert archive(root, "--failing").returncode == 0
    assert list(asked(server)) == ["https://example.org/one"]


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        ([], 2, "Say which works"),
        (["gnoe"], 1, "no work matches"),
        (["one", "--date", "soon"], 2, "is no day"),
        (["one", "--gap", "-1"], 2, "--gap is no less than 0"),
        (["one", "--save"], 2, "SOURCEBOOK_WAYBACK_ACCESS and SOURCEBOOK_WAYBACK_SECRET"),
    ],
)
def test_what_makes_no_sense_asks_nobody(root: Path, server: Server, argv: list[str], code: int, says: str) -> None:
    done = archive(root, *argv)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert server.asked == []


def test_a_dry_run_shows_the_difference_and_saves_nothing(root: Path, server: Server) -> None:
    before = everything_under(root / "library")
    done = archive(root, "one", "two", "--dry-run", "--save", env=mine(server))
    assert f"+  url: {server.url('')}/web/20220601120000/" in done.stdout
    assert everything_under(root / "library") == before
    assert SAVE not in [one.path for one in server.asked]


def test_json_tells_each_work_and_nothing_else(root: Path, server: Server) -> None:
    one, two = json_lines(archive(root, "one", "two", "--json").stdout)
    assert one == {
        "schema": "sourcebook.archive/1",
        "key": "one",
        "url": "https://example.org/one",
        "day": "2022-05-24",
        "archive": {
            "url": f"{server.url('')}/web/20220601120000/https://example.org/one",
            "date": "2022-06-01",
            "by": "127.0.0.1",
        },
        "saved": False,
        "reason": None,
    }
    assert (two["archive"], two["reason"]) == (None, "the archive has no copy of it")


def test_an_archive_that_asks_to_wait_is_left_alone_and_what_was_found_is_kept(root: Path, server: Server) -> None:
    server.scripts[CDX] = index(one="20220601", three="429")
    done = archive(root, "--missing")
    assert done.returncode == 4
    assert "asks to be left alone for 60 seconds" in done.stdout
    assert "1 more were not asked for" in done.stderr
    assert len(server.asked) == 2
    assert "archive:" in record(root, "one")
    assert len(messages(root)) == 2


def test_an_archive_that_fails_once_is_asked_for_the_next_and_three_times_is_not(root: Path, server: Server) -> None:
    server.scripts[CDX] = index(one="503", three="20220601")
    assert archive(root, "--missing").returncode == 4
    assert "archive:" in record(root, "three")
    for number in range(5):
        write(root, f"x{number}", f"URL: https://example.org/x{number}")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=more")
    server.scripts[CDX] = giving("broken", status=503)
    server.asked.clear()
    assert archive(root, "--missing").returncode == 4
    assert len(server.asked) == 3


def test_a_page_of_two_works_is_asked_for_once(root: Path, server: Server) -> None:
    write(root, "same", "issued: 2022-05-24\nURL: https://example.org/one")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=same")
    assert archive(root, "one", "same").returncode == 0
    assert len(server.asked) == 1
    assert "archive:" in record(root, "same")


def test_an_edit_that_is_not_committed_is_told_before_anybody_is_asked(root: Path, server: Server) -> None:
    write(root, "one", "URL: https://example.org/one\nnote: mine")
    done = archive(root, "one")
    assert (done.returncode, server.asked) == (5, [])
    assert "has edits that are not committed" in done.stderr


def test_an_interrupted_run_keeps_and_commits_what_it_found(root: Path, server: Server) -> None:
    def told(request: Request) -> Iterator[bytes | None]:
        yield from silent(request) if "three" in request.path else index(one="20220601")(request)

    server.scripts[CDX] = told
    argv = ("links", "archive", "--missing", "--allow-private", "--gap", "0", "--timeout", "60")
    process = start(*argv, cwd=root, env=IDENTITY, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not any("three" in one.path for one in server.asked):
        assert process.poll() is None
    process.send_signal(SIGINT)
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, out + err
    assert "what was found is kept" in err
    assert "archive:" in record(root, "one")
    assert messages(root)[0].startswith("one: ")
    assert status(root) == []


def test_a_terminal_sees_how_far_it_is(root: Path, server: Server) -> None:
    argv = ("links", "archive", "--missing", "--allow-private", "--gap", "0")
    screen = on_terminal(*argv, cwd=root, env={**IDENTITY, "PAGER": "cat"})
    assert "1 of 3 · 1 copies" in screen.text
    assert "one: archived 2022-06-01" in screen.text


# Saving.


def mine(server: Server) -> dict[str, str]:
    """The keys, for this archive."""
    return {**KEYS, "SOURCEBOOK_WAYBACK_SITE": server.url("")}


def test_what_has_no_copy_is_saved_and_the_keys_stay_out_of_everything(root: Path, server: Server) -> None:
    done = archive(root, "one", "two", "--save", env=mine(server))
    assert done.returncode == 0, done.stderr
    assert "two: saved 2026-11-22: " in done.stdout
    assert "one: archived 2022-06-01: " in done.stdout
    saved = [one for one in server.asked if one.path.startswith(SAVE)]
    assert [one.path for one in saved] == [SAVE, STATUS]
    assert "url=https%3A%2F%2Fexample.org%2Ftwo" in saved[0].text
    told = [one for one in server.asked if "my-secret" in one.text]
    assert told == saved
    everything = done.stdout + done.stderr + git(root, "log", "--patch", "--format=%B")
    everything += "".join(data.decode("utf-8", "replace") for data in everything_under(root).values())
    assert "my-secret" not in everything
    assert "my-access" not in everything


def test_what_the_archive_cannot_save_is_told(root: Path, server: Server) -> None:
    server.scripts[STATUS] = giving('{"status": "error", "status_ext": "error:no-captures"}')
    done = archive(root, "two", "--save", env=mine(server))
    assert (done.returncode, done.stdout) == (1, "two: no copy: error:no-captures\n")
    server.scripts[SAVE] = giving('{"message": "log in"}', status=401)
    done = archive(root, "two", "three", "--save", env=mine(server))
    assert done.returncode == 4
    assert "does not accept the keys" in done.stdout
    assert [one.path for one in server.asked].count(SAVE) == 2


@pytest.mark.parametrize("site", ["", "https://archive.example"])
def test_keys_never_go_to_an_archive_that_only_sources_yaml_names(root: Path, server: Server, site: str) -> None:
    done = archive(root, "two", "--save", env={**KEYS, "SOURCEBOOK_WAYBACK_SITE": site})
    assert (done.returncode, server.asked) == (2, [])
    assert f"SOURCEBOOK_WAYBACK_SITE={server.url('')}" in done.stderr
    assert "my-secret" not in done.stderr


# Saving when a work is added.


@pytest.fixture
def adding(root: Path, server: Server) -> Path:
    """The sourcebook where pages are saved as they are added."""
    with open(root / "sources.yaml", "a", encoding="utf-8") as file:
        file.write("archive: {on-add: save}\n")
    git(root, "commit", "--all", "--quiet", "--message=save")
    page = f"<html lang=en><title>Of silt</title><h1>Of silt</h1>{'<p>A sentence on silt and dams. ' * 40}"
    server.scripts["/silt"] = giving(page)
    server.scripts["/mud"] = giving(page.replace("silt", "mud"))
    return root


def add(root: Path, *argv: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`add` without questions."""
    return run("add", "--yes", "--allow-private", *argv, cwd=root, env={**IDENTITY, **(env or {})})


def test_nothing_is_saved_when_a_work_is_added_unless_it_is_asked_for(root: Path, server: Server) -> None:
    server.scripts["/silt"] = giving("<title>Of silt</title>" + "<p>A sentence on silt and dams. " * 40)
    assert add(root, server.url("/silt"), env=mine(server)).returncode == 0
    assert SAVE not in [one.path for one in server.asked]


def test_a_page_that_was_added_is_saved_and_kept_in_a_commit_of_its_own(adding: Path, server: Server) -> None:
    slept: list[float] = []
    terminal = Terminal(io.StringIO(), io.StringIO(), {**environment(IDENTITY), **mine(server)})
    args = Namespace(
        allow_private=True, offline=False, timeout=10.0, message="", dry_run=False, no_commit=False, json=False
    )
    world = World(str(adding), terminal, ("add", "x"))
    before = world.shelf.names() - {"two", "kept", "letter"}
    assert archiving.save_added(world, args, before, slept.append) == 0
    copy = f"{server.url('')}/web/20261122100501/https://example.org/two"
    assert f"  url: {copy}\n  date: 2026-11-22\n" in record(adding, "two")
    assert messages(adding)[0].startswith("two: ")
    assert [one.path for one in server.asked] == [SAVE, STATUS]
    assert slept == [2 * archiving.GAP]


def test_a_page_that_cannot_be_saved_does_not_undo_the_adding(adding: Path, server: Server) -> None:
    server.scripts[SAVE] = giving('{"message": "log in"}', status=401)
    done = add(adding, server.url("/silt"), env=mine(server))
    assert done.returncode == 4
    assert "not saved: " in done.stderr
    assert len(messages(adding)) == 3
    added = next(path for path in (adding / "library" / "works").iterdir() if "silt" in path.name)
    assert "archive:" not in added.read_text(encoding="utf-8")
    assert status(adding) == []


def test_nobody_is_asked_to_save_without_keys_or_offline(adding: Path, server: Server) -> None:
    done = add(adding, server.url("/silt"))
    assert done.returncode == 0
    assert "no page was saved. Saving needs the keys" in done.stderr
    assert add(adding, "--offline", "https://example.org/n", "--set", "title=N", env=mine(server)).returncode == 0
    assert add(adding, server.url("/mud"), "--dry-run", env=mine(server)).returncode == 0
    assert SAVE not in [one.path for one in server.asked]
    assert add(adding, server.url("/mud"), env=KEYS).returncode == 2
    assert SAVE not in [one.path for one in server.asked]
    assert len(messages(adding)) == 5
