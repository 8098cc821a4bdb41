"""A verification as people and programs read it: both values of each field, where theirs was said, and why."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from sourcebook.cli.terminal import Terminal, wrapped
from sourcebook.cli.values import in_words
from sourcebook.intake.hearing import Said, Verdict
from sourcebook.intake.likeness import Match
from sourcebook.intake.questions import Outcome
from sourcebook.intake.verifying import Agreement, Verification
from sourcebook.model.text import one_line

_COLOURS = {
    Verdict.CONFIRMED: "green",
    Verdict.PARTLY: "yellow",
    Verdict.MISMATCH: "red",
    Verdict.UNKNOWN: "red",
    Verdict.UNSEEN: "dim",
}


Choice: TypeAlias = tuple[str, Said]  # a field and a value to take for it


def say_verification(
    terminal: Terminal, one: Verification, shown: Sequence[Agreement], choices: Sequence[Choice] = ()
) -> None:
    """One block: the work with its verdict, then the fields that are shown; `choices` are numbered from 1."""
    why = f": {one_line(one.why)}" if one.why else ""
    terminal.say(f"{terminal.paint(one.work.key, 'cyan')} {terminal.paint(one.verdict, _COLOURS[one.verdict])}{why}")
    unsaid = [agreement.field for agreement in shown if not agreement.said]
    for agreement in shown:
        if agreement.said:
            for line in _lines(agreement, choices):
                _say(terminal, line)
    if unsaid:
        _say(terminal, f"  nobody says: {', '.join(map(one_line, unsaid))}")
    for witness in one.witnesses:
        if witness.outcome is not Outcome.ANSWERED and witness.why != one.why:
            _say(terminal, f"  {witness.outcome}: {one_line(witness.why)}")


def _say(terminal: Terminal, line: str) -> None:
    """A line with its indent, in as many as it takes on a terminal, in one elsewhere."""
    indent = line[: len(line) - len(line.lstrip())]
    if not terminal.is_terminal:
        terminal.say(line)
        return
    first, *more = wrapped(line.strip(), terminal.width - 4, indent)
    terminal.say(first)
    for rest in more:
        terminal.say("    " + rest)


def _lines(agreement: Agreement, choices: Sequence[Choice]) -> Iterator[str]:
    why = f": {one_line(agreement.why)}" if agreement.why else ""
    yield f"  {agreement.field} {agreement.match}{why}"
    if agreement.ours:
        yield f"    here:  {one_line(in_words(agreement.ours))}"
    for said in agreement.said:
        match, reason = said.likeness.match, one_line(said.likeness.why)
        more = [one_line(said.origin), one_line(said.address)]
        if match is not agreement.match:
            more.append(f"{match}{': ' * bool(reason)}{reason}")
        choice = (agreement.field, said)
        label = f"{choices.index(choice) + 1:>8}:" if choice in choices else "    there:"
        yield f"{label} {one_line(in_words(said.value))} ({', '.join(more)})"


def verification_shape(one: Verification) -> Mapping[str, object]:
    """The documented JSON shape of a verification (docs/json.md)."""
    return {
        "schema": "sourcebook.verification/1",
        "key": one.work.key,
        "verdict": one.verdict,
        "why": one.why,
        "fields": [
            {
                "field": agreement.field,
                "match": agreement.match,
                "why": agreement.why,
                "here": agreement.ours or None,
                "there": [
                    {
                        "value": said.value,
                        "origin": said.origin,
                        "address": said.address,
                        "match": said.likeness.match,
                        "why": said.likeness.why,
                    }
                    for said in agreement.said
                ],
            }
            for agreement in one.agreements
        ],
        "asked": [
            {
                "kind": said.what.kind,
                "value": said.what.value,
                "address": said.address,
                "outcome": said.outcome,
                "why": said.why,
            }
            for said in one.witnesses
        ],
    }


def of_interest(one: Verification, *, every: bool, matches: Collection[str]) -> list[Agreement]:
    """The fields to show: those that were said of and do not agree, or `every` field, or those of some verdicts."""
    if matches:
        return [field for field in one.agreements if field.match in matches]
    return [field for field in one.agreements if every or (field.match is not Match.AGREES and field.said)]
