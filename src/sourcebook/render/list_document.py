"""A reading list as one pandoc document, from which the formats of word processors and typesetters are written.

Whatever a work says is text in it: nodes that could carry live markup are left out, and each piece of another script or
direction is marked as such.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from sourcebook.model.languages import is_language_tag
from sourcebook.model.text import printable
from sourcebook.render.inlines import Inline, is_linkable
from sourcebook.render.markdown_nodes import Block, annotation_blocks, plain_inlines
from sourcebook.render.printed_links import sentence
from sourcebook.render.reading_list import CrossReference, Item, ReadingList, Section
from sourcebook.render.right_to_left import REFERENCE, RTF_PARAGRAPH

# pandoc-types 1.23 is what every pandoc 3 speaks.
_API_VERSION = [1, 23, 1]
_NONE: list[object] = ["", [], []]
_MARKS = frozenset(("Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Superscript", "Subscript"))
# Languages that are written from right to left where their tag names no script (CLDR, layout/orientation).
_RTL = frozenset("ar arc ckb dv fa he ks ku mzn nqo pnb ps sd syr ug ur yi".split())
_RTL_SCRIPTS = re.compile(r"-(?:Arab|Hebr|Syrc|Thaa|Nkoo)(?:-|$)", re.IGNORECASE)
_SCRIPT = re.compile(r"-[A-Za-z]{4}(?:-|$)")


def list_document(listing: ReadingList) -> bytes:
    """The document, in pandoc's JSON; `title`, `byline`, `state` and `lang` are its metadata."""
    language = listing.language or "en"
    meta = {
        "title": _words(listing.title),
        "byline": _words(listing.byline),
        "state": _words(listing.state),
        "subtitle": _words(" · ".join(filter(None, (listing.byline, listing.state)))),
        "lang": _words(language),
        "language": _words(language.partition("-")[0].lower()),
    }
    if direction_of_language(language) == "rtl":
        meta["dir"] = _words("rtl")
    blocks = [block for part in (_head(listing), *map(_section, listing.sections)) for block in part]
    kept = {name: {"t": "MetaInlines", "c": value} for name, value in meta.items() if value}
    document = {"pandoc-api-version": _API_VERSION, "meta": kept, "blocks": blocks}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def direction_of_language(tag: str) -> str:
    """How a language is written, `rtl` or `ltr`, by the script in its tag, else by what is common."""
    if _SCRIPT.search(tag):
        return "rtl" if _RTL_SCRIPTS.search(tag) else "ltr"
    return "rtl" if tag.partition("-")[0].lower() in _RTL else "ltr"


def direction(text: str) -> str:
    """How text runs, by its first letter with a direction (Unicode Bidirectional Algorithm, rule P2)."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"


def _head(listing: ReadingList) -> Iterator[Block]:
    if listing.intro:
        yield _para(_words(listing.intro))
    yield _para([{"t": "Emph", "c": _words(listing.summary)}])


def _section(section: Section) -> Iterator[Block]:
    yield {"t": "Header", "c": [section.level, [section.anchor, [], []], _words(section.label)]}
    told = [_para(_words(section.when))] if section.when else []
    told += [_para([{"t": "Emph", "c": _words(section.definition)}])] if section.definition else []
    yield from _framed("lead", told) if told else ()
    for item in section.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[Block]:
    """The reference, hanging where the format can, and below it, indented, what is told of the work."""
    inlines = safe_inlines(item.inlines)
    marks = _language(item.language)
    # What typst: names is Typst's own code, and what is raw RTF's, for writers that do not know `dir`.
    is_rtl = direction(_text(inlines)) == "rtl"
    turn: list[Inline] = [{"t": "RawInline", "c": ["rtf", RTF_PARAGRAPH]}] if is_rtl else []
    paragraph = _para([*turn, {"t": "Span", "c": [["", [], marks], inlines]}] if marks else [*turn, *inlines])
    way = [["dir", "rtl"], ["typst:text:dir", "rtl"]] if is_rtl else []
    yield from _framed(
        "turned" if is_rtl else "hanging", [_div(item.anchor, [["custom-style", REFERENCE], *way], [paragraph])]
    )
    notes = list(_notes(item))
    if notes:
        yield {"t": "BlockQuote", "c": notes}


def _language(tag: str) -> list[list[str]]:
    """The marks of a language, none for a tag that is no more than a word of somebody's."""
    if not is_language_tag(tag):
        return []
    primary = tag.partition("-")[0].lower()
    return [["lang", tag], ["typst:text:lang", f'"{primary}"']] if primary.isalpha() and len(primary) < 4 else []


