"""The page as files: its HTML, its style sheet and script, and what the script loads when somebody asks for it."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from sourcebook.model.archives import Printing
from sourcebook.model.library import Library
from sourcebook.model.links import Verdict
from sourcebook.model.sources import Output, Sources
from sourcebook.model.text import one_line
from sourcebook.render.page import Form, page
from sourcebook.render.page_html import write_entry, write_page
from sourcebook.render.page_texts import BIBTEX, COINS, RIS, PageTexts
from sourcebook.render.remembered import Remembered, digest
from sourcebook.render.styles import Memo, Style, find_style
from sourcebook.render.templating import FOLDER

DEFAULT_STYLES = ("apa", "chicago", "mla", "gb-t-7714")
_EXPORTS = (Form(id=BIBTEX, label="BibTeX", extension=".bib"), Form(id=RIS, label="RIS", extension=".ris"))


def page_files(
    output: Output,
    sources: Sources,
    library: Library,
    keys: Sequence[str],
    *,
    verdicts: Mapping[str, Verdict],
    memo: Memo | None = None,
) -> Mapping[str, str]:
    """File name -> text: the page `index.html` with `index.css`, `index.js`, and `index-apa.js` … beside it.

    `verdicts` are those on links, by address.
    Raises UnknownName for a style that does not exist, UsageError, EngineFailed.
    """
    styles = _styles(output.styles or DEFAULT_STYLES)
    remembered = Remembered(memo, output.file)
    texts = PageTexts(library, [library.works[key] for key in keys], styles, remembered, locale=output.locale)
    forms = [Form(id=name, label=one_line(style.title), extension=".txt") for name, style in styles.items()]
    copies = sources.archive.printing is not Printing.NEVER
    made = page(library, keys, output, sources, verdicts=verdicts, forms=(*forms, *_EXPORTS), copies=copies)
    entries = {
        one.key: remembered.made(
            "entry",
            one.key,
            digest(f"{texts.made_from[one.key]} {one!r}"),
            partial(write_entry, one, library.works[one.key]),
        )
        for section in made.sections
        for one in section.entries
    }
    files = {
        output.file: write_page(made, entries),
        f"{made.stem}.css": f"{made.chart_style}\n{Path(FOLDER, 'page.css').read_text('utf-8')}",
        f"{made.stem}.js": Path(FOLDER, "page.js").read_text("utf-8"),
        **{f"{made.stem}-{form}.js": script for form, script in texts.scripts().items()},
    }
    remembered.keep()
    return files


def _styles(names: Sequence[str]) -> Mapping[str, Style]:
    """The styles by what names of files call them, each by another name: `apa`, of a local file its own."""
    styles: dict[str, Style] = {}
    for name in dict.fromkeys(names):
        found = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-") or "style"
        while found in styles or found in (BIBTEX, RIS, COINS):
            found += "-style"
        styles[found] = find_style(name)
    return styles
