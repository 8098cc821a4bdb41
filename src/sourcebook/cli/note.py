"""`note`: annotations, in the person's own editor or from the command line."""

import argparse
import sys

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UsageError
from sourcebook.model.work import Raw
from sourcebook.store import codec, files


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `note` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--text", metavar="TEXT", help="the annotation, without an editor; empty takes it away")
    given.add_argument("--append", metavar="TEXT", help="a further paragraph, without an editor")
    given.add_argument("--from", dest="file", metavar="FILE", help="the annotation from a file; - for standard input")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Annotate; exit 1 where a key is unknown. Raises BadValue where an annotation cannot stand in a record."""
    if args.file == "-" and "-" in args.keys:
        raise UsageError("Standard input can hold the keys or the annotation, not both.")
    keys = world.meant(args.keys, args.query)
    if world.missing:
        return 1
    if args.text is args.append is args.file is None:
        from sourcebook.cli.writing import written  # noqa: PLC0415 - the rules, which only an editor's text has to pass
        from sourcebook.store.edit_parts import ANNOTATION  # noqa: PLC0415 - as above

        edited(world, keys, lambda raw, annotation: (raw, annotation))  # what cannot be read has no annotation to edit
        return written(world, args, keys, ANNOTATION)
    said = _read(args.file) if args.file else args.text if args.append is None else args.append

    def annotated(raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
        parts = [annotation, said.strip()] if args.append is not None else [said.strip()]
        return raw, "\n\n".join(part for part in parts if part)

    return changing.carry_out(world, args, changing.Change(edited(world, keys, annotated)))


def _read(name: str) -> str:
    size = codec.LARGEST_RECORD
    data = sys.stdin.buffer.read(size) if name == "-" else files.read_bytes(name, size)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadValue(f"{name} is not UTF-8 (byte {error.start}); nothing was changed.") from error
