"""`check`: what the rules find in the records."""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from sourcebook.checks import registry
from sourcebook.cli.findings import counted, problem_command, problem_shape, say_problems
from sourcebook.cli.terminal import Terminal, table
from sourcebook.cli.world import World
from sourcebook.model.problems import Problem, Severity
from sourcebook.model.text import one_line
from sourcebook.store.decisions import load_decisions
from sourcebook.store.files import read_bytes
from sourcebook.store.shelf import list_names
from sourcebook.store.sources import LINKS

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `check` takes."""
    parser.add_argument("--select", action="append", default=[], metavar="RULE", help="only these: ids or 'bad-*'")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE", help="all but these rules")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: text")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument("--summary", action="store_true", help="how many per rule, and the errors")
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    parser.add_argument("--explain", metavar="RULE", help="explain one rule, or `all`")


def run(args: argparse.Namespace, world: World) -> int:
    """Check; exit 1 where there are errors (with --strict, warnings too)."""
    if args.explain:
        world.terminal.data(_explanation(args.explain) + "\n")
        return 0
    library = world.shelf.library(lines=True).also(_beside(world.shelf.root))
    if list_names(world.shelf.root):
        from sourcebook.cli.syllabi import all_lists, with_lists  # noqa: PLC0415 - PyYAML costs 20 ms

        library = with_lists(world.shelf, library, all_lists(world.shelf))
    problems = registry.run(library, _names(args.select), _names(args.ignore))
    if args.format == "json":
        for problem in problems:
            world.terminal.say(json.dumps(problem_shape(problem), ensure_ascii=False))
    elif args.format == "github":
        for problem in problems:
            world.terminal.say(problem_command(problem))
    elif args.summary:
        _say_summary(world.terminal, problems, len(library.works))
    else:
        say_problems(world.terminal, problems, f"{len(library.works)} works")
    failing = {Severity.ERROR, Severity.WARNING} if args.strict else {Severity.ERROR}
    return int(any(problem.severity in failing for problem in problems))


def _beside(root: str) -> Iterator[Problem]:
    """What is wrong with the ledgers, which no record knows of."""
    path = os.path.join(root, LINKS)
    if os.path.lexists(path):
        from sourcebook.store.ledgers import LARGEST, read_links  # noqa: PLC0415 - libyaml for those who check links

        yield from read_links(read_bytes(path, LARGEST)).problems
    yield from load_decisions(root).problems


def _names(options: Sequence[str]) -> list[str]:
    return [name for option in options for name in option.split(",") if name]


def _explanation(name: str) -> str:
    if name == "all":
        return registry.page().removesuffix("\n")
    rule = registry.rule_named(name)
    return f"{rule.id} ({rule.severity})\n\n{rule.explanation}"


def _say_summary(terminal: Terminal, problems: Sequence[Problem], works: int) -> None:
    for problem in problems:
        if problem.severity is Severity.ERROR:
            terminal.say(one_line(str(problem)))
    weight = list(Severity)
    counts = Counter((weight.index(problem.severity), problem.rule) for problem in problems)
    rows = [
        (f"{count:>5}", weight[place], rule, registry.rule_named(rule).summary)
        for (place, rule), count in sorted(counts.items())
    ]
    for line in table(rows):
        terminal.say(line)
    terminal.say(counted(problems, f"{works} works"))
