import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from stored import KEYS, index, keys, record, run

from sourcebook.model.query import parse_query
from sourcebook.store.shelf import Shelf

# What changes is seen.


def test_an_added_a_removed_and_a_changed_record_are_seen(sourcebook: Path) -> None:
    assert keys(sourcebook, "title:bridge") == []
    record(sourcebook, "new2024bridge").write_text("---\ntitle: The bridge\n---\n")
    record(sourcebook, "tanaka2022damu").unlink()
    path = record(sourcebook, "okafor2019alder")
    path.write_text(path.read_text().replace("Flood Storage", "Its Bridge"))
    assert keys(sourcebook, "title:bridge") == ["new2024bridge", "okafor2019alder"]
    assert keys(sourcebook, "title:storage") == []
    assert keys(sourcebook) == sorted({*KEYS, "new2024bridge"} - {"tanaka2022damu"})


def test_an_edit_of_the_same_size_is_seen(sourcebook: Path) -> None:
    assert keys(sourcebook, "title:flood") == ["okafor2019alder"]
    path = record(sourcebook, "okafor2019alder")
    before = path.stat()
    path.write_text(path.read_text().replace("Flood", "Bloom"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert path.stat().st_size == before.st_size
    assert keys(sourcebook, "title:flood") == []
    assert keys(sourcebook, "title:bloom") == ["okafor2019alder"]


def test_a_record_put_in_the_place_of_another_is_seen_whatever_its_time_says(sourcebook: Path) -> None:
    assert keys(sourcebook, "title:flood") == ["okafor2019alder"]
    path, other = record(sourcebook, "okafor2019alder"), sourcebook / "other"
    other.write_text(path.read_text().replace("Flood", "Bloom"))
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)
    assert keys(sourcebook, "title:bloom") == ["okafor2019alder"]


def test_a_renamed_record_is_another_work(sourcebook: Path) -> None:
    assert "tanaka2022damu" in keys(sourcebook)
    record(sourcebook, "tanaka2022damu").rename(record(sourcebook, "tanaka2022kawa"))
    assert keys(sourcebook, "記憶") == ["tanaka2022kawa"]


def test_changed_outlets_and_viewpoints_are_seen(sourcebook: Path) -> None:
    assert keys(sourcebook, "outlet:water-ministry") == ["ministry2020declaration"]
    settings = sourcebook / "sources.yaml"
    settings.write_text(settings.read_text().replace("id: water-ministry", "id: Water"))
    assert keys(sourcebook, "outlet:water") == ["ministry2020declaration"]
    words = sourcebook / "library" / "viewpoints.yaml"
    words.write_text(words.read_text().replace("Engineering studies", "Studies"))
    assert Shelf(str(sourcebook)).vocabulary.viewpoints["engineering"].label == "Studies"
    words.unlink()
    assert dict(Shelf(str(sourcebook)).vocabulary.viewpoints) == {}


def test_a_repaired_record_loses_its_problem(sourcebook: Path) -> None:
    path = record(sourcebook, "okafor2019alder")
    good = path.read_text()
    path.write_text("---\ntitle: a: b\n---\n")
    (problem,) = Shelf(str(sourcebook)).problems()
    assert (str(problem.place), problem.rule) == ("library/works/okafor2019alder.md:2", "yaml-syntax")
    assert keys(sourcebook) == [key for key in KEYS if key != "okafor2019alder"]
    path.write_text(good)
    assert Shelf(str(sourcebook)).problems() == ()
    assert keys(sourcebook) == KEYS


# Whatever happens to the index, answers stay the same.


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE work(something_else TEXT)")


def _half_foreign(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE work RENAME COLUMN title TO heading")


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: shutil.rmtree(path.parent),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database\n" * 1000),
        _truncated,
        _overwritten,
        _foreign,
        _half_foreign,
        _a_folder,
    ],
    ids=[
        "deleted",
        "folder deleted",
        "empty",
        "garbage",
        "truncated",
        "overwritten",
        "foreign",
        "half foreign",
        "a folder",
    ],
)
def test_a_harmed_index_never_shows(sourcebook: Path, harm: Callable[[Path], object]) -> None:
    before = Shelf(str(sourcebook)).library(lines=True)
    harm(index(sourcebook))
    shelf = Shelf(str(sourcebook))
    assert shelf.keys(parse_query("水库")) == ["zhou2021shuiku"]
    assert shelf.library(lines=True).works == before.works
    assert list(shelf.neighbourhood(["zhou2021shuiku"]).works) == ["ministry2020declaration", "zhou2021shuiku"]


