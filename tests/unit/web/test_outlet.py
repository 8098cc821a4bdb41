# ruff: noqa: E501 - markup in lines as long as pages have them
import pytest

from sourcebook.web.page import read_page


def _container(html: str, url: str = "https://e.example/a") -> tuple[object, bool]:
    fact = read_page(html.encode(), url, "text/html").best("container-title")
    return (fact.value, bool(fact.doubt)) if fact else ("", False)


@pytest.mark.parametrize(
    "html",
    [
        "<title>Dam opens</title><a href='/'>Harbour Post</a><h1>Dam opens</h1><footer><p>© 2024 Harbour Post. All rights reserved.</p></footer>",
        "<title>Dam opens | Harbour Post</title><div class='logo'><img alt='Harbour Post'></div><h1>Dam opens</h1>",
        "<title>Dam opens | Harbour Post</title><b>Harbour Post</b><h1>Dam opens</h1>",
        "<title>Dam opens</title><h1>Dam opens</h1><div>Copyright © 1999–2024 Harbour Post | Imprint</div>",
        "<title>Dam opens</title><h1>Dam opens</h1><div>Harbour Post © 2024</div>",
    ],
)
def test_what_the_site_is_called_is_told_by_its_marks_with_a_doubt(html: str) -> None:
    assert _container(html) == ("Harbour Post", True)


def test_what_the_site_declares_goes_before_its_marks() -> None:
    html = "<meta property='og:site_name' content='Harbour Post'><title>Dam</title><p>© 2024 Dock Media</p>"
    assert _container(html) == ("Harbour Post", False)
    html = "<h1>Dam</h1><div property='publisher'><meta property='name' content='Harbour Post'></div><p>© 2024 Dock Media</p>"
    assert _container(html) == ("Harbour Post", False)


@pytest.mark.parametrize("html", ["<a href='/'>Home</a>", "<a href='/'>Harbour Post</a>", "<p>© 2024</p>", ""])
def test_a_site_that_does_not_tell_its_name_has_none(html: str) -> None:
    assert _container(f"<title>Dam</title><h1>Dam</h1>{html}") == ("", False)


def test_the_marks_of_the_site_take_its_name_off_the_title_and_out_of_the_byline() -> None:
    html = "<title>Dam opens — Dock Courier</title><meta name=author content='Dock Courier'><p>© 2024 Dock Courier</p>"
    page = read_page(html.encode(), "https://e.example/a", "text/html")
    assert [fact.value for fact in page.facts if fact.field in ("title", "author")] == ["Dam opens"]
