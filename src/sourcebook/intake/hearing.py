"""One witness beside the record: each value that was said, how it stands to ours, and whether the work is ours."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from sourcebook.intake.comparing import SameOutlet, compared
from sourcebook.intake.draft import candidates
from sourcebook.intake.duplicates import IN_BOOKS
from sourcebook.intake.identifying import Kind
from sourcebook.intake.likeness import Likeness, Match, agreeing, unclear
from sourcebook.intake.questions import Witness
from sourcebook.model.facts import Fact
from sourcebook.model.fields import BY_NAME
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work


class Verdict(StrEnum):
    """What a verification comes to for the work as a whole."""

    CONFIRMED = "confirmed"  # it was found where the record says, with this title, and these authors or this date
    PARTLY = "partly"  # it was found, and not all of that agrees or could be told
    MISMATCH = "mismatch"  # what was found there is another work
    UNKNOWN = "unknown"  # a registry does not know its identifier
    UNSEEN = "unseen"  # nobody could be asked


class Said(NamedTuple):
    """One value for a field: where it was said, and how it stands to ours."""

    value: Raw
    origin: str
    address: str
    likeness: Likeness


class Hearing(NamedTuple):
    """A witness, what it says of each field, and what it comes to, with a phrase of why."""

    witness: Witness
    said: Mapping[str, tuple[Said, ...]]
    verdict: Verdict
    why: str = ""


# Fields that tell of our copy, our reading or our library, which nobody else can confirm.
_OURS_ALONE = frozenset(
    "accessed abstract note references source status license archive_collection archive_location archive-place "
    "call-number title-short container-title-short".split()
)
# Where else a record may keep what others say under a name.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "title": ("title-romanized", "title-translated", "title-short", "original-title"),
    "author": ("editor", "translator", "contributor", "interviewer"),
    "editor": ("author", "container-author"),
    "container-title": ("container-title-short", "publisher", "collection-title", "authority"),
    "publisher": ("container-title", "authority"),
    "URL": ("url-mirror",),
}
_BODIES = ("publisher", "container-title", "authority")  # where a record may keep the body that others call the author
_OTHER_DATES = ("available-date", "original-date", "event-date")
# What arXiv says of a paper that came out elsewhere holds for the preprint alone.
_OF_PREPRINT = frozenset({"type", "genre", "publisher", "issued", "number", "URL"})
# What a registry says of a book is said of a chapter's container.
_OF_BOOK = {"title": "container-title", "author": "editor"}
_OF_BOOK_ALONE = frozenset({"type", "number-of-pages"})


def is_asked(name: str) -> bool:
    """Whether registries and pages can have a say in a field."""
    return name in BY_NAME and BY_NAME[name].csl and name not in _OURS_ALONE


def heard(work: Work, witness: Witness, same_outlet: SameOutlet) -> Hearing:
    """What an answered witness says beside the record of the work it was asked for.

    A value that was said in doubt never differs, it only cannot be told; nor is it new.
    """
    raw = raw_fields(work)
    facts = list(_fitting(work, witness))
    said = {name: _values(raw, candidates(facts, name), witness, same_outlet) for name in _names(facts)}
    own = own_field(work, witness.what.kind)
    if own not in said and witness.what.kind is not Kind.URL:
        known = Said(raw.get(own, ""), witness.what.kind, witness.address, agreeing("it is registered"))
        said[own] = (known,)
    verdict, why = _verdict(work, witness, said)
    if verdict is Verdict.MISMATCH:
        values = [one._replace(likeness=unclear("it belongs to another work")) for one in said.get(own, ())]
        said = {name: said[name] for name in ("title", "author", "issued") if name in said} | {own: tuple(values)}
    return Hearing(witness, said, verdict, why)


def own_field(work: Work, kind: Kind) -> str:
    """The field of a record that holds an identifier of this kind."""
    if kind is Kind.ARXIV:
        return "number" if "arxiv" in work.text("number").lower() else "URL"
    return kind


def _names(facts: Iterable[Fact]) -> list[str]:
    return list(dict.fromkeys(fact.field for fact in facts if is_asked(fact.field)))


def _fitting(work: Work, witness: Witness) -> Iterator[Fact]:
    """The facts as far as they are about this work: not about the book that it is in, its preprint, or a mirror."""
    kind = witness.what.kind
    for fact in witness.facts:
        if kind is Kind.ISBN and work.type in IN_BOOKS:
            if fact.field not in _OF_BOOK_ALONE:
                yield fact._replace(field=_OF_BOOK.get(fact.field, fact.field))
        elif kind is Kind.ARXIV and fact.field in _OF_PREPRINT and work.type not in ("article", "manuscript"):
            yield fact._replace(doubt="said of the preprint")
        elif kind is Kind.URL and fact.field == "URL" and witness.what.value != work.text("URL"):
            continue
        else:
            yield fact


def _values(
    raw: Mapping[str, Raw], facts: Iterable[Fact], witness: Witness, same_outlet: SameOutlet
) -> tuple[Said, ...]:
    """The values for one field: of a witness that agrees in one of them, only those that do, best without a reserve."""
    said = [Said(fact.value, fact.origin, witness.address, _judged(raw, fact, same_outlet)) for fact in facts]
    agreed = [one for one in said if one.likeness.match is Match.AGREES]
    unreserved = [one for one in agreed if not one.likeness.why]
    return tuple(unreserved or agreed or said)


def _judged(raw: Mapping[str, Raw], fact: Fact, same_outlet: SameOutlet) -> Likeness:
    ours, kind = raw.get(fact.field, ""), str(raw.get("type", ""))
    likeness = (
        compared(fact.field, ours, fact.value, kind=kind, same_outlet=same_outlet) if ours else Likeness(Match.NEW)
    )
    if likeness.match is Match.AGREES:
        return likeness
    for name in _ALSO.get(fact.field, ()):
        if name in raw and compared(fact.field, raw[name], fact.value, same_outlet=same_outlet).match is Match.AGREES:
            return agreeing(f"it stands here as {name}")
    body = _body(fact.value) if fact.field == "author" else ""
    for name in _BODIES if body else ():
        if name in raw and compared("publisher", raw[name], body, same_outlet=same_outlet).match is Match.AGREES:
            return agreeing(f"it stands here as {name}")
    for name in _OTHER_DATES if fact.field == "issued" else ():
        if name in raw and compared("issued", raw[name], fact.value).match is Match.AGREES:
            return unclear(f"it stands here as {name}", is_near=True)
    if fact.doubt and likeness.match in (Match.DIFFERS, Match.NEW):
        return unclear(fact.doubt, is_near=likeness.is_near)
    return likeness


def _body(value: Raw) -> str:
    """The one body that a list of names is, or empty."""
    names = read_work("", {"author": value}, "", Origin())[0].names("author")
    return names[0].literal if len(names) == 1 else ""


def _verdict(work: Work, witness: Witness, said: Mapping[str, tuple[Said, ...]]) -> tuple[Verdict, str]:
    """What a witness comes to: the same work by its title, and by its authors or its date."""
    is_of_book = witness.what.kind is Kind.ISBN and work.type in IN_BOOKS
    title = _best(said, "container-title" if is_of_book else "title")
    author = _best(said, "editor" if is_of_book else "author")
    issued = _best(said, "issued")
    if _is_other(title):
        return Verdict.MISMATCH, "another title"
    # The line under a headline is read less surely than a registry's list of authors.
    if _is_other(author) and witness.what.kind is not Kind.URL and not is_of_book:
        return Verdict.MISMATCH, "other authors"
    matches = [one.match if one else None for one in (title, author, issued)]
    if Match.DIFFERS in matches or matches[0] is not Match.AGREES or Match.AGREES not in matches[1:]:
        return Verdict.PARTLY, ""
    if is_of_book:
        return Verdict.PARTLY, "the book is registered; of what is in it the registry says nothing"
    return Verdict.CONFIRMED, ""


def _best(said: Mapping[str, tuple[Said, ...]], name: str) -> Likeness | None:
    """What speaks most for our value: a page may give its own headline, and a shorter one for sharing."""
    order = (Match.AGREES, Match.DIFFERS, Match.UNCLEAR, Match.NEW)
    return min(
        (one.likeness for one in said.get(name, ())),
        key=lambda one: (one.match is not Match.AGREES, not one.is_near, -order.index(one.match)),
        default=None,
    )


def _is_other(likeness: Likeness | None) -> bool:
    return likeness is not None and likeness.match is Match.DIFFERS and not likeness.is_near
