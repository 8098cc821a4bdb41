"""What commands about candidates read and write: the inbox, the decisions, and both at once."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property

from sourcebook.cli.world import World
from sourcebook.errors import SourcebookError, UnknownName, UsageError
from sourcebook.model.coverage import Candidate, Decision
from sourcebook.model.links import moment_text
from sourcebook.model.outlets import Outlet
from sourcebook.model.work import Work
from sourcebook.store import files
from sourcebook.store.decisions import DECISIONS, load_decisions, with_decisions
from sourcebook.store.history import Differences
from sourcebook.store.inbox import INBOX, Waiting, load_inbox
from sourcebook.store.shelf import Shelf
from sourcebook.tracking.identity import item_keys

_FEWEST = 3  # letters of an id that are enough where they are one candidate's


class UnknownCandidate(SourcebookError):
    """No candidate of the inbox has this id or name."""

    exit_code = 1


class InboxShelf:
    """The inbox of one sourcebook with all decisions. A class, because it reads each file once."""

    def __init__(self, world: World) -> None:
        self._world = world

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions in the order of the file; what cannot be read there is told to the person."""
        found = load_decisions(self._world.root)
        for problem in found.problems[:3]:
            self._world.terminal.talk(f"sourcebook: {problem}", "yellow")
        return found.decisions

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Every candidate that can be read; others are told of."""
        found = load_inbox(self._world.root)
        if os.path.isdir(os.path.join(self._world.root, INBOX)):
            for problem in self._shelf.problems()[:3]:
                self._world.terminal.talk(f"sourcebook: {problem}", "yellow")
        return found

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self._world.root, INBOX)

    @cached_property
    def _latest(self) -> Mapping[str, Decision]:
        """The decision that holds, by the id of its candidate."""
        return {one.id: one for one in sorted(self.decisions, key=lambda one: one.date)}

    def deferred_until(self, one: Waiting, today: str) -> str:
        """The day until which a candidate is deferred, `for now` where no day was said; empty where it is not."""
        last = self._latest.get(one.id)
        if last is None or last.decision != "deferred" or (last.until and last.until <= today):
            return ""
        return last.until or "for now"

    def open(self, today: str) -> list[Waiting]:
        """The candidates to judge, best first; what is deferred is left out."""
        return sorted(
            (one for one in self.waiting if not self.deferred_until(one, today)),
            key=lambda one: (-one.candidate.score, one.work.key),
        )

    def named(self, words: Sequence[str]) -> list[Waiting]:
        """The candidates with these ids, the beginnings of ids, or names; raises UnknownCandidate."""
        return list({one.id: one for one in map(self._named, self._world.keys(words))}.values())

    def _named(self, word: str) -> Waiting:
        name = os.path.basename(word).removesuffix(".md")
        exact = [one for one in self.waiting if name in (one.id, one.work.key)]
        begun = [one for one in self.waiting if len(name) >= _FEWEST and one.id.startswith(name)]
        found = exact or begun
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownCandidate(
                f"{word} begins the ids of several candidates: {', '.join(one.id for one in found)}."
            )
        last = self._latest.get(name)
        if last:
            raise UnknownCandidate(
                f"{word} was {last.decision} on {last.date[:10]}; `inbox reopen {word}` takes it back."
            )
        raise UnknownCandidate(f"No candidate of the inbox is called {word!r}; `sourcebook inbox list` shows them.")

    def found(self, words: Sequence[str], among: Iterable[Waiting]) -> list[Waiting]:
        """Those that a query finds, in their order; all of them without one."""
        if not words:
            return list(among)
        among = list(among)
        keys = frozenset(self._shelf.keys(self._world.query(words))) if among else frozenset()
        return [one for one in among if one.work.key in keys]

    def decided(self, those: Mapping[str, Decision], *, stays: bool = False) -> Differences:
        """The bytes of the decisions and of the candidates' records, before and after; with `stays` the records stay.

        `those` are decisions by the key of the candidate's record.
        """
        before = self.bytes_of(DECISIONS)
        after = with_decisions(before or b"", those.values())
        removed = (
            {}
            if stays
            else {one.path: (self.bytes_of(one.path), None) for one in self.waiting if one.work.key in those}
        )
        return {DECISIONS: (before, after), **removed}

    def decision(self, one: Waiting, kind: str, *, reason: str = "", until: str = "", work: str = "") -> Decision:
        """A decision about a candidate, made now, with every key that it may come back under."""
        identities = {feed.id: feed.identity for feed in self._world.shelf.sources.feeds}
        keys = (key for item in one.items for key in item_keys(item, identities.get(item.feed, "auto")))
        return Decision(
            id=one.id,
            keys=tuple(dict.fromkeys(keys)),
            decision=kind,
            reason=reason,
            date=moment_text(now()),
            until=until,
            title=one.work.title,
            work=work,
        )

    def last_decision(self, name: str) -> Decision:
        """The decision that holds for an id, or the beginning of one; raises UnknownCandidate."""
        found = [
            one for key, one in self._latest.items() if key == name or (len(name) >= _FEWEST and key.startswith(name))
        ]
        if len(found) != 1:
            raise UnknownCandidate(
                f"No decision was made about a candidate {name!r}; `inbox list --decided` shows them."
            )
        return found[0]

    def bytes_of(self, path: str) -> bytes | None:
        """The bytes of a file of the sourcebook, None where there is none."""
        place = os.path.join(self._world.root, path)
        return files.read_bytes(place, files.LARGEST) if os.path.lexists(place) else None


def meant(inbox: InboxShelf, words: Sequence[str], query: str | None) -> list[Waiting]:
    """The candidates that are named, or that a query finds among those to judge, not both."""
    if query is None:
        return inbox.named(words)
    if words:
        raise UsageError("Name candidates or a query, not both.")
    return inbox.found([query], inbox.open(now().date().isoformat()))


def outlet_name(candidate: Candidate, world: World) -> str:
    """What the outlet of a candidate is called: by what an aggregator says, by its address, or by its feed."""
    item = candidate.item
    found = world.library.outlet_of(Work("", {"container-title": item.outlet, "URL": item.url}))
    return found.name if found else _feed_outlet(item.feed, world) or item.outlet


def _feed_outlet(name: str, world: World) -> str:
    sources = world.shelf.sources
    outlets: dict[str, Outlet] = {outlet.id: outlet for outlet in sources.outlets}
    feed = next((feed for feed in sources.feeds if feed.id == name), None)
    return outlets[feed.outlet].name if feed and feed.outlet in outlets else ""


def unknown_feed(name: str, world: World) -> UnknownName:
    """The error that no feed of sources.yaml has an id."""
    return UnknownName("feed", name, [feed.id for feed in world.shelf.sources.feeds])


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def candidate_shape(one: Waiting, state: str = "open") -> Mapping[str, object]:
    """The documented JSON shape of a candidate (docs/json.md)."""
    candidate = one.candidate
    item = candidate.item
    return {
        "schema": "sourcebook.candidate/1",
        "id": one.id,
        "key": one.work.key,
        "state": state,
        "title": one.work.title,
        "url": item.url,
        "outlet": one.work.text("container-title") or item.outlet,
        "published": item.published,
        "language": one.work.language,
        "summary": item.summary,
        "feed": item.feed,
        "score": candidate.score,
        "why": [{"phrase": reason.phrase, "points": reason.points} for reason in candidate.reasons],
        "also": [
            {"title": other.title, "url": other.url, "outlet": other.outlet, "feed": other.feed}
            for other in candidate.others
        ],
        "like": list(candidate.like),
        "answers": list(candidate.answers),
    }  # fmt: skip
