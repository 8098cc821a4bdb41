"""What may stand at the cursor of a command line: decided from its words, the commands' own parsers and what is known.

Nothing that a shell could read as more than a word is ever offered: an id or a file's name with `$(…)` in it is left
out, since not every shell quotes what it inserts.
"""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from sourcebook.model.fields import BY_NAME, TYPES
from sourcebook.model.links import State
from sourcebook.model.query import HAS, QUERY_FIELDS, RELATED
from sourcebook.model.relations import RELATIONS, relation_label


class Suggestion(NamedTuple):
    """A word that may stand there, and what it means."""

    text: str
    meaning: str = ""


# What the shell itself completes.
FILES, FOLDERS = Suggestion(":files"), Suggestion(":folders")
# (kind, beginning) -> the words of this kind that the sourcebook knows; kinds are the values of _KINDS.
Known: TypeAlias = Callable[[str, str], Iterable[Suggestion]]

# What an argument takes, by the name of its value, else by what its help calls it.
_KINDS = {
    "feed": "feed",
    "feeds": "feed or outlet",
    "outlet": "outlet",
    "query": "query",
    "role": "role",
    "style": "style",
    "viewpoint": "viewpoint",
    "A": "key",
    "A[..B]": "range",
    "B": "key",
    "COMMAND": "command",
    "DIR": "folder",
    "EDITION": "edition",
    "FIELD": "field",
    "FILE": "file",
    "FORMAT": "format",
    "ID|URL": "feed",
    "KEY": "key",
    "KEY … +TAG -TAG": "key",
    "KEY … TYPE KEY …": "relation",
    "LIST": "list",
    "KEY|URL": "key",
    "KEY|QUERY": "key",
    "KEY|URL … STATE": "link",
    "WHAT": "file",
    "KEY … FIELD=VALUE …": "assignment",
    "OLD": "key",
    "OLD NEW": "key",
    "RULE": "rule",
    "STATE": "state",
}
_SAFE = re.compile(r"[\w@][\w@%+:,./-]*")
_NEGATION = re.compile(r"-[a-z]")


def of_arguments(parser: argparse.ArgumentParser, words: Sequence[str], known: Known) -> list[Suggestion]:
    """What may stand for the last of the words, which are what a parser is given."""

    def safe(kind: str, start: str) -> list[Suggestion]:
        return [one for one in known(kind, start) if _SAFE.fullmatch(one.text)]

    *before, typed = words
    options, places = _arguments(parser)
    given, awaited, ended = _walk(options, before)
    if awaited:
        return _beginning(typed, _values(awaited, typed, safe))
    name, equals, value = typed.partition("=")
    if equals and not ended and name in options:
        found = _beginning(value, _values(options[name], value, safe))
        return [one if one in (FILES, FOLDERS) else one._replace(text=f"{name}={one.text}") for one in found]
    place = places[min(len(given), len(places) - 1)] if places else None
    if place and len(given) >= len(places) and place.nargs not in ("*", "+"):
        place = None
    found = list(_values(place, typed, safe, is_first=not given)) if place else []
    if not ended and (typed.startswith("-") or not place):
        found += [Suggestion(name, action.help or "") for name, action in options.items()]
    return _beginning(typed, found)


