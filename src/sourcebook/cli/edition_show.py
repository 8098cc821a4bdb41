"""`edition show`: an edition's manifest, and what changed since the edition before."""

import argparse
import json
from collections import Counter
from collections.abc import Sequence

from sourcebook.cli.editions import edition_shape
from sourcebook.cli.world import World
from sourcebook.model.changes import WorkChange, summary
from sourcebook.model.text import one_line
from sourcebook.store.editions import Edition, edition_before, editions, manifest_path
from sourcebook.store.history import work_changes
from sourcebook.store.sources import WORKS


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `edition show` takes."""
    parser.add_argument("name", metavar="EDITION", help="the edition; see `sourcebook edition list`")
    parser.add_argument("--json", action="store_true", help="one JSON object (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Show; raises UnknownRevision where there is no such edition."""
    (edition,) = editions(world.repository, [args.name])
    before = edition_before(world.repository, edition) if edition.commit else ""
    changes: Sequence[WorkChange] = ()
    if before:
        (older,) = editions(world.repository, [before])
        changes = work_changes(world.repository.differences(older.commit, edition.commit, (WORKS,)))
    if args.json:
        kinds = Counter(change.kind for change in changes)
        since = {"edition": before, **{kind: kinds[kind] for kind in ("added", "changed", "renamed", "removed")}}
        shape = {**edition_shape(edition), "since": since if before else None}
        world.terminal.say(json.dumps(shape, ensure_ascii=False))
        return 0
    for label, text in _facts(edition).items():
        if text:
            world.terminal.say(f"{world.terminal.paint(f'{label:<11}', 'dim')} {one_line(text)}")
    if before:
        said = summary(changes) if changes else "no work changed"
        world.terminal.say(f"{world.terminal.paint('since', 'dim')}       {one_line(f'{before}: {said}')}")
    return 0


def _facts(edition: Edition) -> dict[str, str]:
    facts = {"edition": edition.name}
    if manifest := edition.manifest:
        counts = ", ".join(f"{number} {what}" for what, number in manifest.counts.items())
        facts |= {"message": manifest.message, "date": manifest.date, "style": manifest.style, "counts": counts}
        facts |= {"sourcebook": manifest.version, "files": str(len(manifest.files)), "built": ", ".join(manifest.built)}
    facts |= {"commit": edition.commit, "manifest": manifest_path(edition.name) if edition.digest else "none"}
    return facts | {"SHA-256": edition.digest}
