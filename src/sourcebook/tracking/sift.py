"""From what feeds bring to what a person should see: scored, freed of what is known, the same stories together."""

from collections.abc import Iterable, Sequence

from sourcebook.model.coverage import Candidate, Decision, Feed, FeedItem, Topic
from sourcebook.model.library import Library
from sourcebook.model.work import Work
from sourcebook.tracking.cluster import cluster
from sourcebook.tracking.known import Known, shared_keys
from sourcebook.tracking.score import Scorer


def sift(
    items: Iterable[FeedItem],
    library: Library,
    decisions: Iterable[Decision],
    topic: Topic,
    *,
    feeds: Sequence[Feed] = (),
    inbox: Sequence[Work] = (),
    today: str = "",
) -> tuple[Candidate, ...]:
    """The candidates among items, one for each story, best first.

    What is in the library, in the inbox or decided on is left out, with every item that tells the same story; a
    deferred one comes back on its day, for which `today` is needed.
    """
    offered = tuple(dict.fromkeys(items))
    shared = shared_keys(offered)
    known = Known(library, decisions, inbox, today=today)
    identities = {feed.id: feed.identity for feed in feeds}
    scorer = Scorer(topic, library, feeds)
    scored = [one for one in map(scorer.score, offered) if one.score >= topic.show]
    addresses = frozenset(key.removeprefix("url:") for key in shared)
    stories = cluster(scored, library.outlets, shared=addresses)
    return tuple(
        story
        for story in stories
        if not any(
            known.of(item, identity=identities.get(item.feed, "auto"), shared=shared)
            for item in (story.item, *story.others)
        )
    )
