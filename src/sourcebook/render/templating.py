"""The templates of pages: every value is escaped unless it says that it is markup, and a missing one is an error."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

FOLDER = Path(__file__).parent / "templates"


def template(name: str, filters: Mapping[str, Callable[..., object]] | None = None) -> Template:
    """The template of this name in templates/, with these filters beside Jinja's own."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters or {}
    return environment.get_template(name)
