"""The feed of changes for `build`: from the history to its bytes."""

from collections.abc import Mapping
from contextlib import closing
from itertools import islice
from urllib.parse import quote

from sourcebook.cli.world import World
from sourcebook.model.sources import Output
from sourcebook.render.build import FEED
from sourcebook.render.feed import MOST_ENTRIES, Feed, commit_id, write_feed
from sourcebook.store.log import first_commit, log
from sourcebook.store.sources import WORKS


def feeds(world: World) -> Mapping[str, bytes]:
    """File name -> bytes of each feed that sources.yaml asks for; none where no history tells what changed.

    A shallow clone has none either: its feed would lack entries that others have.
    """
    repository = world.repository
    outputs = [output for output in world.shelf.sources.build if output.format == FEED]
    if not outputs or not repository.exists or not repository.head() or repository.shallow:
        return {}
    with closing(log(repository, [WORKS])) as told:
        newest = list(islice((one for one in told if one.changes or one.counts), MOST_ENTRIES))
    if not newest:
        return {}
    first = commit_id(first_commit(repository))
    return {output.file: write_feed(_feed(world, output, first), newest) for output in outputs}


def _feed(world: World, output: Output, first: str) -> Feed:
    sources = world.shelf.sources
    home = f"{sources.url.rstrip('/')}/" if sources.url else ""
    address = f"{home}{quote(output.file)}" if home else ""
    return Feed(
        id=address or f"{first}:{quote(world.repository.prefix)}{quote(output.file)}",
        title=output.title or f"{sources.subject}: what changed",
        language=sources.language,
        address=address,
        home=home,
    )
