import pytest
from coverage_cases import TOPIC, item, library, work
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.coverage import Candidate, Feed, FeedItem, Reason, TermGroup, Topic
from sourcebook.tracking.score import Scorer

SILT = work("okafor2019silt", "The silting of the Alder Dam", URL="https://courier.example/silt", DOI="10.1000/Silt")
SCORER = Scorer(TOPIC, library(SILT), [Feed(id="f", url="https://weekly.example/rss", outlet="weekly")])


def phrases(candidate: Candidate) -> dict[str, float]:
    return {reason.phrase: reason.points for reason in candidate.reasons}


def test_a_score_is_explained_word_by_word() -> None:
    scored = Scorer(TOPIC, library()).score(
        item("Alder Dam floods", "Evictions and floods at the Alder Dam", url="https://courier.example/2022/alder-dam")
    )
    assert phrases(scored) == {
        "Alder Dam in title": 15.0,
        "flood in title": 6.0,
        "Alder Dam in summary": 5.0,
        "evict, flood in summary": 2.0,
        "The Courier": 1.0,
    }
    assert scored.score == 29.0


def test_an_address_counts_only_for_what_no_other_field_says() -> None:
    scored = Scorer(TOPIC, library()).score(item("News of the week", url="https://e.example/a/%41lder_dam-floods"))
    assert phrases(scored) == {"Alder Dam in address": 5.0, "flood in address": 2.0}
    assert Scorer(TOPIC, library()).score(item("News", url="https://alder.example/")).reasons == ()


def test_how_often_a_term_stands_there_is_said_and_gives_nothing() -> None:
    scored = Scorer(TOPIC, library()).score(item("Alder Dam: who owns the Alder Dam?", "Alder Dam " * 30))
    assert phrases(scored) == {"Alder Dam ×2 in title": 15.0, "Alder Dam ×30 in summary": 5.0}


def test_a_group_counts_at_most_four_times() -> None:
    scored = Scorer(TOPIC, library()).score(item("Alder Dam", "Alder Dam", categories=("Alder Dam",)))
    assert phrases(scored) == {"Alder Dam in title": 15.0, "Alder Dam in categories": 5.0}


def test_words_that_need_company_count_only_in_it() -> None:
    score = Scorer(TOPIC, library()).score
    assert score(item("Floods in Spain")).score == 0
    assert score(item("Floods", "on the Alder")).score == pytest.approx(7.2)


def test_a_longer_name_hides_the_word_inside_and_forbids_nothing() -> None:
    score = Scorer(TOPIC, library()).score
    assert phrases(score(item("Ann Alder floods the market"))) == {"Ann Alder in title": -9.0}
    assert score(item("Ann Alder on the Alder Dam")).score == 6.0


def test_two_groups_that_need_one_another_meet() -> None:
    topic = Topic((TermGroup("a", 2.0, ("silt",), needs=("b",)), TermGroup("b", 2.0, ("mud",), needs=("a",))))
    assert Scorer(topic, library()).score(item("silt and mud")).score == 12.0
    assert Scorer(topic, library()).score(item("silt")).score == 0


def test_likeness_to_a_work_is_named_and_is_a_quarter_at_most() -> None:
    scored = SCORER.score(item("The silting of the Alder Dam", "silting"))
    assert scored.like == ("okafor2019silt",)
    reason = next(one for one in scored.reasons if one.phrase.startswith("like okafor2019silt 0."))
    assert 0 < reason.points <= 4.0
    weak = SCORER.score(item("The silting", "of the Alder Dam", feed="g"))
    assert weak.reasons[-1].points == pytest.approx(weak.score / 4, abs=0.01)
    assert SCORER.score(item("The silting of a lake")).like == ()


def test_a_work_is_not_compared_with_itself() -> None:
    assert SCORER.score(item("The silting of the Alder Dam"), without="okafor2019silt").like == ()


@pytest.mark.parametrize(
    "said",
    [
        {"links": ("http://www.courier.example/silt/?utm_source=x",)},
        {"links": ("https://web.archive.org/web/2022/https://courier.example/silt",)},
        {"links": ("https://doi.org/10.1000/SILT",)},
        {"summary": "An answer to (https://courier.example/silt)."},
    ],
)
def test_what_links_to_a_work_answers_it(said: dict[str, object]) -> None:
    scored = SCORER.score(item("A reply", **said))  # type: ignore[arg-type]  # a summary or links
    assert scored.answers == ("okafor2019silt",)
    assert Reason("links to okafor2019silt", 5.0) in scored.reasons


def test_an_outlet_is_known_by_name_address_or_feed() -> None:
    one = item("x", outlet="The Courier", url="https://news.example/opaque")
    assert [reason.phrase for reason in SCORER.score(one).reasons] == ["The Courier"]
    assert phrases(SCORER.score(item("x", url="https://www.courier.example/a"))) == {"The Courier": 1.0}
    assert phrases(SCORER.score(item("x", url="https://other.example/a"))) == {"Dam Weekly": -2.0}


def test_every_item_of_a_feed_on_the_topic_is_shown() -> None:
    scored = Scorer(TOPIC, library(), [Feed(id="f", url="u", is_on_topic=True)]).score(item("Anything"))
    assert scored.score == TOPIC.show
    assert phrases(scored) == {"all of f is on the topic": 6.0}


TEXTS = st.text(alphabet=st.sampled_from("Alder Dam floods Ann evict大坝سەددى<>&\n\t\0\ud800"), max_size=80) | st.text()


@given(st.builds(FeedItem, feed=TEXTS, id=TEXTS, url=TEXTS, title=TEXTS, summary=TEXTS, published=TEXTS, outlet=TEXTS))
def test_any_item_is_scored_and_the_reasons_make_the_sum(one: FeedItem) -> None:
    scored = SCORER.score(one)
    assert scored.score == pytest.approx(sum(reason.points for reason in scored.reasons))
    assert SCORER.score(one) == scored
