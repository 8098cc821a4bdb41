"""Whatever is wrong with one record is one problem with file and line, and every other work is as well as before."""

import os
import shutil
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from running import json_lines, keys_of, run

GOOD = "---\ntype: report\ntitle: A good record\nissued: 2020\n---\n"
LAUGHS = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
IS_ROOT = os.geteuid() == 0


class Case(NamedTuple):
    """A way to spoil a record: its name, what makes it, the rule that finds it and on which line."""

    name: str
    make: Callable[[Path], object]
    rule: str
    line: int = 1
    file: str = "bad2020record.md"
    is_readable: bool = False


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text.encode("utf-8", "surrogateescape"))


def _huge(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    os.truncate(path, 50_000_000)


def _outside(path: Path) -> None:
    secret = path.parents[3] / "outside.md"
    secret.write_text(GOOD, encoding="utf-8")
    path.symlink_to(secret)


def _socket(path: Path) -> None:
    # A socket's name has to be short, so it is made where it is bound.
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)
    os.chdir(here)


def _flawed(name: str, line: str, rule: str) -> Case:
    """A record that is read although one field of it, on its fourth line, is not as it should be."""
    return Case(name, _text(f"---\ntype: report\ntitle: A\n{line}\n---\n"), rule, line=4, is_readable=True)


def _locked(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)


CASES = [
    Case("an error of YAML", _text("---\ntype: report\ntitle: A colon: inside\n---\n"), "yaml-syntax", 3),
    Case("a quotation mark left open", _text("---\ntype: report\ntitle: 'open\n---\n"), "yaml-syntax", 4),
    Case("a tab", _text("---\ntype: report\nauthor:\n\t- {literal: A}\n---\n"), "yaml-syntax", 4),
    Case(
        "conflict markers",
        _text("---\ntype: report\n<<<<<<< ours\ntitle: A\n=======\ntitle: B\n>>>>>>> theirs\n---\n"),
        "conflict-markers",
        3,
    ),
    Case("no front matter", _text("Only an annotation.\n"), "no-front-matter"),
    Case("front matter without an end", _text("---\ntype: report\ntitle: A\n"), "no-front-matter"),
    Case("nothing at all", _text(""), "no-front-matter"),
    Case("a list instead of fields", _text("---\n- type: report\n---\n"), "yaml-syntax", 2),
    Case("two documents", _text(f"{GOOD}\n{GOOD}"), "two-documents", 7),
    Case("a field twice", _text("---\ntype: report\ntitle: A\ntitle: B\n---\n"), "duplicate-field", 4),
    Case("bytes that are no UTF-8", _text("---\ntype: report\ntitle: caf\udce9\n---\n"), "bad-encoding", 3),
    Case("a control character in YAML", _text("---\ntype: report\ntitle: a\0b\n---\n"), "yaml-syntax", 3),
    Case("50 MB", _huge, "too-large"),
    Case("aliases that unfold to billions", _text(f"---\nl0: &l0 [ha]\n{LAUGHS}---\n"), "yaml-alias", 2),
    Case("a tag that asks for code", _text("---\ntitle: !!python/object/apply:os.system [ls]\n---\n"), "yaml-alias", 2),
    Case("nesting deep enough to crash a parser", _text(f"---\nx: {'[' * 90_000}\n---\n"), "yaml-syntax", 2),
    Case("nesting deeper than any record's", _text(f"---\nx: {'{a: ' * 30}b{'}' * 30}\n---\n"), "yaml-syntax", 2),
    Case("a name with blanks", _text(GOOD), "bad-key", file="bad 2020 record.md"),
    Case("a name in another script", _text(GOOD), "bad-key", file="水库2020.md"),
    Case("a name that is an option", _text(GOOD), "bad-key", file="-rf.md"),
    Case("a directory", lambda path: path.mkdir(), "not-a-file"),
    Case("a pipe", os.mkfifo, "not-a-file"),
    Case("a socket", _socket, "unreadable"),
    Case("a link out of the library", _outside, "not-a-file"),
    Case("a link to nowhere", lambda path: path.symlink_to("nowhere.md"), "not-a-file"),
    Case("a link to itself", lambda path: path.symlink_to(path.name), "not-a-file"),
    Case("a byte order mark", _text("\ufeff" + GOOD), "byte-order-mark", is_readable=True),
    Case("carriage returns", _text(GOOD.replace("\n", "\r\n")), "line-endings", is_readable=True),
    _flawed("a title that is a list", "title-short: [a, b]", "wrong-type"),
    _flawed("an author that is a string", "author: Jane Doe", "wrong-type"),
    _flawed("an author without a name", "author: [Jane Doe]", "wrong-type"),
    _flawed("keywords that are a string", "keywords: a, b", "wrong-type"),
    _flawed("relations that are a string", "relations: rebuts x", "wrong-type"),
    _flawed("a date in words", "issued: May 24, 2022", "bad-date"),
    _flawed("a year beyond counting", "issued: Y99999999999999999999", "bad-date"),
    _flawed("another key inside", "key: other2020", "key-mismatch"),
    _flawed("a key with a path", "key: ../../etc/x", "key-mismatch"),
    _flawed("a key with a slash", "key: a/b", "key-mismatch"),
    pytest.param(
        Case("a file that may not be read", _locked, "unreadable"),
        marks=pytest.mark.skipif(IS_ROOT, reason="root may read every file"),
    ),
    Case("a name that is no text", _text(GOOD), "bad-key", file="bad\udcff2020.md"),
]


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory, unchanged: Path) -> Path:
    """A sourcebook whose index and citations are made, as most are when a record goes bad."""
    root = shutil.copytree(unchanged, tmp_path_factory.mktemp("well") / "sourcebook")
    assert run("build", cwd=root).returncode == 0
    return root


