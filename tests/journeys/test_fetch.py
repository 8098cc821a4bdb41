import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from servers import (
    Script,
    Server,
    answer,
    dripping,
    endless,
    giving,
    gzip_bomb,
    leading,
    sending,
    serving,
    silent,
)

from sourcebook.errors import NetworkFailed
from sourcebook.web.fetch import Fetcher, Hop, Limits

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SHORT = Limits(seconds=0.4, body=100_000)

WELL: dict[str, Script] = {
    "/": giving("<p>well</p>"),
    "/latin": giving("é".encode("latin-1"), content_type='Text/HTML; Charset="ISO-8859-1"'),
    "/untyped": giving("x", content_type=""),
    "/gone": giving("gone", status=410),
    "/gzip": giving(gzip.compress(b"packed"), content_encoding="gzip"),
    "/deflate": giving(zlib.compress(b"packed"), content_encoding="deflate"),
    "/moved": leading("/moved-again", status=301),
    "/moved-again": leading("/?here=1", status=308),
    "/utf8": leading("/wörter".encode()),
    "/w%C3%B6rter": giving("words"),
    "/latin1": leading("/w\xf6rter".encode("latin-1")),
    "/with-secret": leading("http://user:word@127.0.0.1:{port}/"),
    "/huge-redirect": leading("/", body=gzip_bomb(1)),
    "/nowhere": sending(b"HTTP/1.1 302 Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlost"),
    "/cookie": giving("sweet", set_cookie="id=1; Path=/"),
}

