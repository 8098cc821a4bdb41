"""Links of works: what one try of an address showed, a Probe, and what all of them let us conclude, a Verdict."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from sourcebook.model.identifiers import normal_doi
from sourcebook.model.work import Work

_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#\\]*)")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)([^#]*)")
_PORTS = {"http": ":80", "https": ":443"}


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


class LinkKind(StrEnum):
    """What an address is to the works that have it, the most important first."""

    DOI = "doi"
    URL = "url"
    MIRROR = "mirror"
    ARCHIVE = "archive"
    LANDING = "landing"  # where a DOI leads, which no record names


class Link(NamedTuple):
    """An address that works have, each address once, and the keys of those works."""

    url: str
    kind: LinkKind
    keys: tuple[str, ...] = ()


class State(StrEnum):
    """What is concluded of a link; what it takes is told in docs/links.md."""

    OK = "ok"
    MOVED = "moved"  # permanently, and well there
    BLOCKED = "blocked"  # the host lets no program in
    UNWELL = "unwell"  # failing, which proves nothing yet
    GONE = "gone"
    INSECURE = "insecure"  # trouble with its certificate
    DRIFTED = "drifted"  # there, but another page
    DEFERRED = "deferred"  # not tried yet
    UNSUPPORTED = "unsupported"  # no address that a program can visit on the public network


class Verdict(NamedTuple):
    """What is concluded of a link since a day, `2026-11-22`, and on what evidence, in a few stable words.

    `to` is where it moved. A verdict with `because`, `by` or `until` is a person's word, which overrides all probes up
    to and including the day `until`, for ever where that is empty.
    """

    state: State
    since: str = ""
    evidence: str = ""
    to: str = ""
    because: str = ""
    by: str = ""
    until: str = ""

    @property
    def is_word(self) -> bool:
        """Whether a person said so."""
        return bool(self.because or self.by or self.until)


class History(NamedTuple):
    """What is remembered of the probes of one address; times as in a Probe, days as `2026-11-22`.

    `failures` are the days of failing since it was last well, each with what failed in words of evidence; of the
    `tries` since the first of them, `undecided` told neither life nor death. `shapes` are fingerprints that the page
    had, with the length of the text. `target` is where a permanent redirect leads that was seen from `target_since` to
    `target_seen`, and `odd_since` to `odd_seen` is when the page looked like another one.
    """

    tried: str = ""  # the last visit
    good: str = ""  # the last time it was well
    outcome: str = ""  # of the last visit: an Outcome
    status: int = 0
    not_before: str = ""  # the host asked to wait until then
    final: str = ""  # where the last visit ended, empty where that was the address itself
    failures: tuple[tuple[str, str], ...] = ()
    tries: int = 0
    undecided: int = 0
    target: str = ""
    target_since: str = ""
    target_seen: str = ""
    shapes: tuple[tuple[str, int], ...] = ()
    odd_since: str = ""
    odd_seen: str = ""
    etag: str = ""
    modified: str = ""


NO_HISTORY = History()


class Finding(NamedTuple):
    """A link with its verdict, for reports.

    Of a link that is unwell, `failed` days of `needed` are on record, and on the day `earliest` it can be called gone.
    `next_check` is the time from which it is due again.
    """

    link: Link
    verdict: Verdict
    next_check: str = ""
    failed: int = 0
    needed: int = 0
    earliest: str = ""


class Summary(NamedTuple):
    """The links that are not simply well, each kind sorted by address; `new` are findings that this run brought.

    Those under `newly_gone` stand under `gone` too.
    """

    checked: int = 0
    new: tuple[Finding, ...] = ()
    newly_gone: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    unwell: tuple[Finding, ...] = ()
    moved: tuple[Finding, ...] = ()
    drifted: tuple[Finding, ...] = ()
    blocked: tuple[Finding, ...] = ()
    insecure: tuple[Finding, ...] = ()
    deferred: tuple[Finding, ...] = ()
    unsupported: tuple[Finding, ...] = ()


def moment(text: str) -> datetime:
    """The time that a Probe or History tells, `2026-11-22T10:00:00Z`; raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return found


def moment_text(time: datetime) -> str:
    """A time as a Probe tells it: UTC, in whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(text: str) -> str:
    """The day of a time, UTC, as `2026-11-22`."""
    return text[:10]


def host_of(url: str) -> str:
    """The host of an address with its port, in small letters; empty where it has none."""
    authority = _AUTHORITY.match(url)
    return authority[1].rpartition("@")[2].lower() if authority else ""


def link_address(url: str) -> str:
    """The form in which an address is visited and remembered: all spellings of one address have the same.

    That is without fragment, scheme and host in small letters, no default port; a DOI is an address at doi.org.
    What is visited stays the same (RFC 3986, section 6.2.2.1 and 6.2.3). Idempotent.

    >>> link_address("HTTP://E.org:80#top"), link_address("https://dx.doi.org/10.1000/X")
    ('http://e.org/', 'https://doi.org/10.1000/x')
    """
    stripped = url.strip()
    match = _ADDRESS.match(stripped)
    if match is None:
        return stripped
    scheme, authority, rest = match[1].lower(), match[2], match[3].rstrip()
    if doi := normal_doi(match[0]) if "doi.org" in authority.lower() else "":
        return doi_address(doi)
    user, at, host = authority.rpartition("@")
    host = host.lower()
    if scheme in _PORTS:
        while host.endswith(_PORTS[scheme]):
            host = host.removesuffix(_PORTS[scheme])
        rest = rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme}://{user}{at}{host}{rest}"


def doi_address(doi: str) -> str:
    """The address of a bare DOI, which leads to the work and is what is judged of it (DOI Handbook, section 3.8)."""
    return "https://doi.org/" + quote(doi, safe="/:;()-._~!$&'*+,=@", errors="replace")


def links_of(work: Work) -> Iterator[tuple[str, LinkKind]]:
    """The addresses of a work: its DOI, URL, mirror and archived copy, as they are visited."""
    if doi := normal_doi(work.text("DOI")):
        yield doi_address(doi), LinkKind.DOI
    for said, kind in (
        (work.text("URL"), LinkKind.URL),
        (work.text("url-mirror"), LinkKind.MIRROR),
        (work.map("archive").get("url"), LinkKind.ARCHIVE),
    ):
        if said and isinstance(said, str) and (address := link_address(said)):
            yield address, LinkKind.DOI if is_doi(address) else kind


def is_doi(address: str) -> bool:
    """Whether a link's address is a DOI, which its registry answers for and no page."""
    return address.startswith("https://doi.org/10.") and bool(normal_doi(address))
