"""What the engine gets: names in one piece, titles with their translation, quotation marks as pairs."""

import json

import pytest
from example_works import article
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.render.citation_document import engine_item, title_inlines, title_with_translation, write_document
from sourcebook.render.inlines import to_html, to_text
from sourcebook.render.styles import find_style, format_references


def test_a_translated_title_follows_in_brackets() -> None:
    assert (
        title_with_translation(article("a", "新的桥", title_translated="The new bridge")) == "新的桥 [The new bridge]"
    )
    assert title_with_translation(article("a", "Same", title_translated="Same")) == "Same"
    assert title_with_translation(article("a", "Alone")) == "Alone"


def test_east_asian_names_go_in_one_piece_and_others_in_parts() -> None:
    names = [{"family": "欧阳", "given": "文"}, {"family": "Beek", "given": "Jan", "non-dropping-particle": "van"}]
    assert engine_item(article("a", author=[*names, {"literal": "Bridge Society"}]))["author"] == [
        {"literal": "欧阳文"},
        {"family": "Beek", "given": "Jan", "non-dropping-particle": "van"},
        {"literal": "Bridge Society"},
    ]


def test_our_own_fields_do_not_reach_the_engine() -> None:
    item = engine_item(article("a", annotation="Ours.", viewpoint="x", keywords=["k"], note="printed"))
    assert not {"custom", "annote", "keyword", "id"} & set(item)
    assert item["note"] == "printed"


def test_apostrophes_are_set_as_such_in_names_and_texts_and_left_alone_in_addresses() -> None:
    work = article(
        "a",
        author=[{"family": "D'Arcus", "dropping-particle": "d'"}],
        publisher="People's Press",
        URL="https://e.org/it's",
    )
    meta = json.loads(write_document([work], listed=True))["meta"]
    item = meta["references"]["c"][0]["c"]
    assert item["author"]["c"][0]["c"]["family"]["c"] == "D’Arcus"
    assert item["author"]["c"][0]["c"]["dropping-particle"]["c"] == "d’"
    assert item["publisher"]["c"] == "People’s Press"
    assert item["URL"]["c"] == "https://e.org/it's"


def test_an_event_has_its_older_name_too_for_styles_that_know_no_other() -> None:
    assert engine_item(article("a", event_title="Bridge Days"))["event"] == "Bridge Days"
    assert "event" not in engine_item(article("a"))


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ('"Quoted": the rest', "“Quoted”: the rest"),
        ("'Single' words and 'isn't' it", "“Single” words and “isn’t” it"),
        ("A ‘curly’ and a “double”", "A “curly” and a “double”"),
        ("\"An 'inner' one\"", "“An “inner” one”"),
        ("dogs' and cats' food, a dog's life", "dogs’ and cats’ food, a dog’s life"),
        ("The '90s", "The ’90s"),
        ('A 5" pipe', 'A 5" pipe'),
        ("《桥》“引文”之后", "《桥》“引文”之后"),
    ],
)
def test_pairs_of_quotation_marks_become_nodes(title: str, written: str) -> None:
    assert to_text(title_inlines(title)) == written


@given(st.text(alphabet="abc\"'“”‘’ <>&*$@\\`_[]{}习5", max_size=20))
def test_a_title_loses_nothing_but_the_kind_of_its_quotation_marks(title: str) -> None:
    plain = str.maketrans("'“”‘’", '"""""')
    assert to_text(title_inlines(title)).translate(plain) == title.translate(plain)


@pytest.mark.parametrize(
    ("title", "mark", "written"),
    [
        ("On The Dam's end", "<i>The Dam</i>", "On <em>The Dam</em>’s end"),
        ('A "The Dam" review', "<i>The Dam</i>", "A “<em>The Dam</em>” review"),
        ('The "Dam" and CO2', '<i>The "Dam" and CO<sub>2</sub></i>', "<em>The “Dam” and CO<sub>2</sub></em>"),
        ('He "said so" twice', '<b>so" twice</b>', "He &quot;said <strong>so&quot; twice</strong>"),
        ('"a"', '<i>"a"</i>', "<em>“a”</em>"),
        ('"a"', '"<i>a</i>"', "“<em>a</em>”"),
    ],
)
def test_marks_of_titles_become_nodes_and_none_stands_across_a_quotation(title: str, mark: str, written: str) -> None:
    assert to_html(title_inlines(title, [mark])) == written


@given(
    st.text(alphabet="ab \"'“”‘’<>习", max_size=20),
    st.lists(st.sampled_from(["<i>a</i>", "<b>a b</b>", '<sup>b"</sup>', '"<i>a</i>', "<sc>习</sc>", "<i>'a</i>"])),
)
def test_marks_leave_every_letter_of_a_title(title: str, marks: list[str]) -> None:
    plain = str.maketrans("'“”‘’", '"""""')
    assert to_text(title_inlines(title, marks)).translate(plain) == title.translate(plain)


def test_a_style_leaves_the_case_of_what_is_marked_so() -> None:
    work = article("a", title="on bell hooks and iron", marks=['<span class="nocase">bell hooks</span>'])
    (reference,) = format_references([work], find_style("chicago"))
    assert "“On bell hooks and Iron.”" in to_text(reference.inlines)


def test_what_looks_like_markup_is_one_plain_word() -> None:
    assert title_inlines("<b>*x*</b>") == [{"t": "Str", "c": "<b>*x*</b>"}]


def test_the_document_is_the_same_for_the_same_works_and_has_no_keys() -> None:
    first = write_document([article("some-key")], listed=True, locale="de-DE")
    assert first == write_document([article("other-key")], listed=True, locale="de-DE")
    meta = json.loads(first)["meta"]
    assert meta["lang"] == {"t": "MetaString", "c": "de-DE"}
    assert meta["references"]["c"][0]["c"]["id"] == {"t": "MetaString", "c": "0"}


def test_control_characters_do_not_reach_the_engine() -> None:
    assert b"\\u001b" not in write_document([article("a", "x\x1b[31my")], listed=True)
