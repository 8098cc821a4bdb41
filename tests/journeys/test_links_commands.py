"""`links …`: links are tried politely, judged over days, told in many formats, and a person's word overrides."""

import datetime as dt
import json
import os
import pty
import signal
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import SECONDS, everything_under, json_lines, run, start
from servers import Server, dripping, giving, leading

from sourcebook.model.links import History
from sourcebook.store.probe_log import ProbeLog

TEXT = "".join(f"<p>Sentence number {number} of a page about a dam and its river. " for number in range(40))
WELL = f"<html lang=en><title>Well</title><h1>Well</h1>{TEXT}"
DOI = {"responseCode": 200}  # known, and leading nowhere
TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def server() -> Iterator[Server]:
    """A site with a page of every fate, and the handle service."""
    server = Server(
        {
            "/well": giving(WELL, etag='"one"'),
            "/gone": giving("no such page", status=404),
            "/wall": giving("<title>Just a moment...</title>", status=403, cf_mitigated="challenge"),
            "/old": leading("/well", 301),
            "/ill": giving("broken", status=500),
            "/slow": dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>"),
            "/api/handles/10.1000/a": giving(json.dumps(DOI), content_type="application/json"),
            "/api/handles/10.1000/b": giving('{"responseCode": 100}', status=404, content_type="application/json"),
        }
    )
    yield server
    server.stop()


@pytest.fixture
def root(tmp_path: Path, server: Server) -> Path:
    """A sourcebook whose works have these links, under git."""
    root = tmp_path / "sourcebook"
    assert run("init", str(root), cwd=tmp_path).returncode == 0
    with open(root / "sources.yaml", "a", encoding="utf-8") as file:
        file.write(f"services: {{doi: '{server.url('')}'}}\n")
    for name in ("well", "gone", "wall", "old", "ill"):
        _write(root, name, f"URL: {server.url(f'/{name}')}")
    _write(root, "known", "DOI: 10.1000/a")
    _write(root, "unknown", "DOI: 10.1000/b")
    _write(root, "letter", "URL: mailto:ada@example.org")
    return committed(root)


def _write(root: Path, key: str, field: str) -> None:
    text = f"---\ntype: webpage\ntitle: Of {key}\nissued: 2021\n{field}\n---\n"
    (root / "library" / "works" / f"{key}.md").write_text(text, encoding="utf-8")


