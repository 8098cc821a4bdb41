"""`show`: everything about a work, for a person."""

import argparse
import json
import sys

from sourcebook.cli.terminal import Terminal, cell_width, wrapped
from sourcebook.cli.values import in_words
from sourcebook.cli.world import World
from sourcebook.model.labels import short_label
from sourcebook.model.library import Library
from sourcebook.model.relations import relation_label
from sourcebook.model.text import one_line
from sourcebook.model.work import Work, raw_fields

_APART = frozenset(
    {"title", "title-romanized", "title-translated", "relations", "content-note", "provenance", "type", "genre"}
)
_LABEL = 18

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `show` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="JSON Lines, one work a line (docs/json.md)")
    shape.add_argument("--raw", action="store_true", help="the records as they stand in their files")


def run(args: argparse.Namespace, world: World) -> int:
    """Show; exit 1 where a key is unknown."""
    keys = world.keys(args.keys)
    library = world.shelf.neighbourhood(keys)
    works = [work for work in (world.work(library, key) for key in keys) if work]
    for place, work in enumerate(works):
        if args.raw:
            _say_record(world, work)
        elif args.json:
            world.terminal.data(_json(library, work) + "\n")
        else:
            if place:
                world.terminal.say()
            _say_work(world.terminal, library, work)
    return 1 if world.missing else 0


def _json(library: Library, work: Work) -> str:
    from sourcebook.render.tables import work_shape  # noqa: PLC0415 - for JSON only

    incoming = [{"type": name, "source": source} for name, source in library.incoming.get(work.key, ())]
    return json.dumps(work_shape(library, work) | {"incoming": incoming}, ensure_ascii=False)


def _say_record(world: World, work: Work) -> None:
    with open(world.shelf.record_path(work.key), "rb") as file:
        data = file.read()
    if world.terminal.is_terminal:
        world.terminal.data(data.decode("utf-8", errors="replace"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def _say_work(terminal: Terminal, library: Library, work: Work) -> None:
    kind = " · ".join(part for part in (work.type, work.text("genre")) if part)
    terminal.say(f"{terminal.paint(work.key, 'cyan')}  {terminal.paint(one_line(kind), 'dim')}")
    for line in wrapped(work.title or "(no title)", terminal.width):
        terminal.say(terminal.paint(line, "bold"))
    for name in ("title-romanized", "title-translated"):
        if work.text(name):
            for line in wrapped(work.text(name), terminal.width):
                terminal.say(terminal.paint(line, "dim"))
    terminal.say()
    for name in raw_fields(work):
        if name not in _APART:
            _say_field(terminal, name, _described(library, work, name))
    _say_relations(terminal, library, work)
    if work.text("content-note"):
        terminal.say()
        _say_block(terminal, f"Content note: {work.text('content-note')}", "yellow")
    if work.annotation:
        terminal.say()
        _say_block(terminal, work.annotation)
    _say_provenance(terminal, work)


def _described(library: Library, work: Work, name: str) -> str:
    if names := work.names(name):
        return "; ".join(one.full for one in names)
    if name in ("viewpoint", "role"):
        terms = library.vocabulary.viewpoints if name == "viewpoint" else library.vocabulary.roles
        term = terms.get(work.text(name))
        if term and term.label.lower().replace(" ", "-") != term.id:
            return f"{work.text(name)} ({term.label})"
        return work.text(name)
    return " · ".join(work.words(name)) or work.text(name) or in_words(raw_fields(work)[name])


def _say_field(terminal: Terminal, label: str, text: str, style: str = "") -> None:
    label = one_line(label)
    indent = max(_LABEL, cell_width(label) + 1)
    lines = wrapped(text, max(terminal.width - indent, 20)) or [""]
    for place, line in enumerate(lines):
        head = terminal.paint(f"{label:<{indent - 1}}", "dim") + " " if not place else " " * indent
        terminal.say(head + (terminal.paint(line, style) if style else line))


def _say_block(terminal: Terminal, text: str, style: str = "") -> None:
    for line in wrapped(text, min(terminal.width, 100)):
        terminal.say(terminal.paint(line, style) if style else line)


def _say_relations(terminal: Terminal, library: Library, work: Work) -> None:
    pairs = [(relation.type, relation.target) for relation in work.relations]
    pairs += library.incoming.get(work.key, ())
    if pairs:
        terminal.say()
    for name, key in pairs:
        other = library.works.get(library.aliases.get(key, key))
        text = f"{key}  {short_label(other)}: {other.title}" if other else f"{key}  (no such work)"
        _say_field(terminal, relation_label(name), one_line(text), "" if other else "red")


def _say_provenance(terminal: Terminal, work: Work) -> None:
    provenance = work.map("provenance")
    if not provenance:
        return
    terminal.say()
    for name, value in provenance.items():
        if name == "doubts":
            continue
        _say_field(terminal, name, in_words(value))
    for doubt in work.doubts:
        _say_field(terminal, "doubt", doubt, "yellow")
