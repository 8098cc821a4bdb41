"""The export formats by name: how each is written, and which fields of a record it has no place for."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sourcebook.errors import UnknownName
from sourcebook.model.library import Library
from sourcebook.render import bibtex, csl_json, ris, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One format: its name, one line about it, the extension of its files, its writer, and whether it carries a field.

    `write` gives the works of a library in the library's order, the same text every time; `carries` takes the name of a
    record field.
    """

    name: str
    summary: str
    extension: str
    write: Callable[[Library], str]
    carries: Callable[[str], bool]


_ALL = (
    Export(
        name="bibtex",
        summary="classic BibTeX, escaped for pdfLaTeX",
        extension=".bib",
        write=bibtex.write_bibtex,
        carries=bibtex.carries,
    ),
    Export(
        name="biblatex",
        summary="biblatex in UTF-8, for biber",
        extension=".bib",
        write=bibtex.write_biblatex,
        carries=bibtex.carries,
    ),
    Export(
        name="csl-json",
        summary="CSL-JSON, for citation engines and reference managers; nothing is left out",
        extension=".json",
        write=csl_json.write_json,
        carries=csl_json.carries,
    ),
    Export(
        name="csl-yaml",
        summary="the same as YAML, for pandoc and Quarto",
        extension=".yaml",
        write=csl_json.write_yaml,
        carries=csl_json.carries,
    ),
    Export(
        name="ris", summary="RIS, for reference managers", extension=".ris", write=ris.write_ris, carries=ris.carries
    ),
    Export(
        name="csv",
        summary="a table for spreadsheets",
        extension=".csv",
        write=tables.write_csv,
        carries=tables.csv_carries,
    ),
    Export(
        name="jsonl",
        summary="JSON Lines, for programs; nothing is left out",
        extension=".jsonl",
        write=tables.write_jsonl,
        carries=tables.jsonl_carries,
    ),
)
EXPORTS: Mapping[str, Export] = {export.name: export for export in _ALL}


def export_named(name: str) -> Export:
    """The format of this name; raises UnknownName."""
    if name not in EXPORTS:
        raise UnknownName("format", name, EXPORTS)
    return EXPORTS[name]


def losses(library: Library, export: Export) -> dict[str, int]:
    """How many works have each record field that the format cannot carry, in the order in which they are met."""
    found: dict[str, int] = {}
    # Most works have the same fields, so that each set of them is looked at once.
    for names, count in Counter(tuple(work.fields) for work in library.works.values()).items():
        for name in names:
            if not export.carries(name):
                found[name] = found.get(name, 0) + count
    return found
