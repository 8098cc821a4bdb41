"""How well the topic finds what is known to belong to it: the library replayed as if it came from feeds.

A filter that finds one viewpoint worse than the others would tilt the bibliography, so each is looked at alone.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sourcebook.model.coverage import Decision, FeedItem, Topic
from sourcebook.model.library import Library
from sourcebook.model.work import Work
from sourcebook.tracking.score import Scorer

OFF_TOPIC = "off-topic"  # the reason of a dismissal that speaks against the topic; others speak of the item
_FEW = 5  # works; of fewer no share is worth a word
_SURE = 1.64  # standard deviations, for 95 % on one side


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Of the works of a group, how many would have been shown; `missed` are the keys of the others."""

    group: str
    works: int
    missed: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """How many would have been shown."""
        return self.works - len(self.missed)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.found / self.works if self.works else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay showed: recall over all, and by viewpoint and language; and what the decisions so far say.

    `accepted` and `off_topic` count decisions; what was dismissed for another reason is in neither. `warnings` are
    sentences.
    """

    overall: Recall
    viewpoints: tuple[Recall, ...]
    languages: tuple[Recall, ...]
    accepted: int
    off_topic: int
    warnings: tuple[str, ...]

    @property
    def precision(self) -> float | None:
        """The share of what was decided on that belongs to the topic; None before the first decision."""
        decided = self.accepted + self.off_topic
        return self.accepted / decided if decided else None


def replay(
    library: Library, topic: Topic, decisions: Iterable[Decision] = (), *, with_summaries: bool = True
) -> Replay:
    """Score every work as the item that a feed would have brought, compared with all works but itself.

    A summary is the work's abstract, or the annotation where it has none; without summaries, titles stand alone.
    """
    scorer = Scorer(topic, library)
    works = list(library.works.values())
    missed = {
        work.key
        for work in works
        if scorer.score(item_of(work, with_summary=with_summaries), without=work.key).score < topic.show
    }
    viewpoints = _by(works, missed, lambda work: work.viewpoint)
    latest = {one.id: one for one in sorted(decisions, key=lambda one: one.date)}.values()
    return Replay(
        overall=_recall("all", works, missed),
        viewpoints=viewpoints,
        languages=_by(works, missed, lambda work: work.language),
        accepted=sum(one.decision == "accepted" for one in latest),
        off_topic=sum(one.decision == "dismissed" and one.reason == OFF_TOPIC for one in latest),
        warnings=tuple(_tilts(viewpoints)),
    )


def item_of(work: Work, *, with_summary: bool = True) -> FeedItem:
    """The item that a feed would have brought of a work."""
    summary = (work.text("abstract") or work.annotation) if with_summary else ""
    return FeedItem(
        feed="",
        id=work.key,
        url=work.text("URL") or work.text("url-mirror"),
        title=work.title,
        summary=summary,
        published=work.text("issued"),
        language=work.language,
        outlet=work.text("container-title") or work.text("publisher"),
    )


def _by(works: Sequence[Work], missed: set[str], group_of: Callable[[Work], str]) -> tuple[Recall, ...]:
    groups: dict[str, list[Work]] = {}
    for work in works:
        groups.setdefault(group_of(work), []).append(work)
    return tuple(_recall(name, members, missed) for name, members in sorted(groups.items()))


def _recall(name: str, works: Sequence[Work], missed: set[str]) -> Recall:
    return Recall(group=name, works=len(works), missed=tuple(work.key for work in works if work.key in missed))


def _tilts(groups: Sequence[Recall]) -> Iterable[str]:
    """A sentence for each viewpoint that is found so much worse than all others that chance hardly explains it."""
    for one in groups:
        others = [other for other in groups if other is not one]
        works, found = sum(other.works for other in others), sum(other.found for other in others)
        if one.works >= _FEW and works >= _FEW and _at_most(one.found, one.works) < found / works:
            yield (
                f"Of the viewpoint {one.group} {one.found} of {one.works} works are found, of all others "
                f"{found} of {works}: the topic lacks words that this viewpoint uses."
            )


def _at_most(found: int, works: int) -> float:
    """The upper end of Wilson's interval for a share."""
    share, square = found / works, _SURE * _SURE
    spread = _SURE * math.sqrt(share * (1 - share) / works + square / (4 * works * works))
    return (share + square / (2 * works) + spread) / (1 + square / works)
