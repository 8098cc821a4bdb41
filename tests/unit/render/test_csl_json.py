"""CSL-JSON: items as CSL 1.0.2 has them, and nothing lost."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nasty_works import LIBRARY, library_of, work
from sourcebook.model.archives import PrintedLink
from sourcebook.model.fields import BY_NAME, FIELDS, Kind
from sourcebook.model.work import Origin, Work, raw_fields, read_work
from sourcebook.render.csl_json import csl_item, write_json, write_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.lists(
    st.dictionaries(
        st.sampled_from(["family", "given", "suffix", "literal", "non-dropping-particle", "role"]), TEXT, min_size=1
    ),
    max_size=3,
)
DATES = st.sampled_from(
    "2022 2022-05 2022-05-24 2022~ 2022-05? 2022% 2021-22 2020/.. ../2020 2020/ 195X 2022-XX 2019-11/2020-01 -0043 "
    "Y17000 2022~/2023 2022-05-24T10:00:00Z 195X/196X 0000 0001 never 2022-13".split()
)
RAW = st.one_of(TEXT, st.lists(TEXT, max_size=3), st.dictionaries(TEXT, TEXT, max_size=2))
BY_KIND: Mapping[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXT,
    Kind.VERBATIM: TEXT,
    Kind.NAMES: NAMES,
    Kind.DATE: DATES,
    Kind.WORDS: st.lists(st.one_of(TEXT, st.just("a, b")), max_size=3),
    Kind.RELATIONS: st.lists(
        st.fixed_dictionaries({"type": TEXT, "target": TEXT}, optional={"note": TEXT}), max_size=2
    ),
    Kind.MAP: st.dictionaries(TEXT, TEXT, max_size=2),
    Kind.MAPS: st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2),
}


@st.composite
def works(draw: st.DrawFn) -> Work:
    names = draw(st.lists(st.one_of(st.sampled_from([field.name for field in FIELDS]), TEXT), unique=True, max_size=8))
    raw = {}
    for name in names:
        fitting = BY_KIND[BY_NAME[name].kind] if name in BY_NAME else RAW
        raw[name] = draw(st.one_of(fitting, RAW))
    if draw(st.booleans()):
        raw["type"] = draw(st.sampled_from(["book", "document", "unheard-of"]))
    return read_work("key", raw, draw(st.text(st.characters(exclude_categories=["Cs"]))), Origin())[0]


def point(parts: list[int]) -> str:
    if parts == [0]:
        return ".."
    year = parts[0] if parts[0] > 0 else parts[0] + 1
    spelled = f"{year:05}" if year < 0 else f"{year:04}"
    return "-".join([spelled, *(f"{part:02}" for part in parts[1:])])


def date_text(date: Mapping[str, Any]) -> str:
    if "raw" in date:
        return str(date["raw"])
    return "/".join(point(parts) for parts in date["date-parts"]) + ("~" if date.get("circa") else "")


def read_back(item: Mapping[str, Any]) -> dict[str, Any]:
    """The record that a CSL item says: variables first, then what `custom` says better."""
    raw: dict[str, Any] = {}
    for name, value in item.items():
        field = BY_NAME.get("keywords" if name == "keyword" else name)
        if name in ("id", "annote", "custom") or field is None:
            continue
        if field.kind is Kind.DATE:
            raw[name] = date_text(value)
        elif field.kind is Kind.WORDS:
            raw["keywords"] = value.split(", ")
        else:
            raw[name] = value
    raw |= item.get("custom", {})
    return {name: value for name, value in raw.items() if value is not None}


@given(works())
def test_the_json_read_back_gives_every_field(work: Work) -> None:
    (item,) = json.loads(write_json(library_of(work)))
    assert read_back(item) == raw_fields(work)
    assert item.get("annote", "") == work.annotation
    assert item["id"] == work.key


def test_every_nasty_work_comes_back_from_json_and_from_yaml() -> None:
    from_json = json.loads(write_json(LIBRARY))
    from_yaml = yaml.safe_load(write_yaml(LIBRARY))["references"]
    assert from_json == from_yaml
    assert [read_back(item) for item in from_json] == [raw_fields(one) for one in LIBRARY.works.values()]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022-05-24", {"date-parts": [[2022, 5, 24]]}),
        ("2021-22", {"date-parts": [[2021, 22]]}),
        ("2022~", {"date-parts": [[2022]], "circa": True}),
        ("2022?", {"date-parts": [[2022]], "circa": True}),
        ("2019-11/2020-01", {"date-parts": [[2019, 11], [2020, 1]]}),
        ("2020/..", {"date-parts": [[2020], [0]]}),
        ("../2020", {"date-parts": [[0], [2020]], "circa": True}),
        ("195X", {"date-parts": [[1950], [1959]]}),
        ("-0043", {"date-parts": [[-44]]}),
        ("Y17000", {"date-parts": [[17000]]}),
        ("sometime", {"raw": "sometime"}),
    ],
)
def test_dates_are_date_parts(text: str, date: dict[str, object]) -> None:
    assert csl_item(work("k", type="book", issued=text))["issued"] == date


def test_names_have_hyphenated_parts_and_keywords_are_one_string() -> None:
    item = csl_item(
        work(
            "k",
            type="book",
            author=[{"family": "Beethoven", "given": "L", "non-dropping-particle": "van"}],
            keywords=["a", "b"],
        )
    )
    assert item["author"] == [{"family": "Beethoven", "given": "L", "non-dropping-particle": "van"}]
    assert item["keyword"] == "a, b"


def test_a_part_of_a_name_that_csl_does_not_know_is_under_custom() -> None:
    item = csl_item(work("k", type="book", author=[{"family": "Roe", "pinyin": "Luo"}]))
    assert item["author"] == [{"family": "Roe"}]
    assert item["custom"] == {"author": [{"family": "Roe", "pinyin": "Luo"}]}


def test_a_comma_before_a_suffix_is_csls_own() -> None:
    item = csl_item(work("k", type="book", author=[{"family": "Roe", "suffix": "Jr.", "comma-suffix": "true"}]))
    assert item["author"] == [{"family": "Roe", "suffix": "Jr.", "comma-suffix": True}]
    assert "custom" not in item
    item = csl_item(work("k", type="book", author=[{"family": "Roe", "comma-suffix": "yes"}]))
    assert item["author"] == [{"family": "Roe"}]


def test_the_archive_that_holds_a_work_gives_way_to_who_keeps_the_copy_that_is_printed() -> None:
    held = work("k", type="book", archive_name="City library")
    assert csl_item(held) == {"id": "k", "type": "book", "archive": "City library"}
    copied = csl_item(held, PrintedLink("https://e.org/", copy="https://kept.example/1", by="Keepers"))
    assert copied["archive"] == "Keepers"
    assert copied["custom"] == {"note": None, "URL": None, "archive-name": "City library"}
    kept = csl_item(work("k", type="book"), PrintedLink("https://e.org/", by="Keepers"))
    assert kept["custom"] == {"note": None, "archive-name": None}


def test_what_csl_does_not_know_is_under_custom() -> None:
    item = csl_item(work("k", "Note", type="unheard-of", viewpoint="one", isbn13="5", archive={"url": "u"}))
    assert item == {
        "id": "k",
        "type": "document",
        "annote": "Note",
        "custom": {"type": "unheard-of", "archive": {"url": "u"}, "viewpoint": "one", "isbn13": "5"},
    }


def test_an_empty_library_is_an_empty_list() -> None:
    empty = library_of()
    assert json.loads(write_json(empty)) == []
    assert yaml.safe_load(write_yaml(empty)) == {"references": []}
