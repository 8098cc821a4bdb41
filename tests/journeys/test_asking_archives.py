"""Archives on this machine, with all the odd answers that real ones give: each is an answer or a sentence."""

import contextlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from servers import Request, Script, Server, answer, giving, leading, sending, serving

from sourcebook.errors import NetworkFailed
from sourcebook.model.archives import Answer, Capture
from sourcebook.model.sources import Services
from sourcebook.web.archives import Archives, Keys, stamps_in
from sourcebook.web.fetch import Fetcher, Limits

URL = "https://example.org/a?b=1&c=*"
DAY = date(2022, 5, 24)
KEYS = Keys("my-access", "my-secret")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CDX, SAVE = "/cdx/search/cdx", "/save"
HEAD = ["timestamp", "statuscode"]
NOTHING = Answer(reason="the archive has no copy of it")
HIDDEN = Answer(reason="the archive does not show this site")


def rows(*captures: tuple[str, str]) -> str:
    """What the index answers."""
    return json.dumps([HEAD, *captures])


@pytest.fixture(scope="module")
def fetcher() -> Iterator[Fetcher]:
    """A client that may ask this machine."""
    with Fetcher("test", allow_private=True, limits=Limits(seconds=10)) as fetcher:
        yield fetcher


@pytest.fixture
def server() -> Iterator[Server]:
    """An archive that does not know anything yet."""
    with serving({}) as server:
        yield server


class Asked:
    """An archive and what it was waited for."""

    def __init__(self, fetcher: Fetcher, server: Server, *, timegate: bool = False) -> None:
        gate = server.url("/gate") if timegate else ""
        self.slept: list[float] = []
        services = Services(wayback=server.url(""), timegate=gate)
        self.archives = Archives(fetcher, services, now=lambda: NOW, sleep=self.slept.append, gap=2.5)

    def failure(self, *, saves: bool = False) -> NetworkFailed:
        """How a question fails."""
        with pytest.raises(NetworkFailed) as caught:
            self.archives.save(URL, KEYS) if saves else self.archives.closest(URL, DAY)
        assert re.fullmatch(r"127\.0\.0\.1:\d+ .*\.", str(caught.value)), caught.value
        return caught.value


# The index.


def test_the_index_is_asked_for_the_closest_good_copy_of_just_this_page(fetcher: Fetcher, server: Server) -> None:
    server.scripts[CDX] = giving(rows(("20220601120000", "200")), content_type="application/json")
    found = Asked(fetcher, server).archives.closest(f"{URL}#top", DAY)
    assert found == Answer(Capture(f"{server.url('')}/web/20220601120000/{URL}", "2022-06-01", "127.0.0.1"))
    asked = parse_qs(urlsplit(server.asked[0].path).query)
    assert (asked["url"], asked["closest"], asked["matchType"]) == ([URL], ["20220524"], ["exact"])
    assert (asked["filter"], asked["sort"], asked["limit"]) == (["statuscode:200"], ["closest"], ["1"])


def test_an_index_that_sorts_otherwise_is_searched_for_the_closest(fetcher: Fetcher, server: Server) -> None:
    found = [("20100101000000", "200"), ("20220524000000", "404"), ("20220601000000", "200"), ("20990101000000", "200")]
    server.scripts[CDX] = giving(rows(*found))
    assert Asked(fetcher, server).archives.closest(URL, DAY).capture == Capture(
        f"{server.url('')}/web/20220601000000/{URL}", "2022-06-01", "127.0.0.1"
    )


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (giving("[]"), NOTHING),
        (giving(""), NOTHING),
        (giving("\n"), NOTHING),
        (giving(rows()), NOTHING),
        (giving(rows(("20220601120000", "404"), ("soon", "200"), ("20229901120000", "200"))), NOTHING),
        (giving("org.archive.util.io.RuntimeIOException: AdministrativeAccessControlException", status=403), HIDDEN),
        (giving("Blocked Site Error\n"), HIDDEN),
    ],
)
def test_an_index_without_a_copy_says_why(fetcher: Fetcher, server: Server, script: Script, expected: Answer) -> None:
    server.scripts[CDX] = script
    assert Asked(fetcher, server).archives.closest(URL, DAY) == expected


@pytest.mark.parametrize(
    ("script", "cause", "says"),
    [
        (giving("slow down", status=429), "limited", "left alone for 60 seconds"),
        (giving("slow down", status=429, retry_after="120"), "limited", "left alone for 120 seconds"),
        (giving("", status=429, retry_after="Sun, 22 Nov 2026 10:00:30 GMT"), "limited", "left alone for 30 seconds"),
        (giving("", status=429, retry_after="whenever"), "limited", "left alone for 60 seconds"),
        (giving("<h1>504 Gateway Time-out</h1>", status=504), "answer", "answered 504; try later"),
        (giving("no such page", status=404), "answer", "answered 404"),
        (giving("<h1>Temporarily offline</h1>"), "answer", "answered 200, but with no list of copies"),
        (giving('{"error": "overloaded"}'), "answer", "no list of copies"),
        (giving('["timestamp"]'), "answer", "no list of copies"),
        (giving('[["20220601120000", "200"]]'), "answer", "no list of copies"),
        (giving("[" * 100_000), "answer", "no list of copies"),
    ],
)
def test_an_index_that_gives_no_answer_fails_with_a_sentence(
    fetcher: Fetcher, server: Server, script: Script, cause: str, says: str
) -> None:
    server.scripts[CDX] = script
    asked = Asked(fetcher, server)
    error = asked.failure()
    assert (error.cause, says in str(error)) == (cause, True), error
    assert len(server.asked) == 1
    assert asked.slept == []


