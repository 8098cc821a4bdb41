"""What changed between two states: as text for those who keep a bibliography, as Markdown for its readers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sourcebook.model.changes import WorkChange, field_in_words, in_words
from sourcebook.model.labels import short_label
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.model.work import Work
from sourcebook.render.inlines import Inline, to_markdown
from sourcebook.render.plain_text import plain_line

_FILES = {"library/viewpoints.yaml": "Viewpoints and roles", "sources.yaml": "Subject and outlets"}
_ENDS = ".?!…。？！"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed: works, other files, the works themselves as they stand (or stood), and the labels of viewpoints.

    `subject` names the bibliography; `since` and `until` are days (`2026-09-01`), `until` empty for now.
    """

    changes: tuple[WorkChange, ...]
    others: tuple[WorkChange, ...] = ()
    works: Mapping[str, Work]
    vocabulary: Vocabulary
    subject: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    change: WorkChange
    before: str
    after: str


def short_reference(work: Work) -> str:
    """A work in one plain line: author, year, title, and where it appeared."""
    appeared = work.text("container-title") or work.text("publisher")
    label = short_label(work)
    parts = (label, work.title, appeared if not label.startswith(appeared) else "")
    return " ".join(part if part[-1] in _ENDS else f"{part}." for part in map(plain_line, parts) if part)


def write_text(comparison: Comparison) -> str:
    """The changes as plain text under headings, each with its key; empty where nothing changed."""
    blocks = []
    for heading, lines in _sections(comparison):
        blocks.append("".join(f"{line}\n" for line in (f"{heading} ({len(lines)})", *(f"  {one}" for one in lines))))
    return "\n".join(blocks)


def _sections(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    by_kind = _by_kind(comparison)
    for kind, heading in (("added", "Added"), ("removed", "Removed")):
        if by_kind[kind]:
            yield heading, [f"{one.key}: {_reference(comparison, one)}" for one in by_kind[kind]]
    if by_kind["changed"]:
        yield "Changed", [plain_line(in_words(one)) for one in by_kind["changed"]]
    if moved := _moved(comparison):
        yield "Regrouped", [f"{one.change.key}: {one.before} → {one.after}" for one in moved]
    if comparison.others:
        yield "Vocabulary and settings", [plain_line(in_words(one)) for one in comparison.others]


def write_markdown(comparison: Comparison) -> str:
    """The changes as a note for readers: works by author, year and title with a link, viewpoints by their labels."""
    by_kind = _by_kind(comparison)
    parts = ["# What changed", f"*{_escaped(_headline(comparison))}*"]
    for kind, heading in (("added", "Added"), ("removed", "Removed")):
        if by_kind[kind]:
            parts += [f"## {heading}", _bullets(_linked_reference(comparison, one) for one in by_kind[kind])]
    changed = [(one, words) for one in by_kind["changed"] if (words := _without_viewpoint(one))]
    if changed:
        parts += ["## Changed", _bullets(f"{_named(comparison, one)}: {_escaped(words)}" for one, words in changed)]
    if moved := _moved(comparison):
        lines = (f"{_named(comparison, one.change)}: {_escaped(f'{one.before} → {one.after}')}" for one in moved)
        parts += ["## Regrouped", _bullets(lines)]
    if comparison.others:
        parts += ["## Vocabulary and settings", _bullets(_escaped(_file_in_words(one)) for one in comparison.others)]
    return "\n\n".join(parts) + "\n"


def _by_kind(comparison: Comparison) -> Mapping[str, Sequence[WorkChange]]:
    apart = {"added", "removed"}
    return {kind: [one for one in comparison.changes if one.kind == kind] for kind in apart} | {
        "changed": [one for one in comparison.changes if one.kind not in apart]
    }


def _moved(comparison: Comparison) -> list[_Moved]:
    terms = comparison.vocabulary.viewpoints
    return [
        _Moved(change=one, before=_label(terms, field.before), after=_label(terms, field.after))
        for one in comparison.changes
        for field in one.fields
        if field.name == "viewpoint"
    ]


def _label(terms: Mapping[str, Term], viewpoint: object) -> str:
    if not isinstance(viewpoint, str):
        return "no viewpoint"
    return plain_line(terms[viewpoint].label if viewpoint in terms else viewpoint)


def _headline(comparison: Comparison) -> str:
    when = f"from {comparison.since} to {comparison.until}" if comparison.until else f"since {comparison.since}"
    numbers = {kind: len(changes) for kind, changes in _by_kind(comparison).items()}
    said = ", ".join(f"{numbers[kind]} {kind}" for kind in ("added", "removed", "changed") if numbers[kind])
    about = f"{plain_line(comparison.subject)}, " if comparison.subject else ""
    return f"{about}{when if comparison.since else 'from the beginning'}: {said or 'no work changed'}."


def _without_viewpoint(change: WorkChange) -> str:
    """What happened to a work besides another viewpoint, which has a heading of its own."""
    phrases = [field_in_words(field, change) for field in change.fields if field.name != "viewpoint"]
    if change.kind == "renamed":
        phrases.insert(0, f"now cited as {change.key}, formerly {change.former}")
    if change.kind == "unreadable":
        phrases = ["cannot be compared"]
    return plain_line("; ".join(phrase for phrase in phrases if phrase))


def _file_in_words(change: WorkChange) -> str:
    words = "; ".join(phrase for field in change.fields if (phrase := field_in_words(field))) or change.kind
    return plain_line(f"{_FILES.get(change.key, change.key)}: {words}")


def _reference(comparison: Comparison, change: WorkChange) -> str:
    work = comparison.works.get(change.key)
    return short_reference(work) if work else "its record cannot be read"


def _linked_reference(comparison: Comparison, change: WorkChange) -> str:
    work = comparison.works.get(change.key)
    if work is None:
        return _escaped(f"{change.key}: {_reference(comparison, change)}")
    return to_markdown([_linked(short_reference(work), work.link)])


def _named(comparison: Comparison, change: WorkChange) -> str:
    work = comparison.works.get(change.key)
    if work is None:
        return _escaped(change.title or change.key)
    return to_markdown([_linked(plain_line(f"{short_label(work)}, {work.title}"), work.link)])


def _linked(text: str, link: str) -> Inline:
    said: Inline = {"t": "Str", "c": text}
    return {"t": "Link", "c": [["", [], []], [said], [link, ""]]}


def _escaped(text: str) -> str:
    return to_markdown([{"t": "Str", "c": text}])


def _bullets(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
