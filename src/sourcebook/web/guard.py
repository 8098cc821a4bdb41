"""Where a request may connect to and how long it may take, checked where the connection is made.

The address that was checked is the address that is connected to, so that no name can change its meaning in between.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cached_property
from threading import Condition, Lock, Thread
from typing import Any, cast

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import BaseHTTPResponse, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError, ProtocolError
from urllib3.poolmanager import PoolManager, ProxyManager
from urllib3.util.ssl_ import create_urllib3_context

_CONNECT_SECONDS = 10.0
# RFC 4291, 2.5.5.1 (deprecated, IPv4-compatible); RFC 6052, 2.1 (NAT64): an IPv4 address in the last four bytes.
_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96")))
# RFC 4291, 2.4 and the IANA registry: the only block given out as global unicast; RFC 9637: documentation.
_UNICAST, _DOCUMENTATION = map(ipaddress.IPv6Network, ("2000::/3", "3fff::/20"))


class ForbiddenAddress(Exception):
    """A host stands for no public address: this machine, its own network, or no single machine at all."""


class Attempt:
    """One request under way: until when, whether private addresses may be reached, and the socket to end it by.

    `connected` tells whether a connection was made for it since that was last set to False; else it goes over one that
    an earlier request left open.
    """

    def __init__(self, seconds: float, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self.expired = False
        self.connected = False
        self._end = time.monotonic() + seconds
        self._lock = Lock()
        self._socket: socket.socket | None = None

    @property
    def seconds_left(self) -> float:
        """What is left of its time; never zero, which a socket takes for "do not wait at all"."""
        return max(self._end - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return time.monotonic() >= self._end

    def watch(self, sock: socket.socket | None) -> None:
        """End this socket when the time is over, whatever is being waited for on it."""
        with self._lock:
            self._socket = sock
            if self.expired:
                self._shut_down()

    def expire(self) -> None:
        """End it now."""
        with self._lock:
            self.expired = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own method, which would let a read that is under way go on in plain text.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class Watch:
    """Ends attempts when their time is over: one thread for all, there only while some are under way.

    All of them may take as long, `seconds`, so that the first to begin is the first to end.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._under_way: dict[Attempt, None] = {}
        self._changed = Condition()
        self._thread: Thread | None = None

    @contextlib.contextmanager
    def attempt(self, *, allow_private: bool) -> Iterator[Attempt]:
        """Let the connections that this thread makes be those of an attempt that begins now."""
        attempt = Attempt(self._seconds, allow_private=allow_private)
        with self._changed:
            self._under_way[attempt] = None
            if self._thread is None:
                self._thread = Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
        token = _ATTEMPT.set(attempt)
        try:
            yield attempt
        finally:
            _ATTEMPT.reset(token)
            with self._changed:
                self._under_way.pop(attempt, None)
            attempt.watch(None)

    def end_all(self) -> None:
        """End every attempt that is under way, as if its time were over."""
        with self._changed:
            for attempt in self._under_way:
                attempt.expire()
            self._under_way.clear()
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while first := next(iter(self._under_way), None):
                if first.is_over:
                    first.expire()
                    del self._under_way[first]
                else:
                    self._changed.wait(first.seconds_left)
            self._thread = None


_ATTEMPT: ContextVar[Attempt] = ContextVar("attempt")


def is_public(address: str) -> bool:
    """Whether a numeric address is one machine's on the public network; IPv4 inside of IPv6 counts as what it is."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    inner = ip.ipv4_mapped or ip.sixtofour
    if inner is None and any(ip in network for network in _EMBEDDING):
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and ip in _UNICAST and ip not in _DOCUMENTATION


def connect(host: str, port: int, attempt: Attempt) -> socket.socket:
    """A connection to the first address of a host that answers and may be reached.

    Raises ForbiddenAddress where none may be reached, OSError where none answers (gaierror where there is none).
    """
    attempt.connected = True
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [info for info in infos if attempt.allow_private or is_public(str(info[4][0]))]
    if not allowed:
        raise ForbiddenAddress(f"{host} is {infos[0][4][0]}" if infos else host)
    failure: OSError = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in allowed:
        sock = socket.socket(family, kind, protocol)
        attempt.watch(sock)
        try:
            sock.settimeout(min(_CONNECT_SECONDS, attempt.seconds_left))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


class _Response(http.client.HTTPResponse):
    def _read_status(self) -> tuple[str, int, str]:
        # http.client passes over 100 (Continue) alone; 103 (Early Hints, RFC 8297) would be taken for the answer.
        while True:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc] # not in the types, but in 3.11+
            if not 102 <= found[1] < 200:
                return found
            http.client.parse_headers(self.fp)


class _Guarded(HTTPConnection):
    response_class = _Response

    def _new_conn(self) -> socket.socket:
        try:
            # What urllib3 calls the host for DNS keeps a trailing dot, which certificates leave out.
            return connect(self._dns_host.strip("[]"), self.port, _ATTEMPT.get())
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error

    def getresponse(self) -> Any:
        _ATTEMPT.get().watch(self.sock)
        return super().getresponse()


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


def _guard(pools: PoolManager) -> None:
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


class GuardedAdapter(HTTPAdapter):
    """The transport of requests, over connections that keep to the attempt under way.

    `authorities` is a PEM file of those whose certificates are trusted instead of certifi's. Connections to the last
    `kept` hosts stay open.
    """

    def __init__(self, *, authorities: str = "", kept: int = 10) -> None:
        self._authorities = authorities or DEFAULT_CA_BUNDLE_PATH
        super().__init__(pool_connections=kept)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        """One for all connections: reading the authorities anew takes longer than all else that a connection does."""
        context = create_urllib3_context()
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self._authorities)
        return context

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections."""
        super().init_poolmanager(*args, **kwargs)
        _guard(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        """Make the pools of connections to a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        _guard(manager)
        return manager

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """What makes two requests share a pool: scheme, host and port, for the trust is the same for all."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"ssl_context": self._context} if host["scheme"] == "https" else {}

    def open(
        self,
        request: PreparedRequest,
        headers: dict[str, str],
        attempt: Attempt,
        proxies: dict[str, str],
        form: str | None = None,
    ) -> BaseHTTPResponse:
        """The answer as urllib3 has it, its body unread: a Response of requests takes as long again to make.

        It is asked for by GET, or by POST where there is a `form`, encoded as one. Sent once more over a new connection
        where one that was kept open turns out to be closed (RFC 9112, section 9.3.1).
        """
        if form is not None:
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        pool = cast(HTTPConnectionPool, self.get_connection_with_tls_context(request, True, proxies=proxies))
        place = self.request_url(request, proxies) if proxies else request.path_url
        while True:
            attempt.connected = False
            try:
                return pool.urlopen(
                    "GET" if form is None else "POST",
                    place,
                    body=form,
                    headers=headers,
                    redirect=False,
                    assert_same_host=False,
                    preload_content=False,
                    decode_content=False,
                    retries=False,
                    timeout=Timeout(connect=min(_CONNECT_SECONDS, attempt.seconds_left), read=attempt.seconds_left),
                )
            except (ProtocolError, OSError):
                if attempt.connected or attempt.expired:
                    raise
