"""`cite`: a formatted citation, now."""

import argparse
import json
from itertools import zip_longest

from sourcebook.cli.terms import tell_missing_terms
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.render.inlines import to_html, to_latex, to_markdown, to_text
from sourcebook.render.printed_links import with_copy
from sourcebook.render.styles import find_style, format_citation, format_references
from sourcebook.store.cache import Cache

_WRITERS = {"text": to_text, "html": to_html, "markdown": to_markdown, "latex": to_latex}

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `cite` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument(
        "--style", default="apa", help="apa, mla, chicago …, a name of the CSL repository, or a .csl file"
    )
    parser.add_argument("--locale", default="", metavar="TAG", help="language of the terms, such as de-DE")
    parser.add_argument("--locator", action="append", default=[], metavar="'p. 6'", help="one for each key in turn")
    parser.add_argument(
        "--as", dest="form", choices=("reference", "in-text", "note"), default="reference", help="default: reference"
    )
    parser.add_argument("--output", choices=_WRITERS, default="text", help="default: text")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one reference a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Cite; exit 1 where a key is unknown."""
    keys = world.keys(args.keys)
    if len(args.locator) > len(keys):
        raise UsageError(f"There are {len(args.locator)} locators for {len(keys)} keys.")
    if args.locator and args.form == "reference":
        raise UsageError("A reference has no locator; add --as in-text or --as note.")
    style, write = find_style(args.style), _WRITERS[args.output]
    tell_missing_terms(world.terminal, style, args.locale)
    memo = Cache(world.shelf.cache_path("formatted"))
    library = world.shelf.printing(world.shelf.neighbourhood(keys))
    cites = [(world.work(library, key), locator) for key, locator in zip_longest(keys, args.locator, fillvalue="")]
    found = [(with_copy(work, library.printed_links.get(work.key)), locator) for work, locator in cites if work]
    works = list({work.key: work for work, _ in found}.values())
    if args.form == "reference":
        references = format_references(works, style, locale=args.locale, memo=memo)
        lines = [([reference.key], write(reference.inlines)) for reference in references]
    else:
        inlines = format_citation(found, style, form=args.form, locale=args.locale, memo=memo)
        lines = [([work.key for work in works], write(inlines))] if works else []
    for cited, text in lines:
        shape = {"schema": "sourcebook.reference/1", "keys": cited, "style": style.name, "text": text}
        world.terminal.data((json.dumps(shape, ensure_ascii=False) if args.json else text.rstrip("\n")) + "\n")
    return 1 if world.missing else 0
