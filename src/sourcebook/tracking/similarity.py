"""How much a text is like the works of the library: by rare words that they share (TF-IDF, cosine)."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.names import Name
from sourcebook.model.text import is_by_letter
from sourcebook.model.work import Work
from sourcebook.tracking.terms import folded

_WORD = re.compile(r"\w+")
_LEAST = 0.1  # of likeness that is worth a word
_FEW = 10  # works


class Likeness(NamedTuple):
    """A work that a text is like, from 0 (nothing in common) to 1 (the same words)."""

    key: str
    share: float


class Similarity:
    """The works of a library as an index of their words, with what each word weighs."""

    def __init__(self, works: Mapping[str, Work]) -> None:
        counts = {key: Counter(_tokens(_text_of(work))) for key, work in works.items()}
        spread_of = Counter(token for one in counts.values() for token in one)
        self._total = len(counts)
        self._weights = {token: self._weight(number) for token, number in spread_of.items()}
        self._unknown = self._weight(0)
        self._works: dict[str, list[tuple[str, float]]] = {}
        for key, tokens in counts.items():
            vector = self._vector(tokens)
            for token, value in vector.items():
                # A word of half the works costs most and tells least.
                if spread_of[token] <= max(_FEW, self._total // 2):
                    self._works.setdefault(token, []).append((key, value))

    def nearest(self, text: str, *, without: str = "", most: int = 3) -> tuple[Likeness, ...]:
        """The works that a text is most like, best first; `without` leaves out the work that it is itself."""
        shares: dict[str, float] = {}
        for token, value in self._vector(Counter(_tokens(text))).items():
            for key, theirs in self._works.get(token, ()):
                shares[key] = shares.get(key, 0.0) + value * theirs
        shares.pop(without, None)
        near = [Likeness(key, round(share, 2)) for key, share in shares.items() if share >= _LEAST]
        return tuple(sorted(near, key=lambda one: (-one.share, one.key))[:most])

    def _weight(self, number: int) -> float:
        return math.log((self._total + 1) / (number + 0.5))

    def _vector(self, tokens: Counter[str]) -> dict[str, float]:
        """Each token with its weight, all together of length 1."""
        known = self._weights
        raw = {token: (1 + math.log(count)) * known.get(token, self._unknown) for token, count in tokens.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {token: value / length for token, value in raw.items()}


def _text_of(work: Work) -> str:
    names: Sequence[Name] = work.authors
    return " ".join(
        (
            work.title,
            work.text("title-translated"),
            work.text("abstract"),
            work.annotation,
            *work.words("keywords"),
            *(name.full for name in names),
        )
    )


def _tokens(text: str) -> Iterator[str]:
    """Words of three letters and more; in scripts without words each two letters that stand together."""
    for word in _WORD.findall(folded(text)):
        if word.isascii() or not is_by_letter(word):
            if len(word) > 2:
                yield word
        else:
            yield from (word[place : place + 2] for place in range(len(word) - 1))
