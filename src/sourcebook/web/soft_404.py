"""Pages that are not there and say so with a status of success: what makes one look so, and the way to be sure.

The way is to ask for a page beside it that cannot exist (Bar-Yossef et al. 2004, "Sic transit gloria telae").
"""

import re
from urllib.parse import urlsplit, urlunsplit

from sourcebook.model.links import Outcome, Probe
from sourcebook.web.layout import is_home
from sourcebook.web.shapes import bits_apart

_ERROR_PATH = re.compile(r"/(?:404|error|(?:page-?)?not-?found)(?:[/._-]|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?/?", re.IGNORECASE)
# Of 64: the page for what is missing repeats its address, and shows other teasers each time.
_ALIKE = 6
SUSPICIOUS = frozenset({"root", "error-path", "title"})


def hints_of(url: str, final: str, *, missing: bool) -> tuple[str, ...]:
    """Why the page of an address, that came from `final`, looks like none; `missing` is whether it says so itself."""
    if url == final:
        return ("title",) if missing else ()
    found = []
    if _is_above(final, url):
        found.append("root")
    if _ERROR_PATH.search(_path(final)) and not _ERROR_PATH.search(_path(url)):
        found.append("error-path")
    if missing:
        found.append("title")
    return tuple(found)


def sibling_of(url: str, name: str) -> str:
    """The address of a name in the same folder as this one; empty beside a first page."""
    parts = urlsplit(url)
    if _is_start(url):
        return ""
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], f"{folder}/{name}", "", ""))


def with_sibling(probe: Probe, sibling: Probe) -> Probe:
    """What was seen of a suspicious page, with what the page beside it shows: `honest`, `sibling`, or nothing."""
    if sibling.outcome in (Outcome.NOT_FOUND, Outcome.GONE):
        return probe._replace(hints=(*probe.hints, "honest"))
    if sibling.outcome is not Outcome.OK:
        return probe
    same_place = bool(probe.hops) and _bare(probe.final) == _bare(sibling.final)
    same_text = bool(probe.shape and sibling.shape) and bits_apart(probe.shape, sibling.shape) <= _ALIKE
    if same_place or same_text or (probe.title and probe.title == sibling.title and probe.size == sibling.size):
        return probe._replace(hints=(*probe.hints, "sibling"))
    return probe


def _is_above(final: str, url: str) -> bool:
    """Whether one address is the first page of a site, or a folder that the other one lies in."""
    if _is_start(url):
        return False
    parts, path = urlsplit(final), _path(url)
    folder = parts.path.rstrip("/") + "/"
    inside = urlsplit(url).hostname == parts.hostname and path.startswith(folder) and path.rstrip("/") + "/" != folder
    return not parts.query and (_is_start(final) or inside)


def _is_start(url: str) -> bool:
    parts = urlsplit(url)
    bare = urlunsplit(parts._replace(fragment=""))
    return not parts.query and (is_home(bare) or bool(_LANGUAGE.fullmatch(parts.path)))


def _path(url: str) -> str:
    return urlsplit(url).path


def _bare(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))
