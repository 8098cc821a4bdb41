"""`track replay`: how well the topic finds the works of the library, by viewpoint and language, and past decisions."""

import argparse
import json
from collections.abc import Iterator

from sourcebook.cli.inbox_shelf import InboxShelf
from sourcebook.cli.terminal import table
from sourcebook.cli.world import World
from sourcebook.tracking.replay import Recall, Replay, replay


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `track replay` takes."""
    parser.add_argument("--titles", action="store_true", help="by titles alone, as feeds without summaries have them")
    parser.add_argument("--json", action="store_true", help="one object (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Replay; exit 1 where one viewpoint is found clearly worse than the others."""
    decisions = InboxShelf(world).decisions
    found = replay(world.library, world.shelf.sources.topic, decisions, with_summaries=not args.titles)
    if args.json:
        world.terminal.say(json.dumps(_shape(found), ensure_ascii=False))
    else:
        for line in table(list(_rows(found))):
            world.terminal.say(line)
        if found.precision is not None:
            share = f"{found.precision:.0%} of {found.accepted + found.off_topic}"
            world.terminal.say(f"of what was decided on, {share} belonged to the topic")
    for warning in found.warnings:
        world.terminal.talk(f"sourcebook: {warning}", "yellow")
    return 1 if found.warnings else 0


def _rows(found: Replay) -> Iterator[tuple[str, str, str, str]]:
    for label, groups in (("", (found.overall,)), ("viewpoint ", found.viewpoints), ("language ", found.languages)):
        for one in groups:
            missed = " ".join(one.missed[:5]) + (" …" if len(one.missed) > 5 else "")
            yield f"{label}{one.group or '–'}", f"{one.found} of {one.works}", f"{one.share:.0%}", missed


def _shape(found: Replay) -> dict[str, object]:
    """The documented JSON shape of a replay (docs/json.md)."""

    def group(one: Recall) -> dict[str, object]:
        return {"group": one.group, "works": one.works, "found": one.found, "missed": list(one.missed)}

    return {
        "schema": "sourcebook.replay/1",
        "overall": group(found.overall),
        "viewpoints": [group(one) for one in found.viewpoints],
        "languages": [group(one) for one in found.languages],
        "accepted": found.accepted,
        "off-topic": found.off_topic,
        "warnings": list(found.warnings),
    }