@pytest.mark.parametrize("harm", [_truncated, _overwritten, _foreign, _half_foreign])
def test_a_harmed_index_is_made_anew_on_disk(sourcebook: Path, harm: Callable[[Path], object]) -> None:
    keys(sourcebook)
    harm(index(sourcebook))
    assert len(Shelf(str(sourcebook)).rows(parse_query(""))) == len(KEYS)
    with sqlite3.connect(index(sourcebook)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT COUNT(title) FROM work").fetchone() == (len(KEYS),)


def test_an_index_of_another_version_is_made_anew(sourcebook: Path) -> None:
    keys(sourcebook)
    with sqlite3.connect(index(sourcebook)) as db:
        db.execute("UPDATE meta SET value = replace(value, '(', '(0') WHERE name = 'setup'")
        db.execute("UPDATE work SET title = 'old'")
    assert keys(sourcebook, "key:okafor*") == ["okafor2019alder"]
    assert Shelf(str(sourcebook)).rows(parse_query("key:tanaka*"))[0].title == "ダムと川の記憶"


def test_a_cache_that_cannot_be_made_never_shows(sourcebook: Path) -> None:
    (sourcebook / ".sourcebook").write_text("a file where the folder should be")
    assert keys(sourcebook) == KEYS


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions mean nothing to root")
def test_a_cache_that_cannot_be_written_never_shows(sourcebook: Path) -> None:
    keys(sourcebook)
    record(sourcebook, "tanaka2022damu").unlink()
    index(sourcebook).chmod(0o444)
    index(sourcebook).parent.chmod(0o555)
    try:
        assert keys(sourcebook) == [key for key in KEYS if key != "tanaka2022damu"]
    finally:
        index(sourcebook).parent.chmod(0o755)


def test_several_processes_may_make_the_index_at_once(sourcebook: Path) -> None:
    code = "import sys\nfrom sourcebook.store.shelf import Shelf\nprint(*Shelf(sys.argv[1]).library().works)"
    processes = [run(code, str(sourcebook)) for _ in range(4)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert answers == [(" ".join(KEYS) + "\n", "")] * 4
    with sqlite3.connect(index(sourcebook)) as db:
        assert db.execute("SELECT COUNT(*) FROM work").fetchone() == (len(KEYS),)


def test_an_index_that_another_process_holds_is_done_without(sourcebook: Path) -> None:
    keys(sourcebook)
    with sqlite3.connect(index(sourcebook), isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")
        assert keys(sourcebook) == KEYS
        db.execute("ROLLBACK")


def test_a_warm_index_reads_no_yaml(sourcebook: Path) -> None:
    keys(sourcebook)
    code = """
import sys
from sourcebook.model.query import parse_query
from sourcebook.store.shelf import Shelf
shelf = Shelf(sys.argv[1])
shelf.rows(parse_query("dam"))
shelf.neighbourhood(["okafor2019alder"])
shelf.library()
shelf.vocabulary, shelf.sources
sys.exit(sorted({"yaml", "dataclasses", "pathlib"} & sys.modules.keys()) or 0)
"""
    assert run(code, str(sourcebook)).communicate(timeout=60) == ("", "")


@pytest.mark.parametrize("words", [["list", "dam"], ["show", "okafor2019alder"], ["list", "--json"]])
def test_commands_on_a_warm_index_read_no_yaml(sourcebook: Path, words: list[str]) -> None:
    keys(sourcebook)
    code = """
import sys
from sourcebook.cli.door import main
main(sys.argv[1:])
print("yaml" in sys.modules, file=sys.stderr)
"""
    out, errors = run(code, "-C", str(sourcebook), *words).communicate(timeout=60)
    assert (errors, "okafor2019alder" in out) == ("False\n", True)
