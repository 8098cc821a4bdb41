"""docs/rules.md is the page that the rules make of themselves."""

from pathlib import Path

from sourcebook.checks.registry import page

ROOT = Path(__file__).parents[2]


def test_the_page_of_the_rules_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == page()
