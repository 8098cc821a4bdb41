"""`tag`, `relate`, `rename` and the others, on many works at once: all or none, in one commit."""

import subprocess
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import everything_under, json_lines, run

ALDER, MINUTES, SHUIKU = "okafor2019alder", "courier2021minutes", "zhou2021shuiku"


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git."""
    return committed(sourcebook)


def _run(root: Path, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run(*argv, cwd=root, stdin=stdin, env=IDENTITY)


def _record(root: Path, key: str) -> str:
    return (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")


def test_tags_go_on_and_come_off_in_one_commit(root: Path) -> None:
    done = _run(root, "tag", ALDER, SHUIKU, "+silt", "-measurements", "+'x", "+two words", "-m", "why")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{ALDER}: keywords +silt +'x +two words −measurements",
        f"{SHUIKU}: keywords +silt +'x +two words",
    ]
    assert "keywords: [flood storage, silt, '''x', two words]" in _record(root, ALDER)
    assert messages(root)[0] == "2 works: 2 changed"
    assert '"−measurements"' in git(root, "log", "-1", "--format=%B")


def test_tags_are_one_whatever_their_case_in_a_work_and_in_the_library(root: Path) -> None:
    done = _run(root, "tag", ALDER, MINUTES, "+Flood Storage")
    assert done.stdout == f"{MINUTES}: keywords added\n"
    assert "'Flood Storage' is spelled 'flood storage' here" in done.stderr
    assert "keywords: [flood storage]" in _record(root, MINUTES)
    done = _run(root, "tag", "-q", "tag:flood", "-flood storage", "+Flood Storage")
    assert "keywords: [Flood Storage]" in _record(root, MINUTES)


@pytest.mark.parametrize("argv", [("set", "role=article"), ("tag", "+x"), ("rm",), ("unset", "-f", "role")])
def test_a_query_that_finds_no_work_to_change_is_told_and_fails(argv: tuple[str, ...], root: Path) -> None:
    done = _run(root, argv[0], "-q", "author:nobody", *argv[1:])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "sourcebook: no work matches 'author:nobody'.\n"


def test_a_tag_that_no_work_has_is_a_word_and_no_error(root: Path) -> None:
    done = _run(root, "tag", ALDER, "-measurement", "-flood storage")
    assert (done.returncode, done.stdout) == (0, f"{ALDER}: keywords −flood storage\n")
    assert "no work that is meant has the tag 'measurement'. Did you mean 'measurements'?" in done.stderr
    done = _run(root, "tag", ALDER, "-measurements")
    assert (done.returncode, "keywords" in _record(root, ALDER)) == (0, False)
    done = _run(root, "tag", ALDER, "-measurements")
    assert (done.returncode, "nothing to change" in done.stderr) == (0, True)


def test_tags_take_keys_from_a_pipe_or_a_query_and_show_what_they_would_do(root: Path) -> None:
    done = _run(root, "tag", "-", "+x", "--json", "--dry-run", stdin=f"{ALDER}\ncourier2022minutes\n")
    assert [one["key"] for one in json_lines(done.stdout)] == [MINUTES, ALDER]
    assert "+keywords: [x]" in _run(root, "tag", "-q", "key:courier*", "+x", "--dry-run").stdout
    assert len(messages(root)) == 1
    assert _run(root, "tag", "+x").returncode == 2
    assert _run(root, "tag", ALDER).returncode == 2
    assert _run(root, "tag", ALDER, "nobody2020", "+x").returncode == 1
    assert len(messages(root)) == 1


def test_keywords_that_are_no_list_are_not_overwritten(root: Path) -> None:
    path = root / "library" / "works" / f"{ALDER}.md"
    path.write_text(_record(root, ALDER).replace("[flood storage, measurements]", "flood"), encoding="utf-8")
    git(root, "commit", "-qam", "broken")
    done = _run(root, "tag", ALDER, "+x")
    assert (done.returncode, "keywords is no list; mend the record first" in done.stderr) == (3, True)


def test_relations_are_stated_on_every_source(root: Path) -> None:
    done = _run(root, "relate", SHUIKU, "tanaka2022damu", "responds-to", "courier2022minutes", ALDER)
    assert (done.returncode, done.stderr) == (0, "")
    for key in (SHUIKU, "tanaka2022damu"):
        assert f"- {{type: responds-to, target: {MINUTES}}}\n- {{type: responds-to, target: {ALDER}}}" in _record(
            root, key
        )
    assert messages(root)[0] == "2 works: 2 changed"
    done = _run(root, "relate", SHUIKU, "responds-to", ALDER)
    assert (done.returncode, "nothing to change" in done.stderr) == (0, True)


def test_an_inverse_is_stated_on_the_other_work(root: Path) -> None:
    done = _run(root, "relate", ALDER, "answered-by", SHUIKU)
    assert done.stdout == f"{SHUIKU}: relations +responds-to {ALDER}\n"


def test_relations_are_taken_away_also_from_keys_that_no_work_has(root: Path) -> None:
    before = _record(root, MINUTES)
    done = _run(root, "relate", "courier2022minutes", "quotes", ALDER, "--remove")
    assert done.stdout == f"{MINUTES}: relations −quotes {ALDER} page 3\n"
    path = root / "library" / "works" / f"{MINUTES}.md"
    path.write_text(before.replace(f"target: {ALDER}", "target: gone2019x"), encoding="utf-8")
    git(root, "commit", "-qam", "broken")
    assert _run(root, "relate", MINUTES, "quotes", "gone2019x", "--remove").returncode == 0
    assert "quotes" not in _record(root, MINUTES)
    done = _run(root, "relate", MINUTES, "quotes", "gone2019x", "--remove")
    assert (done.returncode, "No work has the key 'gone2019x'" in done.stderr) == (1, True)
    done = _run(root, "relate", MINUTES, "quotes", ALDER, "--remove")
    assert (done.returncode, "nothing to change" in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ([SHUIKU, "rebut", ALDER], 2, "Did you mean 'rebuts'"),
        ([SHUIKU, "rebuts", "okafor2019aldr"], 1, f"Did you mean '{ALDER}'"),
        (["zhou2021shuku", "rebuts", ALDER], 1, f"Did you mean '{SHUIKU}'"),
        ([MINUTES, "rebuts", "courier2022minutes"], 3, "cannot stand in a relation to itself"),
        ([SHUIKU, "rebuts"], 2, "relate A rebuts B"),
        (["-", "rebuts", "-"], 2, "not both"),
    ],
)
def test_relations_that_cannot_be_are_refused(root: Path, words: list[str], code: int, says: str) -> None:
    before = everything_under(root / "library")
    done = _run(root, "relate", *words)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert everything_under(root / "library") == before


def test_many_works_are_related_by_a_pipe_or_a_query(root: Path) -> None:
    done = _run(root, "relate", "-", "quotes", ALDER, stdin=f"{SHUIKU}\ntanaka2022damu\n")
    assert len(done.stdout.splitlines()) == 2
    done = _run(root, "relate", "-q", "lang:zh OR lang:ja", "reviews", ALDER, "--json")
    assert {one["key"] for one in json_lines(done.stdout)} == {SHUIKU, "tanaka2022damu"}
    done = _run(root, "relate", SHUIKU, "part-of", "-", "--dry-run", stdin=f"{ALDER}\n")
    assert f"+- {{type: part-of, target: {ALDER}}}" in done.stdout


def test_many_works_are_renamed_in_one_commit_and_relations_between_them_follow(root: Path) -> None:
    done = _run(root, "rename", "-", stdin=f"{ALDER} a2019\ncourier2022minutes\tb2021\n\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(messages(root)) == 2
    assert "{type: quotes, target: a2019, note: page 3}" in _record(root, "b2021")
    assert f"aliases: [courier2022minutes, {MINUTES}]" in _record(root, "b2021")
    assert status(root) == []
    for key in (ALDER, "courier2022minutes", MINUTES):
        assert _run(root, "show", key).returncode == 0
    assert f"'{ALDER}'" not in _run(root, "check").stdout
    assert _run(root, "undo").returncode == 0
    assert _record(root, ALDER).startswith("---")


@pytest.mark.parametrize(
    ("lines", "code", "says"),
    [
        (f"{ALDER} {SHUIKU}\n{SHUIKU} {ALDER}\n", 3, f"The key '{SHUIKU}' is in use or was in use"),
        (f"{ALDER} {SHUIKU}\n{SHUIKU} c\n", 3, f"The key '{SHUIKU}' is in use or was in use"),
        (f"{ALDER} b\nb c\n", 1, "No work has the key 'b'"),
        (f"{ALDER} b\n{SHUIKU} B\n", 3, "The key 'b' is in use"),
        (f"{MINUTES} b\ncourier2022minutes c\n", 3, "two new keys, 'b' and 'c'"),
        (f"{ALDER} b\n{SHUIKU} a/b\n", 3, "'a/b' can be no key"),
        (f"{ALDER} b\n{SHUIKU}\n", 3, "Line 2 is no pair"),
        ("", 0, "nothing to change"),
    ],
)
def test_renames_are_done_all_or_none(root: Path, lines: str, code: int, says: str) -> None:
    before = everything_under(root / "library")
    done = _run(root, "rename", "-", stdin=lines)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert (everything_under(root / "library"), len(messages(root))) == (before, 1)


def test_rename_takes_two_keys_or_a_pipe(root: Path) -> None:
    for words in ((ALDER,), (ALDER, "b", "c"), ("-", "b", "c")):
        done = _run(root, "rename", *words)
        assert (done.returncode, "takes an old and a new key" in done.stderr) == (2, True)


def test_works_that_a_query_finds_are_removed_and_come_back_by_a_pipe(root: Path) -> None:
    done = _run(root, "rm", "-q", "key:zhou* OR key:tanaka*", "--dry-run")
    assert (done.returncode, len(messages(root))) == (0, 1)
    done = _run(root, "rm", "-q", "key:zhou* OR key:tanaka*", "--force")
    assert done.returncode == 0, done.stderr
    assert messages(root)[0] == "2 works: 2 removed"
    done = _run(root, "restore", "-", stdin=f"{SHUIKU}\ntanaka2022damu\n")
    assert (done.returncode, messages(root)[0]) == (0, "2 works: 2 added")
