"""What a work can be asked for by, and what came back: the identifiers and addresses of its record, its witnesses."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from sourcebook.intake.identifying import Identifier, Kind, identified
from sourcebook.model.facts import Fact
from sourcebook.model.identifiers import normal_doi, normal_isbn
from sourcebook.model.work import Work


class Outcome(StrEnum):
    """What asking one place came to."""

    ANSWERED = "answered"
    UNREGISTERED = "not registered"  # the registry does not know the identifier, or it cannot be one
    FAILED = "failed"  # nobody could be asked


class Witness(NamedTuple):
    """What one place says of a work: by which identifier it was asked, at which address, and what it said.

    `why` is a sentence where it said nothing.
    """

    what: Identifier
    address: str
    outcome: Outcome
    facts: tuple[Fact, ...] = ()
    why: str = ""


class Questions(NamedTuple):
    """All that a work can be asked for by.

    Every one of `identifiers` is asked of its registry, `pages` in turn until one answers; `impossible` are identifiers
    that nobody has to be asked about.
    """

    identifiers: tuple[Identifier, ...] = ()
    pages: tuple[str, ...] = ()
    impossible: tuple[Witness, ...] = ()


def questions(work: Work) -> Questions:
    """What a work can be asked for by: DOI, ISBNs, arXiv number, then its address, a mirror's and a stored copy's."""
    known = list(_registered(work))
    impossible = [one for one in known if isinstance(one, Witness)]
    identifiers = [one for one in known if isinstance(one, Identifier)]
    archive = work.map("archive").get("url", "")
    addresses = [work.text("URL"), work.text("url-mirror"), archive if isinstance(archive, str) else ""]
    pages = []
    for address in addresses:
        what = identified(address)
        if what is not None and what.kind is Kind.URL:
            pages.append(what.value)
        elif what is not None:
            identifiers.append(what)
    return Questions(tuple(dict.fromkeys(identifiers)), tuple(dict.fromkeys(pages)), tuple(impossible))


def _registered(work: Work) -> Iterator[Identifier | Witness]:
    if doi := work.text("DOI").strip():
        bare = normal_doi(doi)
        yield Identifier(Kind.DOI, bare) if bare else _impossible(Kind.DOI, doi, "This is no DOI by its form.")
    if isbns := work.text("ISBN").strip():
        whole = normal_isbn(isbns)
        for isbn in [isbns] if whole else filter(None, re.split(r"[,;\s]+", isbns)):
            bare = normal_isbn(isbn)
            yield (
                Identifier(Kind.ISBN, bare)
                if bare
                else _impossible(Kind.ISBN, isbn, "This is no ISBN: its length or check digit is wrong.")
            )
    arxiv = identified(work.text("number"))
    if arxiv is not None and arxiv.kind is Kind.ARXIV:
        yield arxiv


def _impossible(kind: Kind, text: str, why: str) -> Witness:
    return Witness(Identifier(kind, text), "", Outcome.UNREGISTERED, why=why)
