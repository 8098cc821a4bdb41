"""What stands between a reader and the page of a work, as far as the verdicts on its link tell."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sourcebook.model.links import State, Verdict, links_of
from sourcebook.model.printing import printed_links
from sourcebook.model.work import Work

GONE, CLOSED, MOVED = "gone", "closed", "moved"
# The answers that ask for an account or for money (RFC 9110, sections 15.5.2 and 15.5.3), as links/weights.py has them.
_CLOSED = {"401": "its page asks for an account", "402": "its page asks for payment"}


class Hindrance(NamedTuple):
    """GONE, CLOSED or MOVED, and what is known of it in words."""

    kind: str
    words: str


def hindrances(works: Iterable[Work], verdicts: Mapping[str, Verdict]) -> dict[str, Hindrance]:
    """Key -> the hindrance of each work that has one; verdicts are by address.

    A work whose archived copy can be read is not gone.
    """
    known = tuple(works)
    gone = {url: verdict for url, verdict in verdicts.items() if verdict.state is State.GONE}
    dead = {key: link for key, link in printed_links(known, gone).items() if link.is_gone and not link.copy}
    found = ((work.key, _hindrance(work, verdicts)) for work in known if work.key not in dead)
    return {
        key: Hindrance(GONE, f"its link is gone{f' since {link.since}' * bool(link.since)}")
        for key, link in dead.items()
    } | {key: one for key, one in found if one}


def _hindrance(work: Work, verdicts: Mapping[str, Verdict]) -> Hindrance | None:
    told = [verdicts[url] for url, _ in links_of(work) if url in verdicts]
    closed = next((one for one in told if one.state is State.BLOCKED and one.evidence in _CLOSED), None)
    if closed:
        return Hindrance(CLOSED, _CLOSED[closed.evidence])
    moved = next((one for one in told if one.state is State.MOVED), None)
    return Hindrance(MOVED, f"its link moved to {moved.to}") if moved else None
