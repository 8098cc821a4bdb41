"""What the world said of a work before anybody trusts it: each value with where it was said."""

from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.model.work import Raw


class Fact(NamedTuple):
    """One value for one field of a record, as raw as a record holds it, and its origin: `json-ld`, `doi.org` …

    `doubt` says in a phrase why the value may be wrong, and is empty where its origin declares it.
    """

    field: str
    value: Raw
    origin: str
    doubt: str = ""


class PageFacts(NamedTuple):
    """What a page says of itself: the address it was read at, its canonical one, and every fact, most trusted first.

    `complaint` is a sentence where the page is none to cite: a login wall, an empty page, another kind of file.
    """

    url: str
    canonical: str
    facts: Sequence[Fact] = ()
    complaint: str = ""

    def best(self, field: str) -> Fact | None:
        """The most trusted fact of a field."""
        return next((fact for fact in self.facts if fact.field == field), None)


class Loss(NamedTuple):
    """A field or value of a foreign record that has no place in ours: its entry, name, text, and where it is kept."""

    entry: str
    field: str
    value: str
    kept: str = ""


class Draft(NamedTuple):
    """A record to be: the chosen fields and annotation, every fact they were chosen from, doubts and losses.

    `entry` is what the foreign source calls it (a BibTeX key, a line of a list) and `line` where it stands, from 1.
    """

    raw: dict[str, Raw]
    annotation: str = ""
    facts: Sequence[Fact] = ()
    doubts: Sequence[str] = ()
    losses: Sequence[Loss] = ()
    entry: str = ""
    line: int = 0
