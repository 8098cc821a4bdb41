from pathlib import Path

import pytest

from sourcebook.errors import Busy
from sourcebook.store.edit_texts import held


def _upper(record: bytes) -> bytes:
    return record.upper()


def _path(folder: Path) -> str:
    return str(folder / "edits" / "a.md")


def test_a_text_begins_from_its_record(tmp_path: Path) -> None:
    with held(_path(tmp_path), b"one", _upper) as text:
        assert (text.read(), text.base, text.is_resumed) == (b"ONE", b"one", False)


def test_a_text_that_was_changed_is_gone_on_with_and_knows_what_it_was_made_from(tmp_path: Path) -> None:
    with held(_path(tmp_path), b"one", _upper) as text:
        Path(text.path).write_bytes(b"typed")
    with held(_path(tmp_path), b"two", _upper) as text:
        assert (text.read(), text.base, text.is_resumed) == (b"typed", b"one", True)
        text.rebase(b"both", b"two")
    with held(_path(tmp_path), b"three", _upper) as text:
        assert (text.read(), text.base, text.is_resumed) == (b"both", b"two", True)


def test_a_text_in_which_nothing_was_typed_begins_from_the_record_of_now(tmp_path: Path) -> None:
    with held(_path(tmp_path), b"one and more", _upper):
        pass
    with held(_path(tmp_path), b"two", _upper) as text:
        assert (text.read(), text.base, text.is_resumed) == (b"TWO", b"two", False)


def test_a_text_that_was_removed_begins_anew(tmp_path: Path) -> None:
    with held(_path(tmp_path), b"one", _upper) as text:
        Path(text.path).unlink()
    with held(_path(tmp_path), b"two", _upper) as text:
        assert (text.read(), text.base, text.is_resumed) == (b"TWO", b"two", False)
        text.remove()
    assert list((tmp_path / "edits").iterdir()) == []


def test_a_text_alone_is_gone_on_with_as_if_made_from_the_record_of_now(tmp_path: Path) -> None:
    (tmp_path / "edits").mkdir()
    Path(_path(tmp_path)).write_bytes(b"found")
    with held(_path(tmp_path), b"two", _upper) as text:
        assert (text.read(), text.base, text.is_resumed) == (b"found", b"two", True)


def test_a_text_is_held_by_one_and_free_afterwards(tmp_path: Path) -> None:
    with held(_path(tmp_path), b"one", _upper) as text:
        text.rebase(b"typed", b"newer")
        with pytest.raises(Busy, match="end that one first"), held(_path(tmp_path), b"one", _upper):
            pass
        with held(str(tmp_path / "edits" / "b.md"), b"other", _upper):
            pass
        assert text.read() == b"typed"
    with held(_path(tmp_path), b"one", _upper) as text:
        assert text.is_resumed
