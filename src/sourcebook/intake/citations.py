"""Citations in pandoc's syntax, `[see @key, p. 33; also @other]`, to the works they name."""

import re

from sourcebook.errors import UsageError
from sourcebook.model.citing import Cite, Mode

# Pandoc's manual, "Citation syntax": letters, digits, `_`, and single marks between them; or anything within braces.
KEY = r"@(?:\{([^{}\s]{1,500})\}|(\w(?:\w|[:.#$%&\-+?<>~/](?=\w))*))"
_WITHIN = re.compile(rf"(.*?)(?<![\w@])(-?){KEY}(.*)", re.DOTALL)
_ANOTHER = re.compile(rf"(?<![\w@]){KEY}")
_IN_TEXT = re.compile(rf"(-?){KEY}(?:\s*\[(.*)\])?", re.DOTALL)


def read_citation(text: str) -> tuple[Cite, ...]:
    """The works of one citation: `[see @a, p. 33; -@b]`, or `@a [p. 33; @b]` with the first author in the sentence.

    Raises UsageError for what is no citation.
    """
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return tuple(_within(part, text) for part in text[1:-1].split(";"))
    found = _IN_TEXT.fullmatch(text)
    if found is None:
        raise _no_citation(text)
    mode = Mode.SUPPRESS_AUTHOR if found[1] else Mode.AUTHOR_IN_TEXT
    first, *others = (found[4] or "").split(";")
    if _ANOTHER.search(first):
        first, others = "", [first, *others]
    return Cite(found[2] or found[3], first, mode=mode), *(_within(part, text) for part in others)


def _within(part: str, whole: str) -> Cite:
    found = _WITHIN.fullmatch(part)
    if found is None or _ANOTHER.search(found[5]):
        raise _no_citation(whole)
    mode = Mode.SUPPRESS_AUTHOR if found[2] else Mode.NORMAL
    return Cite(found[3] or found[4], found[5].rstrip(), found[1].strip(), mode)


def _no_citation(text: str) -> UsageError:
    return UsageError(f"{text!r} is no citation; write '[see @KEY, p. 33; also @OTHER]' or '@KEY [p. 33]'.")
