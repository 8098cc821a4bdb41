"""Sums up a check for those who print it: what is gone, failing, moved and so on, and what of it is new."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sourcebook.links.judge import proof
from sourcebook.links.plan import next_check
from sourcebook.model.links import NO_HISTORY, Finding, History, Link, State, Summary, Verdict, moment, moment_text

# What somebody has to do something about; a link that is failing or blocked is waited for.
_BAD = frozenset((State.GONE, State.INSECURE, State.DRIFTED))


def is_new_finding(before: Verdict | None, after: Verdict | None) -> bool:
    """Whether a verdict turned into a bad one: gone, insecure or drifted, and not by a person's word."""
    return (
        after is not None
        and after.state in _BAD
        and not after.is_word
        and (before is None or before.state is not after.state)
    )


def summarise(
    planned: Iterable[Link],
    histories: Mapping[str, History],
    verdicts: Mapping[str, Verdict],
    before: Mapping[str, Verdict],
    now: datetime,
) -> Summary:
    """The links that are not simply well at `now`, by verdict; `before` are the verdicts before the run."""
    found: dict[State, list[Finding]] = {state: [] for state in State}
    new: list[Finding] = []
    checked = 0
    for link in planned:
        verdict, history = verdicts.get(link.url), histories.get(link.url, NO_HISTORY)
        if verdict is None:
            continue
        checked += 1
        waits = bool(history.not_before) and now < moment(history.not_before)
        if verdict.state is State.OK and not waits:
            continue
        finding = _finding(link, history, verdict)
        if verdict.state is not State.OK:
            found[verdict.state].append(finding)
        if waits and verdict.state is not State.DEFERRED:
            found[State.DEFERRED].append(finding)
        if is_new_finding(before.get(link.url), verdict):
            new.append(finding)
    groups = {state: tuple(sorted(findings)) for state, findings in found.items()}
    return Summary(
        checked=checked,
        new=tuple(sorted(new)),
        newly_gone=tuple(sorted(one for one in new if one.verdict.state is State.GONE)),
        gone=groups[State.GONE],
        unwell=groups[State.UNWELL],
        moved=groups[State.MOVED],
        drifted=groups[State.DRIFTED],
        blocked=groups[State.BLOCKED],
        insecure=groups[State.INSECURE],
        deferred=groups[State.DEFERRED],
        unsupported=groups[State.UNSUPPORTED],
    )


def _finding(link: Link, history: History, verdict: Verdict) -> Finding:
    time = next_check(link.url, history, verdict)
    said = moment_text(time) if time.year > 1 else ""
    if verdict.state is not State.UNWELL:
        return Finding(link, verdict, said)
    near = proof(history.failures)
    return Finding(link, verdict, said, failed=near.days, needed=near.needed, earliest=near.earliest)
