"""docs/exports.md shows the tables that the exports are written from."""

from pathlib import Path

import pytest

from sourcebook.model.bibtex_table import ENTRY_TYPES, NOT_CARRIED, PLACES
from sourcebook.model.ris_table import NOTES, REFERENCE_TYPES, TAGS
from sourcebook.render.formats import EXPORTS
from sourcebook.render.tables import COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def table(head: str) -> list[str]:
    """The rows of the table with this head."""
    _, _, rest = PAGE.partition(f"\n{head}\n")
    return rest.split("\n\n")[0].splitlines()[1:]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("| format | file | for |", [(f"`{one.name}`", f"`{one.extension}`", one.summary) for one in EXPORTS.values()]),
        ("| type | biblatex | BibTeX |", [(row.csl, row.biblatex, row.bibtex) for row in ENTRY_TYPES.values()]),
        ("| field | biblatex | BibTeX |", [(row.csl, row.biblatex, row.bibtex) for row in PLACES.values()]),
        ("| type | TY |", list(REFERENCE_TYPES.items())),
    ],
)
def test_the_page_shows_the_tables(head: str, rows: list[tuple[str, ...]]) -> None:
    assert table(head) == [f"| {' | '.join(row)} |" for row in rows]


def test_the_page_shows_the_tags_of_ris() -> None:
    rows = [f"| {name} | {tag} |" for name, tag in TAGS.items()]
    rows += [f"| {name} | N1, after `{label}:` |" for name, label in NOTES.items()]
    assert table("| field | tag |")[:-2] == rows


def test_the_page_names_the_columns_and_what_is_not_carried() -> None:
    assert f"Columns: {', '.join(f'`{column}`' for column in COLUMNS)}." in PAGE
    (sentence,) = [line for line in PAGE.splitlines() if line.startswith("**Not carried**: `provenance`")]
    assert all(f"`{name}`" in sentence for name in NOT_CARRIED)
