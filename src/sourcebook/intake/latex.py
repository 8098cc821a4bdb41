"""LaTeX as plain text: accents, letters and signs as Unicode, braces and commands gone, formulas as they are.

The tables are those that our own exports are written from, and what else people type. Nothing raises, whatever the
input; the time grows with its length.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from sourcebook.model.latex_signs import ACCENTS, FORMULA_SIGNS, LETTERS, OT1_SIGNS, SIGNS
from sourcebook.model.marks import TAGS, Span, nested


class Decoded(NamedTuple):
    """Plain text, and the commands and formulas that plain text cannot say; their arguments are in the text."""

    text: str
    dropped: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


_NAMES_OF_SIGNS = {
    latex.strip("\\{}"): sign
    for table in (LETTERS, SIGNS, OT1_SIGNS)
    for sign, latex in table.items()
    if latex.strip("{}").startswith("\\") and latex.strip("\\{}").isalpha()
}
_SIGN_OF = _NAMES_OF_SIGNS | {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "lbrace": "{",
    "rbrace": "}",
    "aa": "å",
    "AA": "Å",
    "dots": "…",
    "textellipsis": "…",
    "textendash": "–",
    "textemdash": "—",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "glqq": "„",
    "grqq": "“",
    "flqq": "«",
    "frqq": "»",
    "textdollar": "$",
    "textunderscore": "_",
    "textperiodcentered": "·",
    "copyright": "©",
    "pounds": "£",
    "dag": "†",
    "ddag": "‡",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "endgraf": "\n",
    "par": "\n\n",
    "newline": " ",
    "linebreak": " ",
    "quad": " ",
    "qquad": " ",
    "space": " ",
}
_ACCENT_OF = {name: mark for mark, name in ACCENTS.items()}
_CHARACTERS = {
    **dict.fromkeys("&%#_${}", ""),
    **dict.fromkeys('-/@!";()[]', "x"),
    " ": " ",
    "\n": " ",
    "\t": " ",
    "\\": " ",
    ",": "\u202f",
    ":": " ",
    ">": " ",
}
# Commands that only dress their argument: plain text loses nothing that a title says.
_DRESS = frozenset(
    """emph textit textbf textsc textrm textsf texttt textup textmd textnormal textsl mbox hbox text url path uline
    underline enquote mkbibquote mkbibemph ensuremath em it bf sc rm sf tt sl itshape bfseries scshape upshape
    normalfont bibstring foreignlanguage protect relax noopsort natexlab nocite selectlanguage""".split()
)
# Commands that set words of a title apart, by the names that CSL has for it.
_MARK_OF = {
    "emph": "italic",
    "textit": "italic",
    "textsl": "italic",
    "mkbibemph": "italic",
    "textbf": "bold",
    "textsc": "small-caps",
    "textsuperscript": "superscript",
    "textsubscript": "subscript",
}
# Letters of no script hold the places of marks while a title is read.
_OPENS = {name: chr(0xE100 + number) for number, name in enumerate(TAGS)}
_CLOSES = "\ue120"
_PLACE = re.compile("[\ue100-\ue120]")
_UNHEARD = frozenset(("noopsort", "selectlanguage"))  # commands whose argument no reader sees
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_CAN_RAISE = re.compile(r"[0-9+\-=()]+")
_BELOW = "\u0323\u0331\u0327\u0328"  # marks that leave the dot of an i
_SCRIPT = re.compile(r"\$\s*(?:\{\})?([_^])\{?([0-9+\-=()n]{1,9})\}?\s*\$")
# What a formula may hold that plain text can say: a sign, a letter or number, and a script of digits.
_PLAIN_IN_FORMULA = re.compile(r"\\([A-Za-z]+)|([_^])(?:\{([0-9+\-=()n]{1,9})\}|([0-9n]))|([A-Za-z0-9 .,+=<>()/-])")
# A formula is short, and has few groups and commands: the limits keep the search for its end cheap.
_IN_FORMULA = r"[^$\\{}]{0,200}"
_FORMULA = rf"\${_IN_FORMULA}(?:(?:\{{[^${{}}]{{0,200}}\}}|\\[a-zA-Z]+){_IN_FORMULA}){{0,20}}\$"
_PIECE = re.compile(
    rf"\\[A-Za-z]+\*?[ \t]*\n?[ \t]*|\\.|\\$|{_FORMULA}|[{{}}~$]|---?|``|''|[^\\{{}}~$`'-]+|.", re.DOTALL
)
_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
# Text without any of these is plain already.
SPECIAL = re.compile(r"[\\{}~$]|--|``|''")
_MORE_THAN_BRACES = re.compile(r"[\\~$]|--|``|''")
_DASHES = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " "}
_ESCAPED = re.compile(r"\\([&%#_$~{} ])(?:\{\})?|\{([_~&%#$])\}|[{}]")
_WRAPPED = re.compile(r"\\(?:url|path|href|nolinkurl)\s*\{(.*)\}", re.DOTALL)

# Deeper groups are read as their content, and a letter takes no more accents: what is nested for nested's sake would
# otherwise be copied at each level.
_DEEPEST = 50
_MOST_ACCENTS = 16

_Apply = Callable[[str], str]


def decode(text: str) -> Decoded:
    r"""Text of a BibTeX field as plain text.

    >>> decode(r"{The} Caf{\'e}: 100\% \& more").text
    'The Café: 100% & more'
    """
    if not SPECIAL.search(text):
        return Decoded(text)
    if not _MORE_THAN_BRACES.search(text):
        return Decoded(text.replace("{", "").replace("}", ""))
    return _Reader().read(_HREF.sub(r"\2 (\1)", text) if "\\href" in text else text)


def decode_title(text: str) -> Decoded:
    r"""A title as plain text on one line, with the marks of what `\emph` and its like set apart.

    >>> decode_title(r"Review of \emph{The Dam}").spans
    (Span(start=10, end=17, mark='italic'),)
    """
    if "\\" not in text or _PLACE.search(text):
        decoded = decode(text)
        return decoded._replace(text=" ".join(decoded.text.split()))
    decoded = _Reader(keeps_marks=True).read(_HREF.sub(r"\2 (\1)", text) if "\\href" in text else text)
    names = {letter: name for name, letter in _OPENS.items()}
    plain, spans, opened = "", [], list[tuple[str, int]]()
    for piece in re.split(f"({_PLACE.pattern})", " ".join(decoded.text.split())):
        if piece in names:
            opened.append((names[piece], len(plain)))
        elif piece == _CLOSES:
            name, start = opened.pop()
            spans += [Span(start, len(plain), name)] if start < len(plain) else []
        else:
            plain += piece
    return Decoded(plain, decoded.dropped, nested(reversed(spans)))


def verbatim(text: str) -> str:
    r"""An address or identifier as it is: only what wraps it goes, and the escapes that BibTeX files have in addresses.

    >>> verbatim(r"\url{https://e.org/a\_b%20c}")
    'https://e.org/a_b%20c'
    """
    bare = text.strip()
    if "\\" not in bare and "{" not in bare and "}" not in bare:
        return bare
    for _ in range(_DEEPEST):
        if not (match := _WRAPPED.fullmatch(bare)):
            break
        bare = match[1].strip()
    return _ESCAPED.sub(lambda match: match[1] or match[2] or "", bare).strip()


class _Reader:
    """One reading: the open groups, and the commands that wait for their argument."""

    def __init__(self, *, keeps_marks: bool = False) -> None:
        self.keeps_marks = keeps_marks
        self.parts: list[str] = []
        self.waiting: list[_Apply] = []
        self.groups: list[tuple[list[str], list[_Apply]]] = []
        self.deeper = 0  # groups open beyond the deepest
        self.dropped: list[str] = []
        self.skips = False

    def read(self, text: str) -> Decoded:
        for piece in _PIECE.findall(text):
            if piece == "{":
                self._open()
            elif piece == "}":
                self._close()
            elif piece[0] == "\\" and len(piece) > 1:
                self._command(piece[1:])
            elif piece[0] == "$" and len(piece) > 1:
                self._formula(piece)
            elif piece in _DASHES:
                self._say(_DASHES[piece])
            else:
                self._letters(piece)
        self.deeper = 0
        while self.groups:
            self._close()
        return Decoded(unicodedata.normalize("NFC", "".join(self.parts)), tuple(dict.fromkeys(self.dropped)))

    def _open(self) -> None:
        if len(self.groups) == _DEEPEST:
            self.deeper += 1
            return
        if self.skips:
            self.skips = False
            self.waiting.append(_nothing)
        self.groups.append((self.parts, self.waiting))
        self.parts, self.waiting = [], []

    def _close(self) -> None:
        if self.deeper:
            self.deeper -= 1
            return
        if not self.groups:
            return
        said = "".join(self.parts)
        self.parts, self.waiting = self.groups.pop()
        self._say(said)

    def _letters(self, piece: str) -> None:
        """A run of text, of which a waiting command takes the first letter only."""
        if not self.waiting:
            self.parts.append(piece)
            return
        stripped = piece.lstrip()
        if stripped:
            self._say(stripped[0])
            self.parts.append(stripped[1:])

    def _say(self, text: str) -> None:
        while self.waiting:
            text = self.waiting.pop()(text)
        self.parts.append(text)

    def _command(self, piece: str) -> None:
        name = piece.strip().rstrip("*")
        if name in _ACCENT_OF:
            mark = _ACCENT_OF[name]
            self.waiting.append(lambda text: _accented(text, mark))
        elif name == "origscript":
            self.waiting.append(self._original)
        elif name in _SIGN_OF:
            self._say(_SIGN_OF[name])
        elif piece[:1] in _CHARACTERS:
            sign = _CHARACTERS[piece[:1]]
            self._say(piece[:1] if not sign else "" if sign == "x" else sign)
        elif self.keeps_marks and name in _MARK_OF:
            opens = _OPENS[_MARK_OF[name]]
            self.waiting.append(lambda text: f"{opens}{text}{_CLOSES}")
        elif name in ("textsuperscript", "textsubscript"):
            self.waiting.append(_raised if name == "textsuperscript" else _lowered)
        elif name in _UNHEARD:
            self.waiting.append(_nothing)
        elif name not in _DRESS:
            self.dropped.append("\\" + name)

    def _original(self, text: str) -> str:
        r"""The first argument of `\origscript` is the text; the second one, its stand-in, is not heard."""
        self.skips = True
        return text

    def _formula(self, piece: str) -> None:
        match = _SCRIPT.fullmatch(piece)
        if match:
            self._say(match[2].translate(_RAISED if match[1] == "^" else _LOWERED))
        elif plain := _plain_formula(piece[1:-1]):
            self._say(plain)
        else:
            self.dropped.append(piece)
            self._say(piece)


def _plain_formula(formula: str) -> str:
    """A formula of nothing but signs, letters, digits and simple scripts; empty where plain text cannot say it."""
    # Two prices look like a formula: `$5-$10`, `from $100 to $200`.
    if not re.search(r"[\\_^]", formula) and not re.fullmatch(r"[A-Za-z](?:.*\S)?", formula):
        return ""
    said, place = "", 0
    while match := _PLAIN_IN_FORMULA.match(formula, place):
        command, script, group, one, sign = match.groups()
        if command:
            if command not in FORMULA_SIGNS:
                return ""
            said += FORMULA_SIGNS[command]
        elif script:
            raised = (group or one).translate(_RAISED if script == "^" else _LOWERED)
            if script == "_" and "n" in raised:
                return ""
            said += raised
        else:
            said += sign
        place = match.end()
    return said.strip() if place == len(formula) else ""


def _nothing(_: str) -> str:
    return ""


def _accented(text: str, mark: str) -> str:
    base = text[:1] if mark in _BELOW else text[:1].replace("ı", "i").replace("ȷ", "j")
    place = 1
    while text[place : place + 1] and unicodedata.combining(text[place]):
        place += 1
        if place > _MOST_ACCENTS:
            return text
    return base + text[1:place] + mark + text[place:] if base.strip() else text


def _raised(text: str) -> str:
    return text.translate(_RAISED) if _CAN_RAISE.fullmatch(text) else text


def _lowered(text: str) -> str:
    return text.translate(_LOWERED) if _CAN_RAISE.fullmatch(text) else text
