"""`sources fix`: where feeds have moved, which are gone and which are of another kind, proposed as edits."""

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sourcebook.cli import changing
from sourcebook.cli.feed_entries import corrected
from sourcebook.cli.feed_health import Health, feeds_meant, healths
from sourcebook.cli.inbox_shelf import now
from sourcebook.cli.world import World
from sourcebook.model.coverage import Feed
from sourcebook.model.text import one_line
from sourcebook.model.urls import canonical_url
from sourcebook.web.polling import corrections


class Proposal(NamedTuple):
    """Another value for a field of a feed, with the reason."""

    feed: str
    field: str
    before: str
    after: str
    reason: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sources fix` takes."""
    parser.add_argument("feeds", nargs="*", metavar="ID", help="only these feeds, or those of these outlets")
    parser.add_argument("--apply", action="store_true", help="make the edits, as one commit; else they are only shown")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Propose or apply what is remembered; nobody is asked. Exit 1 where there are proposals that were not applied."""
    found = proposals(world.shelf.sources.feeds, healths(world, feeds_meant(world, args.feeds)), now())
    for one in found:
        shape = {"schema": "sourcebook.feed-fix/1", **one._asdict()}
        said = f"{one.feed}: {one.field} {one.before} → {one.after} ({one.reason})"
        world.terminal.say(json.dumps(shape, ensure_ascii=False) if args.json else one_line(said))
    if not found:
        world.terminal.talk("sourcebook: no feed has moved or is gone, as far as `sourcebook track` has seen.")
        return 0
    fields: dict[str, dict[str, str]] = {}
    for one in found:
        fields.setdefault(one.feed, {})[one.field] = one.after
    args.dry_run = args.dry_run or not args.apply
    subject = f"sources: {len(fields)} feeds as they are now" if len(fields) > 1 else ""
    change = changing.Change(corrected(world, fields), subject=subject, is_told=args.json)
    code = changing.carry_out(world, args, change)
    return code or int(not args.apply)


def proposals(feeds: Sequence[Feed], healths: Sequence[Health], now: datetime) -> list[Proposal]:
    """What the answers of feeds show; an address that another one of all feeds has, or gets, is no place to move to."""
    addresses = {canonical_url(feed.url): feed for feed in feeds}
    found = []
    for one in healths:
        if one.polled is None or not one.feed.is_enabled:
            continue
        said = corrections(one.feed, one.polled, now)
        there = addresses.setdefault(canonical_url(said["url"][0]), one.feed) if "url" in said else one.feed
        if there.id != one.feed.id:
            said = {"enabled": ("false", f"it redirects permanently to what is followed as {there.id}")}
        found += [Proposal(one.feed.id, name, _said(one.feed, name), *pair) for name, pair in said.items()]
    return found


def _said(feed: Feed, field: str) -> str:
    return {"url": feed.url, "kind": feed.kind, "enabled": "true"}[field]
