"""What build writes: every file that sources.yaml asks for; no clock, no network, the same bytes every time."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sourcebook.errors import BadSettings, UnknownName
from sourcebook.model.library import Library
from sourcebook.model.sources import Output, Sources
from sourcebook.render.coverage import BY, write_csv, write_svg
from sourcebook.render.formats import EXPORTS
from sourcebook.render.listing import LISTS, compose, write_listing
from sourcebook.render.reading_list import Wish
from sourcebook.render.styles import Memo

if TYPE_CHECKING:
    from sourcebook.model.links import Verdict

FEED, FEED_OF_WORKS = "atom", "atom-works"
FEEDS = frozenset({FEED, FEED_OF_WORKS})
CHART, CHART_NUMBERS = "coverage", "coverage-csv"
PAGE = "page"


def build(
    sources: Sources,
    library: Library,
    select: Callable[[str], Sequence[str]],
    memo: Memo | None = None,
    verdicts: "Mapping[str, Verdict] | None" = None,
) -> Mapping[str, bytes]:
    """File name -> bytes; `select` gives the keys that a query finds, for files with a `query` of their own.

    `verdicts` are those on links, by address, which the page shows.
    Feeds are not among the files: they are made from the history.
    Raises UnknownName for a format or style that does not exist, BadSettings, QueryError, EngineFailed.
    """
    made: dict[str, bytes] = {}
    for output in sources.build:
        if output.format in FEEDS:
            continue
        keys = select(output.query) if output.query else list(library.works)
        if output.format == PAGE:
            from sourcebook.render.page_files import page_files  # noqa: PLC0415 - jinja2 costs 70 ms

            files = page_files(output, sources, library, keys, verdicts=verdicts or {}, memo=memo)
        else:
            files = {output.file: _text(output, sources, library, keys, memo)}
        for name, text in files.items():
            if name in made:
                raise BadSettings(
                    f"sources.yaml: build: two of the files that {output.file} and others are written to are called "
                    f"{name!r}; call one of them otherwise."
                )
            made[name] = text.encode()
    return made


def _text(output: Output, sources: Sources, library: Library, keys: Sequence[str], memo: Memo | None) -> str:
    first = output.group_by[0] if output.group_by else BY
    if output.format == CHART:
        return write_svg(library.only(keys), by=first, title=output.title)
    if output.format == CHART_NUMBERS:
        return write_csv(library.only(keys), by=first)
    if output.format in EXPORTS:
        return EXPORTS[output.format].write(library.only(keys))
    if output.format not in LISTS:
        raise UnknownName("format", output.format, (*LISTS, *EXPORTS, CHART, CHART_NUMBERS, PAGE))
    wish = Wish(
        group_by=output.group_by or ("viewpoint",), title=output.title or sources.subject, intro=sources.description
    )
    listing = compose(library, keys, wish, style=output.style, locale=output.locale, memo=memo)
    return write_listing(listing, output.format)
