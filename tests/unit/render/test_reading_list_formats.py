"""Reading lists as a page, as Markdown and as text: nothing active in them, everything readable."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from example_works import article, library
from markdown_it import MarkdownIt

from sourcebook.render.inlines import Inline
from sourcebook.render.reading_list import ReadingList, Wish, reading_list
from sourcebook.render.reading_list_html import write_html
from sourcebook.render.reading_list_markdown import write_markdown
from sourcebook.render.reading_list_text import columns, wrap, write_text
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import Reference

HOSTILE = '<script>alert("x")</script>*b*'
VIEWPOINTS = {"for": "In favour & <more>", "against": "Against"}


def listing() -> ReadingList:
    """Two groups, three works, hostile texts wherever a record or the vocabulary can have some."""
    works = [
        article(
            "a",
            viewpoint="for",
            language="zh",
            annotation="Says **so**.\n\nAnd [more](https://e.org).",
            content_note=f"Grim {HOSTILE}",
            provenance={"doubts": [f"unsure {HOSTILE}", "unseen"]},
            relations=[{"type": "rebuts", "target": "b"}, {"type": "quotes", "target": f"gone {HOSTILE}"}],
        ),
        article("b", HOSTILE, viewpoint="against", author=[{"literal": f"Club {HOSTILE}"}]),
        article("c", viewpoint="against", relations=[{"type": "rebuts", "target": "b"}]),
    ]
    inlines: tuple[Inline, ...] = ({"t": "Str", "c": f"Reference {HOSTILE}"},)
    return reading_list(
        library(*works, viewpoints=VIEWPOINTS),
        [Reference(key=work.key, inlines=inlines) for work in works],
        style=find_style("apa"),
        wish=Wish(title=f"Title {HOSTILE}", intro=f"Intro {HOSTILE}"),
    )


class Page(HTMLParser):
    """The elements of a page, each with its attributes, and whether all were closed in order."""

    VOID = frozenset(("meta", "link", "br"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in self.VOID or self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        return [str(attributes[attribute]) for _, attributes in self.elements if attribute in attributes]

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


def test_the_page_has_no_script_no_handler_and_asks_nobody() -> None:
    page = Page(write_html(listing()))
    assert not {"script", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert page.values("src") == []
    assert [attributes["href"] for tag, attributes in page.elements if tag == "link"] == ["data:,"]
    assert all(address.startswith(("#", "https://", "data:,")) for address in page.values("href"))
    assert "url(" not in write_html(listing())


def test_every_hostile_text_is_shown_on_the_page_as_it_is() -> None:
    page = Page(write_html(listing()))
    for before in ("Title", "Intro", "Reference", "Grim", "unsure", "gone", "Club"):
        assert f"{before} {HOSTILE}" in page.text


def test_every_link_within_the_page_leads_somewhere_and_ids_are_unique() -> None:
    page = Page(write_html(listing()))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in page.values("href") if address.startswith("#")} <= set(ids)
    assert {"a", "b", "c", "group-for", "group-against"} <= set(ids)


def test_the_page_has_one_title_a_heading_for_each_group_and_a_navigation_with_counts() -> None:
    page = Page(write_html(listing()))
    assert (page.count("h1"), page.count("h2"), page.count("nav"), page.count("main")) == (1, 2, 1, 1)
    assert " ".join(page.text.split()).count("Against 2") == 2
    assert "3 works by viewpoint, in 2 groups. References: APA Style 7th edition." in page.text


def test_an_item_in_another_language_says_so() -> None:
    languages = [attributes.get("lang") for tag, attributes in Page(write_html(listing())).elements if tag == "p"]
    assert languages.count("zh") == 1


@pytest.mark.parametrize("write", [write_html, write_markdown, write_text])
def test_the_content_note_stands_before_the_annotation(write: Callable[[ReadingList], str]) -> None:
    written = write(listing())
    assert written.index("Reference") < written.index("Grim") < written.index("Says") < written.index("Rebuts")


@pytest.mark.parametrize("write", [write_html, write_markdown, write_text])
def test_the_same_list_gives_the_same_bytes(write: Callable[[ReadingList], str]) -> None:
    assert write(listing()) == write(listing())
    assert write(listing()).endswith("\n")


def test_markdown_shows_hostile_texts_and_runs_none() -> None:
    page = Page(MarkdownIt("commonmark").render(write_markdown(listing())))
    assert {tag for tag, _ in page.elements} == {"h1", "h2", "p", "em", "strong", "ul", "li", "a", "blockquote", "br"}
    for before in ("Title", "Intro", "Reference", "Grim", "unsure", "gone", "Club"):
        assert f"{before} {HOSTILE}" in page.text


def test_markdown_links_lead_to_its_anchors() -> None:
    page = Page(MarkdownIt("commonmark").render(write_markdown(listing())))
    inside = [address[1:] for address in page.values("href") if address.startswith("#")]
    assert inside == ["group-for", "group-against", "b", "a", "c", "b"]
    assert set(inside) <= set(page.values("id"))


def test_markdown_keeps_an_annotation_of_several_paragraphs_within_its_item() -> None:
    assert "\n\n  Says **so**.\n\n  And [more](https://e.org).\n" in write_markdown(listing())


def test_text_fits_its_width_and_hangs_its_references() -> None:
    lines = write_text(listing(), width=40).splitlines()
    assert max(map(columns, lines)) <= 40
    start = lines.index('Reference <script>alert("x")</script>*b*')
    assert lines[start + 1 : start + 3] == ["    Content note: Grim", '    <script>alert("x")</script>*b*']
    assert "    And more (https://e.org)." in lines


def test_text_has_no_escapes() -> None:
    assert "\x1b" not in write_text(listing())
    assert "\\" not in write_text(listing())


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 8, ["one two", "  three"]),
        ("a-word-that-is-too-long b", 8, ["a-word-that-is-too-long", "  b"]),
        ("桥的历史", 4, ["桥的", "  历", "  史"]),
        ("", 8, []),
    ],
)
def test_wrapping_counts_columns_and_breaks_where_a_script_allows(text: str, width: int, expected: list[str]) -> None:
    assert wrap(text, width, "", "  ") == expected


def test_wide_letters_fill_two_columns_and_marks_none() -> None:
    assert columns("桥a\u0301") == 3


@pytest.mark.parametrize(
    ("write", "head"),
    [
        (write_markdown, "\n\n**Edition 1 \\<b\\>**\n\n"),
        (lambda listing: write_text(listing, 80), "=\nEdition 1 <b>\n"),
        (write_html, '</h1>\n  <p class="intro">Edition 1 &lt;b&gt;</p>\n'),
    ],
    ids=["markdown", "text", "html"],
)
def test_the_state_stands_under_the_title_and_only_where_there_is_one(
    write: Callable[[ReadingList], str], head: str
) -> None:
    with_state = write(replace(listing(), state="Edition 1 <b>"))
    assert with_state.count(head) == 1
    assert "Edition 1" not in write(listing())
    assert len(with_state.splitlines()) - len(write(listing()).splitlines()) in (1, 2)
