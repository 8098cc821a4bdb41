"""The same works under git with a history, and the rows that measure our history commands beside git's own."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from fill import fill_sourcebook
from measure import WrongOutput
from rows import Claim, Contest, Side

from sourcebook.model.work import Work
from sourcebook.store import codec

WORKS_PER_COMMIT = 5  # so 10,000 works have 2,000 commits
_BUSY = 20  # commits of the work whose log is asked for
_FIRST_DAY = 1_700_000_000  # seconds; one commit an hour from then on
_PERSON = "Ada Lindgren <ada@example.org>"


def fill_history(root: str, works: Sequence[Work]) -> None:
    """Our library in a git repository: one commit with all works, then one for a field of one work at a time."""
    fill_sourcebook(root, works)
    with open(os.path.join(root, ".gitignore"), "w", encoding="utf-8") as file:
        file.write(".sourcebook/\n.filled\n")
    _git(root, "init", "--quiet", "--initial-branch=main")
    for name, value in (("user.name", "Ada Lindgren"), ("user.email", "ada@example.org"), ("gc.auto", "0")):
        _git(root, "config", name, value)
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--message=The library as it began")
    start = _git(root, "rev-parse", "HEAD").decode().strip()
    _git(root, "fast-import", "--quiet", "--force", stdin=b"".join(_commits(start, works)))
    _git(root, "reset", "--hard", "--quiet")
    _git(root, "gc", "--quiet")


def _commits(start: str, works: Sequence[Work]) -> Iterator[bytes]:
    count = max(len(works) // WORKS_PER_COMMIT, _BUSY)
    for number in range(count):
        busy = number % (count // _BUSY) == 0
        work = works[0] if busy else works[1 + number % (len(works) - 1)]
        text = codec.write(work._replace(fields={**work.fields, "note": f"Looked at again, {number}"})).encode()
        message = f"{work.key}: note changed\n".encode()
        when = f"{_FIRST_DAY + 3600 * number} +0000"
        parent = f"from {start}\n" if number == 0 else ""
        yield (
            f"commit refs/heads/main\nauthor {_PERSON} {when}\ncommitter {_PERSON} {when}\ndata {len(message)}\n"
        ).encode()
        yield message + parent.encode() + f"M 100644 inline {_path(work)}\ndata {len(text)}\n".encode() + text + b"\n"


def history_contests(ours: Side, git: Side, works: Sequence[Work]) -> tuple[Contest, ...]:
    """Every contest over a library with a history: both sides work in the same folder."""
    home = ours.home
    return (_log(ours, git, works[0]), _at(ours, home), _set(ours, git, works))


def _log(ours: Side, git: Side, work: Work) -> Contest:
    def check(output: str) -> None:
        if output.count("Ada Lindgren") < _BUSY:
            raise WrongOutput(f"it tells {output.count('Ada Lindgren')} commits instead of {_BUSY} or more")

    return Contest(
        contenders=(
            ours.run("log KEY", check, "-C", ours.home, "log", work.key),
            git.run("git log -- FILE", check, "-C", ours.home, "log", "--", _path(work)),
        ),
        claims=(Claim(ours="log KEY", peer="git log -- FILE", limit=2, shown_limit="2"),),
    )


def _at(ours: Side, home: str) -> Contest:
    def check(output: str) -> None:
        if output.count("\n") < 3:
            raise WrongOutput("it lists fewer works than there are")

    return Contest(
        contenders=(
            ours.run("list --at", check, "-C", home, "list", "--at", "HEAD~5"),
            ours.run("list, in a repository", check, "-C", home, "list"),
        ),
        claims=(Claim(ours="list --at", peer="list, in a repository", limit=3, shown_limit="3"),),
    )


def _set(ours: Side, git: Side, works: Sequence[Work]) -> Contest:
    # Each side changes a work of its own, which no log above is asked for; ours needs a field that is not so already.
    mine, its = works[1], works[2]

    def edit(work: Work) -> None:
        with open(os.path.join(ours.home, _path(work)), "a", encoding="utf-8") as file:
            file.write("One more sentence.\n")

    def unset() -> None:
        with open(os.path.join(ours.home, _path(mine)), "w", encoding="utf-8") as file:
            file.write(codec.write(mine))
        edit(mine)
        _git(ours.home, "commit", "--quiet", "--allow-empty", "--message=as before", "--", _path(mine))

    def nothing(_: str) -> None:
        if _git(ours.home, "status", "--porcelain").strip():
            raise WrongOutput("it left something without a commit")

    return Contest(
        contenders=(
            ours.run(
                "set KEY, with its commit", nothing, "-C", ours.home, "set", mine.key, "license=CC0", before=unset
            ),
            git.run(
                *("git commit -- FILE", nothing, "-C", ours.home, "commit", "-qm", "x", "--", _path(its)),
                before=lambda: edit(its),
            ),
        ),
        claims=(Claim(ours="set KEY, with its commit", peer="git commit -- FILE", limit=4, shown_limit="4"),),
    )


def _path(work: Work) -> str:
    return f"library/works/{work.key}.md"


def _git(root: str, *words: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(["git", *words], cwd=root, input=stdin, capture_output=True, check=True).stdout


def git_program() -> str:
    """The path of git."""
    return shutil.which("git") or "/usr/bin/git"
