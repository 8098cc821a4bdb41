"""What a manuscript names: citation keys and addresses, each where it stands."""

from enum import StrEnum
from typing import NamedTuple


class MentionKind(StrEnum):
    """What is named: a `key`, an `address` that stands bare, or with `everything` the whole bibliography."""

    KEY = "key"
    ADDRESS = "address"
    EVERYTHING = "everything"


class Mention(NamedTuple):
    """One citation or address, as it is written, and its line, from 1; in a DOCX that is the paragraph, 0 in notes."""

    kind: MentionKind
    text: str
    line: int = 0
