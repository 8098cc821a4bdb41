"""README and docs say what is there: their tables are the code's, their commands print what they show."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import console  # noqa: E402 - a script beside the pages, found by the line above
import tables  # noqa: E402

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_tables_made_from_the_code_are_up_to_date(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert tables.filled(page) == page, "run `make docs`"


@pytest.mark.parametrize("path", console.pages(), ids=lambda path: path.name)
def test_commands_print_what_the_page_shows(path: Path, tmp_path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert console.rerun(page, console.copy_of_sourcebook(tmp_path)) == page, "run `make docs`"


def test_every_table_of_the_code_stands_on_a_page() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert [name for name in tables.TABLES if f"<!-- table: {name} -->" not in shown] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    page = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page)
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "```sh\nmake\n```" in readme
    assert "```sh\nmake test\n```" in readme
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
