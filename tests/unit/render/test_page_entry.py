import pytest
from example_works import article, library

from sourcebook.model.dates import parse_date
from sourcebook.model.links import State, Verdict
from sourcebook.model.work import Raw, Work
from sourcebook.render.page_entry import Entry, date_words, direction, entry, entry_link

GONE = Verdict(State.GONE, "2026-03-01")


def made(work: Work) -> Entry:
    return entry(library(work), work, {}, frozenset())


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2022-05-24", "24 May 2022"),
        ("2022-05", "May 2022"),
        ("2022~", "c. 2022"),
        ("2021-21?", "Spring 2021?"),
        ("195X", "1950–1959"),
        ("2021/2022-03", "2021\u2009–\u2009March 2022"),
        ("2021/..", "from 2021"),
        ("../2020", "until 2020"),
    ],
)
def test_a_date_is_written_in_words(date: str, words: str) -> None:
    parsed = parse_date(date)
    assert parsed
    assert date_words(parsed) == words


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Plain", "en", ""),
        ("BBC عربي", "ar", "rtl"),
        ("BBC عربي", "", "auto"),
        ("كىتاب", "ug-Arab-CN", "rtl"),
        ("Kitab", "ug-Latn", ""),
        ("كتاب", "uz-Arab", "rtl"),
        ("水库", "zh-Hans", ""),
    ],
)
def test_a_title_runs_in_the_direction_of_its_script(text: str, language: str, expected: str) -> None:
    assert direction(text, language) == expected


def test_the_first_address_that_is_not_gone_is_linked() -> None:
    work = article("a", URL="https://a.example/1", url_mirror="https://b.example/1")
    assert entry_link(work, {}).address == "https://a.example/1"
    link = entry_link(work, {"https://a.example/1": GONE})
    assert (link.state, link.address, link.told) == ("untried", "https://b.example/1", "")


def test_a_work_that_is_gone_leads_to_its_copy() -> None:
    archive: Raw = {"url": "https://archive.example/1", "date": "2022-06-01", "by": "Archive"}
    work = article("a", URL="https://a.example/1", archive=archive)
    link = entry_link(work, {"https://a.example/1": GONE})
    assert (link.state, link.told, link.original) == ("gone", "Link gone since 2026-03-01", "https://a.example/1")
    assert link.target == "https://archive.example/1"
    both = {"https://a.example/1": GONE, "https://archive.example/1": GONE}
    assert entry_link(work, both).target == ""
    assert entry_link(work, {"https://a.example/1": GONE}, copies=False).target == ""


def test_only_web_addresses_are_linked() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//e.example", "https://e.example/ x"):
        link = entry_link(article("a", URL=url, archive={"url": url}), {})
        assert (link.state, link.target) == ("none", "")


def test_a_failing_link_is_told_and_a_well_one_is_not() -> None:
    work = article("a", URL="https://a.example/1")
    unwell = entry_link(work, {"https://a.example/1": Verdict(State.UNWELL, "2026-03-01")})
    assert (unwell.address, unwell.told) == ("https://a.example/1", "Link has been failing since 2026-03-01")
    assert entry_link(work, {"https://a.example/1": Verdict(State.OK, "2026-03-01")}).told == ""


def test_an_endless_title_is_cut_and_nothing_of_it_is_lost() -> None:
    title = "word " * 1000
    one = made(article("a", title))
    assert len(one.title) <= 300
    assert f"{one.title} {one.rest}" == title.strip()
    whole = made(article("a", "x" * 5000))
    assert whole.title + whole.rest == "x" * 5000


def test_a_work_without_a_title_has_its_key() -> None:
    assert made(article("a2022", "")).title == "Untitled (a2022)"


def test_direction_overrides_do_not_reach_the_page() -> None:
    assert made(article("a", "a\u202eb\x07")).title == "a\ufffdb\ufffd"