CELLS = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.from_regex(r"[12]\d{13}", fullmatch=True)


@given(
    st.binary(max_size=40)
    | st.lists(st.lists(CELLS, max_size=3) | CELLS, max_size=4).map(lambda raw: json.dumps(raw).encode())
    | st.lists(st.lists(CELLS, max_size=3), max_size=4).map(lambda raw: json.dumps([HEAD, *raw]).encode())
)
@example(b"[[]]")
@example(b'[["timestamp"], [20220601120000]]')
def test_any_bytes_are_times_of_copies_or_no_such_answer(body: bytes) -> None:
    for stamp in stamps_in(body) or ():
        assert date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
        assert stamp.isascii()
        assert len(stamp) == 14


# A TimeGate.


def memento(at: str, body: str = "<p>A page", status: int = 200, **headers: str) -> Script:
    """The script of a memento."""
    return giving(body, status, memento_datetime=at, **headers)


def test_a_timegate_leads_to_the_copy_and_is_told_the_day(fetcher: Fetcher, server: Server) -> None:
    server.scripts["/gate/https://example.org/a"] = leading("/kept/1")
    server.scripts["/kept/1"] = memento("Wed, 01 Jun 2022 23:30:00 GMT", "x" * 1_000_000)
    found = Asked(fetcher, server, timegate=True).archives.closest(URL, DAY)
    assert found == Answer(Capture(server.url("/kept/1"), "2022-06-01", "127.0.0.1"))
    assert server.asked[0].path == f"/gate/{URL}"
    assert "accept-datetime: Tue, 24 May 2022 12:00:00 GMT" in server.asked[0].text.replace("Accept-D", "accept-d")


def test_a_timegate_may_be_the_copy_itself(fetcher: Fetcher, server: Server) -> None:
    server.scripts["/gate/https://example.org/a"] = memento("Wed, 01 Jun 2022 23:30:00 GMT", content_location="/kept/2")
    found = Asked(fetcher, server, timegate=True).archives.closest(URL, DAY)
    assert found.capture == Capture(server.url("/kept/2"), "2022-06-01", "127.0.0.1")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (giving("", status=404), NOTHING),
        (giving("", status=403), HIDDEN),
        (
            memento("Wed, 01 Jun 2022 23:30:00 GMT", status=410),
            Answer(reason="the archive has only what answered 410"),
        ),
    ],
)
def test_a_timegate_without_a_copy_says_why(fetcher: Fetcher, server: Server, script: Script, expected: Answer) -> None:
    server.scripts["/gate/https://example.org/a"] = script
    assert Asked(fetcher, server, timegate=True).archives.closest(URL, DAY) == expected


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        (giving("", status=429, retry_after="5"), "limited"),
        (giving("", status=503), "answer"),
        (giving("<p>The page as it is now"), "answer"),
        (memento("once upon a time"), "answer"),
        (memento("Wed, 01 Jun 2022 23:30:00 GMT"), "answer"),
        (memento("Wed, 01 Jun 2022 23:30:00 GMT", content_location="javascript:alert(1)"), "answer"),
    ],
)
def test_what_is_no_timegate_fails_with_a_sentence(
    fetcher: Fetcher, server: Server, script: Script, cause: str
) -> None:
    server.scripts["/gate/https://example.org/a"] = script
    assert Asked(fetcher, server, timegate=True).failure().cause == cause


# Saving.


def telling(*answers: object) -> Script:
    """The script that gives one answer after the other, the last one for ever."""
    left = [one if isinstance(one, bytes) else answer(json.dumps(one)) for one in answers]

    def told(_: Request) -> list[bytes]:
        return [left.pop(0) if len(left) > 1 else left[0]]

    return told


JOB = {"url": URL, "job_id": "spn2-a/b"}
PENDING = {"status": "pending", "resources": []}
DONE = {"status": "success", "timestamp": "20261122100501", "original_url": URL, "http_status": 200}


def saving(server: Server, *answers: object) -> None:
    """Let the archive take a page and tell this of it."""
    server.scripts[SAVE] = telling(JOB)
    server.scripts["/save/status/spn2-a%2Fb"] = telling(*answers)


