"""What a verification leaves in a record: values that were taken, and in its provenance who vouches for what."""

from collections.abc import Collection, Mapping, Sequence

from sourcebook.intake.hearing import Said, Verdict
from sourcebook.intake.identifying import Kind
from sourcebook.intake.likeness import Match
from sourcebook.intake.questions import Outcome
from sourcebook.intake.verifying import Verification
from sourcebook.model.work import Raw

# How a work was seen, by how much that proves; anything else is somebody's own word, which stays.
_SEEN = ("", "memory", "seed-only", "cited-by", "registry", "page")


def recorded(raw: Mapping[str, Raw], verification: Verification, taken: Mapping[str, Said], day: str) -> dict[str, Raw]:
    """The fields of a record with the values that were taken, and with an entry per address under `verified`.

    An entry has the `date`, the address (`by`), and the `fields` that agree there or were taken from there. It replaces
    the address's former one. Doubts about fields that were taken go. Provenance that is no mapping stays as it is.
    """
    fields = {**raw, **{name: _plain(said.value) for name, said in taken.items()}}
    provenance = raw.get("provenance", {})
    if not isinstance(provenance, Mapping):
        return fields
    made: dict[str, Raw] = dict(provenance)
    if isinstance(doubts := made.get("doubts"), list | tuple):
        made["doubts"] = [one for one in doubts if not isinstance(one, str) or _subject(one) not in taken]
    if verification.verdict is Verdict.CONFIRMED:
        made |= _better_seen(made, verification)
    made["verified"] = _entries(made.get("verified", ()), verification, taken, day)
    made = {name: value for name, value in made.items() if value}
    return {**fields, "provenance": made} if made else {**fields}


def vouched(verification: Verification, taken: Mapping[str, Said]) -> dict[str, list[str]]:
    """The fields that each address vouches for: those that agree there, and those that were taken from there."""
    found: dict[str, list[str]] = {}
    for agreement in verification.agreements:
        chosen = taken.get(agreement.field)
        for said in agreement.said if chosen or agreement.ours else ():
            agrees = said.likeness.match is Match.AGREES and said.address not in verification.strangers
            if said.value == chosen.value if chosen else agrees:
                fields = found.setdefault(said.address, [])
                fields += [] if agreement.field in fields else [agreement.field]
    return found


def _entries(former: Raw, verification: Verification, taken: Mapping[str, Said], day: str) -> list[Raw]:
    answered = {one.address for one in verification.witnesses if one.outcome is not Outcome.FAILED}
    kept = [one for one in _list(former) if not isinstance(one, Mapping) or one.get("by") not in answered]
    return [
        *kept,
        *({"date": day, "by": by, "fields": fields} for by, fields in vouched(verification, taken).items()),
    ]


def _better_seen(provenance: Mapping[str, Raw], verification: Verification) -> dict[str, Raw]:
    """How and where the work was seen, where that is more than is known of it: who vouches for its title saw it."""
    by = {address for address, fields in vouched(verification, {}).items() if "title" in fields}
    seen = [one for one in verification.witnesses if one.address in by]
    own = verification.work.text("URL")
    is_page = any(one.what.kind is Kind.URL and one.what.value == own for one in seen)
    now = "page" if is_page else "cited-by" if all(one.what.kind is Kind.URL for one in seen) else "registry"
    before = provenance.get("confirmed", "")
    if not seen or before not in _SEEN or _SEEN.index(str(before)) >= _SEEN.index(now):
        return {}
    known = _list(provenance.get("confirmed-by", ()))
    return {"confirmed": now, "confirmed-by": [*known, *(one.address for one in seen if one.address not in known)]}


def _subject(doubt: str) -> str:
    """The field that a doubt names, as `issued: …` does."""
    return doubt.partition(":")[0].strip()


def _plain(value: Raw) -> Raw:
    """A value as records hold it, with lists for tuples."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value]


def _list(value: Raw) -> Collection[Raw] | Sequence[Raw]:
    return value if isinstance(value, list | tuple) else [value] if value else []
