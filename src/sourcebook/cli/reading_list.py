"""`reading-list`: formatted references under headings, with annotations and what answers what."""

import argparse

from sourcebook.cli.kept import kept
from sourcebook.cli.locales import add_locale
from sourcebook.cli.named_lists import listed_keys, named_list, resolved_list
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.terms import tell_missing_terms
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.model.groups import GROUPINGS, read_groupings
from sourcebook.render.listing import DEFAULT_STYLE, LISTS, compose, write_listing
from sourcebook.render.reading_list import ReadingList, Wish
from sourcebook.render.style_files import find_style
from sourcebook.render.titles import TITLES
from sourcebook.store.cache import Cache
from sourcebook.store.files import write_atomic

TAKES_QUERY = True
READS = True

_TYPESET = ("docx", "odt", "latex", "typst", "rtf")
_BINARY = frozenset(("docx", "odt", "pdf", "imscc"))


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `reading-list` takes."""
    parser.add_argument(
        "query", nargs="*", metavar="LIST|QUERY", help="a list by name, or which works; - for keys on stdin"
    )
    parser.add_argument(
        "--group-by",
        default="",
        metavar="BY[,BY]",
        help=f"one or two of {', '.join(GROUPINGS)}; default: viewpoint, or the sections of a list",
    )
    parser.add_argument("--style", default="", help=f"default: {DEFAULT_STYLE}; any that `cite` takes")
    add_locale(parser)
    parser.add_argument("--title", default="", help="default: the subject in sources.yaml, or the title of a list")
    parser.add_argument(
        "--titles", choices=TITLES, default="", help="default: as published, the translation in brackets"
    )
    parser.add_argument(
        "--annotations", action=argparse.BooleanOptionalAction, default=True, help="print annotations (default)"
    )
    parser.add_argument("--instructor", action="store_true", help="print the notes for instructors too")
    parser.add_argument(
        "-f", "--format", choices=(*LISTS, *_TYPESET, "pdf", "imscc"), default="text", help="default: text"
    )
    parser.add_argument("-o", dest="output", metavar="FILE", help="write a file instead of standard output")


def run(args: argparse.Namespace, world: World) -> int:
    """Write the list; exit 1 where nothing matches, or where a list names a work that is not there."""
    if args.format in _BINARY and not args.output and world.terminal.is_terminal:
        raise UsageError(f"{args.format} is no text for a terminal; say where to with -o FILE.")
    syllabus = named_list(world, args.query)
    if syllabus and syllabus.edition and args.at is None:
        world = world.as_of(syllabus.edition)
    chosen = resolved_list(world, world.library, syllabus) if syllabus else None
    keys = listed_keys(chosen) if chosen else world.selected(args.query)
    if not keys:
        if not world.missing:
            world.terminal.talk("sourcebook: no work matches.")
        return world.verdict(found=False)
    style, locale = (args.style or (chosen.style if chosen else "")), (args.locale or (chosen.locale if chosen else ""))
    tell_missing_terms(world.terminal, find_style(style or DEFAULT_STYLE), locale)
    wish = Wish(
        group_by=read_groupings(args.group_by) if args.group_by else () if chosen else ("viewpoint",),
        title=args.title,
        state=world.dated_state,
        intro="" if args.query else world.shelf.sources.description,
        titles=args.titles,
        annotations=args.annotations,
        instructor=args.instructor,
        syllabus=chosen,
    )

    def made() -> bytes:
        memo = Cache(world.shelf.cache_path("formatted"))
        listing = compose(world.shelf.printing(world.library), keys, wish, style=style, locale=locale, memo=memo)
        return _made(args.format, world.terminal, listing)

    # A style may be a file of one's own, and what is missed in a font is told each time.
    is_kept = args.format in LISTS and not style.endswith(".csl")
    made_from = (args.format, str(world.terminal.width), style, locale, repr(wish), *keys)
    _write(args, world.terminal, kept(world, made_from, made) if is_kept else made())
    return world.verdict()


def _write(args: argparse.Namespace, terminal: Terminal, data: bytes) -> None:
    if args.output:
        write_atomic(args.output, data)
    else:
        terminal.raw(data) if args.format in _BINARY else terminal.data(data.decode())


def _made(form: str, terminal: Terminal, listing: ReadingList) -> bytes:
    if form in LISTS:
        return write_listing(listing, form, min(terminal.width, 100)).encode("utf-8", "replace")
    if form == "imscc":
        from sourcebook.render.cartridge import write_cartridge  # noqa: PLC0415 - jinja2 costs 70 ms

        return write_cartridge(listing)
    from sourcebook.render.documents import write_as_document  # noqa: PLC0415 - markdown-it costs 60 ms

    if form != "pdf":
        return write_as_document(listing, form)
    from sourcebook.render.pdf import to_pdf  # noqa: PLC0415 - an extra

    made = to_pdf(write_as_document(listing, "typst"))
    if made.missing:
        letters = " ".join(made.missing[:10]) + (" …" if made.missing[10:] else "")
        terminal.talk(
            f"sourcebook: no font here can show {letters}; a box stands for each. Install one that can, such as Noto.",
            "yellow",
        )
    return made.data
