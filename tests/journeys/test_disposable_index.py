"""Everything under .sourcebook/ may be lost, spoilt or in use at any time, and no answer ever differs."""

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from running import SECONDS, run, start

QUESTIONS = (
    ("list",),
    ("list", "--json", "dam OR 水库"),
    ("show", "okafor2019alder"),
    ("stats", "--json"),
    ("check", "--json"),
    ("cite", "zhou2021shuiku"),
)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory, unchanged: Path) -> Path:
    """A sourcebook with everything cached."""
    root = shutil.copytree(unchanged, tmp_path_factory.mktemp("warm") / "sourcebook")
    shutil.rmtree(root / ".sourcebook", ignore_errors=True)
    _answers(root)
    assert run("build", cwd=root).returncode == 0
    return root


@pytest.fixture(scope="module")
def answers(warm: Path) -> list[tuple[str, str, int]]:
    """What the questions are answered with when all is well."""
    return _answers(warm)


def _answers(root: Path) -> list[tuple[str, str, int]]:
    done = [run(*question, cwd=root) for question in QUESTIONS]
    return [(one.stdout, one.stderr, one.returncode) for one in done]


def _truncated(share: float) -> Callable[[Path], object]:
    return lambda index: os.truncate(index, int(index.stat().st_size * share))


def _zero_page(place: float) -> Callable[[Path], object]:
    def damage(index: Path) -> None:
        data = bytearray(index.read_bytes())
        page = int(len(data) * place) // 4096 * 4096
        data[page : page + 4096] = bytes(4096)
        index.write_bytes(data)

    return damage


def _noise(index: Path) -> None:
    data = bytearray(index.read_bytes())
    dice = random.Random(7)
    # The header stays, so that it looks like a database; two thirds of the rest are noise.
    for page in range(4096, len(data), 4096):
        if dice.random() < 0.66:
            data[page : page + 4096] = dice.randbytes(4096)
    index.write_bytes(data)


def _replaced(schema: str) -> Callable[[Path], object]:
    def damage(index: Path) -> None:
        index.unlink()
        with sqlite3.connect(index) as db:
            db.executescript(schema)
        db.close()

    return damage


def _directory(index: Path) -> None:
    index.unlink()
    index.mkdir()
    (index / "file").touch()


def _dangling(index: Path) -> None:
    index.unlink()
    index.symlink_to("nowhere/index.db")


def _file_for_folder(index: Path) -> None:
    shutil.rmtree(index.parent)
    index.parent.write_text("not a folder", encoding="utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "deleted": lambda index: index.unlink(),
    "folder deleted": lambda index: shutil.rmtree(index.parent),
    "folder a file": _file_for_folder,
    "empty": _truncated(0),
    "cut in the header": lambda index: os.truncate(index, 50),
    "cut in half": _truncated(0.5),
    "cut at a tenth": _truncated(0.1),
    "cut at the end": lambda index: os.truncate(index, index.stat().st_size - 1),
    "garbage": lambda index: index.write_bytes(random.Random(1).randbytes(30_000)),
    "text": lambda index: index.write_text("this is no database\n" * 500, encoding="utf-8"),
    "zeros": lambda index: index.write_bytes(bytes(40_960)),
    "noise": _noise,
    **{f"a page of zeros at {place:.0%}": _zero_page(place) for place in (0.1, 0.3, 0.5, 0.7, 0.9)},
    "a directory": _directory,
    "another program's": _replaced("CREATE TABLE places(id INTEGER PRIMARY KEY, url TEXT);"),
    "another program's with our names": _replaced("CREATE TABLE work(a); CREATE TABLE meta(b); CREATE TABLE words(c);"),
    "of another version": _replaced(
        "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID; INSERT INTO meta VALUES ('setup', 'old');"
    ),
    "a link to nowhere": _dangling,
    "a log left over": lambda index: index.with_name("index.db-wal").write_bytes(random.Random(2).randbytes(9000)),
    "a journal left over": lambda index: index.with_name("index.db-journal").write_bytes(bytes(9000)),
    "formatted references spoilt": lambda index: [
        one.write_bytes(b'{"blocks": 3') for one in (index.parent / "formatted").iterdir()
    ],
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_spoilt_cache_never_shows(name: str, warm: Path, answers: list[tuple[str, str, int]], tmp_path: Path) -> None:
    root = shutil.copytree(warm, tmp_path / "sourcebook")
    DAMAGE[name](root / ".sourcebook" / "index.db")
    assert _answers(root) == answers
    assert run("list", cwd=root).stdout == answers[0][0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_never_shows(
    warm: Path, answers: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    root = shutil.copytree(warm, tmp_path / "sourcebook")
    (root / ".sourcebook" / "index.db").unlink()
    (root / ".sourcebook").chmod(0o555)
    try:
        assert _answers(root) == answers
    finally:
        (root / ".sourcebook").chmod(0o755)


def test_a_changed_record_is_seen_at_once(warm: Path, tmp_path: Path) -> None:
    root = shutil.copytree(warm, tmp_path / "sourcebook")
    record = root / "library" / "works" / "okafor2019alder.md"
    state = record.stat()
    text = record.read_text(encoding="utf-8").replace("Flood Storage", "Silt Storage!")
    # The same size at the same time, by a file put in its place, as git does when it switches branches.
    other = record.with_suffix(".new")
    other.write_text(text, encoding="utf-8")
    os.utime(other, ns=(state.st_atime_ns, state.st_mtime_ns))
    other.rename(record)
    assert "Silt Storage!" in run("show", "okafor2019alder", cwd=root).stdout
    assert run("list", "--keys", "silt storage", cwd=root).stdout == "okafor2019alder\n"


def test_a_renamed_record_is_found_by_both_names(warm: Path, tmp_path: Path) -> None:
    root = shutil.copytree(warm, tmp_path / "sourcebook")
    works = root / "library" / "works"
    text = (works / "okafor2019alder.md").read_text(encoding="utf-8")
    (works / "okafor2019alder.md").unlink()
    (works / "okafor2019dam.md").write_text(
        text.replace("keywords:", "aliases: [okafor2019alder]\nkeywords:"), encoding="utf-8"
    )
    assert run("cite", "okafor2019alder", cwd=root).stdout == run("cite", "okafor2019dam", cwd=root).stdout != ""
    assert run("list", "--keys", "rebuts:okafor2019dam", cwd=root).stdout == "lindqvist2020critique\n"


def test_many_at_once_on_a_cold_index_all_get_the_same_answer(
    warm: Path, answers: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    root = shutil.copytree(warm, tmp_path / "sourcebook")
    for _ in range(2):
        shutil.rmtree(root / ".sourcebook")
        together = [start("list", cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
        ended = [(*one.communicate(timeout=SECONDS), one.returncode) for one in together]
        assert ended == [answers[0]] * 8


def test_readers_and_builders_at_once_do_not_disturb_one_another(
    warm: Path, answers: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    root = shutil.copytree(warm, tmp_path / "sourcebook")
    shutil.rmtree(root / ".sourcebook")
    shutil.rmtree(root / "citations")
    commands = [("build",), ("list",)] * 3
    together = [start(*argv, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for argv in commands]
    ended = [(*one.communicate(timeout=SECONDS), one.returncode) for one in together]
    assert [code for _, _, code in ended] == [0] * 6
    assert ended[1::2] == [answers[0]] * 3
    assert run("build", "--check", cwd=root).returncode == 0
