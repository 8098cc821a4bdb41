"""What a check of links found, for persons, programs and continuous integration."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from sourcebook.model.links import Finding, State, Summary
from sourcebook.model.problems import Place
from sourcebook.model.text import one_line, printable
from sourcebook.render.workflow_commands import workflow_command

# What each verdict means, in the order in which findings are listed; those that somebody has to see to come first.
MEANINGS: Mapping[State, str] = {
    State.GONE: "the page is not there any more",
    State.INSECURE: "the certificate of the site cannot be trusted",
    State.DRIFTED: "the page is there, and has another text",
    State.MOVED: "the page has another address for good",
    State.UNWELL: "failing, which proves nothing yet",
    State.BLOCKED: "the site lets no program in",
    State.UNSUPPORTED: "no address that a program can visit",
    State.DEFERRED: "not tried yet",
}
_BAD = (State.GONE, State.INSECURE, State.DRIFTED)
_LEVELS = {State.GONE: "error", State.INSECURE: "warning", State.DRIFTED: "warning"}
MARK = "<!-- sourcebook: links -->"  # by which a scheduled job finds its own issue again


class Findings(NamedTuple):
    """What a check found: its summary, where each address stands in the records, and how many links there are.

    `tried` of `links` were tried in this run.
    """

    summary: Summary
    places: Mapping[str, Sequence[Place]]
    links: int
    tried: int


def groups(summary: Summary) -> Iterator[tuple[State, Sequence[Finding]]]:
    """The findings by verdict, those kinds left out that have none."""
    for state in MEANINGS:
        if found := getattr(summary, state.value):
            yield state, found


def finding_shape(one: Finding, findings: Findings) -> Mapping[str, object]:
    """The documented JSON shape of a finding (docs/json.md)."""
    return {
        "schema": "sourcebook.link/1",
        "url": one.link.url,
        "kind": one.link.kind,
        "keys": one.link.keys,
        "state": one.verdict.state,
        "since": one.verdict.since,
        "evidence": one.verdict.evidence,
        "to": one.verdict.to or None,
        "because": one.verdict.because or None,
        "by": one.verdict.by or None,
        "until": one.verdict.until or None,
        "new": one in findings.summary.new,
        "next_check": one.next_check or None,
    }


def as_json(findings: Findings) -> str:
    """JSON Lines: every finding, then the count."""
    lines = [
        json.dumps(finding_shape(one, findings), ensure_ascii=False)
        for _, found in groups(findings.summary)
        for one in found
    ]
    return "".join(f"{line}\n" for line in [*lines, json.dumps(count_shape(findings), ensure_ascii=False)])


def count_shape(findings: Findings) -> Mapping[str, object]:
    """The documented JSON shape of what a check comes to (docs/json.md)."""
    return {
        "schema": "sourcebook.link-count/1",
        "links": findings.links,
        "tried": findings.tried,
        "new": len(findings.summary.new),
        **{state.value: len(getattr(findings.summary, state.value)) for state in MEANINGS},
    }


def as_text(findings: Findings) -> str:
    """Lines for a terminal or a pipe: a heading for each verdict, its findings with their evidence, and the count."""
    lines: list[str] = []
    if findings.summary.new:
        lines += ["new", *(_line(one) for one in findings.summary.new), ""]
    for state, found in groups(findings.summary):
        lines += [f"{state} ({MEANINGS[state]})", *(_line(one) for one in found), ""]
    return "".join(f"{line}\n" for line in [*lines, counted(findings)])


def counted(findings: Findings) -> str:
    """`412 links, 80 tried: 3 gone, 2 moved`."""
    said = [f"{len(found)} {state}" for state, found in groups(findings.summary)]
    links = "1 link" if findings.links == 1 else f"{findings.links} links"
    return f"{links}, {findings.tried} tried: {', '.join(said) or 'all well'}."


def _line(one: Finding) -> str:
    return printable(f"  {one.link.url}  {said_of(one)}  [{', '.join(one.link.keys)}]")


def said_of(one: Finding) -> str:
    """The evidence for a verdict and what will become of it, as a phrase."""
    parts = [one.verdict.evidence]
    if one.verdict.to:
        parts.append(f"now at {one.verdict.to}")
    if one.verdict.because:
        parts.append(f"{one.verdict.by or 'somebody'} says so: {one.verdict.because}")
    if one.needed:
        parts.append(f"day {one.failed} of {one.needed}; gone on {one.earliest} at the earliest")
    return one_line("; ".join(part for part in parts if part) or one.verdict.state)


def as_markdown(findings: Findings) -> str:
    """A report to read, with everything in it."""
    parts = ["# Links", "", counted(findings), ""]
    for state, found in groups(findings.summary):
        parts += [f"## {state.capitalize()}: {MEANINGS[state]}", "", *map(_item, found), ""]
    return "\n".join(parts).rstrip() + "\n"


def as_issue(findings: Findings) -> str:
    """The text of one issue: what somebody has to see to; the same bytes as long as that is the same."""
    parts = [MARK, ""]
    wanted = [(state, found) for state, found in groups(findings.summary) if state in (*_BAD, State.MOVED)]
    for state, found in wanted:
        parts += [f"## {state.capitalize()}: {MEANINGS[state]}", "", *map(_item, found), ""]
    if not wanted:
        parts.append("All links are well, as far as anybody can tell.")
    return "\n".join(parts).rstrip() + "\n"


def _item(one: Finding) -> str:
    url = one.link.url.replace(">", "%3E").replace("<", "%3C")
    keys = ", ".join(f"`{key}`" for key in one.link.keys)
    day = f", since {one.verdict.since}" if one.verdict.since else ""
    evidence = "; ".join(part for part in (one.verdict.evidence, one.verdict.because) if part)
    to = f" → <{one.verdict.to}>" if one.verdict.to else ""
    return one_line(f"- <{url}>{to} ({keys}){day}: {_escaped(evidence) or one.verdict.state}")


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!~" else sign for sign in text)


def as_junit(findings: Findings) -> str:
    """JUnit XML: a test case for each finding, a failure where somebody has to see to it."""
    listed = [(state, one) for state, found in groups(findings.summary) for one in found]
    failures = sum(state in _BAD for state, _ in listed)
    skipped = sum(state in (State.DEFERRED, State.BLOCKED, State.UNSUPPORTED) for state, _ in listed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuite name="links" tests="{findings.links}" failures="{failures}" skipped="{skipped}">')
    for state, one in listed:
        name, keys = quoteattr(printable(one.link.url)), quoteattr(" ".join(one.link.keys))
        said = quoteattr(f"{state}: {said_of(one)}")
        mark = "failure" if state in _BAD else "skipped" if state in (State.DEFERRED, State.BLOCKED) else ""
        inner = f"<{mark} message={said}/>" if mark else f"<system-out>{_cdata(said_of(one))}</system-out>"
        lines.append(f"  <testcase classname={keys} name={name}>{inner}</testcase>")
    return "\n".join([*lines, "</testsuite>"]) + "\n"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def as_sarif(findings: Findings) -> str:
    """SARIF 2.1.0 (OASIS): a result for each record that has an address somebody has to see to, or that moved."""
    results = [
        {
            "ruleId": f"link-{state}",
            "level": _LEVELS.get(state, "note"),
            "message": {"text": f"{one.link.url}: {state}; {said_of(one)}"},
            "locations": [{"physicalLocation": _region(place)}],
            "partialFingerprints": {"link/v1": f"{state} {one.link.url}"},
        }
        for state, one, place in _placed(findings)
    ]
    rules = [{"id": f"link-{state}", "shortDescription": {"text": meaning}} for state, meaning in MEANINGS.items()]
    run = {"tool": {"driver": {"name": "Sourcebook", "rules": rules}}, "results": results}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _region(place: Place) -> Mapping[str, object]:
    return {"artifactLocation": {"uri": place.path}, "region": {"startLine": max(place.line, 1)}}


def as_annotations(findings: Findings) -> str:
    """GitHub workflow commands, one for each record and address (docs.github.com, workflow commands)."""
    lines = []
    for state, one, place in _placed(findings):
        said = f"{one.link.url}: {said_of(one)}"
        lines.append(workflow_command(_LEVELS.get(state, "notice"), place, f"link-{state}", said))
    return "".join(f"{line}\n" for line in lines)


def _placed(findings: Findings) -> Iterator[tuple[State, Finding, Place]]:
    for state, found in groups(findings.summary):
        if state in (*_BAD, State.MOVED):
            for one in found:
                for place in findings.places.get(one.link.url, ()):
                    yield state, one, place


FORMATS: Mapping[str, Callable[[Findings], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "github-issue": as_issue,
    "github": as_annotations,
    "junit": as_junit,
    "sarif": as_sarif,
}
