"""Works as tables: CSV for spreadsheets, JSON Lines for programs."""

import csv
import io
import json
from collections.abc import Iterable

from sourcebook.model.library import Library
from sourcebook.model.work import Work, raw_fields
from sourcebook.render.plain_text import lines, plain_line

SCHEMA = "sourcebook.work/1"
COLUMNS = (
    "key",
    "type",
    "title",
    "title-romanized",
    "title-translated",
    "authors",
    "issued",
    "year",
    "container-title",
    "publisher",
    "volume",
    "issue",
    "page",
    "DOI",
    "ISBN",
    "URL",
    "url-mirror",
    "language",
    "viewpoint",
    "role",
    "keywords",
    "relations",
    "content-note",
    "annotation",
)
_FIELDS = frozenset(COLUMNS) - {"key", "authors", "year", "annotation"} | {"author"}
# A spreadsheet takes a cell that begins so for a formula, and would run it (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(library: Library) -> str:
    """All works as CSV (RFC 4180, lines ended by LF): a row of COLUMNS, then one row a work.

    Names, keywords and relations are joined by `; `. A cell that a spreadsheet would run as a formula has an apostrophe
    before it.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(_cell(work, column)) for column in COLUMNS] for work in library.works.values())
    return table.getvalue()


def csv_carries(name: str) -> bool:
    """Whether a record field has a column."""
    return name in _FIELDS


def write_jsonl(library: Library) -> str:
    """All works as JSON Lines, each a `work_shape`; nothing is left out."""
    return "".join(f"{json.dumps(work_shape(library, work), ensure_ascii=False)}\n" for work in library.works.values())


def jsonl_carries(_: str) -> bool:
    """Whether a record field has a place: every one has."""
    return True


def work_shape(library: Library, work: Work) -> dict[str, object]:
    """One work as the object that docs/json.md describes: its record, and the outlet and year that follow from it."""
    outlet = library.outlet_of(work)
    return {
        "schema": SCHEMA,
        "key": work.key,
        "fields": raw_fields(work),
        "annotation": work.annotation,
        "outlet": outlet.id if outlet else "",
        "year": work.year_label,
    }


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _cell(work: Work, column: str) -> str:
    match column:
        case "key":
            return work.key
        case "authors":
            return _joined(name.inverted for name in work.names("author"))
        case "year":
            return work.year_label if work.date() else ""
        case "keywords":
            return _joined(work.words("keywords"))
        case "relations":
            return _joined(f"{one.type}: {one.target}" for one in work.relations)
        case "annotation":
            return "\n".join(lines(work.annotation))
        case _:
            return plain_line(work.text(column))


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(plain_line(text) for text in texts)
