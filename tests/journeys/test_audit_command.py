import json
from pathlib import Path

from running import json_lines, run

from sourcebook.intake.bibtex import read_bibtex
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
