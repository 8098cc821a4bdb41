"""`links fix`: addresses that moved for good, and plainer forms of addresses, proposed as edits."""

import argparse
import json
from functools import partial
from typing import NamedTuple

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.values import with_values
from sourcebook.cli.world import World
from sourcebook.model.links import State, link_address
from sourcebook.model.text import one_line
from sourcebook.model.urls import canonical_url
from sourcebook.model.work import Work
from sourcebook.web.addresses import archived_at, explain_address

TAKES_QUERY = True


class Proposal(NamedTuple):
    """Another address for a work, with the reason."""

    key: str
    url: str
    to: str
    reason: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `links fix` takes."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="these works; - for keys on stdin")
    parser.add_argument("--apply", action="store_true", help="make the edits, as one commit; else they are only shown")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Propose or apply; exit 1 where there are proposals that were not applied."""
    known = LinkLedger(world)
    keys = world.selected(args.query)
    proposals = [one for key in keys if (one := _proposal(known, known.library.works[key]))]
    if world.missing:
        return 1
    for one in proposals:
        shape = {"schema": "sourcebook.link-fix/1", **one._asdict()}
        said = f"{one.key}: {one.url} → {one.to} ({one.reason})"
        world.terminal.say(json.dumps(shape, ensure_ascii=False) if args.json else one_line(said))
    if not proposals:
        world.terminal.talk("sourcebook: no address moved, and none has a plainer form.")
        return 0
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    for one in proposals:
        differences |= edited(world, [one.key], partial(with_values, {"URL": one.to}))
    args.dry_run = args.dry_run or not args.apply
    subject = f"links: {len(proposals)} addresses as they are now" if len(proposals) > 1 else ""
    code = changing.carry_out(world, args, changing.Change(differences, subject=subject, is_told=args.json))
    return code or int(not args.apply)


def _proposal(known: LinkLedger, work: Work) -> Proposal | None:
    """Where a work's URL is kept now: where its link moved to, else its plainer form."""
    url = work.text("URL")
    verdict = known.ledger.verdicts.get(link_address(url)) if url else None
    if verdict and verdict.state is State.MOVED and verdict.to:
        to, steps = explain_address(verdict.to)
        return Proposal(
            work.key, url, to, "; ".join(part for part in (verdict.evidence or verdict.because, *steps) if part)
        )
    if not url or archived_at(url):
        return None  # a copy is kept on purpose where it is a work's own address
    to, steps = explain_address(url)
    return Proposal(work.key, url, to, "; ".join(steps)) if to != url and canonical_url(to) else None
