import pytest

from sourcebook.model.coverage import Decision, FeedItem
from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.tracking.retitled import is_correction, retitled

ITEM = FeedItem("dam", "17", "https://e.org/2026/dam", "Little silt in the dam")
DECISION = Decision(
    "0123456789", ("url:https://e.org/2026/dam", "id:dam:17"), "accepted",
    title="Silt fills the dam", work="okafor2026dam",
)  # fmt: skip


def library(**more: Raw) -> Library:
    fields: dict[str, Raw] = {"title": "Silt fills the dam", "provenance": {"feed": "dam"}, **more}
    work: Work = read_work("okafor2026dam", fields, "", Origin())[0]
    return Library(works={work.key: work})


def keys(item: FeedItem, known: Library, *decisions: Decision) -> list[str]:
    return list(retitled([item], known, decisions, {}))


def test_another_headline_of_an_accepted_item_is_found() -> None:
    assert keys(ITEM, library(), DECISION) == ["okafor2026dam"]
    assert keys(ITEM._replace(url="https://e.org/other-slug"), library(), DECISION) == ["okafor2026dam"]


def test_the_same_headline_or_one_that_was_told_is_not() -> None:
    assert keys(ITEM._replace(title="SILT fills the dam!"), library(), DECISION) == []
    assert keys(ITEM, library(**{"status-events": [{"type": "headline", "note": ITEM.title}]}), DECISION) == []
    assert keys(ITEM, library(title=ITEM.title), DECISION) == []


def test_only_the_item_itself_counts() -> None:
    assert keys(ITEM._replace(feed="other", id="9"), library(), DECISION) == []
    assert keys(ITEM._replace(id="18", url="https://e.org/2026/x"), library(), DECISION) == []
    assert keys(ITEM, library(), DECISION._replace(decision="dismissed")) == []
    assert keys(ITEM, Library(works={}), DECISION) == []


@pytest.mark.parametrize(
    ("title", "is_one"),
    [("CORRECTED: silt", True), ("更正：大坝", True), ("Berichtigung: Damm", True), ("The correct height", False)],
)
def test_a_correction_says_so(title: str, is_one: bool) -> None:
    assert is_correction(title) is is_one
