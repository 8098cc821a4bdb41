"""A draft in the making: fields are put in one by one, and what has no place is written down as a loss."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeGuard

from sourcebook.intake.dates import edtf
from sourcebook.intake.imported import LONGEST_VALUE
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.dates import parse_date
from sourcebook.model.facts import Draft, Loss
from sourcebook.model.fields import BY_NAME, ORDER
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.marks import Span, write_excerpts
from sourcebook.model.work import Raw


class Drafting:
    """The fields, doubts and losses of one entry so far. A class, because every reader fills it step by step."""

    __slots__ = ("annotation", "doubts", "entry", "losses", "raw")

    def __init__(self, entry: str) -> None:
        self.entry = entry
        self.raw: dict[str, Raw] = {}
        self.annotation = ""
        self.doubts: list[str] = []
        self.losses: list[Loss] = []

    def put(self, name: str, value: Raw, origin: str) -> None:
        """Give a field a value; where it has another one already, this one is kept under the foreign name `origin`."""
        if not value:
            return
        if name == ANNOTATION:
            self.annotation = f"{self.annotation}\n\n{value}".strip()
        elif self.raw.setdefault(name, value) != value:
            self.keep(origin, value)

    def date(self, name: str, text: str, origin: str) -> None:
        """Give a date field the EDTF that a text means, or the text itself, with a doubt."""
        said = text if parse_date(text) else edtf(text)
        if not said:
            self.doubts.append(f"{name}: {text!r} could not be read as a date")
        self.put(name, said or text, origin)

    def mark(self, title: str, spans: Sequence[Span]) -> None:
        """Keep which words of a title are set apart."""
        held = self.raw.get("marks", [])
        if spans and isinstance(held, list):
            self.raw["marks"] = list(dict.fromkeys([*held, *write_excerpts(title, spans)]))

    def keep(self, origin: str, value: Raw, name: str = "") -> None:
        """Keep what has no place in a field that no rule knows, named as the foreign file names it."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        kept = name or origin
        if kept in BY_NAME or kept in self.raw or kept in ("key", ANNOTATION):
            kept = f"imported-{kept}"
        if not text or kept in self.raw:
            self.lose(origin, text)
            return
        self.raw[kept] = value
        self.losses.append(Loss(self.entry, origin, text, f"the field {kept}"))

    def lose(self, origin: str, text: str, kept: str = "") -> None:
        """Write down a value that is kept nowhere, or elsewhere than in a field of its own."""
        if text:
            self.losses.append(Loss(self.entry, origin, text, kept))

    def draft(self, line: int) -> Draft:
        """The draft, its fields in the order of records."""
        too_long = [name for name, value in self.raw.items() if isinstance(value, str) and len(value) > LONGEST_VALUE]
        for name in too_long:
            self.lose(name, str(self.raw.pop(name)))
        if len(self.annotation) > LONGEST_VALUE:
            self.lose(ANNOTATION, self.annotation)
            self.annotation = ""
        raw = {name: self.raw[name] for name in _ordered(tuple(self.raw))}
        return Draft(
            raw=raw,
            annotation=self.annotation,
            doubts=tuple(self.doubts),
            losses=tuple(self.losses),
            entry=self.entry,
            line=line,
        )


@lru_cache(maxsize=4096)
def _ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names in the order of records; remembered, because the entries of one file have much the same fields."""
    return tuple(sorted(names, key=lambda name: ORDER.get(name, len(ORDER))))


def bare_doi(text: str) -> str:
    """A DOI without what stands before it, in the capitals that it came in; what is no DOI comes back."""
    text = text.strip()
    normal = normal_doi(text)
    if not normal or text.lower() == normal:
        return text
    end = text[-len(normal) :]
    return end if end.lower() == normal else normal


def is_raw(value: object) -> TypeGuard[Raw]:
    """Whether a value from JSON is one that a record can hold: strings, lists and mappings of such."""
    if isinstance(value, str):
        return True
    if isinstance(value, list):
        return all(map(is_raw, value))
    return isinstance(value, dict) and all(isinstance(name, str) and is_raw(one) for name, one in value.items())
