"""Outlets: who publishes, and which works are theirs."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.text import fold
from sourcebook.model.work import Work


class Outlet(NamedTuple):
    """One outlet of sources.yaml: its names, its domains, its language and the country (ISO 3166) it is at home in.

    `prior` is added to the score of what its feeds bring: from -3, seldom on the topic, to 3, nearly always.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    language: str = ""
    origin: str = ""
    prior: float = 0.0


class OutletIndex:
    """Finds the outlet of a work: by the container's name, then the domain of its URL, then the publisher's name."""

    def __init__(self, outlets: Sequence[Outlet]) -> None:
        self._by_name: dict[str, Outlet] = {}
        self._by_domain: dict[str, Outlet] = {}
        for outlet in outlets:
            self.add(outlet)

    def add(self, outlet: Outlet) -> None:
        """Know one more; of several with one name or domain the first is found."""
        for name in (outlet.name, *outlet.aliases):
            self._by_name.setdefault(fold(name), outlet)
        for domain in outlet.domains:
            self._by_domain.setdefault(domain.lower(), outlet)

    def of(self, work: Work) -> Outlet | None:
        """The outlet of a work, or None where sources.yaml knows none that fits."""
        return (
            self._by_name.get(fold(work.text("container-title")))
            or self._of_host(work.text("URL"))
            or self._by_name.get(fold(work.text("publisher")))
        )

    def _of_host(self, url: str) -> Outlet | None:
        # Importing urllib.parse costs 4 ms, and here it is enough to stop at what ends a host (RFC 3986, section 3.2).
        authority = re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]
        host = authority.rpartition("@")[2].partition(":")[0].lower()
        while host:
            if host in self._by_domain:
                return self._by_domain[host]
            host = host.partition(".")[2]
        return None


def outlets_by_id(outlets: Sequence[Outlet]) -> Mapping[str, Outlet]:
    """Outlets by their id, in the order of sources.yaml."""
    return {outlet.id: outlet for outlet in outlets}
