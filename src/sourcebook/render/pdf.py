"""Typst source to PDF, by the `typst` package: tagged for screen readers, with the letters that no font can show."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sourcebook.errors import EngineFailed

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")  # how typst writes what cannot be printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A PDF, and the letters in it for which there is no font: a box stands for each of them."""

    data: bytes
    missing: tuple[str, ...] = ()


def to_pdf(source: bytes, *, has_fonts_of_the_system: bool = True) -> Pdf:
    """The PDF of Typst source that needs no other file; raises EngineFailed.

    It follows PDF/UA-1 (ISO 14289-1), unless letters are missing, which that does not allow.
    """
    try:
        import typst  # noqa: PLC0415 - an extra, and 40 MB that nothing else needs
    except ImportError:
        raise EngineFailed(
            "Writing PDF needs the package typst; install it with `pip install 'sourcebook[pdf]'`."
        ) from None
    compiler = typst.Compiler(ignore_system_fonts=not has_fonts_of_the_system)

    def compiled(*standards: "typst.PDFStandard") -> bytes:
        # The moment is told to nobody, so that the bytes stay the same.
        made = compiler.compile(source, format="pdf", pdf_standards=list(standards), timestamp=0)
        if not isinstance(made, bytes):
            raise EngineFailed("typst gave no PDF back.")
        return made

    try:
        return Pdf(data=compiled("ua-1"))
    except typst.TypstError as error:
        missing = tuple(dict.fromkeys(_letters(error.diagnostic)))
        try:
            return Pdf(data=compiled(), missing=missing)
        except typst.TypstError as fault:
            raise EngineFailed(f"typst could not set the list: {fault.message}.") from fault


def _letters(complaint: str) -> Iterator[str]:
    """The letters that no font shows; those that nobody sees, such as joiners, are nobody's loss."""
    for text in _MISSING.findall(complaint):
        code = _CODE.fullmatch(text)
        letter = chr(int(code[1], 16)) if code else text
        if unicodedata.category(letter[0]) not in ("Cf", "Mn"):
            yield f"U+{code[1].upper()}" if code else letter
