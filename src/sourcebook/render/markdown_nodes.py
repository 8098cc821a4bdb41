"""Annotations, which are the maintainers' CommonMark, as pandoc's nodes: no HTML, no images, links to the web only."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from sourcebook.model.text import printable
from sourcebook.render.annotations import tokens_of
from sourcebook.render.inlines import Inline, is_linkable

# One block of pandoc's document tree (pandoc-types, Text.Pandoc.Definition.Block).
Block: TypeAlias = Mapping[str, Any]
_MARKS = {"em": "Emph", "strong": "Strong"}


def annotation_blocks(text: str) -> list[Block]:
    """The paragraphs, lists and quotations of an annotation."""
    tokens: Sequence[Token] = tokens_of(text)
    return [block for node in SyntaxTreeNode(tokens).children for block in _blocks(node)]


def plain_inlines(text: str) -> list[Inline]:
    """Text as nodes: its words, and blanks between them."""
    found: list[Inline] = []
    for word in printable(text).split():
        found += [{"t": "Space"}, {"t": "Str", "c": word}] if found else [{"t": "Str", "c": word}]
    return found


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    match node.type:
        case "paragraph":
            yield {"t": "Para", "c": _inlines(node)}
        case "bullet_list":
            yield {"t": "BulletList", "c": [_all(item) for item in node.children]}
        case "ordered_list":
            start = [int(node.attrs.get("start", 1)), {"t": "Decimal"}, {"t": "Period"}]
            yield {"t": "OrderedList", "c": [start, [_all(item) for item in node.children]]}
        case "blockquote":
            yield {"t": "BlockQuote", "c": _all(node)}
        case "fence" | "code_block":
            yield {"t": "CodeBlock", "c": [["", [], []], printable(node.content)]}
        case _:
            if node.content:
                yield {"t": "Para", "c": plain_inlines(node.content)}


def _all(node: SyntaxTreeNode) -> list[Block]:
    return [block for child in node.children for block in _blocks(child)]


def _inlines(node: SyntaxTreeNode) -> list[Inline]:
    return [inline for child in node.children for inline in _inline(child)]


def _inline(node: SyntaxTreeNode) -> Iterator[Inline]:
    match node.type:
        case "text":
            blanks = node.content[:1].isspace(), node.content[-1:].isspace()
            yield from ({"t": "Space"},) if blanks[0] else ()
            yield from plain_inlines(node.content)
            yield from ({"t": "Space"},) if blanks[1] and node.content.strip() else ()
        case "em" | "strong":
            yield {"t": _MARKS[node.type], "c": _inlines(node)}
        case "code_inline":
            yield {"t": "Code", "c": [["", [], []], printable(node.content)]}
        case "softbreak" | "hardbreak":
            yield {"t": "SoftBreak" if node.type == "softbreak" else "LineBreak"}
        case "link" if is_linkable(address := str(node.attrs.get("href", ""))):
            yield {"t": "Link", "c": [["", [], []], _inlines(node), [address, ""]]}
        case _:
            yield from _inlines(node) if node.children else plain_inlines(node.content)
