"""`merge`: two records of one work become one; the key that goes finds it for ever."""

import argparse
import json

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.syllabi import rekeyed_lists
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UnknownName
from sourcebook.intake.merging import Conflict, merge, redirected
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.fields import BY_NAME
from sourcebook.model.text import one_line
from sourcebook.model.work import Raw
from sourcebook.store import codec, files
from sourcebook.store.history import record_at


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `merge` takes."""
    parser.add_argument("one", metavar="A", help="the key that stays; its record has the last word")
    parser.add_argument("other", metavar="B", help="the key that becomes an alias")
    parser.add_argument(
        "--take", metavar="FIELD", action="append", default=[], help="take B's value of this field; repeatable"
    )
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Merge; exit 1 where a key is unknown. Raises BadValue where both keys are of one record."""
    for name in args.take:
        if name not in BY_NAME and name != ANNOTATION:
            raise UnknownName("field", name, (*BY_NAME, ANNOTATION))
    library = world.library
    works = [world.work(library, key) for key in (args.one, args.other)]
    one, other = works
    if one is None or other is None:
        return 1
    if one.key == other.key:
        raise BadValue(f"{args.one} and {args.other} are one record already: {one.key}.")
    merged = merge(one, other, args.take)
    gone = {other.key, *other.words("aliases")}

    def as_merged(_: dict[str, Raw], __: str) -> tuple[dict[str, Raw], str]:
        return merged.raw, merged.annotation

    def following(raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
        return redirected(raw, gone, one.key), annotation

    pointing = dict.fromkeys(key for _, key in library.incoming.get(other.key, ()) if key not in (one.key, other.key))
    removed = files.read_bytes(world.shelf.record_path(other.key), codec.LARGEST_RECORD)
    differences = {**edited(world, [one.key], as_merged), record_at(other.key): (removed, None)}
    differences |= edited(world, pointing, following)
    differences |= rekeyed_lists(world, dict.fromkeys(gone, one.key))
    for conflict in merged.conflicts:
        world.terminal.talk(_in_words(conflict), "yellow")
    change = changing.Change(differences, subject=f"{one.key}: merged with {other.key}")
    return changing.carry_out(world, args, change)


def _in_words(conflict: Conflict) -> str:
    kept, left = (
        one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for value in (conflict.kept, conflict.left)
    )
    return f"sourcebook: {conflict.field}: kept {kept!r}, left out {left!r}"
