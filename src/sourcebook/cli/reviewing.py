"""The conversation of `add`: a draft is shown, mended, accepted or skipped; what is accepted is written at once."""

import argparse
import os
import re
from collections.abc import Callable, Mapping, Sequence

from sourcebook.cli import changing, editor
from sourcebook.cli.candidates import Asked, Candidate, additions, others, placed, redrafted, refuse_problems, tell
from sourcebook.cli.values import assignment
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, SourcebookError, UnknownName
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.library import Library
from sourcebook.model.vocabulary import Term
from sourcebook.model.work import Raw, Work, raw_fields
from sourcebook.store import codec, files

_YOU = "you"  # the origin of what was typed
_HELP = """  a                accept it as it is shown
  FIELD NUMBER     take another candidate, such as: title 2
  FIELD=VALUE      say it yourself, such as: issued=2022-05-24, author=Okafor, Ngozi; Dam Watch (nothing: take it away)
  key=KEY          give it another key
  e                edit it as a record, in your editor
  s                skip it
  q                leave; what was accepted stays"""


Changing = Callable[[Candidate], changing.Change]


def review(world: World, args: argparse.Namespace, found: Sequence[Candidate], changed: Changing | None = None) -> int:
    """Go through the candidates; returns the exit code: 1 where one that is here already was left.

    `changed` says what accepting one changes: its record, where nothing else is said.
    """
    change = changed or (lambda one: changing.Change(additions([one])))
    library, code = world.library, 0
    for number, first in enumerate(found, start=1):
        if len(found) > 1:
            world.terminal.talk(f"\n{number} of {len(found)}", "dim")
        answer, candidate = _talked_over(world, args, first, library, change)
        if answer == "a":
            library = _with(library, candidate.work)
        elif candidate.sameness:
            code = 1
        if answer == "q":
            break
    return code


def _talked_over(
    world: World, args: argparse.Namespace, candidate: Candidate, library: Library, change: Changing
) -> tuple[str, Candidate]:
    """The last answer, `a`, `s` or `q`, and the candidate as it was mended; after `a` it is written."""
    tell(world.terminal, candidate)
    while True:
        answer = _answer(world, "Accept, skip, quit, or mend a field? [a e s q ?] ")
        try:
            if answer in ("s", "q"):
                return answer, candidate
            if answer == "a":
                candidate = _completed(world, candidate, library)
                changing.carry_out(world, args, change(candidate))
                world.terminal.flush()
                return answer, candidate
            if answer in ("", "?"):
                world.terminal.talk(_HELP)
                continue
            asked = _edited(world, candidate) if answer == "e" else _mended(candidate, answer)
            mended = _placed(asked, library)
            refuse_problems(mended)
            candidate = mended
            tell(world.terminal, candidate)
        except SourcebookError as error:
            world.terminal.talk(f"sourcebook: {error}", "red")


def _mended(candidate: Candidate, answer: str) -> Asked:
    asked = candidate.asked
    name, equals, text = answer.partition("=")
    if equals and name.strip() == "key":
        return asked._replace(key=text.strip())
    if equals:
        name, value = assignment(f"{name.strip()}={_unquoted(text.strip())}")
        return asked._replace(draft=redrafted(asked.draft, {name: value}, _YOU))
    match = re.fullmatch(r"([\w-]+)\s+(\d+)", answer)
    numbered = dict(others(candidate, match[1])) if match else {}
    fact = numbered.get(int(match[2])) if match else None
    if fact is None:
        raise BadValue(f"{answer!r} is no answer here; ? lists them.")
    return asked._replace(draft=redrafted(asked.draft, {fact.field: fact.value}, fact.origin, fact.doubt))


def _edited(world: World, candidate: Candidate) -> Asked:
    """What the person's editor makes of the record; a text that cannot be read is kept for the next time."""
    path = world.shelf.cache_path(f"edits/new/{candidate.work.key}.md")
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        files.write_atomic(path, codec.write(candidate.work).encode("utf-8", "replace"))
    editor.edit(editor.chosen(world.terminal.environ, is_terminal=True), path)
    data = files.read_bytes(path, codec.LARGEST_RECORD)
    reading = codec.read_bytes(data, path=candidate.work.key, key=candidate.work.key)
    if reading.work is None:
        raise BadValue(f"{reading.problems[0]}. Your text is kept; e opens it again.")
    os.unlink(path)
    before, asked = raw_fields(candidate.work), candidate.asked
    values: dict[str, Raw] = {name: value for name, value in reading.raw.items() if value != before.get(name)}
    values |= {name: "" for name in before if name not in reading.raw}
    if reading.work.annotation != candidate.work.annotation:
        values[ANNOTATION] = reading.work.annotation
    return asked._replace(draft=redrafted(asked.draft, values, _YOU))


def _placed(asked: Asked, library: Library) -> Candidate:
    return placed([asked], library)[0]


def _completed(world: World, candidate: Candidate, library: Library) -> Candidate:
    """The candidate with a viewpoint and a role, where it has none; raises BadValue where it is not to be added."""
    if candidate.sameness:
        if _answer(world, f"Add it beside {candidate.work.key} all the same? [y/N] ") != "y":
            raise BadValue(f"Not added; it stays {candidate.work.key}. Skip it with s.")
        candidate = _placed(candidate.asked._replace(is_apart=True), library)
    vocabulary = world.shelf.vocabulary
    values = {
        name: chosen
        for name, terms in (("viewpoint", vocabulary.viewpoints), ("role", vocabulary.roles))
        if terms and not candidate.work.text(name) and (chosen := _term(world, name, terms))
    }
    asked = candidate.asked
    return _placed(asked._replace(draft=redrafted(asked.draft, values, _YOU)), library) if values else candidate


def _term(world: World, name: str, terms: Mapping[str, Term]) -> str:
    """The id of a term that the user chose by number or id; empty for none."""
    for number, term in enumerate(terms.values(), start=1):
        world.terminal.talk(f"  {number}  {term.id}")
    while True:
        answer = _answer(world, f"Its {name}: number or id, nothing for none? ")
        if answer.isdigit() and 0 < int(answer) <= len(terms):
            return list(terms)[int(answer) - 1]
        if answer in ("", "q", *terms):
            return answer if answer in terms else ""
        world.terminal.talk(f"sourcebook: {UnknownName(name, answer, terms)}", "red")


def _answer(world: World, question: str) -> str:
    """What was typed; the end of the input is `q`."""
    world.terminal.ask(question)
    line = editor.answer()
    return line.strip() if line else "q"


def _unquoted(text: str) -> str:
    """A value without the quotation marks that a shell would have taken."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _with(library: Library, work: Work) -> Library:
    works = {**library.works, work.key: work}
    return library.holding(works)
