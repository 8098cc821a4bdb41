"""The feed of changes that `build` makes from the history."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from repositories import IDENTITY, committed, git, on
from running import json_lines, run

ATOM = "{http://www.w3.org/2005/Atom}"
DAM = "library/works/okafor2019alder.md"


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def commit(root: Path, day: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=By hand", env=on(day))


def build(root: Path, *options: str) -> dict[str, str]:
    """File -> its state."""
    done = run("build", "--json", *options, cwd=root, env=IDENTITY)
    assert (done.returncode, done.stderr) == (0, "")
    return {line["file"]: line["state"] for line in json_lines(done.stdout)}


def entries(root: Path) -> list[ET.Element]:
    return _feed(root).findall(f"{ATOM}entry")


def _feed(root: Path, name: str = "changes.xml") -> ET.Element:
    return ET.fromstring((root / "citations" / name).read_bytes())  # noqa: S314 - what our own build wrote


def titles(root: Path) -> list[str]:
    return [one.findtext(f"{ATOM}title", "") for one in entries(root)]


@pytest.fixture
def book(sourcebook: Path) -> Path:
    """A sourcebook that asks for a feed, after two commits that changed works and one that did not."""
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.write("- {file: changes.xml, format: atom}\n")
    committed(sourcebook, env=on("2026-01-01"))
    edit(sourcebook, DAM, "number: '0755'", "number: '0756'")
    commit(sourcebook, "2026-02-01")
    edit(sourcebook, "sources.yaml", "The Alder Valley Dam", "The Dam")
    commit(sourcebook, "2026-03-01")
    return sourcebook


def test_the_feed_has_an_entry_for_each_commit_that_changed_works(book: Path) -> None:
    assert build(book)["citations/changes.xml"] == "written"
    assert titles(book) == ["okafor2019alder: number 0755 → 0756", "9 works: 9 added"]
    assert _feed(book).findtext(f"{ATOM}updated") == "2026-02-01T12:00:00Z"
    assert entries(book)[0].findtext(f"{ATOM}id") == f"urn:sha1:{git(book, 'rev-parse', 'HEAD~1').strip()}"
    first = git(book, "rev-parse", "HEAD~2").strip()
    assert _feed(book).findtext(f"{ATOM}id") == f"urn:sha1:{first}:changes.xml"


def test_building_again_gives_the_same_bytes_and_edits_that_are_not_committed_are_not_in_it(book: Path) -> None:
    build(book)
    edit(book, DAM, "number: '0756'", "number: '0757'")
    assert build(book)["citations/changes.xml"] == "unchanged"


def test_a_check_asks_nothing_about_the_feed(book: Path) -> None:
    build(book)
    edit(book, DAM, "number: '0756'", "number: '0757'")
    build(book)
    commit(book, "2026-04-01")
    assert "citations/changes.xml" not in build(book, "--check")
    assert build(book, "--dry-run")["citations/changes.xml"] == "stale"
    assert build(book)["citations/changes.xml"] == "written"
    assert len(entries(book)) == 3


def test_where_it_is_published_names_the_feed(book: Path) -> None:
    edit(book, "sources.yaml", "language: en\n", "language: en\nurl: https://dam.example/reading\n")
    build(book)
    assert _feed(book).findtext(f"{ATOM}id") == "https://dam.example/reading/changes.xml"
    assert [one.get("href") for one in _feed(book).findall(f"{ATOM}link")] == [
        "https://dam.example/reading/changes.xml",
        "https://dam.example/reading/",
    ]


def test_an_address_that_is_none_is_refused(book: Path) -> None:
    edit(book, "sources.yaml", "language: en\n", "language: en\nurl: dam.example\n")
    done = run("build", cwd=book, env=IDENTITY)
    assert done.returncode == 3
    assert "url is where citations/ is published" in done.stderr


def test_the_feed_of_works_has_the_newest_first_and_a_renamed_one_is_not_new(book: Path) -> None:
    with (book / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.write("- {file: feed.xml, format: atom-works}\n- {file: dams.xml, format: atom-works, query: okafor}\n")
    first = git(book, "rev-parse", "HEAD~2").strip()
    assert run("rename", "okafor2019alder", "okafor2019new", cwd=book, env=on("2026-03-05")).returncode == 0
    new = (book / DAM.replace("alder", "new")).read_text(encoding="utf-8")
    lines = [line for line in new.splitlines() if not line.startswith(("DOI", "URL", "aliases", "- okafor"))]
    (book / "library" / "works" / "a2026later.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    commit(book, "2026-03-06")
    assert build(book)["citations/feed.xml"] == "written"
    found = {
        name: [one.findtext(f"{ATOM}id", "").split(":", 2)[2] for one in _feed(book, name).findall(f"{ATOM}entry")]
        for name in ("feed.xml", "dams.xml")
    }
    ids = [one.rpartition(":")[2] for one in found["feed.xml"]]
    assert ids[0] == "a2026later"
    assert len(ids) == 10
    assert f"{first}:okafor2019alder" in found["feed.xml"]
    assert set(found["dams.xml"]) < set(found["feed.xml"])
    assert "citations/feed.xml" not in build(book, "--check")
    assert build(book)["citations/feed.xml"] == "unchanged"


def test_a_shallow_clone_keeps_the_feed_that_is_there(book: Path, tmp_path: Path) -> None:
    build(book)
    commit(book, "2026-04-01")
    git(tmp_path, "clone", "--quiet", "--depth=1", book.as_uri(), "shallow")
    clone = tmp_path / "shallow"
    before = (clone / "citations" / "changes.xml").read_bytes()
    edit(clone, DAM, "number: '0756'", "number: '0757'")
    states = build(clone)
    assert "citations/changes.xml" not in states
    assert states["citations/references.bib"] == "written"
    assert (clone / "citations" / "changes.xml").read_bytes() == before
    assert "changes.xml" in (clone / "citations" / ".manifest").read_text(encoding="utf-8")


def test_without_a_history_there_is_no_feed_and_nothing_else_is_missing(sourcebook: Path) -> None:
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.write("- {file: changes.xml, format: atom}\n")
    assert sorted(build(sourcebook)) == [
        f"citations/{name}" for name in ("reading-list.md", "references.bib", "references.json")
    ]
    git(sourcebook, "init", "--quiet")
    assert "citations/changes.xml" not in build(sourcebook)
    assert not (sourcebook / "citations" / "changes.xml").exists()


def test_a_feed_that_is_asked_for_no_more_is_removed(book: Path) -> None:
    build(book)
    edit(book, "sources.yaml", "- {file: changes.xml, format: atom}\n", "")
    assert build(book)["citations/changes.xml"] == "removed"


def test_a_feed_has_the_newest_fifty(book: Path) -> None:
    for number in range(57, 107):
        edit(book, DAM, f"number: '{number - 1:04d}'" if number > 57 else "number: '0756'", f"number: '{number:04d}'")
        git(book, "commit", "--quiet", "--all", "--message=x", env=on("2026-05-01"))
    build(book)
    assert len(entries(book)) == 50
    assert titles(book)[0] == "okafor2019alder: number 0105 → 0106"
