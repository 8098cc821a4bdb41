import pytest
from coverage_cases import TOPIC, item, library, work

from sourcebook.model.coverage import Decision, Feed, FeedItem
from sourcebook.model.work import Work
from sourcebook.tracking.identity import item_id, item_keys
from sourcebook.tracking.known import Acquaintance, Known, shared_keys
from sourcebook.tracking.sift import sift

STORY = item("Alder Dam is closed for good", url="https://e.example/a", id="9", published="2022-05-24")


def decided(
    one: FeedItem, decision: str, *, date: str = "2022-06-01T00:00:00Z", until: str = "", work: str = ""
) -> Decision:
    return Decision(item_id(one), item_keys(one), decision, date=date, until=until, work=work)


def titles(
    *items: FeedItem, known: tuple[Work, ...] = (), decisions: tuple[Decision, ...] = (), today: str = ""
) -> list[str]:
    return [one.item.title for one in sift(items, library(*known), decisions, TOPIC, today=today)]


def test_what_is_on_the_topic_comes_best_first() -> None:
    items = (item("Alder news"), item("Alder Dam"), item("Cooking"), item("Alder Dam floods"))
    assert titles(*items) == ["Alder Dam floods", "Alder Dam"]


@pytest.mark.parametrize(
    "known",
    [
        work("k", "Other", URL="http://www.e.example/a/"),
        work("k", "Other", url_mirror="https://e.example/a"),
        work("k", "Other", archive={"url": "https://web.archive.org/web/2022/https://e.example/a"}),
        work("k", "Alder Dam is closed for good", issued="2022-05-25"),
    ],
)
def test_what_is_in_the_library_is_not_offered(known: Work) -> None:
    assert titles(STORY, known=(known,)) == []
    assert [*sift([STORY], library(), (), TOPIC, inbox=[known])] == []


def test_a_doi_finds_its_work() -> None:
    one = item("Alder Dam", url="https://doi.org/10.1000/X")
    assert titles(one, known=(work("k", "t", DOI="10.1000/x"),)) == []


@pytest.mark.parametrize(
    "again",
    [
        STORY,
        STORY._replace(title="Alder Dam: a new headline"),
        STORY._replace(url="https://other.example/b", id="", published="2022-05-26"),
        STORY._replace(url="https://new.example/a", title="Alder Dam"),
        STORY._replace(feed="g", url="https://m.e.example/a/amp", title="Alder Dam", id=""),
    ],
)
def test_what_was_dismissed_stays_dismissed_under_whatever_it_comes(again: FeedItem) -> None:
    assert titles(again, decisions=(decided(STORY, "dismissed"),)) == []
    assert titles(again) == [again.title]


def test_another_story_of_the_same_name_is_offered() -> None:
    later = STORY._replace(url="https://e.example/b", id="10", published="2023-05-24")
    assert titles(later, decisions=(decided(STORY, "dismissed"),)) == [STORY.title]


def test_the_latest_decision_holds_in_whatever_order_they_stand() -> None:
    dismissed = decided(STORY, "dismissed")
    reopened = decided(STORY, "reopened", date="2022-06-02T00:00:00Z")
    assert titles(STORY, decisions=(reopened, dismissed)) == [STORY.title]
    again = decided(STORY, "accepted", date="2022-06-03T00:00:00Z")
    assert titles(STORY, decisions=(again, reopened, dismissed)) == []


def test_what_was_deferred_comes_back_on_its_day() -> None:
    deferred = (decided(STORY, "deferred", until="2022-07-01"),)
    assert titles(STORY, decisions=deferred, today="2022-06-30") == []
    assert titles(STORY, decisions=deferred, today="2022-07-01") == [STORY.title]
    assert titles(STORY, decisions=deferred) == []


def test_a_story_that_is_known_in_one_place_is_known_in_all() -> None:
    elsewhere = item("Alder Dam is closed for good", url="https://b.example/1", published="2022-05-26")
    last = item("The Alder Dam is closed for good", url="https://c.example/1", published="2022-05-28")
    for one in (STORY, last):
        assert titles(STORY, elsewhere, last, decisions=(decided(one, "dismissed"),)) == []


def test_a_feed_that_gives_all_items_one_address_or_id_loses_none() -> None:
    items = [item(f"Alder Dam report {n}", url="https://e.example/live", id="same") for n in range(4)]
    assert shared_keys(items) == {"url:https://e.example/live", "id:f:same"}
    assert len(titles(*items)) == 4
    assert len(titles(*items, decisions=(decided(items[0], "dismissed"),))) == 3
    assert shared_keys(items[:2]) == frozenset()


def test_a_feed_may_say_that_titles_tell_its_items_apart() -> None:
    feed = Feed(id="f", url="u", identity="title+date")
    one = item("Alder Dam is closed", url="https://e.example/live", published="2022-05-24")
    other = item("Alder Dam is open again", url="https://e.example/live", published="2022-05-24")
    decision = Decision("x", item_keys(one, "title+date"), "dismissed", date="2022-06-01")
    found = sift([other], library(), [decision], TOPIC, feeds=[feed])
    assert [story.item for story in found] == [other]
    assert sift([one], library(), [decision], TOPIC, feeds=[feed]) == ()


def test_where_an_item_is_known_from_can_be_told() -> None:
    decision = decided(STORY, "accepted", work="courier2022dam")
    assert Known(library(), [decision]).of(STORY) == Acquaintance("accepted", "courier2022dam")
    assert Known(library(), [decided(STORY, "dismissed")]).of(STORY) == Acquaintance("dismissed", item_id(STORY))
    assert Known(library(work("k", "t", URL=STORY.url))).of(STORY) == Acquaintance("library", "k")
    assert Known(library()).of(STORY) is None


def test_all_items_of_a_feed_on_the_topic_are_offered() -> None:
    feed = Feed(id="f", url="u", is_on_topic=True)
    assert [one.item.title for one in sift([item("Cooking")], library(), (), TOPIC, feeds=[feed])] == ["Cooking"]


def test_ten_papers_with_one_wire_story_are_one_candidate_with_nine_under_it() -> None:
    papers = [
        item("Alder Dam is closed for good", url=f"https://p{n}.example/x", published="2022-05-24") for n in range(10)
    ]
    (story,) = sift(papers, library(), (), TOPIC)
    assert len(story.others) == 9


@pytest.mark.parametrize(
    "text", ["update ", "update" + " " * 50 + "1", "(a", "大坝", "http://", "a.", "#1", "ئا", "…", "Alder Dam "]
)
def test_endless_items_are_sifted_like_others(text: str) -> None:
    # What takes superlinear time on a million letters would not end while anybody waits.
    endless = text * (1_000_000 // len(text))
    items = [
        item(f"Alder Dam {endless}", endless, url=f"https://e.example/{n}?{endless}", id=endless) for n in range(2)
    ]
    assert len(titles(*items)) >= 1
