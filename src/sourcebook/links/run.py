"""What the probes of one run say about each other: our own network, hosts that are down, targets that many share."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sourcebook.links.judge import Judgement, judge
from sourcebook.model.links import NO_HISTORY, History, Outcome, Probe, State, Verdict, host_of, is_doi

_FIRST_HOSTS = 20
_SHARE = 0.8
_FEWEST_HOSTS = 3  # fewer that fail together are just failing
_SHARED_BY = 3  # works at one host do not lead to one page by chance
_BROKEN_BY = 3  # probes of a host
# No answer came at all, or one from somebody who stands between.
_UNANSWERED = frozenset(
    (Outcome.NO_HOST, Outcome.NAME_TROUBLE, Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMEOUT, Outcome.CUT)
)
_INTERCEPTED = frozenset((Outcome.TLS_EXPIRED, Outcome.TLS_NAME, Outcome.TLS_UNTRUSTED, Outcome.TLS_TROUBLE))
_HOST_IS_DOWN = _UNANSWERED - {Outcome.CUT}
_UNVISITED = frozenset((Outcome.DEFERRED, Outcome.INVALID, Outcome.PRIVATE, Outcome.UNSUPPORTED, Outcome.ROBOTS))
_FAILING = frozenset((State.UNWELL, State.GONE, State.INSECURE))


class Survey(NamedTuple):
    """What a run shows as a whole: (host, address) that many links of the host lead to, and hosts that are down."""

    shared: frozenset[tuple[str, str]] = frozenset()
    down: Mapping[str, Outcome] = {}


def judge_run(
    probes: Iterable[Probe], histories: Mapping[str, History], verdicts: Mapping[str, Verdict]
) -> dict[str, Judgement]:
    """What the probes of one run let us conclude, by address; nothing where it was our network that failed.

    Of several probes of one address each counts, in the order in which they were made.
    """
    made = sorted(probes, key=lambda probe: probe.at)
    if is_our_network(made, verdicts):
        return {}
    seen = survey(made, histories)
    judged: dict[str, Judgement] = {}
    for probe in made:
        history, before = judged.get(probe.url) or (histories.get(probe.url, NO_HISTORY), verdicts.get(probe.url))
        judged[probe.url] = judge(informed(probe, seen), history, before)
    return judged


def is_our_network(probes: Iterable[Probe], verdicts: Mapping[str, Verdict] | None = None) -> bool:
    """Whether four of five hosts gave no answer, of the first twenty that did the last time or were never asked.

    Hosts that were failing before tell nothing about our network, nor do fewer than three.
    """
    answered: dict[str, bool] = {}
    for probe in probes:
        before = (verdicts or {}).get(probe.url)
        if probe.outcome in _UNVISITED or (before and before.state in _FAILING and not before.is_word):
            continue
        host = host_of(probe.url)
        if host in answered or len(answered) < _FIRST_HOSTS:
            is_answer = probe.outcome not in _UNANSWERED and probe.outcome not in _INTERCEPTED
            answered[host] = answered.get(host, False) or is_answer
    failed = list(answered.values()).count(False)
    return len(answered) >= _FEWEST_HOSTS and failed >= _SHARE * len(answered)


def survey(probes: Iterable[Probe], histories: Mapping[str, History] | None = None) -> Survey:
    """What a run shows as a whole; where links led that were not due this time, their histories tell.

    Three links of one host that lead to one address are its way of saying "not found" (Wikibooks, A Link Rot Bestiary).
    """
    leads: dict[tuple[str, str], set[str]] = {}
    outcomes: dict[str, list[Outcome]] = {}
    fresh: set[str] = set()
    for probe in probes:
        fresh.add(probe.url)
        if probe.outcome is Outcome.OK:
            _lead(leads, probe.url, probe.final)
        if probe.outcome not in _UNVISITED:
            outcomes.setdefault(host_of(probe.url), []).append(probe.outcome)
    for url, history in (histories or {}).items():
        if url not in fresh and history.final and history.outcome == Outcome.OK:
            _lead(leads, url, history.final)
    return Survey(
        shared=frozenset(place for place, sources in leads.items() if len(sources) >= _SHARED_BY),
        down={
            host: found[-1]
            for host, found in outcomes.items()
            if len(found) >= _BROKEN_BY and all(one in _HOST_IS_DOWN for one in found)
        },
    )


def informed(probe: Probe, seen: Survey) -> Probe:
    """A probe with what the others tell of it: the hint `shared`; and the failing of its host, where that is down.

    A link is not tried once its host failed a few times: the last of many there would wait for years to be found dead.
    """
    host = host_of(probe.url)
    if probe.outcome is Outcome.OK and not is_doi(probe.url) and (host, probe.final) in seen.shared:
        return probe._replace(hints=(*probe.hints, "shared"))
    if probe.outcome is Outcome.DEFERRED and not probe.wait and host in seen.down:
        return probe._replace(outcome=seen.down[host])
    return probe


def _lead(leads: dict[tuple[str, str], set[str]], url: str, final: str) -> None:
    source, target = _bare(url), _bare(final)
    if final and source != target and "/" in source and not is_doi(url):
        leads.setdefault((host_of(url), final), set()).add(source)


def _bare(url: str) -> str:
    """An address without what commonly differs between two that are one page."""
    return url.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")
