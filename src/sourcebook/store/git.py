"""git: the one door to the git command, used as the user has it set up (hooks, signing, credentials, attributes).

Always an argument list, never a shell. Paths go in and out relative to the sourcebook, whatever its place in the
repository; a name with `*` or a leading `:` means itself.
"""

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import IO, NamedTuple, cast

from sourcebook.errors import GitRefused, NoHistory, NoRepository, UnknownRevision

# The files that a sourcebook calls its own: nothing else is ever looked at or committed.
OWN = ("library", "sources.yaml", "citations", "CITATION.cff")
_OPTIONS = ("--no-pager", "-c", "color.ui=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false")
_MOST_ARGUMENTS = 5000  # paths on one command line; 10,000 come near what systems take
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}


class Blob(NamedTuple):
    """A file of a committed state: its mode (`100644`; `120000` is a symbolic link) and the hash of its bytes."""

    mode: str
    hash: str


class Object(NamedTuple):
    """What a name such as `HEAD:./library` stands for: the object's kind (`commit`, `tree`, `blob`, `tag`) and hash."""

    kind: str
    hash: str


class Repository:
    """The git repository that the sourcebook at `root` is in; `environ` is what its git processes are given."""

    def __init__(self, root: str, environ: Mapping[str, str]) -> None:
        self.root = root
        self._environ = _environment(environ)

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What git prints; raises NoHistory, and GitRefused with git's own words."""
        done = self.attempt(*arguments, stdin=stdin)
        if done.returncode and self.top:
            raise refusal(arguments, done)
        return done.stdout

    def attempt(
        self, *arguments: str, stdin: bytes = b"", on_terminal: bool = False
    ) -> "subprocess.CompletedProcess[bytes]":
        """A git process that has ended, however it ended; raises NoHistory where there is no git.

        `on_terminal` leaves it our own standard input and error, where it may ask for a password and say how it fares.
        """
        try:
            return subprocess.run(
                ["git", *_OPTIONS, *arguments],  # noqa: S607 - the user's own git, found on PATH
                input=None if on_terminal else stdin,
                stdout=subprocess.PIPE,
                stderr=None if on_terminal else subprocess.PIPE,
                cwd=self.root,
                env=self._environ,
                check=False,
            )
        except FileNotFoundError as error:
            raise NoHistory(
                "git is not installed, and history is kept by git; install it, or see --no-commit."
            ) from error

    @contextlib.contextmanager
    def started(self, *arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """A git process to write to and read from while it works; it is ended where the reader has seen enough.

        Raises NoHistory, and GitRefused where it failed.
        """
        self.refuse_if_missing()
        pipe = subprocess.PIPE
        command = ["git", *_OPTIONS, *arguments]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=said, cwd=self.root, env=self._environ
            ) as process,
        ):
            asking, answering = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            try:
                yield asking, answering
            except BaseException:
                process.kill()
                raise
            asking.close()
            answering.close()
            if code := process.wait():
                said.seek(0)
                raise refusal(arguments, subprocess.CompletedProcess(command, code, b"", said.read()))

    @cached_property
    def _places(self) -> tuple[str, str, str]:
        done = self.attempt("rev-parse", "--show-toplevel", "--absolute-git-dir", "--show-prefix")
        if done.returncode:
            said = _words(done.stderr)
            if "not a git repository" in said:
                raise NoRepository(
                    f"{self.root} is in no git repository, so it has no history. Make one there with `git init`."
                )
            raise NoHistory(f"git cannot use the repository of {self.root}: {said}")
        top, git_dir, prefix = os.fsdecode(done.stdout).split("\n")[:3]
        return top, git_dir, prefix

    @property
    def exists(self) -> bool:
        """Whether the sourcebook is in a git repository that git can use."""
        try:
            return bool(self._places)
        except NoHistory:
            return False

    @property
    def is_missing(self) -> bool:
        """Whether the sourcebook is in none; raises NoHistory where git cannot tell or refuses to use it."""
        try:
            return not self._places
        except NoRepository:
            return True

    def refuse_if_missing(self) -> None:
        """Raise NoHistory where there is no git, or the sourcebook is in no repository."""
        _ = self._places

    @property
    def top(self) -> str:
        """The folder that the work tree starts with."""
        return self._places[0]

    @property
    def folder(self) -> str:
        """The repository's own folder: `.git`, or that of a linked work tree or submodule."""
        return self._places[1]

    @property
    def prefix(self) -> str:
        """Where the sourcebook is in the work tree, with a slash at its end; empty at the top."""
        return self._places[2]

    @property
    def under_way(self) -> str:
        """What was begun and not ended: `merge`, `rebase`, `cherry-pick`, `revert`, or nothing."""
        return next((name for file, name in _UNDER_WAY.items() if os.path.exists(os.path.join(self.folder, file))), "")

    def contains(self, newer: str, older: str) -> bool:
        """Whether a commit is, or came before, another."""
        return self.attempt("merge-base", "--is-ancestor", older, newer).returncode == 0

    @cached_property
    def shallow(self) -> frozenset[str]:
        """The commits at which the history of a shallow clone breaks off; none where it is whole."""
        path = os.fsdecode(self.run("rev-parse", "--git-path", "shallow")).removesuffix("\n")
        try:
            with open(os.path.join(self.root, path), encoding="ascii") as file:
                return frozenset(file.read().split())
        except OSError:
            return frozenset()

    def head(self) -> str:
        """The hash of the commit that the work tree stands on; empty before the first one. Raises NoHistory."""
        done = self.attempt("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return done.stdout.decode().strip() if done.returncode == 0 or not self._places else ""

    def commit_of(self, revision: str) -> str:
        """The hash of the commit that a revision names (gitrevisions(7)); raises UnknownRevision."""
        self.refuse_if_missing()
        if not revision.startswith("-"):
            done = self.attempt("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
            if done.returncode == 0:
                return done.stdout.decode().strip()
        raise UnknownRevision(f"The history has no {revision!r}; see `sourcebook log` and `sourcebook edition list`.")

    def look_up(self, *names: str) -> list[Object | None]:
        """The objects that names stand for (gitrevisions(7)), None for a name of nothing; one process for all.

        A name must not hold a line break. `COMMIT:./PATH` is a path of the sourcebook.
        """
        asked = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
        out = self.run("cat-file", "--batch-check", stdin=asked)
        answers = [line.split(b" ") for line in out.splitlines()]
        # `NAME missing` and `NAME ambiguous` end otherwise than `HASH KIND SIZE` does.
        return [Object(kind=one[-2].decode(), hash=one[-3].decode()) if one[-1].isdigit() else None for one in answers]

    def files_at(self, commit: str, paths: Sequence[str] = OWN) -> dict[str, Blob]:
        """The sourcebook's files in a commit, or those under `paths`, by path."""
        out = self.run("ls-tree", "-r", "-z", "--full-name", commit, "--", *paths)
        found: dict[str, Blob] = {}
        for entry in filter(None, os.fsdecode(out).split("\0")):
            (mode, kind, number), path = entry.split("\t", 1)[0].split(" "), entry.split("\t", 1)[1]
            if kind == "blob":
                found[path.removeprefix(self.prefix)] = Blob(mode=mode, hash=number)
        return found

    def contents(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """The bytes of objects by hash, read in one process; raises GitRefused where one is missing."""
        wanted = list(dict.fromkeys(hashes))
        if not wanted:
            return {}
        out = self.run("cat-file", "--batch", stdin="\n".join(wanted).encode() + b"\n")
        found: dict[str, bytes] = {}
        place = 0
        for number in wanted:
            end = out.index(b"\n", place)
            head = out[place:end].split()
            if len(head) != 3:
                raise lacking(number)
            size = int(head[2])
            found[number] = out[end + 1 : end + 1 + size]
            place = end + 1 + size + 1
        return found

    def differences(
        self, older: str, newer: str = "", paths: Sequence[str] = OWN
    ) -> dict[str, tuple[bytes | None, bytes | None]]:
        """What differs between two commits, or (without `newer`) between one and the work tree: path -> both contents.

        None stands for a file that is not there. An empty `older` means nothing at all, the state before all commits.
        """
        older = older or self.run("hash-object", "-t", "tree", "--stdin").decode().strip()  # of nothing: the empty tree
        # Plumbing, which no setting of the user's changes; diff-index may name files that were only touched.
        command = ["diff-tree", "-r", older, newer] if newer else ["diff-index", older]
        out = self.run(*command, "--raw", "-z", "--no-renames", "--no-abbrev", "--", *paths)
        parts = os.fsdecode(out).split("\0")
        pairs: dict[str, tuple[str | None, str | None]] = {}
        for meta, path in zip(parts[::2], parts[1::2], strict=False):
            _, _, before, after, letter = meta.removeprefix(":").split(" ")
            pairs[path.removeprefix(self.prefix)] = (
                None if letter == "A" else before,
                None if letter == "D" else after if newer else "",
            )
        if not newer:
            others = self.run("ls-files", "--others", "--exclude-standard", "-z", "--", *paths)
            pairs |= {path: (None, "") for path in os.fsdecode(others).split("\0") if path}
        known = self.contents(number for pair in pairs.values() for number in pair if number)
        found = {
            path: (
                None if before is None else known[before],
                None if after is None else known[after] if after else self.on_disk(path),
            )
            for path, (before, after) in sorted(pairs.items())
        }
        return {path: (before, after) for path, (before, after) in found.items() if before != after}

    def on_disk(self, path: str) -> bytes | None:
        """The bytes of a file in the work tree; None where there is none that can be read."""
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                return file.read()
        except OSError:
            return None

    def last_content(self, commit: str, path: str) -> bytes | None:
        """The bytes of a file as it last was in the history up to a commit; None where it never was."""
        if not commit:
            return None
        found = self.attempt("rev-parse", "--verify", "--quiet", f"{commit}:./{path}").stdout.decode().strip()
        if not found and (removal := self.removal(commit, path)):
            found = self.attempt("rev-parse", "--verify", "--quiet", f"{removal}^:./{path}").stdout.decode().strip()
        return self.contents([found])[found] if found else None

    def removal(self, commit: str, path: str) -> str:
        """The hash of the commit that last removed a file, up to a commit; empty where none did."""
        # Settings of the user's, such as log.follow, would find the file that a rename made of it.
        options = ("--no-follow", "--no-renames", "--diff-filter=D")
        return self.run("log", "-1", "--format=%H", *options, commit, "--", path).decode().strip()

    def removed_paths(self, commit: str, paths: Sequence[str]) -> list[str]:
        """Every file under `paths` that was removed at some time before a commit."""
        out = self.run("log", "-z", "--format=", "--name-only", "--no-renames", "--diff-filter=D", commit, "--", *paths)
        return sorted(
            {path.strip("\n").removeprefix(self.prefix) for path in os.fsdecode(out).split("\0") if path.strip()}
        )

    def removed_with(self, commit: str, folder: str, text: str) -> str:
        """The path of the file with a text in it that was last removed from a folder; empty where there was none."""
        options = ("-1", "-z", "--format=", "--name-only", "--no-renames", "--diff-filter=D", f"-S{text}")
        out = os.fsdecode(self.run("log", *options, commit, "--", folder))
        return next((path.strip("\n").removeprefix(self.prefix) for path in out.split("\0") if path.strip()), "")

    def name(self) -> str:
        """The name that the person's commits carry; empty where git knows none."""
        return self.attempt("var", "GIT_AUTHOR_IDENT").stdout.decode("utf-8", "replace").partition(" <")[0].strip()

    def email(self) -> str:
        """The address that the person's commits carry; empty where git knows none."""
        said = self.attempt("var", "GIT_AUTHOR_IDENT").stdout.decode("utf-8", "replace")
        return said[said.rfind("<") + 1 : said.rfind(">")] if "<" in said else ""

    def changed_paths(self, paths: Sequence[str] = OWN) -> list[str]:
        """Which of the sourcebook's files differ from the last commit, staged, not staged or new."""
        entries: list[str] = []
        for start in range(0, len(paths), _MOST_ARGUMENTS):
            some = paths[start : start + _MOST_ARGUMENTS]
            out = self.run("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *some)
            entries += filter(None, os.fsdecode(out).split("\0"))
        return sorted(entry[3:].removeprefix(self.prefix) for entry in entries)

    def refuse_if_under_way(self) -> None:
        """Raise GitRefused while a merge, rebase or the like is not ended, in which no commit of ours may be made."""
        if name := self.under_way:
            end = "git merge --abort" if name == "merge" else f"git {name} --abort"
            raise GitRefused(
                f"A {name} is under way in this repository, so nothing was changed. "
                f"End it first (`git {name} --continue` or `{end}`), or use --no-commit."
            )

    def refuse_if_unnamed(self) -> None:
        """Raise GitRefused where git does not know who commits (git-var(1))."""
        done = self.attempt("var", "GIT_COMMITTER_IDENT")
        if done.returncode:
            raise GitRefused(
                "git does not know who you are, so nothing was changed. Say so by `git config --global user.name NAME` "
                "and `git config --global user.email ADDRESS`. Commands that edit records do without a commit by "
                "--no-commit."
            )

    def forget_new(self, paths: Sequence[str]) -> None:
        """Take files out of the index that were never committed."""
        if paths and self.exists:
            listed = "\0".join(paths).encode("utf-8", "surrogateescape")
            self.attempt("update-index", "--force-remove", "-z", "--stdin", stdin=listed)

    def commit(self, paths: Sequence[str], message: str) -> str:
        """Commit these files as they are in the work tree, and nothing else that is staged; gives the commit's hash.

        Hooks run and may refuse, signing happens as configured. Raises GitRefused, and then the index is as it was.
        """
        listed = "\0".join(paths).encode("utf-8", "surrogateescape")
        # All of them, since a system takes only so many names as arguments, and git compares each name with each file.
        tracked = set(os.fsdecode(self.run("ls-files", "-z")).split("\0"))
        new = [path for path in paths if path not in tracked]
        if new:
            named = "\0".join(new).encode("utf-8", "surrogateescape")
            ignored = self.run("ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", *OWN)
            if left_out := set(os.fsdecode(ignored).split("\0")).intersection(new):
                raise GitRefused(f"git is told to ignore {min(left_out)} (gitignore(5)), so it cannot be committed.")
            self.run("update-index", "--add", "-z", "--stdin", stdin=named)
        with tempfile.NamedTemporaryFile(prefix="sourcebook-", suffix=".txt") as file:
            file.write(message.encode("utf-8", "surrogateescape"))
            file.flush()
            arguments = ("commit", "--quiet", "--only", f"--file={file.name}", "--cleanup=verbatim")
            done = self.attempt(*arguments, "--pathspec-from-file=-", "--pathspec-file-nul", stdin=listed)
        if done.returncode:
            if new:
                self.forget_new(new)
            raise refusal(arguments, done)
        return self.head()


def lacking(number: str) -> GitRefused:
    """The error about an object that should be there."""
    return GitRefused(
        f"The repository lacks the object {number}; a partial or damaged clone: try `git fsck`, `git fetch`."
    )


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for git: what a hook that calls us has set about *its* repository is left out.

    A GIT_DIR together with a GIT_WORK_TREE is the user's own choice (a bare repository for a home folder) and stays.
    """
    left_out = {"GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_QUARANTINE_PATH"}
    if not environ.get("GIT_WORK_TREE"):
        left_out |= {"GIT_DIR", "GIT_COMMON_DIR"}
    kept = {name: value for name, value in environ.items() if name not in left_out}
    return kept | {"GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C.UTF-8", "GIT_EDITOR": "true"}


def refusal(arguments: Sequence[str], done: "subprocess.CompletedProcess[bytes]") -> GitRefused:
    """The error that says what git refused, in its own words."""
    said = _words(done.stderr) or _words(done.stdout)
    if match := re.search(r"Unable to create '(.*?\.lock)': File exists", said):
        return GitRefused(
            f"git could not take its lock {match[1]}: another git process is at work, or one was killed. "
            "Try again; where none is running, remove that file."
        )
    return GitRefused(f"`git {arguments[0]}` refused: {said or f'exit code {done.returncode}'}")


def _words(said: bytes) -> str:
    lines = [line for line in (said or b"").decode("utf-8", "replace").splitlines() if line.strip()]
    return "\n  ".join(line for line in lines if not line.startswith("hint:"))
