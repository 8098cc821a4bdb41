import re

from sourcebook.model.fields import BY_NAME, DATE_FIELDS, FIELDS, NAME_FIELDS, ORDER, Kind


def test_every_field_stands_once_with_one_sentence_of_meaning() -> None:
    assert len(BY_NAME) == len(FIELDS)
    assert [field.name for field in FIELDS if not re.fullmatch(r"[A-Z][^\n]*\.", field.meaning)] == []


def test_the_order_of_fields_is_the_order_of_the_table() -> None:
    assert sorted(ORDER, key=ORDER.__getitem__) == [field.name for field in FIELDS]
    opening = ["type", "title", "author", "container-title", "issued", "DOI", "URL", "language", "viewpoint", "role"]
    assert sorted(opening, key=ORDER.__getitem__) == opening


def test_fields_of_a_kind_are_found_by_it() -> None:
    assert {BY_NAME[name].kind for name in NAME_FIELDS} == {Kind.NAMES}
    assert {BY_NAME[name].kind for name in DATE_FIELDS} == {Kind.DATE}
    assert {"author", "editor", "reviewed-author"} <= set(NAME_FIELDS)
    assert {"issued", "accessed", "original-date"} <= set(DATE_FIELDS)


def test_addresses_and_identifiers_are_verbatim() -> None:
    for name in ("DOI", "ISBN", "ISSN", "URL", "url-mirror"):
        assert BY_NAME[name].kind is Kind.VERBATIM


def test_our_own_fields_are_none_of_csl() -> None:
    ours = {"viewpoint", "role", "relations", "content-note", "title-romanized", "title-translated", "url-mirror"}
    ours |= {"archive", "keywords", "aliases", "status-events", "provenance", "marks", "archive-name"}
    assert {field.name for field in FIELDS if not field.csl} == ours
