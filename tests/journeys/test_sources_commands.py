from pathlib import Path

import pytest
from feeds import FLOOD, GAMES, SILT, Story, following, giving_feed, rss
from repositories import IDENTITY
from running import json_lines, run
from servers import giving, serving

QUICK = ("--allow-private", "--timeout", "5")
SITE = """<html><head><link rel="alternate" type="application/rss+xml" href="/new.xml">
<link rel="alternate" type="application/json" href="/wp-json/x"></head>
<body><a href="/atom.xml">Atom</a></body></html>"""


@pytest.fixture
def root(sourcebook: Path) -> Path:
    return following(
        sourcebook, {"courier": "https://alder-courier.example/feed"}, more={"courier": "outlet: alder-courier"}
    )


def test_feeds_are_listed_with_how_they_are(sourcebook: Path) -> None:
    old = Story("Alder Dam of old", "https://o.example/1", "1", days=900)
    with serving(
        {"/well": giving_feed(rss(FLOOD, SILT)), "/old": giving_feed(rss(old)), "/no": giving("", 403)}
    ) as server:
        addresses = {name: server.url(f"/{name}") for name in ("well", "old", "no", "never", "off")}
        root = following(sourcebook, addresses, more={"off": "enabled: false"})
        run("track", *QUICK, "--gap", "0", "--feed", "well", "--feed", "old", "--feed", "no", cwd=root, env=IDENTITY)
        states = {one["id"]: one for one in json_lines(run("sources", "list", "--json", cwd=root).stdout)}
        asked = len(server.asked)
        assert run("sources", "list", cwd=root).returncode == 0
        assert len(server.asked) == asked
    assert [states[name]["state"] for name in addresses] == ["well", "unwell", "unwell", "new", "off"]
    assert "900 days old" in states["old"]["unwell"]
    assert (states["well"]["items"], states["well"]["newest"] > "2020") == (2, True)
    assert [line.split()[0] for line in run("sources", "list", "--unwell", cwd=root).stdout.splitlines()] == [
        "old",
        "no",
    ]
    assert run("sources", "list", "nothing", cwd=root).returncode == 2


def test_a_feed_is_tested_without_being_remembered(root: Path) -> None:
    with serving({"/feed": giving_feed(rss(FLOOD, GAMES)), "/": giving(SITE)}) as server:
        done = run("sources", "test", server.url("/feed"), *QUICK, cwd=root)
        assert done.returncode == 0
        assert "RSS 2.0 · The Alder Courier" in done.stdout
        assert "2 items" in done.stdout
        assert "1 would be candidates" in done.stdout
        done = run("sources", "test", server.url("/"), *QUICK, cwd=root)
        assert done.returncode == 1
        assert [line.split()[-1] for line in done.stdout.splitlines()[2:]] == [
            server.url("/new.xml"),
            server.url("/atom.xml"),
        ]
        (said,) = json_lines(run("sources", "test", server.url("/feed"), "--json", *QUICK, cwd=root).stdout)
        assert [one["title"] for one in said["items"]] == [FLOOD.title, GAMES.title]
    assert not (root / ".sourcebook" / "feeds.db").exists()


def test_the_doctor_looks_where_a_lost_feed_went(sourcebook: Path) -> None:
    with serving({"/feed": giving("", 404), "/": giving(SITE)}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")}, more={"courier": "outlet: alder-courier"})
        run("track", *QUICK, cwd=root, env=IDENTITY)
        done = run("sources", "doctor", *QUICK, cwd=root)
        assert done.returncode == 1
        assert f"its site names the feed {server.url('/new.xml')}" in done.stdout
        assert "no feed of alder-courier is well" in done.stderr
        assert "of authorities only searches find what is new: none of its outlets (1) has a feed" in done.stderr
        asked = len(server.asked)
        done = run("sources", "doctor", "courier", "--offline", "--json", cwd=root)
        assert len(server.asked) == asked
        (said,) = json_lines(done.stdout)
        assert (said["state"], said["feeds"]) == ("unwell", [])


def test_an_item_is_explained_by_its_address_or_title(sourcebook: Path) -> None:
    with serving({"/feed": giving_feed(rss(FLOOD, GAMES))}) as server:
        root = following(sourcebook, {"courier": server.url("/feed")})
        run("track", *QUICK, cwd=root, env=IDENTITY)
    out = run("track", "explain", FLOOD.link + "?utm_source=x", cwd=root).stdout
    assert "+15 Alder Dam in title" in out
    assert "known: inbox" in out
    (said,) = json_lines(run("track", "explain", "win the cup", "--json", cwd=root).stdout)
    assert (said["title"], said["is-candidate"], said["known"]) == (GAMES.title, False, None)
    assert "not shown" in run("track", "explain", "Nothing of the kind", cwd=root).stdout
    assert run("track", "explain", "https://nobody.example/x", "--offline", cwd=root).returncode == 2


def test_the_page_of_an_unknown_address_is_asked_for_its_title(root: Path) -> None:
    page = "<html><head><title>Alder Dam closed</title></head><body><article><h1>Alder Dam closed</h1><p>It is.</p>"
    with serving({"/page": giving(page)}) as server:
        out = run("track", "explain", server.url("/page"), *QUICK, cwd=root).stdout
    assert "Alder Dam in title" in out


def test_the_library_is_replayed_by_viewpoint_and_language(root: Path) -> None:
    done = run("track", "replay", "--json", cwd=root)
    (said,) = json_lines(done.stdout)
    assert said["overall"]["works"] == 9
    assert sum(one["works"] for one in said["languages"]) == 9
    assert run("track", "replay", cwd=root).stdout.startswith("all")
    assert run("track", "replay", "--titles", cwd=root).returncode in (0, 1)
