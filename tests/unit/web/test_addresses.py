import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.addresses import Declared, explain_address


def _canonical(url: str, *declared: str) -> str:
    return explain_address(url, [Declared(f"place {place}", one) for place, one in enumerate(declared)])[0]


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://e.example/a?id=1", "https://e.example/a?id=1"),
        ("https://e.example/a?utm_source=x&id=1&fbclid=2#top", "https://e.example/a?id=1"),
        ("https://web.archive.org/web/20210309000000id_/https://e.example/a", "https://e.example/a"),
        ("https://web.archive.org/web/2021/http:/e.example/a", "http://e.example/a"),
        ("https://archive.ph/2021.03.09-101112/https://e.example/a", "https://e.example/a"),
        ("https://www.google.com/amp/s/e.example/a/amp/", "https://e.example/a"),
        ("https://e-example.cdn.ampproject.org/c/s/e.example/a", "https://e.example/a"),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fe.example%2Fa&x=1", "https://e.example/a"),
        ("https://e.example/a.amp.html", "https://e.example/a.html"),
        ("https://e.example/a?outputType=amp", "https://e.example/a"),
        ("https://e.example/a/print?print=1", "https://e.example/a"),
        ("https://e.example/amp", "https://e.example/amp"),
        ("https://e.example/a?print=13", "https://e.example/a?print=13"),
    ],
)
def test_an_address_is_cleaned_of_what_only_wraps_or_tracks(url: str, canonical: str) -> None:
    assert _canonical(url) == canonical


@pytest.mark.parametrize(
    ("url", "declared", "canonical"),
    [
        ("https://m.e.example/a", ["https://www.e.example/a"], "https://www.e.example/a"),
        ("https://e.example/a/amp", ["/a"], "https://e.example/a"),
        ("https://e.example/a", ["http://e.example/a"], "https://e.example/a"),
        ("https://e.example/a", ["https://e.example/"], "https://e.example/a"),
        ("https://e.example/b/a", ["https://e.example/en/"], "https://e.example/b/a"),
        ("https://e.example/", ["https://e.example/en/"], "https://e.example/en/"),
        ("https://e.example/a", ["https://other.example/a"], "https://e.example/a"),
        ("https://e.example/a", ["https://other.example/a", "https://other.example/a/"], "https://other.example/a"),
        ("https://a.co.uk/a", ["https://b.co.uk/a"], "https://a.co.uk/a"),
        ("https://e.example/a.asp?id=12", ["https://e.example/a.asp"], "https://e.example/a.asp?id=12"),
        ("https://e.example/a?utm_source=12", ["https://e.example/a"], "https://e.example/a"),
        ("https://e.example/a", ["", "https://[", "https://e.example/b"], "https://e.example/b"),
    ],
)
def test_a_declared_address_is_followed_with_proof(url: str, declared: list[str], canonical: str) -> None:
    assert _canonical(url, *declared) == canonical


def test_every_step_is_explained() -> None:
    canonical, steps = explain_address(
        "https://web.archive.org/web/2021/https://e.example/a?fbclid=1", [Declared("og:url", "https://e.example/")]
    )
    assert canonical == "https://e.example/a"
    assert [step.split(":")[0] for step in steps] == [
        "the address was an archived copy of it",
        "og",
        "tells who shared it, dropped",
    ]
    assert "not followed: it is a home page" in steps[1]


@given(st.text(max_size=40), st.lists(st.text(max_size=30), max_size=3))
def test_no_address_crashes_the_reader(url: str, declared: list[str]) -> None:
    assert isinstance(_canonical(f"https://e.example/{url}", *declared), str)
    assert isinstance(_canonical(url, *declared), str)


@pytest.mark.parametrize(
    ("url", "declared", "canonical"),
    [
        (
            "https://e.example/p/who-drew-it?r=1x2y",
            "https://e.example/p/who-drew-it",
            "https://e.example/p/who-drew-it",
        ),
        ("https://e.example/handle/1234?locale=3", "https://e.example/handle/1234", "https://e.example/handle/1234"),
        ("https://e.example/article.php?id=77", "https://e.example/article.php", "https://e.example/article.php?id=77"),
        ("https://e.example/watch?v=a1b2", "https://e.example/watch", "https://e.example/watch?v=a1b2"),
    ],
)
def test_a_canonical_address_may_lose_a_parameter_where_its_path_names_the_page(
    url: str, declared: str, canonical: str
) -> None:
    assert explain_address(url, [Declared("link rel=canonical", declared)])[0] == canonical


def test_the_address_that_an_archived_copy_declares_is_taken_out_of_the_archive() -> None:
    copy = "https://web.archive.org/web/20210309000000/https://e.example/a"
    assert explain_address(copy, [Declared("link rel=canonical", copy)])[0] == "https://e.example/a"
