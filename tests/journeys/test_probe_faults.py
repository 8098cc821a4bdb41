"""A server that does wrong in every way we have heard of, and what one try of it shows."""

import datetime as dt
import gzip
import itertools
import json
import shutil
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from email.utils import format_datetime

import pytest
from certificates import Certificates, make_certificates, server_context
from servers import (
    Request,
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

from sourcebook.model.links import Outcome, Probe
from sourcebook.web.fetch import Fetcher, Limits
from sourcebook.web.probe import Prober, Target

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
SHORT = Limits(seconds=0.4)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
STORY = " ".join(
    f"{word} {other}" for word, other in itertools.permutations("dam river village engineer rain".split(), 2)
)
PAGE = f"<title>The dam</title><article><p>{STORY * 10}</p></article>"
ADS = itertools.cycle(
    ["Buy these many new things now, and be happy", "Other sellers sell as many things, and for less"]
)
CLOSE = b"Connection: close\r\n"


def once_a_cookie(request: Request) -> list[bytes]:
    if "Cookie: seen=1" in request.text:
        return [answer(PAGE)]
    return [answer(status=302, location="/gated", set_cookie="seen=1; Path=/")]


def changing(request: Request) -> list[bytes]:
    return [answer(PAGE.replace("</article>", f"<aside>{next(ADS)}</aside></article>"))]


def onward(request: Request) -> list[bytes]:
    return [answer(PAGE) if request.path.endswith("?q") else answer(status=302, location="?q")]


def by_etag(request: Request) -> list[bytes]:
    if 'If-None-Match: "v1"' in request.text:
        return [answer(status=304, etag='"v1"', content_length="")]
    return [answer(PAGE, etag='"v1"', last_modified="Sun, 22 Nov 2026 09:00:00 GMT")]


# Numbers are those of the list of faults that these cases were taken from.
WELL: dict[str, Script] = {
    "/": giving(PAGE),  # 1
    "/page": giving(PAGE),
    "/empty": giving(status=204),  # 2
    "/part": giving(PAGE, status=206),  # 3
    "/huge-length": endless(HEAD + b"Content-Length: 2000000000\r\n\r\n", b"x" * 10_000),  # 62
    "/endless-body": endless(HEAD + b"\r\n", b"x" * 10_000),  # 61
    "/endless-chunks": endless(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    ),  # 68
    "/short-length": sending(HEAD + CLOSE + b"Content-Length: 5\r\n\r\n", PAGE.encode()),  # 64
    "/both-lengths": sending(
        HEAD + CLOSE + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwell\r\n0\r\n\r\n"
    ),
    "/gzip": giving(gzip.compress(PAGE.encode()), content_encoding="gzip"),
    "/deflate": giving(zlib.compress(PAGE.encode()), content_encoding="deflate"),
    "/bomb": giving(gzip_bomb(50), content_encoding="gzip"),  # 70
    "/two-bombs": giving(gzip.compress(gzip_bomb(50)), content_encoding="gzip, gzip"),  # 71
    "/broken-gzip": giving(gzip.compress(PAGE.encode())[:40] + b"x" * 99, content_encoding="gzip"),  # 72
    "/half-gzip": giving(gzip.compress(PAGE.encode())[:-60], content_encoding="gzip"),  # 73
    "/not-gzip": giving(PAGE, content_encoding="gzip"),  # 74
    "/brotli": giving(b"\x8b\x02\x80", content_encoding="br"),  # 75
    "/continue": sending(b"HTTP/1.1 100 Continue\r\n\r\n", answer(PAGE)),  # 79
    "/hints": sending(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n", answer(PAGE)),  # 80
    "/nul-header": sending(HEAD + CLOSE + b"X: a\x00b\r\n\r\nwell"),  # 84
    "/bad-cookies": giving(PAGE, set_cookie="=;;; \x01 expires=never; =" + "x" * 9_000),  # 85
    "/unknown-charset": giving(PAGE, content_type="text/html; charset=klingon"),  # 86
    "/other-charset": giving(
        "<meta charset=gb18030><title>大坝</title>".encode("gb18030"), content_type="text/html"
    ),  # 87
    "/gated": once_a_cookie,  # 32
    "/kept": giving(PAGE, connection="keep-alive"),  # 106
    "/w%C3%B6rter": giving(PAGE),  # 45
    "/pdf": giving(b"%PDF-1.7 " + bytes(range(256)), content_type="application/pdf"),
    "/moved": leading("/page", status=301),  # 27
    "/moved-then-found": leading("/found", status=301),  # 28
    "/found": leading("/page", status=302),
    "/moved-twice": leading("/moved", status=308),
    "/to-words": leading("/wörter".encode()),
    "/to-query": onward,  # 44
    "/to-host": sending(),  # where it leads is known once the server runs
    "/to-fragment": leading("/page#part"),
    "/to-secret": sending(),  # 50
    "/to-bomb": leading("/page", body=gzip_bomb(1)),  # 52
    "/to-endless": endless(b"HTTP/1.1 302 Found\r\nLocation: /page\r\n\r\n", b"x" * 10_000),  # 53
}
ILL: dict[str, tuple[Script, Outcome, int]] = {
    "/missing": (giving(PAGE, status=404), Outcome.NOT_FOUND, 404),  # 10
    "/gone": (giving(status=410), Outcome.GONE, 410),  # 11
    "/legal": (giving("<title>Just a moment</title>", status=451), Outcome.LEGAL, 451),  # 12
    "/auth": (giving(status=401), Outcome.AUTH, 401),  # 13
    "/pay": (giving(status=402), Outcome.PAYMENT, 402),  # 14
    "/forbidden": (giving("<title>403 Forbidden</title>", status=403), Outcome.FORBIDDEN, 403),  # 15
    "/walled": (giving(status=403, cf_mitigated="challenge"), Outcome.CHALLENGE, 403),  # 16
    "/walled-429": (giving(status=429, cf_mitigated="challenge"), Outcome.CHALLENGE, 429),  # 17
    "/walled-503": (giving("<title>Just a moment...</title>", status=503), Outcome.CHALLENGE, 503),
    "/walled-200": (giving("<title>Attention Required! | Cloudflare</title>"), Outcome.CHALLENGE, 200),
    "/walled-202": (giving(status=202, x_amzn_waf_action="challenge"), Outcome.CHALLENGE, 202),
    "/refused-200": (giving("<title>Access Denied</title>"), Outcome.CHALLENGE, 200),
    "/login": (giving("<title>Log in</title><input type=password>"), Outcome.AUTH, 200),
    "/999": (giving(status=999), Outcome.FORBIDDEN, 999),  # 18
    "/limited": (giving(status=429, retry_after="2"), Outcome.LIMITED, 429),  # 19
    "/busy": (giving(status=503), Outcome.SERVER_ERROR, 503),  # 25
    "/error": (giving(status=500), Outcome.SERVER_ERROR, 500),  # 26
    "/teapot": (giving(status=418), Outcome.BAD_ANSWER, 418),
    "/unasked-304": (giving(status=304, content_length=""), Outcome.BAD_ANSWER, 304),
    "/moved-away": (leading("/missing", status=308), Outcome.NOT_FOUND, 404),  # 29
    "/circle": (leading("/circle"), Outcome.LOOP, 0),  # 30
    "/moved-round": (leading("/moved-round", status=301), Outcome.LOOP, 0),
    "/ever-on": (lambda one: [answer(status=302, location=f"/ever-on?{one.path}")], Outcome.LOOP, 0),  # 31
    "/to-file": (leading("file:///etc/passwd"), Outcome.BAD_ANSWER, 302),  # 36
    "/to-script": (leading("javascript:alert(1)"), Outcome.BAD_ANSWER, 302),  # 37
    "/to-data": (leading("data:text/html,x"), Outcome.BAD_ANSWER, 302),
    "/to-ftp": (leading("ftp://example.org/x"), Outcome.BAD_ANSWER, 302),
    "/no-location": (sending(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), Outcome.BAD_ANSWER, 302),  # 42
    "/empty-location": (leading(""), Outcome.BAD_ANSWER, 302),  # 43
    "/to-latin": (leading(b"/w\xf6rter"), Outcome.NOT_FOUND, 404),  # 46
    "/to-blank": (leading("/a b"), Outcome.NOT_FOUND, 404),  # 47
    "/to-half-an-address": (leading("http://[::1/x"), Outcome.BAD_ANSWER, 302),  # 48
    "/to-no-port": (leading("http://example.org:99999/"), Outcome.BAD_ANSWER, 302),  # 49
    "/to-empty-label": (leading("http://a..invalid/"), Outcome.BAD_ANSWER, 0),
    "/to-nobody": (leading("http://nobody.invalid/"), Outcome.NO_HOST, 0),
    "/dripped-headers": (dripping(b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"), Outcome.TIMEOUT, 0),  # 54
    "/dripped-body": (dripping(HEAD + b"\r\n", b"x"), Outcome.TIMEOUT, 200),  # 55
    "/silent": (silent, Outcome.TIMEOUT, 0),  # 56
    "/endless-100": (dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", every=0.001), Outcome.TIMEOUT, 0),  # 81
    "/endless-103": (dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", every=0.001), Outcome.TIMEOUT, 0),
    "/closed": (sending(), Outcome.CUT, 0),  # 58
    "/reset": (sending(None), Outcome.CUT, 0),  # 59
    "/reset-body": (sending(HEAD + b"Content-Length: 99\r\n\r\nshort", None), Outcome.CUT, 200),  # 60
    "/long-length": (sending(HEAD + b"Content-Length: 99\r\n\r\nshort"), Outcome.CUT, 200),  # 63
    "/two-lengths": (sending(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"), Outcome.BAD_ANSWER, 0),  # 65
    "/bad-chunk": (sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort"), Outcome.CUT, 200),  # 66
    "/cut-chunk": (sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nshort"), Outcome.CUT, 200),  # 67
    "/garbage": (sending(b"\x00\x01\x02 what?\r\n\r\n"), Outcome.BAD_ANSWER, 0),  # 76
    "/http-0.9": (sending(b"<p>old</p>"), Outcome.BAD_ANSWER, 0),  # 77
    "/bad-status": (sending(b"HTTP/1.1 abc OK\r\n\r\n"), Outcome.BAD_ANSWER, 0),  # 78
    "/long-line": (sending(HEAD + b"X: " + b"x" * 100_000 + b"\r\n\r\n"), Outcome.BAD_ANSWER, 0),  # 82
    "/many-headers": (sending(HEAD + b"X: y\r\n" * 300 + b"\r\n"), Outcome.BAD_ANSWER, 0),  # 83
}
SUSPECT: dict[str, tuple[Script, tuple[str, ...]]] = {
    "/news/2021/home": (leading("/"), ("root",)),  # 33
    "/news/2021/section": (leading("/news/"), ("root",)),
    "/news/2021/lost": (leading("/404.html"), ("error-path",)),  # 34
    "/news/2021/title": (giving("<title>Page not found | The Paper</title>Sorry."), ("title",)),
    "/news/2021/well": (leading("/news/2021/12/well"), ()),
    "/en": (leading("/"), ()),
}
MORE: dict[str, Script] = {
    "/404.html": giving("<title>Hm</title><p>Nothing here.</p>"),
    "/news/": giving(PAGE),
    "/news/2021/12/well": giving(PAGE),
    "/etag": by_etag,  # 4
    "/changing": changing,  # 102
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    ill = {path: script for path, (script, _, _) in ILL.items()}
    suspect = {path: script for path, (script, _) in SUSPECT.items()}
    with serving({**WELL, **ill, **suspect, **MORE}) as running:
        for path in ("/to-host", "/to-secret"):
            place = "//user:word@127.0.0.1" if path == "/to-secret" else "//127.0.0.1"
            running.scripts[path] = leading(f"{place}:{running.port}/page")
        yield running


def prober(*, allow_private: bool = True, authorities: str = "", product: str = "", doi: str = "") -> Prober:
    fetcher = Fetcher("Sourcebook test", allow_private=allow_private, limits=SHORT, authorities=authorities)
    return Prober(fetcher, now=lambda: NOW, doi=doi, product=product)


@pytest.fixture(scope="module")
def ours() -> Prober:
    return prober()


def probed(ours: Prober, url: str, last: Probe | None = None) -> Probe:
    return ours.probe(Target(url, last))


@pytest.mark.parametrize("path", WELL)
def test_a_page_that_is_there_is_well_however_oddly_it_comes(ours: Prober, server: Server, path: str) -> None:
    probe = probed(ours, server.url(path))
    assert (probe.outcome, probe.url, probe.at) == (Outcome.OK, server.url(path), "2026-11-22T10:00:00Z"), probe
    assert probe.status in (200, 204, 206)
    assert probe.hints == ()


@pytest.mark.parametrize("path", ILL)
def test_what_is_wrong_is_told_apart(ours: Prober, server: Server, path: str) -> None:
    probe = probed(ours, server.url(path))
    assert (probe.outcome, probe.status) == ILL[path][1:], probe
    assert probe.reason.endswith(".")
    assert (probe.shape, probe.size, probe.etag) == ("", 0, "")


@pytest.mark.parametrize("path", SUSPECT)
def test_what_looks_like_no_page_is_said(ours: Prober, server: Server, path: str) -> None:
    probe = probed(ours, server.url(path))
    assert (probe.outcome, probe.hints) == (Outcome.OK, SUSPECT[path][1]), probe


def test_a_page_shows_its_title_and_a_fingerprint_of_its_text(ours: Prober, server: Server) -> None:
    probe = probed(ours, server.url("/gzip"))
    assert (probe.title, probe.size, len(probe.shape)) == ("The dam", len(STORY) * 10, 16)
    assert probed(ours, server.url("/")).shape == probe.shape
    assert probed(ours, server.url("/other-charset")).title == "大坝"


@pytest.mark.parametrize("path", ["/half-gzip", "/broken-gzip", "/not-gzip", "/brotli", "/two-bombs"])
def test_what_cannot_be_unpacked_has_no_fingerprint(ours: Prober, server: Server, path: str) -> None:
    probe = probed(ours, server.url(path))
    assert (probe.shape, probe.title) == ("", "")
    assert "but" in probe.reason


def test_what_stands_aside_changes_no_fingerprint(ours: Prober, server: Server) -> None:
    first, second = (probed(ours, server.url("/changing")) for _ in range(2))
    assert (first.shape, first.size) == (second.shape, second.size)


def test_a_page_that_did_not_change_is_not_sent_again(ours: Prober, server: Server) -> None:
    first = probed(ours, server.url("/etag"))
    assert (first.etag, first.modified) == ('"v1"', "Sun, 22 Nov 2026 09:00:00 GMT")
    second = probed(ours, server.url("/etag"), first)
    assert (second.outcome, second.status) == (Outcome.UNCHANGED, 304)
    assert second[9:14] == first[9:14]


def test_redirects_are_told_and_the_permanent_ones_apart(ours: Prober, server: Server) -> None:
    assert probed(ours, server.url("/moved")).permanent == server.url("/page")
    assert probed(ours, server.url("/moved-twice")).permanent == server.url("/page")
    assert probed(ours, server.url("/found")).permanent == ""
    mixed = probed(ours, server.url("/moved-then-found"))
    assert (mixed.permanent, mixed.final) == (server.url("/found"), server.url("/page"))
    assert mixed.hops == ((server.url("/moved-then-found"), 301), (server.url("/found"), 302))
    gone = probed(ours, server.url("/moved-away"))
    assert (gone.permanent, gone.final) == (server.url("/missing"),) * 2
    circle = probed(ours, server.url("/moved-round"))
    assert (circle.permanent, circle.hops) == ("", ((server.url("/moved-round"), 301),))


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120),  # 19
        (format_datetime(NOW + dt.timedelta(seconds=90), usegmt=True), 90),  # 20
        (format_datetime(NOW - dt.timedelta(days=1), usegmt=True), 0),  # 21
        ("86400", 86_400),  # 22
        ("1m30s", 90),  # 23
        ("-5", 0),
        ("soon", 0),
    ],
)
def test_a_host_may_ask_to_wait_in_many_ways(ours: Prober, server: Server, asked: str, seconds: int) -> None:
    server.scripts["/wait"] = giving(status=429, retry_after=asked)
    assert probed(ours, server.url("/wait")).wait == seconds


def test_a_bomb_takes_no_more_memory_than_the_limit_allows(ours: Prober, server: Server) -> None:
    tracemalloc.start()
    probed(ours, server.url("/bomb"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


def test_secrets_in_addresses_are_not_sent(ours: Prober, server: Server) -> None:
    probed(ours, server.url("/to-secret").replace("//", "//me:word@"))
    assert not any("Authorization" in request.text or "word" in request.text for request in server.asked[-2:])


def test_cookies_do_not_outlive_their_chain(ours: Prober, server: Server) -> None:
    probed(ours, server.url("/gated"))
    asked = [request.text for request in server.asked[-2:]]
    assert ["Cookie" in text for text in asked] == [False, True]
    probed(ours, server.url("/gated"))
    assert "Cookie" not in server.asked[-2].text


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("", Outcome.INVALID),
        ("example.org/page", Outcome.INVALID),
        ("http://", Outcome.INVALID),
        ("http://[::1/x", Outcome.INVALID),
        ("http://a..invalid/", Outcome.INVALID),  # 98
        (f"http://{'ü' * 64}.invalid/", Outcome.INVALID),
        ("http://example.org:99999/", Outcome.INVALID),
        ("http://example.org:0/", Outcome.INVALID),
        ("mailto:ada@example.org", Outcome.UNSUPPORTED),
        ("file:///etc/passwd", Outcome.UNSUPPORTED),
        ("javascript:alert(1)", Outcome.UNSUPPORTED),
        ("doi:nothing", Outcome.INVALID),
        ("http://nobody.invalid/", Outcome.NO_HOST),  # 96
        ("http://bücher.invalid./", Outcome.NO_HOST),
    ],
)
def test_what_is_no_address_is_said_to_be_none(ours: Prober, url: str, outcome: Outcome) -> None:
    assert probed(ours, url).outcome is outcome


@pytest.mark.parametrize("path", ["/a b", "/a|b", "/ü", "/x\n", "/" + "x" * 9_000])
def test_odd_letters_in_a_path_are_sent_as_browsers_do(ours: Prober, server: Server, path: str) -> None:  # 99
    assert probed(ours, server.url(path)).outcome is Outcome.NOT_FOUND


def test_nothing_private_is_visited_directly_or_by_a_redirect(server: Server) -> None:  # 38, 39, 40
    public = prober(allow_private=False)
    for host in ("127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "0", "[::ffff:127.0.0.1]"):
        assert probed(public, server.url(host=host)).outcome in (Outcome.PRIVATE, Outcome.NO_HOST), host
    for url in ("http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[::1]/"):
        assert probed(public, url).outcome is Outcome.PRIVATE


def test_a_name_that_cannot_be_looked_up_now_is_not_one_that_does_not_exist(
    ours: Prober, monkeypatch: pytest.MonkeyPatch
) -> None:  # 97
    def later(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", later)
    assert probed(ours, "http://example.org/").outcome is Outcome.NAME_TROUBLE


def test_nobody_listens(ours: Prober) -> None:  # 95
    with serving({}) as stopped:
        url = stopped.url()
    assert probed(ours, url).outcome is Outcome.REFUSED


def test_a_host_that_takes_no_more_connections_is_given_up(ours: Prober) -> None:  # 57
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(place)
        assert probed(ours, f"http://127.0.0.1:{place[1]}/").outcome is Outcome.TIMEOUT
        for one in waiting:
            one.close()


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(ours: Prober, server: Server) -> None:  # 106
    assert [probed(ours, server.url("/kept")).outcome for _ in range(3)] == [Outcome.OK] * 3
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        def hang_up_on_the_second_request() -> None:
            for requests in (2, 1):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer(PAGE, connection="keep-alive"))
                    if requests == 2:
                        connection.recv(65_536)

        thread = threading.Thread(target=hang_up_on_the_second_request, daemon=True)
        thread.start()
        assert [probed(ours, url).outcome for _ in range(2)] == [Outcome.OK] * 2
        thread.join(10)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make certificates")
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("good", Outcome.OK),
        ("self_signed", Outcome.TLS_UNTRUSTED),  # 88
        ("expired", Outcome.TLS_EXPIRED),  # 89
        ("misnamed", Outcome.TLS_NAME),  # 90
        ("unchained", Outcome.TLS_UNTRUSTED),  # 91
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(certificates: Certificates, name: str, outcome: Outcome) -> None:
    with serving({"/": giving(PAGE)}, tls=server_context(getattr(certificates, name))) as secure:
        assert probed(prober(authorities=certificates.authority), secure.url()).outcome is outcome


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_encryption_is_trouble(certificates: Certificates) -> None:  # 92
    context = server_context(certificates.good, newest=ssl.TLSVersion.TLSv1)
    with serving({"/": giving(PAGE)}, tls=context) as old:
        assert probed(prober(authorities=certificates.authority), old.url()).outcome is Outcome.TLS_TROUBLE


def test_a_chain_may_leave_encryption(certificates: Certificates, server: Server) -> None:  # 51
    with serving({"/": leading(server.url("/"))}, tls=server_context(certificates.good)) as secure:
        probe = probed(prober(authorities=certificates.authority), secure.url())
    assert (probe.outcome, probe.final) == (Outcome.OK, server.url("/"))


def test_encryption_and_none_are_not_mixed_up(ours: Prober, server: Server, certificates: Certificates) -> None:
    plain = probed(ours, server.url("/").replace("http:", "https:")).outcome  # 93
    assert plain in (Outcome.TLS_TROUBLE, Outcome.TIMEOUT)
    with serving({}, tls=server_context(certificates.good)) as secure:
        found = probed(ours, secure.url().replace("https:", "http:")).outcome  # 94
    assert found in (Outcome.CUT, Outcome.BAD_ANSWER)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (200, 1, Outcome.OK),  # 109
        (404, 100, Outcome.UNKNOWN_DOI),
        (200, 200, Outcome.OK),
        (500, 2, Outcome.SERVER_ERROR),
        (429, None, Outcome.LIMITED),
        (404, None, Outcome.BAD_ANSWER),
        (200, None, Outcome.BAD_ANSWER),
    ],
)
def test_a_doi_is_judged_by_the_handle_service(status: int, code: int | None, outcome: Outcome) -> None:
    body = {
        "responseCode": code,
        "values": [{"type": "URL", "data": {"value": "https://press.example/dam"}}] if code == 1 else [],
    }
    said = json.dumps(body) if code else "<p>what?</p>"
    with serving({"/api/handles/10.1000/dam%282%29%3C1%3E": giving(said, status=status)}) as handles:
        probe = probed(prober(doi=handles.url("")), "doi:10.1000/dam(2)<1>")
        assert handles.asked[0].path.endswith("?type=URL")
    assert (probe.outcome, probe.url, probe.status) == (outcome, "doi:10.1000/dam(2)<1>", status)
    if code == 1:
        assert probe.final == "https://press.example/dam"


@pytest.mark.parametrize(
    ("script", "allowed", "forbidden"),
    [
        (giving("User-agent: *\nDisallow: /private\n"), "/public", "/private/1"),
        (giving("User-agent: *\nDisallow: /\n\nUser-agent: Sourcebook\nDisallow: /x\n"), "/public", "/x"),
        (giving(status=403), "/public", ""),  # 104
        (giving(status=500), "", "/public"),
        (giving("#" * 600_000 + "\nUser-agent: *\nDisallow: /\n"), "/public", ""),
    ],
)
def test_robots_txt_is_heeded_where_that_is_wanted(script: Script, allowed: str, forbidden: str) -> None:
    pages = {path: giving(PAGE) for path in ("/public", "/private/1", "/x")}
    with serving({"/robots.txt": script, **pages}) as site:
        heeding = prober(product="sourcebook")
        for path, outcome in ((allowed, Outcome.OK), (forbidden, Outcome.ROBOTS)):
            for _ in range(2 if path else 0):
                assert probed(heeding, site.url(path)).outcome is outcome
        assert [one.path for one in site.asked].count("/robots.txt") == 1
        assert probed(prober(), site.url(forbidden or allowed)).outcome is Outcome.OK
