"""Probes and verdicts for tests of links, said briefly."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sourcebook.links.judge import Judgement, judge
from sourcebook.model.links import NO_HISTORY, Outcome, Probe, Verdict, moment_text

URL = "https://paper.example/2019/dam"
START = datetime(2026, 3, 1, 10, tzinfo=UTC)


def at(day: float) -> str:
    """The time so many days after the first of March."""
    return moment_text(START + timedelta(days=day))


def date_of(day: float) -> str:
    """The day so many days after the first of March."""
    return at(day)[:10]


def probe(day: float, outcome: Outcome = Outcome.OK, url: str = URL, **said: Any) -> Probe:
    """A probe so many days after the first of March."""
    return Probe(url=url, at=at(day), outcome=outcome, **said)


def judged(probes: Sequence[Probe], before: Verdict | None = None) -> Judgement:
    """What a row of probes of one address comes to."""
    done = judge(probes[0], NO_HISTORY, before)
    for one in probes[1:]:
        done = judge(one, *done)
    return done
