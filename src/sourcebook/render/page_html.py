"""The page as HTML that is whole without its script, and asks nobody for anything."""

from functools import lru_cache

from jinja2 import Template
from markupsafe import Markup

from sourcebook.render.annotations import annotation_html
from sourcebook.render.page import Page
from sourcebook.render.reading_list import anchor
from sourcebook.render.templating import template


def write_page(page: Page) -> str:
    """The page; a work's anchor is its key, a group's is `group-ID`."""
    return _template().render(page=page) + "\n"


@lru_cache(maxsize=1)
def _template() -> Template:
    return template("page.html.j2", {"annotation": _annotation, "script": _script, "anchor": anchor})


def _annotation(text: str) -> Markup:
    return Markup(annotation_html(text))  # noqa: S704 - CommonMark with raw HTML turned off


def _script(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - script_json leaves nothing in it that HTML could read
