"""What somebody typed or pasted to add a work by: an address, a DOI, an ISBN or an arXiv number, in any spelling."""

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote

from sourcebook.model.identifiers import normal_doi, normal_isbn
from sourcebook.model.urls import is_web_address


class Kind(StrEnum):
    """What an identifier is."""

    URL = "URL"
    DOI = "DOI"
    ISBN = "ISBN"
    ARXIV = "arXiv"


class Identifier(NamedTuple):
    """An identifier in its one normal spelling; a URL is as it was given."""

    kind: Kind
    value: str


# The schemes of arXiv's numbers, since April 2007 and before it (info.arxiv.org/help/arxiv_identifier.html).
_ARXIV_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_ARXIV = re.compile(
    rf"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)({_ARXIV_NUMBER})(?:\.pdf)?", re.IGNORECASE
)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({_ARXIV_NUMBER})")
# A DOI within a publisher's address ends where the address goes on with a form of the text, a query or a fragment.
_DOI_IN_PATH = re.compile(
    r"/(10\.\d{4,9}(?:\.\d+)*/[^?#\s]+?)(?:/(?:full|pdf|epdf|abstract|html|meta))?(?:\.pdf)?/?(?:[?#]|$)"
)
_LOOSE = "<>()[]{}\"'“”‘’«».,;"  # what clings to an address that is pasted out of a text
_WORD_BEFORE = re.compile(r"(?:doi|isbn(?:-1[03])?|arxiv|url)\b[\s:]*", re.IGNORECASE)


def identified(text: str) -> Identifier | None:
    """The identifier that a text is, or None.

    >>> identified("DOI: https://doi.org/10.1000/XYZ123.")
    Identifier(kind=<Kind.DOI: 'DOI'>, value='10.1000/xyz123')
    """
    for bare in _bared(text):
        found = _identified(bare)
        if found:
            return found
    return None


def _bared(text: str) -> list[str]:
    """The text as it stands, without what clings to it, and without the word that says what it is."""
    whole = text.strip()
    stripped = whole.strip(_LOOSE + " ")
    # A bracket that is opened within an identifier belongs to it: 10.1016/S0140-6736(20)30183-5.
    if stripped.count("(") > stripped.count(")"):
        stripped += ")"
    word = _WORD_BEFORE.match(stripped)
    return [stripped, *([stripped[word.end() :].strip(_LOOSE + " ")] if word else []), whole]


def _identified(text: str) -> Identifier | None:
    if match := _ARXIV.fullmatch(text):
        return Identifier(Kind.ARXIV, _unversioned(match[1]))
    if doi := normal_doi(text):
        arxiv = _ARXIV_DOI.fullmatch(doi)
        return Identifier(Kind.ARXIV, _unversioned(arxiv[1])) if arxiv else Identifier(Kind.DOI, doi)
    if isbn := normal_isbn(re.sub(r"^isbn-1[03]", "", text, flags=re.IGNORECASE)):
        return Identifier(Kind.ISBN, isbn)
    if is_web_address(text):
        return Identifier(Kind.URL, text)
    # What a browser's address line shows has no scheme; a host needs a path here, or it could be any two words.
    if re.match(r"(?:www\.[\w-]+|[\w-]+(?:\.[\w-]+)*)\.[a-z]{2,}/\S+$", text) and is_web_address(f"https://{text}"):
        return Identifier(Kind.URL, f"https://{text}")
    return None


def doi_within(url: str) -> str:
    """The DOI that an address of a publisher has in its path, or empty."""
    match = _DOI_IN_PATH.search(unquote(url))
    return normal_doi(match[1]) if match else ""


def _unversioned(number: str) -> str:
    """The number of a paper whatever its version: a work is cited in its newest one."""
    return re.sub(r"v\d+$", "", number)