def _state(path: Path) -> object:
    found = path.lstat()
    return found.st_mode, found.st_size, found.st_mtime_ns, os.readlink(path) if path.is_symlink() else ""


def _errors(root: Path) -> list[Mapping[str, Any]]:
    return [one for one in json_lines(run("check", "--json", cwd=root).stdout) if one["severity"] == "error"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_record_is_one_problem_and_the_other_works_are_well(
    case: Case, well: Path, tmp_path: Path, keys: list[str]
) -> None:
    root = shutil.copytree(well, tmp_path / "sourcebook")
    path = root / "library" / "works" / case.file
    case.make(path)
    before = _state(path)

    checked = run("check", "--json", cwd=root)
    (problem,) = [one for one in json_lines(checked.stdout) if one["severity"] == "error"]
    shown = f"library/works/{case.file}" if case.file.isprintable() else problem["path"]
    assert (problem["rule"], problem["line"], problem["path"]) == (case.rule, case.line, shown)
    assert checked.returncode == 1

    expected = sorted([*keys, path.stem]) if case.is_readable else keys
    listed = run("list", cwd=root)
    assert (keys_of(listed.stdout), listed.returncode) == (expected, 1)
    assert f"{shown}:{case.line}: error: " in listed.stderr
    exported = run("export", "-f", "jsonl", cwd=root)
    assert ([one["key"] for one in json_lines(exported.stdout)], exported.returncode) == (expected, 1)
    built = run("build", cwd=root)
    assert built.returncode == 1
    assert all(key in (root / "citations" / "references.bib").read_text(encoding="utf-8") for key in expected)
    assert run("show", "okafor2019alder", cwd=root).returncode == 0
    assert _state(path) == before


def test_a_record_that_is_mended_is_well_again(well: Path, tmp_path: Path, keys: list[str]) -> None:
    root = shutil.copytree(well, tmp_path / "sourcebook")
    path = root / "library" / "works" / "bad2020record.md"
    path.write_text("---\ntitle: 'open\n---\n", encoding="utf-8")
    assert run("list", cwd=root).returncode == 1
    path.write_text(GOOD, encoding="utf-8")
    done = run("list", cwd=root)
    assert (keys_of(done.stdout), done.returncode, done.stderr) == (sorted([*keys, "bad2020record"]), 0, "")
    path.unlink()
    assert keys_of(run("list", cwd=root).stdout) == keys


def test_the_key_of_a_bad_record_gets_its_problem_for_an_answer(well: Path, tmp_path: Path) -> None:
    root = shutil.copytree(well, tmp_path / "sourcebook")
    (root / "library" / "works" / "bad2020record.md").write_text("---\ntitle: 'open\n---\n", encoding="utf-8")
    for argv in (("show",), ("cite",), ("open", "--print")):
        done = run(*argv, "bad2020record", cwd=root)
        assert (done.returncode, done.stdout) == (1, "")
        assert "library/works/bad2020record.md:3: error: " in done.stderr or "[yaml-syntax]" in done.stderr


def test_many_bad_records_are_counted_and_not_poured_out(well: Path, tmp_path: Path) -> None:
    root = shutil.copytree(well, tmp_path / "sourcebook")
    for number in range(9):
        (root / "library" / "works" / f"bad{number}.md").write_text("no front matter", encoding="utf-8")
    done = run("list", cwd=root)
    assert done.stderr.count("\n") == 4
    assert "and 6 more; see `sourcebook check`." in done.stderr
    assert len(_errors(root)) == 9


def test_what_lies_beside_the_records_is_no_record(well: Path, tmp_path: Path, keys: list[str]) -> None:
    root = shutil.copytree(well, tmp_path / "sourcebook")
    for name in ("notes.txt", ".okafor2019alder.md.swp", ".hidden.md", "okafor2019alder.md~", "README"):
        (root / "library" / "works" / name).write_text("not a record", encoding="utf-8")
    (root / "library" / "works" / "folder").mkdir()
    done = run("list", cwd=root)
    assert (keys_of(done.stdout), done.returncode, done.stderr) == (keys, 0, "")