UNWELL: dict[str, tuple[Script, str]] = {
    "/silent": (silent, "timeout"),
    "/dripped-headers": (dripping(b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"), "timeout"),
    "/dripped-line": (dripping(b"HTTP/1.1 200 OK\r\nX-Line: ", b"x"), "timeout"),
    "/dripped-body": (dripping(HEAD + b"\r\n", b"x"), "timeout"),
    "/dripped-length": (dripping(HEAD + b"Content-Length: 9999\r\n\r\n", b"x"), "timeout"),
    "/endless-100": (dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", every=0.001), "timeout"),
    "/endless-body": (endless(HEAD + b"\r\n", b"x" * 10_000), "size"),
    "/huge-length": (endless(HEAD + b"Content-Length: 2000000000\r\n\r\n", b"x" * 10_000), "size"),
    "/bomb": (giving(gzip_bomb(50), content_encoding="gzip"), "size"),
    "/zlib-bomb": (giving(zlib.compress(bytes(50_000_000), 9), content_encoding="deflate"), "size"),
    "/two-bombs": (giving(gzip.compress(gzip_bomb(50)), content_encoding="gzip, gzip"), "answer"),
    "/brotli": (giving(b"\x8b\x02\x80", content_encoding="br"), "answer"),
    "/zstd": (giving(b"\x28\xb5\x2f\xfd", content_encoding="zstd"), "answer"),
    "/not-gzip": (giving("plain", content_encoding="gzip"), "answer"),
    "/short": (sending(HEAD + b"Content-Length: 99\r\n\r\nshort"), "cut"),
    "/cut-chunk": (sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nshort"), "cut"),
    "/bad-chunk": (sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort"), "cut"),
    "/reset": (sending(None), "cut"),
    "/closed": (sending(), "cut"),
    "/garbage": (sending(b"\x00\x01\x02 what?\r\n\r\n"), "answer"),
    "/bad-status": (sending(b"HTTP/1.1 abc OK\r\n\r\n"), "answer"),
    "/long-line": (sending(HEAD + b"X: " + b"x" * 100_000 + b"\r\n\r\n"), "answer"),
    "/many-headers": (sending(HEAD + b"X: y\r\n" * 500 + b"\r\n"), "answer"),
    "/wide-headers": (sending(HEAD + (b"X: " + b"y" * 60_000 + b"\r\n") * 9 + b"\r\n"), "answer"),
    "/two-lengths": (sending(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"), "answer"),
    "/early-hints": (sending(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "cut"),
    "/switched": (sending(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), "answer"),
    "/circle": (leading("/circle"), "redirects"),
    "/round": (leading("/round-again"), "redirects"),
    "/round-again": (leading("/round"), "redirects"),
    "/ever-on": (lambda request: [answer(status=302, location=f"/ever-on?{request.path}")], "redirects"),
    "/to-file": (leading("file:///etc/passwd"), "address"),
    "/to-script": (leading("javascript:alert(1)"), "address"),
    "/to-data": (leading("data:text/html,x"), "address"),
    "/to-ftp": (leading("ftp://example.org/x"), "address"),
    "/to-half-an-address": (leading("http://[::1/x"), "address"),
    "/to-no-port": (leading("http://example.org:99999/"), "address"),
    "/to-empty-label": (leading("http://a..invalid/"), "address"),
    "/to-nobody": (leading("http://nobody.invalid/"), "dns"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving({**WELL, **{path: script for path, (script, _) in UNWELL.items()}}) as running:
        yield running


@pytest.fixture(scope="module")
def fetcher() -> Iterator[Fetcher]:
    with Fetcher("Sourcebook test", allow_private=True, limits=SHORT) as made:
        yield made


def test_a_page_comes_back_with_what_the_server_said_of_it(fetcher: Fetcher, server: Server) -> None:
    page = fetcher.get(server.url("/latin"))
    assert (page.status, page.ok, page.body) == (200, True, b"\xe9")
    assert (page.media_type, page.charset) == ("text/html", "iso-8859-1")
    assert page.content_type == 'Text/HTML; Charset="ISO-8859-1"'
    assert page.headers["content-length"] == "1"


def test_a_page_may_have_no_type_and_no_success(fetcher: Fetcher, server: Server) -> None:
    assert fetcher.get(server.url("/untyped")).media_type == ""
    gone = fetcher.get(server.url("/gone"))
    assert (gone.status, gone.ok, gone.body) == (410, False, b"gone")


@pytest.mark.parametrize("path", ["/gzip", "/deflate"])
def test_packed_pages_are_unpacked(fetcher: Fetcher, server: Server, path: str) -> None:
    assert fetcher.get(server.url(path)).body == b"packed"


def test_redirects_are_followed_and_told(fetcher: Fetcher, server: Server) -> None:
    page = fetcher.get(server.url("/moved#part"))
    assert (page.asked, page.url) == (server.url("/moved#part"), server.url("/?here=1#part"))
    assert [(hop.url, hop.status) for hop in page.hops] == [
        (server.url("/moved#part"), 301),
        (server.url("/moved-again#part"), 308),
    ]


@pytest.mark.parametrize(("path", "status"), [("/utf8", 200), ("/latin1", 404)])
def test_a_redirect_may_hold_letters_that_headers_may_not(
    fetcher: Fetcher, server: Server, path: str, status: int
) -> None:
    assert fetcher.get(server.url(path)).status == status


def test_a_redirect_without_a_target_is_an_answer(fetcher: Fetcher, server: Server) -> None:
    page = fetcher.get(server.url("/nowhere"))
    assert (page.status, page.body, page.hops) == (302, b"lost", ())


@pytest.mark.parametrize("path", UNWELL)
def test_a_server_that_is_unwell_is_one_failure_with_its_cause(fetcher: Fetcher, server: Server, path: str) -> None:
    with pytest.raises(NetworkFailed) as caught:
        fetcher.get(server.url(path))
    assert caught.value.cause == UNWELL[path][1], caught.value
    assert caught.value.exit_code == 4
    assert str(caught.value).endswith(".")


def test_a_bomb_takes_no_more_memory_than_the_limit_allows(fetcher: Fetcher, server: Server) -> None:
    tracemalloc.start()
    with pytest.raises(NetworkFailed):
        fetcher.get(server.url("/bomb"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


def test_the_body_of_a_redirect_is_not_read(fetcher: Fetcher, server: Server) -> None:
    page = fetcher.get(server.url("/huge-redirect"))
    assert page.body == b"<p>well</p>"
    assert page.hops == (Hop(url=server.url("/huge-redirect"), status=302),)


def test_nothing_private_is_visited_directly_or_by_a_redirect(server: Server) -> None:
    with Fetcher("Sourcebook test", limits=SHORT) as fetcher:
        for host in ("127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "0x7f.1", "0", "[::ffff:127.0.0.1]"):
            with pytest.raises(NetworkFailed) as caught:
                fetcher.get(server.url(host=host))
            assert caught.value.cause in ("forbidden", "dns"), host
        for url in ("http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[::1]/", "http://[fe80::1]/"):
            with pytest.raises(NetworkFailed, match="not on the public network"):
                fetcher.get(url)


def test_a_refused_connection_says_so(fetcher: Fetcher) -> None:
    with serving({}) as stopped:
        url = stopped.url()
    with pytest.raises(NetworkFailed) as caught:
        fetcher.get(url)
    assert caught.value.cause == "refused"


def test_a_server_without_encryption_is_not_taken_for_one_with_it(fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(NetworkFailed) as caught:
        fetcher.get(server.url("/").replace("http:", "https:"))
    assert caught.value.cause in ("tls", "timeout", "cut")


@pytest.mark.parametrize(
    "url", ["", "example.org", "file:///etc/passwd", "http://", "http:///x", "http://[x", "http://e:0/"]
)
def test_what_is_no_address_is_not_asked_for(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(NetworkFailed) as caught:
        fetcher.get(url)
    assert caught.value.cause == "address"


def test_a_request_says_who_asks_and_tells_no_secrets(server: Server) -> None:
    with Fetcher("Sourcebook test", allow_private=True, limits=SHORT) as fetcher:
        fetcher.get(server.url("/cookie").replace("//", "//user:word@"), accept="text/html", language="en, zh;q=0.5")
        fetcher.get(server.url("/cookie"))
    for request in server.asked[-2:]:
        names = [line.partition(":")[0].lower() for line in request.text.splitlines()[1:] if line]
        assert sorted(set(names) - {"connection"}) in (
            ["accept", "accept-encoding", "accept-language", "host", "user-agent"],
            ["accept", "accept-encoding", "host", "user-agent"],
        )
    assert "User-Agent: Sourcebook test" in server.asked[-1].text


def test_a_secret_goes_to_its_own_origin_only() -> None:
    with (
        serving({"/": giving("other")}) as other,
        serving({"/": leading("/two"), "/two": leading(other.url())}) as first,
        Fetcher("Sourcebook test", allow_private=True, limits=SHORT) as fetcher,
    ):
        page = fetcher.get(first.url(), headers={"Authorization": "LOW secret"})
        assert page.body == b"other"
        assert ["secret" in request.text for request in first.asked] == [True, True]
        assert ["secret" in request.text for request in other.asked] == [False]


def test_a_proxy_is_asked_only_where_one_is_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        monkeypatch.setenv("http_proxy", proxy.url())
        with Fetcher("Sourcebook test", allow_private=True, limits=SHORT) as fetcher:
            assert fetcher.get(server.url()).body == b"<p>well</p>"
        assert proxy.asked == []
        with Fetcher("Sourcebook test", limits=SHORT, proxies={"http": proxy.url()}) as fetcher:
            assert fetcher.get("http://example.org/").status == 404
            assert proxy.asked[-1].path == "http://example.org/"
            with pytest.raises(NetworkFailed, match="not on the public network"):
                fetcher.get("http://169.254.169.254/")
