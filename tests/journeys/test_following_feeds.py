"""Feeds come into sources.yaml by their site, by a list of another reader, and leave as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from feeds import FLOOD, NOW, SILT, following, giving_feed, rss
from repositories import IDENTITY, git, messages
from running import json_lines, on_terminal, run
from servers import Server, giving, leading, serving

from sourcebook.store.plain_yaml import read_mapping

QUICK = ("--allow-private", "--timeout", "5", "--gap", "0")
SITE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="Articles" href="/rss.xml">
<link rel="alternate" type="application/feed+json" title="Articles" href="/feed.json">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/gone.xml">
</head><body><p>The Alder Weekly</p></body></html>"""
JSON_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Silt News", "language": "en",'
    ' "items": [{"id": "1", "url": "https://silt.example/1", "title": "Silt"}]}'
)


@pytest.fixture
def server() -> Iterator[Server]:
    scripts = {
        "/": giving(SITE),
        "/rss.xml": giving_feed(rss(FLOOD, SILT)),
        "/feed.json": giving(JSON_FEED, content_type="application/feed+json"),
        "/moved": leading("/feed.json", 301),
        "/none": giving("<html><head><title>Nothing</title></head></html>"),
    }
    with serving(scripts) as one:
        yield one


@pytest.fixture
def root(sourcebook: Path) -> Path:
    return following(sourcebook, {"wire": "https://wire.example/feed"})


def feeds(root: Path) -> dict[str, dict[str, str]]:
    said = read_mapping((root / "sources.yaml").read_text(encoding="utf-8"))[0]["feeds"]
    return {str(one["id"]): {name: str(value) for name, value in one.items()} for one in said if isinstance(one, dict)}


def test_a_site_offers_its_feeds_and_those_that_are_chosen_are_followed(root: Path, server: Server) -> None:
    before = (root / "sources.yaml").read_text(encoding="utf-8")
    looked = run("sources", "add", server.url("/"), "--json", *QUICK, cwd=root)
    assert [(one["url"], one["form"], one["items"]) for one in json_lines(looked.stdout)] == [
        (server.url("/rss.xml"), "RSS 2.0", 2),
        (server.url("/feed.json"), "JSON Feed 1.1", 1),
    ]
    assert run("sources", "add", server.url("/"), "--yes", *QUICK, cwd=root).returncode == 2
    assert (root / "sources.yaml").read_text(encoding="utf-8") == before
    done = run("sources", "add", server.url("/"), "--feed", "1", *QUICK, cwd=root, env=IDENTITY)
    assert (done.returncode, done.stdout) == (0, "sources.yaml: feeds +alder-courier\n")
    assert messages(root)[0] == "sources.yaml: feeds +alder-courier"
    entry = feeds(root)["alder-courier"]
    assert (entry["outlet"], entry["url"]) == ("alder-courier", server.url("/rss.xml"))
    assert entry["evidence"].startswith("seen on 20")
    assert len(git(root, "diff", "HEAD~", "--unified=0").splitlines()) == 6
    again = run("sources", "add", server.url("/rss.xml"), "--yes", *QUICK, cwd=root)
    assert (again.returncode, "followed already, as alder-courier" in again.stderr) == (1, True)


def test_a_feed_of_a_new_outlet_needs_its_name(root: Path, server: Server) -> None:
    add = ("sources", "add", server.url("/moved"), "--yes", *QUICK)
    refused = run(*add, cwd=root)
    assert (refused.returncode, "--name" in refused.stderr) == (2, True)
    shown = run(*add, "--name", "The Silt News", "--dry-run", cwd=root)
    assert "+- id: silt-news\n+  name: The Silt News\n+  domains: [silt.example]\n+  language: en\n" in shown.stdout
    assert f"+- {{id: silt-news, kind: json-feed, outlet: silt-news, url: {server.url('/feed.json')}," in shown.stdout
    done = run(*add, "--no-outlet", "--id", "silt", cwd=root, env=IDENTITY)
    assert (done.returncode, feeds(root)["silt"].get("outlet")) == (0, None)


def test_on_a_terminal_the_person_is_asked(root: Path, server: Server) -> None:
    screen = on_terminal("sources", "add", server.url("/"), *QUICK, cwd=root, env=IDENTITY, typed="7\n2\nSilt News\n")
    assert screen.code == 0
    assert "Follow which? [1-2 a q ?]" in screen.text
    assert "JSON Feed 1.1 · en · 1 item" in screen.text
    assert feeds(root)["silt-news"]["kind"] == "json-feed"


