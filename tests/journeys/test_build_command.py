import shutil
import subprocess
from pathlib import Path

import pytest
from running import everything_under, json_lines, run

FILES = ["reading-list.md", "references.bib", "references.json"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, unchanged: Path) -> Path:
    """A sourcebook that was built, to be copied by tests that change it."""
    root = tmp_path_factory.mktemp("built") / "sourcebook"
    shutil.copytree(unchanged, root)
    assert run("build", cwd=root).returncode == 0
    return root


@pytest.fixture
def book(built: Path, tmp_path: Path) -> Path:
    """A built sourcebook of one's own."""
    return shutil.copytree(built, tmp_path / "sourcebook")


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_build_writes_what_the_sources_ask_for_and_says_so(sourcebook: Path) -> None:
    done = run("build", cwd=sourcebook)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "".join(f"written    citations/{name}\n" for name in FILES)
    assert sorted(path.name for path in (sourcebook / "citations").iterdir()) == [".manifest", *FILES]


def test_two_builds_in_two_places_are_the_same_bytes(built: Path, sourcebook: Path, tmp_path: Path) -> None:
    elsewhere = sourcebook.rename(tmp_path / "another name")
    assert run("build", cwd=elsewhere, env={"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}).returncode == 0
    assert everything_under(elsewhere / "citations") == everything_under(built / "citations")


def test_a_second_build_touches_nothing(book: Path) -> None:
    before = {path: path.stat() for path in (book / "citations").iterdir()}
    done = run("build", cwd=book)
    assert done.stdout == "".join(f"unchanged  citations/{name}\n" for name in FILES)
    after = {path: path.stat() for path in (book / "citations").iterdir()}
    assert {path: (one.st_mtime_ns, one.st_ino) for path, one in after.items()} == {
        path: (one.st_mtime_ns, one.st_ino) for path, one in before.items()
    }


def test_only_files_that_differ_are_written(book: Path) -> None:
    (book / "citations" / "references.bib").write_text("changed by hand", encoding="utf-8")
    assert run("build", cwd=book).stdout == (
        "written    citations/references.bib\n"
        "unchanged  citations/reading-list.md\n"
        "unchanged  citations/references.json\n"
    )


def test_check_tells_whether_the_citations_are_stale_and_writes_nothing(book: Path) -> None:
    assert run("build", "--check", cwd=book).returncode == 0
    _append(book / "library" / "works" / "okafor2019alder.md", "\nIt was revised later.\n")
    before = everything_under(book / "citations")
    done = run("build", "--check", cwd=book)
    assert done.returncode == 1
    assert "stale      citations/references.bib\n" in done.stdout
    assert "run `sourcebook build`" in done.stderr
    assert everything_under(book / "citations") == before
    assert run("build", cwd=book).returncode == 0
    assert run("build", "--check", cwd=book).returncode == 0


def test_a_dry_run_shows_the_difference_and_writes_nothing(book: Path) -> None:
    _append(book / "library" / "works" / "okafor2019alder.md", "\nIt was revised later.\n")
    before = everything_under(book / "citations")
    done = run("build", "--dry-run", cwd=book)
    assert done.returncode == 0
    assert "+++ new/reading-list.md" in done.stdout
    assert "+  It was revised later." in done.stdout
    assert everything_under(book / "citations") == before


@pytest.mark.parametrize("option", [(), ("--check",), ("--dry-run",)])
def test_json_of_build_is_a_file_a_line_whatever_else_is_asked(option: tuple[str, ...], book: Path) -> None:
    _append(book / "library" / "works" / "okafor2019alder.md", "\nIt was revised later.\n")
    lines = json_lines(run("build", "--json", *option, cwd=book).stdout)
    assert {line["schema"] for line in lines} == {"sourcebook.build/1"}
    assert sorted((line["file"], line["state"]) for line in lines) == [
        (f"citations/{name}", "stale" if option else "written") for name in FILES
    ]


def test_an_output_that_is_asked_for_no_more_is_removed(book: Path) -> None:
    sources = book / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("- {file: references.json, format: csl-json}\n", ""), encoding="utf-8")
    assert run("build", "--check", cwd=book).returncode == 1
    done = run("build", cwd=book)
    assert "removed    citations/references.json\n" in done.stdout
    assert not (book / "citations" / "references.json").exists()
    assert run("build", "--check", cwd=book).returncode == 0


def test_an_output_that_was_changed_by_hand_is_not_removed(book: Path) -> None:
    _append(book / "citations" / "references.json", "somebody's own line\n")
    sources = book / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("- {file: references.json, format: csl-json}\n", ""), encoding="utf-8")
    assert run("build", cwd=book).returncode == 0
    assert (book / "citations" / "references.json").read_text(encoding="utf-8").endswith("somebody's own line\n")


def test_a_file_that_build_did_not_write_is_never_replaced(sourcebook: Path) -> None:
    theirs = sourcebook / "citations" / "references.bib"
    theirs.parent.mkdir()
    theirs.write_text("@book{mine}", encoding="utf-8")
    done = run("build", cwd=sourcebook)
    assert (done.returncode, done.stdout) == (5, "")
    assert "was not written by build; nothing was written" in done.stderr
    assert everything_under(theirs.parent) == {"references.bib": b"@book{mine}"}


def test_files_beside_the_citations_are_left_alone(book: Path) -> None:
    (book / "citations" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run("build", cwd=book).returncode == 0
    assert (book / "citations" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert run("build", "--check", cwd=book).returncode == 0


def test_another_folder_may_be_named(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "deep"
    assert run("build", "-o", str(folder), cwd=book).returncode == 0
    assert everything_under(folder) == everything_under(book / "citations")


def test_the_manifest_is_one_that_sha256sum_checks(book: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", ".manifest"], cwd=book / "citations", capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("- {file: a.bib, format: bibtx}", "Did you mean 'bibtex'"),
        ("- {file: a.md, format: markdown, style: chicgo}", "Did you mean 'chicago'"),
        ("- {file: ../a.bib, format: bibtex}", "has to be a plain name inside citations/"),
        ("- {file: a.bib, format: bibtex, query: 'viewpiont:x'}", "Did you mean 'viewpoint'"),
        ("- {format: bibtex}", "an entry has no file"),
    ],
)
def test_an_output_that_makes_no_sense_is_refused_before_anything_is_written(
    line: str, hint: str, sourcebook: Path
) -> None:
    _append(sourcebook / "sources.yaml", f"{line}\n")
    done = run("build", cwd=sourcebook)
    assert done.returncode in (2, 3)
    assert hint in done.stderr
    assert not (sourcebook / "citations").exists()


def test_an_output_with_a_query_holds_what_it_finds(sourcebook: Path) -> None:
    _append(sourcebook / "sources.yaml", "- {file: french.ris, format: ris, query: 'lang:fr'}\n")
    assert run("build", cwd=sourcebook).returncode == 0
    assert (sourcebook / "citations" / "french.ris").read_text(encoding="utf-8").count("TY  - ") == 1
