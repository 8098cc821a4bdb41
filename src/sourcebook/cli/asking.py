"""What the world says of a work: pages and registries asked by address, DOI, ISBN or arXiv number."""

from collections.abc import Callable
from typing import NamedTuple

from sourcebook.errors import NetworkFailed, Unregistered
from sourcebook.intake.duplicates import alike
from sourcebook.intake.identifying import Identifier, Kind, doi_within
from sourcebook.model.facts import Fact, PageFacts
from sourcebook.model.sources import Services
from sourcebook.web.addresses import archived_at, explain_address
from sourcebook.web.feed import feed_form
from sourcebook.web.feed_page import feeds_named
from sourcebook.web.fetch import Fetcher, Page
from sourcebook.web.layout import is_home
from sourcebook.web.page import explain_page_address, read_page
from sourcebook.web.registries import ask_arxiv, ask_doi, ask_isbn

_HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
_REGISTRIES = {Kind.DOI: "doi.org", Kind.ISBN: "Open Library", Kind.ARXIV: "arXiv"}
PAGE, REGISTRY = "page", "registry"  # how a work was seen, as provenance has it (docs/record-format.md)


class Answer(NamedTuple):
    """What was said of a work, most trusted first: how it was seen, at which addresses, and what is doubtful of it all.

    `steps` are the sentences that lead from the address that was given to the one to keep; `site` is the address of a
    site whose first page this is, where that names feeds.
    """

    facts: tuple[Fact, ...]
    seen: str = ""
    addresses: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    site: str = ""


class Asking:
    """Asks for works. A class, because every question goes out by one fetcher to one set of services."""

    def __init__(self, fetcher: Fetcher, services: Services) -> None:
        self._fetcher = fetcher
        self._services = services

    def work(self, what: Identifier) -> Answer:
        """All that can be learned of a work; raises NetworkFailed, and Unregistered where no registry knows it."""
        return self.page(what.value) if what.kind is Kind.URL else self.registry(what)

    def registry(self, what: Identifier) -> Answer:
        """What the registry of an identifier says; raises NetworkFailed and Unregistered."""
        ask: dict[Kind, Callable[[Fetcher, str, Services], tuple[Fact, ...]]] = {
            Kind.DOI: ask_doi,
            Kind.ISBN: ask_isbn,
            Kind.ARXIV: ask_arxiv,
        }
        facts = ask[what.kind](self._fetcher, what.value, self._services)
        if not facts:
            raise Unregistered(what.kind, what.value, _REGISTRIES[what.kind])
        own = () if what.kind is Kind.ARXIV else (Fact(what.kind, what.value, "you"),)
        return Answer((*own, *facts), REGISTRY, (told_at(what),))

    def page(self, url: str) -> Answer:
        """What a page says, and the registry of the DOI that it names; raises NetworkFailed with a way out."""
        try:
            answer = self.page_alone(url)
        except NetworkFailed as error:
            doi = doi_within(url)
            if not doi:
                raise
            answer = self.registry(Identifier(Kind.DOI, doi))
            return answer._replace(doubts=(f"the page was not seen: {error.cause}",))
        doi = next((str(fact.value) for fact in answer.facts if fact.field == "DOI" and not fact.doubt), "")
        return self._joined(answer, doi) if doi else answer

    def page_alone(self, url: str) -> Answer:
        """What a page says, whatever registries may say of it; raises NetworkFailed."""
        page, facts, steps = self._read(url)
        names_feeds = is_home(page.url) and bool(feeds_named(page.body, page.url, page.charset))
        site = page.url if names_feeds else ""
        return Answer(tuple(facts.facts), PAGE, (facts.canonical,), steps=steps, site=site)

    def address(self, url: str) -> tuple[str, tuple[str, ...]]:
        """The address that a page is kept at, and the sentences that lead to it; raises NetworkFailed."""
        bare, _ = explain_address(url)
        page = self._fetcher.get(bare if archived_at(url) else url, accept=_HTML)
        if not page.ok:
            canonical, steps = explain_address(page.url)
            return canonical, (*_steps(bare, url, page), *steps, f"{page.url} answered {page.status}")
        canonical, steps = explain_page_address(page.body, page.url, page.content_type)
        return canonical, (*_steps(bare, url, page), *steps)

    def _joined(self, answer: Answer, doi: str) -> Answer:
        """A page's answer behind that of the registry of its DOI, where both are about the same work."""
        try:
            said = self.registry(Identifier(Kind.DOI, doi))
        except (NetworkFailed, Unregistered) as error:
            return answer._replace(doubts=(f"DOI: {error}",))
        titles = [
            next((str(one.value) for one in facts if one.field == "title"), "") for facts in (said.facts, answer.facts)
        ]
        if all(titles) and not alike(*titles):
            return answer._replace(doubts=(f"DOI: doi.org has another title under it: {titles[0]}",))
        return answer._replace(facts=(*said.facts, *answer.facts), addresses=(*answer.addresses, *said.addresses))

    def _read(self, url: str) -> tuple[Page, PageFacts, tuple[str, ...]]:
        """The page at an address, of an archived copy the page itself while that is there, and what it says.

        Raises NetworkFailed.
        """
        bare, _ = explain_address(url)
        copy = archived_at(url)
        try:
            page = self._fetched(bare if copy else url)
            facts = _page_facts(page)
        except NetworkFailed:
            if not copy:
                raise
            page = self._fetched(url)
            facts = _page_facts(page)
        if copy:
            facts = facts._replace(facts=(*facts.facts, Fact("archive", {"url": url, "date": copy}, "you")))
        return page, facts, (*_steps(bare, url, page), *explain_page_address(page.body, page.url, page.content_type)[1])

    def _fetched(self, url: str) -> Page:
        page = self._fetcher.get(url, accept=_HTML)
        if not page.ok:
            raise NetworkFailed(f"{page.url} answered {page.status}.", page.url, "answer")
        return page


def _page_facts(page: Page) -> PageFacts:
    if form := feed_form(page.body, page.url, page.content_type):
        raise NetworkFailed(
            f"{page.url} is a feed ({form}), not the page of a work; `sourcebook sources add {page.url}` follows it.",
            page.url,
            "answer",
        )
    facts = read_page(page.body, page.url, page.content_type)
    if facts.complaint:
        raise NetworkFailed(f"{page.url}: {facts.complaint}", page.url, "answer")
    return facts


def told_at(what: Identifier) -> str:
    """The public address at which a registry tells of an identifier."""
    stems = {
        Kind.DOI: "https://doi.org",
        Kind.ISBN: "https://openlibrary.org/isbn",
        Kind.ARXIV: "https://arxiv.org/abs",
    }
    return f"{stems[what.kind]}/{what.value}"


def _steps(bare: str, url: str, page: Page) -> tuple[str, ...]:
    unwrapped = (f"the address was an archived copy of {bare}",) if page.asked != url else ()
    return (*unwrapped, *(f"{hop.url} led on ({hop.status})" for hop in page.hops))
