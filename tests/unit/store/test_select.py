import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given
from stored import KEYS

from sourcebook.model.query import QUERY_FIELDS, Term, parse_query
from sourcebook.model.relations import INVERSES, RELATIONS
from sourcebook.store.shelf import Shelf
from strategies import ANY_TEXT

# What each query finds, by the first word of the keys.
FOUND = {
    "": "courier ilchi lindqvist ministry mueller okafor tanaka vandenberg zhou",
    "author:lindqvist": "lindqvist",
    "author:Asa": "lindqvist",
    "author:silva": "tanaka",
    "author:周": "zhou",
    "author:周文": "zhou",
    "author:berg": "vandenberg",
    'author:"van den berg"': "vandenberg",
    "author:alder": "",
    "date:2021-11": "zhou",
    "date:2021-11-02": "zhou",
    "date:2021-04": "ilchi",
    "date:2021-12-24": "courier",
    "date:2019..2020-05": "lindqvist okafor",
    "date:2020-05-15": "lindqvist",
    "date:..1985": "vandenberg",
    "date:2023..": "mueller",
    "doi:10.5555/JIH.2020.12.3": "lindqvist",
    "doi:https://doi.org/10.5555/jih.2020.12.3": "lindqvist",
    "doi:10.5555/jih": "",
    "has:doi": "lindqvist",
    "has:ISBN": "vandenberg",
    "has:doubts": "okafor",
    "has:aliases": "courier lindqvist",
    "has:content-note": "ministry",
    "-has:annotation": "courier tanaka vandenberg",
    "-has:link": "ilchi mueller tanaka vandenberg",
    "key:okafor2019alder": "okafor",
    "key:OKAFOR*": "okafor",
    "key:*2021*": "courier ilchi zhou",
    "key:lindqvist2020etude": "lindqvist",
    "key:okafor": "",
    "key:okafor2019alde?": "",
    "key:[a-z]*": "",
    "lang:zh": "zhou",
    "lang:zh-hans": "zhou",
    "lang:zh,ja": "tanaka zhou",
    "lang:z": "",
    "note:silt": "lindqvist",
    "note:accident": "ministry",
    "outlet:alder-courier": "courier",
    "outlet:Water-Ministry": "ministry",
    "outlet:journal": "lindqvist",
    "outlet:erfundene": "mueller",
    "role:report": "courier ilchi mueller okafor tanaka zhou",
    "role:rebuttal,statement": "lindqvist ministry",
    "tag:fish": "lindqvist",
    "tag:移民": "zhou",
    "tag:measure": "lindqvist okafor",
    'tag:"measure"': "",
    "title:etude": "lindqvist",
    "title:Ｅｔｕｄｅ": "lindqvist",
    "title:große": "mueller",
    "title:grosse": "mueller",
    "title:fish": "",
    "type:report": "okafor",
    "type:article-*": "courier ilchi lindqvist zhou",
    "url:JOURNAL.example/12": "lindqvist",
    "url:archive.example": "zhou",
    "https://journal.example/12/3/101": "lindqvist",
    "viewpoint:engineering": "mueller okafor tanaka",
    "viewpoint:Authorities,engineering": "ministry mueller okafor tanaka",
    "year:2021": "courier ilchi zhou",
    "year:2021..2022": "courier ilchi tanaka zhou",
    "year:1985": "vandenberg",
    "year:2024": "",
    # words anywhere, in every script
    "etude": "lindqvist",
    "barrage": "ministry",
    "toghan": "ilchi",
    "kelgusi": "ilchi",
    "dam": "courier ilchi ministry okafor tanaka zhou",
    "移民": "zhou",
    "水库": "zhou",
    "民的": "zhou",
    "民水": "",
    "ダム": "tanaka",
    "記憶": "tanaka",
    "タム": "",
    "توغان": "ilchi",
    "غان": "ilchi",
    "كەلگۈ": "ilchi",
    '"flood storage"': "okafor",
    '"storage flood"': "",
    "flood storage": "okafor",
    "storage flood": "okafor",
    "stor": "okafor",
    '"stor"': "",
    "“no comment”": "courier",
    "%": "",
    "*": "",
    # together
    "lang:en NOT role:report": "lindqvist",
    "lang:en -role:report": "lindqvist",
    "author:zhou OR tag:fish OR etude": "lindqvist",
    "(lang:ja OR lang:ug) viewpoint:engineering": "tanaka",
    "lang:ja OR lang:ug viewpoint:engineering": "tanaka",
    "NOT (has:url OR has:isbn)": "ilchi mueller tanaka",
    # relations, both ways, by present and former keys
    "rebuts:okafor2019alder": "lindqvist",
    "rebutted-by:lindqvist2020critique": "okafor",
    "rebutted-by:lindqvist2020etude": "okafor",
    "responds-to:lindqvist2020critique": "ministry",
    "responds-to:lindqvist2020etude": "ministry",
    "answered-by:ministry2020declaration": "lindqvist",
    "reports-on:ministry2020declaration": "courier zhou",
    "quoted-by:courier2022minutes": "okafor",
    "rebuts:nobody": "",
}


