import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sourcebook.errors import Changed, StorageFailed
from sourcebook.store.cache import Cache
from sourcebook.store.files import MANIFEST, Synced, lock, read_bytes, remove_unfinished, sync, write_all, write_atomic


def run(code: str, *arguments: str) -> str:
    """What a process of its own prints that runs `code` with these modules."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=60,
    )
    return done.stdout


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


# Writing


def test_a_file_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    write_atomic(str(tmp_path / "a" / "b" / "file"), b"new")
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"new"
    assert names(tmp_path / "a" / "b") == ["file"]


def test_a_rewritten_file_keeps_its_permissions_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomic(str(path), b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)
    before = os.umask(0o027)
    try:
        write_atomic(str(tmp_path / "other"), b"new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o640


def test_a_disk_without_room_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    code = """
import resource, sys
from sourcebook.errors import StorageFailed
from sourcebook.store.files import write_atomic
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomic(sys.argv[1], b"x" * 5000)
except StorageFailed as error:
    print(error)
"""
    assert (
        run(code, str(tmp_path / "file")) == f"Cannot write {tmp_path}/file: File too large. It is as it was before.\n"
    )
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_what_cannot_be_replaced_stays_and_leaves_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageFailed, match=r"Cannot write .*folder: Is a directory\. It is as it was before\."):
        write_atomic(str(tmp_path / "folder"), b"new")
    assert names(tmp_path) == ["folder"]
    with pytest.raises(StorageFailed, match="Cannot write"):
        write_atomic(str(tmp_path / ("long" * 100)), b"new")
    assert names(tmp_path) == ["folder"]


def test_a_written_link_is_replaced_and_what_it_led_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    write_atomic(str(tmp_path / "link"), b"new")
    assert (tmp_path / "target").read_bytes() == b"old"
    assert (tmp_path / "link").read_bytes() == b"new"
    assert not (tmp_path / "link").is_symlink()


# Reading


def test_a_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
        write_atomic(str(pipe), b"data")
        assert reader.read() == b"data"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_bytes(str(tmp_path / "file"), 5) == b"12345"
    with pytest.raises(StorageFailed, match="larger than 4 bytes"):
        read_bytes(str(tmp_path / "file"), 4)
    with pytest.raises(StorageFailed, match="Is a directory"):
        read_bytes(str(tmp_path), 4)
    with pytest.raises(StorageFailed, match="No such file"):
        read_bytes(str(tmp_path / "none"), 4)


# Syncing


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    folder = str(tmp_path / "out")
    first = sync(folder, {"b": b"two", "a": b"one"})
    assert first == Synced(written=("a", "b"))
    before = {name: (tmp_path / "out" / name).stat().st_ino for name in ("a", "b", MANIFEST)}
    assert sync(folder, {"a": b"one", "b": b"two"}) == Synced(unchanged=("a", "b"))
    assert {name: (tmp_path / "out" / name).stat().st_ino for name in before} == before
    assert sync(folder, {"a": b"one", "b": b"2"}) == Synced(written=("b",), unchanged=("a",))
    assert (tmp_path / "out" / "b").read_bytes() == b"2"
    assert (tmp_path / "out" / "a").stat().st_ino == before["a"]


def test_the_manifest_can_be_checked_by_sha256sum(tmp_path: Path) -> None:
    sync(str(tmp_path), {"a file": b"one", "b": b""})
    done = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "a file: OK\nb: OK\n"


def test_what_an_earlier_sync_wrote_is_removed_and_nothing_else(tmp_path: Path) -> None:
    sync(str(tmp_path), {"a": b"one", "b": b"two", "c": b"three"})
    (tmp_path / "own").write_bytes(b"mine")
    (tmp_path / "b").write_bytes(b"two, and a note of mine")
    assert sync(str(tmp_path), {"c": b"three"}) == Synced(unchanged=("c",), removed=("a",))
    assert names(tmp_path) == [MANIFEST, "b", "c", "own"]


def test_what_is_kept_stays_in_the_folder_and_in_the_manifest(tmp_path: Path) -> None:
    sync(str(tmp_path), {"feed": b"1", "list": b"1", "old": b"1"})
    assert sync(str(tmp_path), {"list": b"2"}, kept=["feed", "never"]) == Synced(written=("list",), removed=("old",))
    assert (tmp_path / "feed").read_bytes() == b"1"
    assert sync(str(tmp_path), {"list": b"2", "feed": b"2"}, kept=["feed"]).written == ("feed",)
    assert sync(str(tmp_path), {"list": b"2"}).removed == ("feed",)


def test_a_file_that_no_sync_wrote_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"mine")
    with pytest.raises(Changed, match=r"b stands there already and was not written by build; nothing was written"):
        sync(str(tmp_path), {"a": b"one", "b": b"two"})
    assert names(tmp_path) == ["b"]
    assert (tmp_path / "b").read_bytes() == b"mine"


def test_a_dangling_link_that_no_sync_wrote_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").symlink_to("nowhere")
    with pytest.raises(Changed):
        sync(str(tmp_path), {"b": b"two"})
    assert (tmp_path / "b").is_symlink()


def test_a_written_file_that_was_changed_or_lost_is_made_again(tmp_path: Path) -> None:
    sync(str(tmp_path), {"a": b"one", "b": b"two"})
    (tmp_path / "a").write_bytes(b"changed")
    (tmp_path / "b").unlink()
    assert sync(str(tmp_path), {"a": b"one", "b": b"two"}).written == ("a", "b")
    assert (tmp_path / "a").read_bytes() == b"one"


def test_a_manifest_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"")
    folder = tmp_path / "out"
    folder.mkdir()
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (folder / MANIFEST).write_text(f"{empty}  ../outside\n{empty}  {tmp_path}/outside\n{empty}  ..\nnonsense\n\n")
    assert sync(str(folder), {}) == Synced()
    assert names(tmp_path) == ["out", "outside"]


def test_a_dry_run_says_the_same_and_does_nothing(tmp_path: Path) -> None:
    sync(str(tmp_path), {"a": b"one", "b": b"two"})
    planned = sync(str(tmp_path), {"a": b"1", "c": b"three"}, dry_run=True)
    assert planned.is_stale
    assert names(tmp_path) == [MANIFEST, "a", "b"]
    assert (tmp_path / "a").read_bytes() == b"one"
    assert sync(str(tmp_path), {"a": b"1", "c": b"three"}) == planned == Synced(written=("a", "c"), removed=("b",))
    assert not sync(str(tmp_path), {"a": b"1", "c": b"three"}, dry_run=True).is_stale


def test_a_folder_that_is_a_file_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(StorageFailed, match="Cannot write"):
        sync(str(tmp_path / "out"), {"a": b"one"})


# Locking

TRY = """
import sys
from sourcebook.errors import Busy
from sourcebook.store import files
try:
    with files.lock(sys.argv[1], 0.2):
        print("taken")
