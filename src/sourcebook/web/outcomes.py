"""What one try of an address came to: from a status, from what came with it, or from why nothing came."""

import socket
import ssl
from http import HTTPStatus

from sourcebook.errors import NetworkFailed
from sourcebook.model.links import Outcome
from sourcebook.web.causes import inner_errors
from sourcebook.web.fetch import Page
from sourcebook.web.glimpse import Glimpse
from sourcebook.web.walls import has_wall_header

_STATUSES = {
    304: Outcome.UNCHANGED,
    401: Outcome.AUTH,
    402: Outcome.PAYMENT,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND,
    406: Outcome.FORBIDDEN,
    407: Outcome.AUTH,
    410: Outcome.GONE,
    429: Outcome.LIMITED,
    451: Outcome.LEGAL,
    999: Outcome.FORBIDDEN,
}
# These say what they mean, whatever the page that comes with them looks like.
_SURE = frozenset({304, 401, 402, 404, 407, 410, 451})
_CAUSES = {
    "forbidden": Outcome.PRIVATE,
    "refused": Outcome.REFUSED,
    "unreachable": Outcome.UNREACHABLE,
    "timeout": Outcome.TIMEOUT,
    "cut": Outcome.CUT,
    "redirects": Outcome.LOOP,
}
# X509_V_ERR_ of OpenSSL's x509_vfy.h: not yet valid, expired; another name, mail or IP address than the certificate's.
_EXPIRED, _MISNAMED = frozenset({9, 10}), frozenset({62, 63, 64})


def of_status(status: int) -> Outcome:
    """What a status means by itself."""
    if 200 <= status < 300:
        return Outcome.OK
    return _STATUSES.get(status, Outcome.SERVER_ERROR if 500 <= status < 600 else Outcome.BAD_ANSWER)


def of_page(page: Page, glimpse: Glimpse, *, asked_for_change: bool) -> Outcome:
    """What an answer means; 304 means nothing where nobody asked whether the page had changed."""
    outcome = of_status(page.status)
    if outcome is Outcome.UNCHANGED and not asked_for_change:
        return Outcome.BAD_ANSWER
    if has_wall_header(page.headers.items()) or (glimpse.wall and page.status not in _SURE):
        return Outcome.CHALLENGE
    if outcome is Outcome.OK and glimpse.refusal:
        return Outcome.CHALLENGE
    if outcome is Outcome.OK and glimpse.login:
        return Outcome.AUTH
    return outcome


def of_failure(error: NetworkFailed, *, at_first: bool) -> Outcome:
    """What it means that no answer came; `at_first` is whether no redirect had led on from the address asked for."""
    if error.cause == "address":
        return Outcome.INVALID if at_first else Outcome.BAD_ANSWER
    inner = tuple(inner_errors(error))
    if error.cause == "dns":
        unknown = any(isinstance(one, socket.gaierror) and one.errno == socket.EAI_NONAME for one in inner)
        return Outcome.NO_HOST if unknown else Outcome.NAME_TROUBLE
    if error.cause == "tls":
        codes = {one.verify_code for one in inner if isinstance(one, ssl.SSLCertVerificationError)}
        if not codes:
            return Outcome.TLS_TROUBLE
        return (
            Outcome.TLS_EXPIRED
            if codes & _EXPIRED
            else Outcome.TLS_NAME
            if codes & _MISNAMED
            else Outcome.TLS_UNTRUSTED
        )
    return _CAUSES.get(error.cause, Outcome.BAD_ANSWER)


def phrase(status: int) -> str:
    """A status with its name, as `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
