"""What the commands on editions share: what build makes of a state, and the documented shape of an edition."""

import hashlib
from collections.abc import Mapping

from sourcebook.store.editions import Edition
from sourcebook.store.shelf import Shelf


def built(shelf: Shelf) -> dict[str, str]:
    """SHA-256 by name of each file that build makes of a state."""
    from sourcebook.cli.building import citations  # noqa: PLC0415 - a list of editions builds nothing

    return {name: hashlib.sha256(data).hexdigest() for name, data in citations(shelf).items()}


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
