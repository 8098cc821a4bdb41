import json
from urllib.parse import parse_qs, parse_qsl

import pytest
from example_works import article
from hypothesis import given

from sourcebook.model.dates import parse_date
from sourcebook.model.work import Raw, Work
from sourcebook.render.linked_data import context_object, date_in_numbers, schema_item, script_json
from sourcebook.render.plain_text import plain_line
from strategies import ANY_TEXT


def said(work: Work) -> dict[str, list[str]]:
    return parse_qs(context_object(work), strict_parsing=True)


def test_a_journal_article_is_a_context_object_that_zotero_reads() -> None:
    work = article(
        "a", "Étude & more", volume="12", page="1-9", DOI="10.5555/x", URL="https://e.example/?a=b&c=d", language="fr"
    )
    assert said(work) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft.genre": ["article"],
        "rft.atitle": ["Étude & more"],
        "rft.jtitle": ["Journal of Rivers"],
        "rft.au": ["Miller, Ann"],
        "rft.date": ["2022"],
        "rft.volume": ["12"],
        "rft.pages": ["1-9"],
        "rft.language": ["fr"],
        "rft_id": ["info:doi/10.5555/x", "https://e.example/?a=b&c=d"],
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "article-newspaper",
            {"rft_val_fmt": "dc", "rft.type": "newspaperArticle", "rft.title": "T", "rft.source": "C"},
        ),
        ("book", {"rft_val_fmt": "book", "rft.genre": "book", "rft.btitle": "T", "rft.pub": "P"}),
        ("chapter", {"rft_val_fmt": "book", "rft.genre": "bookitem", "rft.atitle": "T", "rft.btitle": "C"}),
        ("report", {"rft_val_fmt": "book", "rft.genre": "report", "rft.btitle": "T", "rft.pub": "P"}),
        ("thesis", {"rft_val_fmt": "dissertation", "rft.title": "T", "rft.inst": "P"}),
        ("pamphlet", {"rft_val_fmt": "dc", "rft.type": "document", "rft.title": "T", "rft.publisher": "P"}),
    ],
)
def test_each_type_has_its_format(kind: str, expected: dict[str, str]) -> None:
    found = said(article("a", "T", type=kind, container_title="C", publisher="P"))
    shown = {name: found[name][0].removeprefix("info:ofi/fmt:kev:mtx:") for name in expected}
    assert shown == expected


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("article-magazine", {"volume": "9", "page": "3-4"}, {"rft.volume": "9", "rft.pages": "3-4"}),
        ("report", {"container_title": "C"}, {"rft.series": "C"}),
        ("report", {"container_title": "C", "collection_title": "D"}, {"rft.series": "D"}),
        ("thesis", {"genre": "PhD thesis"}, {"rft.degree": "PhD thesis"}),
        ("broadcast", {"genre": "Radio feature"}, {"rft.type": "radioBroadcast"}),
        ("broadcast", {"genre": "television report"}, {"rft.type": "tvBroadcast"}),
    ],
)
def test_what_a_format_lacks_is_said_where_zotero_reads_it(
    kind: str, more: dict[str, str], expected: dict[str, str]
) -> None:
    found = said(article("a", "T", type=kind, **more))
    assert {name: found[name] for name in expected} == {name: [value] for name, value in expected.items()}


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ([{"literal": "U.S. Ministry, Water"}], "rft.aucorp=U.S. Ministry, Water"),
        ([{"family": "周", "given": "文"}, {"literal": "Water Team"}], "rft.au=周, 文&rft.au=Water Team,"),
        ([{"literal": "U.S. Board"}, {"family": "Wang"}], "rft.aulast=U.S. Board&rft.au=Wang,"),
        ([{"family": "van Dijk"}], "rft.au=van Dijk,"),
        ([{"family": "King", "given": "Ann", "suffix": "Jr."}], "rft.au=King, Ann Jr."),
    ],
)
def test_authors_are_whole_and_in_their_order_in_the_keys_that_zotero_reads(authors: Raw, expected: str) -> None:
    pairs = parse_qsl(context_object(article("a", author=authors)))
    assert "&".join(f"{key}={value}" for key, value in pairs if key.startswith("rft.au")) == expected


def test_no_plus_of_an_address_becomes_a_blank() -> None:
    found = said(article("a", URL="https://e.example/a+b?q=c+d#e+f"))
    assert found["rft_id"] == ["https://e.example/a%2Bb?q=c%20d#e%2Bf"]


@given(ANY_TEXT)
def test_any_title_comes_back_whole(title: str) -> None:
    found = parse_qs(context_object(article("a", title)))
    assert found.get("rft.atitle", [""]) == [plain_line(title)]
    assert not set(context_object(article("a", title))) & set("<>\"'")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2022-05-24", "2022-05-24"),
        ("2022-05~", "2022-05"),
        ("2021-21", "2021"),
        ("195X", ""),
        ("-0043", ""),
        ("2020/..", "2020"),
    ],
)
def test_a_date_is_given_as_far_as_numbers_say_it(date: str, expected: str) -> None:
    assert date_in_numbers(parse_date(date)) == expected


def test_an_item_says_what_the_record_says_and_no_more() -> None:
    work = article("a", "T", type="article-newspaper", URL="javascript:alert(1)", DOI="10.5555/x")
    assert schema_item(work) == {
        "@type": "NewsArticle",
        "name": "T",
        "author": [{"@type": "Person", "name": "Ann Miller"}],
        "datePublished": "2022",
        "isPartOf": {"@type": "CreativeWork", "name": "Journal of Rivers"},
        "sameAs": "https://doi.org/10.5555/x",
    }
    assert schema_item(article("a", "", author=[{"literal": "Somebody"}], issued="", container_title="")) == {
        "@type": "ScholarlyArticle",
        "author": ["Somebody"],
    }


@given(ANY_TEXT)
def test_nothing_breaks_out_of_a_script_element(text: str) -> None:
    written = script_json({"name": f"{text}</script><!--<script>]]>"})
    assert not set(written) & set("<>&")
    assert json.loads(written)["name"].startswith(text)
