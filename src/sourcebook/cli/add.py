"""`add`: works from addresses, identifiers or other programs' entries; every value is shown before it enters."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence

from sourcebook.cli import archiving, changing, editor, network
from sourcebook.cli.asking import Asking
from sourcebook.cli.candidates import Asked, Candidate, additions, draft_shape, placed, redrafted, tell
from sourcebook.cli.learning import YOU, learned
from sourcebook.cli.reviewing import review
from sourcebook.cli.values import assignment, refuse_unknown
from sourcebook.cli.world import World
from sourcebook.errors import NetworkFailed, SourcebookError, UsageError
from sourcebook.intake.formats import sniff, text_of
from sourcebook.intake.identifying import Identifier, identified
from sourcebook.intake.placing import seeded
from sourcebook.model.facts import Draft
from sourcebook.model.text import one_line
from sourcebook.model.work import Origin, read_work
from sourcebook.store import files

_LARGEST_FILE = 256_000_000  # bytes


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `add` takes."""
    parser.add_argument(
        "what", nargs="+", metavar="WHAT", help="addresses, DOIs, ISBNs, arXiv numbers, files or entries; - for stdin"
    )
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask; add what the library does not have")
    parser.add_argument("--set", action="append", metavar="FIELD=VALUE", default=[], help="what you know; repeatable")
    parser.add_argument("--viewpoint", metavar="ID", default="", help="its viewpoint")
    parser.add_argument("--role", metavar="ID", default="", help="its role")
    parser.add_argument("--rebuts", action="append", metavar="KEY", default=[], help="what it rebuts; repeatable")
    parser.add_argument("--key", metavar="KEY", default="", help="its key; else one is made")
    parser.add_argument("--force", action="store_true", help="add it though the library seems to have it")
    parser.add_argument("--offline", action="store_true", help="ask nobody: the identifier and --set have to do")
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Add; exit 1 where a work is here already or no registry knows it, 4 where the network failed.

    What can be added is, whatever becomes of the rest.
    """
    asks = not (args.yes or args.dry_run or args.json)
    if asks and not editor.can_ask():
        raise UsageError("add asks before it writes, and here is no terminal; say --yes, or --dry-run to look only.")
    adding = _Adding(world, args)
    if world.missing:
        return 1
    asked = list(adding.asked())
    if args.key and len(asked) > 1:
        raise UsageError("--key is for one work at a time.")
    found = placed(asked, world.library)
    before = world.shelf.names()
    adding.codes.append(review(world, args, found) if asks else _add(world, args, found))
    adding.codes.append(archiving.save_added(world, args, before))
    return max(adding.codes)


def _add(world: World, args: argparse.Namespace, found: Sequence[Candidate]) -> int:
    """Add what is not here yet, without asking; 1 where some was here."""
    for one in found:
        if args.json:
            world.terminal.say(json.dumps(draft_shape(one), ensure_ascii=False))
        else:
            tell(world.terminal, one)
    new = [one for one in found if one.sameness is None]
    if new:
        changing.carry_out(world, args, changing.Change(additions(new)))
    return int(len(new) < len(found))


class _Adding:
    """From the words of the command line to drafts; `codes` are the exit codes of those that came to nothing."""

    def __init__(self, world: World, args: argparse.Namespace) -> None:
        self.codes: list[int] = []
        self._world = world
        self._args = args
        self._values = dict(assignment(word) for word in args.set)
        self._values |= {name: said for name in ("viewpoint", "role") if (said := getattr(args, name))}
        refuse_unknown(world.shelf.vocabulary, self._values)
        self._rebutted = world.meant(args.rebuts, None) if args.rebuts else []
        self._day = time.strftime("%Y-%m-%d")

    def asked(self) -> Iterator[Asked]:
        """The drafts of all that was asked for; what could not be learned is told on standard error."""
        if self._args.offline:
            yield from self._asked(None)
            return
        with network.fetcher(self._world, self._args) as fetcher:
            yield from self._asked(Asking(fetcher, self._world.shelf.sources.services))

    def _asked(self, asking: Asking | None) -> Iterator[Asked]:
        for word in self._args.what:
            for entry, what in self._read(word):
                try:
                    asked = (
                        Asked(entry, what)
                        if isinstance(what, Draft)
                        else learned(self._world, entry, what, asking, self._day)
                    )
                except SourcebookError as error:
                    self._complain(error)
                else:
                    draft = self._with_flags(asked.draft)
                    yield asked._replace(draft=draft, key=self._args.key, is_apart=self._args.force)

    def _complain(self, error: SourcebookError) -> None:
        way_out = isinstance(error, NetworkFailed) and "--offline" not in str(error)
        more = " With --offline and --set you enter what you know yourself." if way_out else ""
        self._world.terminal.talk(f"sourcebook: {error}{more}", "red")
        self.codes.append(error.exit_code)

    def _read(self, word: str) -> Iterator[tuple[str, Identifier | Draft]]:
        """What a word of the command line stands for: an identifier, identifiers in lines, or entries of a file."""
        name = ""
        if word == "-":
            text = text_of(sys.stdin.buffer.read(_LARGEST_FILE))[0]
        elif os.path.isfile(word):
            name, text = word, text_of(files.read_bytes(word, _LARGEST_FILE))[0]
        else:
            text = word
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        found = [(line, what) for line in lines if (what := identified(line))]
        if found and len(found) == len(lines):
            yield from found
        else:
            yield from self._entries(name, text, word)

    def _entries(self, name: str, text: str, word: str) -> Iterator[tuple[str, Draft]]:
        format_ = sniff(name, text)
        if format_.is_plain:
            raise UsageError(
                f"{one_line(word)[:80]!r} is no address, DOI, ISBN, arXiv number or entry of a format we know, nor a "
                "file; `sourcebook import` reads plain lists of references."
            )
        imported = format_.read(text)
        where = os.path.basename(name) or ("standard input" if word == "-" else "the command line")
        for complaint in imported.complaints:
            self._world.terminal.talk(f"{where}:{complaint.line}: {one_line(complaint.message)}", "red")
            self.codes.append(3)
        for draft in imported.drafts:
            raw = seeded(draft.raw, f"{where}, line {draft.line}, added {self._day}", draft.doubts)
            doubts = read_work("", raw, "", Origin())[0].doubts
            yield draft.entry or f"{where}:{draft.line}", draft._replace(raw=raw, doubts=doubts)

    def _with_flags(self, draft: Draft) -> Draft:
        """The draft with what the command line says, which is beyond doubt."""
        values = dict(self._values)
        if self._rebutted:
            known = draft.raw.get("relations", ())
            values["relations"] = [*known, *({"type": "rebuts", "target": key} for key in self._rebutted)]
        return redrafted(draft, values, YOU)
