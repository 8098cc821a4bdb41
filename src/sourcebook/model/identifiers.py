"""Identifiers: DOI, ISBN and ISSN in their one normal spelling, with their checksums."""

import re

# Crossref: "10." + registrant code of four to nine digits (with sub-codes) + "/" + a suffix of any graphic characters.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi[:/]\s*", re.IGNORECASE)


def normal_doi(text: str) -> str:
    """A DOI in any spelling as the bare lower-case name (DOIs ignore case: DOI Handbook 2.4), or empty.

    >>> normal_doi("https://doi.org/10.1000/XYZ123")
    '10.1000/xyz123'
    """
    bare = text.strip()
    if match := _DOI_PREFIX.match(bare):
        bare = bare[match.end() :]
        if "%" in bare and "://" in text:
            from urllib.parse import unquote  # noqa: PLC0415 - 4 ms that every command would pay for rare DOIs

            bare = unquote(bare)
    bare = bare.strip().lower()
    return bare if _DOI.fullmatch(bare) else ""


def normal_isbn(text: str) -> str:
    """An ISBN-10 or -13 with any hyphens as 13 digits, or empty where its check digit is wrong (ISO 2108)."""
    digits = re.sub(r"[\s‐-―-]", "", text).upper().removeprefix("ISBN").lstrip(":")
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        if total % 11:
            return ""
        stem = "978" + digits[:9]
        return stem + _isbn13_check(stem)
    if re.fullmatch(r"97[89][0-9]{10}", digits) and digits[12] == _isbn13_check(digits[:12]):
        return digits
    return ""


def _isbn13_check(stem: str) -> str:
    return str(-sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(stem)) % 10)


def normal_issn(text: str) -> str:
    """An ISSN as `1234-567X`, or empty where its check digit is wrong (ISO 3297)."""
    digits = re.sub(r"[\s‐-―-]", "", text).upper().removeprefix("ISSN").lstrip(":")
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        return ""
    total = sum((8 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
    return "" if total % 11 else f"{digits[:4]}-{digits[4:]}"
