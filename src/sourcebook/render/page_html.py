"""The page as HTML that is whole without its script, and asks nobody for anything."""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Template
from markupsafe import Markup

from sourcebook.model.work import Work
from sourcebook.render.annotations import annotation_html
from sourcebook.render.linked_data import schema_collection, schema_item, script_json
from sourcebook.render.page import Page
from sourcebook.render.page_entry import Entry
from sourcebook.render.reading_list import anchor
from sourcebook.render.templating import template


def write_page(page: Page, entries: Mapping[str, str]) -> str:
    """The page, of whose works `entries` are the HTML by key; a work's anchor is its key, a group's is `group-ID`."""
    collection = schema_collection(page.title, page.description, page.language)
    return _page().render(page=page, entries=entries, collection=script_json(collection)) + "\n"


def write_entry(entry: Entry, work: Work) -> str:
    """The HTML of one work, with what programs read of it."""
    item = {"@context": "https://schema.org", "@id": f"#{entry.anchor}", **schema_item(work)}
    return _entry().render(one=entry, item=script_json(item))


@lru_cache(maxsize=1)
def _page() -> Template:
    return template("page.html.j2", {"markup": Markup})


@lru_cache(maxsize=1)
def _entry() -> Template:
    return template("page_entry.html.j2", {"annotation": _annotation, "markup": Markup, "anchor": anchor})


def _annotation(text: str) -> Markup:
    return Markup(annotation_html(text))  # noqa: S704 - CommonMark with raw HTML turned off
