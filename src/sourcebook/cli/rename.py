"""`rename`: a new key for a work; the old one stays an alias for ever, and relations follow."""

import argparse
from collections.abc import Mapping

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.intake.merging import redirected
from sourcebook.model.work import Raw
from sourcebook.store import codec
from sourcebook.store.history import record_at


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `rename` takes."""
    parser.add_argument("old", metavar="OLD", help="the key, present or former")
    parser.add_argument("new", metavar="NEW", help="the new key: ASCII letters, digits, . _ -")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Rename; exit 1 where the key is unknown. Raises BadValue where the new one is taken or can be no key."""
    library = world.library
    work = world.work(library, args.old)
    if work is None:
        return 1
    old, new = work.key, args.new
    if not codec.is_key(new):
        raise BadValue(f"{new!r} can be no key: ASCII letters, digits, '.', '_' and '-', the first a letter or digit.")
    taken = {key.casefold(): key for key in (*library.works, *library.aliases) if library.aliases.get(key) != old}
    taken.pop(old.casefold(), None)
    if new == old or new.casefold() in taken:
        raise BadValue(f"The key {taken.get(new.casefold(), new)!r} is in use or was in use; choose another one.")

    def with_alias(raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
        known = raw.get("aliases", [])
        aliases = [] if isinstance(known, str | Mapping) else [one for one in known if one != new]
        return raw | {"aliases": [*aliases, old]}, annotation

    def following(raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
        return redirected(raw, {old}, new), annotation

    before, after = edited(world, [old], with_alias)[record_at(old)]
    others = [key for _, key in library.incoming.get(old, ()) if key != old]
    differences = {record_at(old): (before, None), record_at(new): (None, after)}
    return changing.carry_out(world, args, changing.Change(differences | dict(edited(world, others, following))))
