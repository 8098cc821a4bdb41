"""BibTeX in both dialects: types, names, dates, relations; that it reads back is shown in test_bibtex_round_trip."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from nasty_works import LIBRARY, library_of, work
from sourcebook.model.bibtex_table import ENTRY_TYPES, PLACES, REQUIRED, babel_name, places
from sourcebook.model.fields import FIELDS, TYPES
from sourcebook.model.library import Library
from sourcebook.render.bibtex import carries, entry_key, write_biblatex, write_bibtex


def fields_of(text: str) -> dict[str, str]:
    """The lines of one entry: field -> value with its braces; its type as `@`."""
    entry_type = re.search(r"^@(\w+)\{", text, re.MULTILINE)
    assert entry_type
    return {"@": entry_type[1]} | dict(re.findall(r"^  ([\w-]+) = (.*),$", text, re.MULTILINE))


def biblatex(**fields: Any) -> dict[str, str]:
    return fields_of(write_biblatex(library_of(work("k", **fields))))


def bibtex(**fields: Any) -> dict[str, str]:
    return fields_of(write_bibtex(library_of(work("k", **fields))))


def names(write: Callable[..., dict[str, str]], *authors: dict[str, str]) -> str:
    return write(type="book", title="T", author=list(authors))["author"]


def test_an_entry_is_written_in_the_order_of_the_record_fields() -> None:
    one = work(
        "zhou2022",
        "A note.",
        type="article-journal",
        issued="2022-05",
        title="Of Mars",
        container_title="Acta",
        language="en",
    )
    assert write_biblatex(library_of(one)) == (
        "@article{zhou2022,\n  csl-type = {article-journal},\n  title = {Of {Mars}},\n  journaltitle = {Acta},\n"
        "  date = {2022-05},\n  langid = {english},\n  language-tag = {en},\n  annotation = {A note.},\n}\n"
    )


def test_entries_follow_the_order_of_the_library() -> None:
    text = write_biblatex(library_of(work("b"), work("a")))
    assert re.findall(r"^@misc\{(\w),", text, re.MULTILINE) == ["b", "a"]


def test_every_type_and_every_field_has_its_row() -> None:
    assert set(ENTRY_TYPES) == TYPES
    assert set(PLACES) <= {field.name for field in FIELDS}
    assert set(REQUIRED) <= {row.bibtex for row in ENTRY_TYPES.values()}


@pytest.mark.parametrize("dialect", ["biblatex", "bibtex"])
def test_no_two_fields_of_a_record_have_one_place(dialect: str) -> None:
    for entry_type in {row.biblatex.partition("/")[0] for row in ENTRY_TYPES.values()} | set(REQUIRED) | {"misc"}:
        found = list(places(dialect, entry_type).values())
        assert len(found) == len(set(found)), entry_type


def test_newspapers_and_magazines_are_articles_with_a_subtype() -> None:
    said = biblatex(type="article-newspaper", title="T", container_title="Daily")
    assert (said["@"], said["entrysubtype"], said["journaltitle"]) == ("article", "{newspaper}", "{Daily}")


def test_a_classic_entry_without_what_its_type_requires_is_misc() -> None:
    whole = {"type": "article-newspaper", "title": "T", "container_title": "Daily", "issued": "2020"}
    assert bibtex(**whole, author=[{"literal": "A"}])["@"] == "article"
    said = bibtex(**whole)
    assert (said["@"], said["howpublished"], said["key"]) == ("misc", "{Daily}", "{Daily}")


def test_an_unknown_or_missing_type_is_misc() -> None:
    assert biblatex(title="T")["@"] == biblatex(type="unheard-of")["@"] == "misc"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ({"family": "Smith", "given": "John"}, "{Smith, John}"),
        ({"literal": "Smith and Sons, Ltd."}, "{{Smith and Sons, Ltd.}}"),
        ({"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}, "{van Beethoven, Ludwig}"),
        ({"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "\u2028"}, "{Beethoven, Ludwig}"),
        ({"family": "\u2028- ", "given": "Ludwig"}, "{{-}, Ludwig}"),
        ({"family": "\ufeff \ufeff", "given": "Ludwig"}, "{{Ludwig}}"),
        ({"family": "King", "given": "Martin Luther", "suffix": "Jr."}, "{King, {Jr.}, Martin Luther}"),
        ({"family": "de la Cruz", "given": "Ana"}, "{{de la Cruz}, Ana}"),
        ({"family": "al-Amin", "given": "Omar"}, "{{al-Amin}, Omar}"),
        ({"family": "Smith and Co", "given": "A (B)"}, "{{Smith and Co}, {A (B)}}"),
        ({"family": "Smith, Co", "given": "A"}, "{{A Smith, Co}}"),
        ({"family": "Plato"}, "{Plato}"),
        ({"family": "Human Rights"}, "{{Human Rights}}"),
        ({"given": "Only Given"}, "{{Only Given}}"),
        ({"family": "others", "given": "The"}, "{{others}, The}"),
        ({"family": "王", "given": "小明"}, "{{王小明}}"),
    ],
)
def test_names_are_von_last_jr_first(name: dict[str, str], written: str) -> None:
    assert names(biblatex, name) == written


def test_classic_names_are_ascii_or_one_original() -> None:
    assert names(bibtex, {"family": "Çelik", "given": "Ömer"}) == r"{{\c{C}}elik, {\"{O}}mer}"
    assert names(bibtex, {"family": "王", "given": "小明"}) == r"{{\origscript{王小明}{[in Han characters]}}}"
    assert names(bibtex, {"literal": "Агентство"}) == r"{{\origscript{Агентство}{[in Cyrillic script]}}}"


def test_names_are_joined_by_and_without_empty_ones() -> None:
    assert names(biblatex, {"family": "A", "given": "B"}, {"literal": " "}, {"literal": "C"}) == "{A, B and {C}}"


def test_a_number_with_a_wrong_check_digit_has_another_name() -> None:
    said = biblatex(ISBN="978-3-16-148410-1", ISSN="2049-3630")
    assert (said["x-isbn"], said["issn"]) == ("{978-3-16-148410-1}", "{2049-3630}")


def test_a_particle_that_belongs_to_the_name_sorts_with_it() -> None:
    assert biblatex(author=[{"family": "B", "non-dropping-particle": "van"}])["options"] == "{useprefix=true}"
    assert "options" not in biblatex(author=[{"family": "F", "given": "J", "dropping-particle": "de"}])


@pytest.mark.parametrize(
    ("text", "year", "month", "day", "date"),
    [
        ("2022-05-24", "{2022}", "may", "{24}", None),
        ("2022-12", "{2022}", "dec", None, None),
        ("2021-22", "{2021}", "{Summer}", None, "{2021-22}"),
        ("2022~", "{c. 2022}", None, None, "{2022~}"),
        ("2022?", "{2022?}", None, None, "{2022?}"),
        ("2019-11/2020-01", "{2019--2020}", None, None, "{2019-11/2020-01}"),
        ("2020/..", "{2020--}", None, None, "{2020/..}"),
        ("195X", "{1950--1959}", None, None, "{195X}"),
        ("-0043", "{44 BC}", None, None, "{-0043}"),
        ("once", "{once}", None, None, None),
    ],
)
def test_classic_dates_are_year_month_day(
    text: str, year: str, month: str | None, day: str | None, date: str | None
) -> None:
    said = bibtex(type="book", issued=text)
    assert (said["year"], said.get("month"), said.get("day"), said.get("date")) == (year, month, day, date)


def test_a_work_without_a_date_says_so_in_classic_bibtex() -> None:
    assert bibtex(type="book", title="T")["year"] == "{n.d.}"
    assert "date" not in biblatex(type="book", title="T")


def test_biblatex_dates_are_edtf_and_what_biber_cannot_read_has_another_name() -> None:
    said = biblatex(type="book", issued="2021-22~", accessed="2024-01-02", original_date="-19XX", event_date="soon")
    assert (said["date"], said["urldate"]) == ("{2021-22~}", "{2024-01-02}")
    assert (said["x-original-date"], said["x-event-date"]) == ("{-19XX}", "{soon}")


def test_plain_styles_are_not_given_what_they_warn_of() -> None:
    article = {
        "type": "article-journal",
        "title": "T",
        "author": [{"literal": "A"}],
        "container_title": "J",
        "issued": "2020",
    }
    assert bibtex(**article, issue="3")["issue"] == "{3}"
    assert bibtex(**article, issue="3", volume="1")["number"] == "{3}"
    book = {"type": "book", "title": "T", "author": [{"literal": "A"}], "publisher": "P", "issued": "2020"}
    assert "editor" not in bibtex(**book, editor=[{"literal": "E"}])
    assert bibtex(**book, collection_number="3")["collection-number"] == "{3}"
    assert bibtex(**book, collection_number="3", collection_title="S")["number"] == "{3}"


def test_relations_all_stand_and_related_names_only_works_of_the_export() -> None:
    relations = [
        {"type": "rebuts", "target": "gone"},
        {"type": "reports-on", "target": "old"},
        {"type": "reports-on", "target": "a"},
        {"type": "updates", "target": "b"},
    ]
    library = library_of(work("k", relations=relations), work("a"), work("b", aliases=["old"]))
    said = fields_of(write_biblatex(library).split("\n\n")[0])
    assert said["relations"] == "{rebuts: gone; reports-on: old; reports-on: a; updates: b}"
    assert (said["related"], said["relatedtype"], said["relatedstring"]) == ("{b,a}", "{reports-on}", "{Reports on}")


def test_translations_have_the_relation_type_that_biblatex_knows() -> None:
    text = write_biblatex(library_of(work("a", relations=[{"type": "translates", "target": "b"}]), work("b")))
    assert fields_of(text)["relatedtype"] == "{translationof}"
    assert "relatedstring" not in text


def test_aliases_are_ids_unless_two_works_claim_them() -> None:
    library = library_of(work("a", aliases=["x", "y"]), work("b", aliases=["y"]))
    assert re.findall(r"ids = (.*),", write_biblatex(library)) == ["{x}", "{y}"]


def test_addresses_are_verbatim_but_for_what_breaks_the_file() -> None:
    said = biblatex(URL="https://e.org/a%20b?x=1&y=2#z~1_{c} d\\e^", DOI="10.1000/x_1<2>(3)")
    assert said["url"] == "{https://e.org/a%20b?x=1&y=2#z~1_%7Bc%7D%20d%5Ce%5E}"
    assert said["doi"] == "{10.1000/x_1<2>(3)}"
    assert bibtex(URL="https://e.org/é")["url"] == "{https://e.org/%C3%A9}"


def test_an_annotation_keeps_its_lines_and_starts_no_entry() -> None:
    text = write_biblatex(library_of(work("k", "One & two.\n\n@book{x,\n  @y{z")))
    assert "annotation = {One \\& two.\n\\endgraf\n{@}book\\textbraceleft{}x,\n  {@}y\\textbraceleft{}z},\n" in text


def test_what_is_unknown_or_of_another_shape_has_an_x() -> None:
    said = biblatex(strange="a & b", volume=["1", "2"], Strange="lost")
    assert (said["x-strange"], said["x-volume"]) == (r"{a \& b}", '{["1", "2"]}')
    assert "lost" not in "".join(said.values())


def test_what_has_no_place_is_known_beforehand() -> None:
    assert [carries(name) for name in ("title", "provenance", "status-events", "strange", "Strange", "a b")] == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]


def test_keys_hold_nothing_that_ends_them() -> None:
    assert [entry_key(key) for key in ("zhou2022", "a b,{c}%", "周2022")] == ["zhou2022", "a-b--c--", "周2022"]


def test_languages_have_the_names_that_babel_knows() -> None:
    assert [babel_name(tag) for tag in ("en-GB", "en-ZA", "zh-Hans", "ug", "xx")] == [
        "british",
        "english",
        "chinese",
        "uyghur",
        "",
    ]


def test_the_preamble_stands_only_where_an_original_needs_it() -> None:
    assert write_bibtex(library_of(work("k", title="习"))).startswith('@preamble{"\\ifdefined')
    assert "@preamble" not in write_bibtex(library_of(work("k", title="Latin é")))
    assert "@preamble" not in write_biblatex(LIBRARY)


def test_an_empty_library_is_an_empty_file() -> None:
    empty = Library(works={})
    assert write_bibtex(empty) == write_biblatex(empty) == ""


def test_every_biblatex_type_has_a_driver_in_the_standard_styles() -> None:
    # standard.bbx, drivers and aliases; of a type without one nothing is printed but a warning in the log.
    drivers = """article book booklet collection dataset inbook incollection inproceedings inreference misc online
        patent periodical proceedings report review software thesis unpublished""".split()
    assert {row.biblatex.partition("/")[0] for row in ENTRY_TYPES.values()} <= set(drivers)
