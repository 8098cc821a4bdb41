"""What the citation engine is fed and what it gives back: works as the references of a pandoc document."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sourcebook.model.fields import NAME_FIELDS
from sourcebook.model.text import one_line
from sourcebook.model.work import Work
from sourcebook.render.csl_json import csl_item
from sourcebook.render.inlines import Inline, Inlines, flatten

# pandoc-types 1.23 is what every pandoc 3 speaks.
_API_VERSION = [1, 23, 1]
# One citation: the number of a work in the document, and where in it, such as `p. 6`.
Cited: TypeAlias = tuple[int, str]
# Stands for the hyphen of a version on its way through the engine, which takes `2026-autumn` for several versions.
HYPHEN = "\ue02d"
# Our own fields, and what a reading list prints beside a reference; neither may change the reference.
_NOT_CITED = frozenset(("id", "custom", "annote", "keyword"))
# Where a straight mark is no apostrophe but what stands in an address or an identifier.
_VERBATIM = frozenset(("id", "type", "URL", "DOI", "ISBN", "ISSN", "PMID", "PMCID", "raw"))


def write_document(
    works: Sequence[Work], *, listed: bool, citations: Sequence[Sequence[Cited]] = (), locale: str = ""
) -> bytes:
    """The document with `works`, a paragraph for each of `citations`, and, where `listed`, the bibliography of all.

    Works stand under their numbers, counted from 0, so that no key can mean something to the engine.
    """
    meta = {"references": _references(tuple(works))}
    if listed:
        everything = _cite([(number, "") for number in range(len(works))])
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
    return _meta([{"id": str(number)} | engine_item(work) for number, work in enumerate(works)])


def read_bibliography(blocks: Sequence[Mapping[str, Any]]) -> list[tuple[int, Inlines]]:
    """The number of each work and its reference (empty where the style prints none), in the bibliography's order."""
    entries = [
        entry for block in blocks if block["t"] == "Div" and block["c"][0][0] == "refs" for entry in block["c"][1]
    ]
    return [(int(entry["c"][0][0].removeprefix("ref-")), flatten(entry["c"][1])) for entry in entries]


def read_citations(blocks: Sequence[Mapping[str, Any]]) -> list[Inlines]:
    """The formatted citations, one for each paragraph; of a style with notes, the text of the note."""
    return [_note_text(block["c"]) for block in blocks if block["t"] == "Para"]


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


def title_inlines(title: str) -> list[Inline]:
    """A title as nodes: its words as they are, except that pairs of quotation marks become the style's own.

    Whatever looks like markup stays text. Straight apostrophes become ’, as in every CSL processor.
    """
    nodes: list[Inline] = []
    end = 0
    for found in _QUOTATION.finditer(title):
        nodes += _words(title[end : found.start()])
        inside = next(text for text in found.groups() if text is not None)
        nodes.append({"t": "Quoted", "c": [{"t": "DoubleQuote"}, title_inlines(inside)]})
        end = found.end()
    return nodes + _words(title[end:])


def _words(text: str) -> list[Inline]:
    pieces = re.split(r"( )", _with_apostrophes(text))
    return [{"t": "Space"} if piece == " " else {"t": "Str", "c": piece} for piece in pieces if piece]


def _with_apostrophes(text: str) -> str:
    return re.sub(r"(?<=\w)'|'(?=\d\ds?\b)", "’", text)


def _meta(value: object, name: str = "") -> dict[str, object]:
    """A value as pandoc's metadata; a string is text there and never Markdown or HTML."""
    match value:
        case bool():
            return {"t": "MetaBool", "c": value}
        case dict():
            return {"t": "MetaMap", "c": {key: _meta(one, key) for key, one in value.items()}}
        case list():
            return {"t": "MetaList", "c": [_meta(one) for one in value]}
        case str() if "title" in name:
            return {"t": "MetaInlines", "c": title_inlines(one_line(value))}
        case str() if name not in _VERBATIM:
            return {"t": "MetaString", "c": _with_apostrophes(one_line(value))}
        case _:
            return {"t": "MetaString", "c": one_line(str(value))}


def _cite(cited: Sequence[Cited]) -> Inline:
    citations = [
        {
            "citationId": str(number),
            "citationPrefix": [],
            "citationSuffix": _words(f", {one_line(locator)}") if locator else [],
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 1,
            "citationHash": 0,
        }
        for number, locator in cited
    ]
    return {"t": "Cite", "c": [citations, []]}


def _note_text(inlines: Sequence[Inline]) -> Inlines:
    found: list[Inline] = []
    for node in inlines:
        match node["t"]:
            case "Cite":
                found += _note_text(node["c"][1])
            case "Note":
                found += flatten(node["c"])
            case _:
                found.append(node)
    return tuple(found)
