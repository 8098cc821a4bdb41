import random
from itertools import combinations

import pytest
from coverage_cases import OUTLETS, item
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.coverage import Candidate, FeedItem
from sourcebook.tracking.cluster import cluster, headline, is_same_lead

LEAD = (
    "The river commission on Tuesday closed the upper gates of the Alder dam after engineers found cracks in the "
    "eastern wall, and told three villages downstream to be ready to leave their homes within hours, officials said."
)


def stories(*items: FeedItem, shared: frozenset[str] = frozenset()) -> list[list[str]]:
    """The titles of each story, the leading one first."""
    found = cluster([Candidate(one, 7.0) for one in items], OUTLETS, shared=shared)
    return [[one.item.title, *(other.title for other in one.others)] for one in found]


def test_one_address_is_one_story_whatever_is_put_around_it() -> None:
    urls = ("https://e.example/a?utm_source=x", "http://www.e.example/a", "https://e.example/a/amp")
    assert len(stories(*(item(f"Title {n}", url=url) for n, url in enumerate(urls)))) == 1


def test_a_front_page_or_an_address_that_all_share_is_no_story() -> None:
    assert len(stories(item("a", url="https://e.example/"), item("b", url="https://e.example/"))) == 2
    one, other = (item(title, url="https://e.example/live") for title in "ab")
    assert len(stories(one, other, shared=frozenset(["https://e.example/live"]))) == 2


@pytest.mark.parametrize(
    "other",
    [
        "The dam at Alder is closed for good - The Courier",
        "Dam at Alder is closed for good | DW Online",
        "UPDATE 2-Dam at Alder is closed for good",
        "EXCLUSIVE: The dam at Alder is closed for good",
        "Dam at Alder is closed, for good!",
    ],
)
def test_a_headline_in_other_clothes_is_the_same_story(other: str) -> None:
    first = item("Dam at Alder is closed for good", url="https://a.example/1", published="2022-05-24")
    assert len(stories(first, item(other, url="https://b.example/2", published="2022-05-26T12:00:00Z"))) == 1


HARD = [
    "US sanctions officials over dam abuses",
    "UK sanctions officials over dam abuses",
    "EU sanctions officials over dam abuses",
    "Officials sanction US over dam abuses",
    "US sanctions 3 officials over dam abuses",
    "US sanctions 4 officials over dam abuses",
    "US lifts sanctions on officials over dam abuses",
    "China says UN report on dam is false",
    "UN says China report on dam is false",
    "Sanctions by China on dam officials announced",
    "Sanctions on China by dam officials announced",
    "美国就大坝问题制裁官员",
    "英国就大坝问题制裁官员",
]


@pytest.mark.parametrize(("one", "other"), [*combinations(HARD, 2)])
def test_like_headlines_of_different_stories_stay_apart(one: str, other: str) -> None:
    items = (item(title, url=f"https://{n}.example/x", published="2022-05-24") for n, title in enumerate((one, other)))
    assert len(stories(*items)) == 2


def test_a_headline_that_comes_back_later_is_another_story() -> None:
    title = "Dam at Alder is closed for good"
    days = ("2022-05-20", "2022-05-23", "2022-05-25", "2022-06-25")
    items = [item(title, url=f"https://{day}.example/x", published=day) for day in days]
    assert [len(one) for one in stories(*items)] == [3, 1]
    undated = item(title, url="https://undated.example/x")
    assert [len(one) for one in stories(*items[:2], undated)] == [3]
    assert [len(one) for one in stories(*items, undated)] == [3, 1, 1]


def test_short_headlines_tell_no_story() -> None:
    assert (
        len(stories(item("The Alder dam", url="https://a.example/1"), item("Alder dam", url="https://b.example/1")))
        == 2
    )


@pytest.mark.parametrize(
    "other",
    [
        LEAD,
        f"ALDER (River Wire) — {LEAD}",
        f"ALDER, 24 May - {LEAD}",
        LEAD[:150] + "…",
        LEAD.replace(", officials said", ""),
        LEAD.replace("the eastern", "an eastern"),
        f"{LEAD} The commission had warned of the cracks in March, according to minutes seen by reporters.",
    ],
)
def test_a_new_headline_over_the_same_lead_is_the_same_story(other: str) -> None:
    assert is_same_lead(LEAD, other)
    one = item("Cracks found", LEAD, url="https://a.example/1", published="2022-05-24")
    two = item("Villages told to be ready", other, url="https://b.example/2", published="2022-05-26")
    assert len(stories(one, two)) == 1


@pytest.mark.parametrize(
    "other",
    [
        LEAD.replace("Alder", "Birch"),
        LEAD.replace("three", "five"),
        LEAD.replace("The river commission", "The United States"),
        LEAD.replace("eastern", "western"),
        LEAD[:70],
        "Something else entirely is said here, at some length, so that it has letters enough to be compared.",
    ],
)
def test_a_lead_with_another_word_in_it_is_another_story(other: str) -> None:
    assert not is_same_lead(LEAD, other)


def test_leads_of_one_outlet_or_weeks_apart_do_not_merge() -> None:
    one = item("Cracks found", LEAD, url="https://a.example/1", published="2022-05-24")
    assert len(stories(one, item("b", LEAD, url="https://www.a.example/2", published="2022-05-24"))) == 2
    assert len(stories(one, item("b", LEAD, url="https://b.example/2", published="2022-06-24"))) == 2
    assert len(stories(one, item("b", LEAD, url="https://b.example/2"))) == 2


def test_the_best_leads_and_the_first_report_among_equals() -> None:
    items = [
        item(f"t{n}", url="https://e.example/a", published=day)
        for n, day in enumerate(("2022-05-25", "", "2022-05-24"))
    ]
    assert stories(*items) == [["t2", "t0", "t1"]]
    best, *_ = cluster(
        [Candidate(items[0], 9.0, like=("x",), answers=("y",)), Candidate(items[2], 7.0, like=("z", "x"))]
    )
    assert (best.item.title, best.like, best.answers) == ("t0", ("x", "z"), ("y",))


WORDS = st.sampled_from(["dam", "alder", "closed", "US", "UK", "the", "大坝", "update"])
ITEMS = st.builds(
    FeedItem,
    feed=st.sampled_from(["f", "g"]),
    id=st.just(""),
    url=st.sampled_from(
        ["", "https://a.example/1", "https://b.example/1", "http://m.a.example/1?utm_x=1", "https://c.example"]
    ),
    title=st.lists(WORDS, max_size=6).map(" ".join),
    summary=st.sampled_from(["", LEAD, f"X (Wire) - {LEAD}", LEAD.replace("Alder", "Birch")]),
    published=st.sampled_from(["", "2022-05-24", "2022-05-25", "2022-06-25"]),
)


@given(st.lists(ITEMS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_items_makes_no_difference(items: list[FeedItem], dice: random.Random) -> None:
    shuffled = items[:]
    dice.shuffle(shuffled)
    told = cluster([Candidate(one, 7.0) for one in items])
    assert told == cluster([Candidate(one, 7.0) for one in shuffled])
    assert sorted(item for one in told for item in (one.item, *one.others)) == sorted(items)


@given(st.text(), st.text())
def test_any_headline_can_be_cut(title: str, outlet: str) -> None:
    headline(title, {"x"}, outlet)
    is_same_lead(title * 20, outlet * 20)
