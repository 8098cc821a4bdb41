import os
from pathlib import Path

import pytest
from stored import keys, record

from sourcebook.store.shelf import Shelf


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sourcebook of 2,100 works, each of which updates the one before it."""
    root = tmp_path_factory.mktemp("large")
    works = root / "library" / "works"
    works.mkdir(parents=True)
    (root / "sources.yaml").write_text("subject: Numbers\n")
    for number in range(2100):
        text = f"title: Number {number}\nrelations:\n- {{type: updates, target: k{number - 1}}}\naliases: [old{number}]"
        (works / f"k{number}.md").write_text(f"---\n{text}\n---\n")
    keys(root)
    return root


def _retitled(root: Path, key: str, title: str) -> None:
    """Changes a title in place, so that the folder of the record does not tell."""
    path = record(root, key)
    lines = path.read_text().splitlines(keepends=True)
    with path.open("r+") as file:
        file.write("".join([lines[0], f"title: {title}\n", *lines[2:]]))
        file.truncate()


@pytest.mark.parametrize(
    ("asked", "edited"), [("k7", "k7"), ("k17", "k16"), ("k27", "k28"), ("old37", "k36"), ("old47", "k47")]
)
def test_an_edit_in_place_of_a_work_or_its_neighbour_is_seen_among_thousands(
    large: Path, asked: str, edited: str
) -> None:
    titles = ["Changed, and longer than before", "Changed, and LONGER than before"]
    for title in titles:
        Shelf(str(large)).neighbourhood([asked])
        before = record(large, edited).stat().st_mtime_ns
        _retitled(large, edited, title)
        os.utime(record(large, edited), ns=(before, before + 1))
        assert Shelf(str(large)).neighbourhood([asked]).works[edited].title == title


def test_a_record_added_or_removed_among_thousands_is_seen(large: Path) -> None:
    assert list(Shelf(str(large)).neighbourhood(["fresh"]).works) == []
    record(large, "fresh").write_text("---\ntitle: Fresh\nrelations:\n- {type: updates, target: k57}\n---\n")
    assert list(Shelf(str(large)).neighbourhood(["k57"]).works) == ["fresh", "k56", "k57", "k58"]
    record(large, "fresh").unlink()
    assert list(Shelf(str(large)).neighbourhood(["k57"]).works) == ["k56", "k57", "k58"]


def test_changed_settings_are_seen_among_thousands(large: Path) -> None:
    assert Shelf(str(large)).neighbourhood(["k1"]).subject == "Numbers"
    (large / "sources.yaml").write_text("subject: Numerals\n")
    assert Shelf(str(large)).neighbourhood(["k1"]).subject == "Numerals"
