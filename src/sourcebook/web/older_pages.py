"""How far back a feed is asked for in pages: which page is next, and when there are enough of them. Pure."""

from collections.abc import Mapping

from sourcebook.model.links import Outcome
from sourcebook.model.polling import Answer, Polled

MOST_PAGES = 20  # older ones of one feed in one run
_ENDS = frozenset({Outcome.NOT_FOUND, Outcome.GONE})  # by which servers say that there is no such page


class OlderPages:
    """The pages of feeds that were seen in one run. A class, because whether a page is the last depends on all before.

    `since` is a UTC time such as `2026-01-01T00:00:00Z`, `known` what is remembered of the feeds. `asked` counts the
    older pages by feed; `done` are the feeds of which nothing older is wanted or to be had.
    """

    def __init__(self, since: str, known: Mapping[str, Polled]) -> None:
        self.since = since
        # What was asked for back to then is not asked for again: what is newer has come since.
        self.reached = {name: one for name, one in known.items() if one.back_to and one.back_to <= since}
        self.asked: dict[str, int] = {}
        self.done: set[str] = set()
        self._items: dict[str, set[str]] = {}
        self._addresses: dict[str, set[str]] = {}

    def next(self, answer: Answer) -> str:
        """The address of the next page to ask for after one that is well or not, empty where this was the last.

        A page that is empty, repeats another or leads to one that was asked already is the last, and the one that
        reaches back to `since`; items without a date tell nothing, so that a page of such is the last too.
        """
        if answer.feed in self.reached:
            return ""
        if answer.outcome is not Outcome.OK:
            if answer.outcome in _ENDS and answer.feed in self._items:
                self.done.add(answer.feed)
            return ""
        known = self._items.setdefault(answer.feed, set())
        is_new = not known.issuperset(item.id for item in answer.items)
        known.update(item.id for item in answer.items)
        dates = [item.published for item in answer.items if item.published]
        is_there = not dates or min(dates) <= self.since
        addresses = self._addresses.setdefault(answer.feed, set())
        count = self.asked.get(answer.feed, 0)
        if not is_new or is_there or not answer.older or answer.older in addresses or count >= MOST_PAGES:
            self.done.add(answer.feed)
            return ""
        addresses.add(answer.older)
        self.asked[answer.feed] = count + 1
        return answer.older
