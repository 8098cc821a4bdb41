"""What the citation engine is fed and what it gives back: works as the references of a pandoc document."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sourcebook.model.citing import Mode
from sourcebook.model.fields import NAME_FIELDS
from sourcebook.model.marks import Span, find_marks
from sourcebook.model.text import one_line, printable
from sourcebook.model.work import Work
from sourcebook.render.csl_json import csl_item
from sourcebook.render.flip_flop import FLIPPED, MARKED, flip_flop
from sourcebook.render.inlines import NODES, Inline, Inlines, flatten

# pandoc-types 1.23 is what every pandoc 3 speaks.
_API_VERSION = [1, 23, 1]
# Stands for the hyphen of a version on its way through the engine, which takes `2026-autumn` for several versions.
HYPHEN = "\ue02d"
# Our own fields, and what a reading list prints beside a reference; neither may change the reference.
_NOT_CITED = frozenset(("id", "custom", "annote", "keyword"))
# Where a straight mark is no apostrophe but what stands in an address or an identifier.
_VERBATIM = frozenset(("id", "type", "URL", "DOI", "ISBN", "ISSN", "PMID", "PMCID", "raw"))
_MODES = {
    Mode.NORMAL: "NormalCitation",
    Mode.AUTHOR_IN_TEXT: "AuthorInText",
    Mode.SUPPRESS_AUTHOR: "SuppressAuthor",
}


class Cited(NamedTuple):
    """One work of a citation by its number in the document, with the text before and after it.

    The engine looks for a locator, such as `, p. 6`, at the beginning of the `suffix`.
    """

    number: int
    suffix: str = ""
    prefix: str = ""
    mode: Mode = Mode.NORMAL


def write_document(
    works: Sequence[Work], *, listed: bool, citations: Sequence[Sequence[Cited]] = (), locale: str = ""
) -> bytes:
    """The document with `works`, a paragraph for each of `citations`, and, where `listed`, the bibliography of all.

    Works stand under their numbers, counted from 0, so that no key can mean something to the engine.
    """
    meta = {"references": _references(tuple(works))}
    if listed:
        everything = _cite([Cited(number) for number in range(len(works))])
        meta["nocite"] = {"t": "MetaInlines", "c": [everything]}
    else:
        meta["suppress-bibliography"] = _meta(True)
    if locale:
        meta["lang"] = _meta(locale)
    paragraphs = [{"t": "Para", "c": [_cite(cited)]} for cited in citations]
    document = {"pandoc-api-version": _API_VERSION, "meta": meta, "blocks": paragraphs}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


# One style after the other may be asked to format the same works.
@lru_cache(maxsize=16)
def _references(works: tuple[Work, ...]) -> dict[str, object]:
    items = [
        _meta({"id": str(number)} | engine_item(work), "", work.words("marks")) for number, work in enumerate(works)
    ]
    return {"t": "MetaList", "c": items}


def read_bibliography(blocks: Sequence[Mapping[str, Any]]) -> list[tuple[int, Inlines]]:
    """The number of each work and its reference (empty where the style prints none), in the bibliography's order."""
    entries = [
        entry for block in blocks if block["t"] == "Div" and block["c"][0][0] == "refs" for entry in block["c"][1]
    ]
    return [(int(entry["c"][0][0].removeprefix("ref-")), flip_flop(flatten(entry["c"][1]))) for entry in entries]


def read_citations(blocks: Sequence[Mapping[str, Any]]) -> list[Inlines]:
    """The formatted citations, one for each paragraph; of a style with notes, the text of the note."""
    return [flip_flop(_note_text(block["c"])) for block in blocks if block["t"] == "Para"]


def engine_item(work: Work) -> dict[str, object]:
    """A work's CSL-JSON as the engine gets it: East Asian names in one piece, the title with its translation.

    pandoc puts full stops after some given names in Han characters, and no style sets a translated title in brackets.
    """
    item = {name: value for name, value in csl_item(work).items() if name not in _NOT_CITED}
    for name in NAME_FIELDS:
        people, parts = work.names(name), item.get(name)
        if isinstance(parts, list):
            item[name] = [
                {"literal": person.full} if person.is_east_asian else part
                for person, part in zip(people, parts, strict=True)
            ]
    if work.title:
        item["title"] = title_with_translation(work)
    if "event-title" in item:
        item["event"] = item["event-title"]  # its name before CSL 1.0.2, which older styles print
    if version := work.text("version"):
        item["version"] = version.replace("-", HYPHEN)
    return item


def title_with_translation(work: Work) -> str:
    """The title as published, then its translation in brackets where there is one: `新的开始 [A new start]`."""
    title, translated = work.title, work.text("title-translated")
    return f"{title} [{translated}]" if translated and translated != title else title


