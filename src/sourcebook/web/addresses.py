"""From the address that somebody copied to the one that a work is kept at, each step with its reason."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from sourcebook.model.urls import canonical_url, is_web_address, tracking_parameters

_COPY = "an archived copy of it"
# Where another address stands within an address: archives, viewers and the links that count who leaves.
_WRAPPED = (
    (_COPY, r"https?://(?:web|www)\.archive\.org/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(.+)"),
    (_COPY, r"https?://archive\.(?:today|is|ph|li|md|vn|fo)/\d[\d.-]{3,}/(https?:.+)"),
    ("a copy in a viewer", r"https?://(?:www\.)?google\.[a-z.]+/amp/(.+)"),
    ("a copy in a viewer", r"https?://[\w-]+\.cdn\.ampproject\.org/[vc]/(.+)"),
    ("a link that counts readers", r"https?://(?:www\.)?google\.[a-z.]+/url\?(?:.*&)?(?:q|url)=([^&]+).*"),
    ("a link that counts readers", r"https?://(?:l|lm)\.facebook\.com/l\.php\?(?:.*&)?u=([^&]+).*"),
    ("a link that counts readers", r"https?://(?:www\.)?youtube\.com/redirect\?(?:.*&)?q=([^&]+).*"),
)
# Forms of the same page: parameters, by name and value, and ends of paths.
_FORMS = {
    "amp": "", "outputtype": "amp", "print": "", "view": "print", "mode": "print", "printable": "yes", "printpage": "",
    "m": "1",
}  # fmt: skip
_FORM_ENDS = re.compile(
    r"(?<=[^/])(?:/(?:amp|print|printable)/?|[./]amp(?=\.html?$)|\.amp)$|(?<=[^/])\.amp(?=\.html?$)"
)
_MOBILE = re.compile(r"^(?:www|m|mobile|amp|touch|wap|3g|en|de|fr)\.")
_HOMES = re.compile(
    r"/?(?:[a-z]{2}(?:-[a-z]{2})?|index(?:\.\w+)?|home(?:\.\w+)?|news|default\.aspx?)?/?", re.IGNORECASE
)
# A path whose last part names one page by itself: by a number, or by words in dashes.
_NAMED = re.compile(r"/(?:[^/]*\d{3}[^/]*|[^/.]+[-_][^/]+)/?$")
# Second-level suffixes under which anybody may register: two labels of these are no site of their own.
_SHARED = re.compile(r"(?:co|com|org|net|gov|ac|edu|or|ne|go|gob|gouv|github|blogspot|substack|wordpress|medium)")


class Declared(NamedTuple):
    """An address that a page calls its own, and where it says so: `link rel=canonical`, `og:url` …"""

    origin: str
    url: str


def explain_address(url: str, declared: Sequence[Declared] = ()) -> tuple[str, tuple[str, ...]]:
    """The canonical address, and a sentence for each step to it; `declared` is what the page says, surest first.

    A declared address is followed within its site, and to another one only where two declarations agree; never to a
    home page, nor where it loses the parameter that alone tells the page from others.
    """
    steps: list[str] = []
    here = url.strip()
    for what, inner in _inner(here):
        here = inner
        steps.append(f"the address was {what}: {here}")
    said = [Declared(one.origin, _bare(_joined(here, one.url))) for one in declared if one.url.strip()]
    for one in said:
        target = _same_scheme(_cleaned(one.url)[0], here)
        if refusal := _refusal(target, here, said):
            steps.append(f"{one.origin} says {one.url}, not followed: {refusal}")
            continue
        if target != here:
            steps.append(f"{one.origin} says {target}")
        return target, tuple(steps)
    cleaned, reasons = _cleaned(here)
    return cleaned, (*steps, *reasons)


def archived_at(url: str) -> str:
    """The day on which an archive took the copy at an address, as EDTF; empty where it is no archived copy."""
    wrapped = _unwrapped(url.strip())
    if wrapped is None or wrapped[0] != _COPY:
        return ""
    stamp = re.search(r"/(\d{4})[.-]?(\d\d)?[.-]?(\d\d)?", url)
    return "-".join(part for part in stamp.groups() if part) if stamp else ""


def _inner(url: str) -> Iterator[tuple[str, str]]:
    """The address within an address, and the one within that, each after what it was wrapped in."""
    for _ in range(3):
        inner = _unwrapped(url)
        if inner is None:
            break
        yield inner
        url = inner[1]


def _bare(url: str) -> str:
    """A declared address out of its archive: a copy declares the copy's own address."""
    return [url, *(inner for _, inner in _inner(url))][-1]


