"""Editions: frozen, listed, cited, proved, and built again to the byte, however much came after."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, messages, on, status
from running import everything_under, json_lines, run

NAME = "2026-autumn"
MANIFEST = f"library/editions/{NAME}.yaml"
RECORD = "library/works/okafor2019alder.md"
OCTOBER = {**on("2026-10-01"), "SOURCE_DATE_EPOCH": "1790812800"}  # 2026-10-01, 00:00 UTC


def _run(root: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, env=OCTOBER)


def _well(root: Path, *argv: str) -> str:
    done = _run(root, *argv)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _commit_all(root: Path, *options: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=x", *options)


def _hundred_commits(root: Path) -> None:
    """A hundred further commits that change every record, add works and give the repository other attributes."""
    stream = []
    for number in range(100):
        text = f"---\ntitle: Revision {number}\n---\n"
        files = {
            RECORD: text,
            f"library/works/later{number}.md": text,
            ".gitattributes": f"* text eol=crlf # {number}\n",
        }
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.org> {1800000000 + number} +0000\ndata 1\nx")
        if not number:
            stream.append("from refs/heads/main^0")
        stream += [f"M 100644 inline {path}\ndata {len(said)}\n{said}" for path, said in files.items()]
    git(root, "fast-import", "--quiet", stdin="\n".join(stream) + "\n")
    git(root, "reset", "--hard", "--quiet")


@pytest.fixture
def frozen(sourcebook: Path) -> Path:
    """A sourcebook with the edition `2026-autumn`."""
    committed(sourcebook, env=on("2026-09-01"))
    _well(sourcebook, "edition", "create", NAME, "-m", "For the autumn course")
    return sourcebook


def test_an_edition_is_one_commit_with_a_manifest_and_an_annotated_tag(frozen: Path) -> None:
    manifest = (frozen / MANIFEST).read_bytes()
    digest = hashlib.sha256(manifest).hexdigest()
    assert messages(frozen) == [f"edition {NAME}: 9 works frozen", "The sourcebook as it began"]
    assert git(frozen, "show", "--format=", "--name-only", "HEAD").split() == ["CITATION.cff", MANIFEST]
    tag = git(frozen, "cat-file", "tag", f"edition/{NAME}")
    assert tag.startswith(f"object {git(frozen, 'rev-parse', 'HEAD')}")
    assert tag.endswith(f"Manifest-SHA256: {digest}\n")
    assert "For the autumn course\n" in tag
    assert status(frozen) == []


def test_a_manifest_holds_the_hash_of_every_file_and_of_all_that_build_makes(frozen: Path, tmp_path: Path) -> None:
    manifest = (frozen / MANIFEST).read_text(encoding="utf-8")
    assert manifest.startswith(
        f"edition: {NAME}\nmessage: For the autumn course\ndate: 2026-10-01\nstyle: chicago\nsourcebook: "
    )
    assert "counts:\n  works: 9\n  viewpoints: 3\n" in manifest
    _well(frozen, "build", "-o", str(tmp_path / "built"))
    files = {path: (frozen / path).read_bytes() for path in ("sources.yaml", "library/viewpoints.yaml")}
    files |= {f"library/works/{name}": data for name, data in everything_under(frozen / "library" / "works").items()}
    files |= {path.name: path.read_bytes() for path in (tmp_path / "built").iterdir() if path.name[0] != "."}
    for name, data in files.items():
        assert f"  {name}: {hashlib.sha256(data).hexdigest()}\n" in manifest
    assert len(re.findall(r": [0-9a-f]{64}$", manifest, re.MULTILINE)) == len(files) == 14


def test_an_edition_is_listed_shown_and_cited(frozen: Path) -> None:
    assert _well(frozen, "edition", "list") == f"{NAME}\t2026-10-01\t9\tFor the autumn course\n"
    (shape,) = json_lines(_well(frozen, "edition", "list", "--json"))
    digest = hashlib.sha256((frozen / MANIFEST).read_bytes()).hexdigest()
    assert shape == {
        "schema": "sourcebook.edition/1",
        "edition": NAME,
        "commit": git(frozen, "rev-parse", "HEAD").strip(),
        "digest": digest,
        "date": "2026-10-01",
        "message": "For the autumn course",
        "style": "chicago",
        "sourcebook": shape["sourcebook"],
        "counts": {"works": 9, "viewpoints": 3, "languages": 7, "outlets": 3},
    }
    assert f"SHA-256     {digest}\n" in _well(frozen, "edition", "show", NAME)
    cited = _well(frozen, "edition", "cite", NAME)
    assert cited.startswith("Maintainers of The Alder Valley Dam. 2026. “The Alder Valley Dam.” Version 2026-autumn. ")
    assert cited.endswith(f"\n\nSHA-256 of the manifest of edition {NAME}: {digest}\n")


def test_a_citation_of_the_bibliography_takes_style_output_and_what_the_settings_say(sourcebook: Path) -> None:
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("maintainers: [{family: Okafor, given: Ngozi}, Dam Watch]\nurl: https://dam.example/\n")
    committed(sourcebook)
    _well(sourcebook, "edition", "create", NAME, "--style", "apa")
    assert "Okafor, N., & Dam Watch. (2026" in _well(sourcebook, "edition", "cite", NAME)
    assert "*The Alder Valley Dam*" in _well(sourcebook, "edition", "cite", NAME, "--output", "markdown")
    (shape,) = json_lines(_well(sourcebook, "edition", "cite", NAME, "--style", "mla", "--json"))
    assert (shape["style"], shape["edition"]) == ("mla", NAME)
    assert "https://dam.example" in shape["text"]
    assert 'url: "https://dam.example/"' in (sourcebook / "CITATION.cff").read_text(encoding="utf-8")


def test_without_an_edition_the_last_commit_is_cited(sourcebook: Path) -> None:
    committed(sourcebook, env=on("2026-09-01"))
    commit = git(sourcebook, "rev-parse", "HEAD").strip()
    cited = _well(sourcebook, "edition", "cite")
    assert f"Version {commit[:12]}" in cited
    assert "September 1" in cited
    assert cited.endswith(f"\nCommit: {commit}\n")
    (sourcebook / RECORD).unlink()
    done = _run(sourcebook, "edition", "cite")
    assert (done.returncode, done.stdout) == (0, cited)
    assert "not committed" in done.stderr


def test_an_edition_is_proved_and_built_to_the_byte_a_hundred_commits_later(frozen: Path, tmp_path: Path) -> None:
    said = _well(frozen, "edition", "verify", "--build")
    _well(frozen, "build", "--at", NAME, "-o", str(tmp_path / "first"))
    listed = _well(frozen, "list", "--at", NAME)
    _hundred_commits(frozen)
    (frozen / RECORD).write_text("no record at all", encoding="utf-8")
    shutil.rmtree(frozen / ".sourcebook")
    assert len(messages(frozen)) == 102
    assert _well(frozen, "build", "--at", NAME, "-o", str(tmp_path / "second")).count("written") == 3
    assert everything_under(tmp_path / "second") == everything_under(tmp_path / "first")
    assert _well(frozen, "edition", "verify", "--build") == said
    assert _well(frozen, "list", "--at", NAME) == listed
    assert "Okafor" in _well(frozen, "cite", "okafor2019alder", "--at", NAME)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_reading_list_of_an_edition_says_so_and_its_day(form: str, frozen: Path) -> None:
    assert f"Edition {NAME}, 2026-10-01" in _well(frozen, "reading-list", "-f", form, "--at", NAME)
    assert "Edition" not in _well(frozen, "reading-list", "-f", form)


def test_what_changed_since_the_edition_before_is_counted(frozen: Path) -> None:
    works = frozen / "library" / "works"
    _well(frozen, "set", "okafor2019alder", "language=fr")
    (works / "new2026.md").write_text("---\ntype: webpage\ntitle: New\nURL: https://new.example/\n---\n", "utf-8")
    (works / "courier2021minutes.md").unlink()
    _commit_all(frozen)
    _well(frozen, "edition", "create", "2027-spring")
    assert f"{NAME}: 3 works: 1 added, 1 changed, 1 removed" in _well(frozen, "edition", "show", "2027-spring")
    (shape,) = json_lines(_well(frozen, "edition", "show", "2027-spring", "--json"))
    assert shape["since"] == {"edition": NAME, "added": 1, "changed": 1, "renamed": 0, "removed": 1}
    (shape,) = json_lines(_well(frozen, "edition", "show", NAME, "--json"))
    assert shape["since"] is None
    # Every edition vouches for those before it.
    assert f"  {MANIFEST}: " in (frozen / "library/editions/2027-spring.yaml").read_text("utf-8")
    assert [line.split("\t")[0] for line in _well(frozen, "edition", "list").splitlines()] == [NAME, "2027-spring"]


def _tag(root: Path, commit: str, *, text: str = "") -> None:
    said = text or git(root, "for-each-ref", "--format=%(contents)", f"refs/tags/edition/{NAME}")
    git(root, "tag", "--force", "--annotate", "--file=-", f"edition/{NAME}", commit, stdin=said)


def _lightweight(root: Path) -> None:
    git(root, "tag", "--force", f"edition/{NAME}", f"edition/{NAME}^{{commit}}")


def _moved(root: Path) -> None:
    (root / "README").write_text("x", encoding="utf-8")
    _commit_all(root)
    _tag(root, "HEAD")


def _moved_back(root: Path) -> None:
    _tag(root, f"edition/{NAME}~1")


def _record_rewritten(root: Path) -> None:
    (root / RECORD).write_text("---\ntitle: Another\n---\n", encoding="utf-8")
    _commit_all(root, "--amend")
    _tag(root, "HEAD")


def _record_more_and_one_less(root: Path) -> None:
    (root / RECORD).rename(root / "library" / "works" / "other.md")
    _commit_all(root, "--amend")
    _tag(root, "HEAD")


def _manifest_rewritten(root: Path) -> None:
    (root / MANIFEST).write_bytes((root / MANIFEST).read_bytes().replace(b"autumn course", b"spring course"))
    _commit_all(root, "--amend")
    _tag(root, "HEAD")


def _built_rewritten(root: Path) -> None:
    """The manifest and the tag agree, but what build makes was never so."""
    manifest = (root / MANIFEST).read_text(encoding="utf-8")
    manifest = re.sub(r"(references.bib): \w+", rf"\1: {'0' * 64}", manifest)
    (root / MANIFEST).write_text(manifest, encoding="utf-8")
    _commit_all(root, "--amend")
    _tag(root, "HEAD", text=f"x\n\nManifest-SHA256: {hashlib.sha256(manifest.encode()).hexdigest()}\n")


def _everything_rewritten_aside(root: Path) -> None:
    """Record, manifest and tag agree, but on another commit than the one whose manifest the history still has."""
    git(root, "switch", "--quiet", "--detach")
    manifest = (root / MANIFEST).read_text(encoding="utf-8")
    (root / RECORD).write_text("---\ntitle: Another\n---\n", encoding="utf-8")
    digest = hashlib.sha256((root / RECORD).read_bytes()).hexdigest()
    manifest = re.sub(rf"({RECORD}): \w+", rf"\1: {digest}", manifest)
    (root / MANIFEST).write_text(manifest, encoding="utf-8")
    _commit_all(root, "--amend")
    _tag(root, "HEAD", text=f"x\n\nManifest-SHA256: {hashlib.sha256(manifest.encode()).hexdigest()}\n")
    git(root, "switch", "--quiet", "main")


def _object_replaced(root: Path) -> None:
    """git-replace(1): other bytes are read in the place of a blob, and no hash of git's changes."""
    other = git(root, "hash-object", "-w", "--stdin", stdin="---\ntitle: Another\n---\n").strip()
    git(root, "replace", git(root, "rev-parse", f"HEAD:{RECORD}").strip(), other)


