"""Items that tell one story, under one of them: the same address, the same headline, or the same lead.

Likeness alone merges nothing: "US", "UK" and "EU" in one headline make three stories.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from sourcebook.model.coverage import Candidate, FeedItem
from sourcebook.model.outlets import Outlet
from sourcebook.model.text import fold, is_by_letter
from sourcebook.tracking.identity import address_of, hours, is_telling, story_address, title_words
from sourcebook.tracking.terms import folded

_TITLE_HOURS = 72.0
_LEAD_HOURS = 7 * 24.0
_HEADLINE = 500  # characters of a title that are looked at
_LEAD = 600  # and of a summary
_GRAMS = 80  # distinct five-letter runs that a lead needs to be told from another
_CONTAINED = 0.7
_COMMON = 40  # leads; what more of them share is a phrase of the trade
_SEPARATOR = re.compile(r"\s[-–—|·]\s|\s?[|_]\s?")
# What agencies and papers put before a headline, and what they leave out of one.
_WIRE = re.compile(
    r"^(?:(?:update|updated|wrapup|corrected|correction|refile|exclusive|breaking(?: news)?|watch|video|live|roundup|"
    r"exklusiv|eilmeldung|exclusif|exclusiva|独家|獨家|快讯|快訊|速報|動画)\s*\d*\s*[-:–—|]+\s*)+",
    re.IGNORECASE,
)
_ARTICLES = frozenset("a an the der die das ein eine le la les un une el los las una".split())
_DATELINE = re.compile(r"^[\w ,./]{1,60}\([^()]{1,30}\)\s*[-–—]+\s*|^[A-Z][A-Z ,./]{2,40}[-–—]+\s+")


def cluster(
    candidates: Iterable[Candidate], outlets: Sequence[Outlet] = (), *, shared: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """One candidate for each story, the best first, with the same story elsewhere under it, whatever order they are in.

    `shared` are story addresses that name more than one story, such as the front page that a feed gives for all.
    """
    ranked = sorted(candidates, key=_rank)
    names = frozenset(fold(name) for outlet in outlets for name in (outlet.name, *outlet.aliases))
    groups = _Groups(len(ranked))
    items = [one.item for one in ranked]
    for pair in (*_same_address(items, shared), *_same_title(items, names), *_same_lead(items)):
        groups.join(*pair)
    return tuple(_one([ranked[place] for place in places]) for places in groups.all())


def headline(title: str, names: Collection[str] = (), outlet: str = "") -> tuple[str, ...]:
    """The words of a headline without what a wire puts before it, the outlet after it, and articles.

    >>> headline("UPDATE 1-The dam is closed - Example Times", {"example times"})
    ('dam', 'is', 'closed')
    """
    whole = title.strip()[:_HEADLINE]
    bare = _WIRE.sub("", whole) or whole
    cuts = [match for match in _SEPARATOR.finditer(bare[-120:]) if match.start()]
    if cuts:
        after = bare[-120:][cuts[-1].end() :]
        if fold(after.strip()) in names or (outlet and fold(after.strip()) == fold(outlet)):
            bare = bare[: len(bare) - len(bare[-120:]) + cuts[-1].start()]
    return tuple(word for word in title_words(bare) if word not in _ARTICLES)


def is_same_lead(one: str, other: str) -> bool:
    """Whether two leads are one text: most of the shorter stands in the longer, and no word was put for another."""
    first, second = _lead(one), _lead(other)
    grams = [_grams(first), _grams(second)]
    if min(map(len, grams)) < _GRAMS or len(grams[0] & grams[1]) < _CONTAINED * min(map(len, grams)):
        return False
    words = [title_words(first), title_words(second)]
    changes = SequenceMatcher(a=words[0], b=words[1], autojunk=False).get_opcodes()
    return not any(
        tag == "replace" and {*words[0][a:b]} - _ARTICLES and {*words[1][c:d]} - _ARTICLES
        for tag, a, b, c, d in changes
    )


def _rank(one: Candidate) -> tuple[float, str, str, FeedItem]:
    # The first report is the one that the others took up; the rest only makes the order sure.
    return -one.score, *_since(one.item)


def _since(item: FeedItem) -> tuple[str, str, FeedItem]:
    return item.published or "9999", item.url, item


def _one(members: Sequence[Candidate]) -> Candidate:
    best = members[0]
    others = sorted((one.item for one in members[1:]), key=_since)
    return best._replace(
        others=tuple(others),
        like=tuple(dict.fromkeys(key for one in members for key in one.like)),
        answers=tuple(dict.fromkeys(key for one in members for key in one.answers)),
    )


def _same_address(items: Sequence[FeedItem], shared: Collection[str]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for place, item in enumerate(items):
        address = address_of(item)
        if address and address not in shared:
            yield first.setdefault(address, place), place


def _same_title(items: Sequence[FeedItem], names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Neighbours in time under one headline; what has no date joins where only one story has that headline."""
    by_words: dict[tuple[str, ...], list[int]] = {}
    for place, item in enumerate(items):
        words = headline(item.title, names, item.outlet)
        if is_telling(words):
            by_words.setdefault(words, []).append(place)
    for places in by_words.values():
        times = {place: hours(items[place].published) for place in places}
        dated = sorted((time, place) for place, time in times.items() if time is not None)
        undated = [place for place, time in times.items() if time is None]
        pairs = list(pairwise(dated))
        near = [(one[1], other[1]) for one, other in pairs if other[0] - one[0] <= _TITLE_HOURS]
        yield from near
        if len(near) == len(pairs):
            chain = [*undated, *(place for _, place in dated[:1])]
            yield from pairwise(chain)


