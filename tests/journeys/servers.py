"""A real HTTP server on this machine that answers each path as a script says, badly where the script is bad."""

import contextlib
import gzip
import itertools
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

_SECONDS = 20


class Request(NamedTuple):
    """One request: its path with the query, all its text, and a wait that ends early when the server stops."""

    path: str
    text: str
    wait: Callable[[float], bool]


# How a path is answered: from the request to the pieces that go out one after the other. A piece that is None resets
# the connection.
Script: TypeAlias = Callable[[Request], Iterable[bytes | None]]


class Server:
    """Answers on an address of this machine, each connection in a thread, encrypted where `tls` says how.

    `asked` holds the requests in the order they came.
    """

    def __init__(
        self, scripts: Mapping[str, Script], *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.scripts = dict(scripts)
        self._host = host
        self._tls = tls
        self.asked: list[Request] = []
        self._stopping = threading.Event()
        self._listener = socket.create_server((host, 0), backlog=128)
        self._listener.settimeout(0.05)
        self.port = int(self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def url(self, path: str = "/", host: str = "") -> str:
        """The address of a path here, under any name of this machine."""
        return f"http{'s' if self._tls else ''}://{host or self._host}:{self.port}{path}"

    def stop(self) -> None:
        """End every answer, and wait for the threads."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(_SECONDS)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(_SECONDS)
        with contextlib.suppress(OSError), connection, self._secured(connection) as secured:
            self._converse(secured)

    def _converse(self, connection: socket.socket) -> None:
        text = _received(connection)
        path = text.split(" ")[1] if " " in text else ""
        request = Request(path=path, text=text, wait=self._stopping.wait)
        self.asked.append(request)
        script = self.scripts.get(path.partition("?")[0], giving("no such page", status=404))
        for piece in script(request):
            if self._stopping.is_set():
                return
            if piece is None:
                # Closing with something unsent and no time to linger is what makes a reset.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            connection.sendall(piece)


@contextlib.contextmanager
def serving(
    scripts: Mapping[str, Script], *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """A server that is stopped at the end of the block."""
    server = Server(scripts, host=host, tls=tls)
    try:
        yield server
    finally:
        server.stop()


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> bytes:
    """A whole, proper answer; a header is written with `_` for `-`, and left out where it is empty."""
    data = body.encode() if isinstance(body, str) else body
    fields = {"content_type": "text/html; charset=utf-8", "content_length": str(len(data)), "connection": "close"}
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in {**fields, **headers}.items() if value]
    return b"".join([f"HTTP/1.1 {status} Scripted\r\n".encode(), *(line.encode() for line in lines), b"\r\n", data])


def giving(body: bytes | str = b"", status: int = 200, **headers: str) -> Script:
    """The script of a path that always gives the same answer."""
    data = answer(body, status, **headers)
    return lambda _: [data]


def sending(*pieces: bytes | None) -> Script:
    """The script that sends these bytes, whatever they are."""
    return lambda _: pieces


def leading(location: str | bytes, status: int = 302, body: bytes = b"") -> Script:
    """The script of a redirect; the location may be any bytes."""
    where = location.encode() if isinstance(location, str) else location
    head = b"HTTP/1.1 %d Scripted\r\nLocation: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return sending(head % (status, where, len(body)), body)


def dripping(start: bytes, drop: bytes, every: float = 0.05) -> Script:
    """The script that begins well and then sends a drop now and then, for ever."""

    def answered(request: Request) -> Iterator[bytes]:
        yield start
        while not request.wait(every):
            yield drop

    return answered


def silent(request: Request) -> Iterable[bytes]:
    """The script that never says anything."""
    request.wait(_SECONDS)
    return []


def endless(start: bytes, piece: bytes) -> Script:
    """The script that sends as fast as it can, and never ends."""
    return lambda _: itertools.chain([start], itertools.repeat(piece))


def gzip_bomb(megabytes: int) -> bytes:
    """Zeros, packed into a thousandth of their length."""
    return gzip.compress(bytes(1_000_000) * megabytes, 9)


def _received(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            break
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    announced = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    while announced and len(body) < int(announced[1]) and (more := connection.recv(65_536)):
        body += more
        data += more
    return data.decode("latin-1")
