"""Links of works: what one try of an address showed, a Probe, and what all of them let us conclude, a Verdict."""

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What one try of an address came to; how much each counts is for links/judge.py alone."""

    OK = "ok"  # an answer of success with a page in it
    UNCHANGED = "unchanged"  # 304: as it was when last seen
    NOT_FOUND = "not-found"  # 404
    GONE = "gone"  # 410
    LEGAL = "legal"  # 451
    AUTH = "auth"  # 401, 407
    PAYMENT = "payment"  # 402
    FORBIDDEN = "forbidden"  # 403, 406, 999
    CHALLENGE = "challenge"  # a wall against robots, of whatever status
    LIMITED = "limited"  # 429
    SERVER_ERROR = "server-error"  # 5xx
    TIMEOUT = "timeout"
    NO_HOST = "no-host"  # the name does not exist (EAI_NONAME)
    NAME_TROUBLE = "name-trouble"  # the name could not be looked up now (EAI_AGAIN)
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CUT = "cut"  # the connection ended before the answer did
    TLS_EXPIRED = "tls-expired"
    TLS_NAME = "tls-name"
    TLS_UNTRUSTED = "tls-untrusted"  # self-signed, unknown authority, incomplete chain
    TLS_TROUBLE = "tls-trouble"  # no common version or cipher, and the like
    BAD_ANSWER = "bad-answer"  # no proper HTTP, or a status that says nothing
    LOOP = "loop"  # redirects that go round, or without end
    UNKNOWN_DOI = "unknown-doi"  # the handle service has no such name
    INVALID = "invalid"  # no address that can be visited
    PRIVATE = "private"  # an address that is not on the public network
    ROBOTS = "robots"  # robots.txt asks not to, and --robots heeds it
    DEFERRED = "deferred"  # not tried: the host asked to wait, or is down
    UNSUPPORTED = "unsupported"  # a scheme that is no web address


class Probe(NamedTuple):
    """One try of one address; times are UTC, as `2026-11-22T10:00:00Z`.

    `final` is where the last answer came from, and `permanent` where the unbroken run of 301 and 308 at the beginning
    of `hops` leads, empty where there is none. `hints` say what makes the page look like one that is not there:
    `root`, `error-path`, `title`, `sibling` (another page of any name beside it is the same), or `honest` (a page that
    cannot exist is answered with 404 there). `shape` is the fingerprint of title and text, `size` the text's length.
    """

    url: str
    at: str
    outcome: Outcome
    status: int = 0
    final: str = ""
    hops: tuple[tuple[str, int], ...] = ()  # address, and the status that led on from it
    permanent: str = ""
    milliseconds: int = 0
    reason: str = ""  # a sentence for a person
    title: str = ""
    shape: str = ""
    size: int = 0
    etag: str = ""
    modified: str = ""
    hints: tuple[str, ...] = ()
    wait: int = 0  # seconds that the host asked to wait (Retry-After)
