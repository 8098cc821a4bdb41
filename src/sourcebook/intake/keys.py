"""Minting a key: author or outlet, year, first distinctive word; ASCII, and unlike every key and alias there is."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import count, product
from string import ascii_lowercase

from sourcebook.model.text import fold
from sourcebook.model.work import Work

_SHARE = 12
_LONGEST_PART = 16  # characters of a name or word; a key is typed by hand
# Words that open titles without telling them apart, in the languages in which titles are most often written in Latin
# letters. Only what stands before the first other word counts, so an unknown one does no harm.
_PLAIN_WORDS = frozenset(
    """a an the of on in at to for from by with and or as is are was were be how what why when where who which this that
    these those its it his her their our your my some any all new der die das den dem des ein eine einer eines und oder
    von vom zu zum zur im am auf aus bei mit wie was warum wer le la les un une des du de et ou dans sur pour par avec
    comment pourquoi el los las unos unas y en con por para como il lo gli uno una e ed di del della dei delle nel nella
    per con come o os um uma do da dos das no na em e bir ve ile bu een het van voor met en och att det ett som fra til
    og at er""".split()
)
_WORD = re.compile(r"[a-z0-9]+")


def minted_key(work: Work, taken: Collection[str], outlet: str = "", ordinary: Collection[str] = ()) -> str:
    """The key for a work, such as `okafor2021silting`; `taken` are all keys and aliases, case-folded.

    `outlet` is the id of the work's outlet, which stands for the author where there is none in Latin letters;
    `ordinary` words tell no title apart from the others (see ordinary_words). A work without a maker is `anon`. Letters
    are appended, a, b … aa, until the key is nobody's.
    """
    stem = f"{_maker(work, outlet)}{_year(work)}{_word(work, ordinary)}"
    return next(key for key in _lettered(stem) if key.casefold() not in taken)


def ordinary_words(titles: Iterable[str]) -> frozenset[str]:
    """The words that one title in twelve has, three at least: the subject's own, which tell nothing apart there."""
    total = 0
    counted: Counter[str] = Counter()
    for title in titles:
        total += 1
        counted.update(set(_words(title)))
    return frozenset(word for word, count in counted.items() if count >= max(3, total / _SHARE))


def _lettered(stem: str) -> Iterator[str]:
    yield stem
    for size in count(1):
        for letters in product(ascii_lowercase, repeat=size):
            yield stem + "".join(letters)


def _maker(work: Work, outlet: str) -> str:
    for name in work.authors[:1]:
        # A body is called by the outlet that it is, else by its first word that says something.
        said = _ascii(name.family or name.given) or _joined(outlet) or _first_word(name.literal)
        if said:
            return said[:_LONGEST_PART]
    for said in (_joined(outlet), *(_first_word(work.text(name)) for name in ("container-title", "publisher"))):
        if said:
            return said[:_LONGEST_PART]
    return "anon"


def _year(work: Work) -> str:
    date = work.date()
    year = (date.first_year or date.last_year) if date else None
    return str(year) if year and year > 0 else ""


def _word(work: Work, ordinary: Collection[str]) -> str:
    for title in (work.title, work.text("title-romanized"), work.text("title-translated")):
        if _is_latin(title) and (word := _first_word(title, ordinary)):
            return word[:_LONGEST_PART]
    return ""


def _is_latin(text: str) -> bool:
    """Whether most letters of a title are Latin ones, so that a word of it can stand for it."""
    letters = [sign for sign in fold(text) if sign.isalpha()]
    return bool(letters) and sum(sign.isascii() for sign in letters) * 2 > len(letters)


def _first_word(text: str, ordinary: Collection[str] = ()) -> str:
    """The first word that tells a title or a body apart; where all are plain or ordinary ones, the first of all."""
    words = _words(text)
    telling = [word for word in words if word not in _PLAIN_WORDS and len(word) > 1]
    return next((word for word in telling if word not in ordinary), (telling or words or [""])[0])


def _words(text: str) -> list[str]:
    return _WORD.findall(re.sub(r"['’`]", "", fold(text)))


def _joined(text: str) -> str:
    return "".join(_WORD.findall(fold(text)))


def _ascii(text: str) -> str:
    return _joined(text) if _is_latin(text) else ""
