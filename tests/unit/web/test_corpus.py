"""The corpus of web pages is what it promises to be, and its pages are read within the limits."""

import importlib
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from sourcebook.model.dates import parse_date
from sourcebook.model.facts import Fact, PageFacts
from sourcebook.model.languages import is_language_tag

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus"
PAGES = sorted((CORPUS / "pages").glob("*.html"))
# RFC 2606 and RFC 6761; beside them the vocabularies, archives and resolvers that real pages name.
RESERVED = re.compile(r"(?:.+\.)?(?:example\.(?:org|com|net)|[\w-]+\.(?:example|test|invalid))")
VOCABULARIES = {"schema.org", "www.w3.org", "ogp.me", "purl.org", "doi.org"}
MACHINERY = {"cdn.ampproject.org", "web.archive.org", "web-static.archive.org"}


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    found = yaml.safe_load((CORPUS / "pages" / "expected.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.fixture
def metadata(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    return importlib.import_module("metadata")


def test_the_pages_are_read_within_the_limits(metadata: ModuleType) -> None:
    page = pytest.importorskip("sourcebook.web.page", reason="the reader of pages is not there yet")
    judged = metadata.run(page.read_page)
    failed = [row.cells for row in metadata.limit_rows(judged) if not row.holds]
    assert failed == [], metadata.report(judged)


def test_who_says_what_is_expected_meets_every_limit(metadata: ModuleType, expected: dict[str, dict[str, Any]]) -> None:
    by_url = {one["url"]: one for one in expected.values()}
    assert len(by_url) == len(expected)

    def read(_: bytes, url: str, __: str) -> PageFacts:
        one = by_url[url]
        if one.get("page") == "none":
            return PageFacts(url, url, complaint="It is none.")
        names = ("title", "issued", "author", "language", "container-title")
        facts = [Fact(name, one[name], "expected") for name in names if one[name] is not None]
        return PageFacts(url, one["URL"], facts)

    judged = metadata.run(read)
    wrong = {one.name: one.outcomes for one in judged if set(one.outcomes.values()) != {metadata.Outcome.RIGHT}}
    assert wrong == {}
    assert all(row.holds for row in metadata.limit_rows(judged))


def test_who_says_nothing_meets_only_the_limits_on_what_is_wrong(metadata: ModuleType) -> None:
    judged = metadata.run(lambda _data, url, _type: PageFacts(url, url))
    assert [row.holds for row in metadata.limit_rows(judged)] == [False, True, False, True]
    report = metadata.report(judged)
    assert "harbour-levy, issued missing: nothing instead of `2021-04-06`" in report
    assert "bot-check, page wrong: `no complaint`" in report


def test_there_are_enough_pages_shapes_and_languages(expected: dict[str, dict[str, Any]]) -> None:
    assert {path.stem for path in PAGES} == set(expected)
    assert len(PAGES) >= 66
    assert len({one["shape"] for one in expected.values()}) >= 22
    languages = Counter(one["language"] for one in expected.values())
    assert sum(count >= 2 for count in languages.values()) >= 8
    assert {"en", "zh-Hans", "zh-Hant", "de", "fr", "es", "ja", "tr", "ar", "ru"} <= set(languages)
    assert sum(path.stat().st_size for path in PAGES) < 1_500_000


def test_every_page_expects_what_a_record_could_hold(expected: dict[str, dict[str, Any]]) -> None:
    for name, one in expected.items():
        assert is_language_tag(one["language"]), name
        if one.get("page") == "none":
            continue
        assert one["title"], name
        assert one["URL"].startswith("http"), name
        dates = [one["issued"], *one.get("also", {}).get("issued", ())]
        assert all(parse_date(date) for date in dates if date is not None), name
        for author in one["author"] or ():
            assert set(author) in ({"family", "given"}, {"literal"}), name


def test_some_pages_have_no_date_some_no_author_and_some_are_none(expected: dict[str, dict[str, Any]]) -> None:
    to_cite = [one for one in expected.values() if one.get("page") != "none"]
    assert sum(one["issued"] is None for one in to_cite) >= 6
    assert sum(one["author"] is None for one in to_cite) >= 20
    assert len(expected) - len(to_cite) >= 10


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_names_reserved_domains_only(path: Path) -> None:
    # Hosts and mail addresses are ASCII in every encoding of the corpus; JSON may put a backslash before a slash.
    text = path.read_bytes().decode("latin-1").replace("\\/", "/")
    hosts = set(re.findall(r"(?:[a-z]+:)?//([\w-]+(?:\.[\w-]+)+)", text)) | set(
        re.findall(r"@([a-z-]+\.[a-z.]+)", text)
    )
    strange = {host for host in hosts if not RESERVED.fullmatch(host)} - VOCABULARIES - MACHINERY
    assert strange == set()


def test_the_pages_are_what_their_shapes_and_specs_make() -> None:
    spec = importlib.util.spec_from_file_location("corpus_make", CORPUS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.make()
    assert sorted(made) == sorted([*(path.name for path in PAGES), "expected.yaml"])
    stale = [name for name, data in made.items() if (CORPUS / "pages" / name).read_bytes() != data]
    assert stale == [], "run python tests/corpus/make.py"
