"""The feeds that `build` makes from the history: of what changed, and of the newest works."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import islice
from urllib.parse import quote

from sourcebook.cli.world import World
from sourcebook.model.sources import Output
from sourcebook.render.build import FEED, FEEDS
from sourcebook.render.feed import MOST_ENTRIES, Entry, Feed, change_entry, commit_id, work_entry, write_feed
from sourcebook.store.log import entered, first_commit, log
from sourcebook.store.sources import WORKS


def feeds(world: World) -> Mapping[str, bytes]:
    """File name -> bytes of each feed that sources.yaml asks for; none where no history tells what changed.

    A shallow clone has none either: its feed would lack entries that others have.
    """
    repository = world.repository
    outputs = [output for output in world.shelf.sources.build if output.format in FEEDS]
    if not outputs or not repository.exists or not repository.head() or repository.shallow:
        return {}
    first = commit_id(first_commit(repository))
    made = {}
    for output in outputs:
        entries = _changes(world) if output.format == FEED else _newest(world, output.query)
        if entries:
            made[output.file] = write_feed(_feed(world, output, first), entries)
    return made


def _changes(world: World) -> Sequence[Entry]:
    with closing(log(world.repository, [WORKS])) as told:
        return list(islice((change_entry(one) for one in told if one.changes or one.counts), MOST_ENTRIES))


def _newest(world: World, query: str) -> Sequence[Entry]:
    """The works that entered last, each since it first had a record, whatever its key was then."""
    commits, library = entered(world.repository), world.library
    found = []
    for key in world.shelf.keys(world.query([query])) if query else library.works:
        work = library.works[key]
        known = [(commits[one], one) for one in (key, *work.words("aliases")) if one in commits]
        if known:
            commit, first = min(known, key=lambda one: one[0].committed)
            found.append((commit, work_entry(library, work, first, commit)))
    found.sort(key=lambda one: one[0].committed, reverse=True)
    return [entry for _, entry in found[:MOST_ENTRIES]]


def _feed(world: World, output: Output, first: str) -> Feed:
    sources = world.shelf.sources
    home = f"{sources.url.rstrip('/')}/" if sources.url else ""
    address = f"{home}{quote(output.file)}" if home else ""
    title = f"{sources.subject}: what changed" if output.format == FEED else f"{sources.subject}: new works"
    return Feed(
        id=address or f"{first}:{quote(world.repository.prefix)}{quote(output.file)}",
        title=output.title or title,
        language=sources.language,
        address=address,
        home=home,
    )
