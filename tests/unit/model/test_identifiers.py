import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.identifiers import normal_doi, normal_isbn, normal_issn
from strategies import ANY_TEXT


@pytest.mark.parametrize(
    "text",
    [
        *("10.5555/ABC.1", "10.5555/abc.1 ", "doi:10.5555/abc.1", "DOI: 10.5555/abc.1", "info:doi/10.5555/abc.1"),
        *("https://doi.org/10.5555/abc.1", "http://dx.doi.org/10.5555/ABC.1", "doi.org/10.5555/abc.1"),
        "https://doi.org/10.5555%2Fabc.1",
    ],
)
def test_a_doi_has_one_spelling(text: str) -> None:
    assert normal_doi(text) == "10.5555/abc.1"


@pytest.mark.parametrize(
    "text", ["", "10.5555", "10.5555/", "10.55/a", "11.5555/a", "10.5555/a b", "https://e.example/10.5555/a"]
)
def test_what_is_no_doi_is_empty(text: str) -> None:
    assert normal_doi(text) == ""


def test_odd_but_valid_dois_are_kept() -> None:
    assert normal_doi("10.1002/(SICI)1097-0258(19980815)17:15<1661::AID>3.0.CO;2-2").endswith("<1661::aid>3.0.co;2-2")
    assert normal_doi("10.1000.10/a%20b") == "10.1000.10/a%20b"


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("9780306406157", "9780306406157"),
        ("ISBN: 978 0 306 40615 7", "9780306406157"),
        ("978‑0‑306‑40615‑7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("0-8044-2957-X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
        ("978-0-306-40615-8", ""),
        ("0-306-40615-3", ""),
        ("0-8044-2957-0", ""),
        ("X-306-40615-2", ""),
        ("977-0-306-40615-7", ""),
        ("٠٣٠٦٤٠٦١٥٢", ""),
        ("", ""),
    ],
)
def test_an_isbn_is_thirteen_digits_whose_check_digit_holds(text: str, isbn: str) -> None:
    assert normal_isbn(text) == isbn


@pytest.mark.parametrize(
    ("text", "issn"),
    [
        ("0378-5955", "0378-5955"),
        ("ISSN 03785955", "0378-5955"),
        ("2434-561x", "2434-561X"),
        ("0378-5956", ""),
        ("2434-5610", ""),
        ("0378-595", ""),
        ("٠٣٧٨٥٩٥٥", ""),
        ("", ""),
    ],
)
def test_an_issn_is_eight_digits_whose_check_digit_holds(text: str, issn: str) -> None:
    assert normal_issn(text) == issn


@given(st.text(alphabet="0123456789", min_size=9, max_size=9), st.integers(1, 9))
def test_one_wrong_digit_of_an_isbn_never_passes(stem: str, added: int) -> None:
    isbn = next(found for check in "0123456789X" if (found := normal_isbn(stem + check)))
    wrong = isbn[:5] + str((int(isbn[5]) + added) % 10) + isbn[6:]
    assert normal_isbn(isbn) == isbn
    assert normal_isbn(wrong) == ""


@given(ANY_TEXT)
def test_normal_spellings_are_their_own(text: str) -> None:
    for normal in (normal_doi, normal_isbn, normal_issn):
        assert normal(normal(text)) == normal(text)
