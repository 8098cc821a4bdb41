"""BibTeX and biblatex read: syntax, names, dates, fields, losses; and our own exports read back."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from reading import FIELDS, only, said, work_of

from sourcebook.intake.bibtex import read_bibtex
from sourcebook.intake.bibtex_names import read_names
from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, read_work
from sourcebook.render.bibtex import write_biblatex, write_bibtex

TORTURE = r"""
@article{smith2020, title={{The} Étude of naïve {NASA} claims: 100\% \& more & then},
  author={Smith, John and 王, 小明 and {World Health Organization}}, date={1984?/1986~}, eventdate={2020-21},
  origdate={1641}, urldate={2024-01-02}, url={https://e.org/a%20b?x=1&y=2#z~1}, doi={https://doi.org/10.1000/XYZ123},
  keywords={pro, report}, related={jones}, relatedtype={reviewof}, annotation={My *note*}, langid={french}, usera={foo}}
"""


def test_the_entry_that_broke_five_tools_comes_in_whole() -> None:
    draft = only(read_bibtex(TORTURE))
    assert draft.raw == {
        "type": "article-journal",
        "title": "The Étude of naïve NASA claims: 100% & more & then",
        "author": [
            {"family": "Smith", "given": "John"},
            {"family": "王", "given": "小明"},
            {"literal": "World Health Organization"},
        ],
        "issued": "1984?/1986~",
        "event-date": "2020-21",
        "original-date": "1641",
        "accessed": "2024-01-02",
        "DOI": "10.1000/XYZ123",
        "URL": "https://e.org/a%20b?x=1&y=2#z~1",
        "language": "fr",
        "relations": [{"type": "reviews", "target": "jones"}],
        "keywords": ["pro", "report"],
        "usera": "foo",
    }
    assert (draft.annotation, draft.entry, draft.line) == ("My *note*", "smith2020", 2)
    assert [tuple(loss) for loss in draft.losses] == [("smith2020", "usera", "foo", "the field usera")]


def test_macros_months_and_joined_values() -> None:
    text = '@string{acm="ACM"}\n@string{p = acm # " Press"}\n@book{b, publisher = p, year = 2000, month = "10~" # jan}'
    raw = only(read_bibtex(text)).raw
    assert (raw["publisher"], raw["issued"]) == ("ACM Press", "2000-01-10")


def test_a_macro_that_nobody_defined_is_a_doubt() -> None:
    draft = only(read_bibtex("@book{b, title={T}, publisher = acm}"))
    assert draft.raw["publisher"] == "acm"
    assert draft.doubts == ("publisher: the file does not define the macro acm",)


BROKEN = """@article{good1, title={A}}

@article{comma, title = {A {B} c} year = {2000}}
@article{open, title = {never closed
@article{good2, title={B}}
@misc{hash, title = "a" # }
@article{good1, title={Another}}
@article{twice, title={One}, title={Two}}
"""


def test_broken_entries_are_named_with_their_lines_and_the_good_ones_come_in() -> None:
    imported = read_bibtex(BROKEN)
    assert [draft.entry for draft in imported.drafts] == ["good1", "good2", "good1", "twice"]
    assert [complaint.line for complaint in imported.complaints] == [3, 4, 6]
    assert "comma is missing" in imported.complaints[0].message
    assert "another entry with the key good1" in imported.drafts[2].doubts[0]
    assert imported.drafts[3].losses == (("twice", "title", "Two", ""),)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Smith, John", [{"family": "Smith", "given": "John"}]),
        ("John Smith", [{"family": "Smith", "given": "John"}]),
        ("Ludwig van Beethoven", [{"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}]),
        ("de la Cruz, Ana", [{"family": "Cruz", "given": "Ana", "dropping-particle": "de la"}]),
        ("{de la Cruz}, Ana", [{"family": "de la Cruz", "given": "Ana"}]),
        ("King, Jr., Martin", [{"family": "King", "given": "Martin", "suffix": "Jr."}]),
        ("{Barnes and Noble} and X", [{"literal": "Barnes and Noble"}, {"family": "X"}]),
        (r"Erd{\H{o}}s, P{\'a}l", [{"family": "Erdős", "given": "Pál"}]),
        ("习近平", [{"literal": "习近平"}]),
        (
            "family=Beethoven, given=Ludwig, prefix=van",
            [{"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}],
        ),
        ("", []),
    ],
)
def test_names(typed: str, names: list[Mapping[str, str]]) -> None:
    assert read_names(typed) == (names, False)


def test_and_others_is_a_doubt_and_no_person() -> None:
    draft = only(read_bibtex("@book{b, author={Smith, Ann and others}}"))
    assert draft.raw["author"] == [{"family": "Smith", "given": "Ann"}]
    assert draft.doubts == ("author: the list ends in “and others”",)


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("date={2022-05-24}", "2022-05-24"),
        ("date={2004~}", "2004~"),
        ("year={2022}, month=may, day={3}", "2022-05-03"),
        ("year={2022}, month={Summer}", "2022-22"),
        ("year={2019--2020}", "2019/2020"),
        ("year={c. 1949}", "1949~"),
        ("year={in press}", "in press"),
    ],
)
def test_dates(fields: str, issued: str) -> None:
    draft = only(read_bibtex(f"@book{{b, {fields}}}"))
    assert draft.raw["issued"] == issued
    assert bool(draft.doubts) == (issued == "in press")


def test_a_chapter_takes_what_only_its_book_says() -> None:
    text = "@inbook{c, title={Ch}, crossref={b}}\n@book{b, title={Book}, publisher={P}, year={2001}}"
    raw = read_bibtex(text).drafts[0].raw
    assert (raw["title"], raw["container-title"], raw["publisher"], raw["issued"]) == ("Ch", "Book", "P", "2001")
    assert raw["relations"] == [{"type": "part-of", "target": "b"}]


def test_subtitles_join_their_titles() -> None:
    raw = only(read_bibtex("@incollection{c, title={A}, subtitle={B}, booktitle={C}, booksubtitle={D}}")).raw
    assert raw == {"type": "chapter", "title": "A: B", "container-title": "C: D"}


def test_every_value_is_in_the_draft_or_in_the_losses() -> None:
    text = r"""@zine{p, title={T\weird{x}}, file={:a.pdf:PDF}, eprint={2101.00001}, howpublished={by mail}, xref={q},
      institution={I}, school={S}, options={skipbib}, related={z}, relatedtype={sequel}, archive={Box_1}}"""
    draft = only(read_bibtex(text))
    kept = {(loss.field, loss.value): loss.kept for loss in draft.losses}
    assert kept == {
        ("entry type", "zine"): "the field genre",
        ("title", r"T\weird{x}"): r"as plain text, without \weird",
        ("file", ":a.pdf:PDF"): "",
        ("eprint", "2101.00001"): "the field eprint",
        ("school", "S"): "the field school",
        ("related (sequel)", "z"): "",
        ("xref", "q"): "",
        ("howpublished", "by mail"): "the field howpublished",
        ("options", "skipbib"): "",
        ("archive", "Box_1"): "the field imported-archive",
    }
    assert draft.raw["title"] == "Tx"


@given(raw=FIELDS)
def test_biblatex_written_and_read_is_the_same(raw: dict[str, Raw]) -> None:
    one = read_work("okafor2020", raw, "A *note* of words.", Origin())[0]
    draft = only(read_bibtex(write_biblatex(Library(works={one.key: one}))))
    assert said(work_of(draft)) == said(one)
    assert draft.entry == one.key


@given(raw=FIELDS)
def test_bibtex_written_and_read_is_the_same(raw: dict[str, Raw]) -> None:
    one = read_work("okafor2020", raw, "A *note* of words.", Origin())[0]
    draft = only(read_bibtex(write_bibtex(Library(works={one.key: one}))))
    assert said(work_of(draft)) == said(one)
