"""What the commands on editions share: what build makes of a state, and the documented shape of an edition."""

import hashlib
from collections.abc import Mapping

from sourcebook.model.query import parse_query
from sourcebook.store.cache import Cache
from sourcebook.store.editions import Edition
from sourcebook.store.shelf import Shelf


def built(shelf: Shelf) -> dict[str, str]:
    """SHA-256 by name of each file that build makes of a state."""
    from sourcebook.render.build import build  # noqa: PLC0415 - a list of editions builds nothing

    memo = Cache(shelf.cache_path("formatted"))
    made = build(shelf.sources, shelf.library(), lambda query: shelf.keys(parse_query(query)), memo)
    return {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}


def edition_shape(edition: Edition) -> Mapping[str, object]:
    """The documented JSON shape of an edition (docs/json.md)."""
    manifest = edition.manifest
    return {
        "schema": "sourcebook.edition/1",
        "edition": edition.name,
        "commit": edition.commit or None,
        "digest": edition.digest or None,
        "date": manifest.date if manifest else None,
        "message": manifest.message if manifest else None,
        "style": manifest.style if manifest else None,
        "sourcebook": manifest.version if manifest else None,
        "counts": {name: int(count) for name, count in manifest.counts.items()} if manifest else None,
    }