except Busy as error:
    print("busy", error.exit_code)
"""


def test_a_lock_keeps_another_process_out_until_it_is_given_back(tmp_path: Path) -> None:
    path = str(tmp_path / "cache" / "lock")
    with lock(path):
        assert run(TRY, path) == "busy 5\n"
    assert run(TRY, path) == "taken\n"


def test_a_lock_is_given_back_when_its_holder_fails_or_dies(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with pytest.raises(ZeroDivisionError), lock(path):
        raise ZeroDivisionError
    assert run(TRY, path) == "taken\n"
    run("import os, sys\nfrom sourcebook.store.files import lock\nlock(sys.argv[1]).__enter__()\nos._exit(0)", path)
    assert run(TRY, path) == "taken\n"


def test_a_lock_that_cannot_be_made_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageFailed, match="Cannot write into"), lock(str(tmp_path / "file" / "lock")):
        pass


# The cache


def test_a_cache_gives_back_what_was_put_and_forgets_without_harm(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    assert cache.get("a") is None
    cache.put("a", b"\x00one")
    assert cache.get("a") == b"\x00one"
    (tmp_path / "cache" / "a").unlink()
    assert cache.get("a") is None


def test_a_cache_keeps_the_newest_values(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}").write_bytes(b"")
        os.truncate(folder / f"{number}", 20_000_000)
        os.utime(folder / f"{number}", ns=(number, number))
    Cache(str(folder)).put("new", b"")
    assert names(folder) == ["2", "3", "4", "new"]


def test_a_spoilt_value_is_none(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    cache.put("a", b"one")
    whole = (tmp_path / "a").read_bytes()
    for spoilt in (b"", whole[:-1], whole[:10], whole[:-1] + b"x"):
        (tmp_path / "a").write_bytes(spoilt)
        assert cache.get("a") is None


def test_a_cache_on_a_disk_that_refuses_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(str(tmp_path / "file"))
    cache.put("a", b"one")
    assert cache.get("a") is None


def test_many_files_are_written_and_removed_together(tmp_path: Path) -> None:
    (tmp_path / "gone").write_bytes(b"x")
    (tmp_path / "new").mkdir()
    write_all({str(tmp_path / "new" / "a"): b"1", str(tmp_path / "b"): b"2", str(tmp_path / "gone"): None})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "new"]
    assert ((tmp_path / "new" / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"1", b"2")


def test_only_what_a_killed_writer_left_beside_these_files_is_removed(tmp_path: Path) -> None:
    for name in (".a.md.k2x_9f.tmp", ".b.md.k2x_9f.tmp", ".a.md.tmp", "a.md", ".a.md"):
        (tmp_path / name).write_bytes(b"x")
    remove_unfinished([str(tmp_path / "a.md"), str(tmp_path / "nowhere" / "b.md")])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.md", ".a.md.tmp", ".b.md.k2x_9f.tmp", "a.md"]
