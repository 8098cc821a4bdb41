"""Text as people search and compare it: folded, cut into words for every script, safe to show."""

import re
import unicodedata
from functools import cache

# Letters that no decomposition takes apart; with them `ss` finds `ß` and `oslo` finds `øslo`.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ʿ": "",
        "ʾ": "",
    }
    | {"ʻ": "", "ʼ": "", "ـ": ""}
)
_LETTER = f"[{''.join(map(chr, _LETTERS))}]"
# Marks that a searcher leaves out: Latin, Greek and Cyrillic diacritics, Arabic vowel signs. Kana's voicing marks stay,
# since か and が are different letters.
_MARKS = r"[\u0300-\u036f\u064b-\u0652\u0670]"
# Scripts that are searched by letters, because words are not set apart (Han, kana, Thai, Khmer …) or carry their
# grammar inside (Arabic script, Hangul): two letters are enough to find them anywhere in a word.
_BY_LETTER = (
    r"([\u0600-\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufb50-\ufdff\ufe70-\ufeff\U00020000-\U0003ffff])"
)
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"

# For what is kept as text until it is needed: compiling wide classes at import would cost every command 15 ms, and most
# names and queries are ASCII.
compiled = cache(re.compile)


def fold(text: str) -> str:
    """The text as searching sees it: no case, width, accents or vowel signs; `Étude` and `ｅｔｕｄｅ` are `etude`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = compiled(_MARKS).sub("", decomposed)
    # Looking for one of these letters is a quarter of the work that translating a text without any is.
    return unicodedata.normalize("NFC", bare.translate(_LETTERS) if compiled(_LETTER).search(bare) else bare)


def spread(text: str) -> str:
    """Folded text with blanks around each letter of the scripts that are searched by letters."""
    folded = fold(text)
    return folded if folded.isascii() else " ".join(compiled(_BY_LETTER).split(folded))


def is_by_letter(folded: str) -> bool:
    """Whether folded text ends in a script that is searched by letters."""
    return bool(folded) and not folded.isascii() and bool(compiled(_BY_LETTER).match(folded[-1]))


def printable(text: str) -> str:
    """The text safe to show: control characters and direction overrides become `�`, new lines and tabs stay."""
    return text if text.isprintable() else compiled(_CONTROL).sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text safe to show on one line: as `printable`, with any white space as one blank."""
    return printable(" ".join(text.split()))


def has_control(text: str) -> bool:
    """Whether the text holds control characters or direction overrides."""
    return not text.isprintable() and bool(compiled(_CONTROL).search(text))
