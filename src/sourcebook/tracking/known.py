"""What needs no second look: items in the library, in the inbox, or decided on, under whatever address they come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sourcebook.model.coverage import Decision, FeedItem
from sourcebook.model.library import Library
from sourcebook.model.work import Work
from sourcebook.tracking.identity import item_keys, near_keys, work_keys

_MANY = 3  # titles of one feed under one address or id, which then tells none of them


class Acquaintance(NamedTuple):
    """Where an item is known from: `library` or `inbox` and the key of the work, or a decision and its id."""

    where: str  # library | inbox | accepted | dismissed | deferred
    key: str


class Known:
    """All keys of the library, the inbox and the decisions.

    Of several decisions on one key the latest holds; one that was deferred is known before its day only. `today` is a
    day such as 2022-05-24; without one, whatever was deferred stays known.
    """

    def __init__(
        self, library: Library, decisions: Iterable[Decision] = (), inbox: Sequence[Work] = (), *, today: str = ""
    ) -> None:
        self._keys: dict[str, Acquaintance] = {}
        for decision in sorted(decisions, key=lambda one: one.date):
            for key in decision.keys:
                self._keys.pop(key, None)
                if _holds(decision, today):
                    self._keys[key] = Acquaintance(decision.decision, decision.work or decision.id)
        for where, works in (("inbox", inbox), ("library", library.works.values())):
            for work in works:
                self._keys.update((key, Acquaintance(where, work.key)) for key in work_keys(work))

    def of(
        self, item: FeedItem, *, identity: str = "auto", shared: frozenset[str] = frozenset()
    ) -> Acquaintance | None:
        """Where the item is known from, or None; keys in `shared` tell nothing, since several items have them."""
        for key in item_keys(item, identity):
            if key not in shared:
                for near in near_keys(key):
                    if near in self._keys:
                        return self._keys[near]
        return None


def shared_keys(items: Iterable[FeedItem]) -> frozenset[str]:
    """Keys under which one feed offers several stories: an id or an address that all its items have."""
    titles: dict[tuple[str, str], set[str]] = defaultdict(set)
    said: dict[tuple[str, str], FeedItem] = {}
    for item in items:
        for mark in (item.url, item.id):
            titles[item.feed, mark].add(item.title)
            said[item.feed, mark] = item
    several = [(mark, said[mark]) for mark, those in titles.items() if len(those) >= _MANY]
    return frozenset(
        key
        for (_, mark), item in several
        for key in item_keys(
            item._replace(url=item.url if mark == item.url else "", id=item.id if mark == item.id else "")
        )
        if not key.startswith("title:")
    )


def _holds(decision: Decision, today: str) -> bool:
    if decision.decision == "deferred":
        return not (today and decision.until and decision.until <= today)
    return decision.decision in ("accepted", "dismissed")
