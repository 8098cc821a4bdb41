"""Whether two values of a field say the same of a work, compared as a careful librarian would, and in what they differ.

Which of the two sides is ours makes no difference to the verdict; only the phrases name the sides, `here` and `there`.
"""

import re
from collections.abc import Callable

from sourcebook.intake.comparing_names import people_compared
from sourcebook.intake.comparing_text import (
    abbreviates,
    differences,
    in_other_script,
    is_within,
    squeezed,
    titles_compared,
    words,
)
from sourcebook.intake.duplicates import IN_BOOKS
from sourcebook.intake.likeness import Likeness, Match, agreeing, differing, near, unclear
from sourcebook.model.dates import PartialDate, parse_date
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.identifiers import normal_doi, normal_isbn, normal_issn
from sourcebook.model.languages import covers, is_language_tag
from sourcebook.model.urls import canonical_url, is_web_address
from sourcebook.model.work import Raw

SameOutlet = Callable[[str, str], bool]

# Where an article may come out online in one year and in print in the next.
_PRINTED_LATER = frozenset(
    "article article-journal article-magazine chapter paper-conference review review-book book entry "
    "entry-encyclopedia entry-dictionary periodical".split()
)
# Types that say so little that nearly every work is of them too, and groups that catalogues do not tell apart.
_WIDE = frozenset({"document", "webpage", "article"})
_GROUPS = (
    frozenset("article-journal article-magazine article-newspaper review review-book post-weblog post".split()),
    frozenset("chapter paper-conference entry entry-dictionary entry-encyclopedia article-journal".split()),
    frozenset("report book pamphlet classic thesis manuscript periodical collection standard".split()),
    frozenset("motion_picture broadcast song performance speech interview event hearing".split()),
    frozenset("legislation bill regulation treaty legal_case hearing".split()),
    frozenset("dataset software figure graphic map".split()),
)
_TITLES = frozenset(
    "title title-romanized title-translated title-short original-title reviewed-title part-title volume-title".split()
)
_PLACES = frozenset({"publisher-place", "original-publisher-place", "event-place", "archive-place"})
_HOUSES = frozenset({"publisher", "original-publisher", "authority"})
_CONTAINERS = frozenset({"container-title", "container-title-short", "collection-title", "event-title"})
_NUMBERS = frozenset(
    "volume issue edition version number number-of-volumes collection-number chapter-number part-number "
    "printing-number supplement-number PMID PMCID".split()
)
# What catalogues word each in its own way, so that other words are no contradiction.
_LOOSE = frozenset("genre section division medium dimensions scale jurisdiction source status license".split())
_HOUSE_WORDS = frozenset("the press publishers publishing verlag ltd limited inc llc gmbh co company and".split())


def compared(
    name: str, ours: Raw, theirs: Raw, *, kind: str = "", same_outlet: SameOutlet = lambda _, __: False
) -> Likeness:
    """What two values of the field `name` of a work of CSL type `kind` come to; any raw values will do.

    `same_outlet` tells whether two names are of one outlet.
    """
    field = BY_NAME.get(name)
    if field is not None and field.kind is Kind.NAMES:
        return people_compared(ours, theirs)
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return agreeing() if ours == theirs and ours else unclear("not of the shape of this field")
    one, other = ours.strip(), theirs.strip()
    if not one or not other:
        return unclear("nothing is said")
    if one == other:
        return agreeing()
    if field is not None and field.kind is Kind.DATE:
        return _dates(one, other, kind)
    if name in _TITLES:
        return titles_compared(one, other)
    if name == "container-title" and kind in IN_BOOKS and titles_compared(one, other).match is Match.AGREES:
        return titles_compared(one, other)
    if name in _CONTAINERS | _HOUSES:
        return _outlets(name, one, other, same_outlet)
    compare = _BY_FIELD.get(name, _numbers if name in _NUMBERS else _texts)
    likeness = compare(one, other)
    if likeness.match is Match.DIFFERS and name in _LOOSE:
        return unclear("in other words", is_near=True)
    return likeness


