"""Text as LaTeX: what TeX would act upon made safe, in UTF-8 for biblatex and in ASCII for classic BibTeX.

Untrusted titles come through here, so no backslash or brace of theirs may reach TeX as such.
"""

import re
import unicodedata
from functools import lru_cache

# Commands end in {} and begin in lower case: BibTeX's case changing leaves them alone, and braces always balance, which
# \{ and \} would not, because BibTeX counts them as braces.
_ACTIVE = {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_ESCAPES = str.maketrans(_ACTIVE)
_ANY_ACTIVE = re.compile(r"[&%#_${}~^\\]")

# Accents of LaTeX by the combining mark that they stand for, those that the encodings OT1 and T1 both have.
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0326": "textcommabelow",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
_LETTERS = {
    "ß": r"\ss",
    "æ": r"\ae",
    "Æ": r"\AE",
    "œ": r"\oe",
    "Œ": r"\OE",
    "ø": r"\o",
    "Ø": r"\O",
    "ł": r"\l",
    "Ł": r"\L",
    "đ": r"\dj",
    "Đ": r"\DJ",
    "ð": r"\dh",
    "Ð": r"\DH",
    "þ": r"\th",
    "Þ": r"\TH",
    "ŋ": r"\ng",
    "Ŋ": r"\NG",
    "ı": r"\i",
    "ȷ": r"\j",
}
# Over i and j, these four have letters of their own, and those below leave the dot; the others would stand on the dot.
_DOTLESS = {"i": r"\i", "j": r"\j"}
_KEEPS_LETTER = frozenset("\u0300\u0301\u0302\u0308\u0307\u0323\u0326\u0327\u0328\u0331")
_SIGNS = {
    "‘": "`",
    "’": "'",
    "‚": r"\quotesinglbase{}",
    "“": "``",
    "”": "''",
    "„": r"\quotedblbase{}",
    "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}",
    "‹": r"\guilsinglleft{}",
    "›": r"\guilsinglright{}",
    "‐": "-",
    "‑": "-",
    "–": "--",
    "—": "---",
    "―": "---",
    "−": r"\textminus{}",
    "…": r"\ldots{}",
    "•": r"\textbullet{}",
    "·": r"\textperiodcentered{}",
    "′": "'",
    "″": "''",
    "¡": r"\textexclamdown{}",
    "¿": r"\textquestiondown{}",
    "§": r"{\S}",
    "¶": r"{\P}",
    "†": r"\textdagger{}",
    "‡": r"\textdaggerdbl{}",
    "©": r"\textcopyright{}",
    "®": r"\textregistered{}",
    "™": r"\texttrademark{}",
    "°": r"\textdegree{}",
    "±": r"\textpm{}",
    "×": r"\texttimes{}",
    "÷": r"\textdiv{}",
    "¼": r"\textonequarter{}",
    "½": r"\textonehalf{}",
    "¾": r"\textthreequarters{}",
    "¹": r"\textonesuperior{}",
    "²": r"\texttwosuperior{}",
    "³": r"\textthreesuperior{}",
    "ª": r"\textordfeminine{}",
    "º": r"\textordmasculine{}",
    "µ": r"\textmu{}",
    "‰": r"\textperthousand{}",
    "№": r"\textnumero{}",
    "€": r"\texteuro{}",
    "£": r"\textsterling{}",
    "¥": r"\textyen{}",
    "¢": r"\textcent{}",
    "←": r"\textleftarrow{}",
    "→": r"\textrightarrow{}",
    "↑": r"\textuparrow{}",
    "↓": r"\textdownarrow{}",
    "\u00a0": "~",
    "\u00ad": r"\-",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": r"\,",
    "\u202f": r"\,",
} | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f", "")
# Under the encoding OT1, TeX's first, these three print as other signs.
_ASCII = _ACTIVE | {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}"}
_ASCII_ESCAPES = str.maketrans(_ASCII)
_ANY_ASCII = re.compile(r"[&%#_${}~^\\<>|]")
# Letters that pdfTeX has no glyph for and that are usually written so; XeTeX and LuaTeX print the letter itself.
_NEAR = {
    "ʿ": "`",
    "ʻ": "`",
    "ʽ": "`",
    "ʾ": "'",
    "ʼ": "'",
    "ʹ": "'",
    "ħ": "h",
    "Ħ": "H",
    "ŧ": "t",
    "Ŧ": "T",
    "ə": "e",
    "Ə": "E",
}

# Latin letters, their marks, punctuation, money, letterlike signs and arrows: what is spelled sign by sign.
_SPELLED = r"\x00-\u024f\u0259\u02b0-\u036f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2100-\u21ff\u2212\ufe0e\ufe0f"
# A run of another script goes on over blanks, digits and punctuation, as long as no Latin letter comes between.
_FOREIGN_RUN = re.compile(rf"([^{_SPELLED}](?:[^A-Za-z\u00c0-\u024f\u1e00-\u1eff]*[^{_SPELLED}])?)")
_CLUSTER = re.compile(r"[A-Za-z][\u0300-\u036f]+|[^\x00-\x7f][\u0300-\u036f]*|[&%#_${}~^\\<>|]")
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]"), "in Japanese script"),
    (
        re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
        "in Han characters",
    ),
    (re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"), "in Korean script"),
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe]"), "in Arabic script"),
    (re.compile(r"[\u0400-\u052f]"), "in Cyrillic script"),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), "in Greek script"),
    (re.compile(r"[\u0590-\u05ff]"), "in Hebrew script"),
    (re.compile(r"[\u0f00-\u0fff]"), "in Tibetan script"),
    (re.compile(r"[\u1800-\u18af]"), "in Mongolian script"),
    (re.compile(r"[\u0900-\u097f]"), "in Devanagari script"),
)

