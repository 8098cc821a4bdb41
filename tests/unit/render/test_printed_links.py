"""Links that are gone in every export: the archived copy, or that the address is gone; and back again by import."""

import json

import pytest
import yaml
from example_works import article, library
from test_reading_list_formats import Page

from sourcebook.intake.bibtex import read_bibtex
from sourcebook.intake.csl import read_csl_json
from sourcebook.model.archives import PrintedLink
from sourcebook.model.library import Library
from sourcebook.model.work import Work, raw_fields
from sourcebook.render.bibtex import write_biblatex, write_bibtex
from sourcebook.render.csl_json import write_json, write_yaml
from sourcebook.render.formats import EXPORTS
from sourcebook.render.listing import compose, write_listing
from sourcebook.render.printed_links import sentence, stored_on
from sourcebook.render.reading_list import Wish
from sourcebook.render.ris import write_ris
from sourcebook.render.styles import Memo

URL = "https://example.org/a_b?c=1%20d"
COPY = f"https://web.archive.org/web/20220601000000/{URL}"
COPIED = PrintedLink(URL, True, "2026-03-01", COPY, "2022-06-01", "Internet Archive")
DEAD = PrintedLink(URL, True, "2026-03-01")


def work(**fields: str) -> Work:
    """A work with a copy."""
    archive = {"url": COPY, "date": "2022-06-01", "by": "Internet Archive"}
    return article("a", URL=URL, archive=archive, **fields)


def printing(link: PrintedLink, **fields: str) -> Library:
    """A library of that work, of which this is printed."""
    return library(work(**fields)).printing({"a": link})


class Given:
    """A memo that has the same answer for everything, so that no engine is asked."""

    def __init__(self, blocks: list[object]) -> None:
        self._answer = json.dumps({"blocks": blocks}).encode()

    def get(self, key: str) -> bytes | None:
        """The answer, under any key."""
        return self._answer if key else None

    def put(self, key: str, value: bytes) -> None:
        """Forget."""


_ENTRY = {"t": "Div", "c": [["ref-0", [], []], [{"t": "Para", "c": [{"t": "Str", "c": "Miller."}]}]]}
MEMO: Memo = Given([{"t": "Div", "c": [["refs", [], []], [_ENTRY]]}])


def listed(link: PrintedLink, form: str) -> str:
    """The reading list in one format."""
    return write_listing(compose(printing(link), ["a"], Wish(), memo=MEMO), form, 200)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (COPIED, f"Archived 2022-06-01; the original has been gone since 2026-03-01: {URL}"),
        (COPIED._replace(since="", date=""), f"Archived; the original is gone: {URL}"),
        (COPIED._replace(is_gone=False), f"Archived 2022-06-01; the original: {URL}"),
        (DEAD, f"Gone since 2026-03-01: {URL}"),
        (DEAD._replace(since=""), f"Gone: {URL}"),
    ],
)
def test_one_sentence_tells_of_a_link(link: PrintedLink, said: str) -> None:
    assert sentence(link) == said


@pytest.mark.parametrize("date", ["2022-06", "2022", "1. Juni", "2022-06-01T10:00", "2022-06-01}"])
def test_only_a_day_is_the_day_of_a_copy(date: str) -> None:
    assert stored_on(COPIED) == "2022-06-01"
    assert stored_on(COPIED._replace(date=date)) == ""


def test_biblatex_prints_the_copy_its_day_and_the_original_at_the_end() -> None:
    text = write_biblatex(printing(COPIED, accessed="2022-07-01", note="Two parts"))
    assert f"  url = {{{COPY}}},\n" in text
    assert "  urldate = {2022-06-01},\n" in text
    assert "  note = {Two parts},\n" in text
    assert "  addendum = {Archived 2022-06-01; the original has been gone since 2026-03-01: " in text
    assert r"https://example.org/a\_b?c=1\%20d}" in text


