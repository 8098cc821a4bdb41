"""`sync`: what others did comes in, what we did goes out, and nothing is pushed that the rules call wrong."""

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from sourcebook.checks import registry
from sourcebook.cli import changing, merge_setup
from sourcebook.cli.world import World
from sourcebook.errors import GitRefused
from sourcebook.model.changes import WorkChange, in_words, summary
from sourcebook.model.problems import Problem, Severity
from sourcebook.store import files
from sourcebook.store import upstream as remotes
from sourcebook.store.git import Repository, refusal
from sourcebook.store.history import Differences, key_at, other_changes, work_changes
from sourcebook.store.open_conflicts import (
    OpenConflict,
    end_merge,
    foreseen_conflicts,
    is_settled,
    keep_ours,
    open_conflicts,
    unmerged_elsewhere,
)
from sourcebook.store.shelf import Shelf
from sourcebook.store.upstream import Upstream

_TRIES = 5
_TWICE = ("same-doi", "same-url")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sync` takes."""
    parser.add_argument("--remote", metavar="NAME", default="", help="default: the remote of the branch's upstream")
    parser.add_argument("--no-push", action="store_true", help="fetch and merge only")
    parser.add_argument("--setup", action="store_true", help="teach git to merge records, in .gitattributes; no more")
    parser.add_argument("--dry-run", action="store_true", help="fetch only; show what would come in and conflict")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end (docs/json.md)")


@dataclass(slots=True, kw_only=True)
class _Report:
    """What a sync did, as it goes along."""

    before: str = ""
    is_for_people: bool = True
    incoming: tuple[WorkChange, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()
    errors: tuple[Problem, ...] = ()
    twice: tuple[Problem, ...] = ()
    built: bool = False
    outgoing: int = 0
    pushed: bool = False
    editions: list[str] = field(default_factory=list)


def run(args: argparse.Namespace, world: World) -> int:
    """Sync; exit 5 where a person has to decide, 1 where `check` finds errors, 4 where the network failed."""
    if args.setup:
        return _set_up(args, world)
    repository = world.repository
    upstream = remotes.upstream_of(repository, args.remote)
    repository.refuse_if_unnamed()
    report = _Report(before=repository.head(), is_for_people=not args.json)
    try:
        return _synced(args, world, upstream, report)
    finally:
        if args.json:
            world.terminal.say(json.dumps(_shape(world, upstream, report), ensure_ascii=False))


def _set_up(args: argparse.Namespace, world: World) -> int:
    path = os.path.join(world.shelf.root, merge_setup.ATTRIBUTES)
    present = files.read_bytes(path, 1_000_000) if os.path.exists(path) else None
    wanted = merge_setup.with_attributes(present or b"")
    if world.repository.top and not args.dry_run and merge_setup.ensure_driver(world.repository):
        world.terminal.talk("sourcebook: git now merges records by this program, in this repository.")
    options = argparse.Namespace(dry_run=args.dry_run, json=args.json, no_commit=False, message="")
    change = changing.Change({merge_setup.ATTRIBUTES: (present, wanted)}, subject="sync: records merge field by field")
    return changing.carry_out(world, options, change)


def _synced(args: argparse.Namespace, world: World, upstream: Upstream, report: _Report) -> int:
    repository = world.repository
    if repository.under_way and args.dry_run:
        raise GitRefused(f"A {repository.under_way} is under way in this repository; end it before a dry run.")
    if repository.under_way and not _ended_merge(world, upstream, report):
        return 5
    _refuse_if_edited(repository)
    if not args.dry_run and merge_setup.ensure_driver(repository):
        world.terminal.talk("sourcebook: git now merges records by this program, in this repository.")
    if not merge_setup.merges_records(repository):
        world.terminal.talk("sourcebook: records merge as plain text here; see `sourcebook sync --setup`.", "yellow")
    refused: Sequence[remotes.Refused] = ()
    for _ in range(_TRIES):
        tip = remotes.fetch(repository, upstream)
        if refused and repository.contains(repository.head(), tip):
            raise GitRefused(
                f"{upstream.name} has what you see above, but {upstream.remote} did not take everything: "
                + "; ".join(f"{one.ref}: {one.reason}" for one in refused)
                + ". Where the branch is protected, push another branch and open a pull request."
            )
        if args.dry_run:
            return _foreseen(world, upstream, tip, report)
        if not _merged(world, upstream, tip, report):
            return 5
        report.outgoing = _count(repository, tip)
        if not _is_well(world, upstream, report):
            return 1
        report.outgoing = _count(repository, tip)
        if args.no_push:
            return 0
        report.editions = remotes.missing_editions(repository, upstream)
        if not report.outgoing and not report.editions:
            world.terminal.talk(f"sourcebook: {upstream.name} has everything.")
            return 0
        refused = remotes.push(repository, upstream, report.editions)
        if not refused:
            report.pushed = True
            world.terminal.talk(f"sourcebook: pushed {_pushed(report)} to {upstream.name}.")
            return 0
    raise GitRefused(f"Somebody else pushed to {upstream.name} {_TRIES} times in between; run `sourcebook sync` again.")


def _refuse_if_edited(repository: Repository) -> None:
    if edited := repository.changed_paths():
        more = f" and {len(edited) - 1} more" if len(edited) > 1 else ""
        raise GitRefused(
            f"{edited[0]}{more} is not committed, so nothing was synced. Run `sourcebook commit`, then sync."
        )


def _ended_merge(world: World, upstream: Upstream, report: _Report) -> bool:
    """End the merge that is under way; False, and says why, where something is still to be decided."""
    repository = world.repository
    if repository.under_way != "merge":
        name = repository.under_way
        raise GitRefused(
            f"A {name} is under way in this repository, so nothing was synced. "
            f"End it first (`git {name} --continue` or `git {name} --abort`)."
        )
    left = open_conflicts(repository)
    report.conflicts = tuple(one for one in left if not is_settled(repository, one))
    if report.conflicts or unmerged_elsewhere(repository):
        _say_conflicts(world, upstream, report)
        return False
    end_merge(repository, left)
    # The other parents of the merge are what came in.
    report.before = repository.commit_of("HEAD^1")
    report.incoming = _changes(repository.differences(report.before, repository.head()))
    _say_incoming(world, upstream, report)
    return True


def _merged(world: World, upstream: Upstream, tip: str, report: _Report) -> bool:
    """Merge what was fetched; False, and says why, where something is to be decided."""
    repository = world.repository
    head = repository.head()
    if not tip or repository.contains(head, tip):
        return True
    base = _common(repository, head, tip)
    came = repository.differences(base, tip)
    changes = _changes(came)
    known = _twice(world)
    with files.lock(world.shelf.root), tempfile.NamedTemporaryFile(prefix="sourcebook-", suffix=".txt") as file:
        file.write(_message(world, upstream, came).encode("utf-8", "surrogateescape"))
        file.flush()
        how = ("--ff-only",) if base == head else ("--no-ff", "--cleanup=verbatim", f"--file={file.name}")
        arguments = ("merge", "--quiet", "--no-autostash", *how, tip)
        done = repository.attempt(*arguments)
    report.incoming = (*report.incoming, *changes)
    if done.returncode:
        left = open_conflicts(repository)
        built = tuple(one for one in left if one.path.startswith("citations/"))
        keep_ours(repository, built)
        report.conflicts = tuple(one for one in left if one not in built)
        if report.conflicts or unmerged_elsewhere(repository):
            _say_conflicts(world, upstream, report)
            return False
        if not built:
            raise refusal(arguments, done)
        end_merge(repository, ())
    _say_incoming(world, upstream, report)
    report.twice = tuple(problem for name, problem in _twice(world).items() if name not in known)
    for problem in report.twice:
        world.terminal.talk(f"sourcebook: one work may now stand under two keys: {problem}", "yellow")
    return True


def _twice(world: World) -> dict[tuple[str, str], Problem]:
    """Where one work seems to stand under two keys, by key and message."""
    problems = registry.run(Shelf(world.shelf.root).library(lines=True), _TWICE)
    return {(problem.key, problem.message): problem for problem in problems}


def _common(repository: Repository, head: str, tip: str) -> str:
    done = repository.attempt("merge-base", head, tip)
    if done.returncode == 0:
        return done.stdout.decode().split()[0]
    if repository.attempt("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        raise GitRefused(
            "This clone is shallow, and what both sides have in common lies deeper. Run `git fetch --unshallow`."
        )
    raise GitRefused("The two histories have no commit in common, so they cannot be merged; is it the right remote?")


def _message(world: World, upstream: Upstream, came: Differences) -> str:
    """What came in, in one line and then work by work, with the command in a trailer."""
    works, others = work_changes(came), other_changes(came)
    said = summary(works, others) if works or others else "other files"
    if len(works) > 1:
        said = said.replace(" works: ", f" works from {upstream.name}: ", 1)
    else:
        said = f"{said} (from {upstream.name})"
    lines = "\n".join(in_words(change) for change in works) if len(works) > 1 else ""
    change = changing.Change(came, subject=f"sync: {said}")
    return changing.message_of((), (), world.command, change, lines)


def _changes(came: Differences) -> tuple[WorkChange, ...]:
    return (*work_changes(came), *(one for one in other_changes(came) if not one.key.startswith("citations/")))


def _is_well(world: World, upstream: Upstream, report: _Report) -> bool:
    """Check, and build citations/ anew where they are kept; False, and says why, where there are errors."""
    repository = world.repository
    if not report.outgoing and not report.incoming:
        return True
    shelf = Shelf(world.shelf.root)
    problems = registry.run(shelf.library(lines=True))
    report.errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    if report.errors:
        for problem in report.errors[:20]:
            world.terminal.talk(f"sourcebook: {problem}", "red")
        more = f"; the first 20 of {len(report.errors)} stand above" if len(report.errors) > 20 else ""
        world.terminal.talk(f"sourcebook: nothing was pushed to {upstream.name}, since there are errors{more}.", "red")
        return False
    report.built = bool(repository.run("ls-files", "-z", "--", "citations")) and _built(world, shelf)
    return True


def _built(world: World, shelf: Shelf) -> bool:
    """Build citations/ in a commit of its own; whether anything was stale."""
    # Templates and formats, where citations/ is kept only.
    from sourcebook.cli.building import citations, feed_files  # noqa: PLC0415
    from sourcebook.cli.feed import feeds  # noqa: PLC0415

    folder = os.path.join(shelf.root, "citations")
    made = {**citations(shelf), **feeds(world)}
    with files.lock(folder):
        files.sync(folder, made, kept=feed_files(shelf))
    stale = world.repository.changed_paths(["citations"])
    if stale:
        change = changing.Change({}, subject="build: citations as the merged records have them")
        world.repository.commit(stale, changing.message_of((), (), world.command, change))
    return bool(stale)


def _foreseen(world: World, upstream: Upstream, tip: str, report: _Report) -> int:
    """Say what would come in and what would conflict."""
    repository = world.repository
    head = repository.head()
    report.outgoing = _count(repository, tip)
    if tip and not repository.contains(head, tip):
        base = _common(repository, head, tip)
        report.incoming = _changes(repository.differences(base, tip))
        found = foreseen_conflicts(repository, head, tip, merge_setup.missing_driver(repository))
        if found is None:
            world.terminal.talk("sourcebook: git before 2.38 cannot tell what would conflict.", "yellow")
        report.conflicts = tuple(one for one in found or () if not one.path.startswith("citations/"))
    _say_incoming(world, upstream, report)
    for conflict in report.conflicts:
        world.terminal.talk(f"sourcebook: would conflict: {_in_words(conflict, upstream)}", "yellow")
    world.terminal.talk(f"sourcebook: {report.outgoing} commits would go to {upstream.name}.")
    return 5 if report.conflicts else 0


def _count(repository: Repository, tip: str) -> int:
    return int(repository.run("rev-list", "--count", "HEAD", *([f"^{tip}"] if tip else [])))


def _pushed(report: _Report) -> str:
    said = [f"{report.outgoing} commit{'' if report.outgoing == 1 else 's'}"] if report.outgoing else []
    return " and ".join([*said, *(f"the edition {ref.rpartition('/')[2]}" for ref in report.editions)])


def _say_incoming(world: World, upstream: Upstream, report: _Report) -> None:
    if report.incoming and report.is_for_people:
        world.terminal.talk(f"sourcebook: from {upstream.name}:")
        for change in report.incoming:
            world.terminal.say(in_words(change))


def _say_conflicts(world: World, upstream: Upstream, report: _Report) -> None:
    for conflict in report.conflicts:
        world.terminal.talk(f"sourcebook: {_in_words(conflict, upstream)}{_advice(world, conflict)}", "yellow")
    for path in unmerged_elsewhere(world.repository):
        world.terminal.talk(f"sourcebook: {path} is no file of the sourcebook; merge it yourself, then `git add` it.")
    world.terminal.talk(
        "sourcebook: the merge waits for you. Choose between the markers, then run `sourcebook sync` again; "
        "`git merge --abort` takes it back."
    )


def _in_words(conflict: OpenConflict, upstream: Upstream) -> str:
    said = {
        "both-changed": f"both sides changed {' and '.join(conflict.fields) or 'the same lines'}",
        "holds-ours": "it was not merged and holds your side alone",
        "removed-by-us": f"you removed it, {upstream.name} changed it",
        "removed-by-them": f"{upstream.name} removed it, you changed it",
    }.get(conflict.kind, "it was moved to two places")
    return f"{key_at(conflict.path) or conflict.path}: {said}"


def _advice(world: World, conflict: OpenConflict) -> str:
    """What a person can do about a conflict while the merge is under way."""
    path = os.path.relpath(os.path.join(world.shelf.root, conflict.path))
    if conflict.kind == "both-changed":
        return f": {path}{f':{conflict.line}' if conflict.line else ''}"
    if conflict.kind == "holds-ours":
        return f". To leave it so: `git add -- {path}`; to merge it again: `git checkout --merge -- {path}`"
    return f". To keep it: `git add -- {path}`; to remove it: `git rm -- {path}`"


def _shape(world: World, upstream: Upstream, report: _Report) -> dict[str, object]:
    problem = ("rule", "message", "key")
    return {
        "schema": "sourcebook.sync/1",
        "upstream": upstream.name,
        "before": report.before,
        "after": world.repository.head(),
        "incoming": [changing.change_shape(change) for change in report.incoming],
        "conflicts": [
            {"path": one.path, "key": key_at(one.path), "kind": one.kind, "fields": list(one.fields), "line": one.line}
            for one in report.conflicts
        ],
        "twice": [{name: getattr(one, name) for name in problem} for one in report.twice],
        "errors": [{name: getattr(one, name) for name in problem} for one in report.errors],
        "built": report.built,
        "outgoing": report.outgoing,
        "pushed": report.pushed,
        "editions": [ref.rpartition("/")[2] for ref in report.editions],
    }
