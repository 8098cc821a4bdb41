"""Titles without the name of the outlet that pages put behind or before them, and only where it is proven to be one."""

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from sourcebook.web.clean import squeezed

_SEPARATOR = re.compile(
    r"\s+[|｜·•»«<>:~–—-]+\s+|\s*[|｜»]\s*|\s*(?:--|——|__)\s*|_(?=[^_]*$)|[-－—–](?=[^\s\w]*[\u3400-\u9fff])"
)
# Marks that part a title only where a heading of the page proves what stands on one side of them.
_BREAK = re.compile(r"\s*[|｜·•»«<>:：/_~—–-]+\s*")
_MOST_BREAKS = 20
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CUT = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])$")
# Labels of a host that name no outlet.
_PLAIN_LABELS = frozenset("www m amp mobile news en de fr com org net gov edu co ac info blog english article".split())


def bare_title(title: str, names: Collection[str], host: str, headings: Collection[str] = ()) -> str:
    """The title without the outlet's name, and without a section's that stands between.

    `names` are what the page calls its outlet and section, squeezed; a name that is spelled in the host counts too, and
    so does a heading of the page that is all that is left: `headings` are those that do not name the outlet.
    """
    if part := _headed(title, headings):
        return title[slice(*part)].strip()
    breaks = list(_SEPARATOR.finditer(title))
    if not breaks:
        return title
    bare, proven = title, False
    for mark in reversed(breaks):
        if mark.end() >= len(bare) or mark.start() == 0:
            continue
        last = bare[mark.end() :]
        if not is_outlet(last, names, host) and not (proven and squeezed(last) in names):
            break
        bare, proven = bare[: mark.start()].rstrip(), True
    first = _SEPARATOR.search(bare)
    if not proven and first and first.start() and is_outlet(bare[: first.start()], names, host):
        bare = bare[first.end() :].lstrip()
    return bare or title


def beside(title: str, headings: Collection[str]) -> tuple[str, ...]:
    """What stands before and behind a heading in a title, part by part."""
    part = _headed(title, headings)
    if part is None:
        return ()
    rest = (*_SEPARATOR.split(title[: part[0]]), *_SEPARATOR.split(title[part[1] :]))
    return tuple(name for one in rest if 2 <= len(name := one.strip(" |｜·•»«<>:：/_~—–-")) <= 60)


def _headed(title: str, headings: Collection[str]) -> tuple[int, int] | None:
    """Where a heading stands in a title between marks, so that the rest is no part of it; None where nowhere.

    A word alone may be a section's name, and then proves nothing unless it comes first.
    """
    marks = list(_BREAK.finditer(title))
    if not marks or len(marks) > _MOST_BREAKS:
        return None
    starts = [0, *(mark.end() for mark in marks)]
    # The longest first, since quotes are marks, too.
    ends = [len(title), *(mark.start() for mark in reversed(marks))]
    for heading in headings:
        wanted = squeezed(heading)
        if wanted == squeezed(title):
            return None
        is_long = len(heading.split()) > 1 or len(_DENSE.findall(heading)) > 3
        for start in starts if wanted else ():
            for end in ends:
                is_part = start < end and (start or end < len(title)) and (is_long or not start)
                if is_part and squeezed(title[start:end]) == wanted:
                    return start, end
    return None


def is_outlet(name: str, names: Collection[str], host: str) -> bool:
    """Whether a name is the outlet's: the page calls it so, or its host is spelled like it."""
    same = squeezed(name)
    if not same:
        return False
    if same in names or same.removeprefix("the") in names or f"the{same}" in names:
        return True
    if len(name.split()) > 6:
        return False
    labels = [squeezed(label) for label in host.split(".")[:-1] if label not in _PLAIN_LABELS]
    words = {squeezed(word) for word in name.split()}
    whole = {same, same.removeprefix("the")}
    return (
        same == squeezed(host.removeprefix("www."))
        or any(label in whole for label in labels)
        or any(len(label) > 2 and label in words and len(words) <= 4 for label in labels)
    )


def is_cut(title: str) -> bool:
    """Whether a title ends in dots that stand for its rest."""
    return bool(_CUT.search(title))


def whole_of(title: str, others: Sequence[str]) -> str:
    """The whole title that a cut one is the beginning of, or empty."""
    stem = _CUT.sub("", title).strip()
    return next(
        (one for one in others if stem and len(one) > len(stem) and one.startswith(stem) and not is_cut(one)), ""
    )


def host_of(url: str) -> str:
    """The host of an address, in lower case, or empty."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
