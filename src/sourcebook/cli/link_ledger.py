"""What commands about links read and write: links.yaml, the log of probes, and the links of the works."""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from sourcebook.cli.world import World
from sourcebook.links.plan import links
from sourcebook.model.library import Library
from sourcebook.model.links import Link, LinkKind, Verdict
from sourcebook.model.problems import Place
from sourcebook.store import files
from sourcebook.store.history import Differences
from sourcebook.store.ledgers import LARGEST, Ledger, read_links, with_verdicts
from sourcebook.store.probe_log import NAME, Remembered, read_log
from sourcebook.store.sources import LINKS

_FIELDS = {LinkKind.DOI: "DOI", LinkKind.URL: "URL", LinkKind.MIRROR: "url-mirror", LinkKind.ARCHIVE: "archive"}


class LinkLedger:
    """The links of one sourcebook and all that is known of them. A class, because it reads each file once."""

    def __init__(self, world: World) -> None:
        self._world = world

    @cached_property
    def log_path(self) -> str:
        """The log of probes, which may be deleted at any time."""
        return self._world.shelf.cache_path(NAME)

    @cached_property
    def remembered(self) -> Remembered:
        """What the log of probes holds."""
        return read_log(self.log_path)

    @cached_property
    def ledger(self) -> Ledger:
        """The verdicts of links.yaml; what cannot be read there is told to the person."""
        ledger = read_links(self._data() or b"")
        for problem in ledger.problems[:3]:
            self._world.terminal.talk(f"sourcebook: {problem}", "yellow")
        return ledger

    @cached_property
    def library(self) -> Library:
        """Every work, with the lines of its fields."""
        return self._world.shelf.library(lines=True)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of every work, and where DOIs are known to lead."""
        return links(self.library.works.values(), self.remembered.histories)

    def of(self, keys: Iterable[str]) -> tuple[Link, ...]:
        """The links of some works."""
        wanted = frozenset(keys)
        return tuple(link for link in self.links if not wanted.isdisjoint(link.keys))

    def places(self, of: Iterable[Link]) -> Mapping[str, Sequence[Place]]:
        """Where each address stands in the records."""
        works = self.library.works
        return {link.url: [works[key].origin.place(_FIELDS.get(link.kind, "DOI")) for key in link.keys] for link in of}

    def recorded(self, verdicts: Mapping[str, Verdict | None]) -> Differences:
        """The bytes of links.yaml before and with these verdicts, as the file stands now; raises BadValue."""
        before = self._data()
        return {LINKS: (before, with_verdicts(before or b"", verdicts) or None)}

    def _data(self) -> bytes | None:
        path = os.path.join(self._world.root, LINKS)
        return files.read_bytes(path, LARGEST) if os.path.lexists(path) else None
