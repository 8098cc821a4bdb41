"""Findings about links are told in many formats, whatever an address or a reason has in it."""

import json
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.links import Finding, Link, LinkKind, State, Summary, Verdict
from sourcebook.model.problems import Place
from sourcebook.render.link_findings import FORMATS, MARK, Findings

URL = "https://example.org/a"


def _findings(url: str = URL, evidence: str = "404 on 2026-03-01", state: State = State.GONE) -> Findings:
    one = Finding(Link(url, LinkKind.URL, ("okafor2019",)), Verdict(state, "2026-03-09", evidence))
    return Findings(Summary(checked=1, **{state.value: (one,)}), {url: [Place("library/works/okafor2019.md", 7)]}, 3, 2)


def test_all_well_is_a_word_in_each_format() -> None:
    nothing = Findings(Summary(checked=3), {}, 3, 2)
    assert FORMATS["text"](nothing) == "3 links, 2 tried: all well.\n"
    assert "All links are well" in FORMATS["github-issue"](nothing)
    assert FORMATS["github"](nothing) == ""
    assert json.loads(FORMATS["sarif"](nothing))["runs"][0]["results"] == []
    assert json.loads(FORMATS["json"](nothing))["gone"] == 0


def test_a_finding_stands_beside_the_line_of_its_record() -> None:
    said = FORMATS["github"](_findings())
    assert said == f"::error file=library/works/okafor2019.md,line=7,title=link-gone::{URL}: 404 on 2026-03-01\n"


def test_what_nobody_has_to_see_to_is_in_the_report_and_not_in_the_issue() -> None:
    blocked = _findings(state=State.BLOCKED)
    assert URL in FORMATS["markdown"](blocked)
    assert URL not in FORMATS["github-issue"](blocked)
    assert FORMATS["github"](blocked) == ""
    assert ET.fromstring(FORMATS["junit"](blocked)).get("failures") == "0"  # noqa: S314 - our own words


@given(st.text(), st.text())
def test_every_format_holds_together_whatever_is_in_it(url: str, evidence: str) -> None:
    findings = _findings(url.encode("utf-8", "replace").decode(), evidence.encode("utf-8", "replace").decode())
    assert ET.fromstring(FORMATS["junit"](findings)).get("failures") == "1"  # noqa: S314 - our own words
    json.loads(FORMATS["sarif"](findings))
    assert [json.loads(line)["schema"] for line in FORMATS["json"](findings).split("\n")[:-1]] == [
        "sourcebook.link/1",
        "sourcebook.link-count/1",
    ]
    assert FORMATS["github"](findings).count("\n") == 1
    assert FORMATS["github-issue"](findings).startswith(MARK)
    assert "\x1b" not in FORMATS["text"](findings) + FORMATS["markdown"](findings)
