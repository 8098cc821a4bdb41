"""How each viewpoint is followed: the outlets of its works in the library, and which of them have feeds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.cli.feed_health import Health
from sourcebook.model.library import Library


class Followed(NamedTuple):
    """A viewpoint with the ids of its outlets, of those that have feeds, that have a well one, and only unwell ones."""

    id: str
    label: str
    outlets: tuple[str, ...]
    followed: tuple[str, ...]
    well: tuple[str, ...]
    unwell: tuple[str, ...]

    @property
    def trouble(self) -> str:
        """Why nothing of this viewpoint is found by a feed of its own, as a phrase; empty where something may be."""
        if not self.followed:
            return f"none of its outlets ({len(self.outlets)}) has a feed"
        if self.followed == self.unwell:
            return f"no feed of its outlets is well ({len(self.followed)} of {len(self.outlets)} have any)"
        return ""


def by_viewpoint(library: Library, found: Sequence[Health]) -> list[Followed]:
    """Each viewpoint that has works of known outlets, in the order of the vocabulary."""
    outlets: dict[str, set[str]] = {}
    for work in library.works.values():
        if outlet := library.outlet_of(work):
            outlets.setdefault(work.text("viewpoint"), set()).add(outlet.id)
    states: dict[str, set[str]] = {}
    for one in found:
        if one.state != "off":
            states.setdefault(one.feed.outlet, set()).add(one.state)
    well = {outlet for outlet, said in states.items() if "well" in said}
    unwell = {outlet for outlet, said in states.items() if said == {"unwell"}}
    return [
        Followed(term.id, term.label, *(tuple(sorted(here & one)) for one in (here, states.keys(), well, unwell)))
        for term in library.vocabulary.viewpoints.values()
        if (here := outlets.get(term.id))
    ]


def viewpoint_shape(one: Followed) -> Mapping[str, object]:
    """The documented JSON shape of how a viewpoint is followed (docs/json.md)."""
    return {
        "schema": "sourcebook.feed-viewpoint/1",
        "viewpoint": one.id,
        "label": one.label,
        "outlets": list(one.outlets),
        "followed": list(one.followed),
        "well": list(one.well),
        "unwell": list(one.unwell),
        "trouble": one.trouble or None,
    }
