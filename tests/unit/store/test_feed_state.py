import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import Busy, StorageFailed
from sourcebook.model.coverage import FeedItem
from sourcebook.model.links import Outcome
from sourcebook.model.polling import Answer, Polled, Taken
from sourcebook.store import feed_state
from sourcebook.store.feed_state import FeedState

AT, LATER = "2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z"
POLLED = Polled("https://example.org/feed", tried=AT, good=AT, etag='"1"', whole=AT, items=2, weekly=1.5)


def item(name: str, title: str = "The dam", feed: str = "dam") -> FeedItem:
    return FeedItem(feed, name, f"https://example.org/{name}", title, authors=("A. B.",), links=("https://x.org/",))


def answer(*items: FeedItem, at: str = AT, feed: str = "dam") -> Answer:
    return Answer(feed, at, Outcome.OK, items=items, form="RSS 2.0")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "cache" / feed_state.NAME)


def test_items_and_validators_come_back_as_they_were(path: str) -> None:
    with FeedState(path) as state:
        assert state.take(answer(item("1"), item("2")), POLLED) == Taken(new=2)
    with FeedState(path) as state:
        assert state.known() == {"dam": POLLED}
        assert state.items() == [item("1"), item("2")]


def test_the_same_answer_twice_brings_nothing_new(path: str) -> None:
    with FeedState(path) as state:
        state.take(answer(item("1")), POLLED)
        assert state.take(answer(item("1"), at=LATER), POLLED) == Taken()
        assert len(state.items()) == 1


def test_what_nobody_looked_at_stays_new_until_somebody_did(path: str) -> None:
    with FeedState(path) as state:
        state.take(answer(item("1")), POLLED)
        assert state.has_new()
        state.looked_at("topic 1")
        assert not state.has_new()
        assert state.judged_by() == "topic 1"
        assert state.items(LATER) == []
        state.take(answer(item("2"), at=LATER), POLLED)
        assert [one.id for one in state.items(LATER)] == ["2"]
        assert [one.id for one in state.items()] == ["1", "2"]


def test_an_edit_is_told_three_times_at_most(path: str) -> None:
    with FeedState(path) as state:
        state.take(answer(item("1", "0")), POLLED)
        taken = [state.take(answer(item("1", str(n))), POLLED) for n in range(1, 6)]
    assert [len(one.changed) for one in taken] == [1, 1, 1, 0, 0]
    assert taken[0].changed == ((item("1", "0"), item("1", "1")),)


def test_a_feed_that_shares_nothing_with_the_last_time_has_a_gap(path: str) -> None:
    with FeedState(path) as state:
        assert not state.take(answer(item("1")), POLLED).is_gap
        assert state.take(answer(item("2")), POLLED).is_gap
        assert not state.take(answer(item("2"), item("3")), POLLED).is_gap
        assert not state.take(answer(), POLLED).is_gap


def test_feeds_that_are_no_more_and_what_is_long_gone_are_forgotten(path: str) -> None:
    with FeedState(path) as state:
        state.take(answer(item("1"), item("2")), POLLED)
        state.take(answer(item("2"), at=LATER), POLLED)
        state.take(answer(item("3", feed="other"), feed="other"), POLLED)
        state.forget(["dam"], before=LATER)
        assert [one.id for one in state.items()] == ["2"]
        assert set(state.known()) == {"dam"}


def test_a_change_that_fails_in_the_middle_leaves_nothing_behind(path: str) -> None:
    with FeedState(path) as state:
        state.take(answer(item("1")), POLLED)
        with pytest.raises(TypeError):
            state.take(answer(item("2"), item("3")._replace(title=b"no text")), POLLED._replace(etag='"2"'))  # type: ignore[arg-type] # which no row can hold
        assert state.known()["dam"].etag == '"1"'
        assert len(state.items()) == 1


def _garbage(path: Path) -> None:
    path.write_bytes(b"garbage" * 1_000)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3_000])


def _bent(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4_100:8_000] = bytes(3_900)
    path.write_bytes(data)


def _of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE item RENAME TO thing")
        db.execute("PRAGMA user_version = 99")


def _of_other_tables(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE item")


def _deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [_garbage, _empty, _torn, _bent, _of_another_version, _of_other_tables, _deleted])
def test_a_state_that_is_broken_old_or_gone_is_made_anew(path: str, damage: Callable[[Path], None]) -> None:
    with FeedState(path) as state:
        state.take(answer(*(item(str(n)) for n in range(50))), POLLED)
    damage(Path(path))
    with FeedState(path) as state:
        state.items()
        state.take(answer(item("new")), POLLED)
        assert "new" in [one.id for one in state.items()]
    with FeedState(path) as state:
        assert state.known()["dam"] == POLLED


def test_a_row_that_makes_no_sense_is_as_if_it_were_not_there(path: str) -> None:
    with FeedState(path) as state:
        state.take(answer(item("1"), item("2")), POLLED)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE item SET said = '[1' WHERE id = '1'")
        db.execute("INSERT INTO feed VALUES ('odd', ?)", (json.dumps({"url": "x", "due": "soon"}),))
        db.execute("INSERT INTO feed VALUES ('other', ?)", (json.dumps({"url": 7}),))
    with FeedState(path) as state:
        assert [one.id for one in state.items()] == ["2"]
        assert set(state.known()) == {"dam"}


def test_a_state_that_another_process_holds_is_left_to_it(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_state, "_PATIENCE", 0.01)
    with FeedState(path) as state, sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy, match="Another process"):
            state.take(answer(item("1")), POLLED)
        other.execute("ROLLBACK")
        assert state.take(answer(item("1")), POLLED).new == 1


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="Cannot write"):
        FeedState(str(tmp_path / "file" / "feeds.db"))


def test_a_process_that_is_killed_in_the_middle_leaves_all_or_nothing(path: str) -> None:
    script = f"""
import os, signal, sys
from sourcebook.store import feed_state
from tests_of import answer, item, POLLED
with feed_state.FeedState({path!r}) as state:
    state.take(answer(item("1")), POLLED)
    committed, feed_state._committed = feed_state._committed, None
    def killed(db, change):
        def both(db):
            change(db)
            os.kill(os.getpid(), signal.SIGKILL)
        return committed(db, both)
    feed_state._committed = killed
    state.take(answer(item("2"), item("3")), POLLED._replace(etag="x"))
"""
    here = Path(__file__)
    environ = {**os.environ, "PYTHONPATH": f"{here.parent.parent.parent.parent / 'src'}"}
    script = script.replace(
        "from tests_of import", f"sys.path.insert(0, {str(here.parent)!r})\nfrom {here.stem} import"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environ, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with FeedState(path) as state:
        assert state.known() == {"dam": POLLED}
        assert [one.id for one in state.items()] == ["1"]


TEXTS = st.text(max_size=20)


@given(st.lists(st.tuples(st.sampled_from("abc"), TEXTS), max_size=12))
def test_the_state_holds_what_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str]]
) -> None:
    with FeedState(str(tmp_path_factory.mktemp("state") / "feeds.db")) as state:
        for name, title in said:
            state.take(answer(item(name, title)), POLLED)
        expected: dict[str, list[str]] = {}
        for name, title in said:
            known = expected.setdefault(name, [title])
            if known[-1] != title and len(known) <= 3:
                known.append(title)
        assert {one.id: one.title for one in state.items()} == {name: titles[-1] for name, titles in expected.items()}
