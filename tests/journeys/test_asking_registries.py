import json
from collections.abc import Callable, Iterator

import pytest
from servers import Script, Server, giving, leading, serving

from sourcebook.errors import NetworkFailed
from sourcebook.model.facts import Fact
from sourcebook.model.sources import Services
from sourcebook.web.fetch import Fetcher, Limits
from sourcebook.web.registries import ask_arxiv, ask_doi, ask_isbn

DOI = "10.1000/dam(2021)<1>"
PATH = "/10.1000/dam%282021%29%3C1%3E"
CROSSREF = f"/works{PATH}/transform/application/vnd.citationstyles.csl+json"
DATACITE = f"/dois/application/vnd.citationstyles.csl+json{PATH}"
ITEM = {
    "license": [{"URL": "https://example.org/licence", "content-version": "vor"}],
    "type": "journal-article",
    "title": ["Dams &amp; their <i>people</i>"],
    "author": [
        {"family": "Okafor", "given": "Ada", "ORCID": "x", "sequence": "first"},
        {"name": "The Harbour Group"},
        {"family": "Harbour Authority"},
    ],
    "issued": {"date-parts": [[2021, 3, 9]]},
    "container-title": ["Journal of Dams", "J. Dams"],
    "DOI": "10.1000/DAM(2021)<1>",
    "ISSN": ["0028-0837", "0028-0836"],
    "URL": "https://doi.org/10.1000/x",
    "page": "1-9",
    "language": "en_GB",
    "abstract": "<jats:p>Words.</jats:p>",
    "reference-count": 12,
    "publisher": None,
}
SAID = {
    "type": "article-journal",
    "title": "Dams & their people",
    "author": (
        {"family": "Okafor", "given": "Ada"},
        {"literal": "The Harbour Group"},
        {"literal": "Harbour Authority"},
    ),
    "issued": "2021-03-09",
    "container-title": "Journal of Dams",
    "DOI": "10.1000/dam(2021)<1>",
    "ISSN": "0028-0836",
    "page": "1-9",
    "language": "en-GB",
}
BOOK = {
    "title": "The Harbour",
    "subtitle": "A history",
    "authors": [{"name": "Ada Okafor"}, {"name": "Madonna"}],
    "publishers": [{"name": "Harbour Press"}],
    "publish_date": "March 2021",
    "number_of_pages": 99,
}
FEED = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "boom">]><feed xmlns="http://www.w3.org/2005/Atom"
xmlns:arxiv="http://arxiv.org/schemas/atom">{}</feed>"""
ENTRY = """<entry><id>http://arxiv.org/abs/2103.01234v2</id><title>Dams
  in two dimensions</title><published>2021-03-09T10:00:00Z</published><author><name>Ada Okafor</name></author>
  <arxiv:doi>10.1000/X</arxiv:doi></entry>"""


@pytest.fixture
def ask() -> Iterator[Callable[[dict[str, Script]], tuple[Server, Fetcher, Services]]]:
    opened: list[Callable[[], None]] = []

    def started(scripts: dict[str, Script]) -> tuple[Server, Fetcher, Services]:
        server = Server(scripts)
        fetcher = Fetcher("Sourcebook test", allow_private=True, limits=Limits(seconds=5))
        opened.extend((server.stop, fetcher.close))
        base = server.url("")
        return server, fetcher, Services(*[base] * 6)

    yield started
    for close in opened:
        close()


Ask = Callable[[dict[str, Script]], tuple[Server, Fetcher, Services]]


def _values(facts: tuple[Fact, ...]) -> dict[str, object]:
    return {fact.field: fact.value for fact in facts}


@pytest.mark.parametrize("path", [PATH, CROSSREF, DATACITE])
def test_a_doi_is_asked_of_one_registry_after_the_other(ask: Ask, path: str) -> None:
    scripts = {PATH: giving("busy", status=503), CROSSREF: giving("<p>", status=200), path: giving(json.dumps(ITEM))}
    server, fetcher, services = ask(scripts)
    facts = ask_doi(fetcher, DOI, services)
    assert _values(facts) == SAID
    assert {fact.origin for fact in facts} == {"127.0.0.1"}
    assert "Accept: application/vnd.citationstyles.csl+json" in server.asked[-1].text


def test_a_doi_may_lead_on_to_another_server(ask: Ask) -> None:
    with serving({"/csl": giving(json.dumps(ITEM))}) as agency:
        _, fetcher, services = ask({PATH: leading(agency.url("/csl"))})
        assert _values(ask_doi(fetcher, DOI, services)) == SAID
        assert "csl+json" in agency.asked[0].text


def test_a_doi_that_does_not_exist_has_no_facts(ask: Ask) -> None:
    server, fetcher, services = ask({})
    assert ask_doi(fetcher, DOI, services) == ()
    assert len(server.asked) == 1


def test_when_no_registry_can_tell_that_is_a_failure_and_not_an_absence(ask: Ask) -> None:
    _, fetcher, services = ask({PATH: giving(status=503)})
    with pytest.raises(NetworkFailed, match="No registry answers"):
        ask_doi(fetcher, DOI, services)


def test_an_isbn_is_asked_of_open_library(ask: Ask) -> None:
    server, fetcher, services = ask({"/api/books": giving(json.dumps({"ISBN:9780306406157": BOOK}))})
    assert _values(ask_isbn(fetcher, "9780306406157", services)) == {
        "type": "book",
        "title": "The Harbour: A history",
        "author": ({"family": "Okafor", "given": "Ada"}, {"literal": "Madonna"}),
        "publisher": "Harbour Press",
        "issued": "2021-03",
        "number-of-pages": "99",
        "ISBN": "9780306406157",
    }
    assert "bibkeys=ISBN:9780306406157" in server.asked[0].path


def test_an_isbn_that_is_not_known_has_no_facts(ask: Ask) -> None:
    _, fetcher, services = ask({"/api/books": giving("{}")})
    assert ask_isbn(fetcher, "9780306406157", services) == ()


def test_an_answer_that_is_no_json_is_a_failure(ask: Ask) -> None:
    _, fetcher, services = ask({"/api/books": giving("<p>busy</p>")})
    with pytest.raises(NetworkFailed, match="not in JSON"):
        ask_isbn(fetcher, "9780306406157", services)


def test_a_number_is_asked_of_arxiv(ask: Ask) -> None:
    _, fetcher, services = ask({"/api/query": giving(FEED.format(ENTRY))})
    assert _values(ask_arxiv(fetcher, "2103.01234", services)) == {
        "type": "article",
        "genre": "preprint",
        "title": "Dams in two dimensions",
        "author": ({"family": "Okafor", "given": "Ada"},),
        "publisher": "arXiv",
        "number": "arXiv:2103.01234",
        "issued": "2021-03-09",
        "DOI": "10.1000/x",
        "URL": "https://arxiv.org/abs/2103.01234",
    }


@pytest.mark.parametrize("entry", ["", "<entry><id>http://arxiv.org/api/errors#x</id></entry>"])
def test_a_number_that_arxiv_does_not_know_has_no_facts(ask: Ask, entry: str) -> None:
    _, fetcher, services = ask({"/api/query": giving(FEED.format(entry))})
    assert ask_arxiv(fetcher, "2103.01234", services) == ()


def test_arxiv_out_of_order_is_a_failure(ask: Ask) -> None:
    _, fetcher, services = ask({"/api/query": giving(status=503)})
    with pytest.raises(NetworkFailed, match="503"):
        ask_arxiv(fetcher, "2103.01234", services)
