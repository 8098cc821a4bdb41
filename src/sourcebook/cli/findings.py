"""How findings of rules are told: on a terminal by file, in a pipe a line each, as JSON, in workflows, and counted."""

from collections import Counter
from collections.abc import Sequence

from sourcebook.cli.terminal import Terminal
from sourcebook.model.problems import Problem, Severity
from sourcebook.model.text import one_line
from sourcebook.render.workflow_commands import workflow_command

_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def say_problems(terminal: Terminal, problems: Sequence[Problem], what: str) -> None:
    """The findings, on a terminal under the path of each file, and their count; `what` was looked at."""
    path = ""
    for problem in problems:
        if terminal.is_terminal:
            if problem.place.path != path:
                path = problem.place.path
                terminal.say(terminal.paint(one_line(path or "the library as a whole"), "bold"))
            severity = terminal.paint(f"{problem.severity:<8}", _STYLE[problem.severity])
            terminal.say(f"  {problem.place.line or '-':>4}  {severity} {one_line(problem.message)} [{problem.rule}]")
        else:
            terminal.say(one_line(str(problem)))
    terminal.talk(counted(problems, what))


def counted(problems: Sequence[Problem], what: str) -> str:
    """How many findings of each weight there are: `196 works: 0 errors, 1 warning, 3 notes.`"""
    by_weight = Counter(problem.severity for problem in problems)
    parts = [f"{by_weight[one]} {one}{'' if by_weight[one] == 1 else 's'}" for one in Severity]
    return f"{what}: {', '.join(parts)}."


def problem_shape(problem: Problem) -> dict[str, str | int]:
    """The documented JSON shape of one finding (docs/json.md)."""
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
