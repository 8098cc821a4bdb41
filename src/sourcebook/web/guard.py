"""Where a request may connect to and how long it may take, checked where the connection is made.

The address that was checked is the address that is connected to, so that no name can change its meaning in between.
"""

import contextlib
import ipaddress
import socket
import time
from collections.abc import Iterator
from contextvars import ContextVar
from threading import Lock, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager, ProxyManager

_CONNECT_SECONDS = 10.0
# RFC 4291, 2.5.5.1 (deprecated, IPv4-compatible); RFC 6052, 2.1 (NAT64): an IPv4 address in the last four bytes.
_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96")))
# RFC 4291, 2.4 and the IANA registry: the only block given out as global unicast; RFC 9637: documentation.
_UNICAST, _DOCUMENTATION = map(ipaddress.IPv6Network, ("2000::/3", "3fff::/20"))


class ForbiddenAddress(Exception):
    """A host stands for no public address: this machine, its own network, or no single machine at all."""


class Attempt:
    """One request under way: until when, whether private addresses may be reached, and the socket to end it by."""

    def __init__(self, seconds: float, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self.expired = False
        self._end = time.monotonic() + seconds
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True
        self._lock = Lock()
        self._socket: socket.socket | None = None

    @property
    def seconds_left(self) -> float:
        """What is left of its time; never zero, which a socket takes for "do not wait at all"."""
        return max(self._end - time.monotonic(), 0.001)

    def watch(self, sock: socket.socket | None) -> None:
        """End this socket when the time is over, whatever is being waited for on it."""
        with self._lock:
            self._socket = sock
            if self.expired:
                self._shut_down()

    @contextlib.contextmanager
    def under_way(self) -> Iterator[None]:
        """Let the connections that this thread makes be this attempt's."""
        token = _ATTEMPT.set(self)
        self._timer.start()
        try:
            yield
        finally:
            self._timer.cancel()
            self.watch(None)
            _ATTEMPT.reset(token)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own method, which would let a read that is under way go on in plain text.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


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


class _Guarded(HTTPConnection):
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
    """The transport of requests, over connections that keep to the attempt under way."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections."""
        super().init_poolmanager(*args, **kwargs)
        _guard(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        """Make the pools of connections to a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        _guard(manager)
        return manager
