"""Any text as XML may hold it, in one line: escaped, without control characters and what turns a line's direction."""

import re
from html import escape

# Whatever XML 1.0 has no place for (section 2.2, Char), and what would turn the direction of a line.
_FORBIDDEN = re.compile(
    r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def xml_text(text: str) -> str:
    """Text for an element or a quoted attribute."""
    return escape(" ".join(clean(text).split()))


def clean(text: str) -> str:
    """Text without the characters that XML has no place for."""
    return _FORBIDDEN.sub("", text)
