"""Reading lists as documents of word processors and typesetters, each written by pandoc from the one document."""

from pathlib import Path

from sourcebook.render.engine import write_document
from sourcebook.render.list_document import direction_of_language, list_document
from sourcebook.render.reading_list import ReadingList
from sourcebook.render.right_to_left import named_apart, whole_rtf, with_styles

DOCUMENTS = ("docx", "odt", "latex", "typst", "rtf")
_OF_OUR_OWN = frozenset(("latex", "typst", "rtf"))


def write_as_document(listing: ReadingList, form: str) -> bytes:
    """The list in one of DOCUMENTS; raises EngineFailed."""
    template = Path(__file__).parent / "templates" / f"reading_list.{form}" if form in _OF_OUR_OWN else None
    document = list_document(listing)
    made = write_document(named_apart(document) if form == "odt" else document, form, template)
    is_rtl = direction_of_language(listing.language or "en") == "rtl"
    match form:
        case "latex":
            # LuaTeX takes the sign that stands for a control character for broken UTF-8.
            return made.replace("\ufffd".encode(), b'{\\char"FFFD}')
        case "odt":
            return with_styles(made, is_rtl=is_rtl)
        case "rtf" if is_rtl:
            return whole_rtf(made)
        case _:
            return made
