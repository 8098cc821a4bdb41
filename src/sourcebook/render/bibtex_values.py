"""Addresses and longer texts as a .bib file can hold them."""

import re
from collections.abc import Callable

from sourcebook.render.plain_text import lines

# What would break the syntax of a .bib file, or what TeX acts upon even inside \url; no address may hold them.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\{}^]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# What parsers that recover from errors take, at the start of a line, for the next entry or field.
_ENTRY_LIKE = re.compile(r"^(\s*)(@|[A-Za-z](?=[\w-]*\s*=))")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def bib_address(value: str, *, is_ascii: bool) -> str:
    """An address verbatim, but percent-encoded (RFC 3986, section 2.1) where its characters would break the file.

    `is_ascii` for classic BibTeX, whose files hold nothing else.
    """
    address = value.strip()
    if not address.isascii():
        address = _LONE_SURROGATE.sub("", address)
        if is_ascii:
            address = _NOT_ASCII.sub(_percent, address)
    return _UNSAFE.sub(_percent, address)


def bib_paragraphs(text: str, escape: Callable[[str], str]) -> str:
    r"""Text of several lines; `\endgraf` is a blank line, which would end the argument of a LaTeX command."""
    escaped = [escape(line.rstrip()) or r"\endgraf" for line in lines(text)]
    return "\n".join([_ENTRY_LIKE.sub(r"\1{\2}", line) if _ENTRY_LIKE.match(line) else line for line in escaped])


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
