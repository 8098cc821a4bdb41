"""Lists of names compared: who is missing, in which order, by initials only, in another script."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from sourcebook.intake.comparing_text import in_other_script, squeezed, words
from sourcebook.intake.likeness import Likeness, agreeing, differing, near, unclear
from sourcebook.model.names import Name
from sourcebook.model.text import compiled, fold
from sourcebook.model.work import Origin, Raw, read_work

_MOST = 200  # names; papers of large collaborations have thousands, of which these are enough to tell
_OTHERS = frozenset({"others", "et al", "et al.", "and others", "等", "ほか", "u. a.", "u.a."})
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"


class _Kin(IntEnum):
    """How sure it is that two names are of one person, from not at all."""

    OTHER = 0
    UNCLEAR = 1  # in another script, a name and a nickname
    WEAK = 2  # by initials or the family name alone
    SAME = 3


class _Pair(NamedTuple):
    """Our name at a place, theirs at another, and how they stand to each other."""

    place: int
    other: int
    kin: _Kin


def people_compared(ours: Raw, theirs: Raw) -> Likeness:
    """Whether two lists name the same people in the same order; raw values that are no names cannot be told."""
    one, other = _names(ours), _names(theirs)
    if not one or not other:
        return unclear("no names to compare")
    is_open = [bool(side) and fold(side[-1].full).strip() in _OTHERS for side in (one, other)]
    one, other = (side[:-1] if ends else side for side, ends in zip((one, other), is_open, strict=True))
    pairs = _paired(one, other)
    if not any(pair.kin > _Kin.UNCLEAR for pair in pairs):
        return _strangers(one, other, pairs)
    extra = [name for place, name in enumerate(one) if place not in {pair.place for pair in pairs}]
    missing = [name for place, name in enumerate(other) if place not in {pair.other for pair in pairs}]
    said = []
    if missing and not is_open[0]:
        said.append(f"only there: {_listed(missing)}")
    if extra and not is_open[1]:
        said.append(f"only here: {_listed(extra)}")
    if said:
        return near("; ".join(said))
    if missing or extra:
        return agreeing("one of them leaves names out, and says so")
    return _in_order(pairs)


def _in_order(pairs: Sequence[_Pair]) -> Likeness:
    """The verdict on lists in which every name has its pair."""
    if any(pair.place != pair.other for pair in pairs):
        return near("the same names in another order")
    if any(pair.kin is _Kin.UNCLEAR for pair in pairs):
        return unclear("some names are in another script or form", is_near=True)
    if any(pair.kin is _Kin.WEAK for pair in pairs):
        return agreeing("by initials, or family names alone")
    return agreeing()


def _strangers(one: Sequence[Name], other: Sequence[Name], pairs: Sequence[_Pair]) -> Likeness:
    """The verdict on lists without a name in common."""
    if pairs:
        return unclear("the names are in another script or form", is_near=len(one) == len(other))
    if not one or not other:
        return unclear("one of them names nobody")
    if _are_bodies(one) != _are_bodies(other):
        return unclear("a body on one side, persons on the other")
    return differing("other names")


def _names(value: Raw) -> tuple[Name, ...]:
    names = read_work("", {"author": value}, "", Origin())[0].names("author")
    return tuple(name for name in names[:_MOST] if words(name.full))


def _are_bodies(names: Sequence[Name]) -> bool:
    return all(name.literal for name in names)


def _listed(names: Sequence[Name]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return "; ".join(name.full for name in names[:5]) + more


def _paired(one: Sequence[Name], other: Sequence[Name]) -> list[_Pair]:
    """Every name with at most one of the other list, the surest pairs first, then those nearest in place."""
    kin = [
        _Pair(place, there, found)
        for place, name in enumerate(one)
        for there, their in enumerate(other)
        if (found := _kin(name, their)) is not _Kin.OTHER
    ]
    ranked = sorted(kin, key=lambda pair: (-pair.kin, abs(pair.place - pair.other), pair.place + pair.other))
    taken: set[int] = set()
    given: set[int] = set()
    pairs = []
    for pair in ranked:
        if pair.place not in taken and pair.other not in given:
            taken.add(pair.place)
            given.add(pair.other)
            pairs.append(pair)
    return pairs


def _kin(one: Name, other: Name) -> _Kin:
    if in_other_script(one.full, other.full):
        return _Kin.UNCLEAR
    wholes = [sorted(words(_plain(name))) for name in (one, other)]
    if wholes[0] == wholes[1] or _run_together(one) == _run_together(other):
        return _Kin.SAME
    if one.is_east_asian or other.is_east_asian or compiled(_HAN).search(one.full + other.full):
        return _east_asian(one, other)
    (family, given), (other_family, other_given) = _split(one), _split(other)
    if _alike(family, other_family):
        return _by_given(given, other_given)
    # A family name that stands first was taken for the given one.
    if _alike(family, other_given) and _alike(given, other_family):
        return _Kin.WEAK
    return _Kin.OTHER


def _plain(name: Name) -> str:
    """The whole name; a literal may have been written with a comma, and a suffix is often left out."""
    return name._replace(suffix="").full


def _run_together(name: Name) -> str:
    return squeezed("".join(words(_plain(name))))


def _east_asian(one: Name, other: Name) -> _Kin:
    """Names without blanks: family and given name may change places, and one letter has simplified forms."""
    sides = [_run_together(name) for name in (one, other)]
    turned = [squeezed("".join(words(name.given + name.family))) for name in (one, other)]
    if turned[0] == sides[1] or sides[0] == turned[1]:
        return _Kin.SAME
    shared = set(sides[0]) & set(sides[1])
    return _Kin.UNCLEAR if shared and len(sides[0]) == len(sides[1]) else _Kin.OTHER


def _split(name: Name) -> tuple[list[str], list[str]]:
    """The words of the family name, particles before it, and of the given names; a literal is split as it reads."""
    if name.literal:
        family, comma, given = name.literal.partition(",")
        if comma:
            return words(family), words(given)
        parts = words(name.literal)
        return parts[-1:], parts[:-1]
    particles = f"{name.dropping_particle} {name.non_dropping_particle}"
    return words(f"{particles} {name.family}"), words(name.given)


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether family names are one: hyphens, particles and the two spellings of umlauts make no difference."""
    sides = [_without_umlauts("".join(side)) for side in (one, other)]
    if not all(sides):
        return False
    short, long = sorted((one, other), key=len)
    # A particle that one side leaves out, or takes for a given name: (van den) Berg.
    return sides[0] == sides[1] or (len(short) < len(long) and list(long[-len(short) :]) == list(short) and _low(long))


def _low(parts: Sequence[str]) -> bool:
    return all(len(part) <= 3 for part in parts[:-1])


def _without_umlauts(text: str) -> str:
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _by_given(one: Sequence[str], other: Sequence[str]) -> _Kin:
    """How two people with one family name stand by their given names."""
    if not one or not other:
        return _Kin.WEAK
    if _without_umlauts("".join(one)) == _without_umlauts("".join(other)):
        return _Kin.SAME
    pairs = list(zip(one, other, strict=False))
    if all(_initial(here, there) for here, there in pairs):
        return _Kin.WEAK
    if any("".join(side) == "".join(part[0] for part in rest) for side, rest in ((one, other), (other, one))):
        return _Kin.WEAK  # JP for Jean-Pierre
    # Jim for James, a second given name that is used as the first.
    return _Kin.UNCLEAR if one[0][0] == other[0][0] or set(one) & set(other) else _Kin.OTHER


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) == 1 and long.startswith(short))