def _links(root: Path, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run("links", *argv, cwd=root, stdin=stdin, env=IDENTITY)


def _check(root: Path, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return _links(root, "check", "--allow-private", "--gap", "0", "--timeout", "10", *argv, stdin=stdin)


def _failing(root: Path, url: str, what: str, *days_ago: int) -> None:
    """What the log would hold had the link failed on these days."""
    days = [str(TODAY - dt.timedelta(days=days)) for days in days_ago]
    history = History(tried=f"{days[-1]}T10:00:00Z", outcome="not-found", failures=tuple((day, what) for day in days))
    with ProbeLog(str(root / ".sourcebook" / "probes.jsonl")) as log:
        log.settle({url: history})


def _states(root: Path) -> dict[str, str]:
    findings = json_lines(
        _links(root, "show", "well", "gone", "wall", "old", "ill", "known", "unknown", "letter", "--json").stdout
    )
    return {one["keys"][0]: one["verdict"]["state"] for one in findings if one["kind"] != "landing" and one["verdict"]}


def test_a_first_check_calls_nothing_gone_and_is_one_commit(root: Path, server: Server) -> None:
    done = _check(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _states(root) == {
        "well": "ok", "gone": "unwell", "wall": "blocked", "old": "ok", "ill": "unwell", "known": "ok",
        "unknown": "unwell", "letter": "unsupported",
    }  # fmt: skip
    assert "day 1 of 3" in done.stdout
    assert done.stdout.splitlines()[-1] == "8 links, 8 tried: 3 unwell, 1 blocked, 1 unsupported."
    assert messages(root)[0] == "links: 1 blocked, 3 ok, 1 unsupported, 3 unwell"
    assert status(root) == []
    assert all("user-agent: sourcebook/" in one.text.lower() for one in server.asked)


def test_what_is_well_is_not_asked_again_until_it_is_due_and_then_only_for_a_change(root: Path, server: Server) -> None:
    _check(root)
    server.asked.clear()
    ledger = (root / "library" / "links.yaml").read_bytes()
    assert _check(root).returncode == 0
    asked = [one.path for one in server.asked]
    # What is failing, and what answers, to tell whether it is our network; but never a wall.
    assert {"/api/handles/10.1000/b?type=URL", "/gone", "/ill"} <= set(asked)
    assert "/wall" not in asked
    assert (root / "library" / "links.yaml").read_text(encoding="utf-8") == ledger.decode()
    assert len(messages(root)) == 2
    server.asked.clear()
    _check(root, "--all", "key:well")
    assert [one.path for one in server.asked].count("/well") == 1
    assert any(one.path == "/well" and 'if-none-match: "one"' in one.text.lower() for one in server.asked)
    assert _check(root, "--since", "1h", "key:well").stdout == "1 link, 0 tried: all well.\n"
    assert len(messages(root)) == 2


def test_a_page_that_failed_on_three_days_over_six_is_gone_and_that_is_a_finding_once(
    root: Path, server: Server
) -> None:
    _failing(root, server.url("/gone"), "404", 7, 3)
    done = _check(root)
    assert done.returncode == 1, done.stderr
    days = ", ".join(str(TODAY - dt.timedelta(days=days)) for days in (7, 3, 0))
    assert f"404 on {days}" in done.stdout
    assert "gone" in _states(root)["gone"]
    assert _check(root, "--all").returncode == 0
    assert "\n  state: gone\n" in (root / "library" / "links.yaml").read_text(encoding="utf-8")


def test_it_comes_back_when_it_is_well_again(root: Path, server: Server) -> None:
    _failing(root, server.url("/gone"), "404", 7, 3)
    _check(root)
    server.scripts["/gone"] = giving(WELL)
    assert _check(root, "--all").returncode == 0
    assert _states(root)["gone"] == "ok"
    history = json_lines(_links(root, "show", "gone", "--json").stdout)[0]["history"]
    assert [turn["verdict"]["state"] for turn in history] == ["gone", "ok"]


def test_a_persons_word_overrides_until_it_is_taken_back(root: Path, server: Server) -> None:
    assert _links(root, "set", "gone", "ok").returncode == 2
    done = _links(root, "set", "gone", server.url("/ill"), "ok", "--because", "Seen in a browser.")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"{server.url('/gone')}: ok", f"{server.url('/ill')}: ok"]
    _failing(root, server.url("/gone"), "404", 7, 3)
    assert _check(root).returncode == 0
    assert _states(root)["gone"] == "ok"
    assert "Ada Lindgren says so: Seen in a browser." in _links(root, "show", "gone").stdout
    assert _links(root, "set", "gone", "unset").returncode == 0
    assert _check(root, "--all").returncode == 1
    assert _states(root)["gone"] == "gone"


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["set", "gone", "dead", "--because", "x"], 2, "There is no state of a link 'dead'"),
        (["set", "gnoe", "ok", "--because", "x"], 1, "Did you mean 'gone'"),
        (["set", "https://example.org/x", "ok", "--because", "x"], 1, "no work has the address"),
        (["set", "gone", "ok", "--because", "x", "--until", "soon"], 2, "is no day"),
        (["show", "nobody"], 1, "No work has the key"),
        (["check", "--since", "soon"], 2, "is no age"),
        (["check", "--jobs", "0"], 2, "--jobs is at least 1"),
        (["report", "--since", "nowhere"], 1, "nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(root: Path, argv: list[str], code: int, says: str) -> None:
    before = everything_under(root / "library")
    done = _links(root, *argv)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert everything_under(root / "library") == before


def test_a_move_is_proposed_and_applied(root: Path, server: Server) -> None:
    _check(root)
    week_ago = f"{TODAY - dt.timedelta(days=8)}T10:00:00Z"
    with ProbeLog(str(root / ".sourcebook" / "probes.jsonl")) as log:
        log.settle(
            {
                server.url("/old"): History(
                    tried=week_ago, good=week_ago, outcome="ok", target=server.url("/well"), target_since=week_ago
                )
            }
        )
    assert _check(root, "--all").returncode == 0
    assert _states(root)["old"] == "moved"
    _write(root, "shared", f"URL: {server.url('/well?utm_source=mail')}")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=one more")
    done = _links(root, "fix")
    assert done.returncode == 1
    assert f"old: {server.url('/old')} → {server.url('/well')} (permanent redirect on" in done.stdout
    assert "tells who shared it, dropped: utm_source" in done.stdout
    assert f"+URL: {server.url('/well')}" in done.stdout
    assert status(root) == []
    assert [one["key"] for one in json_lines(_links(root, "fix", "key:old", "--json").stdout)] == ["old"]
    assert _links(root, "fix", "--apply").returncode == 0
    assert f"URL: {server.url('/well')}\n" in (root / "library/works/old.md").read_text(encoding="utf-8")
    assert messages(root)[0] == "links: 2 addresses as they are now"
    assert _links(root, "fix").returncode == 0


def test_the_report_counts_by_groups_and_tells_what_died_since(root: Path, server: Server) -> None:
    _check(root)
    git(root, "tag", "before")
    _failing(root, server.url("/gone"), "404", 7, 3)
    _check(root)
    text = _links(root, "report", "--by", "year", "--since", "before").stdout
    assert text.splitlines()[0] == "year\tworks\tlinks\tok\tblocked\tunwell\tgone\tunsupported"
    assert "all\t8\t8\t3\t1\t2\t1\t1" in text
    assert "Gone since before" in text
    assert server.url("/gone") in text
    for form in ("markdown", "html"):
        assert server.url("/gone") in _links(root, "report", "--since", "before", "--format", form).stdout
    rows = json_lines(_links(root, "report", "--since", "before", "--json").stdout)
    assert [row["schema"] for row in rows][-2:] == ["sourcebook.link-health/1", "sourcebook.link-death/1"]


def test_every_format_tells_the_same(root: Path, server: Server) -> None:
    _failing(root, server.url("/gone"), "404", 7, 3)
    _check(root)
    url = server.url("/gone")
    junit = ET.fromstring(_check(root, "--format", "junit").stdout)  # noqa: S314 - our own words
    assert [case.get("name") for case in junit if case.find("failure") is not None] == [url]
    sarif = json.loads(_check(root, "--format", "sarif").stdout)
    result = sarif["runs"][0]["results"][0]
    assert result["ruleId"] == "link-gone"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("library/works/gone.md", 5)
    assert (
        f"::error file=library/works/gone.md,line=5,title=link-gone::{url.replace('%', '%25')}"
        in _check(root, "--format", "github").stdout
    )
    *findings, count = json_lines(_check(root, "--json").stdout)
    assert count["gone"] == 1
    assert {one["state"] for one in findings} == {"gone", "unwell", "blocked", "unsupported"}
    assert url in _check(root, "--format", "markdown").stdout


def test_the_text_of_the_issue_stays_the_same_while_nothing_changes(root: Path, server: Server) -> None:
    empty = _check(root, "--format", "github-issue").stdout
    assert "All links are well" in empty
    _failing(root, server.url("/gone"), "404", 7, 3)
    first = _check(root, "--format", "github-issue").stdout
    assert server.url("/gone") in first
    assert server.url("/ill") not in first
    server.scripts["/ill"] = giving(WELL)
    assert _check(root, "--all", "--format", "github-issue").stdout == first


def test_a_dry_run_remembers_nothing(root: Path, server: Server) -> None:
    before = everything_under(root / "library")
    assert _check(root, "--dry-run").returncode == 0
    assert everything_under(root / "library") == before
    assert not (root / ".sourcebook" / "probes.jsonl").exists()


def test_when_no_host_answers_it_is_our_network_and_nothing_is_recorded(root: Path, server: Server) -> None:
    for number in range(4):
        _write(root, f"far{number}", f"URL: http://host{number}.invalid/a")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=far")
    done = _check(root, "far")
    assert done.returncode == 4
    assert "it is this network that fails" in done.stderr
    assert not (root / "library" / "links.yaml").exists()
    assert _check(root).returncode in (0, 1)


def test_keys_come_on_standard_input_and_a_query_chooses(root: Path, server: Server) -> None:
    assert _check(root, "-", stdin="well\nold\n").stdout == "2 links, 2 tried: all well.\n"
    assert sorted(one.path for one in server.asked) == ["/old", "/well", "/well"]


def test_an_interrupted_run_keeps_what_it_learned_and_the_next_one_goes_on(root: Path, server: Server) -> None:
    _write(root, "slow", f"URL: {server.url('/slow')}")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=slow")
    argv = ("links", "check", "--allow-private", "--gap", "0", "--timeout", "60", "--jobs", "1")
    server.scripts["/slow"] = dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b"X-Drop: 1\r\n")
    process = start(*argv, cwd=root, env=IDENTITY, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _until_asked(server, "/slow")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, out + err
    assert "what was learned is kept" in err
    server.scripts["/slow"] = giving(WELL)
    server.asked.clear()
    assert _check(root).returncode == 0
    assert "/slow" in [one.path for one in server.asked]
    assert _links(root, "show", "slow").stdout.splitlines()[2].strip().startswith("ok since")


def test_a_killed_run_loses_no_probe_that_was_made(root: Path, server: Server) -> None:
    _write(root, "slow", f"URL: {server.url('/slow')}")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=slow")
    server.scripts["/slow"] = dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b"X-Drop: 1\r\n")
    process = start("links", "check", "--allow-private", "--gap", "0", "--jobs", "1", cwd=root, env=IDENTITY)
    _until_asked(server, "/slow")
    process.kill()
    process.wait(SECONDS)
    learned = len((root / ".sourcebook" / "probes.jsonl").read_bytes().splitlines())
    server.scripts["/slow"] = giving(WELL)
    server.asked.clear()
    assert _check(root).returncode == 0
    assert len([one for one in server.asked if one.path != "/well"]) <= 9 - learned + 1
    assert len(_states(root)) == 8


def _until_asked(server: Server, path: str) -> None:
    wait = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=SECONDS)
    while path not in [one.path for one in server.asked]:
        assert dt.datetime.now(dt.UTC) < wait


def test_a_terminal_shows_how_far_the_run_is(root: Path) -> None:
    ours, its = pty.openpty()
    process = start(
        "links", "check", "--allow-private", "--gap", "0", cwd=root, env=IDENTITY, stdin=its, stdout=its, stderr=its
    )
    os.close(its)
    received = b""
    try:
        while more := os.read(ours, 65_536):
            received += more
    except OSError:
        pass  # Linux says so when the other side of a terminal is closed
    finally:
        os.close(ours)
    assert process.wait(SECONDS) == 0
    assert " of 7 · " in received.decode()


def test_a_spoilt_ledger_is_told_and_never_overwritten(root: Path) -> None:
    ledger = root / "library" / "links.yaml"
    ledger.write_text("a: [\n", encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=spoilt")
    done = _check(root)
    assert done.returncode == 3
    assert "library/links.yaml:" in done.stderr
    assert ledger.read_text(encoding="utf-8") == "a: [\n"
