from datetime import UTC, datetime

from sourcebook.cli.feed_health import Health
from sourcebook.cli.sources_fix import proposals
from sourcebook.model.coverage import Feed
from sourcebook.model.polling import Polled

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SINCE = "2026-11-01T10:00:00Z"


def moved(name: str, to: str, *, is_enabled: bool = True) -> Health:
    url = f"https://{name}.example/feed"
    polled = Polled(url, tried=SINCE, good=SINCE, outcome="ok", moved=to, moves=3, moved_since=SINCE)
    return Health(Feed(name, url, is_enabled=is_enabled), polled, "unwell")


def proposed(*healths: Health) -> list[tuple[str, str, str]]:
    feeds = [one.feed for one in healths]
    return [(one.feed, one.field, one.after) for one in proposals(feeds, healths, NOW)]


def test_two_feeds_that_became_one_are_followed_once() -> None:
    new = "https://new.example/feed"
    assert proposed(moved("a", new), moved("b", f"{new}/")) == [("a", "url", new), ("b", "enabled", "false")]
    assert proposed(moved("a", "https://c.example/feed"), moved("c", "")) == [("a", "enabled", "false")]


def test_what_is_not_read_is_left_alone() -> None:
    assert proposed(moved("a", "https://new.example/", is_enabled=False)) == []
    assert proposed(Health(Feed("new", "https://new.example/"), None, "new")) == []
