"""`edition create`: the bibliography as it stands, frozen under a name."""

import argparse
import json
import os
import time
from collections.abc import Mapping

from sourcebook import __version__
from sourcebook.checks import registry
from sourcebook.cli import changing
from sourcebook.cli.editions import built, edition_shape
from sourcebook.cli.world import World
from sourcebook.errors import Changed, GitRefused, NoHistory, UsageError
from sourcebook.model.editions import Manifest, is_edition_name
from sourcebook.model.groups import group_works
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.text import one_line
from sourcebook.render.listing import DEFAULT_STYLE
from sourcebook.render.styles import find_style
from sourcebook.store import editions, files
from sourcebook.store.citation_file import CITATION, citation_file
from sourcebook.store.states import EDITIONS, edition_names


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `edition create` takes."""
    parser.add_argument("name", metavar="NAME", help="ASCII letters, digits, . _ -, such as 2026-autumn")
    parser.add_argument("-m", "--message", metavar="TEXT", default="", help="what the edition is for")
    parser.add_argument("--style", default=DEFAULT_STYLE, help=f"style it is cited in; default: {DEFAULT_STYLE}")
    parser.add_argument("--dry-run", action="store_true", help="write nothing; show the manifest")
    parser.add_argument("--json", action="store_true", help="JSON Lines: the changes, then the edition (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Freeze; exit 1 where the check finds errors. An edition whose tag alone could not be made is finished."""
    repository = world.repository
    _refuse_unfit(world, args.name)
    find_style(args.style)
    if begun := editions.commit_of_manifest(repository, args.name):
        _refuse_another(editions.read_manifest(editions.manifest_bytes(repository, begun, args.name)), args)
    else:
        state = world.shelf_at(repository.head())
        if _has_errors(world, state.library(lines=True)):
            return 1
        manifest = Manifest(
            edition=args.name,
            date=_today(world),
            message=one_line(args.message),
            style=args.style,
            version=__version__,
            counts=_counts(state.library()),
            files=editions.digests(repository, repository.head(), args.name),
            built=built(state),
        )
        changing.carry_out(world, args, _change(world, manifest))
    if not args.dry_run:
        _tag(world, args)
    return 0


def _refuse_unfit(world: World, name: str) -> None:
    repository = world.repository
    refused = repository.attempt("check-ref-format", f"{EDITIONS}{name}").returncode
    if not is_edition_name(name) or refused:
        raise UsageError(
            f"{name!r} can be no edition's name; that has ASCII letters, digits, '.', '_' and '-', as 2026-autumn."
        )
    if name in edition_names(repository):
        raise Changed(f"There is an edition {name!r} already, and editions are never made anew; choose another name.")
    if not repository.head():
        raise NoHistory(
            "The repository has no commit yet, so there is nothing to freeze; make one: `sourcebook commit`."
        )
    repository.refuse_if_under_way()
    if edited := repository.changed_paths((*editions.FROZEN, CITATION)):
        raise GitRefused(
            f"{edited[0]} has edits that are not committed, so nothing was frozen. "
            "Commit them first (`sourcebook commit`)."
        )


def _refuse_another(manifest: Manifest | None, args: argparse.Namespace) -> None:
    """Refuse to finish an edition that was begun otherwise than it is asked for now."""
    if manifest and args.message and one_line(args.message) != manifest.message:
        raise Changed(
            f"{editions.manifest_path(args.name)} is committed with another message, {manifest.message!r}. "
            "Leave -m out to finish that edition, or choose another name."
        )


def _has_errors(world: World, library: Library) -> bool:
    errors = [problem for problem in registry.run(library, [], []) if problem.severity is Severity.ERROR]
    for problem in errors:
        world.terminal.talk(f"sourcebook: {one_line(str(problem))}", "red")
    if errors:
        world.terminal.talk("sourcebook: an edition freezes a sound library; mend these first. Nothing was frozen.")
    return bool(errors)


def _today(world: World) -> str:
    """The day, UTC, on which the edition is made: $SOURCE_DATE_EPOCH (reproducible-builds.org), else today."""
    said = world.terminal.environ.get("SOURCE_DATE_EPOCH", "")
    if said and not (said.isdecimal() and len(said) < 12):
        raise UsageError(f"$SOURCE_DATE_EPOCH is a number of seconds since 1970, not {said!r}.")
    return time.strftime("%Y-%m-%d", time.gmtime(int(said) if said else None))


def _counts(library: Library) -> Mapping[str, str]:
    kinds = {"viewpoints": "viewpoint", "languages": "language", "outlets": "outlet"}
    distinct = {name: sum(bool(group.id) for group in group_works(library, by)) for name, by in kinds.items()}
    return {name: str(count) for name, count in ({"works": len(library.works)} | distinct).items()}


def _change(world: World, manifest: Manifest) -> changing.Change:
    place = os.path.join(world.root, CITATION)
    before = files.read_bytes(place, 1_000_000) if os.path.lexists(place) else None
    citation = citation_file(world.shelf.sources, version=manifest.edition, date=manifest.date, before=before)
    return changing.Change(
        {
            editions.manifest_path(manifest.edition): (None, editions.write_manifest(manifest)),
            CITATION: (before, citation),
        },
        subject=f"edition {manifest.edition}: {manifest.counts['works']} works frozen",
        is_commit=True,
    )


def _tag(world: World, args: argparse.Namespace) -> None:
    repository = world.repository
    commit = editions.commit_of_manifest(repository, args.name)
    try:
        edition = editions.make_tag(repository, args.name, commit, editions.sources_at(repository, commit).subject)
    except GitRefused as error:
        raise GitRefused(
            f"{error}\nThe manifest of the edition is committed ({commit[:12]}), but its tag is not made. "
            f"Remove the cause and run `sourcebook edition create {args.name}` again."
        ) from error
    if args.json:
        world.terminal.say(json.dumps(edition_shape(edition), ensure_ascii=False))
    else:
        world.terminal.say(f"edition {edition.name}: tag edition/{edition.name} on {commit[:12]}")
        world.terminal.say(f"manifest SHA-256: {edition.digest}")
