"""`links report`: how links are, by viewpoint, outlet or year, and what died since a state of the past."""

import argparse
from collections.abc import Mapping

from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.world import World
from sourcebook.model.groups import GROUPINGS
from sourcebook.model.links import Verdict
from sourcebook.render.link_health import FORMATS, Health, died, health_rows
from sourcebook.store.ledgers import read_links
from sourcebook.store.sources import LINKS

TAKES_QUERY = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `links report` takes."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="the links of these works; - for keys on stdin")
    parser.add_argument("--by", choices=GROUPINGS, default="viewpoint", help="default: viewpoint")
    parser.add_argument("--since", metavar="STATE", default="", help="what died since an edition, a day or a revision")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="default: text")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")


def run(args: argparse.Namespace, world: World) -> int:
    """Count; exit 1 where no work is meant."""
    known = LinkLedger(world)
    keys = world.selected(args.query)
    verdicts = known.ledger.verdicts
    gone = died(known.of(keys), verdicts, _verdicts_at(world, args.since)) if args.since else ()
    rows = health_rows(known.library.only(keys), verdicts, args.by)
    world.terminal.data(FORMATS[args.format](Health(args.by, rows, gone, args.since)))
    return world.verdict(found=bool(keys))


def _verdicts_at(world: World, state: str) -> Mapping[str, Verdict]:
    """The verdicts of a state of the past; raises UnknownRevision and NoHistory."""
    from sourcebook.store.states import resolve  # noqa: PLC0415 - history only where it is asked for

    commit = resolve(world.repository, state)
    found = world.repository.look_up(f"{commit}:./{LINKS}")[0]
    return read_links(world.repository.contents([found.hash])[found.hash]).verdicts if found else {}
