# ruff: noqa: E501 - markup in lines as long as pages have them
import pytest

from sourcebook.web.layout import is_home
from sourcebook.web.markup import markup_of

STORY = "<h1>Dam opens</h1><p>The dam was opened on a cold morning, and nobody had been told that it would be.</p>"


@pytest.mark.parametrize(
    "around",
    [
        "<nav>{}</nav>", "<aside>{}</aside>", "<footer>{}</footer>", "<form>{}</form>", "<div hidden>{}</div>",
        "<div class='related-stories'>{}</div>", "<ul id='relatedLinks'>{}</ul>", "<section id='comments'>{}</section>",
        "<div style='display: none'>{}</div>", "<div class='sidebar'>{}</div>", "<article>{}</article>",
        "<a href='/other'><h3>Other</h3>{}</a>", "<div class='widget'>{}</div>", "<dl><dt>Acquired</dt><dd>{}</dd></dl>",
    ],
)  # fmt: skip
def test_what_stands_around_a_story_is_not_read(around: str) -> None:
    other = around.format("<time datetime='2019-01-02'>Teaser 2 January 2019</time><i itemprop='author'>Ada Okafor</i>")
    markup = markup_of(f"<article>{STORY}</article>{other}")
    assert (markup.stamps, markup.properties) == ((), ())
    assert "2019" not in markup.text


@pytest.mark.parametrize(
    "inside",
    [
        "<article class='has-sidebar'>{}</article>", "<div class='widget'>{}</div>", "<aside>{}</aside>",
        "<article>{}<footer class='entry-footer'><time>2 January 2019</time></footer></article>",
        "{}<dl><dt>Published</dt><dd><time>2 January 2019</time></dd></dl>",
    ],
)  # fmt: skip
def test_an_element_around_the_heading_is_never_left_out(inside: str) -> None:
    markup = markup_of(inside.format(f"{STORY}<p><time>2 January 2019</time></p>"))
    assert "2 January 2019" in markup.text
    assert markup.stamps


def test_lines_stand_as_readers_see_them() -> None:
    markup = markup_of(
        "<div>Kicker</div><h1>Dam <em>opens</em></h1><p>By Ada<br>2 May <span>2019</span><span>News</span></p>"
    )
    assert markup.lines == ("Kicker", "Dam opens", "By Ada", "2 May 2019 News")
    assert markup.lines[markup.heading_at] == "Dam opens"


@pytest.mark.parametrize(
    ("html", "headings"),
    [
        (
            "<title>Dam opens | Post</title><h1><a href='/'>Post</a></h1><h2 class='entry-title'>Dam opens</h2>",
            ("Dam opens",),
        ),
        ("<title>大坝开放_海港网</title><div class='title'>大坝开放</div>", ("大坝开放",)),
        ("<title>Dam opens</title><div class='title'>Most read</div>", ()),
        ("<title>Dam opens</title><h1></h1>", ()),
    ],
)
def test_a_heading_is_the_storys_and_not_the_sites(html: str, headings: tuple[str, ...]) -> None:
    assert markup_of(html).headings == headings


@pytest.mark.parametrize(
    ("address", "home"),
    [("/", True), ("https://e.example", True), ("https://e.example/index.html", True), ("", False), ("#top", False), ("/a", False), ("/?p=1", False), ("//[", False)],
)  # fmt: skip
def test_the_first_page_of_a_site_is_known_by_its_address(address: str, home: bool) -> None:
    assert is_home(address) is home
