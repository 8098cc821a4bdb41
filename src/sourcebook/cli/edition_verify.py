"""`edition verify`: proves from git's objects that editions are as they were frozen."""

import argparse
import json

from sourcebook import __version__
from sourcebook.cli.editions import built
from sourcebook.cli.world import World
from sourcebook.model.editions import Manifest, file_differences
from sourcebook.model.text import one_line
from sourcebook.store import editions


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `edition verify` takes."""
    parser.add_argument("names", nargs="*", metavar="EDITION", help="default: all editions")
    parser.add_argument("--build", action="store_true", help="also build each, and compare the bytes")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one edition a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Verify; exit 1 with a line for each difference."""
    found = editions.editions(world.repository, args.names)
    findings = {edition.name: _differences(world, args, edition) for edition in found}
    if not args.names:
        lost = editions.untagged(world.repository)
        findings |= {name: [f"{editions.manifest_path(name)} is there, but no tag edition/{name}"] for name in lost}
    digests = {edition.name: edition.digest for edition in found}
    for name, differences in findings.items():
        if args.json:
            shape = {
                "schema": "sourcebook.edition-verdict/1",
                "edition": name,
                "verified": not differences,
                "digest": digests.get(name) or None,
                "differences": differences,
            }
            world.terminal.say(json.dumps(shape, ensure_ascii=False))
            continue
        for difference in differences:
            world.terminal.say(world.terminal.paint(one_line(f"{name}: {difference}"), "red"))
        if not differences:
            world.terminal.say(f"{name}: as it was frozen; manifest SHA-256 {digests[name]}")
    if not findings:
        world.terminal.talk("sourcebook: there is no edition yet; make one with `sourcebook edition create NAME`.")
    return int(any(findings.values()))


def _differences(world: World, args: argparse.Namespace, edition: editions.Edition) -> list[str]:
    found = editions.differences(world.repository, edition)
    if args.build and edition.commit and edition.manifest:
        found += _build_differences(world, edition.commit, edition.manifest)
    return found


def _build_differences(world: World, commit: str, manifest: Manifest) -> list[str]:
    said = file_differences(manifest.built, built(world.shelf_at(commit)))
    other = "" if manifest.version == __version__ else f" (built by {manifest.version} then, by {__version__} now)"
    return [f"built {one}{other}" for one in said]
