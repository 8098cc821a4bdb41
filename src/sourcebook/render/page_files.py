"""The page as files: its HTML, its style sheet and script, and what the script loads when somebody asks for it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sourcebook.model.archives import Printing
from sourcebook.model.library import Library
from sourcebook.model.links import Verdict
from sourcebook.model.sources import Output, Sources
from sourcebook.model.text import one_line
from sourcebook.render.bibtex import write_bibtex
from sourcebook.render.linked_data import script_json
from sourcebook.render.page import Form, page
from sourcebook.render.page_html import write_page
from sourcebook.render.page_styles import references_apart
from sourcebook.render.reading_list import anchor
from sourcebook.render.ris import write_ris
from sourcebook.render.styles import Memo, Style, find_style
from sourcebook.render.templating import FOLDER

DEFAULT_STYLES = ("apa", "chicago", "mla", "harvard", "gb-t-7714")
_BIBTEX, _RIS = Form(id="bibtex", label="BibTeX", extension=".bib"), Form(id="ris", label="RIS", extension=".ris")


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
    works = [library.works[key] for key in keys]
    styles = _styles(output.styles or DEFAULT_STYLES)
    references = references_apart(works, tuple(styles.values()), locale=output.locale, memo=memo)
    forms = [Form(id=name, label=one_line(style.title), extension=".txt") for name, style in styles.items()]
    made = page(
        library,
        keys,
        output,
        sources,
        verdicts=verdicts,
        forms=(*forms, _BIBTEX, _RIS),
        copies=sources.archive.printing is not Printing.NEVER,
    )
    texts = {
        **dict(zip(styles, references, strict=True)),
        _BIBTEX.id: {key: write_bibtex(library.only([key])) for key in keys},
        _RIS.id: {key: write_ris(library.only([key])) for key in keys},
    }
    return {
        output.file: write_page(made),
        f"{made.stem}.css": Path(FOLDER, "page.css").read_text("utf-8"),
        f"{made.stem}.js": Path(FOLDER, "page.js").read_text("utf-8"),
        **{f"{made.stem}-{form}.js": _loaded(form, by_key) for form, by_key in texts.items()},
    }


def _styles(names: Sequence[str]) -> Mapping[str, Style]:
    """The styles by what they are called in names of files: a local file's by its own name."""
    return {re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-"): find_style(name) for name in names}


def _loaded(form: str, texts: Mapping[str, str]) -> str:
    """A script that hands the texts of one form to the page, a line for each work; from `file:` no page may fetch."""
    lines = ",\n".join(f"{script_json(anchor(key))}:{script_json(text)}" for key, text in texts.items())
    return f"sourcebook.receive({script_json(form)},{{\n{lines}\n}});\n"
