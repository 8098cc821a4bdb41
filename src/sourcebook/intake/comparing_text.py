"""Texts compared: titles with their subtitles and slips, abbreviations, scripts, and the exact words that differ."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice

from sourcebook.intake.duplicates import alike, title_numbers
from sourcebook.intake.likeness import Likeness, agreeing, differing, near, unclear
from sourcebook.model.text import fold, one_line

_LONGEST = 1_000  # characters; no title is longer, and comparing word by word grows with the square
_SHORT = 10  # bytes in UTF-8, since a Han letter is a word; what is left out of a shorter title makes another one
_SHOWN = 3  # differences
_CUT = re.compile(r"(?:…|\.\.\.)\s*$")
_BREAK = re.compile(r"\s*[:：;；,.。?？!！–—―|()（）\[\]«»“”「」『』/]|\s+-")
_SMALL_WORDS = frozenset(
    "a an and at by de der des die du et for für il in la le les of on the to und van von y".split()
)
# Japanese is written in three scripts at once, and with Han letters of Chinese.
_SCRIPTS = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK", "IDEOGRAPHIC": "CJK"}


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return re.findall(r"\w+", fold(text[:_LONGEST]))


def squeezed(text: str) -> str:
    """A text without blanks."""
    return re.sub(r"\s", "", text)


def titles_compared(ours: str, theirs: str) -> Likeness:
    """Whether two titles are one, and in what they differ."""
    one, other = words(ours), words(theirs)
    if not one or not other:
        return unclear("no words to compare")
    if one == other or "".join(one) == "".join(other):
        return agreeing("" if one_line(ours) == one_line(theirs) else "but for case, accents or punctuation")
    if in_other_script(ours, theirs):
        return unclear("in another script")
    part = _part_compared(ours, one, theirs, other)
    if part is not None:
        return part
    why = differences(ours, theirs)
    numbers = [title_numbers(text) for text in (ours, theirs)]
    if not alike(ours, theirs) or (all(numbers) and numbers[0] != numbers[1]):
        return differing(why if alike(ours, theirs) else "")
    return near(why)


def _part_compared(ours: str, one: list[str], theirs: str, other: list[str]) -> Likeness | None:
    """The verdict where one title is the beginning or the end of the other; None where it is neither."""
    is_ours = len("".join(one)) < len("".join(other))
    shorter, longer = (one, other) if is_ours else (other, one)
    short_text, long_text = (ours, theirs) if is_ours else (theirs, ours)
    size = len("".join(shorter).encode("utf-8", "replace"))
    where = "there" if is_ours else "here"
    if _CUT.search(short_text) and "".join(longer).startswith("".join(shorter)):
        return agreeing(f"cut off {'here' if is_ours else 'there'}")
    for what, (rest, is_parted) in (
        ("a subtitle", _rest_after(long_text, shorter, longer)),
        ("words before the title", _rest_before(long_text, shorter, longer)),
    ):
        if not rest:
            continue
        why = f"{what} only {where}: {_quoted(rest)}"
        if is_parted and size >= _SHORT:
            return agreeing(why)
        return near(why) if size >= 2 * _SHORT else unclear(why)
    return None


def _rest_after(text: str, shorter: list[str], longer: list[str]) -> tuple[str, bool]:
    """What follows a beginning in a title, and whether a mark of punctuation parts it from that."""
    if longer[: len(shorter)] != shorter:
        return "", False
    ends = [match.end() for match in islice(re.finditer(r"\w+", text), len(shorter))]
    rest = text[ends[-1] :] if len(ends) == len(shorter) else ""
    return _trimmed(rest), bool(_BREAK.match(rest))


def _rest_before(text: str, shorter: list[str], longer: list[str]) -> tuple[str, bool]:
    if longer[-len(shorter) :] != shorter:
        return "", False
    starts = [match.start() for match in re.finditer(r"\w+", text[:_LONGEST])]
    rest = text[: starts[-len(shorter)]] if len(starts) >= len(shorter) else ""
    return _trimmed(rest), bool(re.search(r"[:：;；.。?？!！–—―|()（）\[\]«»“”「」『』/-]\s*$", rest))


def _trimmed(text: str) -> str:
    return text.strip(" \t\n:：;；,.。–—―|-()（）[]")


def in_other_script(one: str, other: str) -> bool:
    """Whether two texts are mostly in different scripts, so that their letters tell nothing."""
    scripts = [_script(text) for text in (one, other)]
    return all(scripts) and scripts[0] != scripts[1]


def _script(text: str) -> str:
    """The script of most letters, empty where there are none."""
    names = (unicodedata.name(char, "").partition(" ")[0] for char in text[:_LONGEST] if char.isalpha())
    counted = Counter(_SCRIPTS.get(name, name) for name in names if name)
    # By name where counts are equal, so that the order of letters decides nothing.
    return max(counted, key=lambda name: (counted[name], name), default="")


def differences(ours: str, theirs: str) -> str:
    """The first words that differ, as a phrase: `“silt” here, “salt” there`."""
    one, other = (one_line(text[:_LONGEST]) for text in (ours, theirs))
    by_letter = " " not in one or " " not in other
    parts = [list(text) if by_letter else text.split(" ") for text in (one, other)]
    folded = [[fold(part).strip(".,:;!?“”\"'()") for part in side] for side in parts]
    found = []
    for tag, start, stop, first, last in SequenceMatcher(None, folded[0], folded[1], autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        here, there = (("" if by_letter else " ").join(side) for side in (parts[0][start:stop], parts[1][first:last]))
        if here and there:
            found.append(f"{_quoted(here)} here, {_quoted(there)} there")
        else:
            found.append(f"{_quoted(here or there)} only {'here' if here else 'there'}")
    more = len(found) - _SHOWN
    return "; ".join([*found[:_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


def abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether words shorten others: `j eur assoc chin stud`, or the first letters of all."""
    bare = [[word for word in said if word not in _SMALL_WORDS] for said in (short, long)]
    if len(short) == 1 and len(short[0]) > 2:
        return short[0] in ("".join(word[0] for word in long), "".join(word[0] for word in bare[1]))
    one, other = bare
    return len(one) == len(other) > 1 and len("".join(one)) < len("".join(other)) and all(map(_shortens, one, other))


def _shortens(short: str, long: str) -> bool:
    """Whether a word has its letters from another in their order, the first being the first (ISO 4: natl, national)."""
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether words stand together within others."""
    size = len(short)
    return size > 0 and any(list(long[start : start + size]) == list(short) for start in range(len(long) - size + 1))
