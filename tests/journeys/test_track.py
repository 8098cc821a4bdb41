import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from feeds import FLOOD, GAMES, SILT, Story, asked, following, giving_feed, inbox, rss, validated
from repositories import IDENTITY, messages, status
from running import environment, json_lines, on_terminal, run, start
from servers import Server, endless, giving, gzip_bomb, leading, sending, serving, silent

QUICK = ("--allow-private", "--gap", "0", "--timeout", "5")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/feed": validated(rss(FLOOD, SILT, GAMES))}) as one:
        yield one


@pytest.fixture
def root(sourcebook: Path, server: Server) -> Path:
    return following(sourcebook, {"courier": server.url("/feed")}, more={"courier": "outlet: alder-courier"})


def track(root: Path, *argv: str) -> tuple[int, str, str]:
    done = run("track", *QUICK, *argv, cwd=root, env=IDENTITY)
    return done.returncode, done.stdout, done.stderr


def polled(root: Path, *argv: str) -> dict[str, dict[str, object]]:
    """What `track` says of each feed, by its id."""
    lines = json_lines(track(root, "--json", *argv)[1])
    return {str(one["feed"]): dict(one) for one in lines if one["schema"] == "sourcebook.polled/1"}


def let_all_be_due(root: Path, **more: object) -> None:
    """Make every feed due, and put other values into what is remembered of it."""
    with sqlite3.connect(root / ".sourcebook" / "feeds.db") as db:
        for name, said in db.execute("SELECT id, said FROM feed").fetchall():
            kept = {**json.loads(said), "due": "2020-01-01T00:00:00Z", **more}
            db.execute("UPDATE feed SET said = ? WHERE id = ?", (json.dumps(kept), name))


def test_what_belongs_to_the_topic_comes_into_the_inbox_in_one_commit(root: Path) -> None:
    code, out, err = track(root)
    assert (code, err) == (
        0,
        "sourcebook: 1 feed asked, 3 new items, 2 new candidates; judge them with `sourcebook inbox`.\n",
    )
    assert [line.split("  ")[-1] for line in out.splitlines()] == [
        "Alder Dam holds back the flood · The Alder Courier",
        "Silt fills the Alder Valley, says report · The Alder Courier",
    ]
    flood, silt = inbox(root).values()
    assert "feed: courier" in flood + silt
    assert "Alder Dam in title +15" in flood + silt
    assert messages(root)[0] == "track: 2 new candidates"
    assert status(root) == []


def test_a_second_run_asks_nobody_and_finds_nothing(root: Path, server: Server) -> None:
    track(root)
    code, out, err = track(root)
    assert (code, out, err) == (0, "", "sourcebook: no feed was due, 0 new items, 0 new candidates.\n")
    assert asked(server, "/feed") == 1


def test_a_feed_that_did_not_change_sends_nothing(root: Path, server: Server) -> None:
    track(root)
    said = polled(root, "--feed", "courier")["courier"]
    assert (said["outcome"], said["new"], said["unwell"]) == ("unchanged", 0, None)
    assert 'If-None-Match: "one"' in server.asked[1].text


def test_after_eight_days_the_whole_feed_is_asked_for_whatever_the_server_says(root: Path, server: Server) -> None:
    track(root)
    let_all_be_due(root, whole="2020-01-01T00:00:00Z")
    assert polled(root)["courier"]["outcome"] == "ok"
    assert "If-None-Match" not in server.asked[1].text


def test_the_same_bytes_under_another_etag_are_nothing_new(root: Path, server: Server) -> None:
    track(root)
    server.scripts["/feed"] = giving_feed(rss(FLOOD, SILT, GAMES), etag='"two"')
    said = polled(root, "--feed", "courier")["courier"]
    assert (said["outcome"], said["new"], said["changed"], said["unwell"]) == ("ok", 0, [], None)


def test_new_items_come_beside_the_old_ones_and_nothing_twice(root: Path, server: Server) -> None:
    track(root)
    later = Story("Alder Dam gates are opened", "https://alder-courier.example/2026/gates", "4", days=0.1)
    server.scripts["/feed"] = giving_feed(rss(later, FLOOD, SILT))
    track(root, "--feed", "courier")
    assert len(inbox(root)) == 3
    assert messages(root)[0] == "track: 1 new candidate"


def test_a_dry_run_shows_and_writes_nothing(root: Path) -> None:
    code, out, _ = track(root, "--dry-run")
    assert code == 0
    assert "+title: Alder Dam holds back the flood" in out
    assert inbox(root) == {}
    assert not (root / ".sourcebook" / "feeds.db").exists()
    track(root)
    assert len(inbox(root)) == 2


