"""`links archive`: the archived copy of each work that is closest to its date, found or saved, kept on the work."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from sourcebook.cli import archiving, changing, network
from sourcebook.cli.archiving import Found, Wanted
from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.world import World
from sourcebook.errors import UsageError
from sourcebook.links.archiving import day_wanted, is_failing
from sourcebook.model.archives import Answer, Capture
from sourcebook.model.library import Library
from sourcebook.model.text import one_line
from sourcebook.store.history import record_at
from sourcebook.web.archives import Keys

TAKES_QUERY = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `links archive` takes."""
    parser.add_argument("what", nargs="*", metavar="KEY|QUERY", help="keys, or a query; - for keys on stdin")
    parser.add_argument("--missing", action="store_true", help="all works on the web that have no copy")
    parser.add_argument("--failing", action="store_true", help="works whose link is unwell, gone, drifted or insecure")
    parser.add_argument("--save", action="store_true", help="have saved what the archive has no copy of")
    parser.add_argument("--date", metavar="DAY", type=_day, help="closest to this day, not to the work's own")
    parser.add_argument(
        "--gap", metavar="SECONDS", type=float, default=archiving.GAP, help="between two questions (2.5)"
    )
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Search and record; exit 1 where a work has no copy, 4 where the network failed, 130 when interrupted."""
    if not (args.what or args.missing or args.failing):
        raise UsageError("Say which works: keys, a query, --missing or --failing.")
    if args.gap < 0:
        raise UsageError("--gap is no less than 0.")
    keys = archiving.keys_for(world.terminal.environ, world.shelf.sources.services) if args.save else None
    if args.save and keys is None:
        raise UsageError(f"{archiving.no_keys()}.")
    known = LinkLedger(world)
    chosen = _chosen(args.what, world, known.library)
    if world.missing:
        return 1
    if not chosen:
        world.terminal.talk("sourcebook: no work matches.")
        return 1
    wanted = _wanted(args, world, known, chosen)
    changing.refuse_early(world, args, [record_at(one.key) for one in wanted])
    found, is_interrupted = _found(args, world, wanted, keys)
    copies = {one.wanted.key: one.answer.capture for one in found if one.answer.capture}
    subject = f"links: {len(copies)} archived copies" if len(copies) > 1 else ""
    change = changing.Change(archiving.recorded(world, copies), subject=subject, is_told=True)
    changing.carry_out(world, args, change)
    if is_interrupted:
        world.terminal.talk("sourcebook: interrupted; what was found is kept.", "yellow")
        return 130
    if any(one.error for one in found):
        left = len(wanted) - len(found)
        if left:
            world.terminal.talk(f"sourcebook: {left} more were not asked for.", "yellow")
        return 4
    return int(len(copies) < len(found))


def _wanted(args: argparse.Namespace, world: World, known: LinkLedger, keys: Sequence[str]) -> list[Wanted]:
    """The works to ask for; those that have a copy, or no page on the web, are counted and left out."""
    today = datetime.now(UTC).date()
    works = [known.library.works[key] for key in keys]
    if args.failing:
        works = [work for work in works if is_failing(work, known.ledger.verdicts)]
    wanted = [
        Wanted(work.key, url, args.date or day_wanted(work, today))
        for work in works
        if (url := archiving.page_of(work)) and not work.map("archive")
    ]
    if (left := len(works) - len(wanted)) and not args.missing:
        world.terminal.talk(f"sourcebook: left out, with a copy already or no page on the web: {left}.", "dim")
    return wanted


def _chosen(words: Sequence[str], world: World, library: Library) -> list[str]:
    """The keys of the works that words mean: all of them keys, present or former, or together a query."""
    if words and all(word in library.works or word in library.aliases for word in words):
        return list(dict.fromkeys(library.work(word).key for word in words))
    return world.selected(words)


def _found(
    args: argparse.Namespace, world: World, wanted: Sequence[Wanted], keys: Keys | None
) -> tuple[list[Found], bool]:
    """What came of each, told at once, and whether somebody interrupted."""
    found: list[Found] = []
    with network.fetcher(world, args) as fetcher:
        archive = archiving.archives(fetcher, world.shelf.sources.services, args.gap)

        def ask(one: Wanted) -> tuple[Answer, bool]:
            answer = archive.closest(one.url, one.day)
            if answer.capture or keys is None or args.dry_run:
                return answer, False
            return archive.save(one.url, keys), True

        try:
            for one in _shown(world, archiving.ask_all(wanted, ask, args.gap), len(wanted)):
                found.append(one)
                _say(args, world, one)
        except KeyboardInterrupt:
            return found, True
        finally:
            world.terminal.progress("")
    return found, False


def _shown(world: World, found: Iterator[Found], total: int) -> Iterator[Found]:
    """The same, with a line of progress while each is waited for."""
    copies = 0
    world.terminal.progress(f"0 of {total}")
    for done, one in enumerate(found, start=1):
        copies += one.answer.capture is not None
        world.terminal.progress("")
        yield one
        world.terminal.progress(f"{done} of {total} · {copies} copies")


def _say(args: argparse.Namespace, world: World, found: Found) -> None:
    if args.json:
        world.terminal.say(json.dumps(_shape(found), ensure_ascii=False))
    elif capture := found.answer.capture:
        saved = "saved" if found.is_saved else "archived"
        world.terminal.say(one_line(f"{found.wanted.key}: {saved} {capture.date}: {capture.url}"))
    else:
        world.terminal.say(one_line(f"{found.wanted.key}: no copy: {archiving.why_none(found)}"))


def _shape(found: Found) -> dict[str, object]:
    capture: Capture | None = found.answer.capture
    return {
        "schema": "sourcebook.archive/1",
        "key": found.wanted.key,
        "url": found.wanted.url,
        "day": found.wanted.day.isoformat(),
        "archive": capture._asdict() if capture else None,
        "saved": bool(capture and found.is_saved),
        "reason": None if capture else archiving.why_none(found),
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2022-06-01") from None
