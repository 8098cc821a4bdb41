"""The only HTTP client: one address in, one Page or one NetworkFailed out, within one deadline and every cap.

The causes of a NetworkFailed: `address` (none to visit), `forbidden` (not on the public network), `dns`, `refused`,
`unreachable`, `tls`, `timeout`, `cut` (the connection ended early), `redirects`, `size`, `answer` (no proper HTTP).
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, IncompleteRead
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
import urllib3

from sourcebook.errors import NetworkFailed
from sourcebook.model.text import one_line
from sourcebook.web.guard import Attempt, ForbiddenAddress, GuardedAdapter, is_public

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Two decoders in a row are more than any honest server uses, and each could multiply what the one before gave.
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_TROUBLES = (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError)


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
    """

    asked: str
    url: str
    status: int
    body: bytes
    hops: tuple[Hop, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    charset: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type as the server wrote it."""
        return self.headers.get("content-type", "")

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


class Fetcher:
    """Asks for addresses: no cookies, no credentials, nothing taken from the environment.

    `agent` is the User-Agent, which should name a way to reach its owner. `proxies` maps `http` and `https` to a proxy;
    a proxy resolves names itself, so behind one only numeric addresses can be refused. Safe to share between threads.
    """

    def __init__(
        self,
        agent: str,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self._agent = agent
        self._allow_private = allow_private
        self._limits = limits or Limits()
        self._proxies = dict(proxies or {})
        self._adapter = GuardedAdapter(max_retries=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections that are kept open."""
        self._adapter.close()

    def get(
        self, url: str, *, accept: str = "*/*", language: str = "", headers: Mapping[str, str] | None = None
    ) -> Page:
        """The page at an http or https address, redirects followed; raises NetworkFailed.

        `headers` go to the origin of `url` alone, never along with a redirect to another one.
        """
        # Behind a proxy the connection is made to the proxy, which may well stand on a private network.
        attempt = Attempt(self._limits.seconds, allow_private=self._allow_private or bool(self._proxies))
        ours = {"User-Agent": self._agent, "Accept": accept, "Accept-Encoding": "gzip, deflate"}
        if language:
            ours["Accept-Language"] = language
        hops: list[Hop] = []
        here = self._visitable(url, url)
        first = _origin(here)
        with attempt.under_way():
            while True:
                sent = {**(headers or {}), **ours} if _origin(here) == first else ours
                try:
                    with self._send(here, sent, attempt) as response:
                        target = self._target(response, here)
                        page = None if target else self._page(url, here, tuple(hops), response)
                        hops.append(Hop(url=here, status=response.status_code))
                except (ForbiddenAddress, *_TROUBLES) as error:
                    raise _failure(here, error, attempt) from error
                if attempt.expired:
                    # An answer that we ended ourselves can look whole: its last byte is whatever came last.
                    raise _late(here)
                if page is not None:
                    return page
                here = self._visitable(target, here)
                self._count(hops, here)

    def _send(self, url: str, headers: Mapping[str, str], attempt: Attempt) -> requests.Response:
        prepared = requests.Request("GET", url, headers=dict(headers)).prepare()
        wait = (min(10.0, attempt.seconds_left), attempt.seconds_left)
        # The adapter alone: a Session would read the body of a redirect whole, keep cookies and look into ~/.netrc.
        return self._adapter.send(prepared, stream=True, timeout=wait, verify=True, proxies=self._proxies)

    def _target(self, response: requests.Response, url: str) -> str:
        """Where a redirect leads, as the server wrote it, or empty for a last answer."""
        if sum(len(name) + len(value) for name, value in response.headers.items()) > self._limits.headers:
            raise NetworkFailed(f"{_shown(url)} answered with too many headers.", url, "answer")
        location = response.headers.get("Location", "").strip()
        # Servers send UTF-8 where only ASCII is allowed, and http.client reads it as Latin-1.
        return (
            location.encode("latin-1", "replace").decode("utf-8", "replace")
            if response.status_code in _REDIRECTS
            else ""
        )

    def _count(self, hops: list[Hop], url: str) -> None:
        if len(hops) > self._limits.hops:
            raise NetworkFailed(
                f"{_shown(hops[0].url)} leads on to more than {self._limits.hops} addresses.", url, "redirects"
            )
        if any(hop.url == url for hop in hops):
            raise NetworkFailed(f"{_shown(hops[0].url)} leads round in a circle.", url, "redirects")

    def _visitable(self, url: str, origin: str) -> str:
        """An address, seen from another one, without credentials; raises NetworkFailed where it cannot be visited."""
        try:
            parts = urlsplit(urljoin(origin, re.sub(r"[\x00-\x1f\x7f]", "", url).strip()))
            host, port, fragment = parts.hostname or "", parts.port, parts.fragment or urlsplit(origin).fragment
        except ValueError as error:
            raise NetworkFailed(f"{_shown(url)} is no address that can be visited.", origin, "address") from error
        if parts.scheme.lower() not in ("http", "https") or not host or port == 0:
            raise NetworkFailed(f"{_shown(url)} is no http or https address.", origin, "address")
        if self._proxies and not self._allow_private and _is_numeric(host) and not is_public(host):
            raise _forbidden(url)
        # A fragment that a redirect does not name stays (RFC 9110, section 10.2.2).
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=fragment))

    def _page(self, asked: str, url: str, hops: tuple[Hop, ...], response: requests.Response) -> Page:
        if response.status_code < 200:
            raise NetworkFailed(f"{_shown(url)} gave a preliminary answer only.", url, "answer")
        coding = response.headers.get("Content-Encoding", "").strip().lower()
        if coding not in _CODINGS:
            raise NetworkFailed(f"{_shown(url)} is encoded in a way that was not asked for.", url, "answer")
        body = bytearray()
        for chunk in _chunks(response):
            body += chunk
            if len(body) > self._limits.body:
                size = self._limits.body // 1_000_000
                raise NetworkFailed(f"{_shown(url)} is larger than {size} MB; use --offline to enter it.", url, "size")
        message = Message()
        message["Content-Type"] = response.headers.get("Content-Type", "")
        return Page(
            asked=asked,
            url=url,
            hops=hops,
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            media_type=message.get_content_type().lower() if message["Content-Type"] else "",
            charset=str(message.get_param("charset", "")).lower(),
            body=bytes(body),
        )


