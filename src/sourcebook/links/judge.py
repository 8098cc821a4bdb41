"""Judges links: what was remembered of an address and one more probe of it become what is remembered now, a Verdict.

"Gone" needs proof, because it is shown to readers and nobody looks again. Either the host said so on three different
days over at least six (two days, where it said 410), or nothing but failures came on five days over at least
twenty-one, the first and the last counted: with a check a day that is within three weeks of the death.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sourcebook.links.drift import is_drifted, with_shape
from sourcebook.links.weights import GONE_FOR_GOOD, HARD_EVIDENCE, Meaning, Weight, meaning
from sourcebook.model.links import NO_HISTORY, History, Probe, State, Verdict, day_of, moment, moment_text

_HARD_DAYS, _GONE_FOR_GOOD_DAYS, _HARD_SPAN = 3, 2, 6
_SOFT_DAYS, _SOFT_SPAN = 5, 20  # from first to last; twenty-one days with both
_MOVED_SPAN = timedelta(days=7)
_LONGEST_WAIT = timedelta(days=7)  # what a host asks beyond that is a mistake of its own
_MOST_REMEMBERED = 24  # days of failing: all that a check a day can bring before the verdict
_PASSING = 5  # tries that tell nothing, which a dying link may have in between


class Judgement(NamedTuple):
    """What is remembered of an address after a probe, and what is concluded."""

    history: History
    verdict: Verdict


class Proof(NamedTuple):
    """How near a failing link is to being called gone: days on record, days needed, and the first day it can be."""

    days: int
    needed: int
    earliest: str


def judge(probe: Probe, history: History = NO_HISTORY, before: Verdict | None = None) -> Judgement:
    """What one more probe of an address lets us conclude; `before` is the verdict so far, None where there is none.

    The verdict is `before` itself, with its day and evidence, while it says the same. A person's word holds whatever
    the probe shows, which is remembered all the same.
    """
    day = day_of(probe.at)
    told = meaning(probe)
    history = remembered(probe, _agreeing(history, before), told)
    if before and before.is_word and (not before.until or day <= before.until):
        return Judgement(_accepting(history, probe, before), before)
    known = None if before and before.is_word else before
    found = _concluded(told, history, known)
    if known and found.state is known.state and found.to == known.to:
        is_same = found.state is not State.INSECURE or found.evidence == known.evidence
        found = known if is_same else found
    return Judgement(history, found if found is known else found._replace(since=day))


def remembered(probe: Probe, history: History, told: Meaning) -> History:
    """What is remembered of an address after a probe that means `told`."""
    not_before = ""
    if probe.wait > 0:
        not_before = moment_text(moment(probe.at) + min(timedelta(seconds=probe.wait), _LONGEST_WAIT))
    if told.state is State.DEFERRED:
        return history._replace(not_before=not_before or history.not_before)
    day = day_of(probe.at)
    if told.weight in (Weight.HARD, Weight.SOFT):
        failures = _with_failure(history.failures, day, told.evidence)
        history = history._replace(failures=failures, tries=history.tries + 1)
    elif told.weight is Weight.WELL:
        history = _with_target(with_shape(history, probe), probe)._replace(good=probe.at)
        history = history._replace(failures=(), tries=0, undecided=0)
    elif history.failures:
        history = _undecided(history)
    return history._replace(
        tried=probe.at,
        outcome=str(probe.outcome),
        status=probe.status,
        not_before=not_before,
        final=probe.final if probe.final != probe.url else "",
    )


def proof(failures: Sequence[tuple[str, str]]) -> Proof:
    """How near a failing link is to being called gone, by the way that is nearest."""
    ways = []
    for days, needed, span in _ways(failures):
        if days:
            lacking = max(needed - len(days), 0)
            latest = max(_later(days[0], span), _later(days[-1], lacking))
            ways.append((latest, Proof(len(days), needed, latest)))
    return min(ways)[1] if ways else Proof(0, _HARD_DAYS, "")


def _agreeing(history: History, before: Verdict | None) -> History:
    """The history without failures that are older than the day on which somebody else saw the link well."""
    if before is None or before.state not in (State.OK, State.MOVED, State.DRIFTED):
        return history
    failures = tuple(one for one in history.failures if one[0] >= before.since)
    return (
        history
        if failures == history.failures
        else history._replace(failures=failures, tries=len(failures), undecided=0)
    )


def _concluded(told: Meaning, history: History, before: Verdict | None) -> Verdict:
    """The verdict, its day left open; what is gone stays so until it is seen well."""
    if told.weight is Weight.WELL:
        return _well(history)
    if before and (
        before.state is State.GONE or (told.weight is Weight.NOTHING and before.state is not State.DEFERRED)
    ):
        return before
    if history.failures:
        if days := _proving(history.failures):
            return Verdict(State.GONE, evidence=_evidence(history.failures, days))
        last = history.failures[-1]
        return Verdict(State.UNWELL, evidence=f"{last[1]} on {last[0]}")
    return Verdict(told.state, evidence=told.evidence)


def _well(history: History) -> Verdict:
    is_moved = bool(history.target) and _apart(history.target_since, history.target_seen) >= _MOVED_SPAN
    to = history.target if is_moved else ""
    if is_drifted(history):
        days = f"{day_of(history.odd_since)}, {day_of(history.odd_seen)}"
        return Verdict(State.DRIFTED, evidence=f"another text on {days}", to=to)
    if is_moved:
        days = f"{day_of(history.target_since)}, {day_of(history.target_seen)}"
        return Verdict(State.MOVED, evidence=f"permanent redirect on {days}", to=to)
    return Verdict(State.OK)


def _accepting(history: History, probe: Probe, word: Verdict) -> History:
    """Who says that a link is well says so of the page as it is now."""
    if word.state is not State.OK or not probe.shape or history.good != probe.at:
        return history
    return history._replace(shapes=((probe.shape, probe.size),), odd_since="", odd_seen="")


def _with_target(history: History, probe: Probe) -> History:
    """The history after one more sight of a permanent redirect, or of none.

    A page that looks in any way like an error is no place to move to.
    """
    target = probe.permanent if probe.permanent != probe.url and not {*probe.hints} - {"honest"} else ""
    if not target or target != history.target:
        return history._replace(target=target, target_since=probe.at if target else "", target_seen="")
    return history._replace(target_seen=probe.at)


def _with_failure(failures: Sequence[tuple[str, str]], day: str, evidence: str) -> tuple[tuple[str, str], ...]:
    """Failures with one more; a day counts once, by the hardest evidence that it brought."""
    if failures and failures[-1][0] >= day:
        is_harder = evidence in HARD_EVIDENCE and failures[-1][1] not in HARD_EVIDENCE
        return (*failures[:-1], (failures[-1][0], evidence)) if is_harder else tuple(failures)
    if len(failures) < _MOST_REMEMBERED:
        return (*failures, (day, evidence))
    return (failures[0], *failures[2:], (day, evidence))


def _undecided(history: History) -> History:
    """The history after a try that told neither life nor death of a failing link.

    Such tries neither count nor clear. But where they come to outnumber the failures, those are accidents that a link
    which never answers "well", being blocked, would collect over months until it seemed gone.
    """
    tries, undecided = history.tries + 1, history.undecided + 1
    if undecided >= _PASSING and undecided > tries - undecided:
        return history._replace(failures=(), tries=0, undecided=0)
    return history._replace(tries=tries, undecided=undecided)


def _ways(failures: Sequence[tuple[str, str]]) -> list[tuple[list[str], int, int]]:
    """The days that count, how many are needed, and over how many from first to last, for each kind of proof."""
    return [
        ([day for day, what in failures if what == GONE_FOR_GOOD], _GONE_FOR_GOOD_DAYS, _HARD_SPAN),
        ([day for day, what in failures if what in HARD_EVIDENCE], _HARD_DAYS, _HARD_SPAN),
        ([day for day, _ in failures], _SOFT_DAYS, _SOFT_SPAN),
    ]


def _proving(failures: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Days enough to prove that a link is gone, the first and the last among them; none where there is no proof."""
    for days, needed, span in _ways(failures):
        if len(days) >= needed and _later(days[0], span) <= days[-1]:
            steps = [round(step * (len(days) - 1) / (needed - 1)) for step in range(needed)]
            return tuple(days[step] for step in steps)
    return ()


def _evidence(failures: Sequence[tuple[str, str]], days: Sequence[str]) -> str:
    """`404 on 2026-03-01, 2026-03-04; no such host on 2026-03-09`."""
    said: dict[str, list[str]] = {}
    for day, what in failures:
        if day in days:
            said.setdefault(what, []).append(day)
    return "; ".join(f"{what} on {', '.join(those)}" for what, those in said.items())


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _apart(first: str, last: str) -> timedelta:
    return moment(last) - moment(first) if first and last else timedelta(0)
