"""`track --since` goes back through the pages of feeds, once, and loses and doubles nothing."""

from collections.abc import Iterable
from pathlib import Path

from feeds import FLOOD, GAMES, NOW, SILT, Story, following, giving_feed, inbox, rss
from repositories import IDENTITY
from running import json_lines, run
from servers import Request, answer, serving

QUICK = ("--allow-private", "--timeout", "5", "--gap", "0", "--json")
OLD = Story("Alder Dam is planned", "https://alder-courier.example/2020/plan", "9", days=40)
OLDER = Story("Alder Dam is thought of", "https://alder-courier.example/2019/idea", "10", days=90)
GENERATOR = b"<channel><generator>https://wordpress.org/?v=6.4</generator>"
DAY = f"{NOW.date().fromordinal(NOW.date().toordinal() - 60)}"


def paged(request: Request) -> Iterable[bytes]:
    """A feed in numbered pages that says what it is made by; behind the last one there is none."""
    pages = [rss(FLOOD, GAMES), rss(SILT), rss(OLD), rss(OLDER)]
    number = int(request.path.partition("paged=")[2] or "1")
    if number > len(pages):
        return [answer(b"", 404)]
    body = pages[number - 1].replace(b"<channel>", GENERATOR)
    if number == 1 and "If-None-Match" in request.text:
        return [answer(b"", 304, etag='"one"')]
    return [answer(body, content_type="application/rss+xml", etag='"one"' if number == 1 else "")]


def test_older_pages_are_asked_for_once_and_as_far_back_as_wanted(sourcebook: Path) -> None:
    with serving({"/feed": paged, "/plain": giving_feed(rss(GAMES))}) as server:
        root = following(sourcebook, {"blog": server.url("/feed"), "plain": server.url("/plain")})
        run("track", *QUICK, cwd=root, env=IDENTITY)
        assert [request.path for request in server.asked].count("/feed") == 1
        assert len(inbox(root)) == 1
        server.asked.clear()
        again = ("track", "--since", DAY, "--feed", "blog", "--feed", "plain", *QUICK)
        said = json_lines(run(*again, cwd=root, env=IDENTITY).stdout)
        pages = sorted(request.path for request in server.asked)
        assert pages == ["/feed", "/feed?paged=2", "/feed?paged=3", "/feed?paged=4", "/plain"]
        assert [(one["feed"], one["pages"], one["new"]) for one in said if one["schema"] == "sourcebook.polled/1"] == [
            ("blog", 3, 3),
            ("plain", 0, 0),
        ]
        titles = " ".join(inbox(root).values())
        assert [story.title in titles for story in (FLOOD, SILT, OLD, OLDER)] == [True, True, True, False]
        server.asked.clear()
        run(*again, cwd=root, env=IDENTITY)
        assert sorted(request.path for request in server.asked) == ["/feed", "/plain"]
        assert "If-None-Match" in " ".join(request.text for request in server.asked)
    assert run("track", "--since", "2026-02-30", cwd=root).returncode == 2
