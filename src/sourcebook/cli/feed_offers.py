"""The feeds that an address has: itself where it is one, else those that its page names, each asked what it gives."""

import argparse
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from sourcebook.cli import network
from sourcebook.cli.inbox_shelf import now
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.world import World
from sourcebook.model.coverage import Feed, kind_of
from sourcebook.model.languages import is_language_tag
from sourcebook.model.links import Outcome
from sourcebook.model.polling import Answer
from sourcebook.model.text import one_line
from sourcebook.model.urls import canonical_url

if TYPE_CHECKING:
    from sourcebook.web.fetch import Fetcher


class Offer(NamedTuple):
    """A feed that an address has, with what it answered; `followed` is the id under which it is followed already."""

    url: str
    answer: Answer
    followed: str = ""

    @property
    def newest(self) -> str:
        """When its newest item appeared, empty where that is not known."""
        return max((item.published for item in self.answer.items), default="")

    @property
    def language(self) -> str:
        """The language of all its items, empty where they have several or none is said."""
        said = {item.language for item in self.answer.items}
        tag = said.pop() if len(said) == 1 else ""
        return tag if is_language_tag(tag) else ""

    @property
    def host(self) -> str:
        """The host that all its items are at, without `www.`; empty where there are several, or it is shared."""
        parts = [urlsplit(canonical_url(item.url)) for item in self.answer.items if item.url]
        hosts = {one.hostname or "" for one in parts}
        is_shared = any(one.path.startswith(("/@", "/~")) for one in parts)
        return hosts.pop() if len(hosts) == 1 and not is_shared else ""

    @property
    def feed(self) -> Feed:
        """It as a feed of sources.yaml, which has no id and no outlet yet."""
        return Feed(id="", url=self.url, kind=kind_of(self.url, self.answer.form), language=self.language)


def offers_at(args: argparse.Namespace, world: World) -> tuple[list[Offer], str]:
    """The feeds at `args.url`, in the order in which its page names them, and where there are none why.

    Raises NetworkFailed. Where permanent redirects lead is a feed's address.
    """
    from sourcebook.web.poll import Poller  # noqa: PLC0415 - not for --help

    addresses = {canonical_url(feed.url): feed.id for feed in world.shelf.sources.feeds}
    with network.fetcher(world, args) as fetcher:
        answer, named = Poller(fetcher, {}, {}, now=now).look(args.url)
        answers = [(args.url, answer)] if answer.form else list(_asked(args, fetcher, named))
    found: dict[str, Offer] = {}
    for url, one in answers:
        last = one.permanent or url
        known = addresses.get(canonical_url(last)) or addresses.get(canonical_url(url), "")
        found.setdefault(canonical_url(last), Offer(last, one, known))
    return list(found.values()), "" if found else _why_none(answer, len(named))


def _why_none(answer: Answer, named: int) -> str:
    if named:
        return f"none of the {named} feeds that its page names answers as one"
    # A page that was read is told as blocked where a feed should be.
    return "its page names no feed" if answer.outcome is Outcome.CHALLENGE else answer.reason


def _asked(args: argparse.Namespace, fetcher: "Fetcher", named: tuple[str, ...]) -> Iterator[tuple[str, Answer]]:
    """What the feeds that a page names answer, as politely as a run of `track`; those that are none are left out."""
    from sourcebook.web.poll import Poller  # noqa: PLC0415 - not for --help
    from sourcebook.web.probe import Target  # noqa: PLC0415 - as above
    from sourcebook.web.probing import probe_all  # noqa: PLC0415 - as above
    from sourcebook.web.schedule import Pace, Schedule  # noqa: PLC0415 - as above

    poller = Poller(fetcher, {url: Feed(url, url) for url in named}, {}, now=now)
    schedule = Schedule(Pace(gap=args.gap, retries=0, patience=0.0))
    for _ in probe_all(list(map(Target, named)), poller, schedule, jobs=4, clock=time.monotonic, nowhere=""):
        pass
    for url in named:
        answer = poller.answers.get(url)
        if answer and answer.form:
            yield url, answer


def tell(terminal: Terminal, offers: list[Offer]) -> None:
    """Say the feeds to the person, numbered, on standard error."""
    for number, one in enumerate(offers, start=1):
        items = f"{len(one.answer.items)} item{'' if len(one.answer.items) == 1 else 's'}"
        said = [one.answer.form, one.language, items, f"the newest of {one.newest[:10]}" if one.newest else ""]
        terminal.talk(f"{number:>3}  {one_line(one.answer.title) or 'without a title'}", "cyan")
        terminal.talk(f"     {' · '.join(filter(None, said))}")
        terminal.talk(f"     {one_line(one.url)}", "dim")
        if one.answer.warning:
            terminal.talk(f"     {one_line(one.answer.warning)}", "yellow")
        if one.followed:
            terminal.talk(f"     followed already, as {one.followed}", "yellow")


def offer_shape(number: int, one: Offer) -> Mapping[str, object]:
    """The documented JSON shape of a feed that an address has (docs/json.md)."""
    return {
        "schema": "sourcebook.feed-offer/1",
        "number": number,
        "url": one.url,
        "form": one.answer.form,
        "title": one.answer.title or None,
        "language": one.language or None,
        "items": len(one.answer.items),
        "newest": one.newest or None,
        "followed": one.followed or None,
    }
