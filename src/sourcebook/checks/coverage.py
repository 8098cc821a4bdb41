"""Rules that only report how a sourcebook is balanced between its viewpoints; what balance it needs, people decide."""

from collections import Counter
from collections.abc import Iterator

from sourcebook.checks.rule import Finding, rule
from sourcebook.checks.vocabulary import VOCABULARY_FILE
from sourcebook.model.library import Library
from sourcebook.model.problems import Place, Severity

_LARGEST_SHARE = 0.6
# Below this a share says nothing: of three works two are always the most.
_ENOUGH_WORKS = 10


@rule(Severity.NOTE)
def empty_viewpoint(library: Library) -> Iterator[Finding]:
    """A viewpoint of the vocabulary has no works.

    Either its works were not found yet, which readers of a balanced list should know, or nobody speaks from there
    and the viewpoint can go. No heading is printed for it.
    """
    counts = Counter(work.viewpoint for work in library.works.values())
    for term in library.vocabulary.viewpoints.values():
        if not counts[term.id]:
            yield Finding(message=f"The viewpoint {term.id!r} has no works", place=Place(path=VOCABULARY_FILE))


@rule(Severity.NOTE)
def lopsided_coverage(library: Library) -> Iterator[Finding]:
    """One viewpoint has more than 60 percent of the works.

    That can be right, since the tool does not weigh works, but it may also show where nobody has looked yet. It is
    reported from ten works on.
    """
    total = len(library.works)
    counts = Counter(work.viewpoint for work in library.works.values())
    for term in library.vocabulary.viewpoints.values():
        if total >= _ENOUGH_WORKS and counts[term.id] > _LARGEST_SHARE * total:
            message = f"The viewpoint {term.id!r} has {counts[term.id]} of {total} works"
            yield Finding(message=message, place=Place(path=VOCABULARY_FILE))
