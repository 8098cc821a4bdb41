"""Headlines that changed after a work was accepted, told on the work itself."""

from collections.abc import Iterable, Mapping
from functools import partial

from sourcebook.cli.editing import edited, items_of
from sourcebook.cli.inbox_shelf import InboxShelf
from sourcebook.cli.world import World
from sourcebook.errors import SourcebookError
from sourcebook.model.coverage import FeedItem
from sourcebook.model.work import Raw
from sourcebook.store.history import Differences
from sourcebook.tracking.retitled import is_correction, retitled

_FIELD = "status-events"


def headline_changes(world: World, inbox: InboxShelf, items: Iterable[FeedItem], today: str) -> Differences:
    """The records of works whose feed has another headline now, before and after, with that told in `status-events`."""
    identities = {feed.id: feed.identity for feed in world.shelf.sources.feeds}
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    for key, item in retitled(items, world.library, inbox.decisions, identities).items():
        event = {"type": "correction" if is_correction(item.title) else "headline", "date": today, "note": item.title}
        try:
            differences |= edited(world, [key], partial(_with_event, key, event))
        except SourcebookError as error:
            world.terminal.talk(f"sourcebook: {error}", "yellow")
        else:
            world.terminal.talk(f"{key}: its feed calls it now: {item.title}", "yellow")
    return differences


def _with_event(key: str, event: Mapping[str, Raw], raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
    return {**raw, _FIELD: [*items_of(key, raw, _FIELD), event]}, annotation
