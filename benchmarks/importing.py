"""The same works as one .bib file, and the rows that measure reading and importing it beside bibtexparser alone."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from fill import bib_entry, fill_sourcebook
from measure import WrongOutput
from rows import Claim, Contest, Side

from sourcebook.model.work import Work
from sourcebook.store.sources import WORKS

FILE = "works.bib"
# Both without the cycle collector, which our command does without.
_PARSE = """
import gc, sys; gc.disable()
from bibtexparser.entrypoint import parse_string
print(len(parse_string(open(sys.argv[1], encoding="utf-8").read(), parse_stack=[]).entries))
"""
_READ = """
import gc, sys; gc.disable()
from sourcebook.intake.bibtex import read_bibtex
print(len(read_bibtex(open(sys.argv[1], encoding="utf-8").read()).drafts))
"""


def fill_import(home: str, works: Sequence[Work]) -> None:
    """A .bib file with these works, and a sourcebook under git that has none of them."""
    empty = os.path.join(home, "empty")
    fill_sourcebook(empty, ())
    os.makedirs(os.path.join(empty, WORKS), exist_ok=True)
    with open(os.path.join(home, FILE), "w", encoding="utf-8") as file:
        file.writelines(map(bib_entry, works))
    _git(empty, "init", "--quiet", "--initial-branch=main")
    for name, value in (("user.name", "Ada Lindgren"), ("user.email", "ada@example.org"), ("gc.auto", "0")):
        _git(empty, "config", name, value)
    _git(empty, "add", "--all")
    _git(empty, "commit", "--quiet", "--message=A library without works")


def import_contests(ours: Side, python: Side, works: Sequence[Work]) -> tuple[Contest, ...]:
    """The contest over one file: the parser alone, our reading to drafts, and the whole command with its commit."""
    file = os.path.join(ours.home, FILE)
    filled = os.path.join(ours.home, "filled")

    def all_read(output: str) -> None:
        if output.strip() != str(len(works)):
            raise WrongOutput(f"it read {output.strip()} entries instead of {len(works)}")

    def all_kept(output: str) -> None:
        if output.count(": added") != len(works) or len(os.listdir(os.path.join(filled, WORKS))) != len(works):
            raise WrongOutput("it did not write every work")
        if _git(filled, "status", "--porcelain", "--", WORKS):
            raise WrongOutput("it left something without a commit")

    def empty_again() -> None:
        shutil.rmtree(filled, ignore_errors=True)
        shutil.copytree(os.path.join(ours.home, "empty"), filled, symlinks=True)

    parser = python.run("bibtexparser alone", all_read, "-c", _PARSE, file)
    reading = python.run("reading a .bib file", all_read, "-c", _READ, file)
    whole = ours.run("import FILE", all_kept, "-C", filled, "import", file, before=empty_again)
    return (
        Contest(
            contenders=(parser, reading, whole),
            claims=(
                Claim(ours=reading.name, peer=parser.name, limit=2, shown_limit="2"),
                # Not promised: it also writes as many files, and git keeps them.
                Claim(ours=whole.name, peer=parser.name),
            ),
        ),
    )


def _git(root: str, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, encoding="utf-8").stdout
