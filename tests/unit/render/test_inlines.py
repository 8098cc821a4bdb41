"""Formatted text keeps every character in every format, and only nodes become markup."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sourcebook.model.text import printable
from sourcebook.render.inlines import Inline, flatten, to_html, to_latex, to_markdown, to_text

SPACE: Inline = {"t": "Space"}
NASTY = (
    "a <b> c",
    "<script>alert(1)</script>",
    "5 % & more",
    "$x$",
    "*stars* and _lines_",
    "@key",
    "[link](https://e.org)",
    "![image](https://e.org/a.png)",
    "&amp; &#42;",
    "`code`",
    "\\emph{no} \\ no",
    "1. no list",
    "2020) no list",
    "- no list",
    "+ no list",
    "# no heading",
    "> no quotation",
    "--- ===",
    "~~no~~ ^no^",
    "https://e.org/a_b_c*d*",
    "習近平*《書》*",
)


def string(text: str) -> Inline:
    return {"t": "Str", "c": text}


def marked(kind: str, *inside: Inline) -> Inline:
    return {"t": kind, "c": list(inside)}


def link(text: str, target: str) -> Inline:
    return {"t": "Link", "c": [["", [], []], [string(text)], [target, ""]]}


class TextOf(HTMLParser):
    """What a reader of a page sees."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def seen(text: str) -> str:
    return " ".join(printable(text).split())


def read_markdown(markdown: str, *, html: bool = False) -> TextOf:
    return TextOf(MarkdownIt("commonmark", {"html": html}).render(markdown))