def test_terms_that_changed_find_what_was_fetched_before_without_the_network(root: Path, server: Server) -> None:
    track(root)
    settings = root / "sources.yaml"
    text = settings.read_text(encoding="utf-8").replace("[Alder Dam,", "[Courier eleven, Alder Dam,")
    settings.write_text(text, encoding="utf-8")
    server.stop()
    code, out, _ = track(root)
    assert code == 0
    assert "Courier eleven win the cup" in out
    assert len(inbox(root)) == 3


def test_the_same_story_in_three_feeds_is_one_candidate(sourcebook: Path) -> None:
    here = "https://www.alder-courier.example/2026/flood"
    scripts = {
        "/a": giving_feed(rss(FLOOD._replace(link=f"{here}?utm_source=rss", guid="a"))),
        "/b": giving_feed(rss(FLOOD._replace(link=f"{here.replace('www', 'm')}/amp", guid="b"))),
        "/c": giving_feed(rss(FLOOD._replace(link="https://o.example/1", guid="c"))),
        "/d": giving_feed(rss(Story("Alder Dam holds back the drought", "https://o.example/2", "d"))),
    }
    with serving(scripts) as server:
        root = following(sourcebook, {name[1:]: server.url(name) for name in scripts})
        track(root)
    records = inbox(root)
    assert len(records) == 2
    assert sum("o.example/1" in text and "amp" in text for text in records.values()) == 1


