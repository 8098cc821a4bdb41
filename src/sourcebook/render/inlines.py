"""Formatted text, as pandoc's inline nodes, written as plain text, Markdown, HTML or LaTeX.

Every character of the works comes out as itself in every format; only the nodes themselves become markup.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sourcebook.model.text import printable

# One node of pandoc's document tree (pandoc-types, Text.Pandoc.Definition.Inline): {"t": "Str", "c": "text"}.
Inline: TypeAlias = Mapping[str, Any]
Inlines: TypeAlias = tuple[Inline, ...]
# The nodes of the marks that titles have, by their names in CSL (model/marks.py).
NODES = {
    "italic": "Emph",
    "bold": "Strong",
    "small-caps": "SmallCaps",
    "superscript": "Superscript",
    "subscript": "Subscript",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """How one format writes text and links, and what it puts around the content of a marked node."""

    text: Callable[[str], str]
    link: Callable[[str, str], str]
    line_break: str
    marks: Mapping[str, tuple[str, str]]
    can_mark: Callable[[str, str, str, str], bool] = lambda *_: True
    within: "_Format | None" = None  # how the content of a marked node is written, where marks cannot be nested


def to_text(inlines: Sequence[Inline]) -> str:
    """The plain text, without any mark."""
    return _write(inlines, _TEXT)


def to_markdown(inlines: Sequence[Inline]) -> str:
    """One paragraph of CommonMark; what would be read as markup is escaped, addresses are `<https://…>`.

    Small capitals and underlines, for which CommonMark has no mark, come out plain, and so does emphasis in emphasis.
    """
    lines = _write(inlines, _MARKDOWN).split("\n")
    return "\n".join(_MARKDOWN_LINE_START.sub(r"\1\\", line.strip()) for line in lines)


def to_html(inlines: Sequence[Inline]) -> str:
    """The content of an HTML paragraph."""
    return _write(inlines, _HTML)


def to_bare_html(inlines: Sequence[Inline]) -> str:
    """The same without links and attributes, which a page may forbid; small capitals come out plain."""
    return _write(inlines, _BARE_HTML)


def to_latex(inlines: Sequence[Inline]) -> str:
    r"""One paragraph of LaTeX in UTF-8; `\href` needs the package hyperref."""
    return _write(inlines, _LATEX)


def is_linkable(target: str) -> bool:
    """Whether an address may become a link: one of the web or of mail."""
    return bool(_LINKABLE.fullmatch(target))


def flatten(blocks: Sequence[Mapping[str, Any]]) -> Inlines:
    """The inline nodes of pandoc's paragraphs and divisions, a blank between two blocks."""
    found: list[Inline] = []
    for block in blocks:
        inside = flatten(block["c"][1]) if block["t"] == "Div" else block["c"]
        if found and inside:
            found.append({"t": "Space"})
        found.extend(inside)
    return tuple(found)


def _write(inlines: Sequence[Inline], form: _Format, before: str = "", rest: Sequence[Inline] = ()) -> str:
    """The nodes written; Markdown's marks depend on what stands `before` them and on the nodes after, the `rest`."""
    written = ""
    for place, node in enumerate(inlines):
        written += _node(node, form, (before + written)[-1:], (*inlines[place + 1 :], *rest))
    return written


def _node(node: Inline, form: _Format, before: str, rest: Sequence[Inline]) -> str:
    kind: str = node["t"]
    content: Any = node.get("c")
    match kind:
        case "Str":
            return form.text(printable(content))
        case "Space" | "SoftBreak":
            return " "
        case "LineBreak":
            return form.line_break
        case "Emph" | "Strong" | "Underline" | "Strikeout" | "SmallCaps" | "Superscript" | "Subscript":
            opening, closing = form.marks.get(kind, ("", ""))
            inside = _write(content, form.within or form)
            if inside and form.can_mark(opening, before, inside, _write(rest, _TEXT)[:1]):
                return opening + inside + closing
            return inside
        case "Quoted":
            opening, closing = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
            return opening + _write(content[1], form) + closing
        case "Cite" | "Span":
            return _write(content[1], form, before, rest)
        case "Link":
            inside, target = _write(content[1], form), content[2][0]
            return form.link(inside, target) if is_linkable(target) else inside
        case "Note":
            return f" ({_write(flatten(content), form)})"
        case "Code" | "Math":
            return form.text(printable(content[1]))
        case _:
            # A RawInline could carry live markup, and an Image would be a request to somewhere.
            return ""


_LINKABLE = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


# Plain text