def first_word(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """The place of the first word that is no option and no option's value; the number of words where there is none."""
    given, _, _ = _walk(_arguments(parser)[0], words)
    return given[0] if given else len(words)


def _arguments(parser: argparse.ArgumentParser) -> tuple[dict[str, argparse.Action], list[argparse.Action]]:
    """The options by each of their names, and the arguments that go by their place."""
    actions = parser._actions  # noqa: SLF001 - argparse tells its arguments nowhere else
    options = {name: action for action in actions for name in action.option_strings}
    return options, [action for action in actions if not action.option_strings]


def _walk(options: dict[str, argparse.Action], words: Sequence[str]) -> tuple[list[int], argparse.Action | None, bool]:
    """Which words go by their place, which option awaits its value after them, and whether `--` ended the options."""
    given: list[int] = []
    awaited: argparse.Action | None = None
    ended = False
    for place, word in enumerate(words):
        if awaited:
            awaited = None
        elif word == "--" and not ended:
            ended = True
        elif ended or word == "-" or not word.startswith("-"):
            given.append(place)
        elif word in options and options[word].nargs != 0:
            awaited = options[word]
    return given, awaited, ended


def _beginning(typed: str, found: Iterable[Suggestion]) -> list[Suggestion]:
    """Those that begin as what is typed, each once, and what the shell completes."""
    return list(dict.fromkeys(one for one in found if one in (FILES, FOLDERS) or one.text.startswith(typed)))


def _values(action: argparse.Action, typed: str, known: Known, *, is_first: bool = True) -> Iterable[Suggestion]:
    if action.choices:
        return [Suggestion(str(choice)) for choice in action.choices]
    kind = _KINDS.get(action.dest) or _KINDS.get(str(action.metavar), "")
    match kind:
        case "file":
            return [FILES]
        case "folder":
            return [FOLDERS]
        case "style":
            return [FILES] if typed.startswith((".", "~")) or "/" in typed else known(kind, typed)
        case "query":
            lists = known("list", typed) if action.metavar == "LIST|QUERY" and is_first else ()
            return [*lists, *_query(typed, known)]
        case "assignment":
            return _assignment(typed, known, is_first=is_first)
        case "link":
            return [*known("key", typed), *(Suggestion(str(state)) for state in State)]
        case "relation":
            return [*known("key", typed), *(Suggestion(name, label) for name, (_, label, _) in RELATIONS.items())]
        case "range":
            first, dots, second = typed.partition("..")
            return _after(f"{first}{dots}", known("state", second)) if dots else known("state", typed)
        case "field":
            return _fields("")
    return known(kind, typed) if kind else ()


def _after(head: str, found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    return (one._replace(text=f"{head}{one.text}") for one in found)


def _fields(end: str) -> list[Suggestion]:
    return [Suggestion(f"{name}{end}", field.meaning) for name, field in BY_NAME.items()]


def _query(typed: str, known: Known) -> Iterable[Suggestion]:
    """Fields of a query, negated ones too, then what they may be asked for; several ids stand with commas."""
    sign = "-" if _NEGATION.match(typed) else ""
    field, colon, value = typed.removeprefix(sign).partition(":")
    if not colon:
        related = [Suggestion(f"{name}:", f"{relation_label(name)} …") for name in sorted(RELATED)] if field else []
        return _after(sign, [*(Suggestion(f"{name}:", asks) for name, asks in QUERY_FIELDS.items()), *related])
    several = value[: value.rfind(",") + 1] if field in ("role", "type", "viewpoint") else ""
    start = value.removeprefix(several)
    found: Iterable[Suggestion] = ()
    if field in ("outlet", "role", "viewpoint"):
        found = known(field, start)
    elif field == "key" or field in RELATED:
        found = known("key", start)
    elif field == "type":
        found = [Suggestion(name) for name in sorted(TYPES)]
    elif field == "has":
        found = [*_fields(""), *(Suggestion(name) for name in sorted(HAS))]
    return _after(f"{sign}{field}:{several}", found)


def _assignment(typed: str, known: Known, *, is_first: bool) -> Iterable[Suggestion]:
    """Keys, then fields, then the values of those fields whose values are known."""
    field, equals, value = typed.partition("=")
    if field == "type" and equals:
        return [Suggestion(f"type={name}") for name in sorted(TYPES)]
    if equals:
        return _after(f"{field}=", known(field, value)) if field in ("role", "viewpoint") else ()
    found = list(known("key", typed)) if typed or is_first else []
    return [*found, *_fields("=")] if typed or not is_first else found
