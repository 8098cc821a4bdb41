"""From an identifier to a draft: what the world says of a work, or what the identifier tells by itself."""

from collections.abc import Iterable, Iterator, Sequence

from sourcebook.cli.asking import PAGE, Answer, Asking
from sourcebook.cli.candidates import Asked
from sourcebook.cli.world import World
from sourcebook.intake.draft import drafted
from sourcebook.intake.identifying import Identifier, Kind
from sourcebook.model.facts import Fact
from sourcebook.model.text import fold, one_line
from sourcebook.model.work import Raw, Work
from sourcebook.store.sources import SOURCES
from sourcebook.web.addresses import explain_address

YOU = "you"  # the origin of what the command line says
# What a work is as long as nobody looked: nothing more than what the identifier tells.
_TYPES = {Kind.URL: "webpage", Kind.DOI: "document", Kind.ISBN: "book", Kind.ARXIV: "article"}


def learned(
    world: World, entry: str, what: Identifier, asking: Asking | None, day: str, said: Sequence[Fact] = ()
) -> Asked:
    """The draft of a work by its identifier: from the world, or, without `asking`, from the identifier alone.

    `said` is what is known of it beforehand, and trusted less. Raises NetworkFailed and Unregistered.
    """
    if asking is None:
        answer = _untold(what)
    else:
        if world.terminal.is_terminal:
            world.terminal.talk(f"Asking for {one_line(entry)} …", "dim")
        answer = asking.work(what)
    draft = drafted((*_outlet(world, answer), *answer.facts, *said), answer.doubts)
    raw = {**draft.raw, "provenance": provenance(answer.seen or "memory", answer.addresses)}
    if answer.seen == PAGE:
        raw["accessed"] = day
    return Asked(entry, draft._replace(raw=raw), steps=answer.steps, site=answer.site)


def provenance(confirmed: str, addresses: Iterable[str]) -> dict[str, Raw]:
    """How a work was seen and where, as its record has it."""
    where = list(addresses)
    return {"confirmed": confirmed, "confirmed-by": where} if where else {"confirmed": confirmed}


def _outlet(world: World, answer: Answer) -> Iterator[Fact]:
    """The name that sources.yaml has for the outlet of a page, unless the page calls it so or by an alias."""
    said = {fact.field: fact.value for fact in reversed(answer.facts)}
    outlet = world.library.outlet_of(Work("", {"URL": said.get("URL", "")}))
    if outlet is None or "DOI" in said or "ISBN" in said:
        return
    field = "publisher" if said.get("type") == "report" else "container-title"
    names = {fold(name) for name in (outlet.name, *outlet.aliases)}
    if fold(str(said.get(field, ""))) not in names:
        yield Fact(field, outlet.name, SOURCES)


def _untold(what: Identifier) -> Answer:
    """What an identifier tells by itself."""
    if what.kind is not Kind.URL:
        facts = (
            [Fact(what.kind, what.value, YOU)]
            if what.kind is not Kind.ARXIV
            else [Fact("number", f"arXiv:{what.value}", YOU), Fact("URL", f"https://arxiv.org/abs/{what.value}", YOU)]
        )
        steps: tuple[str, ...] = ()
    else:
        canonical, steps = explain_address(what.value)
        facts = [Fact("URL", canonical, YOU)]
    kind = Fact("type", _TYPES[what.kind], YOU, "told by the identifier alone")
    return Answer((kind, *facts), "", (), ("nobody was asked; all is as it was typed",), steps)
