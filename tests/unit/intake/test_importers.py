"""Every importer: what it makes of its format, and that no input crashes it or makes it eat the machine."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import FIELDS, only, said, work_of

from sourcebook.errors import UnknownName, UsageError
from sourcebook.intake.csl import read_csl_json, read_csl_yaml
from sourcebook.intake.csv_table import parse_mapping, read_csv
from sourcebook.intake.formats import FORMATS, sniff, text_of
from sourcebook.intake.hayagriva import read_hayagriva
from sourcebook.intake.imported import Imported
from sourcebook.intake.ris import read_ris
from sourcebook.model.fields import TYPES
from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.render.csl_json import write_json, write_yaml
from sourcebook.render.ris import write_ris
from sourcebook.render.tables import write_csv
from strategies import DATES, RAW


def _library(work: Work) -> Library:
    return Library(works={work.key: work})


@given(raw=FIELDS, issued=DATES, more=RAW.filter(bool))
def test_csl_json_written_and_read_is_the_same(raw: dict[str, Raw], issued: str, more: Raw) -> None:
    raw |= {"issued": issued, "provenance": {"confirmed": "page"}, "unknown": more}
    work = read_work("okafor2020", raw, "A *note*.", Origin())[0]
    draft = only(read_csl_json(write_json(_library(work))))
    assert (draft.entry, *said(work_of(draft))) == (work.key, *said(work))


_PLAIN = st.text(alphabet=st.sampled_from("aBcé 习ش,.'#:-"), min_size=1, max_size=12)
_PLAIN = _PLAIN.map(lambda text: " ".join(text.split())).filter(bool)
_PART = _PLAIN.map(lambda text: text.replace(",", "")).map(str.strip).filter(bool)
_RAW: st.SearchStrategy[dict[str, Raw]] = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(TYPES)), "title": _PLAIN},
    optional={
        "author": st.lists(st.fixed_dictionaries({"family": _PART, "given": _PART}), min_size=1, max_size=3),
        "issued": st.sampled_from(["2022", "2022-05", "2022-05-24", "2021-21", "2020~", "2019/2020", "195X"]),
        "DOI": st.just("10.1000/XYZ"),
        "volume": st.sampled_from(["007", "no", "1e3", "2022-01-01"]),
        "keywords": st.lists(st.from_regex("[a-z]{2,5}", fullmatch=True), min_size=1, max_size=3, unique=True),
        "viewpoint": st.just("engineering"),
    },
)


@given(raw=_RAW)
def test_csl_yaml_written_and_read_is_the_same(raw: dict[str, Raw]) -> None:
    work = read_work("okafor2020", raw, "", Origin())[0]
    draft = only(read_csl_yaml(write_yaml(_library(work))))
    assert (draft.entry, *said(work_of(draft))) == (work.key, *said(work))


def test_csl_json_of_other_programs() -> None:
    item = {
        "id": 7,
        "type": "blog",
        "title": "T",
        "issued": {"date-parts": [["2021", 5]], "season": 2},
        "accessed": {"raw": "24 May 2022"},
        "submitted": {"date-parts": [[2021], [2022]], "circa": True},
        "author": [{"family": "Beethoven", "given": "L.", "non-dropping-particle": "van"}, {"name": "A Body"}, 5],
        "keyword": "a, b; c",
        "shortTitle": "S",
        "archive": "Box",
        "DOI": "https://doi.org/10.1000/X",
        "volume": 3,
    }
    draft = only(read_csl_json(json.dumps([item])))
    assert draft.entry == "7"
    assert draft.raw["type"] == "post-weblog"
    assert (draft.raw["issued"], draft.raw["accessed"], draft.raw["volume"]) == ("2021-05", "2022-05-24", "3")
    assert draft.raw["author"] == [
        {"family": "Beethoven", "given": "L.", "non-dropping-particle": "van"},
        {"literal": "A Body"},
    ]
    assert draft.raw["keywords"] == ["a", "b", "c"]
    assert draft.raw["title-short"] == "S"
    assert draft.raw["DOI"] == "10.1000/X"
    assert [(loss.field, loss.kept) for loss in draft.losses] == [
        ("submitted", "the field imported-submitted"),
        ("author", ""),
    ]
    assert draft.raw["archive-name"] == "Box"


def test_a_broken_item_does_not_hide_the_ones_after_it() -> None:
    text = '[\n{"id": "a", "title": "A"},\n{"id": "b", title: "B"},\n{"id": "c", "title": "C"},\n7\n]'
    imported = read_csl_json(text)
    assert [draft.entry for draft in imported.drafts] == ["a", "c"]
    assert [complaint.line for complaint in imported.complaints] == [3, 5]
    assert [draft.line for draft in imported.drafts] == [2, 4]


@given(raw=_RAW)
def test_ris_written_and_read_is_the_same_but_for_types_that_share_a_name(raw: dict[str, Raw]) -> None:
    work = read_work("okafor2020", raw | {"note": "x: y"}, "", Origin())[0]
    draft = only(read_ris(write_ris(_library(work))))
    assert {**draft.raw, "type": ""} == {**raw, "note": "x: y", "type": ""}


RIS = """\ufeffTY  - JOUR
T1 - One
A1  - Smith, John, Jr.
AU  - A Body
PY  - 2021
DA  - 2021/05/03/
SP  - 3
EP  - 9
SN  - 1234-5678
N1  - Viewpoint: engineering
N1  - Rebuts: other2020
ZZ  - odd
ER  -

