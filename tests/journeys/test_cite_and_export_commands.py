import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from running import json_lines, run, run_for_bytes

import sourcebook as package

APA = (
    "Okafor, N., & Hale, P. J., Jr. (2019). The Alder Valley Dam: An Assessment of Flood Storage (No. 0755). "
    "Institute for Rivers. https://institute.example/reports/alder?id=7\n"
)
NOTE_AGAIN = "Okafor and Hale, The Alder Valley Dam: An Assessment of Flood Storage, 6."


def test_cite_gives_a_reference_in_apa(unchanged: Path) -> None:
    done = run("cite", "okafor2019alder", cwd=unchanged)
    assert (done.returncode, done.stdout, done.stderr) == (0, APA, "")


def test_several_works_are_a_bibliography_in_the_order_of_the_style(unchanged: Path) -> None:
    done = run("cite", "okafor2019alder", "courier2021minutes", cwd=unchanged)
    first, second = done.stdout.splitlines()
    assert first.startswith("Minutes of the dam board")
    assert second == APA.rstrip("\n")


def test_a_note_and_a_citation_in_the_text_carry_locators_in_turn(unchanged: Path) -> None:
    note = run(
        "cite", "okafor2019alder", "--style", "chicago-notes", "--as", "note", "--locator", "p. 6", cwd=unchanged
    )
    assert note.stdout.startswith("Ngozi Okafor and Peter J. Hale Jr., The Alder Valley Dam")
    assert "2019), 6," in note.stdout
    in_text = run("cite", "okafor2019alder", "zhou2021shuiku", "--as", "in-text", "--locator", "p. 6", cwd=unchanged)
    assert in_text.stdout == "(Okafor & Hale, 2019, p. 6; 周文, 2021)\n"


def test_citations_in_pandocs_syntax_are_formatted_one_after_the_other(unchanged: Path) -> None:
    done = run("cite", "[see @okafor2019alder, p. 6; @zhou2021shuiku]", "@okafor2019alder [p. 7]", cwd=unchanged)
    assert done.stdout == "(see Okafor & Hale, 2019, p. 6; 周文, 2021)\nOkafor and Hale (2019, p. 7)\n"
    stdin = "[@okafor2019alder, p. 6]\n[@okafor2019alder, p. 6]\n"
    done = run("cite", "-", "--style", "chicago-notes", "--json", cwd=unchanged, stdin=stdin)
    first, second = json_lines(done.stdout)
    assert (second["keys"], second["text"]) == (["okafor2019alder"], NOTE_AGAIN)
    assert first["text"].startswith("Ngozi Okafor")


def test_a_citation_says_what_is_wrong_with_it(unchanged: Path) -> None:
    done = run("cite", "[@okafor2019alder; @nobody, p. 3]", "[@zhou2021shuiku]", cwd=unchanged)
    assert (done.returncode, done.stdout) == (1, "(周文, 2021)\n")
    assert "nobody" in done.stderr
    for argv in (
        ("[@a; b]",),
        ("[@a] [@b]",),
        ("[see @a and @b]",),
        ("@a", "b"),
        ("[@a]", "--locator", "p. 3"),
        ("[@a]", "--as", "reference"),
    ):
        done = run("cite", *argv, cwd=unchanged)
        assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("output", "title"),
    [
        ("text", "The Alder Valley Dam: An Assessment of Flood Storage"),
        ("html", "<em>The Alder Valley Dam: An Assessment of Flood Storage</em>"),
        ("markdown", "*The Alder Valley Dam: An Assessment of Flood Storage*"),
        ("latex", r"\emph{The Alder Valley Dam: An Assessment of Flood Storage}"),
    ],
)
def test_every_output_marks_the_title_in_its_way(output: str, title: str, unchanged: Path) -> None:
    done = run("cite", "okafor2019alder", "--output", output, cwd=unchanged)
    assert done.returncode == 0
    assert title in done.stdout


def test_json_of_cite_names_keys_and_style(unchanged: Path) -> None:
    (line,) = json_lines(run("cite", "okafor2019alder", "--json", cwd=unchanged).stdout)
    assert line == {
        "schema": "sourcebook.reference/1",
        "keys": ["okafor2019alder"],
        "style": "apa",
        "text": APA.rstrip("\n"),
    }


def test_a_locale_changes_the_words_of_the_style(unchanged: Path) -> None:
    done = run("cite", "okafor2019alder", "tanaka2022damu", "--locale", "de-DE", cwd=unchanged)
    assert "R. da Silva (Hrsg.), 川の本 (S. 12–34)" in done.stdout


def test_a_style_of_ones_own_is_a_path(unchanged: Path, tmp_path: Path) -> None:
    style = tmp_path / "mine.csl"
    style.write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
        "<info><title>Mine</title><id>mine</id><updated>2020-01-01T00:00:00+00:00</updated></info>"
        '<citation><layout><text variable="title"/></layout></citation>'
        '<bibliography><layout><text variable="title" suffix=" (mine)"/></layout></bibliography></style>',
        encoding="utf-8",
    )
    done = run("cite", "okafor2019alder", "--style", str(style), cwd=unchanged)
    assert done.stdout == "The Alder Valley Dam: An Assessment of Flood Storage (mine)\n"


