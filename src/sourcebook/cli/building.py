"""What `build` writes, made from the sourcebook as it stands."""

from collections.abc import Mapping

from sourcebook.model.query import parse_query
from sourcebook.render.build import FEEDS, PAGE, build
from sourcebook.store.cache import Cache
from sourcebook.store.shelf import Shelf


def feed_files(shelf: Shelf) -> frozenset[str]:
    """The names of feeds: made from the history, and left alone where there is none."""
    return frozenset(output.file for output in shelf.sources.build if output.format in FEEDS)


def citations(shelf: Shelf) -> Mapping[str, bytes]:
    """Name -> bytes of every file of citations/ that the state itself makes, so of all but feeds."""
    cache = Cache(shelf.cache_path("formatted"))
    library = shelf.printing(shelf.library())
    verdicts = shelf.verdicts() if any(output.format == PAGE for output in shelf.sources.build) else {}
    return build(shelf.sources, library, lambda query: shelf.keys(parse_query(query)), cache, verdicts)
