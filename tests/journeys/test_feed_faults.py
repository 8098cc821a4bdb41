"""Everything that is wrong with feeds in the world, in one run over a server that plays every host of it.

The server is the run's proxy, so that feeds have names of hosts, and our own network is a stranger's.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from feeds import FLOOD, NOW, SILT, Story, following, giving_feed, inbox, rss
from repositories import IDENTITY
from running import json_lines, run
from servers import Script, dripping, endless, giving, gzip_bomb, leading, sending, serving

from sourcebook.model.coverage import FeedItem
from sourcebook.store.feed_state import FeedState

# The faults that this project promises to bear, by number, each with where it is shown; without a file it is here.
CASES: Mapping[int, tuple[str, ...]] = {
    1: ("304 with and without a body", "test_track.py:test_a_feed_that_did_not_change_sends_nothing"),
    2: ("200 with the same ETag", "test_track.py:test_the_same_bytes_under_another_etag_are_nothing_new"),
    3: ("another ETag, the same bytes", "test_track.py:test_the_same_bytes_under_another_etag_are_nothing_new"),
    4: ("always 304", "test_track.py:test_after_eight_days_the_whole_feed_is_asked_for_whatever_the_server_says"),
    5: (
        "302 to a login page",
        "test_what_is_no_feed_is_told_and_costs_no_other",
        "test_track.py:test_a_feed_that_is_unwell_gets_one_line",
    ),
    6: ("301: chain, loop, to a page", "test_track.py:test_a_feed_that_is_unwell_gets_one_line"),
    7: ("410, then alive again", "test_track.py:test_what_is_gone_is_left_alone_until_it_is_asked_for_by_name"),
    8: ("404 with a feed found elsewhere", "test_sources_commands.py:test_the_doctor_looks_where_a_lost_feed_went"),
    9: ("403, a challenge served as XML", "test_track.py:test_a_feed_that_is_unwell_gets_one_line"),
    10: (
        "429 with every kind of Retry-After",
        "test_track.py:test_a_feed_that_is_unwell_gets_one_line",
        "test_track.py:test_a_host_that_is_too_busy_is_left_alone_with_all_its_feeds",
    ),
    11: ("500 five times, then well", "test_track.py:test_failures_are_forgotten_after_one_success"),
    12: ("a body that drips, one that stalls", "test_what_is_no_feed_is_told_and_costs_no_other"),
    13: ("gzip bomb, endless body, false length", "test_what_is_no_feed_is_told_and_costs_no_other"),
    14: ("XML that breaks off", "test_a_feed_that_breaks_off_keeps_its_whole_items_and_no_validator"),
    15: ("billion laughs, quadratic, external", "test_entities_come_to_nothing"),
    16: (
        "a flood of comments",
        "test_a_flood_of_comments_hides_no_item",
        "test_reading_feeds.py:test_a_flood_of_comments_takes_less_than_a_second",
    ),
    17: ("empty body, empty channel, suddenly empty", "test_what_is_no_feed_is_told_and_costs_no_other"),
    18: ("one id for all", "test_items_are_told_apart_whatever_their_ids"),
    19: (
        "ids that change scheme and host",
        "test_item_identity.py:test_a_feed_that_moves_keeps_its_ids",
        "test_sift.py:test_what_was_dismissed_stays_dismissed_under_whatever_it_comes",
    ),
    20: (
        "another link under the same title",
        "test_track.py:test_an_edited_headline_is_told_and_a_dismissed_item_stays_dismissed",
    ),
    21: ("an item without id, link or title", "test_items_are_told_apart_whatever_their_ids"),
    22: ("one link for all", "test_items_are_told_apart_whatever_their_ids"),
    23: ("one story in three feeds", "test_track.py:test_the_same_story_in_three_feeds_is_one_candidate"),
    24: ("like headlines of three stories", "test_like_headlines_are_three_stories_and_one_lead_is_one"),
    25: ("a lead under another headline", "test_like_headlines_are_three_stories_and_one_lead_is_one"),
    26: ("dates of every kind, impossible ones", "test_dates_are_told_where_they_can_be_and_kept_as_they_stood"),
    27: ("every encoding, and a false label", "test_every_encoding_comes_out_as_its_letters"),
    28: ("right to left, and two forms of a letter", "test_titles_are_words_in_any_script_and_nothing_else"),
    29: ("links that nobody can visit", "test_links_are_addresses_of_the_web"),
    30: ("redirects to our own network", "test_nobody_is_led_into_our_own_network"),
    31: (
        "JSON Feed with numbers and blanks for ids",
        "test_items_are_told_apart_whatever_their_ids",
        "test_reading_feeds.py:test_json_feed_with_numbers_blank_ids_and_authors_of_both_versions",
    ),
    32: ("titles that end with an outlet", "test_a_service_names_the_outlet_and_says_its_errors"),
    33: ("an error in words, answered with 200", "test_a_service_names_the_outlet_and_says_its_errors"),
    34: (
        "killed between fetching and committing",
        "test_track.py:test_a_run_that_is_killed_between_fetching_and_committing_loses_and_doubles_nothing",
    ),
    35: ("two runs at once", "test_track.py:test_two_runs_at_once_are_refused"),
    36: ("the state deleted", "test_track.py:test_a_state_that_is_deleted_or_broken_offers_nothing_anew"),
    37: ("the state broken, locked, old", "test_feed_state.py:test_a_state_that_is_broken_old_or_gone_is_made_anew"),
    38: (
        "words of the topic changed",
        "test_track.py:test_terms_that_changed_find_what_was_fetched_before_without_the_network",
    ),
    39: (
        "a headline edited after the decision",
        "test_inbox.py:test_a_headline_that_changes_after_accepting_is_told_on_the_work_once",
    ),
    40: ("in the library by DOI or archive", "test_sift.py:test_what_is_in_the_library_is_not_offered"),
    41: ("old items under 200", "test_track.py:test_a_feed_that_is_unwell_gets_one_line"),
    42: ("no network", "test_track.py:test_without_a_network_nothing_is_recorded"),
    43: (
        "a clock that goes back, the night of two hours",
        "test_dates_are_told_where_they_can_be_and_kept_as_they_stood",
        "test_polling.py:test_a_clock_that_went_back_lets_no_feed_wait_for_it",
    ),
    44: (
        "ten thousand items",
        "test_ten_thousand_items_are_read_as_far_as_they_matter",
        "test_track.py:test_a_second_run_asks_nobody_and_finds_nothing",
    ),
    45: ("escape codes in titles", "test_titles_are_words_in_any_script_and_nothing_else"),
}
LEAD = (
    "The river commission said on Tuesday that the Alder Dam showed cracks in the eastern wall, and told three "
    "villages below it to be ready to leave within an hour, officials said."
)
DATES = {
    "2026年10月25日": "2026-10-25",
    "2026/10/25 15:07": "2026-10-25",
    str(int((NOW - timedelta(days=3)).timestamp())): f"{NOW - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}",
    # The hour that comes twice in the night when clocks go back.
    "Sun, 25 Oct 2026 02:30:00 CEST": "2026-10-25T00:30:00Z",
    "Sun, 25 Oct 2026 02:30:00 CET": "2026-10-25T01:30:00Z",
    "Sun, 25 Oct 2026 10:00:00 JST": "2026-10-25T01:00:00Z",
    "Sun, 25 Oct 2026 02:30:00": "2026-10-25",
    "0001-01-01T00:00:00Z": "",
    "2098-01-01T00:00:00Z": "",
    "Wed, 31 Feb 2026 10:00:00 GMT": "",
    "yesterday": "",
}
HAN = "阿尔德大坝"
LINKS = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "http://例え.example/あ")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LOGIN = giving("<html><title>Log in</title></html>")


def items(*inner: str, declared: str = "", doctype: str = "") -> bytes:
    body = "".join(f"<item>{one}</item>" for one in inner)
    head = f'<?xml version="1.0"{declared}?>{doctype}<rss version="2.0"><channel><title>Courier</title>'
    return f"{head}{body}</channel></rss>".encode()


def titled(number: int, more: str = "", title: str = "Alder Dam, part") -> str:
    return f"<title>{title} {number}</title>{more}"


def encoded(encoding: str, label: str = "") -> Script:
    declared = f' encoding="{label or encoding}"'
    text = items(
        f"<title>{HAN if encoding != 'big5' else '阿爾德大壩'}</title><guid>1</guid>", declared=declared
    ).decode()
    return giving_feed(text.encode(encoding))


SCRIPTS: Mapping[str, Script] = {
    "login": leading("http://login.example/login"),
    "drip": dripping(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" "),
    "stall": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<rss><channel><item>", b""),
    "bomb": giving(gzip_bomb(50), content_encoding="gzip"),
    "endless": endless(b"HTTP/1.1 200 OK\r\n\r\n<rss><channel>", b"<item><title>Alder Dam</title></item>" * 2_000),
    "liar": sending(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n<rss><channel>"),
    "nothing": giving(b"", content_type="application/rss+xml"),
    "empty": giving_feed(rss()),
    "torn": giving_feed(rss(FLOOD, SILT)[:-60], etag='"torn"'),
    "laughs": giving_feed(items(titled(1, "<guid>&l9;</guid>"), doctype=f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>')),
    "external": giving_feed(
        items(
            "<title>Alder Dam &x;</title><guid>1</guid>",
            doctype='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        )
    ),
    "comments": giving_feed(
        items(titled(1, f"<guid>1</guid><description>{'&lt;!--' * 100_000}</description>"), titled(2, "<guid>2</guid>"))
    ),
    "one-id": giving_feed(items(*(titled(n, f"<guid>N/A</guid><link>http://a.example/{n}</link>") for n in (1, 2, 3)))),
    "no-id": giving_feed(
        items(*(titled(n, f"<link>http://b.example/{n}</link>") for n in (1, 2)), "<author>x</author>")
    ),
    "one-link": giving_feed(items(*(titled(n, "<link>http://c.example/</link>") for n in (1, 2, 3)))),
    "json": giving(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 7, "title": "Number seven"},'
        ' {"id": " ", "title": "Blank", "url": "http://j.example/blank"}]}',
        content_type="application/feed+json",
    ),
    "us": giving_feed(rss(Story("US sanctions officials over Alder Dam", "http://us.example/1", "1"))),
    "uk": giving_feed(rss(Story("UK sanctions officials over Alder Dam", "http://uk.example/1", "1"))),
    "eu": giving_feed(rss(Story("EU sanctions officials over Alder Dam", "http://eu.example/1", "1"))),
    "wire": giving_feed(rss(Story("Cracks found in Alder Dam", "http://wire.example/1", "1", text=LEAD))),
    "paper": giving_feed(
        rss(
            Story(
                "Villages under Alder Dam told to be ready",
                "http://paper.example/9",
                "9",
                text=f"ALDER, May 24 - {LEAD}",
            )
        )
    ),
    "dates": giving_feed(
        items(
            *(titled(n, f"<guid>{n}</guid><pubDate>{text}</pubDate>", "Date") for n, text in enumerate(DATES)),
            "<title>None</title><guid>none</guid>",
        )
    ),
    "gb2312": encoded("gb2312"),
    "big5": encoded("big5"),
    "utf-16": encoded("utf-16"),
    "false-label": encoded("utf-8", "us-ascii"),
    "titles": giving_feed(
        rss(
            Story("\u202eAlder Dam &#27;[31m<script>alert(1)</script> \x9b2Jcleared", "http://t.example/1", "1"),
            Story("ئالدېر توسمىسى — Alder Dam", "http://t.example/2", "2"),
            Story("A\u0301lder Dam closes", "http://t.example/3", "3"),
        ).replace(b"&amp;#27;", b"&amp;#27;")
    ),
    "links": giving_feed(items(*(titled(n, f"<guid>l{n}</guid><link>{url}</link>") for n, url in enumerate(LINKS)))),
    "inward": leading("http://169.254.169.254/latest/meta-data/"),
    "home": leading("http://127.0.0.1/admin", 301),
    "google": giving_feed(
        rss(Story("Alder Dam is repaired - The Valley Post", "http://news.example/articles/CBMi", "g"))
    ),
    "gdelt": giving("Please limit requests to one every 5 seconds.", content_type="text/html"),
    "many": giving_feed(items(*(titled(n, f"<guid>{n}</guid>", "Number") for n in range(10_000)))),
}
KINDS = {"google": "kind: google-news", "gdelt": "kind: gdelt"}


class Ran(NamedTuple):
    """What one run over all of them left: what it said of each feed, the items it kept of each, and the inbox."""

    said: Mapping[str, Mapping[str, object]]
    items: Mapping[str, list[FeedItem]]
    inbox: Mapping[str, str]
    asked: tuple[str, ...]
    etags: Mapping[str, str]
    code: int


@pytest.fixture(scope="module")
def ran(unchanged: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    root = tmp_path_factory.mktemp("faults") / "sourcebook"
    shutil.copytree(unchanged, root)
    following(root, {name: f"http://{name}.example/feed" for name in SCRIPTS}, more=KINDS)
    paths = {f"http://{name}.example/feed": script for name, script in SCRIPTS.items()}
    with serving({**paths, "http://login.example/login": LOGIN}) as server:
        env = {**IDENTITY, "http_proxy": server.url(), "no_proxy": ""}
        done = run("track", "--json", "--gap", "0", "--timeout", "2", "--jobs", "16", cwd=root, env=env)
        asked = tuple(request.path for request in server.asked)
    found = defaultdict(list)
    with FeedState.passing(str(root / ".sourcebook" / "feeds.db")) as state:
        for item in state.items():
            found[item.feed].append(item)
        etags = {name: polled.etag for name, polled in state.known().items()}
    said = {str(one["feed"]): one for one in json_lines(done.stdout) if one["schema"] == "sourcebook.polled/1"}
    assert len(said) == len(SCRIPTS), done.stderr
    return Ran(said, found, inbox(root), asked, etags, done.returncode)


def test_every_case_is_shown_somewhere() -> None:
    assert sorted(CASES) == list(range(1, 46))
    folder = Path(__file__).parents[1]
    for what, *places in CASES.values():
        for where in places:
            name, _, test = where.rpartition(":")
            (file,) = folder.rglob(name or Path(__file__).name)
            assert re.search(rf"^def {test}\(", file.read_text(encoding="utf-8"), re.MULTILINE), what


def test_what_is_no_feed_is_told_and_costs_no_other(ran: Ran) -> None:
    told = {name: (ran.said[name]["outcome"], ran.said[name]["unwell"]) for name in SCRIPTS}
    assert ran.code == 1
    for name, outcome, words in (
        ("login", "challenge", "web page"),
        ("drip", "timeout", ""),
        ("stall", "timeout", ""),
        ("bomb", "bad-answer", "too large"),
        ("endless", "bad-answer", "too large"),
        ("liar", "cut", "connection ends"),
        ("nothing", "bad-answer", "empty"),
        ("empty", "ok", "no items"),
    ):
        assert told[name][0] == outcome, name
        assert words in str(told[name][1]), name
        assert not ran.items[name]
    assert told["us"] == ("ok", None)


def test_a_feed_that_breaks_off_keeps_its_whole_items_and_no_validator(ran: Ran) -> None:
    assert [item.title for item in ran.items["torn"]] == [FLOOD.title]
    assert "breaks off" in str(ran.said["torn"]["unwell"])
    assert ran.etags["torn"] == ""


def test_entities_come_to_nothing(ran: Ran) -> None:
    assert not any("haha" in str(item) for item in ran.items["laughs"])
    assert not any("root:" in str(item) for item in ran.items["external"])


def test_a_flood_of_comments_hides_no_item(ran: Ran) -> None:
    assert [item.id for item in ran.items["comments"]] == ["1", "2"]


def test_items_are_told_apart_whatever_their_ids(ran: Ran) -> None:
    assert [len(ran.items[name]) for name in ("one-id", "one-link", "no-id")] == [3, 3, 2]
    assert len({item.id for name in ("one-id", "one-link", "no-id") for item in ran.items[name]}) == 8
    assert {item.title: item.id for item in ran.items["json"]} == {
        "Number seven": "7",
        "Blank": "http://j.example/blank",
    }


def test_like_headlines_are_three_stories_and_one_lead_is_one(ran: Ran) -> None:
    assert sum("sanctions officials" in text for text in ran.inbox.values()) == 3
    (one,) = [text for text in ran.inbox.values() if "wire.example" in text or "paper.example" in text]
    assert "wire.example" in one
    assert "paper.example" in one


def test_dates_are_told_where_they_can_be_and_kept_as_they_stood(ran: Ran) -> None:
    told = {item.published_raw: item.published for item in ran.items["dates"]}
    assert told == {**DATES, "": ""}


@pytest.mark.parametrize("name", ["gb2312", "big5", "utf-16", "false-label"])
def test_every_encoding_comes_out_as_its_letters(ran: Ran, name: str) -> None:
    assert [item.title for item in ran.items[name]] == [HAN if name != "big5" else "阿爾德大壩"]


def test_titles_are_words_in_any_script_and_nothing_else(ran: Ran) -> None:
    assert [item.title for item in ran.items["titles"]] == [
        "Alder Dam cleared",
        "ئالدېر توسمىسى — Alder Dam",
        "Álder Dam closes",
    ]


def test_links_are_addresses_of_the_web(ran: Ran) -> None:
    assert {item.url for item in ran.items["links"]} == {
        "",
        "http://links.example/relative",
        "http://例え.example/あ",
    }


@pytest.mark.parametrize("name", ["inward", "home"])
def test_nobody_is_led_into_our_own_network(ran: Ran, name: str) -> None:
    assert ran.said[name]["outcome"] == "private"
    assert not any("169.254" in path or "127.0.0.1" in path for path in ran.asked)


def test_a_service_names_the_outlet_and_says_its_errors(ran: Ran) -> None:
    assert [(item.title, item.outlet) for item in ran.items["google"]] == [("Alder Dam is repaired", "The Valley Post")]
    assert "limit requests" in str(ran.said["gdelt"]["unwell"])


def test_ten_thousand_items_are_read_as_far_as_they_matter(ran: Ran) -> None:
    assert len(ran.items["many"]) == 500
