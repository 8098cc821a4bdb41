"""Rules about text as such: characters that were encoded wrongly, cannot be seen, or are markup where there is none."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.dates import PartialDate
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.library import Library
from sourcebook.model.names import Name
from sourcebook.model.problems import Severity
from sourcebook.model.relations import Relation
from sourcebook.model.text import has_control
from sourcebook.model.work import Raw, Work

_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_TAG = re.compile(r"</?(?:a|b|br|em|font|i|p|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LATEX = re.compile(r"\\[A-Za-z]+\s*\{|\\[\"'`^~=.]\s*\{?\\?[A-Za-z]|\\[&%$#_]|\{[A-Z][^{}\s]*\}")
_BLANKS = re.compile(r"^\s|\s$|[^\S\n]{2}|\t|\n")
_WINDOWS = ("cp1252", "latin-1")


@rule(Severity.WARNING)
def not_nfc(library: Library) -> Iterator[Finding]:
    """A text is not in Unicode's composed form, NFC.

    An é can be one character or an e with a mark behind it. Both look alike, but searches of other programs,
    sorting and `git diff` take them for two things. Text copied from a PDF or from some file systems is often
    decomposed; paste it through an editor that normalises.
    """
    for work in library.works.values():
        for field, text in _texts(work):
            if not unicodedata.is_normalized("NFC", text):
                yield about(work, field, f"{field} is not in the composed form of Unicode (NFC)")


@rule(Severity.WARNING)
def control_characters(library: Library) -> Iterator[Finding]:
    """A text holds characters that cannot be seen and steer whoever shows it.

    Control characters can disturb a terminal, and direction overrides can make a text read otherwise than it is
    stored. They come along when text is copied. Type the place again.
    """
    for work in library.works.values():
        for field, text in _texts(work):
            if not text.isprintable() and has_control(text):
                found = next(character for character in text if has_control(character))
                yield about(work, field, f"{field} holds the invisible character U+{ord(found):04X}; remove it")


@rule(Severity.WARNING)
def mojibake(library: Library) -> Iterator[Finding]:
    """A text was decoded with the wrong encoding somewhere on its way.

    UTF-8 that was read as Windows-1252 shows `cafÃ©` for `café` and `â€™` for an apostrophe; what could not be read
    at all became `�`. Copy the text again from the source.
    """
    for work in library.works.values():
        for field, text in _texts(work):
            if "\ufffd" in text:
                yield about(work, field, f"{field} holds �, where a character was lost")
            elif not text.isascii() and (found := _misread(text)):
                yield about(work, field, f"{field}: {found[0]!r} is {found[1]!r}, decoded wrongly")


@rule(Severity.WARNING)
def markup_in_text(library: Library) -> Iterator[Finding]:
    r"""A field holds HTML or LaTeX, but fields are plain text.

    The markup would be printed as it stands: each export escapes for itself. Write the characters that are meant.

        title: Bridges &amp; roads in K\"oln   # bad
        title: Bridges & roads in Köln         # good
    """
    for work in library.works.values():
        for field, text in _plain_texts(work):
            if match := _markup(text):
                yield about(work, field, f"{field} holds markup ({match}); write the characters that are meant")


@rule(Severity.NOTE)
def stray_blanks(library: Library) -> Iterator[Finding]:
    """A text begins or ends with a blank, has two in a row, or runs over lines.

    It is invisible in a reference but makes two spellings of one name or title. Leave one blank between words.
    """
    for work in library.works.values():
        for field, text in _plain_texts(work):
            if _BLANKS.search(text):
                yield about(work, field, f"{field} has blanks too many; leave one between words")


def _texts(work: Work) -> Iterator[tuple[str, str]]:
    """Every string of a work, however deep, with the field that it stands in."""
    for field, value in work.fields.items():
        if isinstance(value, str):
            yield field, value
        elif not isinstance(value, PartialDate):
            for text in _strings(value):
                yield field, text
    yield "annotation", work.annotation


def _plain_texts(work: Work) -> Iterator[tuple[str, str]]:
    """The strings of a work that references print as text: no addresses, no provenance, no annotation."""
    for field, value in work.fields.items():
        known = BY_NAME.get(field)
        if isinstance(value, str) and known and known.kind is Kind.TEXT:
            yield field, value
        elif isinstance(value, tuple) and known and known.kind in (Kind.NAMES, Kind.WORDS):
            for text in _strings(value):
                yield field, text


def _strings(value: Name | Relation | Raw | tuple[Name | Relation | str, ...]) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Name():
            parts = (value.family, value.given, value.literal, value.suffix)
            particles = (value.dropping_particle, value.non_dropping_particle)
            yield from (part for part in (*parts, *particles, *(said for _, said in value.extra)) if part)
        case Relation():
            yield from (value.type, value.target, *(said for _, said in value.extra))
        case Mapping():
            for said in value.values():
                yield from _strings(said)
        case Sequence():
            for one in value:
                yield from _strings(one)


def _markup(text: str) -> str:
    if "&" in text:
        for match in _ENTITY.finditer(text):
            if html.unescape(match.group()) != match.group():
                return match.group()
    for mark, pattern in (("<", _TAG), ("\\", _LATEX), ("{", _LATEX)):
        found = pattern.search(text) if mark in text else None
        if found:
            return found.group()
    return ""


def _misread(text: str) -> tuple[str, str] | None:
    """The first word that is UTF-8 read as a Windows encoding, and what it was."""
    for word in text.split():
        for encoding in () if word.isascii() else _WINDOWS:
            try:
                return word, word.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
    return None
