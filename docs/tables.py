"""Writes the tables in docs/ that are made from the code; `make docs` runs it; a test keeps pages and code alike."""

import re
from collections.abc import Iterable
from pathlib import Path

from sourcebook.checks import registry
from sourcebook.cli.door import COMMANDS
from sourcebook.model.fields import FIELDS
from sourcebook.model.query import QUERY_FIELDS
from sourcebook.model.relations import RELATIONS

DOCS = Path(__file__).parent
SHAPES = {
    "text": "text",
    "verbatim": "text, verbatim",
    "names": "list of names",
    "date": "EDTF date",
    "words": "list of strings",
    "relations": "list of relations",
    "map": "mapping",
    "maps": "list of mappings",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def fields() -> str:
    """Every field of a record."""
    rows = ((f"`{one.name}`", SHAPES[one.kind], "CSL" if one.csl else "ours", one.meaning) for one in FIELDS)
    return table(("field", "shape", "from", "meaning"), rows)


def relations() -> str:
    """Every relation and its inverse."""
    return table(("relation", "its inverse"), ((f"`{name}`", f"`{one[0]}`") for name, one in RELATIONS.items()))


def query_fields() -> str:
    """Every field of a query."""
    return table(("field", "finds"), ((f"`{name}:`", meaning) for name, meaning in QUERY_FIELDS.items()))


def commands() -> str:
    """Every command."""
    rows = (
        (
            f"`sourcebook {name} {one.takes}`".replace(" `", "`"),
            one.summary,
            ", ".join(f"`{also}`" for also in one.aliases),
        )
        for name, one in COMMANDS.items()
    )
    return table(("command", "does", "also"), rows)


TABLES = {"fields": fields, "relations": relations, "query-fields": query_fields, "commands": commands}
_REGION = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """A page with its tables made anew."""
    return _REGION.sub(lambda region: f"{region[1]}\n{TABLES[region[2]]()}\n{region[3]}", page)


def main() -> None:
    """Write every page anew."""
    for path in sorted(DOCS.glob("*.md")):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    (DOCS / "rules.md").write_text(registry.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
