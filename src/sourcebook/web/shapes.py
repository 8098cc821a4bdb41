"""Fingerprints of texts: those of like texts differ in few of their 64 bits (Charikar 2002, simhash)."""

import re
import struct
import zlib

_WORD = re.compile(r"[^\W\d_]+")
# Scripts without blanks between words: there, each letter counts as a word.
_DENSE = re.compile(r"([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
# ASCII with a blank for all that is no letter: the same words as by _WORD, six times as fast.
_BLANKED = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256))
_MOST = 20_000
_MASK = 0xFFFF_FFFF_FFFF_FFFF
# An odd multiplier with bits all over (2^64 divided by the golden ratio) spreads 32 bits over 64.
_SPREAD = 0x9E37_79B9_7F4A_7C15


def shape_of(text: str) -> str:
    """The fingerprint of a text by its runs of three words, as 16 hexadecimal digits; empty for fewer words.

    Numbers do not count, since they are counters, dates and prices more often than words.
    """
    words = _words(text.casefold())[:_MOST]
    if len(words) < 3:
        return ""
    runs = map(b" ".join, zip(words, words[1:], words[2:], strict=False))
    hashes = [short * _SPREAD & _MASK for short in map(zlib.crc32, runs)]
    return f"{_majorities(struct.pack(f'>{len(hashes)}Q', *hashes)):016x}"


def bits_apart(first: str, second: str) -> int:
    """In how many bits two fingerprints differ: some 32 of 64 for texts that have nothing to do with each other."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def _words(text: str) -> list[bytes]:
    if text.isascii():
        return text.encode().translate(_BLANKED).split()
    return [word.encode("utf-8", "replace") for word in _WORD.findall(_DENSE.sub(r" \1 ", text))]


def _majorities(hashes: bytes) -> int:
    """The 64 bits that most of the hashes have, counted a column of bytes at a time."""
    count = len(hashes) // 8
    lowest = int.from_bytes(b"\x01" * count, "big")
    found = 0
    for place in range(8):
        column = int.from_bytes(hashes[place::8], "big")
        for bit in range(8):
            if 2 * (column >> bit & lowest).bit_count() > count:
                found |= 1 << (8 * (7 - place) + bit)
    return found
