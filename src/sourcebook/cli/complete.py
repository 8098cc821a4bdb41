"""`complete`: what the scripts of `completion` ask for the words that may stand at the cursor."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sourcebook.cli.door import COMMANDS, Options, Parser, add_shared, parser_of
from sourcebook.cli.suggestions import Suggestion, first_word, of_arguments
from sourcebook.cli.terminal import fitted
from sourcebook.cli.world import World
from sourcebook.model.text import one_line
from sourcebook.model.vocabulary import Term
from sourcebook.store.last_titles import last_titles
from sourcebook.store.shelf import Shelf, list_names
from sourcebook.store.sources import SOURCES, VOCABULARY, read_sources, read_vocabulary

_MEANING = 70  # columns


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `complete` takes: nothing, for its words would be taken for options."""
    parser.epilog = (
        "Standard input: the words after `sourcebook` up to the cursor, a NUL after each.\n"
        "Standard output: a suggestion a line, a tab and what it means; `:files` or `:folders` where the shell is to\n"
        "complete a path."
    )


def run(_: argparse.Namespace, world: World) -> int:
    """Offer suggestions; whatever goes wrong, somebody is typing, and is told nothing."""
    with contextlib.suppress(Exception):
        data = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
        words = data.removesuffix("\0").split("\0")
        world.terminal.data("".join(_line(one) for one in _offered(words, world)))
    return 0


def _line(suggestion: Suggestion) -> str:
    meaning = fitted(one_line(suggestion.meaning), _MEANING, pad=False)
    return f"{suggestion.text}\t{meaning}\n" if meaning else f"{suggestion.text}\n"


def _offered(words: Sequence[str], world: World) -> list[Suggestion]:
    known = _Known(World(os.path.expanduser(_folder(words)), world.terminal)).of_kind
    start = Parser()
    add_shared(start, Options())
    start.add_argument("-V", "--version", action="store_true", help="print the version")
    start.add_argument("command", metavar="COMMAND")
    rest = words[first_word(start, words[:-1]) :]
    if not rest[1:]:
        return of_arguments(start, words, known)
    for size in (2, 1):
        if rest[size:] and (name := _NAMES.get(" ".join(rest[:size]))):
            return of_arguments(parser_of(name, Options())[1], rest[size:], known)
    return _commands(rest[-1], f"{rest[0]} ") if len(rest) == 2 else []


_NAMES = {alias: name for name, command in COMMANDS.items() for alias in (name, *command.aliases)}


def _commands(typed: str, family: str = "") -> list[Suggestion]:
    """Commands that begin so, or the second words of a family; without those that only programs call."""
    found: dict[str, str] = {}
    for name, command in COMMANDS.items():
        if name.startswith(family + typed) and not command.section.startswith("For "):
            word, _, second = name.removeprefix(family).partition(" ")
            found[word] = f"{found[word]}, {second}" if word in found else second or command.summary
    if not found and not family:
        found = {alias: COMMANDS[name].summary for alias, name in _NAMES.items() if alias.startswith(typed)}
    return [Suggestion(word, meaning) for word, meaning in found.items()]


def _folder(words: Sequence[str]) -> str:
    """The folder that `-C` names, empty where none does."""
    apart = [word for before, word in pairwise(words[:-1]) if before == "-C"]
    joined = [word[2:] for word in words[:-1] if word.startswith("-C")]
    return next(iter(apart), next(iter(joined), ""))


class _Known:
    """What the sourcebook knows; nothing is read that is not asked for, and never every record."""

    def __init__(self, world: World) -> None:
        self._world = world

    def of_kind(self, kind: str, start: str) -> Iterable[Suggestion]:
        """The words of a kind that begin so; empty for kinds that are not known."""
        match kind:
            case "command":
                return _commands(start)
            case "key":
                return self._keys(start)
            case "viewpoint" | "role":
                vocabulary = read_vocabulary(self._shelf.read_settings(VOCABULARY))
                return _terms(vocabulary.viewpoints if kind == "viewpoint" else vocabulary.roles)
            case "outlet" | "feed" | "feed or outlet":
                return self._followed(kind)
            case "edition" | "state":
                return self._states(kind)
            case "style":
                return _styles(start)
            case "list":
                return map(Suggestion, list_names(self._world.root))
        return _of_program(kind)

    @property
    def _shelf(self) -> Shelf:
        # The world's own would tell of what is pending.
        return Shelf(self._world.root)

    def _keys(self, start: str) -> list[Suggestion]:
        names = sorted(name for name in self._shelf.names() if name.startswith(start))
        titles = last_titles(self._shelf.cache_path("index.db"), start)
        return [Suggestion(name, titles.get(name, "")) for name in names]

    def _followed(self, kind: str) -> list[Suggestion]:
        sources = read_sources(self._shelf.read_settings(SOURCES))
        feeds = [Suggestion(one.id, one.url) for one in sources.feeds]
        outlets = [Suggestion(one.id, one.name) for one in sources.outlets]
        if kind == "feed or outlet":
            with_feeds = {one.outlet for one in sources.feeds} - {one.id for one in sources.feeds}
            return [*feeds, *(one for one in outlets if one.text in with_feeds)]
        return feeds if kind == "feed" else outlets

    def _states(self, kind: str) -> list[Suggestion]:
        from sourcebook.store.states import EDITIONS  # noqa: PLC0415 - history only where it is asked for

        def named(*places: str) -> list[Suggestion]:
            form = "%(refname:lstrip=3)%09%(creatordate:short)" if EDITIONS in places else "%(refname:short)%09branch"
            lines = self._world.repository.run("for-each-ref", f"--format={form}", *places).decode().splitlines()
            return [Suggestion(*line.split("\t")) for line in lines]

        editions = named(EDITIONS)
        return editions if kind == "edition" else [*editions, Suggestion("HEAD", "last commit"), *named("refs/heads")]


def _of_program(kind: str) -> Iterator[Suggestion]:
    if kind == "format":
        from sourcebook.render.formats import EXPORTS  # noqa: PLC0415 - only where it is asked for

        yield from map(Suggestion, EXPORTS)
    if kind == "rule":
        from sourcebook.checks.registry import RULES  # noqa: PLC0415 - as above

        yield from (Suggestion(rule.id, rule.summary) for rule in RULES)


def _styles(start: str) -> list[Suggestion]:
    """Our aliases; of the 11,000 names of the repository those that begin as something typed."""
    from sourcebook.render.style_files import ALIASES, style_names  # noqa: PLC0415 - as above

    aliases = [Suggestion(name, said.replace("-", " ")) for name, said in ALIASES.items()]
    others = [Suggestion(name) for name in style_names() if name not in ALIASES] if start else []
    return [*aliases, *others]


def _terms(terms: Mapping[str, Term]) -> list[Suggestion]:
    return [Suggestion(one.id, one.label) for one in terms.values()]
