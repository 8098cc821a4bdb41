"""How much one probe of a link tells: life, death, or neither; and in what words that becomes evidence."""

from enum import Enum
from typing import NamedTuple

from sourcebook.model.links import Outcome, Probe, State, is_doi


class Weight(Enum):
    """What a probe tells of a link."""

    WELL = "well"
    HARD = "hard"  # the host says that it is not there
    SOFT = "soft"  # no answer, or a fault: perhaps of a day
    NEITHER = "neither"  # an answer, but none that tells
    NOTHING = "nothing"  # no visit at all


class Meaning(NamedTuple):
    """What a probe means: its weight, its words of evidence, and the verdict where nothing else is known."""

    weight: Weight
    evidence: str
    state: State


def _hard(evidence: str) -> Meaning:
    return Meaning(Weight.HARD, evidence, State.UNWELL)


def _soft(evidence: str) -> Meaning:
    return Meaning(Weight.SOFT, evidence, State.UNWELL)


def _blocked(evidence: str) -> Meaning:
    return Meaning(Weight.NEITHER, evidence, State.BLOCKED)


def _insecure(evidence: str) -> Meaning:
    return Meaning(Weight.NEITHER, evidence, State.INSECURE)


def _nothing(evidence: str, state: State) -> Meaning:
    return Meaning(Weight.NOTHING, evidence, state)


GONE_FOR_GOOD = "410"
# 404, 410, unknown names and soft 404s are what a host says when asked; all else may pass.
_MEANINGS = {
    Outcome.OK: Meaning(Weight.WELL, "", State.OK),
    Outcome.UNCHANGED: Meaning(Weight.WELL, "", State.OK),
    Outcome.NOT_FOUND: _hard("404"),
    Outcome.GONE: _hard(GONE_FOR_GOOD),
    Outcome.NO_HOST: _hard("no such host"),
    Outcome.UNKNOWN_DOI: _hard("unknown DOI"),
    Outcome.LEGAL: _blocked("451"),
    Outcome.AUTH: _blocked("401"),
    Outcome.PAYMENT: _blocked("402"),
    Outcome.FORBIDDEN: _blocked("403"),
    Outcome.CHALLENGE: _blocked("a wall against programs"),
    Outcome.LIMITED: _blocked("429"),
    Outcome.SERVER_ERROR: _soft("500"),
    Outcome.TIMEOUT: _soft("timeout"),
    Outcome.NAME_TROUBLE: _soft("name not looked up"),
    Outcome.REFUSED: _soft("connection refused"),
    Outcome.UNREACHABLE: _soft("unreachable"),
    Outcome.CUT: _soft("connection cut"),
    Outcome.BAD_ANSWER: _soft("no proper answer"),
    Outcome.LOOP: _soft("endless redirects"),
    Outcome.TLS_EXPIRED: _insecure("certificate expired"),
    Outcome.TLS_NAME: _insecure("certificate of another name"),
    Outcome.TLS_UNTRUSTED: _insecure("certificate not trusted"),
    Outcome.TLS_TROUBLE: _insecure("no common version of TLS"),
    Outcome.ROBOTS: _nothing("robots.txt", State.BLOCKED),
    Outcome.DEFERRED: _nothing("", State.DEFERRED),
    Outcome.INVALID: _nothing("no address that can be visited", State.UNSUPPORTED),
    Outcome.PRIVATE: _nothing("not on the public network", State.UNSUPPORTED),
    Outcome.UNSUPPORTED: _nothing("no web address", State.UNSUPPORTED),
}
_BY_STATUS = frozenset((Outcome.SERVER_ERROR, Outcome.AUTH, Outcome.FORBIDDEN))
_SOFT_404 = _hard("soft 404")
# A page that looks as if it were not there, by one hint alone: no proof of either.
_SUSPECT = Meaning(Weight.NEITHER, "", State.OK)
_SERVICE_UNWELL = _nothing("", State.DEFERRED)
_SUSPICIONS = frozenset(("root", "error-path", "title", "sibling", "shared"))
HARD_EVIDENCE = frozenset(one.evidence for one in (*_MEANINGS.values(), _SOFT_404) if one.weight is Weight.HARD)


def meaning(probe: Probe) -> Meaning:
    """What a probe means by itself.

    Of a DOI only the registry's own word counts: that its service is unwell says nothing of the DOI.
    """
    if is_doi(probe.url) and probe.outcome not in (Outcome.OK, Outcome.UNCHANGED, Outcome.UNKNOWN_DOI):
        return _SERVICE_UNWELL
    if probe.outcome is Outcome.OK:
        return _of_a_page(probe)
    found = _MEANINGS[probe.outcome]
    return found._replace(evidence=str(probe.status)) if probe.status and probe.outcome in _BY_STATUS else found


def _of_a_page(probe: Probe) -> Meaning:
    """A page of success that is not there after all: two suspicions agree, and the host is not known to be honest.

    One is not enough, since whole sites answer every address with one page and fill it by script (Bar-Yossef and
    others, Sic Transit Gloria Telae, 2004, on asking for a page that cannot exist).
    """
    suspicions = len(_SUSPICIONS.intersection(probe.hints))
    if not suspicions or "honest" in probe.hints:
        return _MEANINGS[Outcome.OK]
    return _SOFT_404 if suspicions > 1 else _SUSPECT
