import pytest

from sourcebook.model.coverage import Feed, FeedItem
from sourcebook.model.links import Outcome, moment
from sourcebook.model.polling import Answer, Polled
from sourcebook.web.feed import read_feed
from sourcebook.web.older_pages import MOST_PAGES, OlderPages

SINCE = "2026-01-01T00:00:00Z"
NOW = moment("2026-11-22T10:00:00Z")
ITEM = "<item><title>A</title></item>"


def page(*days: str, older: str = "", outcome: Outcome = Outcome.OK) -> Answer:
    items = tuple(FeedItem("dam", day, f"https://e.example/{day}", "The dam", published=day) for day in days)
    return Answer("dam", SINCE, outcome, items=items, older=older)


def test_pages_are_asked_for_until_one_reaches_back() -> None:
    pages = OlderPages(SINCE, {})
    assert pages.next(page("2026-05-03", "2026-05-02", older="/2")) == "/2"
    assert pages.next(page("2026-02-01", older="/3")) == "/3"
    assert (pages.next(page("2026-01-05", "2025-12-31", older="/4")), pages.asked, pages.done) == (
        "",
        {"dam": 2},
        {"dam"},
    )


@pytest.mark.parametrize(
    ("second", "is_done"),
    [
        (page(older="/3"), True),
        (page("2026-05-03", older="/3"), True),
        (page("2026-04-01", older="/2"), True),
        (page("2026-04-01"), True),
        (page(outcome=Outcome.NOT_FOUND), True),
        (page(outcome=Outcome.SERVER_ERROR), False),
        (page(outcome=Outcome.LIMITED), False),
    ],
    ids=["empty", "repeated", "round in a circle", "no more named", "no such page", "broken", "busy"],
)
def test_a_page_can_be_the_last(second: Answer, is_done: bool) -> None:
    pages = OlderPages(SINCE, {})
    assert pages.next(page("2026-05-03", older="/2"))
    assert pages.next(second) == ""
    assert ("dam" in pages.done) is is_done


def test_a_feed_that_failed_at_once_is_asked_for_its_pages_again() -> None:
    pages = OlderPages(SINCE, {})
    assert (pages.next(page(outcome=Outcome.NOT_FOUND)), pages.done) == ("", set())


def test_pages_without_end_are_left_after_the_most() -> None:
    pages = OlderPages("1900-01-01T00:00:00Z", {})
    asked = [pages.next(page(f"2026-05-{day:02}", older=f"/{day}")) for day in range(1, 30)]
    assert len(list(filter(None, asked))) == MOST_PAGES


def test_what_was_asked_for_back_to_then_is_not_asked_for_again() -> None:
    known = {"dam": Polled("https://e.example/", back_to="2025-06-01T00:00:00Z")}
    assert OlderPages(SINCE, known).next(page("2026-05-03", older="/2")) == ""
    assert OlderPages("2025-01-01T00:00:00Z", known).next(page("2026-05-03", older="/2")) == "/2"


def rss(head: str, items: str = ITEM, more: str = "") -> str:
    return f"<rss xmlns:atom='http://www.w3.org/2005/Atom' {more}><channel>{head}{items}</channel></rss>"


ATOM = """<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='/a2'/>
<generator uri='x'>WordPress</generator><entry><title>A</title></entry></feed>"""
WORDPRESS = "<generator>https://wordpress.org/?v=6.1</generator>"


@pytest.mark.parametrize(
    ("body", "url", "older"),
    [
        (rss("<atom:link rel='next' href='?p=2'/>"), "/feed", "/feed?p=2"),
        (rss("<atom:link rel='prev-archive' href='/2025.xml'/>" + WORDPRESS), "/feed", "/2025.xml"),
        (rss(WORDPRESS), "/feed/", "/feed/?paged=2"),
        (rss(WORDPRESS), "/feed/?cat=3&paged=2", "/feed/?cat=3&paged=3"),
        (rss(WORDPRESS), "/?paged=x&feed=rss2#top", "/?feed=rss2&paged=2"),
        ("<!DOCTYPE rss>" + rss(WORDPRESS), "/feed/", "/feed/?paged=2"),
        ("<!DOCTYPE rss>" + rss("<atom:link rel='next' href='/p2'/>"), "/feed", "/p2"),
        (rss(WORDPRESS, items=""), "/feed/", ""),
        (rss("<generator>Drupal</generator>"), "/feed", ""),
        (rss("<atom:link rel='self' href='/feed'/>"), "/feed", ""),
        (rss("<atom:link rel='next' href='javascript:x'/>"), "/feed", ""),
        (
            ATOM,
            "/atom",
            "/a2",
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "next_url": "/f2", "items": [{"id": 1, "title": "A"}]}',
            "/f",
            "/f2",
        ),
    ],
)
def test_a_feed_names_its_older_page_or_is_known_to_have_one(body: str, url: str, older: str) -> None:
    base = "https://e.example"
    reading = read_feed(body.encode(), Feed("dam", base + url), NOW)
    assert reading.form
    assert reading.older == (base + older if older else "")
