"""`syllabus check`: what the rules about reading lists find in some of them, or in all."""

import argparse
import json

from sourcebook.checks import registry
from sourcebook.cli.findings import problem_shape, say_problems
from sourcebook.cli.syllabi import all_lists, found_list, with_lists
from sourcebook.cli.world import World
from sourcebook.model.problems import Severity

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `syllabus check` takes."""
    parser.add_argument("names", nargs="*", metavar="LIST", help="names of lists; default: all")
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one finding a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Check; exit 1 where there are errors (with --strict, warnings too). Raises UnknownName for a list."""
    shelf = world.shelf
    readings = [found_list(world, name)[1] for name in args.names] if args.names else all_lists(shelf)
    paths = {reading.syllabus.path for reading in readings}
    library = with_lists(shelf, world.library, readings)
    # Rules of reading, such as those about YAML, find faults of lists too.
    problems = [one for one in registry.run(library) if one.place.path in paths]
    if args.json:
        for problem in problems:
            world.terminal.say(json.dumps(problem_shape(problem), ensure_ascii=False))
    else:
        say_problems(world.terminal, problems, "1 list" if len(readings) == 1 else f"{len(readings)} lists")
    failing = {Severity.ERROR, Severity.WARNING} if args.strict else {Severity.ERROR}
    return int(any(problem.severity in failing for problem in problems))
