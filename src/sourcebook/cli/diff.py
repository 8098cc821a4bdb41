"""`diff`: what changed between two states of the bibliography."""

import argparse
import contextlib
import json

from sourcebook.cli.changing import change_shape
from sourcebook.cli.world import World
from sourcebook.errors import BadSettings, UsageError
from sourcebook.model.changes import compare
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.render.changes import Comparison, write_markdown, write_text
from sourcebook.store.git import Repository
from sourcebook.store.history import SAID, Differences, facts, key_at, other_changes, sides, work_of
from sourcebook.store.log import commits
from sourcebook.store.sources import VOCABULARY, read_vocabulary
from sourcebook.store.states import resolve


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `diff` takes."""
    parser.add_argument(
        "states", nargs="?", metavar="A[..B]", default="", help="editions, days such as @2026-09-01, or revisions"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--format", choices=("text", "markdown"), default="text", help="default: text")
    shape.add_argument("--json", action="store_true", help="JSON Lines, one change a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Tell what changed; exit 0 also where nothing did."""
    older, newer = _states(args.states, world.repository)
    differences = world.repository.differences(older, newer, SAID)
    before, after = sides({path: pair for path, pair in differences.items() if key_at(path)})
    changes, others = compare(before, after), other_changes(differences)
    if not changes and not others:
        world.terminal.talk("sourcebook: nothing changed.")
    if args.json:
        for change in (*changes, *others):
            world.terminal.say(json.dumps(change_shape(change), ensure_ascii=False))
        return 0
    days = {one.hash: one.day for one in commits(world.repository, filter(None, (older, newer))).values()}
    comparison = Comparison(
        changes=changes,
        others=others,
        works={key: work_of(key, said) for side in (before, after) for key, said in side.items() if said},
        vocabulary=_vocabulary(world.repository, older, differences),
        subject=world.shelf.sources.subject,
        since=days.get(older, ""),
        until=days.get(newer, ""),
    )
    world.terminal.data(write_markdown(comparison) if args.format == "markdown" else write_text(comparison))
    return 0


def _states(said: str, repository: Repository) -> tuple[str, str]:
    """The hashes of two commits: the first empty before the first commit, the second empty for the work tree."""
    if "..." in said:
        raise UsageError("Two states are named A..B, with two dots between them.")
    first, dots, last = said.partition("..")
    if dots and not (first or last):
        raise UsageError("Name at least one state: A.., ..B or A..B.")
    older = resolve(repository, first) if first else repository.head()
    newer = resolve(repository, last or "HEAD") if dots else ""
    return older, newer


def _vocabulary(repository: Repository, commit: str, differences: Differences) -> Vocabulary:
    """The viewpoints of both states, so that those that are gone have their labels too."""
    versions: list[bytes | None] = list(differences.get(VOCABULARY, ()))
    if not versions and commit:
        versions = list(
            repository.contents(blob.hash for blob in repository.files_at(commit, [VOCABULARY]).values()).values()
        )
    terms: dict[str, Term] = {}
    for data in filter(None, versions):
        with contextlib.suppress(BadSettings):
            terms |= read_vocabulary(facts(data, VOCABULARY) or {}).viewpoints
    return Vocabulary(viewpoints=terms)
