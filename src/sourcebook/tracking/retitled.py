"""Accepted works whose feed has another headline for them now: a correction, or a change of mind."""

import re
from collections.abc import Iterable, Mapping

from sourcebook.model.coverage import Decision, FeedItem
from sourcebook.model.library import Library
from sourcebook.model.work import Work
from sourcebook.tracking.identity import item_keys, title_words

# What newspapers put into a headline that was corrected or taken back.
_CORRECTED = re.compile(
    r"\b(?:correct(?:ed|ion)|retract(?:ed|ion)|clarification|erratum|korrektur|berichtigung|corrig[ée]|rectificati(?:f|on)|"
    r"correcci[óo]n|d[üu]zeltme)\b|更正|勘误|勘誤|訂正|撤回",
    re.IGNORECASE,
)


def retitled(
    items: Iterable[FeedItem], library: Library, decisions: Iterable[Decision], identities: Mapping[str, str]
) -> dict[str, FeedItem]:
    """The item with its new headline, by the key of the work that was made of it under another one.

    Only the item itself counts, in the feed that it was accepted from: the same story elsewhere has headlines of its
    own. What the work's `status-events` tell of already is left out.
    """
    accepted: dict[str, Decision] = {}
    for decision in decisions:
        if decision.decision == "accepted" and decision.work:
            accepted.update((key, decision) for key in decision.keys if not key.startswith("title:"))
    found = {}
    for item in items if accepted else ():
        keys = item_keys(item, identities.get(item.feed, "auto"))
        made = next((accepted[key] for key in keys if key in accepted), None)
        work = _work(library, made.work) if made else None
        if made and work and work.map("provenance").get("feed") == item.feed:
            told = {title_words(title) for title in (made.title, work.title, *_told(work))}
            if item.title and title_words(item.title) not in told:
                found[work.key] = item
    return found


def is_correction(title: str) -> bool:
    """Whether a headline says of itself that it was corrected or taken back."""
    return bool(_CORRECTED.search(title))


def _work(library: Library, key: str) -> Work | None:
    return library.works.get(key) or library.works.get(library.aliases.get(key, ""))


def _told(work: Work) -> Iterable[str]:
    events = work.fields.get("status-events", ())
    for event in events if isinstance(events, (list, tuple)) else ():
        if isinstance(event, Mapping) and isinstance(note := event.get("note"), str):
            yield note
