"""`track`: the feeds that are due are asked; what of them may belong into the bibliography comes into the inbox."""

import argparse
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sourcebook.cli import changing, network
from sourcebook.cli.ages import age, age_or_day, earliest
from sourcebook.cli.feed_run import Asked, mark_of, run_feeds
from sourcebook.cli.headlines import headline_changes
from sourcebook.cli.inbox_shelf import InboxShelf, candidate_shape, outlet_name, unknown_feed
from sourcebook.cli.terminal import table
from sourcebook.cli.world import World
from sourcebook.errors import BadSettings, Busy, SourcebookError, UsageError
from sourcebook.intake.draft import drafted
from sourcebook.model.coverage import Candidate, Feed, FeedItem
from sourcebook.model.links import moment_text
from sourcebook.model.text import one_line
from sourcebook.model.work import Origin, read_work
from sourcebook.store import codec, files
from sourcebook.store.feed_state import NAME, FeedState
from sourcebook.store.history import Differences
from sourcebook.store.inbox import Waiting, inbox_at, key_of, known_works, record_of
from sourcebook.tracking.identity import item_id
from sourcebook.web.clean import squeezed

_TOGETHER = timedelta(days=10)  # in which items may be one story
_KEPT = timedelta(days=400)  # since a feed last offered an item
_SHOWN = 20


class Found(NamedTuple):
    """A new candidate: its record's name and bytes, and how it is told of."""

    waiting: Waiting
    record: bytes


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `track` takes."""
    parser.add_argument("--feed", action="append", metavar="ID", default=[], help="this feed, due or not; repeatable")
    parser.add_argument(
        "--since",
        metavar="AGE|DAY",
        type=age_or_day,
        help="only items of the last 7d or 4w, or since 2026-05-01, from older pages too",
    )
    parser.add_argument("--every", metavar="AGE", type=age, help="go on, and look again after so long, such as 6h")
    parser.add_argument("--offline", metavar="DIR", default="", help="read DIR/ID.xml (or .json, .html) instead")
    parser.add_argument("--jobs", metavar="N", type=int, default=8, help="feeds at the same time (8)")
    parser.add_argument("--gap", metavar="SECONDS", type=float, default=1.0, help="between two at one host (1)")
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Track; exit 1 where a feed is unwell, 4 where no host can be reached, 5 where another run is under way."""
    if args.jobs < 1 or args.gap < 0:
        raise UsageError("--jobs is at least 1, and --gap no less than 0.")
    if args.every is None:
        return _once(args, world)
    if args.every < timedelta(minutes=5):
        raise UsageError("--every is at least 5m: feeds have their own times, and hosts are asked no more often.")
    while True:
        try:
            _once(args, world)
        except SourcebookError as error:
            world.terminal.talk(f"sourcebook: {error}", "red")
        world.terminal.flush()
        time.sleep(args.every.total_seconds())
        # All is read anew: records and settings change while we wait.
        world = World(args.folder, world.terminal, world.command)


def _once(args: argparse.Namespace, world: World) -> int:
    feeds = [feed for feed in world.shelf.sources.feeds if feed.is_enabled or feed.id in args.feed]
    for name in args.feed:
        if name not in {feed.id for feed in feeds}:
            raise unknown_feed(name, world)
    if not feeds:
        raise BadSettings("sources.yaml names no feeds; `sourcebook sources add URL` follows those of a site.")
    now = datetime.now(UTC)
    path = world.shelf.cache_path(NAME)
    with ExitStack() as stack:
        try:
            stack.enter_context(files.lock(world.shelf.cache_path("tracking"), patience=0.5))
        except Busy as error:
            raise Busy("Another `track` is under way in this sourcebook; wait until it is done.") from error
        state = stack.enter_context(FeedState.passing(path) if args.dry_run else FeedState(path))
        return _track(args, world, state, feeds, now)


def _track(args: argparse.Namespace, world: World, state: FeedState, feeds: Sequence[Feed], now: datetime) -> int:
    ran = run_feeds(world, args, state, feeds, now)
    if ran.is_interrupted:
        world.terminal.talk("sourcebook: interrupted; what was fetched is kept, and the next run goes on.", "yellow")
        return 130
    sources = world.shelf.sources
    mark = mark_of(sources.topic, sources.feeds, sources.outlets)
    is_anew = state.judged_by() != mark
    found: list[Found] = []
    if is_anew or state.has_new():
        inbox = InboxShelf(world)
        items = state.items("" if is_anew else moment_text(now - _TOGETHER))
        retold = headline_changes(world, inbox, items, now.date().isoformat()) if inbox.decisions else {}
        found = _found(args, world, inbox, items, now)
        _record(args, world, found, retold)
    state.looked_at(mark)
    state.forget([feed.id for feed in sources.feeds], moment_text(now - _KEPT))
    _tell(args, world, ran.asked, found)
    return 1 if any(one.unwell for one in ran.asked) else 0


