"""`edition cite`: how to cite the bibliography itself, in any citation style."""

import argparse
import json

from sourcebook.cli.locales import add_locale
from sourcebook.cli.world import World
from sourcebook.errors import NoHistory
from sourcebook.model.editions import as_work
from sourcebook.render.inlines import to_html, to_latex, to_markdown, to_text
from sourcebook.render.listing import DEFAULT_STYLE
from sourcebook.render.styles import find_style, format_references
from sourcebook.store.cache import Cache
from sourcebook.store.editions import Edition, editions, sources_at
from sourcebook.store.states import day_of_commit

_WRITERS = {"text": to_text, "html": to_html, "markdown": to_markdown, "latex": to_latex}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `edition cite` takes."""
    parser.add_argument("name", nargs="?", metavar="EDITION", help="the edition; default: the last commit")
    parser.add_argument("--style", help="as `cite` takes; default: the edition's own")
    add_locale(parser)
    parser.add_argument("--output", choices=_WRITERS, default="text", help="default: text")
    parser.add_argument("--json", action="store_true", help="one JSON object (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Cite; raises UnknownRevision where there is no such edition."""
    repository = world.repository
    edition: Edition | None = None
    if args.name is not None:
        (edition,) = editions(repository, [args.name])
    commit = edition.commit if edition else repository.head()
    if not commit:
        raise NoHistory("There is no commit to cite the bibliography by; make one with `sourcebook commit`.")
    manifest = edition.manifest if edition else None
    style = find_style(args.style or (manifest.style if manifest else "") or DEFAULT_STYLE)
    work = as_work(
        sources_at(repository, commit),
        version=edition.name if edition else commit[:12],
        date=manifest.date if manifest else day_of_commit(repository, commit),
    )
    memo = Cache(world.shelf.cache_path("formatted"))
    (reference,) = format_references([work], style, locale=args.locale, memo=memo)
    text = _WRITERS[args.output](reference.inlines).rstrip("\n")
    if args.json:
        shape = {
            "schema": "sourcebook.edition-reference/1",
            "edition": edition.name if edition else None,
            "commit": commit,
            "digest": (edition.digest if edition else "") or None,
            "style": style.name,
            "text": text,
        }
        world.terminal.say(json.dumps(shape, ensure_ascii=False))
        return 0
    world.terminal.data(f"{text}\n\n")
    if edition and edition.digest:
        world.terminal.say(f"SHA-256 of the manifest of edition {edition.name}: {edition.digest}")
    else:
        world.terminal.say(f"Commit: {commit}")
        if repository.changed_paths(("library", "sources.yaml")):
            world.terminal.talk(
                "sourcebook: there are edits that are not committed; this does not cite them.", "yellow"
            )
    return 0