def _unwrapped(url: str) -> tuple[str, str] | None:
    for what, pattern in _WRAPPED:
        if match := re.fullmatch(pattern, url):
            inner = match[1]
            if re.match(r"https?%3a", inner, re.IGNORECASE):
                inner = unquote(inner)
            if re.match(r"s/[^/]", inner) and "viewer" in what:
                inner = f"https://{inner[2:]}"
            # Archives shorten `https://` to `https:/`, and leave it out.
            inner = re.sub(r"^(https?):/+", r"\1://", inner)
            inner = inner if "://" in inner[:8] else f"http://{inner}"
            return (what, inner) if is_web_address(inner) else None
    return None


def _joined(here: str, target: str) -> str:
    try:
        return urljoin(here, target.strip())
    except ValueError:
        return ""


def _cleaned(url: str) -> tuple[str, list[str]]:
    """An address without what only tracks, prints or resizes; untouched to the byte where there is nothing of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, []
    reasons = []
    dropped = set(tracking_parameters(url))
    if dropped:
        reasons.append(f"tells who shared it, dropped: {', '.join(sorted(dropped))}")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    forms = {name for name, value in pairs if _is_form(name, value)}
    if forms:
        reasons.append(f"another form of the same page, dropped: {', '.join(sorted(forms))}")
    if dropped or forms:
        left = [pair for pair in pairs if pair[0] not in dropped | forms]
        parts = parts._replace(query=urlencode(left))
    path = _FORM_ENDS.sub("", parts.path)
    if path != parts.path:
        reasons.append(f"another form of the same page, dropped: {parts.path[len(path) :] or 'amp'}")
        parts = parts._replace(path=path)
    if parts.fragment and not parts.fragment.startswith("!"):
        reasons.append(f"a place within the page, dropped: #{parts.fragment[:60]}")
        parts = parts._replace(fragment="")
    return (urlunsplit(parts), reasons) if reasons else (url, [])


def _is_form(name: str, value: str) -> bool:
    wanted = _FORMS.get(name.lower())
    return wanted == value.lower() or (wanted == "" and value.lower() in ("", "1", "true", "yes", "y"))


def _same_scheme(target: str, here: str) -> str:
    """A page that was read over https is not sent back to http by an old declaration."""
    if here.startswith("https://") and target.startswith("http://") and _site(target) == _site(here):
        return f"https://{target[7:]}"
    return target


def _refusal(target: str, here: str, declared: Sequence[Declared]) -> str:
    if not is_web_address(target):
        return "it is no address"
    ours, theirs = urlsplit(here), urlsplit(target)
    if _HOMES.fullmatch(theirs.path) and not theirs.query and not (_HOMES.fullmatch(ours.path) and not ours.query):
        return "it is a home page"
    lost = [name for name, value in parse_qsl(ours.query) if re.search(r"\d", value) and not _tracks(name, here)]
    if lost and ours.path == theirs.path and not theirs.query and not _NAMED.search(ours.path):
        return f"it loses {lost[0]}, which tells this page from others"
    if _site(target) != _site(here):
        agreeing = {one.origin for one in declared if canonical_url(one.url) == canonical_url(target)}
        if len(agreeing) < 2:
            return "it is another site"
    return ""


def _tracks(name: str, url: str) -> bool:
    return name in tracking_parameters(url) or name.lower() in _FORMS


def _site(url: str) -> str:
    """The part of the host that one owner has, as far as its labels tell: `e.org`, `e.co.uk`, `someone.github.io`."""
    labels = list(_labels(urlsplit(url).hostname or ""))
    count = 3 if len(labels) > 2 and _SHARED.fullmatch(labels[-2]) else 2
    return ".".join(labels[-count:])


def _labels(host: str) -> Iterator[str]:
    yield from _MOBILE.sub("", host.lower().rstrip(".")).split(".")
