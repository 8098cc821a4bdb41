"""Why a request failed: one NetworkFailed with its cause, told apart by all errors that lie inside of one another.

The causes: `address` (none to visit), `forbidden` (not on the public network), `dns`, `refused`, `unreachable`, `tls`,
`timeout`, `cut` (the connection ended early), `redirects`, `size`, `answer` (no proper HTTP, or nothing that can be
used). A service that is asked can also be `limited` (it asks to wait) or `refuse` who asks.
"""

import ssl
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead

import requests
import urllib3

from sourcebook.errors import NetworkFailed
from sourcebook.model.text import one_line
from sourcebook.web.guard import ForbiddenAddress

# All that a request can end in; what else is raised is our own fault.
TROUBLES = (
    ForbiddenAddress,
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    HTTPException,
    OSError,
    ValueError,
)
_CAUSES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
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


def failure(url: str, error: BaseException) -> NetworkFailed:
    """What happened at an address, as an error to raise."""
    inner = list(inner_errors(error))
    if any(isinstance(one, ForbiddenAddress) for one in inner):
        return forbidden(url)
    for kinds, cause, what in _CAUSES:
        if any(isinstance(one, kinds) for one in inner):
            return NetworkFailed(f"{shown(url)}: {what}.", url, cause)
    return NetworkFailed(f"{shown(url)} did not answer as a web server does.", url, "answer")


def forbidden(url: str) -> NetworkFailed:
    """The error for an address that stands for no public one."""
    return NetworkFailed(f"{shown(url)} is not on the public network, and is not visited.", url, "forbidden")


def late(url: str) -> NetworkFailed:
    """The error for an answer that was not whole when its time was over."""
    return NetworkFailed(f"{shown(url)} did not answer in time.", url, "timeout")


def shown(url: str) -> str:
    """An address as messages have it: in one line, and not too long."""
    text = one_line(url)
    return text if len(text) <= 200 else f"{text[:199]}…"


def inner_errors(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it wraps, as causes, contexts, reasons or arguments; libraries wrap up to four deep."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and not any(one is other for other in seen):
            seen.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    yield from seen
