"""Asks everybody who can tell of a work: the registries of its identifiers, then its page, its mirror, its copy."""

from sourcebook.cli.asking import Asking, told_at
from sourcebook.errors import NetworkFailed, Unregistered
from sourcebook.intake.identifying import Identifier, Kind
from sourcebook.intake.questions import Outcome, Witness, questions
from sourcebook.model.work import Work

_YOU = "you"  # the origin of what was only asked for


def witnesses(asking: Asking, work: Work) -> list[Witness]:
    """What everybody says, registries first; that somebody is silent is a witness too, with the reason."""
    asked = questions(work)
    said = [*asked.impossible, *(_registry(asking, what) for what in asked.identifiers)]
    for url in asked.pages:
        said.append(_page(asking, url))
        if said[-1].outcome is Outcome.ANSWERED:
            break
    return said


def _registry(asking: Asking, what: Identifier) -> Witness:
    address = told_at(what)
    try:
        answer = asking.registry(what)
    except NetworkFailed as error:
        return Witness(what, address, Outcome.FAILED, why=str(error))
    except Unregistered as error:
        return Witness(what, address, Outcome.UNREGISTERED, why=error.finding)
    return Witness(what, address, Outcome.ANSWERED, tuple(fact for fact in answer.facts if fact.origin != _YOU))


def _page(asking: Asking, url: str) -> Witness:
    what = Identifier(Kind.URL, url)
    try:
        answer = asking.page_alone(url)
    except NetworkFailed as error:
        return Witness(what, url, Outcome.FAILED, why=str(error))
    facts = tuple(fact for fact in answer.facts if fact.origin != _YOU)
    return Witness(what, next(iter(answer.addresses), url), Outcome.ANSWERED, facts)
