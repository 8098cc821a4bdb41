"""A list by its name in every format, at its edition, in a style and language; and what is told where it cannot be."""

from pathlib import Path

import pytest
from repositories import IDENTITY, committed, on
from running import run, run_for_bytes

LIST = """\
title: Rivers
instructor: N. Okafor
style: apa
locale: ug
sections:
- week: 1
  date: 2027-01-11
  topic: Floods
  items:
  - {key: okafor2019alder, importance: essential, prompt: Why?, instructor-note: Grade it.}
  - {key: ilchi2021toghan}
- topic: In Japanese
  query: lang:ja
"""
MUTE = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title></info>'
    '<citation><layout><text macro="none"/></layout></citation>'
    '<bibliography><layout><text macro="none"/></layout></bibliography></style>'
)
STARTS = {
    "text": b"Rivers\n======\n",
    "markdown": b"# Rivers\n",
    "html": b"<!doctype html>",
    "docx": b"PK",
    "odt": b"PK",
    "rtf": b"{\\rtf1",
    "latex": b"% Made for LuaLaTeX",
    "typst": b"#let quiet",
    "pdf": b"%PDF-",
    "imscc": b"PK",
}


def with_list(root: Path, text: str = LIST) -> Path:
    (root / "library" / "lists").mkdir(exist_ok=True)
    (root / "library" / "lists" / "spring.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def course(unchanged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sourcebook with a list, in a repository whose commit is of a day of its own; only read."""
    root = tmp_path_factory.mktemp("course") / "sourcebook"
    root.mkdir()
    for path in unchanged.rglob("*"):
        if path.is_file() and ".sourcebook" not in path.parts:
            (root / path.relative_to(unchanged)).parent.mkdir(parents=True, exist_ok=True)
            (root / path.relative_to(unchanged)).write_bytes(path.read_bytes())
    return committed(with_list(root), env=on("2026-09-01"))


@pytest.mark.parametrize("form", STARTS)
def test_a_list_is_written_in_every_format(form: str, course: Path) -> None:
    data = run_for_bytes("reading-list", "spring", "-f", form, cwd=course)
    assert data.startswith(STARTS[form])
    if form in ("text", "markdown", "html", "latex", "typst"):
        text = data.decode()
        for word in ("Week 1: Floods", "2027-01-11", "As of 2026-09-01", "N. Okafor", "Why?", "田中", "ئىلچى"):
            assert word in text
        assert "Grade it." not in text


def test_notes_for_instructors_and_languages_without_terms_are_told(course: Path) -> None:
    done = run("reading-list", "spring", "--instructor", "--no-annotations", "--group-by", "viewpoint", cwd=course)
    assert done.returncode == 0
    assert "For instructors: Grade it." in done.stdout
    assert "A study of how much flood water" not in done.stdout
    assert "\nRiver communities\n" in done.stdout
    assert "no terms in 'ug'" in done.stderr


@pytest.mark.parametrize(
    ("argv", "code", "hint"),
    [
        (("--style", "chicgo"), 2, "Did you mean 'chicago'"),
        (("--style", "broken.csl"), 2, "is no CSL style"),
        (("--style", "mute.csl"), 2, "prints nothing of any work"),
        (("--group-by", "viewpoint,rolle"), 2, "no grouping 'rolle'. Did you mean 'role'"),
        (("--group-by", "role,role"), 2, "twice by one"),
    ],
)
def test_what_cannot_be_asked_of_a_list_is_said(argv: tuple[str, ...], code: int, hint: str, course: Path) -> None:
    for name, text in (("broken.csl", "<style"), ("mute.csl", MUTE)):
        (course / name).write_text(text, encoding="utf-8")
    done = run("reading-list", "spring", *argv, cwd=course)
    assert (done.returncode, done.stdout) == (code, "")
    assert hint in done.stderr


def test_a_list_pinned_to_an_edition_reads_its_works_there(sourcebook: Path) -> None:
    root = committed(with_list(sourcebook, "edition: autumn\n" + LIST), env=on("2026-09-01"))
    assert run("edition", "create", "autumn", cwd=root, env=on("2026-09-02")).returncode == 0
    run("set", "okafor2019alder", "title=Another name", cwd=root, env=IDENTITY)
    run("rm", "ilchi2021toghan", "--force", cwd=root, env=IDENTITY)
    pinned = run("reading-list", "spring", cwd=root)
    assert (pinned.returncode, "\nEdition autumn, 20" in pinned.stdout) == (0, True)
    assert "ئىلچى" in pinned.stdout
    assert "Another name" not in pinned.stdout
    with_list(root)
    now = run("reading-list", "spring", cwd=root)
    assert (now.returncode, "Another name" in now.stdout) == (1, True)
    assert "No work has the key 'ilchi2021toghan'" in now.stderr
    assert ", with changes since" in now.stdout


def test_a_list_can_be_weighed_and_completed_by_its_name(course: Path) -> None:
    done = run("balance", "spring", "--by", "language", cwd=course)
    assert (done.returncode, "language\tja\t1\t0.3333\n" in done.stdout) == (0, True)
    assert run("complete", cwd=course, stdin="reading-list\0spr\0").stdout.split() == ["spring"]
