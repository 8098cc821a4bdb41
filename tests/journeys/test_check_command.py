from pathlib import Path

import pytest
from running import json_lines, run

MINUTES = "library/works/courier2021minutes.md"


def test_findings_in_a_pipe_are_lines_with_file_line_weight_and_rule(unchanged: Path) -> None:
    done = run("check", cwd=unchanged)
    assert done.returncode == 0
    assert f"{MINUTES}:13: warning: 'x-desk' is no field of a record [unknown-field]\n" in done.stdout
    assert all(line.startswith("library/") and line.endswith("]") for line in done.stdout.splitlines())
    assert done.stderr == "9 works: 0 errors, 16 warnings, 12 notes.\n"


@pytest.mark.parametrize("alias", ["lint", "doctor"])
def test_the_aliases_of_check_are_check(alias: str, unchanged: Path) -> None:
    assert run(alias, cwd=unchanged).stdout == run("check", cwd=unchanged).stdout


def test_json_of_check_has_a_problem_a_line(unchanged: Path) -> None:
    problems = json_lines(run("check", "--json", cwd=unchanged).stdout)
    assert {problem["schema"] for problem in problems} == {"sourcebook.problem/1"}
    assert {
        "schema": "sourcebook.problem/1",
        "rule": "unknown-field",
        "severity": "warning",
        "message": "'x-desk' is no field of a record",
        "path": MINUTES,
        "line": 13,
        "key": "courier2021minutes",
    } in problems
    assert json_lines(run("check", "--format", "json", cwd=unchanged).stdout) == problems


def test_workflow_commands_name_file_and_line(unchanged: Path) -> None:
    lines = run("check", "--format", "github", cwd=unchanged).stdout.splitlines()
    assert f"::warning file={MINUTES},line=13,title=unknown-field::'x-desk' is no field of a record" in lines
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


def test_the_summary_counts_per_rule(unchanged: Path) -> None:
    lines = run("check", "--summary", cwd=unchanged).stdout.splitlines()
    assert lines[-1] == "9 works: 0 errors, 16 warnings, 12 notes."
    assert [line.split()[:3] for line in lines[:2]] == [
        ["3", "warning", "no-annotation"],
        ["8", "warning", "no-provenance"],
    ]


def test_rules_are_selected_and_ignored_by_id_and_pattern(unchanged: Path) -> None:
    def rules(*argv: str) -> set[str]:
        return {problem["rule"] for problem in json_lines(run("check", "--json", *argv, cwd=unchanged).stdout)}

    everything = rules()
    assert rules("--select", "no-*") == {rule for rule in everything if rule.startswith("no-")}
    assert rules("--select", "no-link,no-role") == {"no-link", "no-role"}
    assert rules("--ignore", "no-*", "--ignore", "few-keywords") == {
        rule for rule in everything if not rule.startswith("no-") and rule != "few-keywords"
    }
    assert rules("--select", "no-*", "--ignore", "no-link") == rules("--select", "no-*") - {"no-link"}


def test_errors_end_with_1_and_warnings_only_when_strict(sourcebook: Path) -> None:
    assert run("check", "--strict", cwd=sourcebook).returncode == 1
    assert run("check", "--strict", "--select", "no-link", cwd=sourcebook).returncode == 0
    record = sourcebook / "library" / "works" / "lindqvist2020critique.md"
    record.write_text(
        record.read_text(encoding="utf-8").replace("target: okafor2019alder", "target: nobody"), encoding="utf-8"
    )
    done = run("check", cwd=sourcebook)
    assert done.returncode == 1
    assert "[relation-to-nowhere]" in done.stdout
    assert run("check", "--ignore", "relation-to-nowhere", cwd=sourcebook).returncode == 0


def test_a_rule_is_explained_without_a_sourcebook(tmp_path: Path) -> None:
    done = run("check", "--explain", "no-link", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no-link (note)\n\nNothing in the record leads to the work.\n")


def test_all_rules_are_explained_on_one_page(tmp_path: Path) -> None:
    page = run("check", "--explain", "all", cwd=tmp_path).stdout
    assert page.startswith("# The rules\n")
    assert page.count("\n### ") >= 25


@pytest.mark.parametrize("option", ["--explain", "--select", "--ignore"])
def test_an_unknown_rule_is_refused_with_the_nearest(option: str, unchanged: Path) -> None:
    done = run("check", option, "no-lnk", cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no rule 'no-lnk'. Did you mean 'no-link'" in done.stderr


def test_what_cannot_be_read_in_the_ledgers_is_found_too(sourcebook: Path) -> None:
    (sourcebook / "library" / "links.yaml").write_text("https://a.example/: {state: fine}\n", encoding="utf-8")
    (sourcebook / "library" / "decisions.jsonl").write_text("torn\n", encoding="utf-8")
    done = run("check", "--select", "bad-verdict,bad-decision", cwd=sourcebook)
    assert done.returncode == 1
    assert "library/links.yaml:1: error:" in done.stdout
    assert "library/decisions.jsonl:1: warning:" in done.stdout