def _tag_removed(root: Path) -> None:
    git(root, "tag", "--delete", f"edition/{NAME}")


TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a lightweight tag": (_lightweight, "its tag has no message"),
    "a tag moved on": (_moved, "its tag was moved"),
    "a tag moved back": (_moved_back, "a commit without a readable"),
    "a record rewritten": (_record_rewritten, f"{RECORD} is not as it was frozen"),
    "a record less": (_record_more_and_one_less, f"{RECORD} is missing"),
    "a record more": (_record_more_and_one_less, "library/works/other.md was not in the edition"),
    "the manifest rewritten": (_manifest_rewritten, "but its tag states"),
    "built files that never were": (_built_rewritten, "built references.bib is not as it was frozen"),
    "all rewritten aside": (_everything_rewritten_aside, "its manifest in the present history is another one"),
    "an object replaced": (_object_replaced, f"{RECORD} is not as it was frozen"),
    "the tag removed": (_tag_removed, f"{MANIFEST} is there, but no tag edition/{NAME}"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found(name: str, frozen: Path) -> None:
    tamper, says = TAMPERED[name]
    assert _well(frozen, "edition", "verify", "--build").startswith(f"{NAME}: as it was frozen")
    tamper(frozen)
    done = _run(frozen, "edition", "verify", "--build")
    assert done.returncode == 1
    assert says in done.stdout
    (shape,) = json_lines(_run(frozen, "edition", "verify", "--build", "--json").stdout)
    assert (shape["edition"], shape["verified"]) == (NAME, False)
    assert [line.removeprefix(f"{NAME}: ") for line in done.stdout.splitlines()] == shape["differences"]


def test_an_edition_in_a_sub_folder_of_a_sha256_repository_is_proved_in_a_shallow_clone(
    sourcebook: Path, tmp_path: Path
) -> None:
    committed(sourcebook.parent, "--object-format=sha256")
    _well(sourcebook, "edition", "create", NAME)
    assert _well(sourcebook, "edition", "verify", "--build").startswith(f"{NAME}: as it was frozen")
    assert _well(sourcebook, "list", "--at", NAME) == _well(sourcebook, "list")
    (sourcebook / RECORD).unlink()
    _commit_all(sourcebook)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"--branch=edition/{NAME}", sourcebook.parent.as_uri(), str(clone))
    assert _well(clone / "sourcebook", "edition", "verify").startswith(f"{NAME}: as it was frozen")


