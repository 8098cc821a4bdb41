"""Where drafts go in a library: under which key, or to which record that has the work already."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sourcebook.intake.duplicates import Sameness, Verdict, duplicates
from sourcebook.intake.keys import minted_key, ordinary_words
from sourcebook.model.facts import Draft, Loss
from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, Work, read_work

_OPEN_NAME = "\x00"  # begins the stand-in keys of drafts, which no key can


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A draft and its place: `key`, that of a record that has this work already where `sameness` says why.

    `twin` is the place in the list of the draft that has the work before this one, None where it is in the library.
    """

    draft: Draft
    work: Work
    key: str
    sameness: Sameness | None = None
    twin: int | None = None
    losses: Sequence[Loss] = field(default=())


def place(
    drafts: Sequence[Draft], library: Library, can_be_key: Callable[[str], bool], *, apart: bool = False
) -> list[Placement]:
    """The placements of drafts, in their order; with `apart` each is a work of its own, whatever is like it.

    A draft keeps the key that the foreign file has for it where that can be a key here and is nobody's; its other names
    become aliases. Relations between drafts follow their keys.
    """
    works = [_work(f"{_OPEN_NAME}{number}", draft) for number, draft in enumerate(drafts)]
    twins = {} if apart else _twins(works, library)
    ordinary = ordinary_words(work.title for work in library.works.values())
    taken = {name.casefold() for name in (*library.works, *library.aliases)}
    keys: dict[str, str] = {}  # a foreign file's key -> ours
    placed: list[Placement] = []
    for number, (draft, work) in enumerate(zip(drafts, works, strict=True)):
        other, sameness = twins.get(number, ("", None))
        if sameness:
            twin = int(other.removeprefix(_OPEN_NAME)) if other.startswith(_OPEN_NAME) else None
            key = placed[twin].key if twin is not None else other
            placed.append(Placement(draft=draft, work=work._replace(key=key), key=key, sameness=sameness, twin=twin))
        else:
            placed.append(_new(draft, work, library, taken, ordinary, can_be_key))
        keys.setdefault(draft.entry, placed[-1].key)
    return [_following(one, keys) for one in placed]


def _new(
    draft: Draft,
    work: Work,
    library: Library,
    taken: set[str],
    ordinary: Collection[str],
    can_be_key: Callable[[str], bool],
) -> Placement:
    """A work that the library does not have: its key, and what becomes of the foreign one."""
    entry = draft.entry
    losses: tuple[Loss, ...] = ()
    aliases = [name for name in work.words("aliases") if name.casefold() not in taken]
    losses += tuple(Loss(entry, "aliases", name) for name in work.words("aliases") if name not in aliases)
    if is_own_key(entry) and can_be_key(entry) and entry.casefold() not in taken:
        key = entry
    else:
        outlet = library.outlet_of(work)
        key = minted_key(work, taken, outlet.id if outlet else "", ordinary)
        if entry and is_own_key(entry) and entry.casefold() not in taken:
            aliases.append(entry)
            losses += (Loss(entry, "key", entry, "the field aliases"),)
        elif is_own_key(entry):
            losses += (Loss(entry, "key", entry),)
    aliases = [name for name in dict.fromkeys(aliases) if name.casefold() != key.casefold()]
    taken |= {key.casefold(), *(name.casefold() for name in aliases)}
    fields = {**work.fields, "aliases": tuple(aliases)}
    kept = {name: value for name, value in fields.items() if name != "aliases" or aliases}
    return Placement(draft=draft, work=work._replace(key=key, fields=kept), key=key, losses=losses)


def is_own_key(entry: str) -> bool:
    """Whether a foreign key is one that people cite by: one word with a letter in it, and no address."""
    return any(sign.isalpha() for sign in entry) and not any(sign.isspace() for sign in entry) and "//" not in entry


def _twins(works: Sequence[Work], library: Library) -> Mapping[int, tuple[str, Sameness]]:
    """Number of a draft -> the key, or stand-in, of what has its work already: surest first, library before file."""
    found: dict[int, tuple[int, str, Sameness]] = {}
    for pair in duplicates((*library.works.values(), *works)):
        if not pair.other.key.startswith(_OPEN_NAME):
            continue
        number = int(pair.other.key.removeprefix(_OPEN_NAME))
        rank = (pair.sameness.verdict is not Verdict.SAME) * 2 + pair.one.key.startswith(_OPEN_NAME)
        if number not in found or rank < found[number][0]:
            found[number] = (rank, pair.one.key, pair.sameness)
    return {number: (key, sameness) for number, (_, key, sameness) in found.items()}


def _work(key: str, draft: Draft) -> Work:
    return read_work(key, draft.raw, draft.annotation, Origin())[0]


def _following(placement: Placement, keys: Mapping[str, str]) -> Placement:
    relations = placement.work.relations
    if not any(keys.get(one.target, one.target) != one.target for one in relations):
        return placement
    led = tuple(one._replace(target=keys.get(one.target, one.target)) for one in relations)
    work = placement.work._replace(fields={**placement.work.fields, "relations": led})
    return Placement(
        draft=placement.draft,
        work=work,
        key=placement.key,
        sameness=placement.sameness,
        twin=placement.twin,
        losses=placement.losses,
    )


def all_losses(placements: Iterable[Placement]) -> list[Loss]:
    """Every loss of drafts and of their placing, in the order of the file."""
    return [loss for one in placements for loss in (*one.draft.losses, *one.losses)]


def seeded(raw: Mapping[str, Raw], seed: str, doubts: Sequence[str]) -> dict[str, Raw]:
    """The fields of a record that came from a file: `seed` names file and day, and nothing more was seen.

    What the file itself says of how the work was seen stays.
    """
    said = raw.get("provenance")
    provenance: dict[str, Raw] = dict(said) if isinstance(said, Mapping) else {}
    provenance.setdefault("confirmed", "seed-only")
    provenance.setdefault("seed", seed)
    known = provenance.get("doubts", [])
    listed = [known] if isinstance(known, str | Mapping) else [*known]
    if listed or doubts:
        provenance["doubts"] = list(dict.fromkeys([*map(_word, listed), *doubts]))
    return {**raw, "provenance": provenance}


def _word(value: Raw) -> str:
    return value if isinstance(value, str) else str(value)
