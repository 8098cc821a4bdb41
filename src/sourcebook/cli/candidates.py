"""What `add` is about to write: a draft under its key, shown with the origin of every value and every doubt."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sourcebook.cli.terminal import Terminal, fitted, wrapped
from sourcebook.cli.values import in_words, with_values
from sourcebook.errors import BadValue
from sourcebook.intake.draft import candidates
from sourcebook.intake.duplicates import Sameness
from sourcebook.intake.placing import place
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.facts import Draft, Fact
from sourcebook.model.fields import ORDER
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work
from sourcebook.store import codec
from sourcebook.store.history import Differences, record_at

_LABEL = 20  # columns of the field's name
_ORIGIN = 22
_HIDDEN = frozenset({"provenance"})


class Asked(NamedTuple):
    """What the user asked for, its draft, and what the user said of it: its key, and that it stands apart from others.

    `steps` are the sentences that lead from the address that was given to the one to keep, `site` is the address of a
    site that names feeds, where this is its first page.
    """

    words: str
    draft: Draft
    key: str = ""
    is_apart: bool = False
    steps: tuple[str, ...] = ()
    site: str = ""


class Candidate(NamedTuple):
    """A draft as the work it would be; where `sameness` says why, the library has it already under `work.key`."""

    asked: Asked
    work: Work
    sameness: Sameness | None = None


def placed(asked: Iterable[Asked], library: Library) -> list[Candidate]:
    """The drafts as works with their keys; where all stand apart, none is another's likeness.

    Raises BadValue where a key that the user said cannot be.
    """
    wanted = list(asked)
    apart = all(one.is_apart for one in wanted)
    placements = place([one.draft for one in wanted], library, codec.is_key, apart=apart)
    found = []
    for one, placement in zip(wanted, placements, strict=True):
        work = placement.work
        if one.key and placement.sameness is None:
            _refuse_key(one.key, library)
            work = work._replace(key=one.key)
        found.append(Candidate(one, work, placement.sameness))
    return found


def redrafted(draft: Draft, values: Mapping[str, Raw], origin: str, doubt: str = "") -> Draft:
    """The draft with other values, and without the doubts about those that they replace."""
    raw, annotation = with_values(values, dict(draft.raw), draft.annotation)
    doubts = [one for one in draft.doubts if one.partition(": ")[0] not in values]
    doubts += [f"{name}: {doubt}" for name in values if doubt]
    provenance = raw.get("provenance")
    if isinstance(provenance, Mapping):
        kept = {name: value for name, value in provenance.items() if name != "doubts"}
        raw["provenance"] = {**kept, "doubts": doubts} if doubts else kept
    said = (Fact(name, value, origin) for name, value in values.items() if value and name != ANNOTATION)
    return draft._replace(raw=raw, annotation=annotation, doubts=doubts, facts=(*said, *draft.facts))


def _refuse_key(key: str, library: Library) -> None:
    if not codec.is_key(key):
        raise BadValue(f"{key!r} cannot be a key: letters, digits, '.', '_' and '-', as in okafor2019dam.")
    taken = {name.casefold(): name for name in (*library.works, *library.aliases)}
    if key.casefold() in taken:
        raise BadValue(f"The key {key!r} is taken by {taken[key.casefold()]}; choose another one.")


def additions(new: Iterable[Candidate]) -> Differences:
    """The files of new works, before and after; raises BadValue where one would be no record."""
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    for one in new:
        _refuse_unfit(one)
        path = record_at(one.work.key)
        data = codec.write(one.work).encode("utf-8", "replace")
        if codec.read_bytes(data, path=path, key=one.work.key).work is None:
            raise BadValue(f"{one.work.key}: its annotation cannot stand in a record; nothing was added.")
        differences[path] = (None, data)
    return differences


def _refuse_unfit(one: Candidate) -> None:
    if not one.work.title:
        raise BadValue(f"{one.asked.words}: nothing says its title; give it with --set title='…'.")
    refuse_problems(one)


def refuse_problems(one: Candidate) -> None:
    """Raise BadValue where a field holds what no record can."""
    _, problems = read_work(one.work.key, raw_fields(one.work), one.work.annotation, Origin())
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise BadValue(f"{one.asked.words}: {problem.message}; nothing was added.")


def tell(terminal: Terminal, one: Candidate) -> None:
    """Say a candidate to the person, on standard error: every field with its other candidates and their origins."""
    width = terminal.width
    terminal.talk("")
    for step in one.asked.steps:
        terminal.talk("\n".join(wrapped(step, width, "  ")))
    if one.asked.site:
        hint = (
            f"this is the first page of a site that names feeds; `sourcebook sources add {one.asked.site}` follows it"
        )
        terminal.talk("\n".join(wrapped(hint, width, "  ")))
    if one.sameness:
        reasons = "; ".join(one.sameness.reasons)
        terminal.talk(
            f"{one.asked.words} is here already as {one.work.key} ({one.sameness.verdict}: {reasons})", "yellow"
        )
        return
    terminal.talk(one.work.key, "cyan")
    for label, value, origin in _rows(one):
        room = max(width - _LABEL - _ORIGIN - 1, 20)
        first, *more = wrapped(value, room)
        terminal.talk(f"{fitted(label, _LABEL)}{fitted(first, room)} {fitted(origin, _ORIGIN, pad=False)}".rstrip())
        for line in more:
            terminal.talk(" " * _LABEL + line)
    for doubt in one.asked.draft.doubts:
        terminal.talk("\n".join(wrapped(f"doubt: {doubt}", width, "  ")), "yellow")


def _rows(one: Candidate) -> Iterator[tuple[str, str, str]]:
    """Label, value and origin of each field, and of each other candidate for it, which is numbered from 2."""
    raw = raw_fields(one.work)
    names = {*raw, *(fact.field for fact in one.asked.draft.facts)} - _HIDDEN
    for name in sorted(names, key=lambda name: (ORDER.get(name, len(ORDER)), name)):
        said = candidates(one.asked.draft.facts, name)
        chosen = raw.get(name, "")
        origin = next((fact.origin for fact in said if _agree(fact.value, chosen)), "")
        yield name, in_words(chosen) or "–", origin
        for number, fact in others(one, name):
            yield f"  {number}", in_words(fact.value), fact.origin
    if one.work.annotation:
        yield "annotation", one.work.annotation, ""


def others(one: Candidate, name: str) -> list[tuple[int, Fact]]:
    """The other candidates for a field, as they are numbered."""
    chosen = raw_fields(one.work).get(name, "")
    left = [fact for fact in candidates(one.asked.draft.facts, name) if not _agree(fact.value, chosen)]
    return list(enumerate(left, start=2 if chosen else 1))


def _agree(one: Raw, other: Raw) -> bool:
    """Whether two values read alike; a tuple of names and a list of them do."""
    return in_words(one) == in_words(other)


def draft_shape(one: Candidate) -> Mapping[str, object]:
    """The documented JSON shape of a draft (docs/json.md)."""
    return {
        "schema": "sourcebook.draft/1",
        "entry": one.asked.words,
        "key": one.work.key,
        "sameness": one.sameness and {"verdict": one.sameness.verdict, "reasons": one.sameness.reasons},
        "fields": raw_fields(one.work),
        "annotation": one.work.annotation,
        "doubts": one.asked.draft.doubts,
        "candidates": [fact._asdict() for fact in one.asked.draft.facts],
        "steps": one.asked.steps,
    }
