import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.identifiers import normal_doi
from sourcebook.model.links import LinkKind, doi_address, host_of, is_doi, link_address, links_of
from sourcebook.model.work import Origin, Raw, read_work
from strategies import ANY_TEXT

PIECES = st.sampled_from(
    [*"aZ/?#@:%.é \t[]", "http://", "HTTPS://", "doi.org/", "10.1000/", "e.example", ":80", ":443"]
)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://e.example/a?b=C#d", "https://e.example/a?b=C"),
        (" HTTP://E.Example ", "http://e.example/"),
        ("http://e.example:80/A", "http://e.example/A"),
        ("https://e.example:443?q", "https://e.example/?q"),
        ("http://e.example:443/", "http://e.example:443/"),
        ("https://Me@E.example/", "https://Me@e.example/"),
        ("https://e.example/a%2Fb|c d", "https://e.example/a%2Fb|c d"),
        ("http://dx.doi.org/10.1000/ABC#x", "https://doi.org/10.1000/abc"),
        ("https://doi.org/10.1000/a%23b", "https://doi.org/10.1000/a%23b"),
        ("https://doi.org/about", "https://doi.org/about"),
        ("https://doi.org.example/10.1000/1", "https://doi.org.example/10.1000/1"),
        ("ftp://E.example/#a", "ftp://e.example/"),
        ("mailto:a@e.example", "mailto:a@e.example"),
        ("e.example/a", "e.example/a"),
        ("http://[::1", "http://[::1/"),
        ("", ""),
    ],
)
def test_an_address_has_one_form(url: str, address: str) -> None:
    assert link_address(url) == address


@given(st.lists(PIECES, max_size=8).map("".join) | ANY_TEXT)
def test_that_form_is_its_own_form(url: str) -> None:
    assert link_address(link_address(url)) == link_address(url)


@given(st.from_regex(r"10\.\d{4}/[!-~é水]{1,12}", fullmatch=True))
def test_the_address_of_a_doi_is_of_that_doi(doi: str) -> None:
    bare = normal_doi(doi)
    assert normal_doi(doi_address(bare)) == bare
    assert is_doi(doi_address(bare))
    assert link_address(doi_address(bare)) == doi_address(bare)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Me:word@E.example:8080/a@b", "e.example:8080"),
        ("http://[::1]:80/", "[::1]:80"),
        ("http:///a", ""),
        ("mailto:a@e.example", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


def test_the_links_of_a_work_are_its_doi_url_mirror_and_archive() -> None:
    raw: dict[str, Raw] = {
        "DOI": "10.1000/X",
        "URL": "https://e.example/a#b",
        "url-mirror": "https://doi.org/10.1000/y",
        "archive": {"url": "https://archive.example/1", "date": "2022"},
    }
    assert list(links_of(read_work("a", raw, "", Origin())[0])) == [
        ("https://doi.org/10.1000/x", LinkKind.DOI),
        ("https://e.example/a", LinkKind.URL),
        ("https://doi.org/10.1000/y", LinkKind.DOI),
        ("https://archive.example/1", LinkKind.ARCHIVE),
    ]


@pytest.mark.parametrize(
    "raw", [{}, {"URL": " ", "DOI": "none"}, {"URL": ["a"], "archive": "b"}, {"archive": {"url": []}}]
)
def test_a_work_without_addresses_has_no_links(raw: dict[str, object]) -> None:
    assert list(links_of(read_work("a", raw, "", Origin())[0])) == []  # type: ignore[arg-type] # shapes that records may have