texts = st.text(max_size=30) | st.sampled_from(NASTY)
nodes = st.recursive(
    st.builds(string, texts.filter(lambda text: not re.search(r"\s", text))) | st.just(SPACE),
    lambda inside: st.builds(
        lambda kind, content: marked(kind, *content),
        st.sampled_from(["Emph", "Strong", "SmallCaps", "Superscript", "Underline"]),
        st.lists(inside, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(texts)
def test_any_text_in_markdown_reads_as_itself(text: str) -> None:
    page = read_markdown(to_markdown([string(text)]))
    assert seen(page.text) == seen(text)
    assert set(page.tags) <= {"p"}


@given(st.lists(nodes, max_size=5))
def test_marks_in_markdown_never_show_and_never_swallow_text(inlines: list[Inline]) -> None:
    assert seen(read_markdown(to_markdown(inlines), html=True).text) == seen(to_text(inlines))


@given(texts)
def test_any_text_in_html_reads_as_itself(text: str) -> None:
    page = TextOf(to_html([string(text)]))
    assert page.text == printable(text)
    assert page.tags == []


@given(texts)
def test_no_text_in_latex_is_a_command_of_its_own(text: str) -> None:
    written = to_latex([string(text)])
    letters = re.sub(
        r"\\text(?:backslash|asciitilde|asciicircum|less|greater|quotedbl|bar)\{\}|\\[{}$&#_%]|\{\}", "", written
    )
    assert not re.search(r"[\\{}$&#_%~^]", letters)


@pytest.mark.parametrize("text", NASTY)
def test_plain_text_is_the_text(text: str) -> None:
    assert to_text([marked("Emph", string(text))]) == text


def test_each_mark_is_written_in_each_format() -> None:
    inlines = [
        marked("Emph", string("a")),
        SPACE,
        marked("Strong", string("b")),
        SPACE,
        marked("Superscript", string("c")),
    ]
    assert to_markdown(inlines) == "*a* **b** <sup>c</sup>"
    assert to_html(inlines) == "<em>a</em> <strong>b</strong> <sup>c</sup>"
    assert to_latex(inlines) == r"\emph{a} \textbf{b} \textsuperscript{c}"


@pytest.mark.parametrize(
    ("inlines", "written"),
    [
        ([string("in"), marked("Emph", string("“x”"))], "in“x”"),
        ([marked("Emph", string("“x”")), string("by")], "“x”by"),
        ([marked("Emph", string("“x”")), string(".")], "*“x”*."),
        ([marked("Emph", string("a")), marked("Strong", string("b"))], "*a*b"),
        ([marked("Emph", string("a"), marked("Strong", string("b")))], "*ab*"),
        ([marked("Emph", SPACE, string("a"))], "a"),
    ],
)
def test_a_mark_that_markdown_would_not_read_is_left_out(inlines: list[Inline], written: str) -> None:
    assert to_markdown(inlines) == written


def test_an_address_is_an_autolink_and_a_titled_link_has_a_target() -> None:
    assert to_markdown([link("https://e.org/a_b", "https://e.org/a_b")]) == "<https://e.org/a_b>"
    assert (
        to_markdown([link("A [title]", "https://e.org/?a=1&copy;=2")])
        == r"[A \[title\]](<https://e.org/?a=1&amp;copy;=2>)"
    )


@pytest.mark.parametrize("target", ["https://e.org/a<b>c", "https://e.org/a_b?x=1&amp;y=*2*", "https://e.org/a\\b(c"])
def test_an_odd_address_survives_in_markdown_and_html(target: str) -> None:
    expected = target.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    assert read_markdown(to_markdown([link("x", target)])).addresses == [expected]
    assert TextOf(to_html([link("x", target)])).addresses == [target]


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//e.org", "java\nscript:"]
)
def test_only_web_and_mail_addresses_become_links(target: str) -> None:
    for write in (to_markdown, to_html, to_latex, to_text):
        assert write([link("x", target)]) == "x"


def test_an_html_link_cannot_leave_its_attribute() -> None:
    assert to_html([link("x", 'https://e.org/"onclick="x')]) == (
        '<a href="https://e.org/&quot;onclick=&quot;x" rel="noopener noreferrer">x</a>'
    )


def test_a_latex_link_escapes_what_tex_would_act_upon() -> None:
    assert to_latex([link("50%", "https://e.org/a%20b#c_d{e}")]) == r"\href{https://e.org/a\%20b\#c\_d\%7Be\%7D}{50\%}"


def test_raw_markup_and_images_are_dropped() -> None:
    raw: list[Inline] = [
        {"t": "RawInline", "c": ["html", "<script>"]},
        {"t": "Image", "c": [["", [], []], [string("x")], ["https://e.org/a.png", ""]]},
    ]
    for write in (to_markdown, to_html, to_latex, to_text):
        assert write(raw) == ""


def test_quotations_line_breaks_notes_and_code_are_written() -> None:
    inlines: list[Inline] = [
        {"t": "Quoted", "c": [{"t": "SingleQuote"}, [string("q")]]},
        {"t": "LineBreak"},
        {"t": "Code", "c": [["", [], []], "<c>"]},
        {"t": "Note", "c": [{"t": "Para", "c": [string("n")]}]},
        {"t": "Span", "c": [["", [], []], [string("s")]]},
    ]
    assert to_text(inlines) == "‘q’\n<c> (n)s"
    assert to_html(inlines) == "‘q’<br>\n&lt;c&gt; (n)s"
    assert to_markdown(inlines) == "‘q’\\\n\\<c\\> (n)s"
    assert to_latex(inlines) == "‘q’\\newline\n\\textless{}c\\textgreater{} (n)s"


def test_a_second_line_in_markdown_begins_no_list() -> None:
    assert to_markdown([string("a"), {"t": "LineBreak"}, string("2."), SPACE, string("b")]) == "a\\\n2\\. b"


def test_dashes_and_quotation_marks_are_not_joined_by_tex() -> None:
    assert to_latex([string("a--b ``c''")]) == "a-{}-b `{}`c'{}'"


def test_paragraphs_and_divisions_flatten_with_blanks_between() -> None:
    blocks: list[dict[str, Any]] = [
        {"t": "Para", "c": [string("a")]},
        {"t": "Div", "c": [["", [], []], [{"t": "Plain", "c": [string("b")]}]]},
    ]
    assert to_text(flatten(blocks)) == "a b"
