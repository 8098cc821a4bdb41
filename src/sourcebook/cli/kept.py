"""What a command wrote the last time, kept for as long as nothing changes that it was made from."""

import hashlib
import os
from collections.abc import Callable, Sequence

from sourcebook.cli.world import World
from sourcebook.store.cache import Cache


def kept(world: World, made_from: Sequence[str], make: Callable[[], bytes]) -> bytes:
    """What `make` gives, or gave when records, settings, verdicts, our code and the words were the same."""
    cache = Cache(world.shelf.cache_path("exported"))
    state = world.shelf.state() + "\n".join((_code(), *made_from)).encode("utf-8", "surrogateescape")
    name = hashlib.sha256(state).hexdigest()
    found = cache.get(name)
    if found is None:
        cache.put(name, found := make())
    return found


def _code() -> str:
    """When the program's writers last changed: after an upgrade, or an edit, what was kept is out of date."""
    package = os.path.dirname(os.path.dirname(__file__))
    folders = [os.path.join(package, room) for room in ("model", "render", os.path.join("render", "templates"))]
    return str(max(entry.stat().st_mtime_ns for folder in folders for entry in os.scandir(folder)))
