"""`cite`: a formatted citation, now."""

import argparse
import json
from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

from sourcebook.cli.locales import add_locale
from sourcebook.cli.terms import tell_missing_terms
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.intake.citations import read_citation
from sourcebook.model.citing import Cite
from sourcebook.render.inlines import to_html, to_latex, to_markdown, to_text
from sourcebook.render.printed_links import with_copy
from sourcebook.render.styles import find_style, format_citations, format_references
from sourcebook.store.cache import Cache

_WRITERS = {"text": to_text, "html": to_html, "markdown": to_markdown, "latex": to_latex}

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `cite` takes."""
    parser.add_argument(
        "cited",
        nargs="*",
        metavar="KEY",
        help="keys, present or former, or citations such as '[see @KEY, p. 6; @OTHER]' and '@KEY [p. 6]'; "
        "- for them on stdin",
    )
    parser.add_argument(
        "--style", default="apa", help="apa, mla, chicago …, a name of the CSL repository, or a .csl file"
    )
    add_locale(parser)
    parser.add_argument("--locator", action="append", default=[], metavar="'p. 6'", help="one for each key in turn")
    parser.add_argument(
        "--as",
        dest="form",
        choices=("reference", "in-text", "note"),
        default="",
        help="default: reference, or in-text for citations",
    )
    parser.add_argument("--output", choices=_WRITERS, default="text", help="default: text")
    parser.add_argument(
        "--json", action="store_true", help="JSON Lines, one reference or citation a line (docs/json.md)"
    )


def run(args: argparse.Namespace, world: World) -> int:
    """Cite; exit 1 where a key is unknown, and then its citation is not printed."""
    said = world.words(args.cited)
    are_citations = any("@" in one for one in said)
    form: Literal["reference", "in-text", "note"] = args.form or ("in-text" if are_citations else "reference")
    if form == "reference" and (are_citations or args.locator):
        raise UsageError("A reference has no locator; cite with --as in-text or --as note.")
    if are_citations and args.locator:
        raise UsageError("A citation has its locators in itself: '[@KEY, p. 6]'.")
    citations = [read_citation(one) for one in said] if are_citations else [_all_of(said, args.locator)]
    style, write = find_style(args.style), _WRITERS[args.output]
    tell_missing_terms(world.terminal, style, args.locale)
    memo = Cache(world.shelf.cache_path("formatted"))
    keys = list(dict.fromkeys(one.key for cites in citations for one in cites))
    library = world.shelf.printing(world.shelf.neighbourhood(keys))
    named = {key: work for key in keys if (work := world.work(library, key))}
    # Former keys name the same work, which has one place in the bibliography.
    works = {work.key: with_copy(work, library.printed_links.get(work.key)) for work in named.values()}
    # A citation without one of its works would look whole.
    known = [cites for cites in citations if cites and all(one.key in named for one in cites)]
    found = [[one._replace(key=named[one.key].key) for one in cites] for cites in known]
    if form == "reference":
        references = format_references(list(works.values()), style, locale=args.locale, memo=memo)
        lines = [([reference.key], write(reference.inlines)) for reference in references]
    else:
        formatted = format_citations(found, works, style, form=form, locale=args.locale, memo=memo)
        lines = [([one.key for one in cites], write(text)) for cites, text in zip(found, formatted, strict=True)]
    for cited, text in lines:
        shape = {"schema": "sourcebook.reference/1", "keys": cited, "style": style.name, "text": text}
        world.terminal.data((json.dumps(shape, ensure_ascii=False) if args.json else text.rstrip("\n")) + "\n")
    return 1 if world.missing else 0


def _all_of(said: Sequence[str], locators: Sequence[str]) -> tuple[Cite, ...]:
    """One citation of all keys, each once, with its locator."""
    keys = list(dict.fromkeys(said))
    if len(locators) > len(keys):
        raise UsageError(f"There are {len(locators)} locators for {len(keys)} keys.")
    pairs = zip_longest(keys, locators, fillvalue="")
    return tuple(Cite(key, f", {locator}" if locator else "") for key, locator in pairs)
