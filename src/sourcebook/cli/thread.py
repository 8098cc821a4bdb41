"""`thread`: a dispute as a tree, or as a timeline."""

import argparse
import json
from collections.abc import Iterator, Mapping

from sourcebook.cli.terminal import Terminal, fitted, wrapped
from sourcebook.cli.world import World
from sourcebook.model.labels import byline
from sourcebook.model.library import Library
from sourcebook.model.relations import relation_label
from sourcebook.model.text import one_line
from sourcebook.model.threads import Thread, Turn, by_age, threads_of
from sourcebook.model.work import Work

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `thread` takes."""
    parser.add_argument(
        "keys", nargs="*", metavar="KEY", help="works of the dispute, first or last; - for keys on stdin"
    )
    parser.add_argument("--timeline", action="store_true", help="by date instead of who answers whom")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one dispute a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Show; exit 1 where a key is unknown, or takes part in no dispute."""
    library = world.library
    works = [work for work in (world.work(library, key) for key in world.keys(args.keys)) if work]
    found: dict[str, Thread] = {}
    alone = False
    for work in works:
        those = threads_of(library, work.key)
        found.update((thread.root, thread) for thread in those)
        if not those:
            alone = True
            world.terminal.talk(f"sourcebook: {work.key} answers no work, and none answers it.")
    for place, thread in enumerate(found.values()):
        if args.json:
            world.terminal.say(json.dumps(thread_shape(library, thread), ensure_ascii=False))
        elif not world.terminal.is_terminal:
            for row in _rows(library, thread, timeline=args.timeline):
                world.terminal.data("\t".join(row) + "\n")
        else:
            if place:
                world.terminal.say()
            say = _say_timeline if args.timeline else _say_tree
            say(world.terminal, library, thread, frozenset(work.key for work in works))
    return world.verdict(found=not alone)


def thread_shape(library: Library, thread: Thread) -> Mapping[str, object]:
    """The documented JSON shape of a dispute (docs/json.md)."""
    turns = [
        {
            "key": turn.key,
            "depth": turn.depth,
            "relation": turn.relation,
            "target": turn.answered,
            "again": turn.again,
            "issued": library.works[turn.key].text("issued"),
            "viewpoint": library.works[turn.key].text("viewpoint"),
            "title": library.works[turn.key].title,
        }
        for turn in thread.turns
    ]
    return {"schema": "sourcebook.thread/1", "root": thread.root, "turns": turns}


def _rows(library: Library, thread: Thread, *, timeline: bool) -> Iterator[tuple[str, ...]]:
    first = {turn.key: turn for turn in reversed(thread.turns)}
    turns = [first[key] for key in by_age(library, first)] if timeline else thread.turns
    for turn in turns:
        work = library.works[turn.key]
        place = () if timeline else (str(turn.depth),)
        yield (
            *place,
            one_line(work.text("issued")) or "-",
            turn.key,
            turn.relation or "-",
            turn.answered or "-",
            one_line(work.text("viewpoint")) or "-",
            one_line(work.title),
        )


def _say_tree(terminal: Terminal, library: Library, thread: Thread, asked: frozenset[str]) -> None:
    is_last = _lasts(thread)
    above: list[bool] = []  # for each depth, whether a line of the tree goes on there
    for place, turn in enumerate(thread.turns):
        del above[max(turn.depth - 1, 0) :]
        lead = "".join("│  " if goes_on else "   " for goes_on in above)
        branch = ("└─ " if is_last[place] else "├─ ") if turn.depth else ""
        if turn.depth:
            above.append(not is_last[place])
        below = "".join("│  " if goes_on else "   " for goes_on in above)
        has_answers = place + 1 < len(thread.turns) and thread.turns[place + 1].depth > turn.depth
        _say_turn(terminal, library, turn, (lead + branch, below + ("│  " if has_answers else "   ")), asked)


def _say_turn(terminal: Terminal, library: Library, turn: Turn, leads: tuple[str, str], asked: frozenset[str]) -> None:
    """A work in two or more lines: how it answers, when, whose it is and where that stands; and its title."""
    work, (lead, below) = library.works[turn.key], leads
    # Deep down in a long exchange the lines of the tree leave no room; the end of them says enough.
    most = max(terminal.width // 2, 6) // 3 * 3
    lead, below = lead[-most:], below[-most:]
    head = " · ".join((*([relation_label(turn.relation)] if turn.relation else ()), *_facts(library, work)))
    key = terminal.paint(turn.key, "bold" if turn.key in asked else "cyan")
    terminal.say(f"{terminal.paint(lead, 'dim')}{key}{' (see above)' if turn.again else ''}")
    lines = [("dim", line) for line in wrapped(one_line(head), max(terminal.width - len(below), 20))]
    lines += [("", line) for line in wrapped(one_line(work.title), max(terminal.width - len(below), 20))]
    for style, line in () if turn.again else lines:
        terminal.say(terminal.paint(below, "dim") + (terminal.paint(line, style) if style else line))


def _say_timeline(terminal: Terminal, library: Library, thread: Thread, asked: frozenset[str]) -> None:
    answers: dict[str, list[Turn]] = {}
    for turn in thread.turns:
        if turn.relation:
            answers.setdefault(turn.key, []).append(turn)
    indent = " " * 12
    for key in by_age(library, thread.keys):
        work = library.works[key]
        date = fitted(one_line(work.text("issued")) or "no date", 10)
        name = terminal.paint(key, "bold" if key in asked else "cyan")
        terminal.say(f"{terminal.paint(date, 'dim')}  {name}")
        for line in wrapped(one_line(work.title), terminal.width, indent):
            terminal.say(line)
        for turn in answers.get(key, ()):
            terminal.say(terminal.paint(f"{indent}{relation_label(turn.relation)} {turn.answered}", "dim"))


def _facts(library: Library, work: Work) -> Iterator[str]:
    """When, whose, and where that stands."""
    term = library.vocabulary.viewpoints.get(work.text("viewpoint"))
    yield work.text("issued") or "no date"
    yield from filter(None, (byline(work), term.label if term else work.text("viewpoint")))


def _lasts(thread: Thread) -> list[bool]:
    """For each row, whether no other row of the same depth and parent follows."""
    lasts: list[bool] = []
    open_depths: set[int] = set()
    for turn in reversed(thread.turns):
        open_depths = {depth for depth in open_depths if depth <= turn.depth}
        lasts.append(turn.depth not in open_depths)
        open_depths.add(turn.depth)
    return lasts[::-1]
