"""Rules about what leads to a work: DOI, ISBN, ISSN and addresses, well formed and in the right field."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.identifiers import normal_doi, normal_isbn, normal_issn
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.urls import is_web_address, tracking_parameters
from sourcebook.model.work import Work

_RESOLVERS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})


@rule(Severity.ERROR)
def bad_doi(library: Library) -> Iterator[Finding]:
    """The `DOI` has not the form of a digital object identifier.

    A DOI is `10.`, the number of its registrant, a slash and a suffix, without blanks. A wrong one leads readers
    nowhere. Copy it from the publisher's page.

        DOI: 10.1000       # bad: the suffix is missing
        DOI: 10.1000/xyz   # good
    """
    for work in library.works.values():
        doi = work.text("DOI")
        if doi.strip() and not normal_doi(doi):
            yield about(work, "DOI", f"{doi!r} is no DOI; write it as 10.1000/xyz")


@rule(Severity.WARNING)
def doi_as_address(library: Library) -> Iterator[Finding]:
    """The `DOI` is written as an address or with a prefix instead of bare.

    Styles put `https://doi.org/` before it, so the reference would print the address twice.

        DOI: https://doi.org/10.1000/xyz   # bad
        DOI: 10.1000/xyz                   # good
    """
    for work in library.works.values():
        doi = work.text("DOI")
        if (normal := normal_doi(doi)) and doi.lower() != normal:
            yield about(work, "DOI", f"The DOI has to stand bare: {normal}")


@rule(Severity.ERROR)
def bad_isbn(library: Library) -> Iterator[Finding]:
    """The `ISBN` has the wrong length or a check digit that does not fit.

    The last digit of an ISBN is computed from the others (ISO 2108), so one wrong digit shows. Copy the number from
    the work or a library's catalogue. Hyphens are free, and several numbers stand with commas between them.
    """
    for work in library.works.values():
        for isbn in re.split(r"[,;]", work.text("ISBN")):
            if isbn.strip() and not normal_isbn(isbn):
                yield about(work, "ISBN", f"{isbn.strip()!r} is no ISBN: its length or its check digit is wrong")


@rule(Severity.ERROR)
def bad_issn(library: Library) -> Iterator[Finding]:
    """The `ISSN` has the wrong length or a check digit that does not fit.

    An ISSN is eight digits, of which the last, a digit or X, is computed from the others (ISO 3297). Several
    numbers, such as that of the print and that of the online edition, stand with commas between them.
    """
    for work in library.works.values():
        for issn in re.split(r"[,;]", work.text("ISSN")):
            if issn.strip() and not normal_issn(issn):
                yield about(work, "ISSN", f"{issn.strip()!r} is no ISSN: its length or its check digit is wrong")


@rule(Severity.ERROR)
def bad_url(library: Library) -> Iterator[Finding]:
    """An address cannot be opened in a browser as it stands.

    `URL`, `url-mirror` and the `url` of `archive` have to be absolute, `http` or `https`, with a host and without
    blanks.

        URL: www.example.org/report           # bad
        URL: https://www.example.org/report   # good
    """
    for work in library.works.values():
        for field, url in _addresses(work):
            if url.strip() and not is_web_address(url):
                yield about(work, field, f"{url!r} is no web address; write it whole, with https:// and without blanks")


@rule(Severity.WARNING)
def doi_in_url(library: Library) -> Iterator[Finding]:
    """The `URL` is the address of a DOI, which has a field of its own.

    Write the bare DOI into `DOI`; the tool makes the link. `URL` is for the publisher's own address, if it is worth
    having besides.

        URL: https://doi.org/10.1000/xyz   # bad
        DOI: 10.1000/xyz                   # good
    """
    for work in library.works.values():
        url = work.text("URL")
        if is_web_address(url) and urlsplit(url).hostname in _RESOLVERS and (doi := normal_doi(url)):
            yield about(work, "URL", f"This address is a DOI; write it as DOI: {doi}")


@rule(Severity.WARNING)
def tracking_in_url(library: Library) -> Iterator[Finding]:
    """An address carries parameters that only track who shared it.

    They tell the publisher where readers come from, make two spellings of one address and clutter references. The
    page is the same without them.

        URL: https://example.org/report?utm_source=newsletter   # bad
        URL: https://example.org/report                         # good
    """
    for work in library.works.values():
        for field, url in _addresses(work):
            if found := tracking_parameters(url):
                yield about(work, field, f"The address tracks readers ({', '.join(found)}); remove these parameters")


@rule(Severity.NOTE)
def no_link(library: Library) -> Iterator[Finding]:
    """Nothing in the record leads to the work.

    It has neither `DOI` nor `URL`, no mirror, no archived copy and no `ISBN`, so a reader can only search for its
    title. That is right for what is not to be had on the web; otherwise add the publisher's address, or a copy as
    `url-mirror`.
    """
    for work in library.works.values():
        if not (work.link or work.text("ISBN") or work.map("archive")):
            yield about(work, "title", "No DOI, URL, url-mirror, archive or ISBN leads to this work")


def _addresses(work: Work) -> Iterator[tuple[str, str]]:
    yield "URL", work.text("URL")
    yield "url-mirror", work.text("url-mirror")
    archived = work.map("archive").get("url", "")
    if isinstance(archived, str):
        yield "archive", archived
