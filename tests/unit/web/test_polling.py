from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.coverage import Feed, FeedItem
from sourcebook.model.links import Outcome, moment, moment_text
from sourcebook.model.polling import Answer, Polled, Taken
from sourcebook.web.polling import (
    corrections,
    due,
    interval,
    is_offline,
    proposed,
    put_off,
    remembered,
    silent_days,
    unwell,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FEED = Feed("dam", "https://example.org/feed")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def items(*ages: float) -> tuple[FeedItem, ...]:
    """Items that appeared so many days ago."""
    return tuple(
        FeedItem("dam", str(age), f"https://example.org/{age}", "The dam", published=moment_text(NOW - DAY * age))
        for age in ages
    )


def answer(outcome: Outcome = Outcome.OK, *ages: float, at: datetime = NOW, **more: str | int | bool) -> Answer:
    said = Answer("dam", moment_text(at), outcome, items=items(*ages), form="RSS 2.0" if ages else "")
    return said._replace(**more)  # type: ignore[arg-type] # a test's own words for fields of several types


def wait(polled: Polled, since: datetime = NOW) -> timedelta:
    return moment(polled.due) - since


def test_a_feed_is_silent_by_its_own_rhythm() -> None:
    def silence(weekly: float, age: int, **more: int) -> tuple[int, int] | None:
        newest = moment_text(NOW - age * DAY)
        return silent_days(Feed("dam", FEED.url, **more), Polled(FEED.url, newest=newest, weekly=weekly), NOW)  # type: ignore[arg-type] # whole numbers only

    assert silence(70.0, 7) is None
    assert silence(70.0, 8) == (8, 7)
    assert silence(0.5, 56) is None
    assert silence(0.5, 57) == (57, 56)
    assert silence(0.0, 45) is None
    assert silence(0.0, 46) == (46, 45)
    assert silence(70.0, 30, expect_every=30) is None
    assert silence(70.0, 31, expect_every=30) == (31, 30)
    assert silent_days(FEED, Polled(FEED.url), NOW) is None


def test_a_busy_feed_is_asked_often_and_a_silent_one_seldom() -> None:
    busy = remembered(FEED, None, answer(Outcome.OK, *(n / 10 for n in range(50)), digest="d"), NOW)
    weekly = remembered(FEED, None, answer(Outcome.OK, 1, 3, 5, 7), NOW)
    silent = remembered(FEED, None, answer(Outcome.OK, 40, 41), NOW)
    undated = remembered(FEED, None, answer()._replace(form="RSS 2.0"), NOW)
    assert 6 * HOUR <= wait(busy) <= 7 * HOUR
    assert 2 * DAY <= wait(weekly) <= 2.3 * DAY
    assert 7 * DAY <= wait(silent) <= 7.8 * DAY
    assert 6 * HOUR <= wait(undated) <= 7 * HOUR


def test_what_a_server_wants_makes_the_wait_longer_and_never_shorter() -> None:
    ages = (0.1, 0.2, 0.3)
    assert wait(remembered(FEED, None, answer(Outcome.OK, *ages, wish=86_400), NOW)) >= DAY
    assert wait(remembered(FEED, None, answer(Outcome.OK, *ages, wish=60), NOW)) >= 6 * HOUR
    assert wait(remembered(FEED, None, answer(Outcome.OK, *ages, wish=31_536_000), NOW)) <= 8 * DAY


def test_failures_double_the_wait_up_to_a_week_and_one_success_forgets_them() -> None:
    polled: Polled | None = None
    waits = []
    for _ in range(8):
        polled = remembered(FEED, polled, answer(Outcome.SERVER_ERROR, reason="it answers 500"), NOW)
        waits.append(round(wait(polled) / HOUR))
    assert waits[:4] == sorted(waits[:4])
    assert waits[1] == pytest.approx(2 * waits[0], abs=1)
    assert waits[-1] <= 8 * 24
    assert polled
    assert polled.failures == 8
    well = remembered(FEED, polled, answer(Outcome.OK, 0.1, 0.2), NOW)
    assert (well.failures, well.reason) == (0, "")
    assert wait(well) <= 7 * HOUR


def test_feeds_of_one_host_that_fail_together_are_not_asked_together_again() -> None:
    moments = {
        remembered(FEED._replace(id=name), None, answer(Outcome.TIMEOUT, reason="no answer"), NOW).due
        for name in ("one", "two", "three", "four")
    }
    assert len(moments) == 4


def test_a_host_that_is_too_busy_costs_its_feeds_nothing_but_time() -> None:
    polled = remembered(FEED, None, answer(Outcome.LIMITED, reason="it answers 429", wish=7_200), NOW)
    assert polled.failures == 0
    assert 2 * HOUR <= wait(polled) <= 3 * HOUR
    assert wait(remembered(FEED, None, answer(Outcome.LIMITED, reason="it answers 429"), NOW)) >= 6 * HOUR
    assert wait(put_off(FEED, None, 3_600, NOW)) == HOUR
    later = put_off(FEED, Polled(FEED.url, due=moment_text(NOW + DAY)), 60, NOW)
    assert wait(later) == DAY


def test_what_is_gone_is_asked_no_more_until_its_address_is_another() -> None:
    polled = remembered(FEED, None, answer(Outcome.GONE, reason="it answers 410 Gone"), NOW)
    assert due([FEED], {"dam": polled}, NOW + 400 * DAY) == []
    assert due([FEED._replace(url="https://example.org/new")], {"dam": polled}, NOW) != []
    assert "gone since 2026-11-22" in unwell(FEED, polled, NOW)
    alive = remembered(FEED, polled, answer(Outcome.OK, 0.1), NOW)
    assert unwell(FEED, alive, NOW) == ""


def test_feeds_are_asked_when_they_are_due_those_first_that_waited_longest() -> None:
    feeds = [Feed(name, f"https://example.org/{name}") for name in ("a", "b", "c", "d", "off")]
    feeds[-1] = feeds[-1]._replace(is_enabled=False)
    known = {
        "a": Polled(feeds[0].url, tried=moment_text(NOW - HOUR), due=moment_text(NOW)),
        "b": Polled(feeds[1].url, tried=moment_text(NOW - HOUR), due=moment_text(NOW - HOUR)),
        "c": Polled(feeds[2].url, tried=moment_text(NOW - HOUR), due=moment_text(NOW + HOUR)),
    }
    assert [feed.id for feed in due(feeds, known, NOW)] == ["d", "b", "a"]


def test_a_clock_that_went_back_lets_no_feed_wait_for_it() -> None:
    polled = Polled(FEED.url, tried=moment_text(NOW + 30 * DAY), due=moment_text(NOW + 31 * DAY))
    assert due([FEED], {"dam": polled}, NOW) == [FEED]


def test_a_permanent_redirect_is_proposed_after_three_sightings_in_a_week() -> None:
    polled: Polled | None = None
    said = []
    for days in (0, 3, 8):
        now = NOW + days * DAY
        seen = answer(Outcome.OK, 0.1, permanent="https://new.example.org/feed", at=now)
        polled = remembered(FEED, polled, seen, now)
        said.append(proposed(polled, now))
    assert said == ["", "", "https://new.example.org/feed"]
    assert polled
    assert "for good; `sources fix dam` says so" in unwell(FEED, polled, NOW + 8 * DAY)
    assert remembered(FEED, polled, answer(Outcome.OK, 0.1), NOW).moves == 0


@pytest.mark.parametrize("target", ["https://example.org/login?next=feed", "https://wifi.example.net/landing", ""])
def test_what_redirects_to_a_login_has_not_moved(target: str) -> None:
    assert remembered(FEED, None, answer(Outcome.OK, 0.1, permanent=target), NOW).moved == ""


def test_a_redirect_to_something_that_is_no_feed_is_no_sighting() -> None:
    seen = answer(Outcome.CHALLENGE, reason="it is a web page, no feed", permanent="https://example.org/new")
    assert remembered(FEED, None, seen, NOW).moved == ""


def test_validators_are_those_of_the_last_whole_feed() -> None:
    first = remembered(FEED, None, answer(Outcome.OK, 1, etag='"1"', modified="Mon", digest="d1"), NOW)
    assert (first.etag, first.digest, first.whole) == ('"1"', "d1", moment_text(NOW))
    same = remembered(FEED, first, answer(Outcome.UNCHANGED, modified="Tue", at=NOW + DAY), NOW + DAY)
    assert (same.etag, same.modified, same.digest, same.whole) == ('"1"', "Tue", "d1", moment_text(NOW))
    assert same.items == 1
    torn = remembered(FEED, same, answer(Outcome.OK, 1, is_whole=False, warning="it breaks off"), NOW)
    assert (torn.etag, torn.digest, torn.whole) == ("", "", "")
    failed = remembered(FEED, first, answer(Outcome.SERVER_ERROR, reason="it answers 500"), NOW)
    assert failed.etag == '"1"'


def test_a_feed_under_a_new_address_begins_anew() -> None:
    old = Polled("https://example.org/old", etag='"1"', failures=5, due=moment_text(NOW + DAY))
    assert remembered(FEED, old, answer(Outcome.SERVER_ERROR, reason="it answers 500"), NOW).failures == 1


def test_our_own_network_fails_where_no_host_at_all_is_reached() -> None:
    down = [answer(outcome) for outcome in (Outcome.NO_HOST, Outcome.NAME_TROUBLE, Outcome.TIMEOUT)]
    assert is_offline(down)
    assert not is_offline([*down, answer(Outcome.SERVER_ERROR)])
    assert not is_offline([])


@pytest.mark.parametrize(
    ("polled", "said"),
    [
        (Polled("u", good="2026-11-22T09:00:00Z", outcome="ok", items=3, newest="2026-11-20T00:00:00Z"), ""),
        (Polled("u", good="2026-11-22T09:00:00Z", outcome="ok", items=3, newest="2017-12-12T00:00:00Z"), "days old"),
        (Polled("u", good="2026-11-22T09:00:00Z", outcome="ok"), "no items"),
        (Polled("u", outcome="forbidden", reason="it answers 403 Forbidden"), "blocked: it answers 403"),
        (Polled("u", outcome="not-found", reason="it answers 404 Not Found"), "sources doctor dam"),
        (Polled("u", good="2026-11-20T00:00:00Z", outcome="timeout", reason="no answer in time", failures=1), ""),
        (Polled("u", good="2026-11-20T00:00:00Z", outcome="timeout", reason="no answer", failures=3), "3 times"),
        (Polled("u", outcome="bad-answer", reason="the answer is empty, no feed"), "empty"),
        (Polled("u", good="2026-11-22T09:00:00Z", outcome="ok", items=2, warning="it breaks off"), "breaks off"),
    ],
)  # fmt: skip
def test_what_is_unwell_is_told_in_a_phrase(polled: Polled, said: str) -> None:
    found = unwell(FEED, polled, NOW)
    assert said in found
    assert bool(said) == bool(found)


def test_a_feed_that_shares_no_item_with_the_last_time_may_have_been_missed() -> None:
    well = remembered(FEED, None, answer(Outcome.OK, 0.1), NOW)
    assert "missed" in unwell(FEED, well, NOW, Taken(new=1, is_gap=True))


def test_how_long_silence_is_expected_is_the_settings_word() -> None:
    well = remembered(FEED, None, answer(Outcome.OK, 60), NOW)
    assert "60 days old" in unwell(FEED, well, NOW)
    assert unwell(FEED._replace(expect_every=120), well, NOW) == ""


ANSWERS = st.builds(
    answer,
    st.sampled_from(Outcome),
    st.floats(0, 400),
    wish=st.integers(0, 10**9),
    permanent=st.sampled_from(["", "https://example.org/new"]),
    etag=st.sampled_from(["", '"1"']),
)


@given(st.lists(ANSWERS, min_size=1, max_size=8))
def test_whatever_is_answered_a_feed_is_asked_again_between_an_hour_and_eight_days(answers: list[Answer]) -> None:
    polled: Polled | None = None
    for one in answers:
        polled = remembered(FEED, polled, one, NOW)
    assert polled
    assert polled.outcome == answers[-1].outcome
    limited = polled.outcome == Outcome.LIMITED
    assert (timedelta() if limited else 6 * HOUR) <= wait(polled) <= 8 * DAY
    assert isinstance(unwell(FEED, polled, NOW), str)
    assert interval(polled, NOW) <= 7 * DAY


def test_what_a_feed_shows_of_its_entry_is_corrected() -> None:
    well = Polled(FEED.url, tried=moment_text(NOW), good=moment_text(NOW), outcome="ok", form="RSS 2.0")
    assert corrections(FEED, well, NOW) == {}
    gone = corrections(FEED, well._replace(outcome=str(Outcome.GONE)), NOW)
    assert gone == {"enabled": ("false", "it answered 410 Gone on 2026-11-22")}
    moved = well._replace(moved="https://new.example/", moves=3, moved_since=moment_text(NOW - 7 * DAY))
    assert corrections(FEED, moved, NOW)["url"][0] == "https://new.example/"
    assert corrections(FEED, moved._replace(moves=2), NOW) == {}


@pytest.mark.parametrize(
    ("kind", "form", "to"),
    [
        ("feed", "JSON Feed 1.1", "json-feed"),
        ("json-feed", "Atom 1.0", "feed"),
        ("page", "RSS 2.0", "feed"),
        ("page", "page", ""),
        ("google-news", "RSS 2.0", ""),
        ("gdelt", "GDELT", ""),
    ],
)
def test_a_feed_that_is_of_another_kind_is_told_by_what_it_answers(kind: str, form: str, to: str) -> None:
    well = Polled(FEED.url, tried=moment_text(NOW), outcome="ok", form=form)
    assert corrections(FEED._replace(kind=kind), well, NOW).get("kind", ("", ""))[0] == to
