"""What build writes: every file that sources.yaml asks for; no clock, no network, the same bytes every time."""

from collections.abc import Callable, Mapping, Sequence

from sourcebook.errors import UnknownName
from sourcebook.model.library import Library
from sourcebook.model.sources import Output, Sources
from sourcebook.render.formats import EXPORTS
from sourcebook.render.listing import LISTS, compose, write_listing
from sourcebook.render.reading_list import Wish
from sourcebook.render.styles import Memo

FEED = "atom"


def build(
    sources: Sources, library: Library, select: Callable[[str], Sequence[str]], memo: Memo | None = None
) -> Mapping[str, bytes]:
    """File name -> bytes; `select` gives the keys that a query finds, for files with a `query` of their own.

    The feed of changes is not among them: it is made from the history, not from the works.
    Raises UnknownName for a format or style that does not exist, QueryError, EngineFailed.
    """
    outputs = [output for output in sources.build if output.format != FEED]
    return {output.file: _output(output, sources, library, select, memo).encode() for output in outputs}


def _output(
    output: Output, sources: Sources, library: Library, select: Callable[[str], Sequence[str]], memo: Memo | None
) -> str:
    keys = select(output.query) if output.query else list(library.works)
    if output.format in EXPORTS:
        return EXPORTS[output.format].write(library.only(keys))
    if output.format not in LISTS:
        raise UnknownName("format", output.format, (*LISTS, *EXPORTS))
    wish = Wish(
        group_by=output.group_by or ("viewpoint",), title=output.title or sources.subject, intro=sources.description
    )
    listing = compose(library, keys, wish, style=output.style, locale=output.locale, memo=memo)
    return write_listing(listing, output.format)