def _same_lead(items: Sequence[FeedItem]) -> Iterator[tuple[int, int]]:
    """Pairs of other outlets within a week whose leads are one text, without comparing each with each."""
    leads = {place: _lead(item.summary) for place, item in enumerate(items) if len(item.summary) >= _GRAMS}
    anchors = {place: _anchors(lead) for place, lead in leads.items()}
    holders: dict[str, list[int]] = {}
    for place, marks in anchors.items():
        for mark in marks:
            holders.setdefault(mark, []).append(place)
    rare = {mark: places for mark, places in holders.items() if 1 < len(places) <= _COMMON}
    for place, marks in anchors.items():
        counts = Counter(other for mark in marks & rare.keys() for other in rare[mark] if other > place)
        for other, count in counts.items():
            if count >= 0.4 * min(len(marks), len(anchors[other])):
                one, two = items[place], items[other]
                if _is_elsewhere(one, two) and is_same_lead(one.summary, two.summary):
                    yield place, other


def _is_elsewhere(one: FeedItem, other: FeedItem) -> bool:
    """Whether they are of different outlets, and at most a week apart; one outlet's boilerplate is no story."""
    times = [hours(one.published), hours(other.published)]
    if times[0] is None or times[1] is None or abs(times[0] - times[1]) > _LEAD_HOURS:
        return False
    return _place_of(one) != _place_of(other)


def _place_of(item: FeedItem) -> str:
    return fold(item.outlet) or story_address(item.url).removeprefix("https://").partition("/")[0]


def _lead(summary: str) -> str:
    """The beginning of a summary, without a dateline and the word that was cut off at its end."""
    bare = _DATELINE.sub("", " ".join(summary[: 2 * _LEAD].split()), count=1)[:_LEAD]
    return folded(re.sub(r"\S*(?:…|\.\.\.|\[…\]|\[\.\.\.\])$", "", bare))


def _grams(text: str) -> set[str]:
    return {text[place : place + 5] for place in range(len(text) - 4)}


def _anchors(text: str) -> frozenset[str]:
    """The five-letter runs that begin a word, which are enough to find leads that share most of theirs."""
    return frozenset(
        text[place : place + 5]
        for place in range(len(text) - 4)
        if place == 0 or text[place - 1] == " " or is_by_letter(text[place])
    )


class _Groups:
    """Places 0 … joined into groups, the least of each leading it."""

    def __init__(self, size: int) -> None:
        self._leader = list(range(size))

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._find(one), self._find(other)))
        self._leader[second] = first

    def all(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for place in range(len(self._leader)):
            found.setdefault(self._find(place), []).append(place)
        return list(found.values())

    def _find(self, place: int) -> int:
        while self._leader[place] != place:
            self._leader[place] = self._leader[self._leader[place]]
            place = self._leader[place]
        return place
