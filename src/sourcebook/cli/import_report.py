"""What `import` says beside the changes: entries that could not be read, works that were here, and every loss."""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourcebook.cli.world import World
from sourcebook.intake.placing import Placement
from sourcebook.model.facts import Loss
from sourcebook.model.text import one_line
from sourcebook.store import files

if TYPE_CHECKING:
    from sourcebook.cli.import_files import Source

_MOST_LINES = 12  # of losses that a person is shown; --losses and --json have all


def report(
    world: World,
    args: argparse.Namespace,
    sources: "Sequence[Source]",
    placed: "Sequence[tuple[Source, Placement]]",
    losses: Sequence[Loss],
) -> None:
    """Say it on standard error, or as JSON Lines on standard output; write --losses."""
    complaints = [(source.name, one) for source in sources for one in source.imported.complaints]
    if args.losses:
        files.write_atomic(args.losses, _table(losses).encode("utf-8", "replace"))
    if args.json:
        for name, complaint in complaints:
            _say(world, "complaint", file=name, line=complaint.line, message=complaint.message)
        for _, placement in placed:
            if placement.sameness:
                _say(
                    world,
                    "duplicate",
                    entry=placement.draft.entry,
                    key=placement.key,
                    verdict=placement.sameness.verdict,
                    reasons=placement.sameness.reasons,
                )
        for loss in losses:
            _say(world, "loss", entry=loss.entry, field=loss.field, value=loss.value, kept=loss.kept or None)
        return
    for name, complaint in complaints:
        world.terminal.talk(f"{one_line(name)}:{complaint.line}: {one_line(complaint.message)}", "red")
    for _, placement in placed:
        if placement.sameness:
            where = "is in the file before it, as" if placement.twin is not None else "is here already, as"
            reasons = "; ".join(placement.sameness.reasons)
            title = placement.draft.entry or placement.work.title
            world.terminal.talk(one_line(f"{title[:80]} {where} {placement.key}: {reasons}"))
    _say_losses(world, losses, args.losses)


def _say_losses(world: World, losses: Sequence[Loss], file: str) -> None:
    if not losses:
        return
    nowhere = sum(not loss.kept for loss in losses)
    elsewhere = len(losses) - nowhere
    world.terminal.talk(
        f"{'1 value has' if len(losses) == 1 else f'{len(losses)} values have'} no place in a record: "
        f"{elsewhere} {'is' if elsewhere == 1 else 'are'} kept elsewhere, "
        f"{nowhere} {'is' if nowhere == 1 else 'are'} not kept"
        f"{f'; all are in {file}' if file else '; --losses FILE lists all'}:",
        "yellow",
    )
    counted = Counter((one_line(loss.field), one_line(loss.kept) or "not kept") for loss in losses)
    for (field, kept), count in counted.most_common(_MOST_LINES):
        example = next(loss for loss in losses if one_line(loss.field) == field)
        world.terminal.talk(f"  {field}: {count} × {kept} (such as {one_line(example.value)[:60]!r})")
    if len(counted) > _MOST_LINES:
        more = len(counted) - _MOST_LINES
        world.terminal.talk(f"  and {more} more {'kind' if more == 1 else 'kinds'}")


def _table(losses: Sequence[Loss]) -> str:
    rows = [("entry", "field", "value", "kept"), *losses]
    return "".join("\t".join(one_line(cell) for cell in row) + "\n" for row in rows)


def _say(world: World, shape: str, **members: object) -> None:
    world.terminal.say(json.dumps({"schema": f"sourcebook.{shape}/1", **members}, ensure_ascii=False))