@pytest.mark.parametrize("name", ["de_DE", "de_DE.UTF-8", "de_DE@euro"])
def test_a_locale_may_be_named_as_posix_names_it(name: str, unchanged: Path) -> None:
    done = run("cite", "lindqvist2020critique", "okafor2019alder", "--locale", name, cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    same = run("cite", "lindqvist2020critique", "okafor2019alder", "--locale", "de-DE", cwd=unchanged)
    assert done.stdout == same.stdout


@pytest.mark.parametrize("name", ["xx", "xx_", "C"])
def test_what_names_no_language_is_told_in_one_sentence(name: str, unchanged: Path) -> None:
    done = run("cite", "okafor2019alder", "--locale", name, cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no language tag" in done.stderr
    assert "no terms" not in done.stderr


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("--style", "chicgo"), "There is no style 'chicgo'. Did you mean 'chicago'"),
        (("--output", "docx"), "invalid choice: 'docx'"),
        (("--locator", "p. 6"), "A reference has no locator"),
        (("--as", "in-text", "--locator", "p. 1", "--locator", "p. 2"), "2 locators for 1 keys"),
        (("--as", "note"), "has no notes"),
        (("--style", "/nowhere/mine.csl"), "mine.csl"),
    ],
)
def test_a_citation_that_makes_no_sense_is_refused_in_words(argv: tuple[str, ...], hint: str, unchanged: Path) -> None:
    done = run("cite", "okafor2019alder", *argv, cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


FORMATS = ("bibtex", "biblatex", "csl-json", "csl-yaml", "ris", "csv", "jsonl")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_every_work_and_is_the_same_in_a_file(
    form: str, unchanged: Path, keys: list[str], tmp_path: Path
) -> None:
    done = run("export", "-f", form, "--quiet", cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(key in done.stdout for key in keys)
    file = tmp_path / "made here" / f"export.{form}"
    assert run("export", "-f", form, "--quiet", "-o", str(file), cwd=unchanged).stdout == ""
    assert file.read_bytes() == run_for_bytes("export", "-f", form, "--quiet", cwd=unchanged)


def test_json_formats_parse(unchanged: Path, keys: list[str]) -> None:
    items = json.loads(run("export", "-f", "csl-json", cwd=unchanged).stdout)
    assert [item["id"] for item in items] == keys
    works = json_lines(run("export", "-f", "jsonl", cwd=unchanged).stdout)
    assert [(work["schema"], work["key"]) for work in works] == [("sourcebook.work/1", key) for key in keys]


def test_csv_has_a_header_and_a_row_for_each_work(unchanged: Path, keys: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "-f", "csv", "--quiet", cwd=unchanged).stdout)))
    assert [row["key"] for row in rows] == keys
    assert rows[5]["authors"] == "Okafor, Ngozi; Hale, Jr., Peter J."


def test_a_formula_never_starts_a_cell(sourcebook: Path) -> None:
    record = sourcebook / "library" / "works" / "formula2020.md"
    record.write_text("---\ntype: webpage\ntitle: '=HYPERLINK(\"x\")'\npublisher: '@SUM(1)'\n---\n", encoding="utf-8")
    (row,) = csv.DictReader(
        io.StringIO(run("export", "-f", "csv", "--quiet", "key:formula2020", cwd=sourcebook).stdout)
    )
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row.values())


def test_what_a_format_has_no_place_for_is_said_unless_quiet(unchanged: Path) -> None:
    done = run("export", "-f", "ris", "okafor", cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "sourcebook: ris has no place for: provenance (1).\n")
    assert run("export", "-f", "ris", "okafor", "--quiet", cwd=unchanged).stderr == ""


def test_an_export_is_sorted_as_asked(unchanged: Path) -> None:
    items = json.loads(run("export", "-f", "csl-json", "--sort", "date", cwd=unchanged).stdout)
    assert (items[0]["id"], items[-1]["id"]) == ("vandenberg1984maps", "mueller2023rezension")


def test_a_remembered_export_is_not_reused_once_a_writer_changed(sourcebook: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copytree(Path(package.__file__).parent, program / "sourcebook", ignore=shutil.ignore_patterns("__pycache__"))
    # Without compiled files, the edit below is all that changes.
    env = {"PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
    before = run("export", "-f", "bibtex", cwd=sourcebook, env=env)
    with (program / "sourcebook" / "render" / "plain_text.py").open("a", encoding="utf-8") as writer:
        writer.write('\n\ndef plain_line(text: str) -> str:\n    return "Rewritten"\n')
    after = run("export", "-f", "bibtex", cwd=sourcebook, env=env)
    assert (before.returncode, after.returncode) == (0, 0)
    assert "title = {The {Alder}" in before.stdout
    assert "Rewritten" in after.stdout
    assert "title = {The {Alder}" not in after.stdout


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("-f", "bibtx"), "There is no format 'bibtx'. Did you mean 'bibtex'"),
        ((), "arguments are required: -f/--format"),
        (("-f", "ris", "--sort", "colour"), "invalid choice: 'colour'"),
        (("-f", "ris", "viewpiont:x"), "Did you mean 'viewpoint'?"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused_in_words(argv: tuple[str, ...], hint: str, unchanged: Path) -> None:
    done = run("export", *argv, cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr


def test_an_export_of_nothing_ends_with_1(unchanged: Path) -> None:
    done = run("export", "-f", "bibtex", "nothing-has-this-word", cwd=unchanged)
    assert done.returncode == 1
    assert done.stderr == "sourcebook: no work matches.\n"


def test_a_file_that_cannot_be_written_is_a_sentence_and_3(unchanged: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here first", encoding="utf-8")
    done = run("export", "-f", "ris", "-o", str(tmp_path / "file" / "export.ris"), cwd=unchanged)
    assert (done.returncode, done.stdout) == (3, "")
    assert "Cannot write" in done.stderr
    assert "Traceback" not in done.stderr
