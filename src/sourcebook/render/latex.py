"""Text as LaTeX: what TeX would act upon made safe, in UTF-8 for biblatex and in ASCII for classic BibTeX.

Untrusted titles come through here, so no backslash or brace of theirs may reach TeX as such.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from sourcebook.model.latex_signs import ACCENTS, ACTIVE, LETTERS, OT1_SIGNS, SIGNS
from sourcebook.model.marks import Span, write_marks
from sourcebook.render.inlines import LATEX_MARKS, NODES

_ESCAPES = str.maketrans(ACTIVE)
# Over i and j, these four have letters of their own, and those below leave the dot; the others would stand on the dot.
_DOTLESS = {"i": r"\i", "j": r"\j"}
_KEEPS_LETTER = frozenset("\u0300\u0301\u0302\u0308\u0307\u0323\u0326\u0327\u0328\u0331")
_ASCII = ACTIVE | OT1_SIGNS
_ASCII_ESCAPES = str.maketrans(_ASCII)
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
_FOREIGN_RUN = rf"([^{_SPELLED}](?:[^A-Za-z\u00c0-\u024f\u1e00-\u1eff]*[^{_SPELLED}])?)"
_MARK = re.compile(r"[\u0300-\u036f]")
_HARMLESS = "".join([chr(code) for code in range(128) if chr(code) not in _ASCII])
_SIGN = re.compile(f"[^{re.escape(_HARMLESS)}]")
# Slow, and seldom needed: composed text has few marks that stand apart.
_CLUSTER = re.compile(r"[A-Za-z][\u0300-\u036f]+|[^\x00-\x7f][\u0300-\u036f]*|[&%#_${}~^\\<>|]")
# The first of these that has a letter in a run names it: Japanese goes before the Han characters that it also has.
_SCRIPTS = {
    "in Japanese script": r"\u3040-\u30ff\u31f0-\u31ff",
    "in Han characters": r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "in Korean script": r"\u1100-\u11ff\uac00-\ud7af",
    "in Arabic script": r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe",
    "in Cyrillic script": r"\u0400-\u052f",
    "in Greek script": r"\u0370-\u03ff\u1f00-\u1fff",
    "in Hebrew script": r"\u0590-\u05ff",
    "in Tibetan script": r"\u0f00-\u0fff",
    "in Mongolian script": r"\u1800-\u18af",
    "in Devanagari script": r"\u0900-\u097f",
}
_SCRIPT_NAMES = tuple(_SCRIPTS)
_COMMANDS = {mark: LATEX_MARKS[node] for mark, node in NODES.items()} | {"nocase": ("{", "}")}

# Prints the original where the engine has Unicode fonts, its stand-in under pdfTeX. The choice is made when the command
# is defined, so that it expands to plain text in labels and in files that LaTeX writes.
ORIGINAL_SCRIPT = r"\ifdefined\Umathcode\providecommand{\origscript}[2]{#1}\else\providecommand{\origscript}[2]{#2}\fi"


def unicode_latex(text: str) -> str:
    """The text for biber and a Unicode engine: UTF-8, only the ten characters escaped that TeX acts upon."""
    # One search for each of ten characters is quicker than one search for any of them.
    return text.translate(_ESCAPES) if any(map(text.__contains__, ACTIVE)) else text


def ascii_latex(text: str) -> str:
    r"""The text for BibTeX and pdfTeX: ASCII, but for `{\origscript{original}{stand-in}}` (see ORIGINAL_SCRIPT).

    What pdfTeX has no glyphs for is an original, and its stand-in says which script it is in. Accents are in braces,
    which BibTeX takes for one letter when it sorts, shortens or changes case.

    >>> ascii_latex("50 % Café")
    "50 \\% Caf{\\'{e}}"
    """
    if text.isascii():
        return text.translate(_ASCII_ESCAPES) if any(map(text.__contains__, _ASCII)) else text
    return "".join([_foreign(part) if place % 2 else _latin(part) for place, part in enumerate(_parts(text))])


def original(text: str) -> str:
    r"""A text without a Latin letter as one `{\origscript{…}{…}}`, as `ascii_latex` has it; empty for any other."""
    if text.isascii():
        return ""
    composed = unicodedata.normalize("NFC", text)
    return _foreign(composed) if _foreign_runs().fullmatch(composed) else ""


def unicode_title(title: str, *, starts: bool = True) -> str:
    """A title for biber, or a piece of one that may not be its start, its capitals protected."""
    return _protected(unicode_latex(title), starts=starts)


def ascii_title(title: str, romanized: str = "", *, starts: bool = True) -> str:
    """The same for BibTeX; a title in another script has its romanised form as the stand-in."""
    if title.isascii():
        return _protected(ascii_latex(title), starts=starts)
    parts = _parts(title)
    if romanized and len(parts) > 1:
        return braced(_original(title, ascii_latex(romanized)))
    return "".join(
        [
            braced(_foreign(part)) if place % 2 else _protected(_latin(part), starts=starts and place == 0)
            for place, part in enumerate(parts)
        ]
    )


def marked_latex(text: str, spans: Sequence[Span], write: Callable[[str, bool], str]) -> str:
    """A title with commands around its spans; `write` makes LaTeX of a piece, told whether the title starts there."""
    return write_marks(text, spans, _COMMANDS, lambda piece, start: write(piece, start == 0))


def braced(latex: str) -> str:
    r"""LaTeX in braces that keep its case: two pairs before a command, because `{\` begins one letter for BibTeX."""
    return f"{{{{{latex}}}}}" if latex.startswith("\\") else f"{{{latex}}}"


def _protected(latex: str, *, starts: bool = True) -> str:
    """An escaped title with each word in braces whose capitals a style could lower.

    That is each word with a capital, but a first word with none after its first letter, which every style keeps.
    """
    if starts and latex[:1].isalpha():
        if latex[1:] == latex[1:].lower():
            return latex
        first, blank, rest = latex.partition(" ")
        if first[1:] == first[1:].lower():
            return first + blank + _protected(rest, starts=False)
    return " ".join([braced(word) if word != word.lower() else word for word in latex.split(" ")])


@cache
def _foreign_runs() -> re.Pattern[str]:
    # Compiled at first use, as is _scripts: their wide classes cost milliseconds, which ASCII never needs.
    return re.compile(_FOREIGN_RUN)


@cache
def _scripts() -> re.Pattern[str]:
    """Matches the start of a run in the group of its script."""
    return re.compile("|".join([f"([^{letters}]*+[{letters}])" for letters in _SCRIPTS.values()]))


def _parts(text: str) -> list[str]:
    """What is spelled and what is foreign, in turns: Latin text, a foreign run, Latin text …"""
    return _foreign_runs().split(unicodedata.normalize("NFC", text))


def _latin(text: str) -> str:
    signs = _CLUSTER if _MARK.search(text) else _SIGN
    return signs.sub(_cluster, text)


def _foreign(run: str) -> str:
    if unicodedata.category(run[0])[0] == "S":
        return _original(run, "[symbol]")
    script = _scripts().match(run)
    name = _SCRIPT_NAMES[script.lastindex - 1] if script and script.lastindex else "in another script"
    return _original(run, f"[{name}]")


def _original(text: str, stand_in: str) -> str:
    return rf"{{\origscript{{{unicode_latex(text)}}}{{{stand_in}}}}}"


def _cluster(match: re.Match[str]) -> str:
    return _spelled(match[0])


@cache
def _spelled(cluster: str) -> str:
    """One sign, or one letter with its marks, in ASCII."""
    if cluster in _ASCII or cluster in SIGNS:
        return _ASCII.get(cluster) or SIGNS[cluster]
    letters = unicodedata.normalize("NFD", cluster)
    base, marks = letters[0], letters[1:]
    latex = LETTERS.get(base, base)
    if not latex.isascii() or not all(mark in ACCENTS for mark in marks):
        near = _NEAR.get(base) or (base if base.isascii() and base.isalpha() else LETTERS.get(base, "[symbol]"))
        return _original(cluster, near)
    for mark in marks:
        latex = rf"\{ACCENTS[mark]}{{{latex if mark in _KEEPS_LETTER else _DOTLESS.get(latex, latex)}}}"
    return f"{{{latex}}}"
