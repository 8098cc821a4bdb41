"""Annotations are Markdown that can do no harm to a page."""

import pytest

from sourcebook.render.annotations import annotation_html, annotation_text


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
