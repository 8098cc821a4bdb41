"""Keywords put on works and taken off: words of a command line such as `+dam -draft`, and what they make of a list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sourcebook.errors import UsageError
from sourcebook.model.text import fold

MINUS = "−"  # the sign with which changes are told; it reads as `-` and no option parser takes it for an option


class Tags(NamedTuple):
    """The keywords to put on, as they are to be spelled, and those to take off, in any spelling."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def read_tags(words: Iterable[str]) -> tuple[list[str], Tags]:
    """The words that are no tags, and the tags: `+dam` to put on, `-dam` or `−dam` to take off.

    Raises UsageError where there are none, where one is empty, or where one is to be put on and taken off.
    """
    rest: list[str] = []
    add: dict[str, None] = {}
    remove: dict[str, None] = {}
    for word in words:
        if word == "-" or word[:1] not in ("+", "-", MINUS):
            rest.append(word)
            continue
        tag = " ".join(word[1:].split())
        if not tag:
            raise UsageError(f"{word!r} names no tag; write +dam, or +'flood storage' where there are blanks.")
        (add if word[0] == "+" else remove)[tag] = None
    if not add and not remove:
        raise UsageError("Name at least one tag: +dam puts it on, -dam takes it off.")
    if both := next((tag for tag in add if tag in remove), ""):
        raise UsageError(f"{both!r} is to be put on and taken off at once; say one of the two.")
    return rest, Tags(tuple(add), tuple(remove))


def tagged(present: Sequence[str], tags: Tags) -> list[str]:
    """The keywords of a work after the change; those that differ by case or accents only are one."""
    gone = {fold(tag) for tag in tags.remove}
    kept = [tag for tag in present if fold(tag) not in gone]
    seen = {fold(tag) for tag in kept}
    for tag in tags.add:
        if fold(tag) not in seen:
            seen.add(fold(tag))
            kept.append(tag)
    return kept


def spelled(tags: Tags, known: Iterable[str]) -> Tags:
    """The same tags, those to put on as most of the `known` ones spell them, so that no second spelling comes in.

    A tag that is taken off in another spelling at the same time is spelled anew on purpose, and stays as it was typed.
    """
    wanted = {fold(tag) for tag in tags.add} - {fold(tag) for tag in tags.remove}
    counted = Counter(tag for tag in known if fold(tag) in wanted)
    spelling = {fold(tag): tag for tag, _ in reversed(counted.most_common())}
    return tags._replace(add=tuple(spelling.get(fold(tag), tag) for tag in tags.add))


def not_there(tags: Tags, present: Iterable[str]) -> list[str]:
    """The tags to take off that are not among the present ones in any spelling."""
    there = {fold(tag) for tag in present}
    return [tag for tag in tags.remove if fold(tag) not in there]
