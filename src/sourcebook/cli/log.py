"""`log`: what happened to the bibliography, or to some of its works, in words."""

import argparse
import calendar
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import islice

from sourcebook.cli.changing import change_shape
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.world import World
from sourcebook.errors import NoHistory, UnknownKey
from sourcebook.model.commits import REDOES, UNDOES, CommitChanges
from sourcebook.model.text import one_line
from sourcebook.store.history import SAID, record_at
from sourcebook.store.log import former_keys, log


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `log` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present, former or removed; - for keys on stdin")
    parser.add_argument("--since", type=_first_day, metavar="DATE", help="from this day, month or year on")
    parser.add_argument("--until", type=_last_day, metavar="DATE", help="up to this day, month or year")
    parser.add_argument("--author", default="", metavar="NAME", help="whose name or address holds this")
    parser.add_argument("--limit", type=_count, metavar="N", help="the newest N commits")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one commit a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Tell the history; exit 1 where a key is unknown or no commit matches."""
    if not world.repository.head():
        raise NoHistory("Nothing has been committed here yet, so there is no history; `sourcebook commit` begins one.")
    keys = _all_keys(world, world.keys(args.keys)) if args.keys else ()
    if args.keys and not keys:
        return 1
    found = False
    paths = [record_at(key) for key in keys] or SAID
    with closing(log(world.repository, paths, since=args.since or "", until=args.until or "")) as told:
        for one in islice(_by(told, args.author), args.limit):
            found = True
            if args.json:
                world.terminal.say(json.dumps(commit_shape(one), ensure_ascii=False))
            else:
                _say(world.terminal, one)
    if not found:
        world.terminal.talk("sourcebook: no commit matches.")
    if world.repository.shallow:
        world.terminal.talk(
            "sourcebook: this clone is shallow, so its history is not whole; `git fetch --unshallow` brings the rest.",
            "yellow",
        )
    return 0 if found and not world.missing else 1


def _by(told: Iterator[CommitChanges], author: str) -> Iterator[CommitChanges]:
    wanted = author.casefold()
    return (one for one in told if wanted in f"{one.commit.author} <{one.commit.address}>".casefold())


def _all_keys(world: World, asked: Sequence[str]) -> Sequence[str]:
    """The keys asked for, with all that the same works ever had."""
    library = world.shelf.neighbourhood(asked)
    keys: list[str] = []
    for key in asked:
        try:
            keys += world.keys_of(library.work(key))
        except UnknownKey:
            gone = former_keys(world.repository, key)
            if not gone:
                world.work(library, key)
            keys += gone
    return list(dict.fromkeys(keys))


def _say(terminal: Terminal, one: CommitChanges) -> None:
    commit = one.commit
    links = "".join(
        f"  ({word} {one_line(' '.join(one[:10] for one in commit.trailer(name)))})"
        for name, word in ((UNDOES, "undoes"), (REDOES, "does again"))
        if commit.trailer(name)
    )
    terminal.say(f"{terminal.paint(commit.short, 'yellow')}  {commit.day}  {one_line(commit.author)}{links}")
    for line in one.lines or ("no fact changed, only how files are written",):
        key, colon, said = one_line(line).partition(": ")
        terminal.say(f"    {terminal.paint(key, 'cyan') if colon else key}{colon}{said}")
    for line in commit.why.split("\n") if commit.why else ():
        terminal.say(terminal.paint(f"    > {one_line(line)}".rstrip(), "dim"))


def commit_shape(one: CommitChanges) -> Mapping[str, object]:
    """The documented JSON shape of a commit with what it did (docs/json.md)."""
    commit = one.commit
    return {
        "schema": "sourcebook.commit/1",
        "commit": commit.hash,
        "date": commit.committed,
        "authored": commit.authored,
        "author": commit.author,
        "why": commit.why or None,
        "command": list(commit.command) or None,
        "undoes": list(commit.trailer(UNDOES)),
        "redoes": list(commit.trailer(REDOES)),
        "changes": [change_shape(change) for change in (*one.changes, *one.others)],
        "counts": one.counts,
    }


def _first_day(text: str) -> str:
    return _day(f"{text}-01-01"[:10], text)


def _last_day(text: str) -> str:
    day = _day(f"{text}-12-01"[:10], text)
    days = calendar.monthrange(int(day[:4]), int(day[5:7]))[1]
    return day if len(text) == 10 else f"{day[:8]}{days}"


def _day(day: str, text: str) -> str:
    complaint = argparse.ArgumentTypeError(f"{text!r} is no day, month or year, such as 2026-09-01")
    if not re.fullmatch(r"(?a)\d{4}(-\d\d){0,2}", text):
        raise complaint
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise complaint from None


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of commits")
    return int(text)
