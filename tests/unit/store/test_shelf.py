import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from stored import KEYS, keys, record

from sourcebook.errors import BadSettings, NoSourcebook, StorageFailed
from sourcebook.model.query import parse_query
from sourcebook.model.work import Work
from sourcebook.store.codec import read
from sourcebook.store.shelf import Shelf, find_root


@pytest.fixture
def shelf(sourcebook: Path) -> Shelf:
    return Shelf(str(sourcebook))


def test_every_record_becomes_a_work_in_the_order_of_keys(shelf: Shelf) -> None:
    library = shelf.library()
    assert list(library.works) == KEYS
    assert shelf.problems() == ()
    assert (library.subject, library.language, len(library.outlets)) == ("The Alder Valley Dam", "en", 3)
    assert list(library.vocabulary.viewpoints) == ["engineering", "river-communities", "authorities"]
    assert library.vocabulary.viewpoints["river-communities"].definition.endswith(
        "the river, and by those who speak for them."
    )


def test_a_work_from_the_index_is_the_work_of_its_record(shelf: Shelf, sourcebook: Path) -> None:
    for key, work in shelf.library(lines=True).works.items():
        direct = read(record(sourcebook, key).read_text(encoding="utf-8"), path=f"library/works/{key}.md", key=key).work
        assert direct == work
        assert isinstance(work, Work)
        assert direct.origin == work.origin


def test_rows_can_be_sorted_reversed_and_limited(shelf: Shelf) -> None:
    def first_words(sort: str, *, descending: bool = False, limit: int = -1) -> str:
        rows = shelf.rows(parse_query("-lang:en"), sort=sort, descending=descending, limit=limit)
        return " ".join(re.split(r"\d", row.key)[0] for row in rows)

    assert first_words("key") == "ilchi ministry mueller tanaka vandenberg zhou"
    assert first_words("date") == "vandenberg ministry ilchi zhou tanaka mueller"
    assert first_words("date", descending=True, limit=2) == "mueller tanaka"
    assert first_words("title") == "tanaka ministry mueller vandenberg zhou ilchi"
    assert first_words("author") == "ministry mueller vandenberg ilchi zhou tanaka"
    assert first_words("viewpoint") == "ministry mueller tanaka ilchi zhou vandenberg"


def test_a_row_shows_what_a_list_needs(shelf: Shelf) -> None:
    (row,) = shelf.rows(parse_query("key:courier*"))
    assert (row.year, row.author, row.outlet, row.viewpoint) == ("2021", "The Alder Courier", "alder-courier", "")
    assert row.title == "Minutes of the dam board: 40% over budget & “no comment”"


def test_keys_come_in_the_order_asked_for(shelf: Shelf) -> None:
    assert shelf.keys(parse_query("lang:en"), sort="date") == [
        "okafor2019alder",
        "lindqvist2020critique",
        "courier2021minutes",
    ]
    assert shelf.keys() == KEYS


def test_the_state_is_another_as_soon_as_a_record_or_setting_changed(sourcebook: Path) -> None:
    def state() -> bytes:
        return Shelf(str(sourcebook)).state()

    first = state()
    assert state() == first
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    second = state()
    record = sourcebook / "library" / "works" / "okafor2019alder.md"
    record.write_text(record.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
    third = state()
    links = sourcebook / "library" / "links.yaml"
    links.write_text("https://e.org/a:\n  state: ok\n", encoding="utf-8")
    fourth = state()
    links.write_text("https://e.org/a:\n  state: gone\n", encoding="utf-8")
    assert len({first, second, third, fourth, state()}) == 5


def test_what_is_printed_of_links_follows_the_verdicts_and_the_settings(sourcebook: Path) -> None:
    def printed() -> dict[str, str]:
        shelf = Shelf(str(sourcebook))
        return {key: link.copy for key, link in shelf.printing(shelf.library()).printed_links.items()}

    copy = "https://web.archive.org/web/20200601000000/https://journal.example/12/3/101"
    record = sourcebook / "library" / "works" / "lindqvist2020critique.md"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("URL:", f"archive: {{url: '{copy}'}}\nURL:", 1), encoding="utf-8")
    assert printed() == {}
    links = sourcebook / "library" / "links.yaml"
    links.write_text("https://journal.example/12/3/101:\n  state: gone\n", encoding="utf-8")
    assert printed() == {"lindqvist2020critique": copy}
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("archive: {print: never}\n")
    assert printed() == {"lindqvist2020critique": ""}
    links.unlink()
    settings = sourcebook / "sources.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("never", "always"), encoding="utf-8")
    assert printed() == {"lindqvist2020critique": copy, "zhou2021shuiku": "https://archive.example/20211103/a"}


def test_a_neighbourhood_is_a_work_and_all_it_is_related_to(shelf: Shelf) -> None:
    near = shelf.neighbourhood(["lindqvist2020etude"])
    assert list(near.works) == ["lindqvist2020critique", "ministry2020declaration", "okafor2019alder"]
    assert list(shelf.neighbourhood(["lindqvist2020critique"]).works) == list(near.works)
    assert near.work("lindqvist2020etude").key == "lindqvist2020critique"
    assert near.incoming["lindqvist2020critique"] == (("answered-by", "ministry2020declaration"),)
    assert list(shelf.neighbourhood(["nobody"]).works) == []


