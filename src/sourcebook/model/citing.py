"""A citation as an author writes it: which works, and what stands before and after each."""

from enum import StrEnum
from typing import NamedTuple


class Mode(StrEnum):
    """How a work is cited: `(Okafor 2021)`, `Okafor (2021)`, `(2021)`."""

    NORMAL = "normal"
    AUTHOR_IN_TEXT = "author-in-text"
    SUPPRESS_AUTHOR = "suppress-author"


class Cite(NamedTuple):
    """One work within a citation; its `suffix` begins with the locator, such as `, p. 6`, where there is one."""

    key: str
    suffix: str = ""
    prefix: str = ""
    mode: Mode = Mode.NORMAL