def _chunks(response: requests.Response) -> Iterator[bytes]:
    yield from response.raw.stream(65_536, decode_content=True)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _is_numeric(host: str) -> bool:
    return ":" in host or bool(re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", host, re.IGNORECASE))


def _shown(url: str) -> str:
    text = one_line(url)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _forbidden(url: str) -> NetworkFailed:
    return NetworkFailed(f"{_shown(url)} is not on the public network, and is not visited.", url, "forbidden")


def _late(url: str) -> NetworkFailed:
    return NetworkFailed(f"{_shown(url)} did not answer in time.", url, "timeout")


def _failure(url: str, error: Exception, attempt: Attempt) -> NetworkFailed:
    """What happened, told apart by all errors inside of it: urllib3 and requests wrap them up to four deep."""
    if attempt.expired:
        return _late(url)
    inner = list(_inner(error))
    for kinds, cause, what in _CAUSES:
        if any(isinstance(one, kinds) for one in inner):
            return _forbidden(url) if cause == "forbidden" else NetworkFailed(f"{_shown(url)}: {what}.", url, cause)
    return NetworkFailed(f"{_shown(url)} did not answer as a web server does.", url, "answer")


_CAUSES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (ForbiddenAddress, "forbidden", ""),
    (urllib3.exceptions.NameResolutionError, "dns", "its host is not known"),
    (ConnectionRefusedError, "refused", "the connection was refused"),
    (
        (ssl.SSLError, urllib3.exceptions.SSLError, requests.exceptions.SSLError),
        "tls",
        "its certificate or encryption cannot be trusted",
    ),
    ((requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError), "timeout", "no answer in time"),
    (
        (ConnectionResetError, BrokenPipeError, IncompleteRead),
        "cut",
        "the connection ended before the answer did",
    ),
    (urllib3.exceptions.NewConnectionError, "unreachable", "its host cannot be reached"),
    (
        (requests.exceptions.InvalidURL, urllib3.exceptions.LocationParseError, UnicodeError),
        "address",
        "no address that can be visited",
    ),
)


def _inner(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it wraps, as causes, contexts, reasons or arguments."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and not any(one is other for other in seen):
            seen.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    yield from seen
