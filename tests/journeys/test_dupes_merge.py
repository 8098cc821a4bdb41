"""`dupes`, `why`, `merge`: works that stand here twice are found, explained, and made one."""

import subprocess
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, messages, status
from running import json_lines, run

TWIN = """---
type: report
title: Another title for it
author:
- {family: Okafor, given: Ngozi}
DOI: https://doi.org/10.5555/ALDER
volume: 7
aliases: [okafor2018]
provenance:
  doubts:
  - volume not seen
---
"""


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git in which one work stands twice, and another points to its second record."""
    works = sourcebook / "library" / "works"
    (works / "twin2019.md").write_text(TWIN, encoding="utf-8")
    record = works / "okafor2019alder.md"
    record.write_text(
        record.read_text(encoding="utf-8").replace("\ntitle:", "\nDOI: 10.5555/alder\ntitle:", 1), "utf-8"
    )
    (works / "pointing.md").write_text(
        "---\ntype: report\ntitle: A reply\nrelations:\n- {type: rebuts, target: okafor2018}\n---\n", encoding="utf-8"
    )
    return committed(sourcebook)


def _run(root: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, env=IDENTITY)


def test_pairs_are_listed_with_their_reasons(root: Path) -> None:
    done = _run(root, "dupes")
    assert done.returncode == 1
    assert done.stdout == "okafor2019alder\ttwin2019\tsame\tthe same DOI: 10.5555/alder\n"
    assert json_lines(_run(root, "dupes", "--json").stdout) == [
        {
            "schema": "sourcebook.sameness/1",
            "keys": ["okafor2019alder", "twin2019"],
            "verdict": "same",
            "reasons": ["the same DOI: 10.5555/alder"],
        }
    ]
    assert _run(root, "dupes", "key:zhou2021shuiku").stdout == ""


def test_a_library_without_duplicates_is_well(unchanged: Path) -> None:
    done = _run(unchanged, "dupes")
    assert (done.returncode, done.stdout) == (0, "")


def test_why_says_what_makes_two_works_two(root: Path) -> None:
    done = _run(root, "why", "okafor2019alder", "zhou2021shuiku")
    assert (done.returncode, done.stdout) == (
        0,
        "okafor2019alder and zhou2021shuiku: different: no identifier in common; their titles differ\n",
    )
    assert json_lines(_run(root, "why", "okafor2019alder", "okafor2018", "--json").stdout)[0]["verdict"] == "same"
    assert _run(root, "why", "okafor2019alder", "nobody").returncode == 1


def test_a_merge_is_one_commit_in_which_relations_follow_and_conflicts_are_told(root: Path) -> None:
    done = _run(root, "merge", "okafor2019alder", "twin2019")
    assert done.returncode == 0, done.stderr
    assert "title: kept 'The Alder Valley Dam" in done.stderr
    assert "left out 'Another title for it'" in done.stderr
    assert messages(root)[0] == "okafor2019alder: merged with twin2019"
    assert status(root) == []
    record = (root / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8")
    assert "aliases: [twin2019, okafor2018]" in record
    assert "- volume not seen" in record
    assert "volume: 7" in record
    assert not (root / "library" / "works" / "twin2019.md").exists()
    assert "target: okafor2019alder" in (root / "library" / "works" / "pointing.md").read_text(encoding="utf-8")
    assert _run(root, "dupes").returncode == 0
    assert _run(root, "show", "twin2019").returncode == 0
    assert _run(root, "undo").returncode == 0
    assert (root / "library" / "works" / "twin2019.md").read_text(encoding="utf-8") == TWIN


def test_a_field_of_the_second_record_may_be_taken(root: Path) -> None:
    assert _run(root, "merge", "okafor2019alder", "twin2019", "--take", "title").returncode == 0
    record = (root / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8")
    assert "title: Another title for it" in record


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["okafor2019alder", "nobody"], 1, "nobody"),
        (["twin2019", "okafor2018"], 3, "one record already"),
        (["okafor2019alder", "twin2019", "--take", "titel"], 2, "Did you mean 'title'"),
    ],
)
def test_what_cannot_be_merged_is_said(root: Path, argv: list[str], code: int, says: str) -> None:
    done = _run(root, "merge", *argv)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert len(messages(root)) == 1
