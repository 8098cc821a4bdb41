"""Files of works that `-o` names: what stands there already is not replaced where entries of others would be lost."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourcebook.cli.world import World
from sourcebook.errors import Changed
from sourcebook.model.text import one_line
from sourcebook.render.formats import Export
from sourcebook.store import files

if TYPE_CHECKING:
    from sourcebook.intake.imported import Imported

FORCE = "replace FILE though it holds entries that are no works here"
_LARGEST = 256_000_000  # bytes
_MOST_NAMED = 5


def write_exported(world: World, path: str, export: Export, data: bytes, *, force: bool) -> None:
    """Write a file where its bytes differ; with `force` also one that holds what we would not have written.

    Entries under keys of the library, present or former, are ours to leave out: a draft drops citations too. Raises
    Changed, StorageFailed.
    """
    if files.is_replaced(path):
        before = files.read_bytes(path, max(_LARGEST, len(data)))
        if before == data:
            return
        if not force:
            _refuse_loss(world, path, export, before)
    files.write_atomic(path, data)


def _refuse_loss(world: World, path: str, export: Export, before: bytes) -> None:
    from sourcebook.intake.formats import format_named, text_of  # noqa: PLC0415 - most exports replace nothing

    text, _ = text_of(before)
    if not text.strip() or text == export.write(world.shelf.neighbourhood(())):
        return
    names = _keys_of_lines(text) if export.name == "jsonl" else _entries(format_named(export.name).read(text))
    if not names:
        raise Changed(
            f"{path} is there already and cannot be read as {export.name}; nothing was written. "
            "Name another file, or replace it with --force."
        )
    if gone := _not_ours(world, names):
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        raise Changed(
            f"{path} holds entries that are no works here and would be lost: {', '.join(gone[:_MOST_NAMED])}{more}; "
            "nothing was written. Take them in with `sourcebook import`, name another file, or replace it with --force."
        )


def _keys_of_lines(text: str) -> Sequence[str]:
    """The keys of JSON Lines; none where a line cannot be read."""
    try:
        return [str(json.loads(line)["key"]) for line in text.splitlines() if line.strip()]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _entries(imported: "Imported") -> Sequence[str]:
    """The names of all entries of a file; none where a part of it cannot be read."""
    if imported.complaints:
        return ()
    return [draft.entry or str(draft.raw.get("title", f"line {draft.line}")) for draft in imported.drafts]


def _not_ours(world: World, names: Sequence[str]) -> Sequence[str]:
    others = list(dict.fromkeys(name for name in names if name not in world.shelf.names()))
    former = world.shelf.neighbourhood(others).aliases if others else {}
    return [one_line(name)[:60] for name in others if name not in former]