def _found(
    args: argparse.Namespace, world: World, inbox: InboxShelf, items: Sequence[FeedItem], now: datetime
) -> list[Found]:
    """The new candidates, best first, of the items that are new, and of others that may tell the same stories."""
    from sourcebook.tracking.sift import sift  # noqa: PLC0415 - a run that brings nothing new need not load it
    from sourcebook.web.item_facts import item_facts, written_day  # noqa: PLC0415 - as above

    sources = world.shelf.sources
    if args.since:
        first = moment_text(earliest(args.since, now))
        items = [item for item in items if not item.published or item.published >= first[: len(item.published)]]
    stories = sift(
        items,
        world.library,
        inbox.decisions,
        sources.topic,
        feeds=sources.feeds,
        inbox=list(known_works(inbox.waiting)),
        today=now.date().isoformat(),
    )
    identities = {feed.id: feed.identity for feed in sources.feeds}
    taken = {one.work.key.casefold() for one in inbox.waiting}
    found = []
    for story in stories:
        candidate = _told(story, world)
        name = item_id(story.item, identities.get(story.item.feed, "auto"))
        key = key_of(candidate, written_day(story.item) or now.date().isoformat(), name, taken)
        taken.add(key.casefold())
        draft = drafted(item_facts(story.item, outlet_name(story, world)))
        record = record_of(candidate, name, draft.raw, draft.doubts)
        work = codec.read_bytes(record, path=inbox_at(key), key=key).work or read_work(key, draft.raw, "", Origin())[0]
        found.append(Found(Waiting(work), record))
    return found


def _told(story: Candidate, world: World) -> Candidate:
    """The candidate with each of the same stories under the name of its outlet."""
    others = tuple(other._replace(outlet=outlet_name(Candidate(other, 0.0), world)) for other in story.others[:_SHOWN])
    return story._replace(others=others)


def _record(args: argparse.Namespace, world: World, found: Sequence[Found], retold: Differences) -> None:
    """Write the new candidates into the inbox, and changed headlines to their works, in one commit."""
    differences = {**{one.waiting.path: (None, one.record) for one in found}, **retold}
    said = [f"{len(found)} new candidate{'s' if len(found) > 1 else ''}"] if found else []
    said += [f"{len(retold)} changed headline{'s' if len(retold) > 1 else ''}"] if retold else []
    changing.carry_out(world, args, changing.Change(differences, subject=f"track: {', '.join(said)}", is_told=True))


def _tell(args: argparse.Namespace, world: World, asked: Sequence[Asked], found: Sequence[Found]) -> None:
    if args.json:
        for one in asked:
            world.terminal.say(json.dumps(polled_shape(one), ensure_ascii=False))
        for new in found:
            world.terminal.say(json.dumps(candidate_shape(new.waiting), ensure_ascii=False))
        return
    rows = [
        (
            new.waiting.id,
            f"{new.waiting.candidate.score:g}",
            new.waiting.candidate.item.published[:10],
            _line(new.waiting),
        )
        for new in found[:_SHOWN]
    ]
    for line in table(rows):
        world.terminal.data(f"{line}\n")
    if len(found) > _SHOWN:
        world.terminal.data(f"and {len(found) - _SHOWN} more\n")
    for one in asked:
        if one.unwell:
            world.terminal.talk(f"{one.feed.id}: {one_line(one.unwell)}", "yellow")
    items = sum(one.taken.new for one in asked)
    told = [
        f"{len(asked)} feed{'' if len(asked) == 1 else 's'} asked" if asked else "no feed was due",
        f"{items} new items",
    ]
    if pages := sum(one.pages for one in asked):
        told.insert(1, f"{pages} older page{'' if pages == 1 else 's'} of them")
    told.append(f"{len(found)} new candidate{'' if len(found) == 1 else 's'}")
    world.terminal.talk(f"sourcebook: {', '.join(told)}" + ("; judge them with `sourcebook inbox`." if found else "."))


def _line(one: Waiting) -> str:
    outlet = one.work.text("container-title")
    also = f" (+{len(one.candidate.others)})" if one.candidate.others else ""
    names_it = squeezed(outlet) in squeezed(one.work.title)
    return one_line(f"{one.work.title}{'' if names_it or not outlet else f' · {outlet}'}{also}")


def polled_shape(one: Asked) -> dict[str, object]:
    """The documented JSON shape of a feed that was asked (docs/json.md)."""
    return {
        "schema": "sourcebook.polled/1",
        "feed": one.feed.id,
        "url": one.feed.url,
        "outcome": str(one.answer.outcome),
        "items": len(one.answer.items),
        "new": one.taken.new,
        "pages": one.pages,
        "changed": [{"before": before.title, "after": after.title} for before, after in _retitled(one)],
        "newest": one.polled.newest or None,
        "due": one.polled.due or None,
        "unwell": one.unwell or None,
    }


def _retitled(one: Asked) -> list[tuple[FeedItem, FeedItem]]:
    return [(before, after) for before, after in one.taken.changed if before.title != after.title]
