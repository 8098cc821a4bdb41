"""How archives are asked: apart, once for a page, and not again where they cannot answer; and with whose keys."""

from datetime import date

import pytest

from sourcebook.cli.archiving import Found, Wanted, ask_all, keys_for, page_of
from sourcebook.errors import NetworkFailed, UsageError
from sourcebook.model.archives import Answer, Capture
from sourcebook.model.sources import Services
from sourcebook.model.work import Work
from sourcebook.web.archives import Keys

DAY = date(2022, 5, 24)
ENVIRON = {"SOURCEBOOK_WAYBACK_ACCESS": "a", "SOURCEBOOK_WAYBACK_SECRET": "b"}


def asked(*urls: str) -> tuple[list[Found], list[str], list[float]]:
    """What comes of asking for works at these addresses, what was asked for, and the waits; `!` is one that fails."""
    questions: list[str] = []
    waits: list[float] = []

    def ask(one: Wanted) -> tuple[Answer, bool]:
        questions.append(one.url)
        if one.url.startswith("!"):
            raise NetworkFailed("No.", one.url, one.url[1:])
        return Answer(Capture(f"copy of {one.url}", "2022-06-01", "x")), False

    wanted = [Wanted(f"k{number}", url, DAY) for number, url in enumerate(urls)]
    return list(ask_all(wanted, ask, 2.5, waits.append)), questions, waits


def test_questions_are_apart_but_nobody_waits_for_the_first() -> None:
    assert asked("a")[2] == []
    assert asked("a", "b", "c")[2] == [2.5, 2.5]


def test_a_page_of_several_works_is_asked_for_once_and_nobody_waits_for_it() -> None:
    found, questions, waits = asked("a", "a", "b", "a")
    assert (questions, waits) == (["a", "b"], [2.5])
    assert [one.answer.capture.url for one in found if one.answer.capture] == [f"copy of {url}" for url in "aaba"]


def test_three_failures_in_a_row_end_it_and_a_success_between_does_not() -> None:
    found, questions, _ = asked("!cut", "a", "!cut", "!cut", "b", "!cut", "!cut", "!cut", "c")
    assert questions[-1] == "!cut"
    assert "c" not in questions
    assert [bool(one.error) for one in found] == [True, False, True, True, False, True, True, True]


@pytest.mark.parametrize("cause", ["limited", "refuse"])
def test_an_archive_that_asks_to_wait_or_refuses_ends_it_at_once(cause: str) -> None:
    found, questions, _ = asked("a", f"!{cause}", "b")
    assert questions == ["a", f"!{cause}"]
    assert [bool(one.error) for one in found] == [False, True]


@pytest.mark.parametrize("missing", ENVIRON)
def test_there_are_keys_only_where_both_halves_are(missing: str) -> None:
    assert keys_for(ENVIRON, Services()) == Keys("a", "b")
    assert keys_for({**ENVIRON, missing: " "}, Services()) is None


@pytest.mark.parametrize("wayback", ["https://evil.example", "http://web.archive.org", "https://web.archive.org:8443"])
def test_keys_are_for_the_archive_that_the_person_names(wayback: str) -> None:
    services = Services(wayback=wayback)
    with pytest.raises(UsageError, match="Your keys are for https://web"):
        keys_for(ENVIRON, services)
    assert keys_for({**ENVIRON, "SOURCEBOOK_WAYBACK_SITE": f"{wayback}/"}, services) == Keys("a", "b")


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("", ""),
        ("mailto:ada@example.org", ""),
        ("https://example.org/a b", ""),
        ("https://web.archive.org/web/2020/https://example.org/a", ""),
        ("https://archive.ph/2020.01.01-120000/https://example.org/a", ""),
    ],
)
def test_only_a_page_on_the_web_that_is_no_copy_can_have_one(url: str, page: str) -> None:
    assert page_of(Work("a", {"URL": url})) == page
