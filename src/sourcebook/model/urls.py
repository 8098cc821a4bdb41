"""Addresses compared: two spellings of one address have one canonical form."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ocid|cmpid|smid|ref_src|ns_\w+)", re.IGNORECASE
)
# What a path may hold unescaped beside letters and digits (RFC 3986, section 3.3); %2F is another path than "/".
_PATH_SAFE = "~-._:@!$&'()*+,;="
# What nearly every address looks like; taking it apart takes ten times as long.
_PLAIN = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?:[/?#][!#-;=?-Z_a-z~]*)?", re.IGNORECASE | re.ASCII)
_UNFIT = re.compile(r"[\s<>\"\\^`{|}]")
_PERCENT = re.compile(r"%(?:([0-9A-Fa-f]{2}))?")


def is_web_address(url: str) -> bool:
    """Whether it is an absolute http or https address with a host and no blanks."""
    if _PLAIN.fullmatch(url):
        return True
    if _UNFIT.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and "." in (parts.hostname or "") and (parts.port or 1) > 0
    except ValueError:
        return False


def tracking_parameters(url: str) -> tuple[str, ...]:
    """The names of the parameters of an address that only track who shared it: `utm_source`, `fbclid` …"""
    query = url.partition("#")[0].partition("?")[2]
    if not query:
        return ()
    return tuple(name for name, _ in parse_qsl(query, keep_blank_values=True) if _TRACKING.fullmatch(name))


def as_uri(url: str) -> str:
    """The address in the characters that a URI may have (RFC 3986), for programs that take no others; else as it was.

    Letters beyond ASCII become escapes, those of the host Punycode; an address that is held in the path of another, as
    archives do, keeps no `//`, which strict programs refuse there.

    >>> as_uri("https://水.example/a?b=é&c[d]=<e>")
    'https://xn--1rw.example/a?b=%C3%A9&c%5Bd%5D=%3Ce%3E'
    """
    if re.search(r"\s", url):
        return url
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:
        return url
    path, query, fragment = (
        quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe="%/?" + _PATH_SAFE, errors="replace")
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path.replace("://", ":/%2F"), query, fragment))


def canonical_url(url: str) -> str:
    """The form by which addresses are compared, never one to visit: no scheme difference, `www.`, tracking or fragment.

    Idempotent; what is no address comes back stripped (RFC 3986, section 6.2 for the steps that keep its meaning).

    >>> canonical_url("http://WWW.e.org/a/?utm_source=x#top")
    'https://e.org/a'
    """
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return stripped
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"\s", host):
        return stripped
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port not in (80, 443):
        host = f"{host}:{port}"
    path = quote(_PERCENT.sub(_plain, parts.path), safe="%/" + _PATH_SAFE, errors="replace").rstrip("/")
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    return urlunsplit(("https", host, path, urlencode(sorted(pairs), errors="replace"), ""))


def _plain(match: re.Match[str]) -> str:
    """An escape in a path in its one spelling: the character itself where it needs none, else with capitals."""
    if match[1] is None:
        return "%25"
    char = chr(int(match[1], 16))
    return char if char.isascii() and (char.isalnum() or char in _PATH_SAFE) else match[0].upper()
