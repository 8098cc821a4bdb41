"""`audit`: a manuscript's citations held against the library, and the bibliography of exactly that manuscript."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from sourcebook.checks.manuscript import Audit, audit
from sourcebook.cli.exported import FORCE, write_exported
from sourcebook.cli.findings import counted, problem_command, problem_shape, say_problems
from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UsageError
from sourcebook.intake.manuscripts import MANUSCRIPTS, form_of, read_manuscript
from sourcebook.model.problems import Severity
from sourcebook.render.formats import EXPORTS, Export, export_named, losses
from sourcebook.store import files

READS = True
_LARGEST = 100_000_000  # bytes of a manuscript with its pictures


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `audit` takes."""
    parser.add_argument("drafts", nargs="+", metavar="DRAFT", help="Markdown, LaTeX, Typst or DOCX; - for stdin")
    parser.add_argument("--from", dest="form", choices=MANUSCRIPTS, help="default: what the name of the file tells")
    parser.add_argument("-o", dest="output", metavar="FILE", help="write what is cited, such as refs.bib or refs.json")
    parser.add_argument("-f", "--to", metavar="FORMAT", default="", help=f"the format of it: {', '.join(EXPORTS)}")
    parser.add_argument("--force", action="store_true", help=FORCE)
    parser.add_argument("--strict", action="store_true", help="exit 1 for notes too")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: text")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")


def run(args: argparse.Namespace, world: World) -> int:
    """Audit; exit 1 where there are errors or warnings, with --strict notes too."""
    export = _export(args.output, args.to)
    if export:
        _refuse_drafts(args.drafts, args.output)
    audits = list(_audits(args, world))
    problems = [problem for one in audits for problem in one.problems]
    cited = {name: key for one in audits for name, key in one.cited.items()}
    if export:
        _write(world, args, export, cited)
    count = len(set(cited.values()))
    what = "1 work is cited" if count == 1 else f"{count} works are cited"
    if args.format == "text":
        say_problems(world.terminal, problems, what)
    else:
        for problem in problems:
            said = (
                problem_command(problem)
                if args.format == "github"
                else json.dumps(problem_shape(problem), ensure_ascii=False)
            )
            world.terminal.say(said)
        world.terminal.talk(counted(problems, what))
    grave = [one for one in problems if args.strict or one.severity is not Severity.NOTE]
    return world.verdict(found=not grave)


def _export(output: str | None, name: str) -> Export | None:
    """The format to write what is cited in, told by --to or by the name of the file; the oldest of `.bib` is BibTeX."""
    if not output:
        if name:
            raise UsageError("--to says how -o FILE is written; name the file, or leave it out.")
        return None
    if name:
        return export_named(name)
    extension = os.path.splitext(output)[1].lower()
    found = next((one for one in EXPORTS.values() if one.extension == extension), None)
    if found is None:
        raise UsageError(f"The name {output!r} tells no format; say --to bibtex, biblatex, csl-json …")
    return found


def _refuse_drafts(drafts: Sequence[str], output: str) -> None:
    """Raises UsageError where the output is a draft, by whatever name."""
    for name in drafts:
        if files.is_replaced(output) and os.path.exists(name) and os.path.samefile(name, output):
            raise UsageError(f"{output} is the draft itself, which audit never changes; name another file with -o.")


def _audits(args: argparse.Namespace, world: World) -> Iterator[Audit]:
    verdicts = LinkLedger(world).ledger.verdicts
    for name in args.drafts:
        if name == "-" and not args.form:
            raise UsageError(f"What stands on standard input? Say --from {', '.join(MANUSCRIPTS)}.")
        form = args.form or form_of(name)
        data = sys.stdin.buffer.read(_LARGEST) if name == "-" else files.read_bytes(name, _LARGEST)
        try:
            mentions = read_manuscript(data, form)
        except BadValue as error:
            raise BadValue(f"{name}: {error}") from error
        yield audit(mentions, world.library, verdicts, "(standard input)" if name == "-" else name)


def _write(world: World, args: argparse.Namespace, export: Export, cited: Mapping[str, str]) -> None:
    """Write the works under the keys that the manuscript uses, former ones among them."""
    library = world.shelf.printing(world.library)
    works = {name: library.works[key]._replace(key=name) for name, key in sorted(cited.items())}
    links = {name: link for name, key in cited.items() if (link := library.printed_links.get(key))}
    chosen = library.holding(works).printing(links)
    write_exported(world, args.output, export, export.write(chosen).encode(), force=args.force)
    if lost := losses(chosen, export):
        said = ", ".join(f"{name} ({count})" for name, count in sorted(lost.items()))
        world.terminal.talk(f"sourcebook: {export.name} has no place for: {said}.", "dim")
