"""Names in the sentence: `Okafor and Hale (2019)`, in styles that have `&` within their parentheses.

CSL has one rule for both, and guides such as APA's have two (7th edition, 8.17).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sourcebook.model.citing import Mode
from sourcebook.render.citation_document import Cited
from sourcebook.render.inlines import Inlines, to_text
from sourcebook.render.style_files import Style

_SYMBOL, _WORD = b'and="symbol"', b'and="text"'


def with_words(
    citations: Sequence[Sequence[Cited]],
    formatted: Sequence[Inlines],
    style: Style,
    format_by: Callable[[Style], Sequence[Inlines]],
) -> list[Inlines]:
    """The citations with the word for `&` before their parentheses; `format_by` formats all by another style."""
    named = [
        cites[0].mode is Mode.AUTHOR_IN_TEXT and "&" in to_text(_before(text))
        for cites, text in zip(citations, formatted, strict=True)
    ]
    rules = style.path.read_bytes()
    if not any(named) or _SYMBOL not in rules:
        return list(formatted)
    with TemporaryDirectory(prefix="sourcebook-") as folder:
        path = Path(folder, "style.csl")
        path.write_bytes(rules.replace(_SYMBOL, _WORD))
        spelled = format_by(replace(style, path=path))
    return [
        (*_before(words), *text[len(_before(text)) :]) if is_named else text
        for is_named, words, text in zip(named, spelled, formatted, strict=True)
    ]


def _before(text: Inlines) -> Inlines:
    """What stands before the parenthesis, or all of it."""
    end = next((place for place, node in enumerate(text) if to_text([node]).startswith("(")), len(text))
    return text[:end]
