"""A table to drafts: a row a work, its columns by their names here or by a mapping that the user gives."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from sourcebook.errors import UnknownName, UsageError
from sourcebook.intake.drafting import Drafting, bare_doi
from sourcebook.intake.imported import Complaint, Imported
from sourcebook.intake.names import listed_names
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.facts import Draft
from sourcebook.model.fields import BY_NAME, FIELDS, Kind

KEY = "key"
_NAMED = {field.name.lower(): field.name for field in FIELDS} | {
    KEY: KEY,
    "id": KEY,
    "authors": "author",
    "editors": "editor",
    "journal": "container-title",
    "outlet": "container-title",
    "publication": "container-title",
    "publication title": "container-title",
    "date": "issued",
    "year": "issued",
    "publication year": "issued",
    "link": "URL",
    "pages": "page",
    "tags": "keywords",
    "annotation": ANNOTATION,
    "item type": "type",
}
# A cell that a spreadsheet would run gets an apostrophe from exports such as ours.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def read_csv(text: str, mapping: Mapping[str, str] | None = None) -> Imported:
    """The drafts of a CSV file with a row of names at its top; parted by commas, semicolons or tabs.

    `mapping` is column -> record field, `key` or `annotation`; columns that it does not name go by their own names.
    Raises UnknownName for a field that records do not have, and UsageError for a column that the table does not have.
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text))
    drafts: list[Draft] = []
    complaints: list[Complaint] = []
    head: Sequence[str] = ()
    fields: list[str] = []
    for line, row in _rows(rows, complaints):
        if not head:
            head = [cell.strip() for cell in row]
            fields = _fields(head, mapping or {})
        elif len(row) > len(head) and any(row[len(head) :]):
            complaints.append(Complaint(line, f"This row has {len(row)} cells, the first row has {len(head)}"))
        elif any(cell.strip() for cell in row):
            drafts.append(_draft(head, fields, row, line))
    return Imported(drafts, complaints)


def parse_mapping(text: str) -> dict[str, str]:
    """A mapping as the command line has it: `Titel=title,Jahr=issued`; raises UsageError.

    >>> parse_mapping("Titel=title, Jahr=issued")
    {'Titel': 'title', 'Jahr': 'issued'}
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(column.strip() and equals and field.strip() for column, equals, field in pairs):
        raise UsageError(f"{text!r} is no mapping; write --map 'COLUMN=FIELD,COLUMN=FIELD'.")
    return {column.strip(): field.strip() for column, _, field in pairs}


def _rows(rows: Iterator[list[str]], complaints: list[Complaint]) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line it begins on; what the csv module cannot read is a complaint."""
    while True:
        line = getattr(rows, "line_num", 0) + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            complaints.append(Complaint(line, f"This row cannot be read: {error}"))
            continue
        if any(row):
            yield line, row


def _fields(head: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    known = {KEY, ANNOTATION, *BY_NAME}
    for field in mapping.values():
        if field not in known:
            raise UnknownName("field", field, known)
    for column in mapping:
        if column not in head:
            raise UsageError(f"The table has no column {column!r}; it has {', '.join(map(repr, head[:30]))}.")
    fields = [mapping.get(column) or _NAMED.get(" ".join(column.lower().split()), "") for column in head]
    # Our own tables have the year beside the date that it is taken from.
    dates = [place for place, field in enumerate(fields) if field == "issued"]
    if len(dates) > 1 and not mapping:
        fields = ["year" if place in dates[1:] else field for place, field in enumerate(fields)]
    return fields


def _draft(head: Sequence[str], fields: Sequence[str], row: Sequence[str], line: int) -> Draft:
    cells = [_GUARDED.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip() for cell in row]
    making = Drafting(next((cell for field, cell in zip(fields, cells, strict=False) if field == KEY), ""))
    for column, field, cell in zip(head, fields, cells, strict=False):
        if not cell or field == KEY or (field == "year" and "issued" in making.raw):
            continue
        kind = BY_NAME[field].kind if field in BY_NAME else None
        if kind is Kind.NAMES:
            making.put(field, listed_names(cell), column)
        elif kind is Kind.DATE or field == "year":
            making.date(field if kind else "issued", cell, column)
        elif kind is Kind.WORDS:
            making.put(field, _words(cell), column)
        elif kind is Kind.RELATIONS:
            _put_relations(making, cell, column)
        elif field == "DOI":
            making.put(field, bare_doi(cell), column)
        elif kind in (Kind.TEXT, Kind.VERBATIM) or field == ANNOTATION:
            making.put(field, cell, column)
        else:
            name = "-".join(re.findall(r"[a-z0-9]+", column.lower()))
            making.keep(column, cell, name if _FIELD_NAME.fullmatch(name) else f"column-{head.index(column) + 1}")
    making.raw.setdefault("type", "document")
    return making.draft(line)


def _words(cell: str) -> list[str]:
    parts = (word.strip() for word in cell.split(";" if ";" in cell else ","))
    return list(dict.fromkeys(word for word in parts if word))


def _put_relations(making: Drafting, cell: str, column: str) -> None:
    pairs = [one.strip().partition(": ") for one in cell.split(";")]
    making.put(
        "relations", [{"type": kind, "target": key} for kind, colon, key in pairs if colon and kind and key], column
    )
    for kind, colon, key in pairs:
        if not (colon and kind and key):
            making.lose(column, kind)


def _delimiter(text: str) -> str:
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)
