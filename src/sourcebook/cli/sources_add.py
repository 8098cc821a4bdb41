"""`sources add`: the feeds of a site, or a feed itself, asked now; those that are chosen enter sources.yaml."""

import argparse
import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from sourcebook.cli import changing, editor, network
from sourcebook.cli.feed_entries import entered
from sourcebook.cli.feed_offers import Offer, offer_shape, offers_at, tell
from sourcebook.cli.inbox_shelf import now
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UnknownName, UsageError
from sourcebook.intake.following import feed_id, outlet_id, outlet_of
from sourcebook.model.coverage import Feed
from sourcebook.model.outlets import Outlet, OutletIndex
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address
from sourcebook.store.sources import SOURCES

_HELP = """  NUMBER …  follow these, such as: 1 3
  a         follow all that are not followed yet
  q         leave; nothing is written"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources add` takes."""
    parser.add_argument("url", metavar="URL", help="the address of a site, one of its pages, or a feed")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask; the address has to have one feed")
    parser.add_argument(
        "--feed",
        metavar="N",
        dest="numbers",
        type=int,
        action="append",
        default=[],
        help="this one, by its number; repeatable",
    )
    parser.add_argument("--id", metavar="ID", default="", help="what the feed is called; else by its outlet or title")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--outlet", metavar="OUTLET", default="", help="whose it is; else known by its domain")
    whose.add_argument("--no-outlet", action="store_true", help="it brings items of many outlets")
    parser.add_argument("--name", metavar="NAME", default="", help="the name of an outlet that is not here yet")
    parser.add_argument("--gap", metavar="SECONDS", type=float, default=1.0, help="between two at one host (1)")
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Add; exit 1 where there is no feed, or none that is not followed already, 4 where nobody answers."""
    if not is_web_address(args.url):
        raise UsageError(f"{args.url!r} is no web address; give one such as https://example.org/.")
    if urlsplit(args.url).username is not None:
        raise UsageError(
            "The address holds a name or password, which everybody could read in sources.yaml; leave it out."
        )
    asks = not (args.yes or args.numbers or args.dry_run or args.json)
    if asks and not editor.can_ask():
        raise UsageError("sources add asks which feeds to follow, and here is no terminal; say --yes or --feed N.")
    changing.refuse_early(world, args, [SOURCES])
    offers, why = offers_at(args, world)
    if not offers:
        world.terminal.talk(f"sourcebook: no feed at {one_line(args.url)}: {why}.", "red")
        return 1
    if args.json:
        for number, one in enumerate(offers, start=1):
            world.terminal.say(json.dumps(offer_shape(number, one), ensure_ascii=False))
    else:
        tell(world.terminal, offers)
    if all(one.followed for one in offers):
        world.terminal.talk("sourcebook: all of it is followed already.")
        return 1
    chosen = _asked_for(world, offers) if asks else _chosen(args, offers)
    if not chosen:
        return 0
    feeds, outlets = _Naming(args, world, asks=asks).named(chosen)
    code = changing.carry_out(world, args, changing.Change(entered(world, feeds, outlets)))
    world.terminal.flush()
    if not (args.dry_run or args.json):
        ids = " ".join(f"--feed {feed.id}" for feed in feeds)
        world.terminal.talk(f"sourcebook: `sourcebook track {ids}` asks {'it' if len(feeds) == 1 else 'them'} now.")
    return code


def _chosen(args: argparse.Namespace, offers: Sequence[Offer]) -> list[Offer]:
    """The offers that the command line means; none where it only looks at several."""
    for number in args.numbers:
        if not 0 < number <= len(offers):
            raise UsageError(f"There is no feed {number} here, but 1 to {len(offers)}.")
        if offers[number - 1].followed:
            raise UsageError(f"Feed {number} is followed already, as {offers[number - 1].followed}.")
    if args.numbers:
        return [offers[number - 1] for number in dict.fromkeys(args.numbers)]
    new = [one for one in offers if not one.followed]
    if len(new) > 1 and args.yes:
        raise UsageError(f"There are {len(new)} feeds to choose from; say which with --feed N.")
    return new if len(new) == 1 and (args.yes or not args.json) else []


def _asked_for(world: World, offers: Sequence[Offer]) -> list[Offer]:
    """The offers that the person chooses; none to leave."""
    new = [one for one in offers if not one.followed]
    while True:
        world.terminal.ask(f"Follow which? [{'1' if len(offers) == 1 else f'1-{len(offers)}'} a q ?] ")
        line = editor.answer()
        answer = line.strip()
        if not line or answer in ("q", "n"):
            return []
        if answer == "a":
            return new
        words = answer.replace(",", " ").split()
        numbers = [int(word) for word in words if word.isascii() and word.isdecimal()]
        if words and len(numbers) == len(words) and all(0 < number <= len(offers) for number in numbers):
            wanted = [offers[number - 1] for number in dict.fromkeys(numbers)]
            if all(one in new for one in wanted):
                return wanted
        world.terminal.talk(_HELP)


class _Naming:
    """What new feeds are called and whose they are. A class, because one that is named is there for the next."""

    def __init__(self, args: argparse.Namespace, world: World, *, asks: bool) -> None:
        sources = world.shelf.sources
        self._args = args
        self._world = world
        self._asks = asks
        self._outlets = list(sources.outlets)
        self._feeds = {feed.id for feed in sources.feeds}
        self._day = now().date().isoformat()

    def named(self, offers: Sequence[Offer]) -> tuple[list[Feed], list[Outlet]]:
        """The feeds as they enter sources.yaml, and the outlets that come with them; raises UsageError."""
        if self._args.id and len(offers) > 1:
            raise UsageError("--id is for one feed at a time.")
        if self._args.id in self._feeds:
            raise BadValue(f"There is a feed {self._args.id!r} already; choose another id.")
        before = len(self._outlets)
        feeds = []
        for offer in offers:
            outlet = self._outlet(offer)
            feed = offer.feed._replace(outlet=outlet.id if outlet else "", evidence=f"seen on {self._day}")
            feed = feed._replace(id=self._args.id or feed_id(feed, offer.answer.title, self._feeds))
            self._feeds.add(feed.id)
            feeds.append(feed)
        return feeds, self._outlets[before:]

    def _outlet(self, offer: Offer) -> Outlet | None:
        args = self._args
        if args.no_outlet:
            return None
        known = {outlet.id: outlet for outlet in self._outlets}
        if args.outlet in known:
            return known[args.outlet]
        if args.outlet and not args.name:
            raise UnknownName("outlet", args.outlet, known)
        places = () if args.outlet else (f"https://{offer.host}/" if offer.host else "", args.url, offer.url)
        names = (args.name,) if args.name else ()
        found = outlet_of(OutletIndex(self._outlets), names, filter(None, places))
        if found and args.outlet:
            raise BadValue(f"{args.name!r} is the outlet {found.id} already; say --outlet {found.id}.")
        return found or self._new_outlet(offer)

    def _new_outlet(self, offer: Offer) -> Outlet | None:
        name = self._args.name
        if not name and self._asks:
            title = one_line(offer.answer.title or offer.url)
            self._world.terminal.ask(f"Whose feed is {title}? The outlet's name, or nothing for none: ")
            name = editor.answer().strip()
            if not name:
                return None
        if not name:
            raise UsageError(
                f"No outlet of sources.yaml has the domain of {one_line(offer.url)}: say --outlet ID, "
                "--name NAME where it is a new one, or --no-outlet."
            )
        if not re.fullmatch("[a-z0-9-]*", self._args.outlet):
            raise UsageError(f"{self._args.outlet!r} is no id for an outlet: small Latin letters, digits and '-'.")
        new = Outlet(
            id=self._args.outlet or outlet_id(name, offer.url, {one.id for one in self._outlets}),
            name=name,
            domains=(offer.host,) if offer.host else (),
            language=offer.language,
        )
        self._outlets.append(new)
        return new
