"""`sources test`: feeds asked now, to see what they give; nothing is remembered of it."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sourcebook.cli import network
from sourcebook.cli.inbox_shelf import now
from sourcebook.cli.terminal import fitted
from sourcebook.cli.world import World
from sourcebook.model.coverage import Candidate, Feed
from sourcebook.model.links import moment_text
from sourcebook.model.polling import Answer
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address

_SHOWN = 8
_TRIED = 5  # feeds that a page names


class Tested(NamedTuple):
    """What a feed gave: its answer, its items with their points, and, where it is a page, the feeds that it names."""

    feed: Feed
    answer: Answer
    candidates: tuple[Candidate, ...] = ()
    named: tuple[str, ...] = ()


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources test` takes."""
    parser.add_argument(
        "what", nargs="+", metavar="ID|URL", help="feeds of sources.yaml, or addresses of feeds or sites"
    )
    parser.add_argument("--json", action="store_true", help="JSON Lines, one feed a line (docs/json.md)")
    network.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Ask; exit 1 where one is no feed."""
    code = 0
    for one in _tested(args, world):
        if args.json:
            world.terminal.say(json.dumps(_shape(one), ensure_ascii=False))
        else:
            _say(world, one)
        code = max(code, 0 if one.answer.form else 1)
    return code


def _tested(args: argparse.Namespace, world: World) -> Iterator[Tested]:
    from sourcebook.tracking.score import Scorer  # noqa: PLC0415 - not for --help
    from sourcebook.web.poll import Poller  # noqa: PLC0415 - as above

    sources = world.shelf.sources
    feeds = {feed.id: feed for feed in sources.feeds}
    scorer = Scorer(sources.topic, world.library, sources.feeds)
    with network.fetcher(world, args) as fetcher:
        poller = Poller(fetcher, {}, {}, now=now)
        for word in args.what:
            feed = feeds.get(word) or _feed_at(word, world)
            answer = poller.ask(feed)
            named: Sequence[str] = () if answer.form else poller.named(feed.url)[:_TRIED]
            yield Tested(feed, answer, tuple(scorer.score(item) for item in answer.items), tuple(named))


def _feed_at(word: str, world: World) -> Feed:
    from sourcebook.cli.inbox_shelf import unknown_feed  # noqa: PLC0415 - for a word that is none

    if not is_web_address(word):
        raise unknown_feed(word, world)
    return Feed("test", word)


def _say(world: World, one: Tested) -> None:
    terminal, answer = world.terminal, one.answer
    terminal.say(one_line(one.feed.url))
    if not answer.form:
        terminal.say(f"  no feed: {answer.reason}")
        for url in one.named:
            terminal.say(f"  it names the feed {one_line(url)}")
        return
    show = world.shelf.sources.topic.show
    newest = max((item.published for item in answer.items), default="")
    shown = sum(candidate.score >= show for candidate in one.candidates)
    words = sum(len(f"{item.title} {item.summary}".split()) for item in answer.items)
    terminal.say(f"  {one_line(' · '.join(filter(None, (answer.form, answer.title))))}")
    told = [f"{len(answer.items)} items", f"the newest of {newest[:10] or 'no known day'}"]
    told += [f"{round(words / len(answer.items))} words each"] if answer.items else []
    terminal.say(f"  {', '.join(told)}; {shown} would be candidates")
    if answer.warning:
        terminal.say(f"  {one_line(answer.warning)}")
    if answer.permanent:
        terminal.say(f"  it redirects permanently to {one_line(answer.permanent)}")
    for candidate in sorted(one.candidates, key=lambda candidate: -candidate.score)[:_SHOWN]:
        title = one_line(candidate.item.title)
        terminal.say(
            fitted(f"  {candidate.score:>6g}  {candidate.item.published[:10]:10}  {title}", terminal.width, pad=False)
        )


def _shape(one: Tested) -> Mapping[str, object]:
    """The documented JSON shape of a test (docs/json.md)."""
    return {
        "schema": "sourcebook.feed-test/1",
        "url": one.feed.url,
        "at": moment_text(now()),
        "form": one.answer.form or None,
        "title": one.answer.title or None,
        "reason": one.answer.reason or one.answer.warning or None,
        "permanent": one.answer.permanent or None,
        "feeds": list(one.named),
        "items": [
            {
                "id": candidate.item.id,
                "url": candidate.item.url,
                "title": candidate.item.title,
                "published": candidate.item.published,
                "score": candidate.score,
            }
            for candidate in one.candidates
        ],
    }