# Files that are no records.


def _link_out(root: Path) -> None:
    (root / "elsewhere").write_text("---\ntitle: Secret\n---\n")
    record(root, "link").symlink_to(root / "elsewhere")


def _pipe(root: Path) -> None:
    os.mkfifo(record(root, "pipe"))


def _far_future(root: Path) -> None:
    record(root, "later").write_text("no front matter")
    os.utime(record(root, "later"), ns=(10**19, 10**19))


@pytest.mark.parametrize(
    ("make", "name", "rule", "said"),
    [
        (_link_out, "link.md", "not-a-file", "symbolic link"),
        (lambda root: record(root, "gone").symlink_to("nowhere"), "gone.md", "not-a-file", "symbolic link"),
        (lambda root: record(root, "folder").mkdir(), "folder.md", "not-a-file", "has to be a file"),
        (_pipe, "pipe.md", "not-a-file", "has to be a file"),
        (lambda root: record(root, "a b").write_text("---\n---\n"), "a b.md", "bad-key", "'a b' can be no key"),
        (lambda root: record(root, "水库").write_text("---\n---\n"), "水库.md", "bad-key", "can be no key"),
        (lambda root: record(root, "-x").write_text("---\n---\n"), "-x.md", "bad-key", "can be no key"),
        (lambda root: record(root, "new\nline").write_text("---\n---\n"), "new\nline.md", "bad-key", "can be no key"),
        (lambda root: record(root, "\udcff").write_text("---\n---\n"), "\\udcff.md", "bad-key", "can be no key"),
        (lambda root: record(root, "big").write_bytes(b"x" * 50_000_000), "big.md", "too-large", "50,000,000 bytes"),
        (lambda root: record(root, "raw").write_bytes(b"\xff"), "raw.md", "bad-encoding", "not UTF-8"),
        (
            lambda root: record(root, "empty").write_bytes(b""),
            "empty.md",
            "no-front-matter",
            "begins with a line of ---",
        ),
        (_far_future, "later.md", "no-front-matter", "begins with"),
    ],
)
def test_what_is_no_record_is_one_problem_and_the_others_still_list(
    sourcebook: Path, make: Callable[[Path], object], name: str, rule: str, said: str
) -> None:
    make(sourcebook)
    shelf = Shelf(str(sourcebook))
    assert shelf.keys() == KEYS
    (problem,) = shelf.problems()
    assert (problem.place.path, problem.place.line, problem.rule) == (f"library/works/{name}", 1, rule)
    assert said in problem.message
    assert Shelf(str(sourcebook)).problems() == shelf.problems()


def test_hidden_files_and_files_of_other_kinds_are_no_records(sourcebook: Path) -> None:
    for name in (".okafor.md.swp", ".draft.md", "README", "notes.txt", "x.md~", "x.MD"):
        (sourcebook / "library" / "works" / name).write_text("anything")
    assert keys(sourcebook) == KEYS
    assert Shelf(str(sourcebook)).problems() == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions mean nothing to root")
def test_a_record_that_may_not_be_read_is_a_problem(sourcebook: Path) -> None:
    record(sourcebook, "okafor2019alder").chmod(0)
    (problem,) = Shelf(str(sourcebook)).problems()
    assert (problem.rule, problem.key) == ("unreadable", "okafor2019alder")


def test_an_empty_library_holds_no_works(sourcebook: Path) -> None:
    for path in (sourcebook / "library" / "works").iterdir():
        path.unlink()
    assert keys(sourcebook) == []
    assert Shelf(str(sourcebook)).problems() == ()


def test_a_missing_folder_of_works_ends_with_a_sentence(sourcebook: Path) -> None:
    shutil.rmtree(sourcebook / "library" / "works")
    with pytest.raises(StorageFailed, match=r"Cannot read the folder .*works: No such file"):
        keys(sourcebook)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"subject: a: b\n", "sources.yaml:1: A colon and a blank"),
        (b"subject: a\noutlets: x\n", "outlets has to be a list"),
        (b"subject: caf\xe9\n", "not UTF-8"),
        (b"- a\n", "sources.yaml:1: Fields are expected"),
    ],
)
def test_bad_settings_end_with_a_sentence_until_they_are_mended(sourcebook: Path, text: bytes, said: str) -> None:
    keys(sourcebook)
    good = (sourcebook / "sources.yaml").read_bytes()
    (sourcebook / "sources.yaml").write_bytes(text)
    for _ in range(2):
        with pytest.raises(BadSettings, match=said):
            keys(sourcebook)
    (sourcebook / "sources.yaml").write_bytes(good)
    assert keys(sourcebook) == KEYS


def test_a_sourcebook_is_found_from_any_folder_inside_it(sourcebook: Path) -> None:
    assert find_root(str(sourcebook / "library" / "works")) == str(sourcebook)
    assert find_root(str(sourcebook)) == str(sourcebook)


def test_where_there_is_no_sourcebook_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    for start in (find_root, Shelf):
        with pytest.raises(NoSourcebook, match="sourcebook init"):
            start(str(tmp_path))
