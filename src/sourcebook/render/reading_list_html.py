"""Reading lists as one HTML page that needs nothing else: no script, no font, no request."""

from functools import lru_cache

from jinja2 import Template
from markupsafe import Markup

from sourcebook.render.annotations import annotation_html
from sourcebook.render.inlines import Inlines, to_html
from sourcebook.render.printed_links import original_is, stored, stored_on
from sourcebook.render.reading_list import ReadingList, anchor
from sourcebook.render.templating import template


def write_html(listing: ReadingList) -> str:
    """The list as a page; a work's anchor is its key, a group's is `group-ID`."""
    return _template().render(listing=listing) + "\n"


@lru_cache(maxsize=1)
def _template() -> Template:
    told = {one.__name__: one for one in (original_is, stored, stored_on)}
    return template(
        "reading_list.html.j2", {"reference": _reference, "annotation": _annotation, "anchor": anchor, **told}
    )


def _reference(inlines: Inlines) -> Markup:
    return Markup(to_html(inlines))  # noqa: S704 - to_html escapes every character of the works


def _annotation(text: str) -> Markup:
    return Markup(annotation_html(text))  # noqa: S704 - CommonMark with raw HTML turned off
