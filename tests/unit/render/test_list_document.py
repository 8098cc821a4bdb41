"""The document that word processors and typesetters get: whatever a work says is text in it, in its own direction."""

import json
from typing import Any

import pytest
from example_works import article, library

from sourcebook.render.list_document import direction, direction_of_language, list_document, safe_inlines
from sourcebook.render.markdown_nodes import annotation_blocks
from sourcebook.render.reading_list import Wish, reading_list
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import Reference

NONE = ["", [], []]


def text(word: str) -> dict[str, Any]:
    return {"t": "Str", "c": word}


def document(*inlines: dict[str, Any], **fields: Any) -> Any:
    listing = reading_list(
        library(article("a", **fields)), [Reference(key="a", inlines=inlines)], style=find_style("apa"), wish=Wish()
    )
    return json.loads(list_document(listing))


def nodes(tree: Any) -> list[dict[str, Any]]:
    """Every node of a document."""
    inside = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return ([tree] if isinstance(tree, dict) and "t" in tree else []) + [node for one in inside for node in nodes(one)]


def test_nodes_that_could_be_live_are_left_out() -> None:
    live: list[dict[str, Any]] = [
        {"t": "RawInline", "c": ["latex", "\\input{x}"]},
        {"t": "Image", "c": [NONE, [text("i")], ["https://e.org/x.png", ""]]},
        {"t": "Link", "c": [NONE, [text("j")], ["javascript:alert(1)", ""]]},
        {"t": "Link", "c": [NONE, [text("k")], ["https://e.org/", "title"]]},
    ]
    assert safe_inlines(live) == [text("j"), {"t": "Link", "c": [NONE, [text("k")], ["https://e.org/", ""]]}]


def test_only_our_own_frames_are_raw_and_no_word_of_a_work_is_in_them() -> None:
    raw = [
        node["c"][1]
        for node in nodes(document(text("\\evil{#x}"), annotation="<b>#read(1)</b>"))
        if node["t"] == "RawBlock"
    ]
    assert set(raw) == {"\\begin{hanging}", "\\end{hanging}", "#hanging[", "]"}


def test_control_characters_and_direction_overrides_become_visible() -> None:
    assert safe_inlines([text("a\x1b[31m\u202eb")]) == [text("a\ufffd[31m\ufffdb")]


def test_words_from_right_to_left_are_one_mark() -> None:
    first, second, blank = text("يېڭى"), text("توغان"), {"t": "Space"}
    (mark, _, last) = safe_inlines([first, blank, second, blank, text("dam")])
    assert (mark["c"][0], mark["c"][1], last) == (["", [], [["dir", "rtl"]]], [first, blank, second], text("dam"))


def test_a_reference_in_another_language_says_so_and_runs_as_its_first_letter_does() -> None:
    made = nodes(document(text("ئىلچى"), text("(2021)"), language="ug"))
    spans = [dict(node["c"][0][2]) for node in made if node["t"] == "Span"]
    assert {"lang": "ug", "typst:text:lang": '"ug"'} in spans
    divs = [dict(node["c"][0][2]) for node in made if node["t"] == "Div"]
    assert divs == [{"custom-style": "Bibliography", "dir": "rtl", "typst:text:dir": "rtl"}]
    assert next(node["c"][1] for node in made if node["t"] == "RawBlock") == "\\begin{turned}"


def test_a_language_that_is_no_tag_marks_nothing() -> None:
    made = nodes(document(text("x"), language='zh") #read("/etc/passwd'))
    assert [node for node in made if node["t"] == "Span"] == []


@pytest.mark.parametrize(("tag", "way"), [("ar", "rtl"), ("ug-Latn", "ltr"), ("az-Arab-IR", "rtl"), ("en-GB", "ltr")])
def test_a_language_has_a_direction_by_its_script(tag: str, way: str) -> None:
    assert direction_of_language(tag) == way


def test_text_has_the_direction_of_its_first_letter() -> None:
    assert [direction(one) for one in ("(1) نهر dam", "dam نهر", "", "12")] == ["rtl", "ltr", "ltr", "ltr"]


def test_an_annotation_is_blocks_without_html_images_and_odd_links() -> None:
    made = nodes(
        annotation_blocks("A *b* [c](https://e.org) [d](javascript:x) <i>e</i> ![f](https://e.org/f)\n\n- g\n")
    )
    assert {node["t"] for node in made} == {"Para", "Str", "Space", "Emph", "Link", "BulletList"}
    assert [node["c"][2][0] for node in made if node["t"] == "Link"] == ["https://e.org", "https://e.org/f"]
    words = "".join(" " if node["t"] == "Space" else node["c"] for node in made if node["t"] in ("Str", "Space"))
    assert words.startswith("A b c [d](javascript:x) <i>e</i>")