TY  - BOOK
TI  - Without its end
continued here
TY  - XYZ
TI  - Third
DA  - sometime
ER  -
stray
"""


def test_ris_of_other_programs_loses_no_record() -> None:
    imported = read_ris(RIS)
    assert [draft.raw["title"] for draft in imported.drafts] == ["One", "Without its end continued here", "Third"]
    first = imported.drafts[0].raw
    assert first["author"] == [{"family": "Smith", "given": "John", "suffix": "Jr."}, {"literal": "A Body"}]
    assert (first["issued"], first["page"], first["ISSN"]) == ("2021-05-03", "3-9", "1234-5678")
    assert (first["viewpoint"], first["relations"]) == ("engineering", [{"type": "rebuts", "target": "other2020"}])
    assert first["ris-zz"] == "odd"
    assert imported.drafts[2].raw["issued"] == "sometime"
    assert [draft.line for draft in imported.drafts] == [1, 15, 18]
    assert [complaint.line for complaint in imported.complaints] == [22]


HAYAGRIVA = """
paper:
    type: Article
    title:
        value: The Silt
        short: Silt
    author: ["Okafor, Ngozi", River Commission]
    date: 2021-06
    page-range: 1-9
    serial-number: {doi: 10.1000/x, odd: 7}
    url: {value: "https://e.org/", date: 2022-01-02}
    parent:
        type: Newspaper
        title: The Courier
        publisher: {name: no, value: P, location: Alderton}
