"""The only HTTP client: one address in, one Page or one NetworkFailed out, within one deadline and every cap."""

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from requests import PreparedRequest
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3 import BaseHTTPResponse

from sourcebook.errors import NetworkFailed
from sourcebook.web.causes import TROUBLES, failure, forbidden, late, shown
from sourcebook.web.guard import Attempt, GuardedAdapter, Watch, is_public

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Two decoders in a row are more than any honest server uses, and each could multiply what the one before gave.
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_PIECE = 65_536
# What nearly all servers write; taking it apart as mail does takes twenty times as long.
_PLAIN_TYPE = re.compile(r"([\w.+-]+/[\w.+-]+)(?:\s*;\s*charset=([\w:.-]+))?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one request may take: seconds, decoded bytes of body, bytes of headers, redirects followed."""

    seconds: float = 30.0
    body: int = 20_000_000
    headers: int = 262_144
    hops: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A redirect that was followed: the address that answered with it, and its status."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came back, of whatever status: `asked` for at one address, answered at `url` after `hops`.

    `headers` have lower-case names. `media_type` and `charset` are what Content-Type says, in lower case, or empty.
    `unread` says why there is no body where there should be one.
    """

    asked: str
    url: str
    status: int
    body: bytes
    hops: tuple[Hop, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    charset: str = ""
    unread: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type as the server wrote it."""
        return self.headers.get("content-type", "")

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


@dataclass(slots=True, kw_only=True)
class Trail:
    """How far a visit came, for those who want to know when it fails: where it stands, and what led there.

    `status` is that of the answer that was being read, or 0.
    """

    here: str = ""
    hops: list[Hop] = field(default_factory=list)
    status: int = 0


_Headers = Callable[[str], Mapping[str, str]]
_Read = Callable[[str, BaseHTTPResponse], tuple[bytes, str]]


class Fetcher:
    """Asks for addresses: no credentials, nothing from the environment, cookies only within one chain of redirects.

    `agent` is the User-Agent, which should name a way to reach its owner. `proxies` maps `http` and `https` to a proxy;
    a proxy resolves names itself, so behind one only numeric addresses can be refused. `authorities` is a PEM file of
    those whose certificates are trusted instead of the usual ones; `kept` is to how many hosts connections stay open.
    Safe to share between threads.
    """

    def __init__(
        self,
        agent: str,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        proxies: Mapping[str, str] | None = None,
        authorities: str = "",
        kept: int = 10,
    ) -> None:
        self._agent = agent
        self._limits = limits or Limits()
        self._proxies = dict(proxies or {})
        self._allow_private = allow_private
        self._adapter = GuardedAdapter(authorities=authorities, kept=kept)
        self._watch = Watch(self._limits.seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all requests that are under way, and let go of connections that are kept open."""
        self._watch.end_all()
        self._adapter.close()

    def get(
        self, url: str, *, accept: str = "*/*", language: str = "", headers: Mapping[str, str] | None = None
    ) -> Page:
        """The page at an http or https address, redirects followed; raises NetworkFailed.

        `headers` go to the origin of `url` alone, never along with a redirect to another one.
        """

        def more(here: str) -> Mapping[str, str]:
            return (headers or {}) if _origin(here) == _origin(url) else {}

        return self._visit(url, Trail(), _accepting(accept, language, more), self._whole)

    def glance(
        self,
        url: str,
        trail: Trail,
        *,
        accept: str = "*/*",
        language: str = "",
        headers: Mapping[str, Mapping[str, str]] | None = None,
        body: int,
    ) -> Page:
        """The page as `get` has it, but only the beginning of its body: that many bytes, none if they cannot be read.

        `headers` are by the address that they are for. Raises NetworkFailed; `trail` tells then how far it came.
        """

        def more(here: str) -> Mapping[str, str]:
            return (headers or {}).get(here, {})

        return self._visit(
            url, trail, _accepting(accept, language, more), lambda _, response: _beginning(response, body)
        )

    def post(
        self, url: str, form: Mapping[str, str], *, accept: str = "*/*", headers: Mapping[str, str] | None = None
    ) -> Page:
        """What is answered to a form that is sent to an address; a redirect is not followed, but is the answer.

        `headers` go to that address alone. Raises NetworkFailed.
        """
        return self._visit(url, Trail(), _accepting(accept, "", lambda _: headers or {}), self._whole, urlencode(form))

    def _visit(self, url: str, trail: Trail, headers: _Headers, read: _Read, form: str | None = None) -> Page:
        trail.here = here = self._visitable(url, url)
        jar: RequestsCookieJar | None = None
        seen: set[tuple[str, str]] = set()
        # Behind a proxy the connection is made to the proxy, which may well stand on a private network.
        with self._watch.attempt(allow_private=self._allow_private or bool(self._proxies)) as attempt:
            while True:
                trail.here, trail.status = here, 0
                try:
                    request = PreparedRequest()
                    request.prepare_url(here, None)
                    request.headers = CaseInsensitiveDict()
                    cookies = (get_cookie_header(jar, request) if jar is not None else "") or ""  # type: ignore[no-untyped-call] # as typeshed has it
                    self._count(trail.hops, (here, cookies), seen)
                    with self._send(
                        request, {**headers(here), **({"Cookie": cookies} if cookies else {})}, attempt, form
                    ) as (response):
                        if attempt.expired:
                            # Headers that we ended ourselves look whole.
                            raise late(here)
                        trail.status = response.status
                        if "Set-Cookie" in response.headers:
                            jar = RequestsCookieJar() if jar is None else jar
                            extract_cookies_to_jar(jar, request, response)  # type: ignore[no-untyped-call] # as typeshed has it
                        target = self._target(response, here)
                        body, unread = (b"", "") if target else read(here, response)
                except NetworkFailed:
                    raise
                except TROUBLES as error:
                    raise (late(here) if attempt.expired else failure(here, error)) from error
                if attempt.expired:
                    # An answer that we ended ourselves can look whole: its last byte is whatever came last.
                    raise late(here)
                if not target or form is not None:
                    return _page(url, here, tuple(trail.hops), response, body, unread)
                trail.hops.append(Hop(url=here, status=response.status))
                here = self._visitable(target, here)

    def _send(
        self, request: PreparedRequest, headers: Mapping[str, str], attempt: Attempt, form: str | None
    ) -> BaseHTTPResponse:
        ours = {**headers, "User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"}
        # The adapter alone: a Session would read the body of a redirect whole, keep cookies and look into ~/.netrc.
        return self._adapter.open(request, ours, attempt, self._proxies, form)

    def _target(self, response: BaseHTTPResponse, url: str) -> str:
        """Where a redirect leads, as the server wrote it, or empty for a last answer."""
        if sum(len(name) + len(value) for name, value in response.headers.items()) > self._limits.headers:
            raise NetworkFailed(f"{shown(url)} answered with too many headers.", url, "answer")
        if response.status < 200:
            raise NetworkFailed(f"{shown(url)} gave a preliminary answer only.", url, "answer")
        location = response.headers.get("Location", "").strip() if response.status in _REDIRECTS else ""
        # Servers send UTF-8 where only ASCII is allowed, and http.client reads it as Latin-1.
        return location.encode("latin-1", "replace").decode("utf-8", "replace")

    def _count(self, hops: list[Hop], standing: tuple[str, str], seen: set[tuple[str, str]]) -> None:
        """Raise NetworkFailed where redirects lead on for too long, or to where the same cookies were sent before."""
        url = standing[0]
        if len(hops) > self._limits.hops:
            raise NetworkFailed(
                f"{shown(hops[0].url)} leads on to more than {self._limits.hops} addresses.", url, "redirects"
            )
        if standing in seen:
            raise NetworkFailed(f"{shown(hops[0].url)} leads round in a circle.", url, "redirects")
        seen.add(standing)

    def _visitable(self, url: str, origin: str) -> str:
        """An address, seen from another one, without credentials; raises NetworkFailed where it cannot be visited."""
        try:
            parts = urlsplit(urljoin(origin, re.sub(r"[\x00-\x1f\x7f]", "", url).strip()))
            host, port, fragment = parts.hostname or "", parts.port, parts.fragment or urlsplit(origin).fragment
        except ValueError as error:
            raise NetworkFailed(f"{shown(url)} is no address that can be visited.", origin, "address") from error
        if parts.scheme.lower() not in ("http", "https") or not host or port == 0:
            raise NetworkFailed(f"{shown(url)} is no http or https address.", origin, "address")
        if self._proxies and not self._allow_private and _is_numeric(host) and not is_public(host):
            raise forbidden(url)
        # A fragment that a redirect does not name stays (RFC 9110, section 10.2.2).
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=fragment))

    def _whole(self, url: str, response: BaseHTTPResponse) -> tuple[bytes, str]:
        if _coding(response) not in _CODINGS:
            raise NetworkFailed(f"{shown(url)} is encoded in a way that was not asked for.", url, "answer")
        body = bytearray()
        for chunk in response.stream(_PIECE, decode_content=True):
            body += chunk
            if len(body) > self._limits.body:
                size = self._limits.body // 1_000_000
                raise NetworkFailed(f"{shown(url)} is larger than {size} MB; use --offline to enter it.", url, "size")
        return bytes(body), ""


def _accepting(accept: str, language: str, more: _Headers) -> _Headers:
    ours = {"Accept": accept, **({"Accept-Language": language} if language else {})}
    return lambda here: {**more(here), **ours}


def _beginning(response: BaseHTTPResponse, most: int) -> tuple[bytes, str]:
    """The first bytes of a body, unpacked, or why there are none; what is packed has to be sound to its end."""
    coding = _coding(response)
    if coding not in _CODINGS:
        return b"", "it is encoded in a way that was not asked for"
    pieces = response.stream(_PIECE, decode_content=False)
    body = _first(pieces, most) if coding in ("", "identity") else _unpacked(pieces, most)
    return (b"", "what it is packed in is broken") if body is None else (body, "")


def _first(pieces: Iterable[bytes], most: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) >= most:
            break
    return bytes(body[:most])


def _unpacked(pieces: Iterable[bytes], most: int) -> bytes | None:
    """The first bytes of what was packed by gzip or zlib, or None where it breaks off or is neither."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    body = bytearray()
    try:
        for piece in pieces:
            body += unpacking.decompress(piece, most - len(body))
            if len(body) >= most or unpacking.eof:
                return bytes(body)
    except zlib.error:
        return None
    return None if body else b""


def _page(asked: str, url: str, hops: tuple[Hop, ...], response: BaseHTTPResponse, body: bytes, unread: str) -> Page:
    media_type, charset = _content_type(response.headers.get("Content-Type", ""))
    return Page(
        asked=asked,
        url=url,
        hops=hops,
        status=response.status,
        headers={name.lower(): value for name, value in response.headers.items()},
        media_type=media_type,
        charset=charset,
        body=body,
        unread=unread,
    )


def _content_type(value: str) -> tuple[str, str]:
    """The media type and the charset of a Content-Type, in lower case; each empty where there is none."""
    if not value:
        return "", ""
    if match := _PLAIN_TYPE.fullmatch(value):
        return match[1].lower(), (match[2] or "").lower()
    message = Message()
    message["Content-Type"] = value
    return message.get_content_type().lower(), str(message.get_param("charset", "")).lower()


def _coding(response: BaseHTTPResponse) -> str:
    return response.headers.get("Content-Encoding", "").strip().lower()


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _is_numeric(host: str) -> bool:
    return ":" in host or bool(re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", host, re.IGNORECASE))
