"""Feeds and outlets as entries of sources.yaml: the file's bytes before and after an edit, which is checked first."""

import os
from collections.abc import Callable, Mapping, Sequence

from sourcebook.cli.world import World
from sourcebook.errors import BadSettings
from sourcebook.model.coverage import Feed
from sourcebook.model.outlets import Outlet
from sourcebook.model.work import Raw
from sourcebook.store import files, plain_yaml
from sourcebook.store.history import Differences
from sourcebook.store.settings_edits import with_entries, with_fields
from sourcebook.store.sources import SOURCES, read_sources

_LARGEST = 4_000_000  # bytes


def entered(world: World, feeds: Sequence[Feed], outlets: Sequence[Outlet] = ()) -> Differences:
    """sources.yaml with these feeds and outlets; raises BadSettings where it would not be sound with them."""

    def edit(text: str) -> str:
        if outlets:
            text = with_entries(text, "outlets", [_outlet_entry(one) for one in outlets])
        return with_entries(text, "feeds", [_feed_entry(one) for one in feeds]) if feeds else text

    return _edited(world, edit)


def corrected(world: World, fields: Mapping[str, Mapping[str, str]]) -> Differences:
    """sources.yaml with other values for fields of feeds, by the id of each; raises BadSettings as above."""

    def edit(text: str) -> str:
        for name, said in fields.items():
            text = with_fields(text, "feeds", name, said)
        return text

    return _edited(world, edit)


def _edited(world: World, edit: Callable[[str], str]) -> Differences:
    data = files.read_bytes(os.path.join(world.root, SOURCES), _LARGEST)
    text = data.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        after = edit(text.removeprefix(mark))
        read_sources(plain_yaml.read_mapping(after)[0])
    except plain_yaml.BadYaml as error:
        raise BadSettings(f"{SOURCES}:{error.line}: {error.message}.") from error
    return {SOURCES: (data, (mark + after).encode())}


def _feed_entry(feed: Feed) -> Mapping[str, Raw]:
    kind = feed.kind if feed.kind != Feed._field_defaults["kind"] else ""
    said = {"id": feed.id, "kind": kind, "outlet": feed.outlet, "url": feed.url, "language": feed.language}
    return {**{name: value for name, value in said.items() if value}, "evidence": feed.evidence}


def _outlet_entry(outlet: Outlet) -> Mapping[str, Raw]:
    said: Mapping[str, Raw] = {
        "id": outlet.id,
        "name": outlet.name,
        "domains": list(outlet.domains),
        "language": outlet.language,
    }
    return {name: value for name, value in said.items() if value}
