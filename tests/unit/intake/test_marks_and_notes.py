"""What foreign files set apart in titles, and what they hide in notes: read, and written back the same."""

import json
from collections.abc import Callable

import pytest
from reading import only

from sourcebook.intake.bibtex import read_bibtex
from sourcebook.intake.csl import read_csl_json, read_csl_yaml
from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.render.bibtex import write_biblatex, write_bibtex
from sourcebook.render.csl_json import write_json, write_yaml


def _library(work: Work) -> Library:
    return Library(works={work.key: work})


def test_marks_of_csl_in_a_title_become_excerpts_and_others_are_told() -> None:
    title = 'On <i>Homo</i> x<sup>2</sup>, a<b and <span class="nocase">eBay</span>'
    item = {"id": "x", "type": "book", "title": title, "publisher": "The <b>Press</b>", "DOI": "10.1/<i>"}
    draft = only(read_csl_json(json.dumps([item])))
    assert draft.raw["title"] == "On Homo x2, a<b and eBay"
    assert draft.raw["marks"] == ["<i>Homo</i>", "x<sup>2</sup>", '<span class="nocase">eBay</span>']
    assert (draft.raw["publisher"], draft.raw["DOI"]) == ("The Press", "10.1/<i>")
    assert [(one.field, one.value) for one in draft.losses] == [("publisher", "The <b>Press</b>")]
    unclosed = only(read_csl_json('[{"id": "x", "title": "An <i>open mark"}]'))
    assert (unclosed.raw["title"], "marks" in unclosed.raw, len(unclosed.losses)) == ("An open mark", False, 1)


@pytest.mark.parametrize("written", [write_json, write_yaml])
def test_marks_and_what_only_looks_like_one_come_back(written: Callable[[Library], str]) -> None:
    read = read_csl_json if written is write_json else read_csl_yaml
    raw: dict[str, Raw] = {
        "type": "book",
        "title": "The tag <i> in HTML, or HTML <i>now</i>",
        "marks": ["in <b>HTML</b>"],
    }
    raw |= {"note": "source: an interview", "author": [{"family": "Doe", "suffix": "Jr.", "comma-suffix": "true"}]}
    work = read_work("x", raw | {"archive-name": "City library"}, "", Origin())[0]
    draft = only(read(written(_library(work))))
    assert draft.raw == raw | {"archive-name": "City library"}
    assert draft.losses == ()


@pytest.mark.parametrize("write", [write_biblatex, write_bibtex])
def test_marks_of_a_title_come_back_from_bibtex(write: Callable[[Library], str]) -> None:
    marks = ["of <i>The <b>Dam</b>, a Study</i>", "H<sub>2</sub>O", '<span class="nocase">silt</span>', "<sc>iv</sc>"]
    title = "Review of The Dam, a Study of H2O and silt in iv parts, 50 % more"
    raw = {"type": "article-journal", "title": title, "container-title": "Silt and iv", "marks": marks}
    draft = only(read_bibtex(write(_library(read_work("x", raw, "", Origin())[0]))))
    assert (draft.raw, draft.losses) == (raw, ())


def test_capitals_within_and_after_a_mark_are_kept_from_styles() -> None:
    raw = {
        "type": "article-journal",
        "title": "Dams of Émile Zola",
        "marks": ["<i>Émile</i>"],
        "container-title": "Of Émile",
    }
    library = _library(read_work("x", raw, "", Origin())[0])
    assert r"title = {Dams of \emph{{Émile}} {Zola}}," in write_biblatex(library)
    assert r"journaltitle = {Of \emph{Émile}}," in write_biblatex(library)
    assert r"title = {Dams of \emph{{{\'{E}}mile}} {Zola}}," in write_bibtex(library)


def test_commands_in_a_foreign_title_become_marks() -> None:
    title = r"On \emph{The {\textbf{D\'am}}}, CO\textsubscript{2} \& so"
    draft = only(read_bibtex(rf"@article{{x, title = {{{title}}}, journal = {{J. of \textit{{Dams}}}}}}"))
    assert draft.raw["title"] == "On The Dám, CO2 & so"
    assert draft.raw["marks"] == ["<i>The <b>Dám</b></i>", "CO<sub>2</sub>", "<i>Dams</i>"]


def test_zoteros_lines_in_a_note_are_the_fields_that_they_name() -> None:
    note = "type: interview\nOriginal Date: 1950-03\nreviewed-author: Hall || W. C.\nreviewed-author: A Body\n"
    note += "volume: 7\nSource: by telephone\ntitle: no\nsee also: box 3\n{:part-number:4}"
    item = {"id": "x", "type": "book", "title": "T", "volume": "2", "note": note}
    draft = only(read_csl_json(json.dumps([item])))
    assert draft.raw == {
        "type": "interview",
        "title": "T",
        "reviewed-author": [{"family": "Hall", "given": "W. C."}, {"literal": "A Body"}],
        "volume": "2",
        "part-number": "4",
        "original-date": "1950-03",
        "note": "volume: 7\nSource: by telephone\ntitle: no\nsee also: box 3",
    }


def test_long_blanks_in_notes_and_keywords_are_read_at_once() -> None:
    blanks = " " * 300_000
    item = {"id": "x", "title": "T", "note": f"volume:{blanks}x{blanks}y", "keyword": f"a{blanks}b;{blanks}c"}
    draft = only(read_csl_json(json.dumps([item])))
    assert draft.raw["keywords"] == [f"a{blanks}b", "c"]


@pytest.mark.parametrize(("month", "issued"), [(13, "2001-21"), (16, "2001-24"), (18, "2001-22"), (22, "2001-22")])
def test_seasons_are_read_in_each_of_their_numbers(month: int, issued: str) -> None:
    for parts in ([2001, month], [2001, month, 1]):
        draft = only(read_csl_json(json.dumps([{"id": "x", "title": "T", "issued": {"date-parts": [parts]}}])))
        assert draft.raw["issued"] == issued
