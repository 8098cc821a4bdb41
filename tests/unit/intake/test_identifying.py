"""Addresses, DOIs, ISBNs and arXiv numbers are known in every spelling that people paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.intake.identifying import Identifier, Kind, doi_within, identified

URL, DOI, ISBN, ARXIV = Kind.URL, Kind.DOI, Kind.ISBN, Kind.ARXIV


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("10.1000/XYZ123", DOI, "10.1000/xyz123"),
        ("doi:10.1000/xyz123", DOI, "10.1000/xyz123"),
        (" DOI: https://dx.doi.org/10.1000/xyz123. ", DOI, "10.1000/xyz123"),
        ("https://doi.org/10.1000%2Fxyz123", DOI, "10.1000/xyz123"),
        ("<https://doi.org/10.1000/xyz123>,", DOI, "10.1000/xyz123"),
        ("10.1016/S0140-6736(20)30183-5", DOI, "10.1016/s0140-6736(20)30183-5"),
        ("10.1016/0022(73)90012-4", DOI, "10.1016/0022(73)90012-4"),
        ("10.1000/end(2)", DOI, "10.1000/end(2)"),
        ("978-0-306-40615-7", ISBN, "9780306406157"),
        ("ISBN-13: 978 0 306 40615 7", ISBN, "9780306406157"),
        ("isbn 0-306-40615-2", ISBN, "9780306406157"),
        ("arXiv:2103.01234v2", ARXIV, "2103.01234"),
        ("https://arxiv.org/pdf/2103.01234v1.pdf", ARXIV, "2103.01234"),
        ("https://arxiv.org/abs/math.GT/0309136", ARXIV, "math.GT/0309136"),
        ("10.48550/arXiv.2103.01234", ARXIV, "2103.01234"),
        ("https://example.org/a?b=c#d", URL, "https://example.org/a?b=c#d"),
        ("“https://example.org/a”.", URL, "https://example.org/a"),
        ("URL: https://example.org/a", URL, "https://example.org/a"),
        ("www.example.org/news/1", URL, "https://www.example.org/news/1"),
        ("example.org/news/1", URL, "https://example.org/news/1"),
        ("https://journal.example/doi/full/10.1000/xyz123", URL, "https://journal.example/doi/full/10.1000/xyz123"),
    ],
)
def test_an_identifier_is_known_in_any_spelling(text: str, kind: Kind, value: str) -> None:
    assert identified(text) == Identifier(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "refs.bib",
        "folder/refs.bib",
        "978-0-306-40615-8",
        "The dam, a history",
        "ftp://example.org/a",
        "10.1000",
        "e.g./x",
    ],
)
def test_what_is_no_identifier_is_none(text: str) -> None:
    assert identified(text) is None


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://journal.example/doi/full/10.1000/XYZ123?x=1", "10.1000/xyz123"),
        ("https://journal.example/doi/10.1000/xyz123/pdf", "10.1000/xyz123"),
        ("https://journal.example/article/10.1000%2Fxyz123#top", "10.1000/xyz123"),
        ("https://journal.example/10.1000/xyz123.pdf", "10.1000/xyz123"),
        ("https://news.example/2020/10.10/story", ""),
        ("https://news.example/story", ""),
    ],
)
def test_the_doi_within_a_publishers_address_is_found(url: str, doi: str) -> None:
    assert doi_within(url) == doi


@given(st.text(max_size=80))
def test_any_text_is_an_identifier_or_none_and_never_an_error(text: str) -> None:
    found = identified(text)
    assert found is None or found.value
    doi_within(text)
