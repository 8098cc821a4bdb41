"""What a page said beside what a careful librarian records from it: the comparison of single fields."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from sourcebook.model.dates import parse_date
from sourcebook.model.facts import PageFacts
from sourcebook.model.names import Name
from sourcebook.model.text import fold
from sourcebook.model.urls import canonical_url
from sourcebook.model.work import Origin, Raw, read_work

FIELDS = ("title", "issued", "author", "language", "container-title", "URL", "page")
# Quotes and apostrophes of every style; which of them a page prints is its typesetter's matter.
_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』＂〝〞〟", '"') | dict.fromkeys("‘’‚‛‹›ʼʻ＇`´", "'")
)  # fmt: skip
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_TRADITIONAL = {"hant", "tw", "hk", "mo"}

Expectation = Mapping[str, Any]


class Outcome(Enum):
    """What became of one field: DOUBTED is a wrong value that the page's reader marked as doubtful itself."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    DOUBTED = "wrong, in doubt"


def judge(said: PageFacts, expected: Expectation) -> dict[str, Outcome]:
    """The outcome of each field of a page; of a page that is none to cite, only whether it was complained about."""
    is_none = expected.get("page") == "none"
    page = Outcome.RIGHT if bool(said.complaint) == is_none else Outcome.WRONG
    if is_none:
        return {"page": page}
    outcomes = {name: _judge_field(name, said, expected) for name in _SAME}
    is_canonical = any(canonical_url(said.canonical) == canonical_url(str(one)) for one in _accepted(expected, "URL"))
    return outcomes | {"URL": Outcome.RIGHT if is_canonical else Outcome.WRONG, "page": page}


def non_names(said: PageFacts, expected: Expectation) -> list[str]:
    """The authors given that are no author of the page: each holds a word that no name the page could give has.

    A doubt excuses none of them: a byline that is an outlet, a date or a title is to be refused.
    """
    fact = said.best("author")
    if fact is None or expected.get("page") == "none":
        return []
    known = [name for names in _accepted(expected, "author") for name in _names(names)]
    words = {word for name in known for word in _words(name.full)}
    given = _names(fact.value)
    if not given:
        return [str(fact.value)]
    strange = [name for name in given if not any(same_name(name, one) for one in known)]
    return [name.full for name in strange if not _words(name.full) or set(_words(name.full)) - words]


def same_title(given: str, wanted: str) -> bool:
    """Whether two titles are equal but for white space and the style of their quotes."""
    return _plain(given) == _plain(wanted)


def same_date(given: str, wanted: str) -> bool:
    """Whether two EDTF dates name the same day, month or year; a time of day and a mark of doubt do not count."""
    return parse_date(given) is not None and _day(given) == _day(wanted)


def same_names(given: Raw, wanted: Raw) -> bool:
    """Whether two lists hold the same names in the same order."""
    first, second = _names(given), _names(wanted)
    return len(first) == len(second) and all(map(same_name, first, second))


def same_name(given: Name, wanted: Name) -> bool:
    """Whether two names have the same words in reading order, and one with a family name is divided in both.

    Where a family name begins, a page seldom tells: `Ferrán Ortiz` and `Ortiz` both pass. Of the literals, those in
    Latin letters are bodies, which have no parts; other scripts' names pass however they are divided.
    """
    if "".join(_words(given.full)) != "".join(_words(wanted.full)):
        return False
    if not wanted.family:
        return not (given.family and wanted.literal.isascii())
    return bool(given.family)


def same_language(given: str, wanted: str) -> bool:
    """Whether two BCP 47 tags are of one language and, where it is Chinese and both tell, of one script."""
    first, second = given.lower().replace("_", "-").split("-"), wanted.lower().split("-")
    if first[0] != second[0]:
        return False
    return first[0] != "zh" or len(first) == 1 or bool(_TRADITIONAL & set(first)) == bool(_TRADITIONAL & set(second))


def _judge_field(name: str, said: PageFacts, expected: Expectation) -> Outcome:
    accepted, fact = _accepted(expected, name), said.best(name)
    if fact is None or not fact.value:
        return Outcome.RIGHT if any(not one for one in accepted) else Outcome.MISSING
    if any(_SAME[name](fact.value, one) for one in accepted if one):
        return Outcome.RIGHT
    # A month where the day could be read is less than was to be had, and not false.
    if name == "issued" and any(one and _is_coarser(str(fact.value), str(one)) for one in accepted):
        return Outcome.MISSING
    return Outcome.DOUBTED if fact.doubt else Outcome.WRONG


def _accepted(expected: Expectation, name: str) -> Sequence[Raw]:
    """Every value that is as right as another; an empty one where the page gives none."""
    also: Iterable[Raw] = expected.get("also", {}).get(name, ())
    return (expected[name] or "", *also)


def _both_text(same: Callable[[str, str], bool]) -> Callable[[Raw, Raw], bool]:
    return lambda given, wanted: isinstance(given, str) and isinstance(wanted, str) and same(given, wanted)


_SAME: Mapping[str, Callable[[Raw, Raw], bool]] = {
    "title": _both_text(same_title),
    "issued": _both_text(same_date),
    "author": same_names,
    "language": _both_text(same_language),
    "container-title": _both_text(lambda given, wanted: fold(_plain(given)) == fold(_plain(wanted))),
}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_QUOTES).split())


def _day(date: str) -> str:
    return date.partition("T")[0].rstrip("?~%")


def _is_coarser(given: str, wanted: str) -> bool:
    return parse_date(given) is not None and _day(wanted).startswith(f"{_day(given)}-")


def _names(raw: Raw) -> tuple[Name, ...]:
    return read_work("", {"author": raw}, "", Origin())[0].names("author")


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(_plain(text)))
