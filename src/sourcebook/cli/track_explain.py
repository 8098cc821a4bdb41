"""`track explain`: why an item is a candidate or is not: its points, its reasons, and where it is known from."""

import argparse
import json
import os

from sourcebook.cli import network
from sourcebook.cli.asking import Asking
from sourcebook.cli.inbox_shelf import InboxShelf, now
from sourcebook.cli.terminal import wrapped
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.model.coverage import Candidate, FeedItem
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address
from sourcebook.store.feed_state import NAME, FeedState
from sourcebook.tracking.identity import story_address
from sourcebook.tracking.known import Acquaintance, Known
from sourcebook.tracking.score import Scorer

_MOST = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `track explain` takes."""
    parser.add_argument("what", metavar="URL|TITLE", help="an address, or words of a title")
    parser.add_argument("--offline", action="store_true", help="only items that feeds offered, and titles")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one item a line (docs/json.md)")
    network.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Explain; exit 0 also where the item is no candidate."""
    sources, inbox = world.shelf.sources, InboxShelf(world)
    scorer = Scorer(sources.topic, world.library, sources.feeds)
    known = Known(world.library, inbox.decisions, [one.work for one in inbox.waiting], today=now().date().isoformat())
    identities = {feed.id: feed.identity for feed in sources.feeds}
    for item in _items(args, world):
        found = scorer.score(item)
        where = known.of(item, identity=identities.get(item.feed, "auto"))
        if args.json:
            world.terminal.say(json.dumps(_shape(found, where, sources.topic.show), ensure_ascii=False))
        else:
            _say(world, found, where)
    return 0


def _items(args: argparse.Namespace, world: World) -> list[FeedItem]:
    """The items meant: what feeds offered at the address, else what its page says; or a title as it was typed."""
    path = world.shelf.cache_path(NAME)
    items = []
    if os.path.exists(path):
        with FeedState.passing(path) as state:
            items = state.items()
    if not is_web_address(args.what):
        words = args.what.casefold()
        found = [item for item in items if words in item.title.casefold()]
        return found[:_MOST] or [FeedItem(feed="", id="", url="", title=args.what)]
    address = story_address(args.what)
    found = [item for item in items if story_address(item.url) == address]
    if found:
        return found[:_MOST]
    if args.offline:
        raise UsageError(f"No feed offered {args.what}; without --offline its page is asked, or give its title.")
    with network.fetcher(world, args) as fetcher:
        answer = Asking(fetcher, world.shelf.sources.services).page(args.what)
    said = {fact.field: str(fact.value) for fact in reversed(answer.facts)}
    return [
        FeedItem(
            feed="",
            id="",
            url=args.what,
            title=said.get("title", ""),
            summary=said.get("abstract", ""),
            published=said.get("issued", ""),
            language=said.get("language", ""),
            outlet=said.get("container-title", ""),
        )
    ]


def _say(world: World, found: Candidate, where: Acquaintance | None) -> None:
    topic = world.shelf.sources.topic
    verdict = "shown first" if found.score >= topic.high else "shown" if found.score >= topic.show else "not shown"
    lines = [
        found.item.title,
        f"{found.score:g} points, {verdict}: a candidate has {topic.show:g}, one that is shown first {topic.high:g}",
        *(f"{reason.points:+g}  {reason.phrase}" for reason in found.reasons),
    ]
    if where:
        lines.append(f"known: {where.where} {where.key}")
    for place, text in enumerate(lines):
        for line in wrapped(one_line(text), world.terminal.width, "  " if place > 1 else ""):
            world.terminal.say(line)


def _shape(found: Candidate, where: Acquaintance | None, show: float) -> dict[str, object]:
    """The documented JSON shape of an explanation (docs/json.md)."""
    return {
        "schema": "sourcebook.explanation/1",
        "title": found.item.title,
        "url": found.item.url,
        "feed": found.item.feed,
        "score": found.score,
        "is-candidate": found.score >= show,
        "why": [{"phrase": reason.phrase, "points": reason.points} for reason in found.reasons],
        "like": list(found.like),
        "answers": list(found.answers),
        "known": where and {"where": where.where, "key": where.key},
    }
