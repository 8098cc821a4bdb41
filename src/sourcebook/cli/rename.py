"""`rename`: new keys for works; the old ones stay aliases for ever, and relations and lists follow."""

import argparse
import sys
from collections.abc import Mapping
from functools import partial

from sourcebook.cli import changing
from sourcebook.cli.editing import edited, items_of
from sourcebook.cli.syllabi import rekeyed_lists
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UsageError
from sourcebook.intake.merging import redirected
from sourcebook.model.renames import checked, read_pairs
from sourcebook.model.work import Raw
from sourcebook.store import codec
from sourcebook.store.history import record_at


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `rename` takes."""
    parser.add_argument(
        "keys",
        nargs="+",
        metavar="OLD NEW",
        help="a key, present or former, and the new one: ASCII letters, digits, . _ -; or - for such pairs on stdin, "
        "one a line",
    )
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Rename all or none; exit 1 where a key is unknown. Raises BadValue where a new one is taken or can be no key."""
    pairs = [
        (work.key, new) for work, new in ((world.work(world.library, old), new) for old, new in _asked(args)) if work
    ]
    if world.missing:
        return 1
    for _, new in pairs:
        if not codec.is_key(new):
            raise BadValue(
                f"{new!r} can be no key: ASCII letters, digits, '.', '_' and '-', the first a letter or digit."
            )
    renames = checked(pairs, world.shelf.names(), world.library.aliases)
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    touched = dict.fromkeys(renames)
    touched |= {key: None for old in renames for _, key in world.library.incoming.get(old, ())}
    for key in touched:
        before, after = edited(world, [key], partial(_following, renames, key))[record_at(key)]
        if key in renames:
            differences |= {record_at(key): (before, None), record_at(renames[key]): (None, after)}
        else:
            differences[record_at(key)] = (before, after)
    differences |= rekeyed_lists(world, renames)
    return changing.carry_out(world, args, changing.Change(differences))


def _asked(args: argparse.Namespace) -> list[tuple[str, str]]:
    if args.keys == ["-"]:
        return read_pairs(sys.stdin)
    if len(args.keys) != 2:
        raise UsageError("`rename` takes an old and a new key, or - for such pairs on standard input, one a line.")
    return [(args.keys[0], args.keys[1])]


def _following(
    renames: Mapping[str, str], key: str, raw: dict[str, Raw], annotation: str
) -> tuple[dict[str, Raw], str]:
    """The record with its own former key among its aliases, and its relations leading to the new keys of others."""
    targets = {str(one.get("target")) for one in raw.get("relations", ()) if isinstance(one, Mapping)}
    for old in sorted(targets & renames.keys()):
        raw = redirected(raw, {old}, renames[old])
    if key in renames:
        aliases = [one for one in items_of(key, raw, "aliases") if one not in (renames[key], key)]
        raw = raw | {"aliases": [*aliases, key]}
    return raw, annotation