def test_what_is_in_the_library_is_not_offered(sourcebook: Path) -> None:
    known = (sourcebook / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8")
    link = next(line.split(": ", 1)[1] for line in known.splitlines() if line.startswith(("URL:", "DOI:")))
    address = link if link.startswith("http") else f"https://doi.org/{link.strip(chr(39))}"
    with serving({"/feed": giving_feed(rss(Story("Alder Dam: another headline", address, "k")))}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")})
        track(root)
    assert inbox(root) == {}


def test_a_state_that_is_deleted_or_broken_offers_nothing_anew(root: Path, server: Server) -> None:
    track(root)
    first = next(iter(json_lines(run("inbox", "list", "--json", cwd=root).stdout)))
    run("inbox", "dismiss", str(first["id"]), cwd=root, env=IDENTITY)
    for damage in (b"", b"garbage" * 500, None):
        path = root / ".sourcebook" / "feeds.db"
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
        code, out, _ = track(root)
        assert (code, out) == (0, "")
    assert len(inbox(root)) == 1
    assert asked(server, "/feed") == 4


REDIRECTED = {"/new": giving_feed(rss(FLOOD))}


def test_a_permanent_redirect_is_proposed_after_three_sightings_in_a_week(sourcebook: Path) -> None:
    with serving({"/feed": leading("/new", 301), **REDIRECTED}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")})
        assert polled(root)["courier"]["unwell"] is None
        let_all_be_due(root, moved_since="2020-01-01T00:00:00Z")
        assert polled(root)["courier"]["unwell"] is None
        let_all_be_due(root)
        assert "moved to" in str(polled(root)["courier"]["unwell"])
        assert server.url("/feed") in (root / "sources.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("script", "outcome", "unwell"),
    [
        (leading("/login", 302), "challenge", "web page"),
        (leading("/feed", 301), "loop", "redirects"),
        (leading("/login", 301), "challenge", "web page"),
        (leading("file:///etc/passwd", 302), "bad-answer", "no address"),
        (giving("gone", 410), "gone", "gone since"),
        (giving("no", 404), "not-found", "404"),
        (giving("no", 403), "forbidden", "blocked"),
        (giving("<html><title>Just a moment...</title></html>", 403, cf_mitigated="challenge"), "challenge", "blocked"),
        (giving("<?xml version='1.0'?><html>Checking</html>", content_type="text/xml"), "challenge", "web page"),
        (giving("busy", 429, retry_after="3600"), "limited", "429"),
        (giving("busy", 429, retry_after="-5"), "limited", "429"),
        (giving("busy", 429), "limited", "429"),
        (giving("busy", 503, retry_after="120"), "limited", "503"),
        (giving("oh", 500), "server-error", "500"),
        (giving(b"", content_type="application/rss+xml"), "bad-answer", "empty"),
        (giving(rss(), content_type="application/rss+xml"), "ok", "no items"),
        (giving_feed(rss(FLOOD)[:-40]), "ok", "breaks off"),
        (giving(gzip_bomb(50), content_encoding="gzip"), "bad-answer", "too large"),
        (endless(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b"<item><title>x</title></item>" * 2_000), "bad-answer", "too large"),
        (sending(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss><channel>"), "cut", "connection ends"),
        (giving_feed(rss(Story("Alder Dam of old", "https://o.example/1", "1", days=3_000))), "ok", "3000 days old"),
        (giving('{"articles": 1}', content_type="application/json"), "bad-answer", "no JSON Feed"),
    ],
)  # fmt: skip
def test_a_feed_that_is_unwell_gets_one_line(sourcebook: Path, script: object, outcome: str, unwell: str) -> None:
    with serving({"/feed": script, "/login": giving("<html>Log in</html>"), "/well": giving_feed(rss(SILT))}) as server:  # type: ignore[dict-item] # scripts of all kinds
        root = following(sourcebook, {"courier": server.url("/feed"), "well": server.url("/well")})
        code, _, err = track(root, "--timeout", "2")
        assert code == 1
        (line,) = [one for one in err.splitlines() if not one.startswith("sourcebook:")]
        assert line.startswith("courier: ")
        assert unwell in line
        let_all_be_due(root)
        said = polled(root, "--feed", "courier", "--timeout", "2")["courier"]
        assert said["outcome"] == outcome
        assert server.url("/feed") in (root / "sources.yaml").read_text(encoding="utf-8")


def test_what_is_gone_is_left_alone_until_it_is_asked_for_by_name(sourcebook: Path) -> None:
    with serving({"/feed": giving("gone", 410)}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")})
        track(root)
        let_all_be_due(root)
        track(root)
        assert asked(server, "/feed") == 1
        server.scripts["/feed"] = giving_feed(rss(FLOOD))
        code, _, _ = track(root, "--feed", "courier")
        assert (code, len(inbox(root))) == (0, 1)


def test_a_host_that_is_too_busy_is_left_alone_with_all_its_feeds(sourcebook: Path) -> None:
    scripts = {f"/{name}": giving("busy", 429, retry_after="7200") for name in "abc"}
    with serving(scripts) as server:
        root = following(sourcebook, {name[1:]: server.url(name) for name in scripts})
        code, _, _ = track(root, "--jobs", "1")
        assert (code, len(server.asked)) == (1, 1)
        track(root)
        assert len(server.asked) == 1


def test_failures_are_forgotten_after_one_success(sourcebook: Path) -> None:
    with serving({"/feed": giving("oh", 500), "/well": giving_feed(rss(SILT))}) as server:
        root = following(sourcebook, {"courier": server.url("/feed"), "well": server.url("/well")})
        for _ in range(5):
            track(root, "--feed", "courier")
        assert "6 times in a row" in track(root, "--dry-run", "--feed", "courier")[2]
        server.scripts["/feed"] = giving_feed(rss(FLOOD))
        assert polled(root, "--feed", "courier")["courier"]["unwell"] is None
        server.scripts["/feed"] = giving("oh", 500)
        assert polled(root, "--feed", "courier")["courier"]["unwell"] is None


def test_without_a_network_nothing_is_recorded(sourcebook: Path) -> None:
    with serving({}) as server:
        addresses = {name: server.url(f"/{name}") for name in ("one", "two")}
    root = following(sourcebook, addresses)
    code, _, err = track(root)
    assert code == 4
    assert "nothing was recorded" in err
    with serving({"/well": giving_feed(rss(SILT))}) as server:
        following(sourcebook, {**addresses, "well": server.url("/well")})
        code, _, err = track(root)
    assert (code, len(inbox(root))) == (1, 1)
    assert "one: the connection is refused" in err


def test_titles_cannot_write_on_the_terminal_nor_into_the_page(sourcebook: Path) -> None:
    title = "\u202eAlder Dam &#27;[31m<script>alert(1)</script> \x9b2Jcleared"
    with serving({"/feed": giving_feed(rss(Story(title, "https://o.example/1", "1")))}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")})
        screen = on_terminal("track", *QUICK, cwd=root, env=IDENTITY)
    (record,) = inbox(root).values()
    assert "title: Alder Dam cleared\n" in record
    assert "[31m" not in screen.text.replace("\x1b[33m", "")
    assert "\u202e" not in screen.text


def test_titles_in_every_script_match_and_print(sourcebook: Path) -> None:
    stories = (
        Story("阿尔德大坝关闭", "https://o.example/1", "1"),
        Story("ئالدېر توسمىسى — Alder Dam", "https://o.example/2", "2", days=2),
        Story("A\u0301lder Dam", "https://o.example/3", "3", days=3),
    )
    with serving({"/feed": giving_feed(rss(*stories))}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")})
        _, out, _ = track(root)
    assert all(title in out for title in ("阿尔德大坝关闭", "ئالدېر توسمىسى — Alder Dam", "Álder Dam"))
    assert all(name.isascii() for name in inbox(root))


def test_a_run_that_is_killed_between_fetching_and_committing_loses_and_doubles_nothing(root: Path) -> None:
    script = """
import os, signal, sys
from sourcebook.cli import changing, door
changing.carry_out = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
door.main(sys.argv[1:])
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "track", *QUICK], cwd=root, env=environment(IDENTITY), check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert inbox(root) == {}
    code, _, err = track(root)
    assert (code, len(inbox(root))) == (0, 2)
    assert "no feed was due" in err
    track(root)
    assert len(inbox(root)) == 2
    assert status(root) == []


def test_two_runs_at_once_are_refused(root: Path, server: Server) -> None:
    server.scripts["/feed"] = silent
    first = start("track", *QUICK, cwd=root, env=IDENTITY)
    try:
        while not server.asked:
            time.sleep(0.01)
        code, _, err = track(root)
        assert (code, "Another `track` is under way" in err) == (5, True)
    finally:
        first.kill()
        first.wait()


def test_an_interrupted_run_keeps_what_came(sourcebook: Path) -> None:
    with serving({"/feed": giving_feed(rss(FLOOD)), "/slow": silent}) as server:
        root = following(sourcebook, {"courier": server.url("/feed"), "slow": server.url("/slow")})
        first = start("track", *QUICK, "--timeout", "60", cwd=root, env=IDENTITY, stderr=subprocess.PIPE)
        while len(server.asked) < 2 or not (root / ".sourcebook" / "feeds.db").exists():
            time.sleep(0.01)
        while not _rows(root):
            time.sleep(0.01)
        os.kill(first.pid, signal.SIGINT)
        _, err = first.communicate()
        assert first.returncode == 130
        assert "what was fetched is kept" in err
        server.scripts["/slow"] = giving_feed(rss(SILT))
        track(root)
    assert len(inbox(root)) == 2


def _rows(root: Path) -> int:
    with sqlite3.connect(root / ".sourcebook" / "feeds.db", timeout=5) as db:
        try:
            return int(db.execute("SELECT count(*) FROM item").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_feeds_in_a_folder_are_read_without_the_network(root: Path, server: Server, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "courier.xml").write_bytes(rss(FLOOD))
    code, _, _ = track(root, "--offline", str(tmp_path / "saved"))
    assert (code, len(inbox(root)), server.asked) == (0, 1, [])
    track(root)
    assert len(inbox(root)) == 2


def test_a_loop_goes_on_until_it_is_ended(root: Path) -> None:
    process = start("track", "--every", "6h", *QUICK, cwd=root, env=IDENTITY, stderr=subprocess.PIPE)
    assert process.stderr
    assert "2 new candidates" in process.stderr.readline()
    os.kill(process.pid, signal.SIGINT)
    process.communicate()
    assert process.returncode == 130


def test_a_feed_on_our_own_network_is_not_visited(root: Path, server: Server) -> None:
    done = run("track", cwd=root, env=IDENTITY)
    assert (done.returncode, server.asked) == (1, [])
    assert "not on the public network" in done.stderr


def test_the_network_is_asked_politely_who_is_asking_and_for_a_feed(root: Path, server: Server) -> None:
    track(root)
    assert "User-Agent: sourcebook/" in server.asked[0].text
    assert "application/atom+xml" in server.asked[0].text


def test_an_edited_headline_is_told_and_a_dismissed_item_stays_dismissed(root: Path, server: Server) -> None:
    track(root)
    for one in json_lines(run("inbox", "list", "--json", cwd=root).stdout):
        run("inbox", "dismiss", str(one["id"]), cwd=root, env=IDENTITY)
    edited = FLOOD._replace(title="CORRECTED: Alder Dam did not hold back the flood", link=f"{FLOOD.link}-corrected")
    server.scripts["/feed"] = giving_feed(rss(edited, SILT))
    said = polled(root, "--feed", "courier")["courier"]
    assert said["changed"] == [{"before": FLOOD.title, "after": edited.title}]
    assert inbox(root) == {}


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("--feed", "courrier"), 2, "Did you mean 'courier'"),
        (("--jobs", "0"), 2, "--jobs"),
        (("--since", "soon"), 2, "no age"),
        (("--every", "1m"), 2, "--every"),
        (("--offline", "nowhere"), 3, "no folder"),
    ],
)
def test_what_cannot_be_is_said(root: Path, argv: tuple[str, ...], code: int, said: str) -> None:
    found = track(root, *argv)
    assert found[0] == code
    assert said in found[2]


def test_without_feeds_it_says_where_they_go(sourcebook: Path) -> None:
    code, _, err = track(sourcebook)
    assert (code, "names no feeds" in err) == (3, True)