def test_where_no_feed_is_named_none_is_guessed(root: Path, server: Server) -> None:
    done = run("sources", "add", server.url("/none"), "--yes", *QUICK, cwd=root)
    assert (done.returncode, "its page names no feed" in done.stderr) == (1, True)
    assert [request.path for request in server.asked] == ["/none"]
    assert run("sources", "add", "nothing", cwd=root).returncode == 2
    assert run("sources", "add", "https://ann:secret@e.example/", "--yes", cwd=root).returncode == 2
    assert run("sources", "add", "http://127.0.0.1:1/", "--yes", *QUICK, cwd=root).returncode == 4


LIST = """<?xml version="1.0" encoding="utf8"?>
<opml version="1.0"><body><outline text="Papers">
<outline text="The Alder Courier" XMLURL="https://alder-courier.example/rss" type="rss"/>
<outline text="Wire" xmlUrl="http://www.wire.example/feed/"/>
<outline title="Silt News" xmlUrl="feed://silt.example/rss" htmlUrl="https://www.silt.example/" language="en"/>
<outline text="odd" xmlUrl="javascript:alert(1)"/>
</outline></body></opml>"""


def test_the_list_of_another_reader_is_followed_and_nothing_is_invented(root: Path) -> None:
    done = run("sources", "import-opml", "-", cwd=root, stdin=LIST, env=IDENTITY)
    assert (done.returncode, done.stdout) == (0, "sources.yaml: feeds +alder-courier +silt-news\n")
    assert feeds(root)["alder-courier"] == {
        "id": "alder-courier",
        "outlet": "alder-courier",
        "url": "https://alder-courier.example/rss",
        "evidence": "unconfirmed",
    }
    assert "outlet" not in feeds(root)["silt-news"]
    for word in ("followed as wire", "it has no web address", "silt-news: Papers › Silt News"):
        assert word in done.stderr
    back = run("sources", "export-opml", "--by", "language", cwd=root).stdout
    assert 'xmlUrl="http://silt.example/rss" language="en"' in back
    again = run("sources", "import-opml", "-", "--json", cwd=root, stdin=back)
    assert [one["id"] for one in json_lines(again.stdout)] == [None, None, None]


def test_outlets_enter_by_the_names_that_the_list_states(root: Path) -> None:
    done = run("sources", "import-opml", "-", "--outlets", "--dry-run", cwd=root, stdin=LIST)
    assert "+- id: silt-news\n+  name: Silt News\n+  domains: [silt.example]\n" in done.stdout
    assert run("sources", "import-opml", "-", cwd=root, stdin="<rss/>").returncode == 3


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("sources", "doctor", ""), ["wire", "papers", "alder-courier"]),
        (("track", "--feed", ""), ["wire", "papers"]),
        (("sources", "test", "w"), ["wire"]),
        (("sources", "add", "--outlet", "a"), ["alder-courier"]),
        (("sources", "add", "--feed", "w"), []),
    ],
)
def test_feeds_and_outlets_complete_where_they_are_taken(
    sourcebook: Path, words: tuple[str, ...], offered: list[str]
) -> None:
    root = following(
        sourcebook,
        {"wire": "https://wire.example/feed", "papers": "https://a.example/"},
        more={"papers": "outlet: alder-courier"},
    )
    done = run("complete", cwd=root, stdin="".join(f"{word}\0" for word in words))
    assert [line.partition("\t")[0] for line in done.stdout.splitlines() if not line.startswith("-")] == offered


def test_what_feeds_taught_us_of_themselves_is_proposed_and_applied(sourcebook: Path) -> None:
    scripts = {"/gone": giving("", 410), "/json": giving(JSON_FEED), "/well": giving_feed(rss(FLOOD))}
    with serving(scripts) as server:
        root = following(sourcebook, {name: server.url(f"/{name}") for name in ("gone", "json", "well")})
        run("track", *QUICK, cwd=root, env=IDENTITY)
        asked = len(server.asked)
        shown = run("sources", "fix", cwd=root)
        assert (shown.returncode, len(server.asked)) == (1, asked)
    assert shown.stdout.splitlines()[:2] == [
        f"gone: enabled true → false (it answered 410 Gone on {NOW:%Y-%m-%d})",
        "json: kind feed → json-feed (it answers as JSON Feed 1.1)",
    ]
    assert f"+- {{id: gone, url: '{server.url('/gone')}', enabled: false}}" in shown.stdout
    done = run("sources", "fix", "--apply", cwd=root, env=IDENTITY)
    assert (done.returncode, messages(root)[0]) == (0, "sources: 2 feeds as they are now")
    assert (feeds(root)["gone"]["enabled"], feeds(root)["json"]["kind"]) == ("false", "json-feed")
    assert run("sources", "fix", cwd=root).returncode == 0
