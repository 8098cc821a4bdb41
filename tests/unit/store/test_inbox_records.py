import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.coverage import Candidate, FeedItem, Reason
from sourcebook.store import codec
from sourcebook.store.inbox import INBOX, Waiting, inbox_at, key_of, known_works, load_inbox, record_of

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40).map(
    lambda text: " ".join(text.replace("\ufeff", "").split())
)


def an_item(feed: str, name: str, url: str, title: str, published: str, outlet: str) -> FeedItem:
    return FeedItem(feed, name, url, title, published=published, outlet=outlet)


ITEMS = st.builds(
    an_item,
    st.sampled_from(["dam", "river"]),
    TEXTS.filter(bool),
    st.sampled_from(["https://e.org/1", "https://e.org/2"]),
    TEXTS.filter(bool),
    st.sampled_from(["2026-11-20", "2026-11-20T10:00:00Z", "2026-11-20~"]),
    TEXTS,
)
CANDIDATES = st.builds(
    Candidate,
    item=ITEMS,
    score=st.integers(-100, 100).map(lambda number: number / 4),
    reasons=st.lists(st.builds(Reason, TEXTS.filter(bool), st.sampled_from([15.0, -6.0, 0.81])), max_size=3).map(tuple),
    others=st.lists(ITEMS, max_size=2).map(tuple),
    like=st.just(("okafor2019dam",)),
    answers=st.just(()),
)
ITEM = FeedItem("dam", "1", "https://e.org/1", "The Dam is closed: a report", published="2026-11-20")


def back(candidate: Candidate, name: str = "0123456789") -> Waiting:
    raw = {"title": candidate.item.title, "URL": candidate.item.url}
    reading = codec.read_bytes(record_of(candidate, name, raw, ["a doubt"]), path="", key="k")
    assert reading.work is not None
    return Waiting(reading.work)


@given(CANDIDATES)
def test_a_candidate_comes_back_from_its_record_as_it_was(candidate: Candidate) -> None:
    found = back(candidate)
    assert found.id == "0123456789"
    assert (found.candidate.item.title, found.candidate.item.url) == (candidate.item.title, candidate.item.url)
    assert (found.candidate.item.feed, found.candidate.item.id) == (candidate.item.feed, candidate.item.id)
    assert found.candidate.item.published == candidate.item.published
    assert found.candidate.score == candidate.score
    assert found.candidate.others == candidate.others
    assert [reason.points for reason in found.candidate.reasons] == [reason.points for reason in candidate.reasons]
    assert found.work.doubts == ("a doubt",)


@given(TEXTS, st.sampled_from(["2026-11-20", "2026"]))
def test_a_name_can_stand_on_every_disk(title: str, day: str) -> None:
    key = key_of(Candidate(ITEM._replace(title=title), 1.0), day, "0123456789", ())
    assert codec.is_key(key)
    assert re.fullmatch(r"[a-z0-9-]{4,90}", key)


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        ("The Dam is closed: a report", (), "2026-11-20-the-dam-is-closed-a-report"),
        ("The Dam is closed", ("2026-11-20-the-dam-is-closed",), "2026-11-20-the-dam-is-closed-0123"),
        ("大坝关闭", (), "2026-11-20-dam-0123456789"), ("Überflutet: Ärger", (), "2026-11-20-uberflutet-arger"),
    ],
)  # fmt: skip
def test_a_name_is_the_day_and_the_title(title: str, taken: tuple[str, ...], key: str) -> None:
    assert key_of(Candidate(ITEM._replace(title=title), 1.0), "2026-11-20", "0123456789", taken) == key


def test_a_record_that_a_person_wrote_is_a_candidate_too(tmp_path: Path) -> None:
    (tmp_path / INBOX).mkdir(parents=True)
    (tmp_path / "sources.yaml").write_text("subject: Dams\n", encoding="utf-8")
    text = "---\ntitle: By hand\nprovenance:\n  score: many\n  why: [none]\n  also: [x]\n---\n"
    (tmp_path / inbox_at("by-hand")).write_text(text, encoding="utf-8")
    (found,) = load_inbox(str(tmp_path))
    assert (found.work.title, found.candidate.score, len(found.id)) == ("By hand", 0.0, 10)
    assert load_inbox(str(tmp_path / "library")) == []


def test_the_same_story_elsewhere_is_known_too() -> None:
    found = back(Candidate(ITEM, 1.0, others=(ITEM._replace(url="https://x.org/9", title="Dam closed"),)))
    assert [work.text("URL") for work in known_works([found])] == ["https://e.org/1", "https://x.org/9"]
