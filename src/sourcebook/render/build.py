"""What build writes: every file that sources.yaml asks for; no clock, no network, the same bytes every time."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sourcebook.errors import BadSettings, UnknownName
from sourcebook.model.library import Library
from sourcebook.model.sources import Output, Sources
from sourcebook.render.coverage import BY, write_csv, write_svg
from sourcebook.render.formats import EXPORTS
from sourcebook.render.printed_links import with_copy
from sourcebook.render.reading_list import in_reading_order, reading_list
from sourcebook.render.reading_list_markdown import write_markdown
from sourcebook.render.styles import Memo, find_style, format_references

if TYPE_CHECKING:
    from sourcebook.model.links import Verdict

LISTS = ("markdown", "html", "text")
FEED, FEED_OF_WORKS = "atom", "atom-works"
FEEDS = frozenset({FEED, FEED_OF_WORKS})
CHART, CHART_NUMBERS = "coverage", "coverage-csv"
PAGE = "page"
DEFAULT_STYLE = "chicago"


def build(
    sources: Sources,
    library: Library,
    select: Callable[[str], Sequence[str]],
    memo: Memo | None = None,
    verdicts: "Mapping[str, Verdict] | None" = None,
) -> Mapping[str, bytes]:
    """File name -> bytes; `select` gives the keys that a query finds, for files with a `query` of their own.

    `verdicts` are those on links, by address, which the page shows.
    Feeds are not among the files: they are made from the history.
    Raises UnknownName for a format or style that does not exist, BadSettings, QueryError, EngineFailed.
    """
    made: dict[str, bytes] = {}
    for output in sources.build:
        if output.format in FEEDS:
            continue
        keys = select(output.query) if output.query else list(library.works)
        if output.format == PAGE:
            from sourcebook.render.page_files import page_files  # noqa: PLC0415 - jinja2 costs 70 ms

            files = page_files(output, sources, library, keys, verdicts=verdicts or {}, memo=memo)
        else:
            files = {output.file: _text(output, sources, library, keys, memo)}
        for name, text in files.items():
            if name in made:
                raise BadSettings(
                    f"sources.yaml: build: two of the files that {output.file} and others are written to are called "
                    f"{name!r}; call one of them otherwise."
                )
            made[name] = text.encode()
    return made


def _text(output: Output, sources: Sources, library: Library, keys: Sequence[str], memo: Memo | None) -> str:
    if output.format == CHART:
        return write_svg(library.only(keys), by=output.group_by or BY, title=output.title)
    if output.format == CHART_NUMBERS:
        return write_csv(library.only(keys), by=output.group_by or BY)
    if output.format in EXPORTS:
        return EXPORTS[output.format].write(library.only(keys))
    return write_reading_list(
        library,
        keys,
        form=output.format,
        style=output.style,
        locale=output.locale,
        group_by=output.group_by,
        title=output.title or sources.subject,
        intro=sources.description,
        memo=memo,
    )


def write_reading_list(
    library: Library,
    keys: Sequence[str],
    *,
    form: str,
    style: str = "",
    locale: str = "",
    group_by: str = "",
    title: str = "",
    state: str = "",
    intro: str = "",
    memo: Memo | None = None,
    width: int = 80,
) -> str:
    """The reading list of the works with these keys in one of LISTS; `width` counts the columns of `text`.

    `state` is what readers are told of the edition or day that the works are from, nothing for the present.
    `library` holds every work, so that cross-references can name what is not in the list. Raises as `build` does.
    """
    if form not in LISTS:
        raise UnknownName("format", form, (*LISTS, *EXPORTS, PAGE))
    found = find_style(style or DEFAULT_STYLE)
    by = group_by or "viewpoint"
    works = [with_copy(work, library.printed_links.get(work.key)) for work in in_reading_order(library.only(keys), by)]
    references = format_references(works, found, locale=locale, memo=memo)
    listing = reading_list(library, references, style=found, group_by=by, title=title, state=state, intro=intro)
    if form == "markdown":
        return write_markdown(listing)
    if form == "text":
        from sourcebook.render.reading_list_text import write_text  # noqa: PLC0415 - markdown-it costs 60 ms

        return write_text(listing, width)
    from sourcebook.render.reading_list_html import write_html  # noqa: PLC0415 - jinja2 costs 70 ms

    return write_html(listing)