# Pairs of quotation marks, which styles turn inside out: “A ‘quoted’ word”. A straight single mark beside a letter or
# digit is an apostrophe.
_QUOTATION = re.compile(
    r"""(?<!\d)"(?P<a>[^"]+)" | “(?P<b>[^“”]+)” | (?<!\w)'(?P<c>\S(?:.*?\S)?)'(?!\w) | ‘(?P<d>[^‘]+?)’(?!\w)""",
    re.VERBOSE,
)
_QUOTED = "quoted"


def title_inlines(title: str, marks: Sequence[str] = ()) -> list[Inline]:
    """A title as nodes: its words as they are, but for pairs of quotation marks, which become the style's own.

    `marks` are excerpts with CSL's marks, found in the title; whatever else looks like markup stays text. Straight
    apostrophes become ’, as in every CSL processor.
    """
    marked = find_marks(title, marks)
    quoted = [one for one in _quotations(title) if not any(_crosses(mark, one) for mark in marked)]
    spans = deque(sorted([*marked, *quoted], key=lambda one: (one.start, -one.end)))
    return _nodes(title.replace("'", "’"), 0, len(title), spans)


def _nodes(text: str, start: int, end: int, spans: deque[Span]) -> list[Inline]:
    """A piece of a title as nodes; takes the spans within it from the left of `spans`."""
    nodes: list[Inline] = []
    while spans and spans[0].start < end:
        span = spans.popleft()
        nodes += _words(text[start : span.start])
        if span.mark == _QUOTED:
            inside = _nodes(text, span.start + 1, span.end - 1, spans)
            nodes.append({"t": "Quoted", "c": [{"t": "DoubleQuote"}, inside]})
        elif span.mark in NODES:
            node = {"t": NODES[span.mark], "c": _nodes(text, span.start, span.end, spans)}
            nodes.append({"t": "Span", "c": [["", [MARKED], []], [node]]} if node["t"] in FLIPPED else node)
        else:
            nodes.append({"t": "Span", "c": [["", [span.mark], []], _nodes(text, span.start, span.end, spans)]})
        start = span.end
    return nodes + _words(text[start:end])


def _quotations(text: str, offset: int = 0) -> Iterator[Span]:
    """Where quotations stand in a title, with their marks; those within others, too."""
    for found in _QUOTATION.finditer(text):
        yield Span(offset + found.start(), offset + found.end(), _QUOTED)
        yield from _quotations(found[0][1:-1], offset + found.start() + 1)


def _crosses(mark: Span, quoted: Span) -> bool:
    """Whether a mark holds one of a quotation's two marks and not the other."""
    return (mark.start <= quoted.start < mark.end) != (mark.start < quoted.end <= mark.end)


def _words(text: str) -> list[Inline]:
    return [{"t": "Space"} if piece == " " else {"t": "Str", "c": piece} for piece in re.split(r"( )", text) if piece]


def _with_apostrophes(text: str) -> str:
    """Apostrophes within and after words, before years (’90s), and before the letter of a name (in ’t Veld)."""
    return re.sub(r"(?<=\w)'|'(?=\d\ds?\b)|(?<!\S)'(?=[a-z]\s)", "’", text)


def _meta(value: object, name: str = "", marks: Sequence[str] = ()) -> dict[str, object]:
    """A value as pandoc's metadata; a string is text there and never Markdown or HTML. `marks` are those of titles."""
    match value:
        case bool():
            return {"t": "MetaBool", "c": value}
        case dict():
            return {"t": "MetaMap", "c": {key: _meta(one, key, marks) for key, one in value.items()}}
        case list():
            return {"t": "MetaList", "c": [_meta(one) for one in value]}
        case str() if "title" in name:
            return {"t": "MetaInlines", "c": title_inlines(one_line(value), marks)}
        case str() if name not in _VERBATIM:
            return {"t": "MetaString", "c": _with_apostrophes(one_line(value))}
        case _:
            return {"t": "MetaString", "c": one_line(str(value))}


def _cite(cited: Sequence[Cited]) -> Inline:
    citations = [
        {
            "citationId": str(one.number),
            "citationPrefix": _aside(one.prefix),
            "citationSuffix": _aside(one.suffix),
            "citationMode": {"t": _MODES[one.mode]},
            "citationNoteNum": 1,
            "citationHash": 0,
        }
        for one in cited
    ]
    return {"t": "Cite", "c": [citations, []]}


def _aside(text: str) -> list[Inline]:
    """What stands before or after a work in a citation; a blank at its edge counts."""
    return title_inlines(printable(re.sub(r"\s+", " ", text)))


def _note_text(inlines: Sequence[Inline]) -> Inlines:
    found: list[Inline] = []
    for node in inlines:
        match node["t"]:
            case "Cite":
                found += _note_text(node["c"][1])
            case "Note" if not found:
                found += flatten(node["c"])
            case _:
                found.append(node)
    return tuple(found)
