import pytest
from coverage_cases import item, work
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.tracking.identity import hours, item_id, item_keys, near_keys, story_address, work_keys


@pytest.mark.parametrize(
    "url",
    [
        "https://e.example/a/story",
        "http://www.e.example/a/story/?utm_source=feed&fbclid=1#top",
        "https://m.e.example/a/story",
        "https://amp.e.example/a/story",
        "https://e.example/a/story/amp/",
        "https://e.example/a/story.amp.html",
        "https://e.example/a/story?outputType=amp",
        "https://www.google.com/amp/s/www.e.example/a/story",
        "https://e-example.cdn.ampproject.org/c/s/e.example/a/story",
        "https://web.archive.org/web/20220524080000/http://e.example/a/story",
        "https://www.google.com/url?rct=j&url=https://e.example/a/story&ct=ga",
        "https://web.archive.org/web/2022id_/https://www.google.com/url?q=https://e.example/a/story",
    ],
)
def test_the_ways_to_one_story_have_one_address(url: str) -> None:
    assert story_address(url) == "https://e.example/a/story"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.example/a", "https://e.example/b"),
        ("https://e.example/?p=1", "https://e.example/?p=2"),
        ("https://m.example/a", "https://example/a"),
        ("https://e.example/lamp", "https://e.example/l"),
    ],
)
def test_other_stories_have_other_addresses(one: str, other: str) -> None:
    assert story_address(one) != story_address(other)


@given(st.text() | st.from_regex(r"https?://(m\.|amp\.|www\.)*[a-z.]{1,9}(/amp)*/?(\?amp=1)?", fullmatch=True))
def test_a_story_address_is_its_own(url: str) -> None:
    assert story_address(story_address(url)) == story_address(url)


def test_an_item_is_known_by_address_id_and_title() -> None:
    keys = item_keys(
        item(
            "The dam of Alder is closed",
            url="https://e.example/a?utm_x=1",
            id="http://e.example/?p=9#2",
            published="2022-05-24",
        )
    )
    assert keys == ("url:https://e.example/a", "id:f:?p=9", "title:2022-05-24:the dam of alder is closed")


@pytest.mark.parametrize(
    ("identity", "first"),
    [
        ("id", "id:f:9"),
        ("link", "url:https://e.example/a"),
        ("link+date", "url:https://e.example/a@2022-05-24"),
        ("title+date", "title:2022-05-24:the dam of alder is closed"),
    ],
)
def test_a_feed_says_what_tells_its_items_apart(identity: str, first: str) -> None:
    one = item("The dam of Alder is closed", url="https://e.example/a", id="9", published="2022-05-24T08:00:00Z")
    assert item_keys(one, identity)[0] == first


def test_a_feed_that_moves_keeps_its_ids() -> None:
    ids = ("http://old.example/?p=9", "https://new.example/?p=9", "https://new.example/?p=9#1")
    assert {item_keys(item("x", id=one)) for one in ids} == {("id:f:?p=9",)}


def test_a_front_page_and_a_short_title_tell_nothing() -> None:
    assert item_keys(item("Editorial of today", url="https://e.example/", published="2022-05-24")) == ()
    assert item_keys(item("大坝泄洪", published="2022-05-24")) == ()
    assert item_keys(item("大坝泄洪警报今天", published="2022-05-24")) != ()


def test_an_id_is_short_and_the_same_everywhere() -> None:
    one = item("x", url="https://e.example/a")
    assert item_id(one) == item_id(one._replace(url="http://www.e.example/a/#b", title="y"))
    assert len(item_id(one)) == 10
    assert item_id(item("x")) != item_id(item("y"))


def test_a_work_has_the_keys_that_its_items_have() -> None:
    one = work(
        "k",
        "The dam of Alder is closed",
        URL="http://www.e.example/a",
        url_mirror="https://copy.example/b",
        DOI="10.1000/X",
        issued="2022-05-24",
        archive={"url": "https://web.archive.org/web/2022/https://first.example/c"},
    )
    assert set(work_keys(one)) == {
        "url:https://e.example/a",
        "url:https://copy.example/b",
        "url:https://first.example/c",
        "doi:10.1000/x",
        "title:2022-05-24:the dam of alder is closed",
    }
    assert "doi:10.1000/x" in item_keys(item("x", url="https://pub.example/doi/full/10.1000/X"))


def test_a_title_comes_back_within_three_days() -> None:
    near = near_keys("title:2022-05-24:a b c d")
    assert len(near) == 7
    assert {"title:2022-05-21:a b c d", "title:2022-05-27:a b c d"} <= set(near)
    assert near_keys("title::a b c d") == ("title::a b c d",)
    assert len(near_keys("title:0001-01-01:a")) == len(near_keys("title:9999-12-31:a")) == 4


@pytest.mark.parametrize(
    ("published", "after"),
    [("2022-05-24T08:30:00Z", 8.5), ("2022-05-24", 0.0), ("2022-05-24T08:00:00+02:00", 6.0), ("2022-05-24?", 0.0)],
)
def test_moments_are_hours(published: str, after: float) -> None:
    start = hours("2022-05-24")
    assert start is not None
    assert hours(published) == start + after


@pytest.mark.parametrize("published", ["", "2022", "2022-05", "soon", "2022-13-01", "-0099-01-01"])
def test_what_is_no_day_is_no_moment(published: str) -> None:
    assert hours(published) is None
