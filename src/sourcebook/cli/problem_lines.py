"""Problems as commands print them: for programs, for workflows, and how many there are."""

from collections import Counter
from collections.abc import Sequence

from sourcebook.model.problems import Problem, Severity
from sourcebook.render.workflow_commands import workflow_command


def counted(problems: Sequence[Problem], looked_at: str) -> str:
    """How many problems of each severity were found in what was looked at: `12 works: 1 error, 0 warnings, 2 notes.`"""
    by_weight = Counter(problem.severity for problem in problems)
    parts = [f"{by_weight[one]} {one}{'' if by_weight[one] == 1 else 's'}" for one in Severity]
    return f"{looked_at}: {', '.join(parts)}."


def problem_shape(problem: Problem) -> dict[str, str | int]:
    """The documented JSON shape of a problem (docs/json.md)."""
    return {
        "schema": "sourcebook.problem/1",
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "path": problem.place.path,
        "line": problem.place.line,
        "key": problem.key,
    }


def problem_command(problem: Problem) -> str:
    """The annotation of a file that shows a problem in a GitHub workflow."""
    kind = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[problem.severity]
    return workflow_command(kind, problem.place, problem.rule, problem.message)
