# ruff: noqa: E501 - markup in lines as long as pages have them
import pytest

from sourcebook.web.page import read_page

PROSE = "<p>The harbour authority said that the levy of 3 May 2016 would be reviewed once the figures for freight were in.</p>"
HEAD = "<html lang=en-GB><title>Dam</title><article><h1>Dam opens</h1>"


def _issued(html: str, url: str = "https://e.example/a") -> tuple[object, str]:
    fact = read_page(html.encode(), url, "text/html").best("issued")
    return (fact.value, fact.origin) if fact else ("", "")


@pytest.mark.parametrize(
    "html",
    [
        f"{HEAD}{PROSE}{PROSE}",
        f"{HEAD}{PROSE}</article><aside><time datetime='2020-01-02'>2 January 2020</time></aside>",
        f"{HEAD}{PROSE}<pre><code>2 January 2020</code></pre>",
        f"<link rel=stylesheet href='/a.css?v=20200102'>{HEAD}{PROSE}",
        f"<p>Open today from ten to five; closed on 2 January 2020</p>{HEAD}{PROSE}",
        f"{HEAD}{PROSE}<footer>This page was last edited on 2 January 2020.</footer>",
        f"{HEAD}<p>Updated: 2 January 2020</p>{PROSE}",
    ],
)
def test_a_date_of_something_else_is_no_date_of_publication(html: str) -> None:
    assert _issued(html) == ("", "")


@pytest.mark.parametrize(
    ("html", "issued"),
    [
        (f"{HEAD}<p>By Ada Okafor</p><p>4 March 2021</p>{PROSE}", "2021-03-04"),
        (f"{HEAD}{PROSE}<p class=meta>4 March 2021, 10:00</p>", "2021-03-04"),
        (f"<html lang=en><h2>Thursday, 4 March 2021</h2>{HEAD}{PROSE}", "2021-03-04"),
        (
            f"{HEAD}<p>LAGOS, 4 March 2021 – The harbour authority said that the levy would be reviewed after a year.</p>",
            "2021-03-04",
        ),
        (f"{HEAD}<p>04/03/2021</p>{PROSE}", "2021-03-04"),
        (f"{HEAD}<i>March 2021</i>{PROSE}", "2021-03"),
        (f"{HEAD}<dl><dt>Published</dt><dd>4 March 2021</dd></dl>{PROSE}", "2021-03-04"),
    ],
)
def test_a_date_near_the_heading_is_the_storys(html: str, issued: str) -> None:
    assert _issued(html) == (issued, "text")


def test_an_address_and_a_text_that_agree_outweigh_the_day_of_a_move() -> None:
    moved = f"<meta property='article:published_time' content='2023-01-16'>{HEAD}<p>18 March 2014</p>{PROSE}"
    assert _issued(moved, "https://e.example/2014/03/18/dam") == ("2014-03-18", "text")
    assert _issued(moved) == ("2023-01-16", "article:published_time")


def test_a_day_that_is_declared_as_the_last_change_too_gives_way_to_an_earlier_one_near_the_heading() -> None:
    metas = "<meta property='article:published_time' content='2022-06-07'><meta property='article:modified_time' content='2022-06-07'>"
    assert _issued(f"{metas}{HEAD}<p>Published May 3, 2020</p>{PROSE}") == ("2020-05-03", "text")
    both = f"{metas}{HEAD}<p>Said on 3 May 2020</p><p>7 June 2022</p>{PROSE}"
    assert _issued(both) == ("2022-06-07", "article:published_time")
    assert _issued(f"{metas}{HEAD}<p>6 June 2022</p>{PROSE}") == ("2022-06-07", "article:published_time")
