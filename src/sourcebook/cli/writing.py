"""Records written by hand in the person's editor: kept while unfinished, judged when saved, committed together."""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property

from sourcebook.checks import registry
from sourcebook.cli import changing, editor
from sourcebook.cli.judging import new_problems
from sourcebook.cli.world import World
from sourcebook.errors import Changed, SourcebookError
from sourcebook.model.library import Library
from sourcebook.model.problems import Problem, Severity
from sourcebook.model.text import one_line
from sourcebook.store import codec, files
from sourcebook.store.edit_parts import Part
from sourcebook.store.edit_texts import EditText, held
from sourcebook.store.history import record_at
from sourcebook.store.shelf import CACHE

_ERRORS = tuple(rule.id for rule in registry.RULES if rule.severity is Severity.ERROR)
_ANSWERS = {"e": "edit", "k": "keep", "t": "throw"}


def written(world: World, args: argparse.Namespace, keys: Sequence[str], part: Part) -> int:
    """Let the person edit records one after another, and carry out what came of it in one change.

    A text that cannot stand in its record is kept, and the exit code is 3 (5 where the record was changed meanwhile in
    the same place); the others are carried out. Whatever ends this early, every text that was begun is kept.
    """
    changing.refuse_early(world, args, [record_at(key) for key in keys])
    words = editor.chosen(world.terminal.environ, is_terminal=editor.can_ask())
    with ExitStack() as stack:
        session = _Session(world, part, words)
        with session.telling_what_is_kept():
            for key in keys:
                session.edit(stack, key)
            code = 0
            if session.differences or not session.codes:
                code = changing.carry_out(world, args, changing.Change(session.differences))
            if not args.dry_run:
                session.forget()
        return code or max(session.codes, default=0)


class _Session:
    """The texts under way, and what they make of the records: a class, because each is judged with those before."""

    def __init__(self, world: World, part: Part, words: Sequence[str]) -> None:
        self.world = world
        self.part = part
        self.words = words
        self.texts: dict[str, EditText] = {}
        self.differences: dict[str, tuple[bytes | None, bytes | None]] = {}
        self.codes: list[int] = []  # of the texts that were given up

    def edit(self, stack: ExitStack, key: str) -> None:
        """Open one text until it can stand, or is given up; raises Busy, EditorFailed …"""
        path = os.path.join(self.world.root, CACHE, "edits", self.part.folder, f"{key}.md")
        text = stack.enter_context(held(path, self._record(key), self.part.text_of))
        self.texts[key] = text
        if text.is_resumed:
            self._talk(f"{key}: going on with the text that was kept in {path}; delete that file to begin anew.")
        line, code = 1, 3
        while True:
            editor.edit(self.words, path, line)
            if self._merged(key, text):
                code = 5
            typed = text.read()
            if _is_same(typed, self.part.text_of(text.base)):
                return
            record = self.part.record_with(text.base, typed, key)
            library, problems = self._judged(key, record)
            if not problems:
                self.library = library
                self.differences[record_at(key)] = (text.base, record)
                return
            line = self._tell(key, text, problems)
            choice = _choice(self.world) if editor.can_ask() else "keep"
            if choice != "edit":
                break
        del self.texts[key]
        if choice == "throw":
            text.remove()
            return
        self.codes.append(code)
        self._talk(f"{key}: nothing was changed; the text is kept in {path}, and the same command goes on with it.")

    def forget(self) -> None:
        """Remove the texts that are in their records, or thrown away."""
        for text in self.texts.values():
            text.remove()
        self.texts = {}

    @contextmanager
    def telling_what_is_kept(self) -> Iterator[None]:
        """Say where texts are that a failure left behind, and remove those in which nothing was typed."""
        try:
            yield
        except (SourcebookError, KeyboardInterrupt):
            for key, text in self.texts.items():
                self._keep(key, text)
            raise
        for key, text in self.texts.items():
            self._keep(key, text)  # after a dry run

    def _keep(self, key: str, text: EditText) -> None:
        if os.path.exists(text.path) and not _is_same(text.read(), self.part.text_of(text.base)):
            self._talk(f"{key}: the text is kept in {text.path}, and the same command goes on with it.")
        else:
            text.remove()

    def _record(self, key: str) -> bytes:
        path = self.world.shelf.record_path(key)
        if not os.path.lexists(path):
            raise Changed(f"{record_at(key)} was removed or renamed meanwhile; nothing was written.")
        return files.read_bytes(path, codec.LARGEST_RECORD)

    def _merged(self, key: str, text: EditText) -> bool:
        """Merge what happened to the record since the text was begun; whether both changed the same place."""
        now = self._record(key)
        if now == text.base:
            return False
        merged = self.part.merged(text.base, text.read(), now, key)
        text.rebase(merged.text.encode("utf-8", "surrogateescape"), now)
        if merged.is_clean:
            self._talk(f"{key} was changed meanwhile; that change and yours are merged.")
        else:
            self._talk(
                f"{key} was changed meanwhile where you changed it too ({', '.join(merged.fields) or 'its text'}). "
                "Both stand in your text, between <<<<<<< and >>>>>>>; leave what is right."
            )
        return not merged.is_clean

    def _judged(self, key: str, record: bytes) -> tuple[Library, list[Problem]]:
        """The library with this record, and the errors that `check` finds in it and did not find before.

        A record that cannot be read is always in error.
        """
        reading = codec.read_bytes(record, path=record_at(key), key=key)
        if reading.work is None:
            return self.library, list(reading.problems)
        others = [problem for problem in self.library.problems if problem.key != key]
        library = Library(
            works=dict(sorted({**self.library.works, key: reading.work}.items())),
            vocabulary=self.library.vocabulary,
            outlets=self.library.outlets,
            problems=(*others, *reading.problems),
        )
        new = new_problems(registry.run(library, _ERRORS), self._known)
        return library, sorted(new, key=lambda problem: problem.key != key)

    @cached_property
    def library(self) -> Library:
        """The library with the texts that were accepted."""
        return self.world.library

    @cached_property
    def _known(self) -> Sequence[Problem]:
        return registry.run(self.world.library, _ERRORS)

    def _tell(self, key: str, text: EditText, problems: Sequence[Problem]) -> int:
        """Say what is wrong, each with its line in the text; returns the line of the first."""
        first = self.part.first_line(text.base)
        self._talk(f"{key} cannot be kept as it stands:", "yellow")
        lines = [max(one.place.line - first + 1, 1) if one.key == key else 1 for one in problems]
        for line, problem in zip(lines, problems, strict=True):
            where = f"line {line}" if problem.key == key else problem.key
            self.world.terminal.talk(f"  {where}: {one_line(problem.message)} [{problem.rule}]", "yellow")
        return lines[0]

    def _talk(self, said: str, style: str = "") -> None:
        self.world.terminal.talk(f"sourcebook: {said}", style)


def _is_same(one: bytes, other: bytes) -> bool:
    """Whether two texts are the same but for the end of the last line, which many editors put in."""
    return one.rstrip(b"\n") == other.rstrip(b"\n")


def _choice(world: World) -> str:
    while True:
        world.terminal.talk("Edit again, keep the text for later, or throw it away? [e/k/t]")
        said = editor.answer()
        if not said:
            return "keep"
        if said.strip().lower()[:1] in _ANSWERS:
            return _ANSWERS[said.strip().lower()[:1]]