other: 5
"""


def test_hayagriva() -> None:
    imported = read_hayagriva(HAYAGRIVA)
    raw = imported.drafts[0].raw
    assert raw == {
        "type": "article-newspaper",
        "title": "The Silt",
        "title-short": "Silt",
        "author": [{"family": "Okafor", "given": "Ngozi"}, {"literal": "River Commission"}],
        "container-title": "The Courier",
        "publisher": "P",
        "publisher-place": "Alderton",
        "page": "1-9",
        "issued": "2021-06",
        "accessed": "2022-01-02",
        "DOI": "10.1000/x",
        "URL": "https://e.org/",
        "odd": "7",
    }
    assert [(complaint.line, complaint.message[:6]) for complaint in imported.complaints] == [(16, "other:")]


def test_a_table_by_its_own_names_and_by_a_mapping() -> None:
    text = "Titel;Jahr;Autor;Signatur\n=SUM(1);2021;Okafor, Ngozi; x\n'=A;2020;;\n"
    imported = read_csv(text, parse_mapping("Titel=title,Jahr=issued,Autor=author"))
    assert imported.drafts[0].raw["author"] == [{"family": "Okafor", "given": "Ngozi"}]
    assert imported.drafts[0].raw["signatur"] == "x"
    assert [draft.raw["title"] for draft in imported.drafts] == ["=SUM(1)", "=A"]
    with pytest.raises(UnknownName, match="Did you mean 'title'"):
        read_csv(text, {"Titel": "titel"})
    with pytest.raises(UsageError, match="no column"):
        read_csv(text, {"Tile": "title"})


def test_our_own_table_comes_back() -> None:
    raw: dict[str, Raw] = {"type": "book", "title": "+A", "issued": "2021-05", "keywords": ["a", "b"], "ISBN": "1"}
    work = read_work("k2020", raw, "Words.", Origin())[0]
    draft = only(read_csv(write_csv(_library(work))))
    assert (draft.entry, *said(work_of(draft))) == ("k2020", *said(work))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.bib", "", "bibtex"),
        ("", "% words\n@book{a, title={T}}", "bibtex"),
        ("", "\ufeffTY  - JOUR\n", "ris"),
        ("x.txt", '[{"id": 1}]', "csl-json"),
        ("x.yaml", "references:\n- id: a\n", "csl-yaml"),
        ("x.yml", "a:\n  type: Book\n", "hayagriva"),
        ("", "- id: a\n  type: book\n", "csl-yaml"),
        ("x.tsv", "a", "csv"),
        ("", "title,author,year\nA,B,2020\n", "csv"),
        ("x.md", "1. A title\n2. Another\n", "list"),
        ("", "[1] Smith, 2020, https://e.org/", "list"),
    ],
)
def test_the_format_is_known_by_content_and_name(name: str, text: str, expected: str) -> None:
    assert sniff(name, text).name == expected


@pytest.mark.parametrize(
    ("data", "text", "guessed"),
    [
        ("é".encode(), "é", ""),
        (b"\xef\xbb\xbfa", "a", ""),
        ("é".encode("utf-16"), "é", ""),
        (b"\xe9", "é", "cp1252"),
        (b"% Encoding: ISO8859_2\n\xb9", "% Encoding: ISO8859_2\nš", "ISO8859_2"),
        ("三峡水库移民的声音调查报告".encode("gb18030"), "三峡水库移民的声音调查报告", "gb18030"),
    ],
)
def test_bytes_of_any_encoding_are_text(data: bytes, text: str, guessed: str) -> None:
    assert text_of(data) == (text, guessed)


_TOKENS = st.sampled_from(
    [
        *(
            "@article{",
            "@misc{k,",
            "title",
            "=",
            "{",
            "}",
            '"',
            ",",
            "#",
            "jan",
            "\n",
            "@string{a=",
            "@comment{",
            "\\'",
        ),
        *("TY  - JOUR\n", "ER  - \n", "TI  - ", "AU  - ", "DA  - 2020/13/", "SN  - ", "N1  - Rebuts: x\n"),
        *('{"id":', '"title":', "[", "]", ":", '"a"', "1", "null", '"issued": {"date-parts": [[', "-", '"custom": {'),
        *("references:\n- ", "id: a\n  ", "title: ", "&a ", "*a", "? ", "- - ", "!!python/object:os.system ", "---\n"),
        *(
            "title,author\n",
            "a,b\n",
            '"',
            "\x00",
            "\ufeff",
            "\ud800",
            "1. [1]\n",
            "https://e.org/(a",
            "10.1000/",
            "(2020).",
        ),
        *("“", "”", " - ", "date: 2020\n", "parent:\n    title: x\n", "serial-number:\n", "author: [", "\r", "\u2028"),
    ]
)
FOREIGN = st.lists(_TOKENS, max_size=25).map("".join) | st.text(max_size=80)


@pytest.mark.parametrize("read", [one.read for one in FORMATS.values()], ids=list(FORMATS))
@given(text=FOREIGN)
def test_no_text_crashes_an_importer_and_what_it_gives_is_a_record(read: Callable[[str], Imported], text: str) -> None:
    imported = read(text)
    for draft in imported.drafts:
        work_of(draft)
        assert draft.line >= 1
    assert all(complaint.line >= 1 and complaint.message for complaint in imported.complaints)
    sniff("", text)


@given(data=st.binary(max_size=60))
def test_no_bytes_are_without_a_text(data: bytes) -> None:
    text_of(data)


_HOSTILE = {
    "bibtex": ["@article{a, title={", "@a{", "{", "}", "@string{a=a#", '@misc{k, t="', "@misc{k},\n", "a = {b},"],
    "ris": ["TY  - ", "TY  - JOUR\n", "ER  - \n", "x\n"],
    "csl-json": ["[", '{"a":', "[{},", '{"title":"a"},', "9", '[{"issued":{"date-parts":['],
    "csl-yaml": ["- ", "[", "{", "? ", "a: &a [*a]\n", "- - ", "  ", "- id: a\n  title: b\n"],
    "hayagriva": ["a: ", "[", "a:\n ", "{a: "],
    "csv": ['"', "title,\n", ",", "title\n"],
    "list": ["1. ", "[1] ", "(2020). ", "https://e.org/", "May 1, ", "“a", " - ", "10.1000/a ", "[a](", "a — b\n"],
}


@pytest.mark.parametrize(("name", "piece"), [(name, piece) for name, many in _HOSTILE.items() for piece in many])
def test_a_long_hostile_file_is_read_to_its_end(name: str, piece: str) -> None:
    FORMATS[name].read(piece * (40_000 // len(piece)))
