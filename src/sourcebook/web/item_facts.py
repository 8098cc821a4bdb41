"""What an item of a feed says of the work that it offers, each value as a fact that a person can doubt."""

from collections.abc import Iterator
from datetime import date

from sourcebook.model.coverage import FeedItem
from sourcebook.model.facts import Fact
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.text import fold
from sourcebook.web.bylines import body, people
from sourcebook.web.clean import squeezed
from sourcebook.web.moments import day_of

_DOI = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/")


def item_facts(item: FeedItem, outlet: str = "") -> tuple[Fact, ...]:
    """The facts of an item, most trusted first; `outlet` is what the outlet is called, where that is known.

    >>> [(fact.field, fact.value) for fact in item_facts(FeedItem("dam", "1", "https://e.org/1", "The dam"))][1:]
    [('title', 'The dam'), ('URL', 'https://e.org/1')]
    """
    return tuple(_facts(item, outlet))


def _facts(item: FeedItem, outlet: str) -> Iterator[Fact]:
    origin = f"feed {item.feed}"
    named = outlet or item.outlet
    yield Fact("type", "webpage", origin, "a feed does not say what kind of work it offers")
    yield Fact("title", item.title, origin)
    if authors := [name for one in item.authors for name in (*people(one, {squeezed(named)}), body(one)) if name]:
        yield Fact("author", authors, origin, "as the feed has it")
    if named:
        yield Fact("container-title", named, origin)
    if issued := written_day(item):
        yield Fact("issued", issued, origin, "" if item.published else "when it was changed, not when it appeared")
    doi = normal_doi(item.url) if item.url.lower().startswith(_DOI) else ""
    if doi:
        yield Fact("DOI", doi, origin)
    elif item.url:
        yield Fact("URL", item.url, origin)
    if item.language:
        yield Fact("language", item.language, origin)
    if item.summary and fold(item.summary) != fold(item.title):
        yield Fact("abstract", item.summary, origin)


def written_day(item: FeedItem) -> str:
    """The day of an item as its own feed writes it, in the zone that it is written in, else as EDTF has it."""
    told = item.published or item.updated
    written = day_of(item.published_raw)
    try:
        apart = abs((date.fromisoformat(written) - date.fromisoformat(told[:10])).days)
    except ValueError:
        return told[:10] if told.endswith("Z") else told
    return written if told.endswith("Z") and apart <= 1 else told[:10] if told.endswith("Z") else told
