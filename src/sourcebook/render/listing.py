"""From keys and a wish to a reading list in any format: works chosen and ordered, references formatted, written."""

from collections.abc import Sequence

from sourcebook.errors import UsageError
from sourcebook.model.library import Library
from sourcebook.render.inlines import to_text
from sourcebook.render.printed_links import with_copy
from sourcebook.render.reading_list import ReadingList, Wish, in_reading_order, reading_list
from sourcebook.render.reading_list_markdown import write_markdown
from sourcebook.render.styles import Memo, find_style, format_references
from sourcebook.render.titles import titled

LISTS = ("markdown", "html", "text")
DEFAULT_STYLE = "chicago"


def compose(
    library: Library, keys: Sequence[str], wish: Wish, *, style: str = "", locale: str = "", memo: Memo | None = None
) -> ReadingList:
    """The reading list of the works with these keys, or of those of the wish's syllabus that the library has.

    `library` holds every work, so that cross-references can name what is not in the list. Raises UnknownName and
    UsageError for a style or locale, and EngineFailed.
    """
    found = find_style(style or DEFAULT_STYLE)
    chosen = _listed(library, wish) if wish.syllabus else keys
    ordered = {work.key: work for work in in_reading_order(library.only(chosen), wish)}
    works = [titled(with_copy(work, library.printed_links.get(key)), wish.titles) for key, work in ordered.items()]
    references = format_references(works, found, locale=locale, memo=memo)
    if references and not any(to_text(reference.inlines).strip() for reference in references):
        raise UsageError(f"The style {found.name!r} prints nothing of any work; mend its file or choose another.")
    return reading_list(library, references, style=found, wish=wish)


def write_listing(listing: ReadingList, form: str, width: int = 80) -> str:
    """The list in one of LISTS; `width` counts the columns of `text`."""
    if form == "markdown":
        return write_markdown(listing)
    if form == "text":
        from sourcebook.render.reading_list_text import write_text  # noqa: PLC0415 - markdown-it costs 60 ms

        return write_text(listing, width)
    from sourcebook.render.reading_list_html import write_html  # noqa: PLC0415 - jinja2 costs 70 ms

    return write_html(listing)


def _listed(library: Library, wish: Wish) -> list[str]:
    items = (item for section in (wish.syllabus.sections if wish.syllabus else ()) for item in section.items)
    return list(dict.fromkeys(item.key for item in items if item.key in library.works))
