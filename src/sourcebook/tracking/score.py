"""How much an item belongs to the topic, and why: its words, its outlet, the works that it is like or links to."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import unquote

from sourcebook.model.coverage import Candidate, Feed, FeedItem, Reason, TermGroup, Topic
from sourcebook.model.library import Library
from sourcebook.model.outlets import Outlet
from sourcebook.model.work import Work
from sourcebook.tracking.identity import addresses_in, doi_of, story_address, unwrapped, work_keys
from sourcebook.tracking.similarity import Similarity
from sourcebook.tracking.terms import Found, Terms, folded, shown

# A headline says what an item is about; categories are chosen with care; leads mention much. An address repeats the
# headline, so that it counts only for what no other field says.
_FACTORS: Mapping[str, int] = {"title": 3, "categories": 2, "summary": 1, "address": 1}
_MOST = 4  # times that the weight of one group counts in all fields together
_LIKE = 4.0  # points for being the same as a work
_LIKE_SHARE = (
    1 / 3
)  # of what all else gives: a quarter of the sum at most, or the list would only grow more of the same
_ANSWERS = 5.0  # points for a link to a work
_MOST_LINKS = 3
_BETWEEN = re.compile(r"[-_/.+]+")


class _Hit(NamedTuple):
    group: TermGroup
    field: str
    places: tuple[Found, ...]


class Scorer:
    """Scores items against one topic, library and list of feeds; made once for many items."""

    def __init__(self, topic: Topic, library: Library, feeds: Sequence[Feed] = ()) -> None:
        self._topic = topic
        self._library = library
        self._feeds = {feed.id: feed for feed in feeds}
        self._outlets = {outlet.id: outlet for outlet in library.outlets}
        self._groups: dict[str, list[TermGroup]] = {}
        for group in topic.groups:
            for text in group.terms:
                self._groups.setdefault(text, []).append(group)
        self._terms = Terms(self._groups)
        self._similarity = Similarity(library.works)
        self._keys = {
            key: work.key for work in library.works.values() for key in work_keys(work) if not key.startswith("title:")
        }

    def score(self, item: FeedItem, *, without: str = "") -> Candidate:
        """The item with its score, which is the sum of its reasons' points, whatever the score is.

        `without` is the key of a work that the item is not compared with, where the item was made from it.
        """
        reasons = [*self._words(item), *self._prior(item)]
        answers = tuple(key for key in self._linked(item) if key != without)
        reasons += [Reason(f"links to {key}", _ANSWERS) for key in answers[:1]]
        so_far = sum(reason.points for reason in reasons)
        # Most items are of other things, and no likeness would bring them near what is shown.
        is_near = so_far > 0 and so_far * (1 + _LIKE_SHARE) >= self._topic.show
        like = self._similarity.nearest(f"{item.title} {item.summary}", without=without) if is_near else ()
        if like:
            points = round(min(_LIKE * like[0].share, _LIKE_SHARE * so_far), 2)
            reasons.append(Reason(f"like {like[0].key} {like[0].share:.2f}", points))
        score = round(sum(reason.points for reason in reasons), 2)
        feed = self._feeds.get(item.feed)
        if feed and feed.is_on_topic and score < self._topic.show:
            reasons.append(Reason(f"all of {feed.id} is on the topic", round(self._topic.show - score, 2)))
            score = self._topic.show
        return Candidate(item, score, tuple(reasons), like=tuple(one.key for one in like), answers=answers)

    def outlet_of(self, item: FeedItem) -> Outlet | None:
        """Where it appeared: what an aggregator says, else whose address it has, else whose feed it came from."""
        said = Work("", {"container-title": item.outlet, "URL": unwrapped(item.url)})
        feed = self._feeds.get(item.feed)
        return self._library.outlet_of(said) or (self._outlets.get(feed.outlet) if feed else None)

    def _prior(self, item: FeedItem) -> Iterator[Reason]:
        outlet = self.outlet_of(item)
        if outlet and outlet.prior:
            yield Reason(outlet.name, round(outlet.prior, 2))

    def _linked(self, item: FeedItem) -> tuple[str, ...]:
        keys = (key for one in addresses_in(item) for key in (f"url:{story_address(one)}", f"doi:{doi_of(one)}"))
        works = dict.fromkeys(self._keys[key] for key in keys if key in self._keys)
        return tuple(works)[:_MOST_LINKS]

    def _words(self, item: FeedItem) -> Iterator[Reason]:
        """A reason for each group and field, those of one group up to its most."""
        hits = self._hits(_fields(item))
        groups = {hit.group.name for hit in hits}
        spent: dict[str, int] = {}
        for hit in hits:
            name = hit.group.name
            most = 0 if hit.field == "address" and name in spent else _MOST - spent.get(name, 0)
            counts = min(_FACTORS[hit.field], most)
            if counts <= 0 or (hit.group.needs and groups.isdisjoint(hit.group.needs)):
                continue
            spent[name] = spent.get(name, 0) + counts
            yield Reason(f"{shown(hit.places)} in {hit.field}", round(hit.group.weight * counts, 2))

    def _hits(self, fields: Mapping[str, str]) -> list[_Hit]:
        """What each group has in each field; the fields are looked through as one text, since most hold nothing."""
        groups: dict[tuple[str, str], tuple[TermGroup, list[Found]]] = {}
        names, stops = tuple(fields), tuple(accumulate(len(text) + 1 for text in fields.values()))
        for place in self._terms.found("\n".join(fields.values())):
            field = names[bisect_right(stops, place.start)]
            for group in self._groups[place.term.text]:
                groups.setdefault((field, group.name), (group, []))[1].append(place)
        return [_Hit(group, field, tuple(places)) for (field, _), (group, places) in groups.items()]


def _fields(item: FeedItem) -> Mapping[str, str]:
    # Words of an address are cut by hyphens and slashes; a host alone is the outlet's name.
    address = item.url.partition("://")[2]
    if address.find("/") in (-1, len(address) - 1):
        address = ""
    words = _BETWEEN.sub(" ", unquote(address) if "%" in address else address)
    fields = {"title": item.title, "categories": "\n".join(item.categories), "summary": item.summary, "address": words}
    return {name: folded(text) for name, text in fields.items()}
