"""`relate`: relations between works, stated and taken back."""

import argparse
from collections.abc import Collection, Mapping
from functools import partial

from sourcebook.cli import changing
from sourcebook.cli.editing import edited, items_of
from sourcebook.cli.judging import refuse_new_errors
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UsageError
from sourcebook.model.relating import read_statement, related, unrelated
from sourcebook.model.relations import INVERSES, RELATIONS
from sourcebook.model.work import Raw


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `relate` takes."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="KEY … TYPE KEY …",
        help=f"works (- for stdin), one of {', '.join(RELATIONS)}, works",
    )
    parser.add_argument(
        "-q", "--query", metavar="QUERY", help="the works that a query finds, instead of the first keys"
    )
    parser.add_argument("--remove", action="store_true", help="take the relations away")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Relate; exit 1 where a key is unknown. Raises BadValue where a work would be related to itself."""
    said = read_statement(args.words, sources_apart=args.query is not None)
    if "-" in said.sources and "-" in said.targets:
        raise UsageError("Standard input can hold the keys before the relation or after it, not both.")
    sources = world.meant(said.sources, args.query)
    named = world.keys(said.targets)
    library = world.shelf.neighbourhood([*sources, *named])
    if args.remove:
        targets = [library.aliases.get(key, key) for key in named]
    else:
        targets = [work.key for work in (world.work(library, key) for key in named) if work]
    if world.missing:
        return 1
    name = said.type
    if said.is_inverse:
        sources, targets, name = targets, sources, INVERSES[name]
    itself = next((key for key in sources if key in targets), "")
    if itself and not args.remove:
        raise BadValue(f"{itself} cannot stand in a relation to itself; nothing was changed.")
    edit = partial(_edited, args.remove, name, dict.fromkeys(targets), library.aliases)
    known = [key for key in sources if key in library.works or not args.remove]
    differences = {path: pair for key in known for path, pair in edited(world, [key], partial(edit, key)).items()}
    if args.remove and all(old == new for old, new in differences.values()):
        # A relation to a key that no work has can be taken away; where there is none, the key was mistyped.
        for key in named:
            world.work(library, key)
        if world.missing:
            return 1
    refuse_new_errors(world, differences)
    return changing.carry_out(world, args, changing.Change(differences))


def _edited(
    is_removing: bool,
    name: str,
    targets: Collection[str],
    aliases: Mapping[str, str],
    key: str,
    raw: dict[str, Raw],
    annotation: str,
) -> tuple[dict[str, Raw], str]:
    before = items_of(key, raw, "relations")
    after = list((unrelated if is_removing else related)(before, name, targets, aliases))
    if len(after) == len(before):
        return raw, annotation
    return {
        one: value for one, value in (raw | {"relations": after}).items() if one != "relations" or after
    }, annotation
