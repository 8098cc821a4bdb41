"""Annotations are Markdown that can do no harm to a page."""

import pytest
from markdown_it import MarkdownIt

from sourcebook.render.annotations import annotation_html, annotation_markdown, annotation_text


def test_paragraphs_emphasis_and_links_are_written() -> None:
    assert annotation_html("One *two*.\n\nSee [it](https://e.org).") == (
        '<p>One <em>two</em>.</p>\n<p>See <a href="https://e.org" rel="noopener noreferrer">it</a>.</p>'
    )


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "![x](https://e.org/a.png)", "[x](javascript:alert(1))", "# x", "x\n===", "<b onclick=x>"],
)
def test_no_html_image_heading_or_script_address_gets_through(text: str) -> None:
    written = annotation_html(text)
    assert not any(tag in written for tag in ("<script", "<img", "<h1", "<b ", 'href="java'))
    assert "x" in written


def test_plain_text_has_a_paragraph_each_and_addresses_after_their_words() -> None:
    assert annotation_text("One *two*\n`three`.\n\n- [four](https://e.org)\n- <https://f.org>") == (
        "One two three.",
        "four (https://e.org)",
        "https://f.org",
    )


def test_no_annotation_is_nothing() -> None:
    assert annotation_html("") == ""
    assert annotation_text("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "<!-- x -->",
        "a \\\\<b onclick=x>",
        "<javascript:x>",
        "[x](javascript:alert(3))",
        "[x]( <JavaScript:alert(3)>)",
        "[x](java&#115;cript:y)",
        "[x](a.html)",
        "[x]: data:text/html,y\n\n[x]",
        "> [x]:\n> vbscript:y\n\n[x][]",
        "![x](https://e.org/a.png)",
        "\\\\![x](https://e.org/a.png)",
        "[![x](data:a)](file:///b)",
    ],
)
def test_markdown_that_any_reader_makes_a_page_of_has_no_html_image_or_link_to_elsewhere(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = MarkdownIt("commonmark")
    monkeypatch.setattr(reader, "validateLink", lambda _: True)  # as readers without such a check
    written = reader.render(annotation_markdown(text))
    assert not any(tag in written for tag in ("<script", "<!--", "<b ", "<img", 'href="j', 'href="d', 'href="v'))
    assert not any(tag in written for tag in ('href="a', 'href="f'))
    assert "x" in written


def test_ordinary_markdown_stays_as_it_is() -> None:
    text = (
        "A *b* [c](https://e.org/a_(b)) <https://f.org/?a=b> <g@h.org>, [i][1], 3 < 4 > 2, `a < b`, [sic]; well!\n\n"
        '- [j](<http://k.org> "l") [m](mailto:n@o.org)\n\n[1]: https://p.org\n'
    )
    assert annotation_markdown(text) == text