def test_a_page_is_saved_by_asking_patiently(fetcher: Fetcher, server: Server) -> None:
    saving(server, PENDING, {"status": "queued"}, DONE)
    asked = Asked(fetcher, server)
    found = asked.archives.save(f"{URL}#top", KEYS)
    assert found == Answer(Capture(f"{server.url('')}/web/20261122100501/{URL}", "2026-11-22", "127.0.0.1"))
    assert asked.slept == [5.0, 5.0, 5.0]
    first = server.asked[0].text
    assert first.startswith("POST /save HTTP")
    assert parse_qs(first.rpartition("\r\n\r\n")[2]) == {"url": [URL], "skip_first_archive": ["1"]}
    assert all("authorization: low my-access:my-secret\r\n" in one.text.lower() for one in server.asked)


def test_a_page_that_takes_for_ever_is_left_to_the_archive(fetcher: Fetcher, server: Server) -> None:
    saving(server, PENDING)
    asked = Asked(fetcher, server)
    assert asked.archives.save(URL, KEYS) == Answer(reason="it is still being saved; look for the copy later")
    assert 120 <= sum(asked.slept) <= 300


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"status": "error", "status_ext": "error:new-kind"}, "error:new-kind"),
        ({"status": "error", "status_ext": "error:x", "message": "It\x1b[31m did\nnot work."}, "did not work."),
        ({"status": "error", "message": "LOW my-access:my-secret is odd"}, "LOW …:… is odd"),
        ({"status": "error", "message": "x" * 9999}, "x…"),
        ({"status": "error"}, "the archive does not say why"),
        ({**DONE, "http_status": 404}, "the page answered 404 to the archive"),
        ({**DONE, "timestamp": "now"}, "does not say when; look for the copy later"),
    ],
)
def test_a_page_that_was_not_saved_says_why(fetcher: Fetcher, server: Server, said: object, reason: str) -> None:
    saving(server, PENDING, said)
    found = Asked(fetcher, server).archives.save(URL, KEYS)
    assert found.capture is None
    assert found.reason.endswith(reason)
    assert "my-secret" not in found.reason


def test_a_page_that_was_not_taken_says_why(fetcher: Fetcher, server: Server) -> None:
    server.scripts[SAVE] = giving('{"message": "The same snapshot had been made 5 minutes ago.", "job_id": null}')
    found = Asked(fetcher, server).archives.save(URL, KEYS)
    assert found.reason == "The same snapshot had been made 5 minutes ago."


@pytest.mark.parametrize(
    ("script", "cause", "says"),
    [
        (giving('{"message": "You need to be logged in"}', status=401), "refuse", "does not accept the keys"),
        (giving("{}", status=429, retry_after="90"), "limited", "90 seconds"),
        (giving('{"status": "error", "status_ext": "error:user-session-limit"}'), "limited", "60 seconds"),
        (giving("<h1>Bad Gateway", status=502), "answer", "answered 502"),
        (giving('{"message": "oh"}', status=520), "answer", "answered 520"),
        (giving("<p>Saving page now"), "answer", "but not as Save Page Now does"),
        (giving('["job_id"]'), "answer", "but not as Save Page Now does"),
        (sending(), "answer", ""),
    ],
)
def test_an_archive_that_cannot_save_fails_with_a_sentence(
    fetcher: Fetcher, server: Server, script: Script, cause: str, says: str
) -> None:
    server.scripts[SAVE] = script
    if says:
        error = Asked(fetcher, server).failure(saves=True)
        assert (error.cause, says in str(error)) == (cause, True), error
    else:
        with pytest.raises(NetworkFailed):
            Asked(fetcher, server).archives.save(URL, KEYS)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_keys_never_go_to_where_an_archive_leads_on_to(fetcher: Fetcher, server: Server, status: int) -> None:
    with serving({"/steal": giving(json.dumps(DONE))}) as other:
        server.scripts[SAVE] = leading(other.url("/steal"), status)
        Asked(fetcher, server).failure(saves=True)
        assert other.asked == []
        saving(server, PENDING)
        server.scripts["/save/status/spn2-a%2Fb"] = leading(other.url("/steal"), status)
        Asked(fetcher, server).archives.save(URL, KEYS)
        assert len(other.asked) == 1
        assert "my-secret" not in other.asked[0].text


def test_keys_do_not_show_in_what_is_printed_of_them() -> None:
    assert "my-secret" not in f"{KEYS} {KEYS!r}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "job_id": JSON | st.just("spn2-a/b"),
        "status": st.sampled_from(["pending", "success", "error"]) | JSON,
        "status_ext": JSON,
        "message": JSON,
        "timestamp": JSON | st.just("20261122100501"),
        "http_status": JSON | st.just(200),
    },
)


@given(SAID | JSON, SAID | JSON)
def test_whatever_an_archive_says_of_saving_is_an_answer_or_a_failure(
    fetcher: Fetcher, server: Server, first: object, then: object
) -> None:
    server.scripts[SAVE] = telling(first)
    server.scripts["/save/status/spn2-a%2Fb"] = telling(then)
    with contextlib.suppress(NetworkFailed):
        found = Asked(fetcher, server).archives.save(URL, KEYS)
        assert (found.capture is None) is bool(found.reason)
