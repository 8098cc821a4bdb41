"""What `build` writes, made from the sourcebook as it stands."""

from collections.abc import Mapping

from sourcebook.model.query import parse_query
from sourcebook.render.build import build
from sourcebook.store.cache import Cache
from sourcebook.store.shelf import Shelf


def citations(shelf: Shelf) -> Mapping[str, bytes]:
    """Name -> bytes of every file of citations/."""
    cache = Cache(shelf.cache_path("formatted"))
    return build(shelf.sources, shelf.library(), lambda query: shelf.keys(parse_query(query)), cache)