def test_bibtex_says_it_after_the_note_of_the_record() -> None:
    text = write_bibtex(printing(COPIED, note="Two parts."))
    assert "  note = {Two parts. Archived 2022-06-01; the original has been gone since 2026-03-01: " in text
    assert f"  url = {{{COPY}}},\n" in text


@pytest.mark.parametrize("link", [COPIED, DEAD, COPIED._replace(date="about 2022")])
@pytest.mark.parametrize(
    "fields", [{}, {"note": "Two parts.", "accessed": "2022-07-01"}, {"accessed": "195X", "note": "Two\nlines"}]
)
def test_what_the_record_says_comes_back_by_import(link: PrintedLink, fields: dict[str, str]) -> None:
    written = printing(link, **fields)
    own = raw_fields(work(**fields))
    for made in (read_bibtex(write_biblatex(written)), read_bibtex(write_bibtex(written))):
        assert dict(made.drafts[0].raw) == own
        assert made.drafts[0].losses == ()
    assert dict(read_csl_json(write_json(written)).drafts[0].raw) == own


def test_csl_has_the_copy_who_keeps_it_and_the_original_in_a_note() -> None:
    (item,) = json.loads(write_json(printing(COPIED, note="Two parts")))
    assert (item["URL"], item["archive"]) == (COPY, "Internet Archive")
    assert item["note"] == f"Two parts\n\n{sentence(COPIED)}"
    assert (item["custom"]["URL"], item["custom"]["note"]) == (URL, "Two parts")
    assert yaml.safe_load(write_yaml(printing(COPIED, note="Two parts")))["references"] == [item]


def test_csl_without_a_copy_keeps_the_address_and_says_that_it_is_gone() -> None:
    (item,) = json.loads(write_json(printing(DEAD)))
    assert (item["URL"], item["note"]) == (URL, sentence(DEAD))
    assert "archive" not in item
    assert "URL" not in item["custom"]


def test_ris_has_the_copy_and_a_note() -> None:
    text = write_ris(printing(COPIED))
    assert f"UR  - {COPY}\n" in text
    assert f"UR  - {URL}\n" not in text
    assert f"N1  - {sentence(COPIED)}\n" in text
    assert f"UR  - {URL}\nN1  - {sentence(DEAD)}\n" in write_ris(printing(DEAD))


def test_the_page_has_a_robust_link_and_strikes_the_original_out() -> None:
    page = Page(listed(COPIED, "html"))
    (link,) = [found for name, found in page.elements if name == "a" and "data-versionurl" in found]
    assert link["href"] == link["data-versionurl"] == COPY
    assert (link["data-originalurl"], link["data-versiondate"]) == (URL, "2022-06-01")
    assert "s" in [name for name, _ in page.elements]
    assert "data-versiondate" not in listed(COPIED._replace(date="2022"), "html")


def test_the_page_strikes_out_only_what_is_gone() -> None:
    assert "<s>" not in listed(COPIED._replace(is_gone=False), "html")
    dead = listed(DEAD, "html")
    assert "Gone since 2026-03-01: <s>" in dead
    assert "data-originalurl" not in dead


def test_markdown_links_to_the_copy_and_shows_the_original_as_code() -> None:
    text = listed(COPIED._replace(original="https://example.org/`x"), "markdown")
    assert (
        f"[Archived 2022-06-01](<{COPY}>); the original has been gone since 2026-03-01: `https://example.org/%60x`"
        in text
    )
    assert f"Gone since 2026-03-01: `{URL}`" in listed(DEAD, "markdown")


def test_text_tells_it_below_the_reference() -> None:
    assert f"    {sentence(DEAD)}\n" in listed(DEAD, "text")


def test_the_engine_formats_the_address_of_the_copy() -> None:
    text = write_listing(compose(printing(COPIED), ["a"], Wish()), "text", 300)
    assert f"{COPY}." in text


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_without_verdicts_is_as_it_always_was(form: str) -> None:
    write = EXPORTS[form].write
    assert write(library(work()).printing({})) == write(library(work()))
    assert (write(printing(COPIED)) == write(library(work()))) is (form in ("csv", "jsonl"))
