"""Text as every export takes it: white space made even, control characters gone."""

import re

# Where `isprintable` is true, the blank is the only white space and nothing is left to drop: most texts end there.
_BLANKS = re.compile(r"[\t-\r\x1c-\x1f \x85\u2028\u2029]+")
# Controls, direction overrides, lone surrogates, byte order marks, characters that Unicode never assigns.
_DROPPED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def plain_line(text: str) -> str:
    """The text on one line: any white space is one blank, control characters are gone."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _DROPPED.sub("", _BLANKS.sub(" ", text)).strip(" ")


def lines(text: str) -> list[str]:
    """The lines of a longer text, without control characters."""
    if text.isprintable():
        return [text.strip()]
    return [_DROPPED.sub("", line.replace("\t", " ")) for line in _LINE_END.sub("\n", text.strip()).split("\n")]
