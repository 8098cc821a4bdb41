"""What build writes: every file that sources.yaml asks for; no clock, no network, the same bytes every time."""

from collections.abc import Callable, Mapping, Sequence

from sourcebook.errors import UnknownName
from sourcebook.model.library import Library
from sourcebook.model.sources import Output, Sources
from sourcebook.render.coverage import BY, write_csv, write_svg
from sourcebook.render.formats import EXPORTS
from sourcebook.render.listing import LISTS, compose, write_listing
from sourcebook.render.reading_list import Wish
from sourcebook.render.styles import Memo

FEED, FEED_OF_WORKS = "atom", "atom-works"
FEEDS = frozenset({FEED, FEED_OF_WORKS})
CHART, CHART_NUMBERS = "coverage", "coverage-csv"


def build(
    sources: Sources, library: Library, select: Callable[[str], Sequence[str]], memo: Memo | None = None
) -> Mapping[str, bytes]:
    """File name -> bytes; `select` gives the keys that a query finds, for files with a `query` of their own.

    Feeds are not among them: they are made from the history.
    Raises UnknownName for a format or style that does not exist, QueryError, EngineFailed.
    """
    outputs = [output for output in sources.build if output.format not in FEEDS]
    return {output.file: _output(output, sources, library, select, memo).encode() for output in outputs}


def _output(
    output: Output, sources: Sources, library: Library, select: Callable[[str], Sequence[str]], memo: Memo | None
) -> str:
    keys = select(output.query) if output.query else list(library.works)
    first = output.group_by[0] if output.group_by else BY
    if output.format == CHART:
        return write_svg(library.only(keys), by=first, title=output.title)
    if output.format == CHART_NUMBERS:
        return write_csv(library.only(keys), by=first)
    if output.format in EXPORTS:
        return EXPORTS[output.format].write(library.only(keys))
    if output.format not in LISTS:
        raise UnknownName("format", output.format, (*LISTS, *EXPORTS, CHART, CHART_NUMBERS))
    wish = Wish(
        group_by=output.group_by or ("viewpoint",), title=output.title or sources.subject, intro=sources.description
    )
    listing = compose(library, keys, wish, style=output.style, locale=output.locale, memo=memo)
    return write_listing(listing, output.format)