def _dates(ours: str, theirs: str, kind: str) -> Likeness:
    one, other = parse_date(ours), parse_date(theirs)
    if one is None or other is None:
        return unclear("not in a form of dates that we read")
    (first, last), (other_first, other_last) = one.days, other.days
    if first >= other_first and last <= other_last:
        return agreeing("" if one.days == other.days else "less exact there")
    if other_first >= first and other_last <= last:
        return agreeing("less exact here")
    if first <= other_last and other_first <= last:
        return unclear("the spans overlap", is_near=True)
    years = _years_apart(one, other)
    if years is not None and years <= 1 and (one.approximate or one.uncertain or other.approximate or other.uncertain):
        return unclear("one of them is not sure of its date", is_near=True)
    if _are_neighbours(ours, theirs):
        return unclear("a day apart, as time zones make it", is_near=True)
    if kind in _PRINTED_LATER and years is not None and years <= 1:
        apart = "a year apart" if years else "months or days apart"
        return unclear(f"{apart}, as online and print dates are", is_near=True)
    return differing(f"{years} year{'s' * (years != 1)} apart" if years else "")


def _years_apart(one: PartialDate, other: PartialDate) -> int | None:
    """How many years lie between two dates that do not overlap; None where one is open on that side."""
    earlier, later = sorted((one, other), key=lambda date: date.days)
    if earlier.last_year is None or later.first_year is None:
        return None
    return abs(later.first_year - earlier.last_year)


def _are_neighbours(ours: str, theirs: str) -> bool:
    from datetime import date  # noqa: PLC0415 - for the few dates that differ

    try:
        return abs((date.fromisoformat(ours[:10]) - date.fromisoformat(theirs[:10])).days) <= 1
    except ValueError:
        return False


def _outlets(name: str, ours: str, theirs: str, same_outlet: SameOutlet) -> Likeness:
    one, other = _bare_outlet(ours), _bare_outlet(theirs)
    if one and squeezed(" ".join(one)) == squeezed(" ".join(other)):
        return agreeing()
    if same_outlet(ours, theirs):
        return agreeing("another name of the same outlet")
    if in_other_script(ours, theirs):
        return unclear("in another script")
    if name in _HOUSES:
        bare = [[word for word in said if word not in _HOUSE_WORDS] for said in (one, other)]
        if bare[0] and squeezed(" ".join(bare[0])) == squeezed(" ".join(bare[1])):
            return agreeing()
    if abbreviates(one, other) or abbreviates(other, one):
        return agreeing(f"abbreviated {'here' if len(ours) < len(theirs) else 'there'}")
    if is_within(one, other) or is_within(other, one):
        longer = "here" if len(one) > len(other) else "there"
        if name in _HOUSES:
            return agreeing(f"a longer form {longer}")
        # Nature is not Nature Communications.
        return unclear(f"a longer name {longer}", is_near=True)
    return differing()


def _bare_outlet(text: str) -> list[str]:
    """The words of an outlet's name, without the article before it and what stands in brackets behind it."""
    found = words(re.sub(r"\s*\([^()]*\)\s*$", "", text)) or words(text)
    return found[1:] if found[:1] == ["the"] and found[1:] else found


def _texts(ours: str, theirs: str) -> Likeness:
    if _same_text(ours, theirs):
        return agreeing()
    if in_other_script(ours, theirs):
        return unclear("in another script")
    return near(differences(ours, theirs))


def _same_text(ours: str, theirs: str) -> bool:
    one, other = (squeezed(" ".join(words(text))) for text in (ours, theirs))
    return one == other != ""


def _places(ours: str, theirs: str) -> Likeness:
    one, other = words(ours), words(theirs)
    if one and other and (is_within(one, other) or is_within(other, one)):
        return agreeing("" if one == other else f"more exact {'here' if len(one) > len(other) else 'there'}")
    return _texts(ours, theirs)


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_NUMERAL = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def _numbers(ours: str, theirs: str) -> Likeness:
    one, other = ([_arabic(word) for word in words(text)] for text in (ours, theirs))
    if one == other or _figures(one) == _figures(other) != []:
        return agreeing()
    return differing()


def _figures(said: list[str]) -> list[str]:
    """The numbers among words: `vol. 3` and `3rd` are 3."""
    found = [re.sub(r"^(?:arxiv)?(\d+)(?:st|nd|rd|th)?$", r"\1", word) for word in said]
    return [word for word in found if any(map(str.isdigit, word))]


def _arabic(word: str) -> str:
    if word.isdecimal() and word.isascii():
        return word.lstrip("0") or "0"
    if not _ROMAN_NUMERAL.fullmatch(word):
        return word
    values = [_ROMAN[letter] for letter in word]
    following = [*values[1:], 0]
    return str(sum(-one if one < after else one for one, after in zip(values, following, strict=True)))


