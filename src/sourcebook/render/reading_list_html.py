"""Reading lists as one HTML page that needs nothing else: no script, no font, no request."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from sourcebook.render.annotations import annotation_html
from sourcebook.render.inlines import Inlines, to_html
from sourcebook.render.reading_list import ReadingList, anchor


def write_html(listing: ReadingList) -> str:
    """The list as a page; a work's anchor is its key, a group's is `group-ID`."""
    return _template().render(listing=listing) + "\n"


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"reference": _reference, "annotation": _annotation, "anchor": anchor}
    return environment.get_template("reading_list.html.j2")


def _reference(inlines: Inlines) -> Markup:
    return Markup(to_html(inlines))  # noqa: S704 - to_html escapes every character of the works


def _annotation(text: str) -> Markup:
    return Markup(annotation_html(text))  # noqa: S704 - CommonMark with raw HTML turned off
