"""The only door to the citation engine: works and a style in, formatted references and citations out."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from sourcebook.errors import EngineFailed, UsageError
from sourcebook.model.citing import Cite
from sourcebook.model.languages import is_language_tag
from sourcebook.model.work import Work
from sourcebook.render.citation_document import HYPHEN, Cited, read_bibliography, read_citations, write_document
from sourcebook.render.engine import engine_version, run_engine
from sourcebook.render.in_sentence import with_words
from sourcebook.render.inlines import Inlines
from sourcebook.render.style_files import Style, find_style, style_names

__all__ = ["Memo", "Reference", "Style", "find_style", "format_citations", "format_references", "style_names"]

_Blocks: TypeAlias = list[Mapping[str, Any]]
_LONG = 250  # works; from about here on, several runs of the engine are sooner done than one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One formatted line of a bibliography: the key of its work, and the text as pandoc's nodes."""

    key: str
    inlines: Inlines


class Memo(Protocol):
    """What remembers the engine's answers, such as a folder; it may forget any of them at any time."""

    def get(self, key: str) -> bytes | None:
        """What was put under a key, None where nothing is."""

    def put(self, key: str, value: bytes) -> None:
        """Remember a value under a key, 64 hexadecimal digits."""


def format_references(
    works: Sequence[Work], style: Style, *, locale: str = "", memo: Memo | None = None
) -> tuple[Reference, ...]:
    """The references of different works in the bibliography's order; numbers, where a style has them, follow `works`.

    A style without a bibliography gives its notes instead, in the order of `works`; so does a style that leaves a work
    out of its bibliography, such as APA for letters, so that no work is lost. `locale` is a BCP 47 tag, empty for the
    style's own. Raises EngineFailed, and UsageError for a malformed locale.
    """
    if not works:
        return ()
    if not style.has_bibliography:
        return tuple(_notes(works, style, locale, memo))
    document = write_document(works, listed=True, locale=_locale(style, locale))
    blocks = _format(document, style, memo, _run_in_parts if len(works) > _LONG else _run)
    entries = [(works[number], inlines) for number, inlines in read_bibliography(blocks)]
    unlisted = {
        note.key: note for note in _notes([work for work, inlines in entries if not inlines], style, locale, memo)
    }
    return tuple(unlisted.get(work.key) or Reference(key=work.key, inlines=inlines) for work, inlines in entries)


def format_citations(
    citations: Sequence[Sequence[Cite]],
    works: Mapping[str, Work],
    style: Style,
    *,
    form: Literal["in-text", "note"] = "in-text",
    locale: str = "",
    memo: Memo | None = None,
) -> tuple[Inlines, ...]:
    """Citations of works by their keys, one after the other, as the earlier ones have made them (`ibid.`).

    `in-text` is what stands in the sentence, which for a style with notes is the note. Raises UsageError for the note
    of a style that has none, and EngineFailed.
    """
    if form == "note" and style.citation_format != "note":
        raise UsageError(
            f"The style {style.name!r} cites in the text and has no notes; styles that have them are "
            "chicago-notes, turabian-notes, mhra, oscola and bluebook."
        )
    keys = list(dict.fromkeys(one.key for cites in citations for one in cites))
    numbers = {key: number for number, key in enumerate(keys)}
    cited = [[Cited(numbers[one.key], one.suffix, one.prefix, one.mode) for one in cites] for cites in citations]
    if not keys:
        return ()
    chosen = [works[key] for key in keys]
    formatted = _cite(chosen, cited, style, locale, memo)
    return tuple(with_words(cited, formatted, style, lambda other: _cite(chosen, cited, other, locale, memo)))


def _notes(works: Sequence[Work], style: Style, locale: str, memo: Memo | None) -> list[Reference]:
    """Each work cited by itself, for where there is no bibliography."""
    if not works:
        return []
    alone: list[list[Cited]] = [[Cited(number)] for number in range(len(works))]
    notes = _cite(works, alone, style, locale, memo)
    return [Reference(key=work.key, inlines=inlines) for work, inlines in zip(works, notes, strict=True)]


def _cite(
    works: Sequence[Work], citations: Sequence[Sequence[Cited]], style: Style, locale: str, memo: Memo | None
) -> list[Inlines]:
    document = write_document(works, listed=False, citations=citations, locale=_locale(style, locale))
    return read_citations(_format(document, style, memo))


def _locale(style: Style, locale: str) -> str:
    if locale and not is_language_tag(locale):
        raise UsageError(f"{locale!r} is no language tag; write one such as en-GB or zh-CN.")
    return locale or style.default_locale


def _run(document: bytes, style: Path) -> _Blocks:
    return _blocks(run_engine(document, style))


def _run_in_parts(document: bytes, style: Path) -> _Blocks:
    from sourcebook.render.long_bibliography import long_bibliography  # noqa: PLC0415 - what threads need takes 10 ms

    return long_bibliography(document, style, _run)


def _format(document: bytes, style: Style, memo: Memo | None, make: Callable[[bytes, Path], _Blocks] = _run) -> _Blocks:
    """The blocks that the engine makes of a document, remembered or made now."""
    if memo is None:
        return make(document, style.path)
    key = _memo_key(document, style)
    remembered = memo.get(key)
    if remembered is not None:
        try:
            return _blocks(remembered)
        except EngineFailed:
            pass  # a cache may be damaged, and then the engine knows better
    blocks = make(document, style.path)
    memo.put(key, json.dumps({"blocks": blocks}, ensure_ascii=False, separators=(",", ":")).encode())
    return blocks


def _blocks(answer: bytes) -> _Blocks:
    try:
        blocks: _Blocks = json.loads(answer.replace(HYPHEN.encode(), b"-"))["blocks"]
    except (ValueError, KeyError, TypeError) as error:
        raise EngineFailed("The citation engine gave no document back; is another program called pandoc?") from error
    return blocks


def _memo_key(document: bytes, style: Style) -> str:
    """What the answer depends on: the document with its locale, the style's rules, the engine."""
    digest = hashlib.sha256()
    for part in (document, style.path.read_bytes(), engine_version().encode()):
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()