# Prints the original where the engine has Unicode fonts, its stand-in under pdfTeX. The choice is made when the command
# is defined, so that it expands to plain text in labels and in files that LaTeX writes.
ORIGINAL_SCRIPT = r"\ifdefined\Umathcode\providecommand{\origscript}[2]{#1}\else\providecommand{\origscript}[2]{#2}\fi"


def unicode_latex(text: str) -> str:
    """The text for biber and a Unicode engine: UTF-8, only the ten characters escaped that TeX acts upon."""
    return text.translate(_ESCAPES) if _ANY_ACTIVE.search(text) else text


def ascii_latex(text: str) -> str:
    r"""The text for BibTeX and pdfTeX: ASCII, but for `{\origscript{original}{stand-in}}` (see ORIGINAL_SCRIPT).

    What pdfTeX has no glyphs for is an original, and its stand-in says which script it is in. Accents are in braces,
    which BibTeX takes for one letter when it sorts, shortens or changes case.

    >>> ascii_latex("50 % Café")
    "50 \\% Caf{\\'{e}}"
    """
    if text.isascii():
        return text.translate(_ASCII_ESCAPES) if _ANY_ASCII.search(text) else text
    parts = _FOREIGN_RUN.split(unicodedata.normalize("NFC", text))
    return "".join(_foreign(part) if place % 2 else _CLUSTER.sub(_cluster, part) for place, part in enumerate(parts))


def is_foreign(text: str) -> bool:
    """Whether the whole text, which is no Latin script, is one original to `ascii_latex`."""
    return not text.isascii() and bool(_FOREIGN_RUN.fullmatch(unicodedata.normalize("NFC", text)))


def unicode_title(title: str) -> str:
    """A title for biber, its capitals protected."""
    return _protected(unicode_latex(title))


def ascii_title(title: str, romanized: str = "") -> str:
    """A title for BibTeX, its capitals protected; a title in another script has its romanised form as the stand-in."""
    if title.isascii():
        return _protected(ascii_latex(title))
    parts = _FOREIGN_RUN.split(unicodedata.normalize("NFC", title))
    if romanized and len(parts) > 1:
        return braced(_original(title, ascii_latex(romanized)))
    return "".join(
        braced(_foreign(part)) if place % 2 else _protected(ascii_latex(part), starts=place == 0)
        for place, part in enumerate(parts)
    )


def braced(latex: str) -> str:
    r"""LaTeX in braces that keep its case: two pairs before a command, because `{\` begins one letter for BibTeX."""
    return f"{{{{{latex}}}}}" if latex.startswith("\\") else f"{{{latex}}}"


def _protected(latex: str, *, starts: bool = True) -> str:
    """An escaped title with each word in braces whose capitals a style could lower.

    That is each word with a capital, but a first word with none after its first letter, which every style keeps.
    """
    first, blank, rest = latex.partition(" ")
    if not (starts and first[:1].isalpha() and first[1:] == first[1:].lower()):
        first, blank, rest = "", "", latex
    return first + blank + " ".join([braced(word) if word != word.lower() else word for word in rest.split(" ")])


def _foreign(run: str) -> str:
    if unicodedata.category(run[0]).startswith("S"):
        return _original(run, "[symbol]")
    script = next((name for letters, name in _SCRIPTS if letters.search(run)), "in another script")
    return _original(run, f"[{script}]")


def _original(text: str, stand_in: str) -> str:
    return rf"{{\origscript{{{unicode_latex(text)}}}{{{stand_in}}}}}"


def _cluster(match: re.Match[str]) -> str:
    return _spelled(match[0])


@lru_cache(maxsize=2048)
def _spelled(cluster: str) -> str:
    """One sign, or one letter with its marks, in ASCII."""
    if cluster in _ASCII or cluster in _SIGNS:
        return _ASCII.get(cluster) or _SIGNS[cluster]
    letters = unicodedata.normalize("NFD", cluster)
    base, marks = letters[0], letters[1:]
    latex = _LETTERS.get(base, base)
    if not latex.isascii() or not all(mark in _ACCENTS for mark in marks):
        near = _NEAR.get(base) or (base if base.isascii() and base.isalpha() else _LETTERS.get(base, "[symbol]"))
        return _original(cluster, near)
    for mark in marks:
        latex = rf"\{_ACCENTS[mark]}{{{latex if mark in _KEEPS_LETTER else _DOTLESS.get(latex, latex)}}}"
    return f"{{{latex}}}"
