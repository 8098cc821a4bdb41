"""What exports print of a link: the link, its archived copy, or that it is gone."""

from collections.abc import Mapping

import pytest

from sourcebook.model.archives import PrintedLink, Printing
from sourcebook.model.links import State, Verdict, link_address
from sourcebook.model.printing import printed_links
from sourcebook.model.work import Origin, Raw, Work, read_work

URL = "https://Example.org/a#top"
COPY = "https://web.archive.org/web/20220601000000/https://example.org/a"
ARCHIVE = {"url": COPY, "date": "2022-06-01", "by": "Internet Archive"}
COPIED = PrintedLink(URL, True, "2026-03-01", COPY, "2022-06-01", "Internet Archive")


def work(**fields: Raw) -> Work:
    """A work with a URL and a copy, unless `fields` say otherwise."""
    raw: dict[str, Raw] = {"type": "webpage", "URL": URL, "archive": ARCHIVE, **fields}
    return read_work("a", {name: value for name, value in raw.items() if value}, "", Origin())[0]


def gone(*urls: str) -> dict[str, Verdict]:
    """That these addresses are gone."""
    return {link_address(url): Verdict(State.GONE, "2026-03-01") for url in urls}


@pytest.mark.parametrize(
    ("printing", "verdicts", "expected"),
    [
        (Printing.WHEN_GONE, {}, None),
        (Printing.WHEN_GONE, gone(URL), COPIED),
        (Printing.ALWAYS, {}, COPIED._replace(is_gone=False, since="")),
        (Printing.ALWAYS, gone(URL), COPIED),
        (Printing.NEVER, {}, None),
        (Printing.NEVER, gone(URL), PrintedLink(URL, True, "2026-03-01")),
    ],
)
def test_the_policy_says_when_a_copy_is_printed(
    printing: Printing, verdicts: Mapping[str, Verdict], expected: PrintedLink | None
) -> None:
    assert printed_links([work()], verdicts, printing).get("a") == expected


@pytest.mark.parametrize("archive", [{}, {"date": "2022"}, {"url": "javascript:alert(1)"}, {"url": ["x"]}])
def test_what_is_no_copy_is_never_printed(archive: Raw) -> None:
    (link,) = printed_links([work(archive=archive)], gone(URL), Printing.ALWAYS).values()
    assert link == PrintedLink(URL, True, "2026-03-01")


def test_a_copy_that_is_gone_itself_is_not_printed() -> None:
    assert printed_links([work()], gone(URL, COPY))["a"].copy == ""
    assert printed_links([work()], gone(COPY), Printing.ALWAYS) == {}


def test_a_work_without_a_url_is_reached_by_its_doi() -> None:
    found = printed_links([work(URL="", DOI="10.1000/X")], gone("https://doi.org/10.1000/x"))
    assert found["a"] == COPIED._replace(original="https://doi.org/10.1000/x")
    assert printed_links([work(URL="")], gone(URL), Printing.ALWAYS) == {}


def test_a_person_who_says_that_it_is_gone_need_not_say_since_when() -> None:
    verdict = Verdict(State.GONE, because="The paper closed.", by="Ada")
    assert printed_links([work()], {link_address(URL): verdict})["a"].since == ""
