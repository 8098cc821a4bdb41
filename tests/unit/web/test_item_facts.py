import pytest

from sourcebook.model.coverage import FeedItem
from sourcebook.web.item_facts import item_facts, written_day

RAW = "Fri, 20 Nov 2026 23:30:00 -0500"
ITEM = FeedItem("dam", "1", "https://e.org/1", "The dam", "It holds.", "2026-11-21T04:30:00Z", RAW)


def values(item: FeedItem, outlet: str = "") -> dict[str, object]:
    return {fact.field: fact.value for fact in item_facts(item, outlet)}


def test_an_item_tells_title_day_address_and_summary() -> None:
    said = values(ITEM._replace(language="en", authors=("Ngozi Okafor", "ed@e.org")), "The Courier")
    assert said == {
        "type": "webpage",
        "title": "The dam",
        "author": [{"family": "Okafor", "given": "Ngozi"}],
        "container-title": "The Courier",
        "issued": "2026-11-20",
        "URL": "https://e.org/1",
        "language": "en",
        "abstract": "It holds.",
    }


def test_what_a_feed_cannot_know_is_doubted() -> None:
    doubts = {fact.field: fact.doubt for fact in item_facts(ITEM._replace(authors=("Ngozi Okafor",)))}
    assert doubts["type"]
    assert doubts["author"]
    assert not doubts["title"]


def test_a_doi_is_one_and_a_staff_byline_is_nobody() -> None:
    said = values(ITEM._replace(url="https://doi.org/10.1000/X", authors=("Staff writer",), summary="The dam"))
    assert said["DOI"] == "10.1000/x"
    assert not {"URL", "author", "abstract"} & said.keys()


@pytest.mark.parametrize(
    ("published", "raw", "day"),
    [
        ("2026-11-21T04:30:00Z", RAW, "2026-11-20"), ("2026-11-20", "2026年11月20日", "2026-11-20"),
        ("2026-11-20~", "20261120T103000Z", "2026-11-20~"), ("2026-11-21T04:30:00Z", "1795235400", "2026-11-21"),
        ("", "soon", ""),
        ("2026-11-21T04:30:00Z", "", "2026-11-21"), ("2026-11", "2026-11", "2026-11"),
    ],
)  # fmt: skip
def test_the_day_is_the_one_that_the_feed_wrote(published: str, raw: str, day: str) -> None:
    assert written_day(ITEM._replace(published=published, published_raw=raw)) == day