def _unspoilt(_: Path) -> None:
    """Nothing is wrong with the sourcebook: the name is."""


REFUSED: dict[str, tuple[Callable[[Path], object], str, int, str]] = {
    "a taken name": (lambda root: git(root, "tag", f"edition/{NAME}"), NAME, 5, "never made anew"),
    "a name with a blank": (_unspoilt, "a b", 2, "can be no edition's name"),
    "a name that git refuses": (_unspoilt, "a..b", 2, "can be no edition's name"),
    "a name that git keeps for locks": (_unspoilt, "a.lock", 2, "can be no edition's name"),
    "an edit": (lambda root: (root / RECORD).write_text("x"), NAME, 5, f"{RECORD} has edits"),
    "a new record": (lambda root: (root / "library/works/x.md").write_text("x"), NAME, 5, "works/x.md has edits"),
    "a merge": (lambda root: (root / ".git/MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD")), NAME, 5, "merge"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_frozen_is_refused_in_words_and_changes_nothing(name: str, sourcebook: Path) -> None:
    committed(sourcebook)
    spoil, edition, code, says = REFUSED[name]
    spoil(sourcebook)
    before, library = git(sourcebook, "for-each-ref"), everything_under(sourcebook / "library")
    done = _run(sourcebook, "edition", "create", edition)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert (git(sourcebook, "for-each-ref"), everything_under(sourcebook / "library")) == (before, library)


def test_a_library_with_errors_is_not_frozen(sourcebook: Path) -> None:
    (sourcebook / RECORD).write_text("---\ntitle: [\n---\n", encoding="utf-8")
    committed(sourcebook)
    done = _run(sourcebook, "edition", "create", NAME)
    assert (done.returncode, done.stdout) == (1, "")
    assert RECORD in done.stderr
    assert "mend these first" in done.stderr
    assert (status(sourcebook), git(sourcebook, "tag")) == ([], "")


def test_nothing_is_frozen_without_a_repository_or_a_commit(sourcebook: Path) -> None:
    done = _run(sourcebook, "edition", "create", NAME)
    assert (done.returncode, "git init" in done.stderr) == (3, True)
    git(sourcebook, "init", "--quiet")
    done = _run(sourcebook, "edition", "create", NAME)
    assert (done.returncode, "no commit yet" in done.stderr) == (3, True)
    assert _run(sourcebook, "edition", "cite").returncode == 3
    assert _run(sourcebook, "edition", "list").returncode == 0


def test_an_edition_whose_tag_was_refused_is_finished_by_asking_again(sourcebook: Path) -> None:
    committed(sourcebook)
    git(sourcebook, "tag", "edition")  # git keeps no tag `edition/…` beside it
    done = _run(sourcebook, "edition", "create", NAME, "-m", "First")
    assert done.returncode == 5
    assert f"run `sourcebook edition create {NAME}` again" in done.stderr
    commit = git(sourcebook, "rev-parse", "HEAD")
    git(sourcebook, "tag", "--delete", "edition")
    (sourcebook / "README").write_text("x", encoding="utf-8")
    _commit_all(sourcebook)
    assert _run(sourcebook, "edition", "create", NAME, "-m", "Second").returncode == 5
    _well(sourcebook, "edition", "create", NAME, "-m", "First")
    assert git(sourcebook, "rev-parse", f"edition/{NAME}^{{commit}}") == commit
    assert _well(sourcebook, "edition", "verify", "--build").startswith(f"{NAME}: as it was frozen")


def test_a_manifest_that_is_not_true_of_its_commit_is_never_tagged(frozen: Path) -> None:
    manifest = (frozen / MANIFEST).read_text(encoding="utf-8").replace(NAME, "2027-spring")
    (frozen / "library/editions/2027-spring.yaml").write_text(manifest, encoding="utf-8")
    (frozen / RECORD).unlink()
    _commit_all(frozen)
    done = _run(frozen, "edition", "create", "2027-spring")
    assert (done.returncode, done.stdout) == (5, "")
    assert "is not true of the commit" in done.stderr


def test_a_dry_run_shows_the_manifest_and_makes_nothing(sourcebook: Path) -> None:
    committed(sourcebook)
    shown = _well(sourcebook, "edition", "create", NAME, "--dry-run")
    assert f"+edition: {NAME}\n" in shown
    assert (len(messages(sourcebook)), git(sourcebook, "tag"), status(sourcebook)) == (1, "", [])


def test_an_edition_is_a_commit_also_where_others_are_left_to_the_person(sourcebook: Path) -> None:
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("commit: manual\n")
    committed(sourcebook)
    _well(sourcebook, "edition", "create", NAME)
    assert len(messages(sourcebook)) == 2


def test_a_citation_file_of_the_users_own_keeps_its_lines(sourcebook: Path) -> None:
    own = "# Mine\ncff-version: 1.2.0\nversion: '0'\ntitle: My title\n"
    (sourcebook / "CITATION.cff").write_text(own, encoding="utf-8")
    committed(sourcebook)
    _well(sourcebook, "edition", "create", NAME)
    assert (sourcebook / "CITATION.cff").read_text(encoding="utf-8") == (
        f'# Mine\ncff-version: 1.2.0\nversion: "{NAME}"\ntitle: My title\ndate-released: "2026-10-01"\n'
    )


@pytest.mark.parametrize("command", ["show", "verify", "cite"])
def test_an_edition_that_is_not_there_is_a_sentence(command: str, frozen: Path) -> None:
    done = _run(frozen, "edition", command, "2026-autum")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Did you mean '{NAME}'?" in done.stderr


def test_a_wrong_clock_of_the_environment_is_a_sentence(sourcebook: Path) -> None:
    committed(sourcebook)
    done = run("edition", "create", NAME, cwd=sourcebook, env={**IDENTITY, "SOURCE_DATE_EPOCH": "soon"})
    assert (done.returncode, "seconds since 1970" in done.stderr) == (2, True)


@pytest.mark.parametrize(("argv", "code"), [(("edition",), 2), (("edition", "--help"), 0), (("edition", "sho"), 2)])
def test_the_first_word_alone_names_the_commands_it_begins(argv: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = run(*argv, cwd=tmp_path)
    assert done.returncode == code
    assert "edition show" in done.stdout + done.stderr
    assert "reading-list" not in done.stdout + done.stderr


def test_settings_of_a_commit_that_cannot_be_read_are_a_sentence(sourcebook: Path) -> None:
    settings = (sourcebook / "sources.yaml").read_bytes()
    (sourcebook / "sources.yaml").write_text("subject: [\n", encoding="utf-8")
    committed(sourcebook)
    (sourcebook / "sources.yaml").write_bytes(settings)
    done = _run(sourcebook, "edition", "cite")
    assert (done.returncode, done.stdout) == (3, "")
    assert "sources.yaml of commit" in done.stderr
