"""`sources doctor`: what is wrong with the feeds, what to do about it, which outlets and viewpoints fell silent."""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from sourcebook.cli import network
from sourcebook.cli.feed_health import Health, feeds_meant, health_shape, healths
from sourcebook.cli.feed_viewpoints import Followed, by_viewpoint, viewpoint_shape
from sourcebook.cli.inbox_shelf import now
from sourcebook.cli.terminal import table
from sourcebook.cli.world import World
from sourcebook.model.links import Outcome
from sourcebook.model.text import one_line

_LOST = frozenset({Outcome.GONE, Outcome.NOT_FOUND, Outcome.CHALLENGE, Outcome.BAD_ANSWER})


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources doctor` takes."""
    parser.add_argument("feeds", nargs="*", metavar="ID", help="only these feeds, or those of these outlets")
    parser.add_argument("--offline", action="store_true", help="do not look where lost feeds went")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one feed a line (docs/json.md)")
    network.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Tell what is remembered, and look for feeds that are lost; exit 1 where a feed is unwell."""
    found = healths(world, feeds_meant(world, args.feeds))
    lost = [one for one in found if one.polled and one.polled.outcome in _LOST and one.state == "unwell"]
    named = {} if args.offline or not lost else _looked_for(args, world, lost)
    viewpoints = [] if args.feeds else by_viewpoint(world.library, found)
    if args.json:
        shapes = [{**health_shape(one), "feeds": list(named.get(one.feed.id, ()))} for one in found]
        for shape in (*shapes, *map(viewpoint_shape, viewpoints)):
            world.terminal.say(json.dumps(shape, ensure_ascii=False))
    else:
        _say(world, found, named)
        _say_viewpoints(world, viewpoints)
    for outlet in _silent_outlets(found):
        world.terminal.talk(f"sourcebook: no feed of {outlet} is well, so that nothing of it is found.", "yellow")
    for side in viewpoints:
        if side.trouble:
            world.terminal.talk(f"sourcebook: of {side.id} only searches find what is new: {side.trouble}.", "yellow")
    return 1 if any(one.unwell for one in found) else 0


def _looked_for(args: argparse.Namespace, world: World, lost: Sequence[Health]) -> dict[str, tuple[str, ...]]:
    """The feeds that the sites of lost ones name now, without those that are followed already."""
    from sourcebook.web.poll import Poller  # noqa: PLC0415 - for lost feeds only

    followed = {feed.url for feed in world.shelf.sources.feeds}
    found = {}
    with network.fetcher(world, args) as fetcher:
        poller = Poller(fetcher, {}, {}, now=now)
        for one in lost:
            parts = urlsplit(one.feed.url)
            urls = poller.named(f"{parts.scheme}://{parts.netloc}/")
            found[one.feed.id] = tuple(url for url in urls if url not in followed)[:5]
    return found


def _say(world: World, found: Sequence[Health], named: dict[str, tuple[str, ...]]) -> None:
    rows = [("feed", "state", "newest", "a week", "words", "last well")]
    rows += [
        (
            one.feed.id,
            one.state,
            one.newest[:10] or "–",
            f"{one.polled.weekly:.1f}" if one.polled and one.polled.weekly else "–",
            str(one.polled.words) if one.polled and one.polled.words else "–",
            one.polled.good[:10] if one.polled and one.polled.good else "–",
        )
        for one in found
    ]
    for line in table(rows):
        world.terminal.data(f"{line}\n")
    for one in found:
        if one.unwell:
            world.terminal.data(f"{one.feed.id}: {one_line(one.unwell)}\n")
            for url in named.get(one.feed.id, ()):
                world.terminal.data(f"  its site names the feed {one_line(url)}\n")


def _say_viewpoints(world: World, viewpoints: Sequence[Followed]) -> None:
    """How many outlets of each viewpoint have feeds, and feeds that are well, beneath the feeds."""
    if not viewpoints:
        return
    rows = [("viewpoint", "outlets", "with feeds", "well")]
    rows += [(one.id, str(len(one.outlets)), str(len(one.followed)), str(len(one.well))) for one in viewpoints]
    for line in ("", *table(rows)):
        world.terminal.data(f"{line}\n")


def _silent_outlets(found: Sequence[Health]) -> list[str]:
    """The outlets whose feeds were asked, and are all unwell."""
    states: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.feed.outlet and one.state in ("well", "unwell", "new"):
            states[one.feed.outlet].add(one.state)
    return sorted(outlet for outlet, said in states.items() if said == {"unwell"})