def _notes(item: Item) -> Iterator[Block]:
    if item.details:
        yield _para([{"t": "Strong", "c": _words(" · ".join(item.details))}])
    if item.link:
        yield _para(_words(sentence(item.link)))
    if item.content_note:
        yield _para(_labelled("Content note", item.content_note))
    for remark in item.remarks:
        yield _para(_labelled(remark.label, remark.text))
    yield from annotation_blocks(item.annotation)
    for one in item.cross_references:
        yield _para(_cross_reference(one))
    if item.doubts:
        yield _para(_labelled("Not confirmed", "; ".join(item.doubts) + "."))


def _cross_reference(one: CrossReference) -> list[Inline]:
    found: list[Inline] = [{"t": "Emph", "c": _words(f"{one.label}:")}]
    for place, target in enumerate(one.targets):
        found += [{"t": "Str", "c": ";"}] if place else []
        found += [{"t": "Space"}, *_words(target.label)]
    return [*found, {"t": "Space"}, *_words(f"and {one.more} more")] if one.more else found


def safe_inlines(inlines: Iterable[Inline]) -> list[Inline]:
    """The nodes without any that could be live, words of scripts that run from right to left marked so."""
    found: list[Inline] = []
    for node in _safe(inlines):
        # Words side by side are one mark, since marks stand in the order of the line that they are in.
        if _is_marked(node) and found[-1:] == [{"t": "Space"}] and _is_marked(found[-2] if found[1:] else {}):
            before = found[-2]["c"][1]
            found[-2:] = [_marked([*before, {"t": "Space"}, *node["c"][1]])]
        else:
            found.append(node)
    return found


def _safe(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for node in inlines:
        kind, content = node["t"], node.get("c")
        match kind:
            case "Str":
                yield from _word(printable(content or ""))
            case "Space" | "SoftBreak" | "LineBreak":
                yield {"t": kind}
            case _ if kind in _MARKS:
                yield {"t": kind, "c": safe_inlines(content or ())}
            case "Quoted" if content:
                yield {"t": "Quoted", "c": [content[0], safe_inlines(content[1])]}
            case "Link" if content and is_linkable(content[2][0]):
                yield {"t": "Link", "c": [_NONE, safe_inlines(content[1]), [content[2][0], ""]]}
            case "Cite" | "Span" | "Link" if content:
                yield from safe_inlines(content[1])
            case "Code" | "Math" if content:
                yield from _word(printable(content[1]))
            case "Note":
                yield from (
                    inline for block in content or () if block["t"] == "Para" for inline in safe_inlines(block["c"])
                )


def _word(text: str) -> Iterator[Inline]:
    node: Inline = {"t": "Str", "c": text}
    is_marked = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    yield _marked([node]) if is_marked else node


def _marked(inlines: Sequence[Inline]) -> Inline:
    return {"t": "Span", "c": [["", [], [["dir", "rtl"]]], list(inlines)]}


def _is_marked(node: Inline) -> bool:
    return bool(node and node["t"] == "Span" and node["c"][0][2] == [["dir", "rtl"]])


def _text(inlines: Iterable[Inline]) -> str:
    """The letters of nodes that are safe."""
    found = ""
    for node in inlines:
        content = node.get("c", " ")
        inside = content if node["t"] in _MARKS else content[1] if len(content) > 1 else ()
        found += content if isinstance(content, str) else _text(inside)
    return found


def _words(text: str) -> list[Inline]:
    return safe_inlines(plain_inlines(text))


def _labelled(label: str, text: str) -> list[Inline]:
    return [{"t": "Emph", "c": _words(f"{label}:")}, {"t": "Space"}, *_words(text)] if label else _words(text)


def _para(inlines: Sequence[Inline]) -> Block:
    return {"t": "Para", "c": list(inlines)}


def _div(anchor: str, attributes: Sequence[Sequence[str]], blocks: Sequence[Block]) -> Block:
    return {"t": "Div", "c": [[anchor, [], list(attributes)], list(blocks)]}


def _framed(name: str, blocks: Sequence[Block]) -> list[Block]:
    """Blocks inside an environment of our templates; other formats never see its words."""
    raw = {"latex": (f"\\begin{{{name}}}", f"\\end{{{name}}}"), "typst": (f"#{name}[", "]")}
    opening = [{"t": "RawBlock", "c": [form, words[0]]} for form, words in raw.items()]
    closing = [{"t": "RawBlock", "c": [form, words[1]]} for form, words in raw.items()]
    return [*opening, *blocks, *closing]
