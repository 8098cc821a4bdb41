import json
from pathlib import Path

import pytest
from running import json_lines, run

from sourcebook.intake.bibtex import read_bibtex
from sourcebook.render.formats import EXPORTS
from sourcebook.store.shelf import Shelf


def test_a_manuscript_is_held_against_the_library_and_gets_its_own_bibliography(sourcebook: Path) -> None:
    first, second, *_ = Shelf(str(sourcebook)).library().works
    draft = sourcebook / "draft.md"
    draft.write_text(f"See @{first}.\n\nAnd [@{second}; @nobody2020].\n", encoding="utf-8")
    done = run("audit", "draft.md", "-o", "refs.bib", cwd=sourcebook)
    assert done.returncode == 1
    assert "draft.md:3: error: No work has the key 'nobody2020'" in done.stdout
    assert "2 works are cited: 1 error" in done.stderr
    text = (sourcebook / "refs.bib").read_text(encoding="utf-8")
    assert {one.entry for one in read_bibtex(text).drafts} == {first, second}
    (shape, *_) = json_lines(run("audit", "--json", "draft.md", cwd=sourcebook).stdout)
    assert (shape["schema"], shape["rule"], shape["line"]) == ("sourcebook.problem/1", "unknown-key", 3)


def test_a_former_key_stays_the_key_of_its_entry(sourcebook: Path) -> None:
    first = next(iter(Shelf(str(sourcebook)).library().works))
    assert run("rename", first, "brandnew2020key", "--no-commit", cwd=sourcebook).returncode == 0
    piped = run("audit", "-", "--from", "latex", "-o", "refs.json", cwd=sourcebook, stdin=rf"\cite{{{first}}}")
    assert piped.returncode == 0
    assert "former-key" in piped.stdout
    assert [one["id"] for one in json.loads((sourcebook / "refs.json").read_text(encoding="utf-8"))] == [first]
    assert run("audit", "-", "--from", "latex", "--strict", cwd=sourcebook, stdin=rf"\cite{{{first}}}").returncode == 1


def test_what_cannot_be_read_or_written_is_a_sentence(sourcebook: Path) -> None:
    (sourcebook / "a.docx").write_bytes(b"no")
    (sourcebook / "a.odt").write_bytes(b"no")
    (sourcebook / "a.md").write_bytes(b"")
    for argv, said in (
        (["a.docx"], "a.docx: This is no sound Word document"),
        (["a.odt"], "does not tell what it is; say --from"),
        (["missing.md"], "Cannot read missing.md"),
        (["-"], "What stands on standard input?"),
        (["a.md", "-o", "refs.xyz"], "tells no format"),
        (["a.md", "--to", "bibtex"], "name the file"),
    ):
        done = run("audit", *argv, cwd=sourcebook)
        assert done.returncode in (2, 3)
        assert said in done.stderr


def test_a_draft_is_never_written_over_by_its_own_bibliography(sourcebook: Path) -> None:
    draft = sourcebook / "own.md"
    draft.write_text("As @nobody2020 says.\n", encoding="utf-8")
    (sourcebook / "other.json").symlink_to(draft)
    for output in ("own.md", "./own.md", "other.json"):
        done = run("audit", "own.md", "--to", "csl-json", "-o", output, "--force", cwd=sourcebook)
        assert (done.returncode, done.stdout) == (2, "")
        assert "is the draft itself" in done.stderr
    assert draft.read_text(encoding="utf-8") == "As @nobody2020 says.\n"


@pytest.mark.parametrize(
    ("file", "export", "mine", "said"),
    [
        ("a.bib", "bibtex", "@book{mine2020, title = {Mine}}\n", "would be lost: mine2020;"),
        ("a.json", "csl-json", '[{"id": "mine2020", "type": "book", "title": "Mine"}]', "would be lost: mine2020;"),
        ("a.jsonl", "jsonl", '{"key": "mine2020"}\n', "would be lost: mine2020;"),
        ("b.bib", "bibtex", "@book{mine2020, title = {Mine\n", "cannot be read as bibtex"),
        ("b.json", "csl-json", '{"name": "mine"}', "would be lost: line 1;"),
        ("c.bib", "bibtex", "What I thought of them all.\n", "cannot be read as bibtex"),
    ],
)
def test_entries_that_the_library_has_not_are_not_lost_with_the_file_that_holds_them(
    file: str, export: str, mine: str, said: str, sourcebook: Path
) -> None:
    (sourcebook / "own.md").write_text("As @okafor2019alder says.\n", encoding="utf-8")
    (sourcebook / file).write_text(mine, encoding="utf-8")
    for argv in (("audit", "own.md"), ("export", "-f", export)):
        done = run(*argv, "-o", file, cwd=sourcebook)
        assert (done.returncode, done.stdout, (sourcebook / file).read_text(encoding="utf-8")) == (5, "", mine)
        assert said in done.stderr
    assert run("audit", "own.md", "-o", file, "--force", cwd=sourcebook).returncode == 0
    assert "okafor2019alder" in (sourcebook / file).read_text(encoding="utf-8")
    before = (sourcebook / file).stat()
    assert run("audit", "own.md", "-o", file, cwd=sourcebook).returncode == 0
    assert (sourcebook / file).stat().st_ino == before.st_ino


@pytest.mark.parametrize("export", EXPORTS)
def test_what_we_wrote_before_is_replaced_also_where_a_work_has_another_key_now(export: str, sourcebook: Path) -> None:
    draft = sourcebook / "own.md"
    for text, held in (("@okafor2019alder, @lindqvist2020etude\n", True), ("@okafor2019alder\n", False), ("\n", False)):
        draft.write_text(text, encoding="utf-8")
        assert run("audit", "own.md", "--to", export, "-o", "refs", cwd=sourcebook).returncode == 0
        assert ("lindqvist2020etude" in (sourcebook / "refs").read_text(encoding="utf-8")) is held
    assert run("export", "-f", export, "-o", "refs", cwd=sourcebook).returncode == 0