@pytest.fixture
def shelf(sourcebook: Path) -> Shelf:
    return Shelf(str(sourcebook))


@pytest.mark.parametrize("query", FOUND)
def test_a_query_finds_what_its_documentation_says(shelf: Shelf, query: str) -> None:
    found = shelf.keys(parse_query(query))
    assert " ".join(re.split(r"\d", key)[0] for key in found) == FOUND[query]


def test_every_field_of_queries_is_tried_above() -> None:
    tried = {query.partition(":")[0].lstrip("-(") for query in FOUND}
    assert set(QUERY_FIELDS) <= tried


@pytest.mark.parametrize("relation", [*RELATIONS, *INVERSES])
def test_every_relation_and_inverse_can_be_asked(shelf: Shelf, relation: str) -> None:
    pairs = [
        (work.key, target)
        for work in shelf.library().works.values()
        for name, target in [(one.type, one.target) for one in work.relations]
        + list(shelf.library().incoming.get(work.key, ()))
        if name == relation
    ]
    for source, target in pairs:
        assert source in shelf.keys(parse_query(f"{relation}:{target}"))
    assert shelf.keys(parse_query(f"{relation}:nobody")) == []


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A sourcebook for tests that only read and ask often."""
    root = tmp_path_factory.mktemp("lasting")
    data = Path(__file__).parents[2] / "data"
    shutil.copytree(data / "library", root / "library")
    shutil.copy(data / "sources.yaml", root)
    shelf = Shelf(str(root))
    shelf.problems()
    return shelf


@given(ANY_TEXT)
@example("\x00")
@example("a\x00b")
@example("\udcff")
@example('" OR "')
@example("x AND y NEAR(z) ^ *")
def test_no_word_is_too_odd_to_be_searched(lasting: Shelf, text: str) -> None:
    for field in (
        "",
        "author",
        "key",
        "lang",
        "outlet",
        "type",
        "url",
        "doi",
        "viewpoint",
        "rebuts",
        "rebutted-by",
        "has",
    ):
        for exact in (False, True):
            assert set(lasting.keys(Term(field=field, value=text, exact=exact))) <= set(KEYS)
    assert list(lasting.neighbourhood([text]).works) in ([], [text])


def test_the_largest_queries_can_be_answered(lasting: Shelf) -> None:
    assert lasting.keys(parse_query(" OR ".join(["rebuts:okafor2019alder"] * 250))) == ["lindqvist2020critique"]
    assert lasting.keys(parse_query(" ".join(["lang:ja,de,en,fr outlet:courier"] * 250))) == ["courier2021minutes"]
    deep = "".join(f"(NOT dam{level} OR (a " for level in range(10)) + "dam" + "))" * 10
    assert "ilchi2021toghan" in lasting.keys(parse_query(deep))


def test_a_neighbourhood_of_very_many_keys_can_be_asked(lasting: Shelf) -> None:
    asked = [*KEYS, *map(str, range(20_000))]
    connection = lasting.index._connection
    assert connection is not None
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    assert list(lasting.neighbourhood(asked).works) == KEYS
    assert lasting.index._connection is connection
