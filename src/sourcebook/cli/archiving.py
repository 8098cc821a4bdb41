"""How commands find and save archived copies: whose keys, how fast, and what is recorded on the works."""

import argparse
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from sourcebook.cli import changing, network
from sourcebook.cli.editing import edited
from sourcebook.cli.values import with_values
from sourcebook.cli.world import World
from sourcebook.errors import NetworkFailed, SourcebookError, UsageError
from sourcebook.model.archives import Answer, Capture
from sourcebook.model.sources import Services
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address
from sourcebook.model.work import Work
from sourcebook.store import codec, files
from sourcebook.store.history import Differences, record_at
from sourcebook.web.addresses import archived_at
from sourcebook.web.archives import Archives, Keys
from sourcebook.web.fetch import Fetcher

GAP = 2.5  # seconds: 24 questions a minute, four fifths of what the Wayback Machine lets through
_ACCESS, _SECRET, _SITE = "SOURCEBOOK_WAYBACK_ACCESS", "SOURCEBOOK_WAYBACK_SECRET", "SOURCEBOOK_WAYBACK_SITE"
_MOST_FAILURES = 3  # one after the other, before the archive is left alone


class Wanted(NamedTuple):
    """A work whose copy is wanted: its key, its address, and the day that the copy should be of."""

    key: str
    url: str
    day: date


class Found(NamedTuple):
    """What came of it: a copy or why there is none, whether it was saved now, or why nobody could tell."""

    wanted: Wanted
    answer: Answer
    is_saved: bool = False
    error: NetworkFailed | None = None


# How one work is asked for: the answer, and whether the copy was saved now.
Ask: TypeAlias = Callable[[Wanted], tuple[Answer, bool]]
Sleep: TypeAlias = Callable[[float], None]


def page_of(work: Work) -> str:
    """The address whose copy a work can have: its URL on the web, unless that is a copy itself; else empty."""
    url = work.text("URL").strip()
    return url if is_web_address(url) and not archived_at(url) else ""


def keys_for(environ: Mapping[str, str], services: Services) -> Keys | None:
    """The keys for saving, None where there are none; raises UsageError where they belong to another archive.

    sources.yaml is shared, and whoever edits it must not get the keys of those who run it.
    """
    keys = Keys(environ.get(_ACCESS, "").strip(), environ.get(_SECRET, "").strip())
    if not all(keys):
        return None
    site = environ.get(_SITE, "").strip() or Services().wayback
    if _origin(site) != _origin(services.wayback):
        raise UsageError(
            f"Your keys are for {site}, and sources.yaml names another archive, {services.wayback}. "
            f"If they are for that one, say so with {_SITE}={services.wayback}."
        )
    return keys


def no_keys() -> str:
    """What to do where there are no keys."""
    return f"Saving needs the keys of archive.org/account/s3.php, in {_ACCESS} and {_SECRET}"


def archives(fetcher: Fetcher, services: Services, gap: float, sleep: Sleep = time.sleep) -> Archives:
    """The archives of a sourcebook, asked by the clock of this machine."""
    return Archives(fetcher, services, now=lambda: datetime.now(UTC), sleep=sleep, gap=gap)


def ask_all(wanted: Sequence[Wanted], ask: Ask, gap: float, sleep: Sleep = time.sleep) -> Iterator[Found]:
    """Ask for one work after the other, `gap` seconds apart; one page for one day is asked for once.

    Ends early where the archive asks to be left alone, does not accept the keys, or fails three times in a row.
    """
    known: dict[tuple[str, date], tuple[Answer, bool]] = {}
    failures = 0
    for number, one in enumerate(wanted):
        page = one.url, one.day
        if page not in known:
            if number:
                sleep(gap)
            try:
                known[page] = ask(one)
            except NetworkFailed as error:
                yield Found(one, Answer(), error=error)
                failures += 1
                if error.cause in ("limited", "refuse") or failures == _MOST_FAILURES:
                    return
                continue
            failures = 0
        answer, is_saved = known[page]
        yield Found(one, answer, is_saved)


def recorded(world: World, copies: Mapping[str, Capture]) -> Differences:
    """The records with these copies; one that went away or can no longer be read is told and left out."""
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    for key, capture in copies.items():
        try:
            differences |= edited(world, [key], partial(with_values, {"archive": capture._asdict()}))
        except SourcebookError as error:
            world.terminal.talk(f"sourcebook: {error}", "yellow")
    return differences


def save_added(world: World, args: argparse.Namespace, before: Collection[str], sleep: Sleep = time.sleep) -> int:
    """Have the pages of works that are not `before` saved, if sources.yaml wants it; the exit code of it.

    Nothing that happens here undoes the adding.
    """
    if not world.shelf.sources.archive.saves_on_add or args.offline or args.dry_run:
        return 0
    keys = sorted(world.shelf.names().difference(before))
    services, today = world.shelf.sources.services, datetime.now(UTC).date()
    try:
        wanted = [Wanted(key, url, today) for key in keys if (url := _page_in_record(world, key))]
        if not wanted:
            return 0
        account = keys_for(world.terminal.environ, services)
        if account is None:
            world.terminal.talk(f"sourcebook: no page was saved. {no_keys()}.", "yellow")
            return 0
        return _save(world, args, wanted, account, sleep)
    except SourcebookError as error:
        world.terminal.talk(f"sourcebook: {error}", "red")
        return error.exit_code


def _save(world: World, args: argparse.Namespace, wanted: Sequence[Wanted], account: Keys, sleep: Sleep) -> int:
    copies: dict[str, Capture] = {}
    code = 0
    with network.fetcher(world, args) as fetcher:
        archive = archives(fetcher, world.shelf.sources.services, GAP, sleep)
        world.terminal.talk(f"Saving {len(wanted)} page{'s' if len(wanted) > 1 else ''} in the archive …", "dim")
        try:
            for one in ask_all(wanted, lambda one: (archive.save(one.url, account), True), GAP, sleep):
                if one.answer.capture:
                    copies[one.wanted.key] = one.answer.capture
                else:
                    world.terminal.talk(f"sourcebook: {one.wanted.key}: not saved: {why_none(one)}", "yellow")
                    code = max(code, 4 if one.error else 1)
        except KeyboardInterrupt:
            code = 130
    changing.carry_out(world, args, changing.Change(recorded(world, copies), is_told=not copies))
    return code


def why_none(found: Found) -> str:
    """Why there is no copy, or why nobody could tell."""
    return one_line(str(found.error) if found.error else found.answer.reason)


def _page_in_record(world: World, key: str) -> str:
    """The page of a work without a copy, as its record stands now, which the index may not know yet."""
    data = files.read_bytes(world.shelf.record_path(key), codec.LARGEST_RECORD)
    work = codec.read_bytes(data, path=record_at(key), key=key).work
    return page_of(work) if work and not work.map("archive") else ""


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()