def _page_count(ours: str, theirs: str) -> Likeness:
    likeness = _numbers(ours, theirs)
    if likeness.match is Match.AGREES or set(_figures(words(ours))) & set(_figures(words(theirs))):
        return agreeing()
    return unclear("printings differ in it", is_near=True)


def _pages(ours: str, theirs: str) -> Likeness:
    one, other = _page_ends(ours), _page_ends(theirs)
    if one == other:
        return agreeing()
    if one[:1] == other[:1] and 1 in (len(one), len(other)):
        return agreeing(f"the first page only {'here' if len(one) == 1 else 'there'}")
    return differing()


def _page_ends(text: str) -> tuple[str, ...]:
    """The first and last pages of ranges, the last written out: `345–67` is 345, 367."""
    bare = re.sub(r"^\s*(?:pp?|pages?|s)\b[.\s]*", "", text, flags=re.IGNORECASE).lower()
    found: list[str] = []
    for part in re.split(r"[,;&]", bare):
        ends = [re.sub(r"\s", "", end) for end in re.split(r"[-‐‑‒–—―−]+", part) if end.strip()]
        if len(ends) == 2 and ends[0].isdecimal() and ends[1].isdecimal() and len(ends[1]) < len(ends[0]):
            ends[1] = ends[0][: -len(ends[1])] + ends[1]
        found += ends[:1] if len(ends) == 2 and ends[0] == ends[1] else ends
    return tuple(found)


def _languages(ours: str, theirs: str) -> Likeness:
    if not is_language_tag(ours) or not is_language_tag(theirs):
        same = ours.lower() == theirs.lower()
        return agreeing() if same else unclear("not a language tag (BCP 47)")
    if covers(ours, theirs) or covers(theirs, ours):
        return agreeing("" if ours.lower() == theirs.lower() else "one of them names the variety too")
    one, other = (tag.lower().split("-") for tag in (ours, theirs))
    if one[0] != other[0]:
        return differing()
    scripts = [next((part for part in tag[1:] if len(part) == 4 and part.isalpha()), "") for tag in (one, other)]
    if all(scripts) and scripts[0] != scripts[1]:
        return near("the same language in another script")
    return agreeing("varieties of the same language")


def _types(ours: str, theirs: str) -> Likeness:
    one, other = ours.lower(), theirs.lower()
    if one == other:
        return agreeing()
    if {one, other} & _WIDE or any({one, other} <= group for group in _GROUPS):
        return agreeing("a neighbouring or wider type")
    return near()


def _dois(ours: str, theirs: str) -> Likeness:
    return _normal(normal_doi(ours), normal_doi(theirs), "no DOI by its form")


def _isbns(ours: str, theirs: str) -> Likeness:
    sets = [{isbn for part in re.split(r"[,;\s]+", text) if (isbn := normal_isbn(part))} for text in (ours, theirs)]
    whole = [normal_isbn(text) for text in (ours, theirs)]
    one, other = (found | ({isbn} if isbn else set()) for found, isbn in zip(sets, whole, strict=True))
    if one & other:
        return agreeing()
    return differing() if one and other else unclear("the check digit of one of them is wrong")


def _issns(ours: str, theirs: str) -> Likeness:
    likeness = _normal(normal_issn(ours), normal_issn(theirs), "the check digit of one of them is wrong")
    if likeness.match is Match.DIFFERS:
        return unclear("a journal has one for print and another for online", is_near=True)
    return likeness


def _normal(one: str, other: str, complaint: str) -> Likeness:
    if not one or not other:
        return unclear(complaint)
    return agreeing() if one == other else differing()


def _urls(ours: str, theirs: str) -> Likeness:
    if canonical_url(ours) == canonical_url(theirs):
        return agreeing()
    known = is_web_address(ours) and is_web_address(theirs)
    return near("another address") if known else unclear("no web address")


_BY_FIELD: dict[str, Callable[[str, str], Likeness]] = {
    "type": _types,
    "language": _languages,
    "page": _pages,
    "number-of-pages": _page_count,
    "DOI": _dois,
    "ISBN": _isbns,
    "ISSN": _issns,
    "URL": _urls,
    "url-mirror": _urls,
    **dict.fromkeys(_PLACES, _places),
}
