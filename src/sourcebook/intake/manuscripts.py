"""Manuscripts in Markdown, LaTeX, Typst and DOCX, to the citation keys and addresses in them."""

import os
import re
from collections.abc import Callable, Iterator, Mapping

from sourcebook.errors import UnknownName, UsageError
from sourcebook.intake.citations import KEY
from sourcebook.intake.docx_manuscripts import read_docx
from sourcebook.model.manuscripts import Mention, MentionKind

ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]“”«»、。，；）」』】]+", re.IGNORECASE)
_TRAILING = ".,;:!?'*_’"
_PANDOC_KEY = re.compile(rf"(?<![\w@/.\\\0]){KEY}")
# Typst's reference, "Labels": letters, digits, `_`, `-`, `:` and `.`, of which the last two do not end one.
_TYPST_KEY = re.compile(r"(?<![\w@/.\\])@(\w(?:[\w.:-]*[\w-])?)")
_TYPST_CITE = re.compile(r"\bcite\(\s*(?:<([^<>\s]{1,500})>|label\(\s*\"([^\"\n]{1,500})\"\s*\))")
_TYPST_LABEL = re.compile(r"<(\w[\w.:-]*)>")
_TYPST_HIDDEN = re.compile(r"(`{3,})(?:(?!\1).)*(?:\1|\Z)|`[^`]*(?:`|\Z)|/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*", re.DOTALL)
_TEX_HIDDEN = re.compile(
    r"\\begin\{(verbatim\*?|lstlisting|minted|comment)\}.*?(?:\\end\{\1\}|\Z)|\\verb\*?([^\sA-Za-z])[^\n]*?(?:\2|$)",
    re.DOTALL | re.MULTILINE,
)
_TEX_ADDRESS = re.compile(r"\\(?:url|nolinkurl|href)\s*\{([^{}\n]{1,4000})\}")
_TEX_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%[^\n]*")
_TEX_CITE = re.compile(r"\\([A-Za-z]*[cC]ite[A-Za-z]*)\*?")
# Commands with `cite` in their name that take no keys.
_TEX_OTHERS = re.compile(r"Declare\w*|(?:set)?cite(?:style|setup)|cite(?:text|reset|name)|\w*newcite\w*command")
_TEX_OPENING = re.compile(r"\s{0,20}([\[({])")
_TEX_BRACKETS = {"[": re.compile(r"[\[\]]"), "(": re.compile(r"[()]")}
_LONGEST_NOTE = 1000  # characters between brackets before a key


def read_manuscript(data: bytes, form: str) -> tuple[Mention, ...]:
    """What a manuscript in one of MANUSCRIPTS names, in the order of the text; raises BadValue for what is no DOCX."""
    if form == "docx":
        return tuple(read_docx(data, _in_plain_text))
    if form not in _READERS:
        raise UnknownName("format of manuscripts", form, MANUSCRIPTS)
    # A wrong letter in old encodings is no obstacle: keys and addresses are ASCII nearly always.
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return tuple(_READERS[form](text))


def form_of(name: str) -> str:
    """The format that a file's name tells; raises UsageError where it tells none."""
    form = _EXTENSIONS.get(os.path.splitext(name)[1].lower())
    if form is None:
        raise UsageError(f"The name {name!r} does not tell what it is; say --from {', '.join(MANUSCRIPTS)}.")
    return form


def _markdown(text: str) -> Iterator[Mention]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 60 ms that the other formats need not pay

    # Joined texts would hide which `@` was escaped.
    parser = MarkdownIt("commonmark").enable("table").disable("text_join")
    for block in parser.parse(text):
        line = block.map[0] + 1 if block.map else 1
        pieces: list[str] = []
        for token in block.children or ():
            if token.type in ("softbreak", "hardbreak"):
                yield from _in_plain_text("".join(pieces), line)
                pieces, line = [], line + 1
            elif token.type == "text_special":
                pieces.append("\0")
            elif token.type == "text":
                pieces.append(token.content)
            elif token.type == "link_open" and token.info != "auto":
                yield from _addresses(str(token.attrs.get("href", "")), line)
            elif token.type == "code_inline":
                pieces.append(" ")
        yield from _in_plain_text("".join(pieces), line)


def _in_plain_text(text: str, line: int) -> Iterator[Mention]:
    """The keys of pandoc's syntax and the addresses in a piece of text of one line."""
    yield from _addresses(text, line)
    for match in _PANDOC_KEY.finditer(ADDRESS.sub(" ", text)):
        yield Mention(MentionKind.KEY, match[1] or match[2], line)
    if re.search(r"(?<![\w@/.\\\0])@\*", text):
        yield Mention(MentionKind.EVERYTHING, "@*", line)


