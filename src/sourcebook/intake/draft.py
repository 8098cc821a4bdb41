"""From facts to a draft: for each field the most trusted value, and a doubt where it may be wrong."""

from collections.abc import Iterable, Iterator, Sequence

from sourcebook.model.dates import parse_date
from sourcebook.model.facts import Draft, Fact
from sourcebook.model.fields import ORDER
from sourcebook.model.text import fold


def drafted(facts: Iterable[Fact], doubts: Sequence[str] = ()) -> Draft:
    """The draft of a work from what was said of it, most trusted first.

    Every fact stays in the draft, so that another candidate can be chosen (`candidates`).
    """
    said = tuple(facts)
    names = sorted({fact.field for fact in said}, key=lambda name: ORDER.get(name, len(ORDER)))
    chosen = [_chosen(candidates(said, name)) for name in names]
    titles = {fact.field: fold(str(fact.value)) for fact in chosen}
    if titles.get("publisher") == titles.get("container-title"):
        # A newspaper that names itself as its publisher says nothing by it, and references would print it twice.
        chosen = [fact for fact in chosen if fact.field != "publisher"]
    found = [doubt for fact in chosen for doubt in _doubts(fact, said)]
    return Draft(
        raw={fact.field: fact.value for fact in chosen},
        facts=said,
        doubts=tuple(dict.fromkeys((*doubts, *found))),
    )


def candidates(facts: Iterable[Fact], field: str) -> list[Fact]:
    """What was said of one field, each value once, with the most trusted of its origins."""
    found: list[Fact] = []
    for fact in facts:
        if fact.field == field and all(fact.value != other.value for other in found):
            found.append(fact)
    return found


def _chosen(said: Sequence[Fact]) -> Fact:
    """The first fact, or, of dates, the most exact one of those that say no other day than it does."""
    first = said[0]
    if first.doubt:
        return first
    agreeing = [fact for fact in said if not fact.doubt and _refines(fact.value, first.value)]
    return max(agreeing, key=lambda fact: len(str(fact.value)), default=first)


def _refines(value: object, coarse: object) -> bool:
    """Whether a date is within another one: 2022-05-24 is within 2022-05 and 2022."""
    if not isinstance(value, str) or not isinstance(coarse, str) or not parse_date(value) or not parse_date(coarse):
        return False
    return value == coarse or value.startswith(f"{coarse}-")


def _doubts(chosen: Fact, facts: Iterable[Fact]) -> Iterator[str]:
    if chosen.doubt:
        yield f"{chosen.field}: {chosen.doubt}"
    elif chosen.field == "issued":
        for other in candidates(facts, "issued"):
            against = not other.doubt and other.origin != chosen.origin and not _refines(chosen.value, other.value)
            if against:
                yield f"issued: {chosen.origin} says {chosen.value}, {other.origin} says {other.value}"
