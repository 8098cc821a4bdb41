"""Lists made, filled, changed, checked and rolled by commands, and what becomes of them when works change."""

import os
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, messages, status
from running import json_lines, run

from sourcebook.store.syllabi import read_list

LIST = """\
# Of our own
title: Rivers
sections:
- week: 1
  date: 2026-09-09
  items:
  # where all begins
  - key: okafor2019alder
    importance: essential  # in full
    read-with: lindqvist2020critique
- week: 2
  date: 2026-09-16
  items:
  - key: lindqvist2020critique
"""


@pytest.fixture
def course(sourcebook: Path) -> Path:
    """The sourcebook as a repository, with a list of two weeks."""
    folder = sourcebook / "library" / "lists"
    folder.mkdir()
    (folder / "spring.yaml").write_text(LIST, encoding="utf-8")
    return committed(sourcebook)


def text(root: Path, name: str = "spring") -> str:
    return (root / "library" / "lists" / f"{name}.yaml").read_text(encoding="utf-8")


def test_a_list_is_made_filled_and_changed_a_commit_each(course: Path) -> None:
    def syllabus(*argv: str, stdin: str = "") -> str:
        done = run("syllabus", *argv, cwd=course, env=IDENTITY, stdin=stdin)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    syllabus("new", "dams", "--title", "Dams", "--weeks", "2", "--start", "2027-01-13")
    syllabus("add", "dams", "-", "--section", "1", "--importance", "further", stdin="tanaka2022damu\nokafor2019alder\n")
    syllabus("move", "dams", "okafor2019alder", "--section", "2")
    assert syllabus("remove", "dams", "tanaka2022damu").startswith("library/lists/dams.yaml: works ")
    assert text(course, "dams").endswith(
        "- week: 1\n  date: 2027-01-13\n  items: []\n"
        "- week: 2\n  date: 2027-01-20\n  items:\n  - key: okafor2019alder\n    importance: further\n"
    )
    assert messages(course)[:4] == [
        "dams: tanaka2022damu taken out",
        "dams: okafor2019alder moved to section 2",
        "dams: tanaka2022damu, okafor2019alder added to section 1",
        "dams: a new list",
    ]
    assert status(course) == []


def test_a_dry_run_of_a_list_shows_the_difference_and_writes_nothing(course: Path) -> None:
    done = run("syllabus", "add", "spring", "tanaka2022damu", "--dry-run", cwd=course)
    assert "\n+  - key: tanaka2022damu\n" in done.stdout
    assert text(course) == LIST


@pytest.mark.parametrize(
    ("argv", "code", "hint"),
    [
        (("add", "sprung", "okafor2019alder"), 2, "There is no list 'sprung'. Did you mean 'spring'?"),
        (("add", "spring", "okafor2019aldr"), 1, "Did you mean 'okafor2019alder'"),
        (("add", "spring", "tanaka2022damu", "--minutes", "long"), 3, "number of minutes"),
        (("add", "spring", "tanaka2022damu", "--section", "9"), 3, "sections 1 to 2"),
        (("remove", "spring", "okafor2019aldr"), 1, "Did you mean 'okafor2019alder'"),
        (("new", "spring"), 3, "is there already"),
        (("new", "../spring"), 3, "cannot name a list"),
        (("roll", "spring", "--start", "soon"), 2, "--start takes a day"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_no_list(
    argv: tuple[str, ...], code: int, hint: str, course: Path
) -> None:
    done = run("syllabus", *argv, cwd=course)
    assert (done.returncode, done.stdout) == (code, "")
    assert hint in done.stderr
    assert (status(course), text(course)) == ([], LIST)


def test_a_list_is_rolled_to_a_new_term_with_what_happened_meanwhile(course: Path) -> None:
    (course / "library" / "links.yaml").write_text(
        "https://alder.example/report:\n  state: moved\n  to: https://alder.example/new\n", encoding="utf-8"
    )
    record = course / "library" / "works" / "okafor2019alder.md"
    record.write_text(
        record.read_text(encoding="utf-8")
        .replace("\nURL: ", "\nx-URL: ")
        .replace("title:", "URL: https://alder.example/report\ntitle:", 1),
        encoding="utf-8",
    )
    done = run("syllabus", "roll", "spring", "--start", "2027-01-11", "--to", "next", "--no-commit", cwd=course)
    assert done.returncode == 0
    assert "okafor2019alder: its link moved to https://alder.example/new [link-changed-in-list]" in done.stdout
    assert text(course, "next") == LIST.replace("2026-09-09", "2027-01-13").replace("2026-09-16", "2027-01-20")
    assert text(course) == LIST


def test_lists_follow_a_rename_and_keep_a_work_from_removal(course: Path) -> None:
    run("syllabus", "add", "spring", "tanaka2022damu", cwd=course, env=IDENTITY)
    refused = run("rm", "tanaka2022damu", cwd=course)
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "tanaka2022damu stands in the list 'spring'" in refused.stderr
    run("syllabus", "remove", "spring", "tanaka2022damu", cwd=course, env=IDENTITY)
    assert run("rename", "lindqvist2020critique", "lindqvist2020doubts", cwd=course, env=IDENTITY).returncode == 0
    assert text(course) == LIST.replace("lindqvist2020critique", "lindqvist2020doubts")
    assert run("merge", "okafor2019alder", "lindqvist2020doubts", cwd=course, env=IDENTITY).returncode == 0
    assert read_list(text(course).encode(), "spring").syllabus.keys == ("okafor2019alder",)


def test_check_finds_what_is_wrong_with_a_list_at_its_line(course: Path) -> None:
    bad = LIST.replace("- key: lindqvist2020critique", "- key: lindqvist2020critque")
    (course / "library" / "lists" / "spring.yaml").write_text(bad, encoding="utf-8")
    whole = run("check", "--select", "unknown-key-in-list", "--json", cwd=course)
    (problem,) = json_lines(whole.stdout)
    assert (whole.returncode, problem["path"], problem["line"]) == (1, "library/lists/spring.yaml", 14)
    own = json_lines(run("syllabus", "check", "spring", "--json", cwd=course).stdout)
    assert problem in own
    assert {one["path"] for one in own} == {"library/lists/spring.yaml"}


def test_what_is_no_file_of_its_own_is_no_list_and_a_huge_one_costs_no_other(course: Path) -> None:
    folder = course / "library" / "lists"
    os.mkfifo(folder / "pipe.yaml")
    (folder / "link.yaml").symlink_to(folder / "spring.yaml")
    (folder / "huge.yaml").write_bytes(b"#" * 4_000_001)
    done = run("syllabus", "check", "--json", cwd=course)
    assert (done.returncode, "link.yaml" in done.stdout) == (1, False)
    assert [one["rule"] for one in json_lines(done.stdout) if one["path"].endswith("huge.yaml")] == ["unreadable"]
    assert run("reading-list", "spring", cwd=course).returncode == 0