def _addresses(text: str, line: int) -> Iterator[Mention]:
    for match in ADDRESS.finditer(text):
        if address := _without_trailing(match[0]):
            yield Mention(MentionKind.ADDRESS, address, line)


def _without_trailing(address: str) -> str:
    """The address without what belongs to the sentence around it, such as a full stop or the bracket that closes it."""
    while address and (address[-1] in _TRAILING or (address[-1] == ")" and address.count("(") < address.count(")"))):
        address = address[:-1]
    return address


def _latex(text: str) -> Iterator[Mention]:
    found: list[tuple[int, Mention]] = []
    text = _TEX_HIDDEN.sub(_blank, text)
    for match in _TEX_ADDRESS.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if not _TEX_COMMENT.search(text, start, match.start()):
            address = re.sub(r"\\([%#&_~{}$])", r"\1", match[1]).strip()
            found.append((match.start(), Mention(MentionKind.ADDRESS, address)))
    text = _TEX_COMMENT.sub(_blank, _TEX_ADDRESS.sub(_blank, text))
    found += _placed_addresses(text)
    for match in _TEX_CITE.finditer(text):
        if not _TEX_OTHERS.fullmatch(match[1]):
            found += _tex_keys(text, match.end(), is_many=match[1].lower().endswith("cites"))
    yield from _numbered(text, found)


def _tex_keys(text: str, place: int, *, is_many: bool) -> Iterator[tuple[int, Mention]]:
    """The keys of one command of natbib or biblatex, after its optional arguments; `is_many` for all groups."""
    while (opening := _TEX_OPENING.match(text, place)) is not None:
        start = opening.end()
        if opening[1] != "{":
            place = _closed(text, start, opening[1])
            continue
        end = text.find("}", start, start + _LONGEST_NOTE)
        if end < 0:
            return
        for part in re.finditer(r"[^,\s][^,]*", text[start:end]):
            key = part[0].strip()
            kind = MentionKind.EVERYTHING if key == "*" else MentionKind.KEY
            if not re.search(r"[#\\{}]", key):
                yield start + part.start(), Mention(kind, key)
        place = end + 1
        if not is_many:
            return


def _closed(text: str, start: int, opening: str) -> int:
    """Where an optional argument ends; brackets within braces and within one another count."""
    depth = 1
    for bracket in _TEX_BRACKETS[opening].finditer(text, start, start + _LONGEST_NOTE):
        depth += 1 if bracket[0] == opening else -1
        if not depth:
            return bracket.end()
    return len(text)


def _typst(text: str) -> Iterator[Mention]:
    text = _TYPST_HIDDEN.sub(_blank, text)
    found = list(_placed_addresses(text))
    text = ADDRESS.sub(_blank, text)
    cited = [(match.start(), match[1] or match[2]) for match in _TYPST_CITE.finditer(text)]
    # `@name` refers to a label of the document itself where there is one.
    labels = {match[1] for match in _TYPST_LABEL.finditer(_TYPST_CITE.sub(_blank, text))}
    cited += [(match.start(), match[1]) for match in _TYPST_KEY.finditer(text) if match[1] not in labels]
    found += [(place, Mention(MentionKind.KEY, key)) for place, key in cited]
    yield from _numbered(text, found)


def _placed_addresses(text: str) -> Iterator[tuple[int, Mention]]:
    for match in ADDRESS.finditer(text):
        yield match.start(), Mention(MentionKind.ADDRESS, _without_trailing(match[0]))


def _numbered(text: str, found: list[tuple[int, Mention]]) -> Iterator[Mention]:
    """The mentions in the order of their places, each with its line."""
    line, last = 1, 0
    for place, mention in sorted(found, key=lambda pair: pair[0]):
        line, last = line + text.count("\n", last, place), place
        if mention.text:
            yield mention._replace(line=line)


def _blank(match: re.Match[str]) -> str:
    """Blanks in place of a match, so that what follows stays at its place and line."""
    return re.sub(r"[^\n]", " ", match[0])


_READERS: Mapping[str, Callable[[str], Iterator[Mention]]] = {
    "markdown": _markdown,
    "latex": _latex,
    "typst": _typst,
}
MANUSCRIPTS = (*_READERS, "docx")
_EXTENSIONS = {
    **dict.fromkeys((".md", ".markdown", ".qmd", ".rmd", ".txt"), "markdown"),
    **dict.fromkeys((".tex", ".ltx"), "latex"),
    ".typ": "typst",
    ".docx": "docx",
}
