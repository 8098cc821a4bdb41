"""Coverage: the feeds that are followed, what they offer, and what of it may belong into the bibliography."""

from typing import NamedTuple


class Feed(NamedTuple):
    """One feed of sources.yaml; `evidence` says whether its address was seen in use, or is `unconfirmed`."""

    id: str
    url: str
    outlet: str = ""  # the id of the outlet it belongs to; empty for aggregators and searches
    kind: str = "feed"  # feed | json-feed | google-news | gdelt | crossref | openalex | page
    language: str = ""  # BCP 47, where all its items are in one language
    is_on_topic: bool = False  # whether every item is a candidate
    identity: str = "auto"  # what tells its items apart: auto | id | link | link+date | title+date
    expect_every: int = 0  # days of silence that are worth a word; 0 for the default
    is_enabled: bool = True
    evidence: str = "unconfirmed"


def kind_of(url: str, form: str = "") -> str:
    """The kind of a feed, by its address and, where it was asked, by what it is (`RSS 2.0`, `JSON Feed 1.1` …)."""
    if form.startswith("JSON Feed"):
        return "json-feed"
    return "google-news" if url.partition("://")[2].startswith("news.google.com/rss") else "feed"


class TermGroup(NamedTuple):
    """Words that speak for the topic, or with a negative weight against it.

    Where `needs` names groups, they count only beside words of one of them.
    """

    name: str
    weight: float
    terms: tuple[str, ...]
    needs: tuple[str, ...] = ()


class Topic(NamedTuple):
    """What the bibliography is about, in words of all its languages.

    Items are shown from the score `show` on, and those from `high` on first.
    """

    groups: tuple[TermGroup, ...] = ()
    show: float = 6.0
    high: float = 12.0


class FeedItem(NamedTuple):
    """One item of a feed, as plain text: no markup, no control characters, addresses absolute.

    `published` is EDTF or a UTC time such as `2022-05-24T08:00:00Z`, empty where it could not be read; the text that
    the feed had stays in `published_raw`. `outlet` is what an aggregator says of where it appeared, `links` are the
    addresses that its text links to.
    """

    feed: str
    id: str
    url: str
    title: str
    summary: str = ""
    published: str = ""
    published_raw: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    outlet: str = ""
    links: tuple[str, ...] = ()


class Reason(NamedTuple):
    """Why an item scores: a phrase for a person, and the points it gave or took."""

    phrase: str
    points: float


class Candidate(NamedTuple):
    """An item that may belong into the bibliography, with the same story elsewhere under it.

    `like` are keys of works that it resembles, best first; `answers` keys of works that it links to.
    """

    item: FeedItem
    score: float
    reasons: tuple[Reason, ...] = ()
    others: tuple[FeedItem, ...] = ()
    like: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class Decision(NamedTuple):
    """One judgement of a candidate, a line of decisions.jsonl; of several on one candidate the latest holds.

    `keys` are all that the candidate may come back under. `date` is when it was made, a UTC time; a deferred candidate
    comes back on the day `until`; `work` is the key under which an accepted one stands in the library.
    """

    id: str
    keys: tuple[str, ...] = ()
    decision: str = ""  # accepted | dismissed | deferred | reopened
    reason: str = ""
    date: str = ""
    until: str = ""
    title: str = ""
    work: str = ""