_TEXT = _Format(text=str, link=lambda inside, _: inside, line_break="\n", marks={})

# Markdown: what begins markup anywhere (CommonMark 0.31, chapter 6; `~` and `$` of GitHub, `@` and `^` of pandoc), and
# what makes a heading, list, quotation, table or rule of a line that begins with it (chapter 4).

_MARKDOWN_SPECIAL = re.compile(r"[\\`*_\[\]<>~$@^]|&(?=#?\w+;)|!(?=\[)")
_MARKDOWN_LINE_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#=|]))")


def _markdown_text(text: str) -> str:
    return _MARKDOWN_SPECIAL.sub(r"\\\g<0>", re.sub(r"[\n\t]+", " ", text))


def _markdown_link(inside: str, target: str) -> str:
    if inside == _markdown_text(target) and not re.search(r"[<>\\]", target):
        return f"<{target}>"
    address = re.sub(r"&(?=#?\w+;)", "&amp;", re.sub(r"[<>\\]", _percent, target))
    return f"[{inside}](<{address}>)"


def _markdown_can_mark(mark: str, before: str, inside: str, after: str) -> bool:
    """Whether `*` is read as a mark here (CommonMark 0.31, 6.2, flanking delimiter runs); if not, it would be shown."""
    if "*" not in mark:
        return True
    opens = _is_letter(inside[0]) or _is_edge(before)
    closes = _is_letter(inside[-1]) or _is_edge(after)
    return opens and closes and before != "*" and not inside[0].isspace() and not inside[-1].isspace()


# Of symbols and unassigned characters readers disagree whether they are punctuation, so they are neither here.
def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _is_edge(char: str) -> bool:
    return not char or char in string.punctuation or unicodedata.category(char)[0] in "PZ"


_MARKDOWN_WITHIN = _Format(
    text=_markdown_text,
    link=_markdown_link,
    line_break="\\\n",
    marks={"Superscript": ("<sup>", "</sup>"), "Subscript": ("<sub>", "</sub>")},
)
_MARKDOWN = replace(
    _MARKDOWN_WITHIN,
    marks={"Emph": ("*", "*"), "Strong": ("**", "**"), **_MARKDOWN_WITHIN.marks},
    can_mark=_markdown_can_mark,
    within=_MARKDOWN_WITHIN,
)

# HTML

_HTML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def _html_text(text: str) -> str:
    return text.translate(_HTML_ESCAPES)


_HTML = _Format(
    text=_html_text,
    link=lambda inside, target: f'<a href="{_html_text(target)}" rel="noopener noreferrer">{inside}</a>',
    line_break="<br>\n",
    marks={
        "Emph": ("<em>", "</em>"),
        "Strong": ("<strong>", "</strong>"),
        "Underline": ("<u>", "</u>"),
        "Strikeout": ("<s>", "</s>"),
        "SmallCaps": ('<span style="font-variant: small-caps">', "</span>"),
        "Superscript": ("<sup>", "</sup>"),
        "Subscript": ("<sub>", "</sub>"),
    },
)
_BARE_HTML = replace(
    _HTML,
    link=lambda inside, _: inside,
    marks={kind: mark for kind, mark in _HTML.marks.items() if kind != "SmallCaps"},
)

# LaTeX

_LATEX_ESCAPES = str.maketrans(
    {char: f"\\{char}" for char in "{}$&#_%"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"<": r"\textless{}", ">": r"\textgreater{}", '"': r"\textquotedbl{}", "|": r"\textbar{}"}
)
# Letters that a TeX font would join into a dash, a quotation mark or a Spanish mark.
_LATEX_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=[`?!])(?=`)|(?<=')(?=')|(?<=,)(?=,)")


def _latex_text(text: str) -> str:
    return _LATEX_LIGATURE.sub("{}", re.sub(r"[\n\t]+", " ", text).translate(_LATEX_ESCAPES))


def _latex_link(inside: str, target: str) -> str:
    address = re.sub(r"[%#&_]", r"\\\g<0>", re.sub(r'[\\{}^~"`$<>|]', _percent, target))
    return rf"\href{{{address}}}{{{inside}}}"


LATEX_MARKS = {
    "Emph": (r"\emph{", "}"),
    "Strong": (r"\textbf{", "}"),
    "Underline": (r"\underline{", "}"),
    "SmallCaps": (r"\textsc{", "}"),
    "Superscript": (r"\textsuperscript{", "}"),
    "Subscript": (r"\textsubscript{", "}"),
}
_LATEX = _Format(text=_latex_text, link=_latex_link, line_break="\\newline\n", marks=LATEX_MARKS)
