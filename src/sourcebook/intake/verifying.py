"""A record against what registries and pages say of its work: field by field, and what it comes to as a whole."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.intake.comparing import SameOutlet
from sourcebook.intake.hearing import Hearing, Said, Verdict, heard, is_asked
from sourcebook.intake.identifying import Kind
from sourcebook.intake.likeness import Match
from sourcebook.intake.questions import Outcome, Witness
from sourcebook.model.fields import ORDER
from sourcebook.model.names import short_names
from sourcebook.model.text import one_line
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work


class Agreement(NamedTuple):
    """A field: the verdict, our value (empty where we have none), a phrase of why, and all that was said of it.

    One that agrees is enough: it stands first, the others' dissent behind it.
    """

    field: str
    match: Match
    ours: Raw
    why: str = ""
    said: tuple[Said, ...] = ()

    @property
    def offered(self) -> Said | None:
        """The most trusted value to take where ours differs or is missing."""
        if self.match not in (Match.DIFFERS, Match.NEW):
            return None
        return next((one for one in self.said if one.likeness.match is self.match), None)


class Verification(NamedTuple):
    """A work verified: the verdict with a phrase of why, its fields in the order of the table, and who was asked.

    `strangers` are the addresses at which another work was found.
    """

    work: Work
    verdict: Verdict
    why: str
    agreements: tuple[Agreement, ...]
    witnesses: tuple[Witness, ...]
    strangers: frozenset[str] = frozenset()

    @property
    def failed(self) -> bool:
        """Whether somebody could not be asked."""
        return any(one.outcome is Outcome.FAILED for one in self.witnesses)

    @property
    def is_well(self) -> bool:
        """Whether nothing that was found speaks against the record."""
        return self.verdict not in (Verdict.MISMATCH, Verdict.UNKNOWN) and all(
            one.match is not Match.DIFFERS for one in self.agreements
        )


_RANK = (Match.AGREES, Match.DIFFERS, Match.NEW, Match.UNCLEAR)
_IDENTITY = ("title", "author", "issued")  # what tells works apart


def _never(_: str, __: str) -> bool:
    return False


def verified(work: Work, witnesses: Sequence[Witness], same_outlet: SameOutlet = _never) -> Verification:
    """A record beside what was said of its work, the most trusted witness first.

    `same_outlet` tells whether two names are of one outlet.
    """
    raw = raw_fields(work)
    hearings = [heard(work, one, same_outlet) for one in witnesses if one.outcome is Outcome.ANSWERED]
    said: dict[str, list[Said]] = {name: [] for name, value in raw.items() if value and is_asked(name)}
    for hearing in hearings:
        for name, values in hearing.said.items():
            said.setdefault(name, []).extend(values)
    names = sorted(said, key=lambda name: (ORDER.get(name, len(ORDER)), name))
    agreements = tuple(_agreement(name, raw.get(name, ""), said[name]) for name in names)
    verdict, why = _overall(hearings, witnesses, agreements)
    strangers = frozenset(one.witness.address for one in hearings if one.verdict is Verdict.MISMATCH)
    return Verification(work, verdict, why, agreements, tuple(witnesses), strangers)


def _agreement(name: str, ours: Raw, said: Sequence[Said]) -> Agreement:
    if not said:
        return Agreement(name, Match.UNCLEAR, ours, "nobody says it")
    ranked = sorted(said, key=lambda one: _RANK.index(one.likeness.match))
    return Agreement(name, ranked[0].likeness.match, ours, ranked[0].likeness.why, tuple(ranked))


def _overall(
    hearings: Sequence[Hearing], witnesses: Sequence[Witness], agreements: Sequence[Agreement]
) -> tuple[Verdict, str]:
    """The verdict on the work, and why: a registry that knows another work, or none, weighs more than any page."""
    others = [one for one in hearings if one.verdict is Verdict.MISMATCH]
    confirming = [one for one in hearings if one.verdict is Verdict.CONFIRMED]
    for one in others:
        if one.witness.what.kind is not Kind.URL or not confirming:
            return Verdict.MISMATCH, _stranger(one)
    unregistered = [one for one in witnesses if one.outcome is Outcome.UNREGISTERED]
    # Catalogues of books have gaps; a DOI or an arXiv number that is not registered does not exist.
    for missing in unregistered:
        if missing.what.kind is not Kind.ISBN or not hearings:
            return Verdict.UNKNOWN, missing.why
    if others:
        return Verdict.PARTLY, _stranger(others[0])
    if confirming:
        return Verdict.CONFIRMED, f"by {' and '.join(one.witness.address for one in confirming)}"
    if hearings:
        return Verdict.PARTLY, next((one.why for one in hearings if one.why), "") or _in_short(agreements)
    failures = [one.why for one in witnesses if one.outcome is Outcome.FAILED]
    if failures:
        return Verdict.UNSEEN, "nobody could be asked"
    return Verdict.UNSEEN, "it has no DOI, ISBN, arXiv number or address to ask by"


def _stranger(hearing: Hearing) -> str:
    """What was found instead of the work."""
    said: Mapping[str, str | Sequence[Raw] | Mapping[str, Raw]] = {
        fact.field: fact.value for fact in reversed(hearing.witness.facts)
    }
    names = read_work("", {"author": said.get("author", ())}, "", Origin())[0].names("author")
    by = f" by {one_line(short_names(names))}" if names else ""
    return f"{hearing.why} at {hearing.witness.address}: “{one_line(str(said.get('title', '')))}”{by}"


def _in_short(agreements: Sequence[Agreement]) -> str:
    """What keeps a work that was found from being confirmed: `title agrees, author cannot tell`."""
    return ", ".join(f"{one.field} {one.match}" for one in agreements if one.field in _IDENTITY) or "no title was found"
