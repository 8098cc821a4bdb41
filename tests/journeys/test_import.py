"""`import`: files of other programs become records in one commit; what could not be read or kept is told."""

import json
import subprocess
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import json_lines, on_terminal, run

BIB = r"""@article{smith2020, title={The {NASA} claims: 100\% \& more}, author={Smith, John}, date={2020~},
  url={https://e.org/a%20b?x=1&y=2#z~1}, doi={https://doi.org/10.1000/XYZ123}, usera={foo}, file={:a.pdf:PDF}}
@article{again, title={Quite another title}, doi={10.1000/xyz123}, volume={7}}
@article{broken, title = {A} year = {2000}}
@misc{conf/x:1, title={On the mouth of the river}, author={Berg, Åsa}, year=1999}
"""


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git."""
    return committed(sourcebook)


def _run(root: Path, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, stdin=stdin, env=IDENTITY)


def _file(root: Path, name: str, text: str) -> str:
    path = root.parent / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def _record(root: Path, key: str) -> str:
    return (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")


def test_good_entries_come_in_as_one_commit_and_the_broken_one_is_named(root: Path) -> None:
    name = _file(root, "refs.bib", BIB)
    done = _run(root, "import", name, "-m", "from the old list")
    assert done.returncode == 3
    assert f"{name}:4: broken: title (line 4): a comma is missing" in done.stderr
    assert "again is in the file before it, as smith2020: the same DOI: 10.1000/xyz123" in done.stderr
    assert done.stdout == (
        "berg1999mouth: added: On the mouth of the river\nsmith2020: added: The NASA claims: 100% & more\n"
    )
    assert messages(root)[0] == "import refs.bib: 2 added"
    assert status(root) == []
    record = _record(root, "smith2020")
    for line in ("URL: https://e.org/a%20b?x=1&y=2#z~1", "DOI: 10.1000/XYZ123", "issued: 2020~", "usera: foo"):
        assert line in record.splitlines()
    assert "confirmed: seed-only" in record
    assert "seed: refs.bib, line 1 (smith2020), imported 2" in record
    assert "aliases: [conf/x:1]" in _record(root, "berg1999mouth")
    assert _run(root, "show", "conf/x:1", "--json").returncode == 0


def test_every_loss_is_in_the_report(root: Path) -> None:
    name, losses = _file(root, "refs.bib", BIB), root.parent / "losses.tsv"
    done = _run(root, "import", name, "--losses", str(losses))
    assert "not kept" in done.stderr
    rows = {tuple(line.split("\t")) for line in losses.read_text(encoding="utf-8").splitlines()[1:]}
    assert rows == {
        ("smith2020", "usera", "foo", "the field usera"),
        ("smith2020", "file", ":a.pdf:PDF", ""),
        ("conf/x:1", "key", "conf/x:1", "the field aliases"),
        ("again", "title", "Quite another title", ""),
        ("again", "volume", "7", ""),
        ("again", "key", "again", ""),
    }


def test_json_tells_changes_complaints_duplicates_and_losses(root: Path) -> None:
    done = _run(root, "import", _file(root, "refs.bib", BIB), "--json")
    lines = json_lines(done.stdout)
    schemas = [line["schema"].removeprefix("sourcebook.").removesuffix("/1") for line in lines]
    assert {name: schemas.count(name) for name in schemas} == {"complaint": 1, "duplicate": 1, "loss": 6, "change": 2}
    assert done.stderr == ""


def test_dry_run_writes_nothing_and_shows_the_records(root: Path) -> None:
    done = _run(root, "import", _file(root, "refs.bib", BIB), "--dry-run")
    assert "+title: 'The NASA claims: 100% & more'" in done.stdout
    assert status(root) == []
    assert len(messages(root)) == 1


@pytest.mark.parametrize(
    ("choice", "volume", "publisher", "title"),
    [
        ("keep", "", "Alder Institute", "Alder"),
        ("merge", "volume: 7", "Alder Institute", "Alder"),
        ("take", "volume: 7", "Another Press", "Alder"),
    ],
)
def test_a_work_that_is_here_is_kept_taken_or_merged(
    root: Path, choice: str, volume: str, publisher: str, title: str
) -> None:
    _run(root, "set", "okafor2019alder", "DOI=10.5555/alder", "publisher=Alder Institute")
    text = "@report{x, title={Words}, doi={10.5555/ALDER}, volume={7}, institution={Another Press}}"
    done = _run(root, "import", _file(root, "x.bib", text), "--on-conflict", choice)
    assert done.returncode == 0, done.stderr
    assert "x is here already, as okafor2019alder" in done.stderr
    record = _record(root, "okafor2019alder")
    assert f"publisher: {publisher}" in record
    assert (("volume: 7" in record), bool(volume)) in ((True, True), (False, False))
    assert ("title: Words" in record) == (choice == "take")


def test_on_a_terminal_each_work_that_is_here_is_asked_about(root: Path) -> None:
    _run(root, "set", "okafor2019alder", "DOI=10.5555/alder")
    text = "@report{x, title={Words}, doi={10.5555/alder}, volume={7}}"
    name = _file(root, "x.bib", text)
    screen = on_terminal(
        "import", name, "--on-conflict", "ask", cwd=root, env={**IDENTITY, "PAGER": "cat"}, typed="what?\nmerge\n"
    )
    assert screen.code == 0, screen.text
    assert screen.text.count("keep the record, take what the file says, or merge?") == 2
    assert "volume: 7" in _record(root, "okafor2019alder")
    assert "title: Words" not in _record(root, "okafor2019alder")


def test_our_own_exports_come_into_an_empty_sourcebook_as_they_were(root: Path, tmp_path: Path) -> None:
    exported = _run(root, "export", "-f", "csl-json").stdout
    empty = tmp_path / "empty"
    assert _run(root, "init", str(empty)).returncode == 0
    for path in (empty / "library" / "works").glob("*.md"):
        path.unlink()
    done = run("import", "-", "-C", str(empty), "--no-commit", cwd=tmp_path, stdin=exported, env=IDENTITY)
    assert done.returncode == 0, done.stderr
    again = run("export", "-f", "csl-json", "-C", str(empty), cwd=tmp_path, env=IDENTITY).stdout

    def without_seeds(text: str) -> object:
        items = json.loads(text)
        for item in items:
            for part in ("seed", "confirmed"):
                item.get("custom", {}).get("provenance", {}).pop(part, None)
            if item.get("custom", {}).get("provenance") == {}:
                del item["custom"]["provenance"]
            if item.get("custom") == {}:
                del item["custom"]
        return items

    assert without_seeds(again) == without_seeds(exported)


def test_a_plain_list_goes_to_the_inbox_and_only_once(root: Path) -> None:
    text = "1. [1]\nThe dam that nobody wanted - River Courier\nMay 24, 2022 — words\n2. [2]\nAnother title https://e.org/2\n"
    done = _run(root, "import", "-", stdin=text)
    assert done.returncode == 0, done.stderr
    inbox = sorted(path.name for path in (root / "library" / "inbox").iterdir())
    assert len(inbox) == 2
    assert [name[10:] for name in inbox] == ["-anonanother.md", "-river2022dam.md"]
    assert status(root) == []
    assert "read from a plain list" in (root / "library" / "inbox" / inbox[1]).read_text(encoding="utf-8")
    again = _run(root, "import", "-", stdin=text)
    assert again.returncode == 0
    assert len(list((root / "library" / "inbox").iterdir())) == 2
    assert "is here already" in again.stderr
    assert _run(root, "list", "--keys").stdout.count("\n") == 9


def test_a_viewpoint_and_a_role_for_all(root: Path) -> None:
    name = _file(root, "t.csv", "Titel,Jahr\nOn silt,2020\n")
    done = _run(root, "import", name, "--map", "Titel=title,Jahr=issued", "--viewpoint", "engineering", "--inbox")
    assert done.returncode == 0, done.stderr
    inbox = next((root / "library" / "inbox").iterdir()).read_text(encoding="utf-8")
    assert "viewpoint: engineering" in inbox


@pytest.mark.parametrize(
    ("argv", "stdin", "code", "says"),
    [
        (["-", "--viewpoint", "enginering"], "", 2, "Did you mean 'engineering'"),
        (["-", "--format", "bibtx"], "", 2, "Did you mean 'bibtex'"),
        (["-", "--on-conflict", "ask"], "", 2, "needs a terminal"),
        (["-", "--map", "a=title"], "@misc{a, title={b}}", 2, "--map is for tables"),
        (["-"], "", 3, "Nothing to import"),
        (["missing.bib"], "", 3, "missing.bib"),
        (["-", "-f", "csl-json"], '{"title": ', 3, "This item is no JSON"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    root: Path, argv: list[str], stdin: str, code: int, says: str
) -> None:
    done = _run(root, "import", *argv, stdin=stdin)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert git(root, "rev-list", "--count", "HEAD").strip() == "1"
    assert status(root) == []


def test_what_git_is_told_to_ignore_is_never_committed(root: Path) -> None:
    (root / ".gitignore").write_text(".sourcebook/\nlibrary/works/private*\n", encoding="utf-8")
    git(root, "commit", "--quiet", "--all", "--message=keep some apart")
    name = _file(root, "refs.bib", "@misc{private1, title={Apart}, year=2000}\n@misc{open1, title={Open}, year=2001}\n")
    done = _run(root, "import", name)
    assert done.returncode == 5
    assert "ignore library/works/private1.md" in done.stderr
    assert git(root, "ls-files", "library/works/private1.md", "library/works/open1.md") == ""
    assert messages(root)[0] == "keep some apart"


def test_one_value_without_a_place_is_told_in_the_singular(sourcebook: Path) -> None:
    (sourcebook / "one.bib").write_text("@book{one2020, title = {One $\\sqrt{2}$}, year = 2020}\n", encoding="utf-8")
    said = run("import", "one.bib", "--dry-run", cwd=sourcebook).stderr
    assert "1 value has no place in a record: 1 is kept elsewhere, 0 are not kept" in said
