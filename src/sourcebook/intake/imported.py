"""What reading a foreign file comes to: drafts of the entries that could be read, complaints about the others."""

from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.model.facts import Draft


class Complaint(NamedTuple):
    """An entry, or a part of a file, that could not be read: its line, counted from 1, and what is wrong with it."""

    line: int
    message: str


class Imported(NamedTuple):
    """The drafts in the order of the file, and the complaints in the order of lines; nothing is in neither."""

    drafts: Sequence[Draft] = ()
    complaints: Sequence[Complaint] = ()


# No record is longer (store/codec.py), so no value of a foreign file can be.
LONGEST_VALUE = 500_000
