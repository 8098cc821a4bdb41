"""Reading lists as documents of word processors and typesetters, each written by pandoc from the one document."""

from pathlib import Path

from sourcebook.render.engine import write_document
from sourcebook.render.list_document import list_document
from sourcebook.render.reading_list import ReadingList

DOCUMENTS = ("docx", "odt", "latex", "typst", "rtf")
_OF_OUR_OWN = frozenset(("latex", "typst"))


def write_as_document(listing: ReadingList, form: str) -> bytes:
    """The list in one of DOCUMENTS; raises EngineFailed."""
    template = Path(__file__).parent / "templates" / f"reading_list.{form}" if form in _OF_OUR_OWN else None
    made = write_document(list_document(listing), form, template)
    # LuaTeX takes the sign that stands for a control character for broken UTF-8.
    return made.replace("\ufffd".encode(), b'{\\char"FFFD}') if form == "latex" else made
