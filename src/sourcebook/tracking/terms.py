"""Terms found in texts of any script: what counts as the same word, where words end, and which term a stretch is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sourcebook.model.text import fold, is_by_letter, spread

# Soft hyphens and zero-width signs, which stand inside words and are not seen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LONGEST = 5_000  # characters of a text that are looked at; a lead has a few hundred
_WORD = re.compile(r"[^\W_]+")
_START = 3  # letters; fewer bring too many terms to look at, more too few shared beginnings
_ANY_ENDING = 40  # letters
_ARABIC = range(0x0600, 0x0780)


class Term(NamedTuple):
    """A term as it stands in the settings, folded, and how many letters may follow it within a word."""

    text: str
    folded: str
    ending: int
    is_anywhere: bool  # whether its script has no word edges


class Found(NamedTuple):
    """A term in a text, with the place in the folded text where its word stands, with its ending."""

    term: Term
    start: int
    stop: int


def folded(text: str) -> str:
    """The text as terms are looked for in it: folded, without invisible signs, blanks joined, no longer than needed."""
    cut = text[:_LONGEST]
    return " ".join(fold(cut if cut.isascii() else _INVISIBLE.sub("", cut)).split())


def read_term(text: str) -> Term:
    """A term of the settings: `flood` is found in `floods`, `evict*` before any ending, Han and kana anywhere.

    Up to three letters may follow a term of five or more, one may follow one of four, none a shorter one. Words in
    Arabic script carry their grammar as longer endings.
    """
    stem = text.rstrip("*")
    plain = folded(stem)
    if not plain:
        return Term(text, "", 0, is_anywhere=False)
    is_arabic = ord(plain[-1]) in _ARABIC
    if stem != text:
        ending = _ANY_ENDING
    elif is_arabic:
        ending = 10
    else:
        ending = 3 if len(plain) > 4 else len(plain) // 4
    return Term(text, plain, ending, is_anywhere=is_by_letter(plain) and not is_arabic)


class Terms:
    """Many terms, to be looked for in many texts: of each text only those that begin as one of its words does."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_start: dict[str, list[Term]] = {}
        for term in map(read_term, texts):
            if first := _WORD.search(spread(term.folded)):
                is_open = term.ending == _ANY_ENDING and len(term.folded) < _START
                self._by_start.setdefault("" if is_open else first[0][:_START], []).append(term)

    def found(self, text: str) -> list[Found]:
        """The terms that a folded text has, in their order; what stands inside a longer term is that term alone.

        So the name of a person or region that has the name of a people inside is not taken for it.
        """
        starts = {word[:_START] for word in _WORD.findall(spread(text))} & self._by_start.keys()
        likely = [term for start in (*starts, "") for term in self._by_start.get(start, ()) if term.folded in text]
        places = [place for term in likely for place in _places(text, term)]
        places.sort(key=lambda place: (place.start, -place.stop, place.term.text))
        outermost: list[Found] = []
        for place in places:
            last = outermost[-1] if outermost else None
            if last and place.stop <= last.stop and (place.start, place.stop) != (last.start, last.stop):
                continue
            outermost.append(place)
        return outermost


def _places(text: str, term: Term) -> Iterator[Found]:
    start = text.find(term.folded)
    while start >= 0:
        stop = start + len(term.folded)
        end = stop if term.is_anywhere else _end_of_word(text, stop, term.ending)
        if end and (term.is_anywhere or _begins_word(text, start)):
            yield Found(term, start, end)
        start = text.find(term.folded, stop)


def _begins_word(text: str, start: int) -> bool:
    return start == 0 or not text[start - 1].isalnum() or is_by_letter(text[start - 1]) != is_by_letter(text[start])


def _end_of_word(text: str, stop: int, ending: int) -> int:
    """Where the word ends that goes on at `stop`, 0 where it has more letters there than an ending may have."""
    by_letter = is_by_letter(text[stop - 1])
    for place in range(stop, min(len(text), stop + ending + 1)):
        if not text[place].isalnum() or is_by_letter(text[place]) != by_letter:
            return place
    return len(text) if len(text) <= stop + ending else 0


def shown(places: Sequence[Found], most: int = 3) -> str:
    """The terms as a person reads them, each once, with how often it stands there: `camp, leak ×2 …`."""
    counts = Counter(place.term.text.rstrip("*") for place in places)
    named = [f"{name} ×{count}" if count > 1 else name for name, count in counts.items()]
    return ", ".join(named[:most]) + (" …" if len(named) > most else "")
