import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import StorageFailed
from sourcebook.model.links import NO_HISTORY, History, Outcome, Probe
from sourcebook.store.probe_log import ProbeLog, compact, probes_of, read_log
from strategies import ANY_TEXT

A, B = "https://a.example/", "https://b.example/"
TIMES = st.datetimes().map(lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0"))
DAYS = st.dates().map(lambda day: day.isoformat())
MAYBE = TIMES | st.just("")
NUMBERS = st.integers(0, 10**9)
PROBES = st.builds(
    Probe,
    url=ANY_TEXT.filter(bool),
    at=TIMES,
    outcome=st.sampled_from(Outcome),
    status=NUMBERS,
    final=ANY_TEXT,
    hops=st.lists(st.tuples(ANY_TEXT, NUMBERS), max_size=3).map(tuple),
    permanent=ANY_TEXT,
    reason=ANY_TEXT,
    shape=ANY_TEXT,
    hints=st.lists(ANY_TEXT, max_size=3).map(tuple),
    wait=NUMBERS,
)
HISTORIES = st.builds(
    History,
    tried=MAYBE,
    good=MAYBE,
    outcome=st.sampled_from(["", *Outcome]),
    not_before=MAYBE,
    final=ANY_TEXT,
    failures=st.lists(st.tuples(DAYS, ANY_TEXT), max_size=3).map(tuple),
    tries=NUMBERS,
    undecided=NUMBERS,
    target=ANY_TEXT,
    target_since=MAYBE,
    target_seen=MAYBE,
    shapes=st.lists(st.tuples(ANY_TEXT, NUMBERS), max_size=3).map(tuple),
    odd_since=MAYBE,
    odd_seen=MAYBE,
)


def probe(url: str, day: int = 1, outcome: Outcome = Outcome.OK) -> Probe:
    return Probe(url=url, at=f"2026-03-{day:02}T10:00:00Z", outcome=outcome)


def logged(path: Path, *entries: Probe | dict[str, History] | str) -> str:
    with ProbeLog(str(path)) as log:
        for entry in entries:
            if isinstance(entry, Probe):
                log.add(entry)
            elif isinstance(entry, dict):
                log.settle(entry)
            else:
                log.drop(entry)
    return str(path)


@given(st.lists(PROBES, max_size=4), st.dictionaries(ANY_TEXT, HISTORIES, max_size=4))
def test_what_is_logged_reads_back(tmp_path: Path, probes: list[Probe], histories: dict[str, History]) -> None:
    path = logged(tmp_path / "log", histories, *probes)
    found = read_log(path)
    os.unlink(path)
    assert found.histories == histories
    assert sorted(found.pending) == sorted(probes)


def test_a_log_that_is_not_there_remembers_nothing(tmp_path: Path) -> None:
    assert read_log(str(tmp_path / "none")) == ({}, (), 0)
    assert not compact(str(tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []
    assert read_log(logged(tmp_path / "new" / "log")) == ({}, (), 0)


def test_probes_wait_until_their_run_is_judged(tmp_path: Path) -> None:
    first, second, third = probe(A, 1), probe(B, 2), probe(A, 3)
    path = logged(tmp_path / "log", first, second, third)
    assert read_log(path).pending == (first, second, third)
    logged(tmp_path / "log", {A: History(tried=third.at)})
    assert read_log(path)[:2] == ({A: History(tried=third.at)}, (second,))
    assert list(probes_of(path, [A])) == [first, third]


def test_probes_that_our_own_network_spoilt_are_dropped(tmp_path: Path) -> None:
    path = logged(tmp_path / "log", {A: History(tried=probe(A).at)}, probe(A, 2), "2026-03-02T10:00:00Z", probe(B, 3))
    assert read_log(path)[:2] == ({A: History(tried=probe(A).at)}, (probe(B, 3),))


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_is_skipped_and_the_next_one_is_whole(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "log"
    logged(path, probe(A), probe(B))
    path.write_bytes(path.read_bytes()[:-cut])
    assert read_log(str(path)).pending[:1] == (probe(A),)
    logged(path, probe(B, 3))
    assert read_log(str(path)).pending[-1] == probe(B, 3)
    assert probe(A) in read_log(str(path)).pending


JUNK: list[Any] = [
    *(None, 1, "a", [], {}, {"url": A}, {"url": A, "at": "2026-03-01T10:00:00Z", "outcome": "great"}, {"history": 1}),
    {"url": A, "at": "yesterday", "outcome": "ok"},
    {"url": A, "at": "2026-03-01T10:00:00", "outcome": "ok"},
    {"url": A, "at": "2026-03-01T10:00:00Z", "outcome": "ok", "status": "200"},
    {"url": A, "at": "2026-03-01T10:00:00Z", "outcome": "ok", "status": True},
    {"url": A, "at": "2026-03-01T10:00:00Z", "outcome": "ok", "hops": [["a"]]},
    {"url": A, "at": "2026-03-01T10:00:00Z", "outcome": "ok", "hints": [1]},
    {"history": A, "failures": [["soon", "404"]]},
    {"history": A, "failures": [["2026-03-01"]]},
    {"history": A, "tried": "soon"},
    {"history": A, "shapes": {"a": 1}},
]


@pytest.mark.parametrize("junk", [*map(json.dumps, JUNK), "", "{", "[" * 100_000, "\x00", '{"url": "\udcff"}'])
def test_lines_that_make_no_sense_are_as_if_not_there(tmp_path: Path, junk: str) -> None:
    path = tmp_path / "log"
    logged(path, probe(A))
    with path.open("ab") as file:
        file.write(junk.encode("utf-8", "surrogateescape") + b"\n")
    logged(path, probe(B))
    assert read_log(str(path))[:2] == ({}, (probe(A), probe(B)))


def test_parts_from_a_later_version_do_not_hide_a_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text('{"history": "https://a.example/", "mood": "good", "status": 200}\n', encoding="utf-8")
    assert read_log(str(path)).histories == {A: NO_HISTORY._replace(status=200)}


def test_a_log_that_grew_long_is_written_anew_with_what_is_remembered(tmp_path: Path) -> None:
    path = logged(tmp_path / "log", {A: History(status=1)})
    assert not compact(path)
    for number in range(1200):
        logged(tmp_path / "log", probe(A), {A: History(status=number)})
    logged(tmp_path / "log", probe(B))
    with ProbeLog(path):
        assert not compact(path), "somebody is adding to it"
    assert compact(path)
    assert read_log(path) == ({A: History(status=1199)}, (probe(B),), 2)


def test_a_writer_that_waited_for_a_new_file_writes_into_that(tmp_path: Path) -> None:
    path = logged(tmp_path / "log", probe(A))
    with ProbeLog(path) as one, ProbeLog(path) as other:
        one.add(probe(A, 2))
        other.add(probe(B, 3))
    assert read_log(path).pending == (probe(A), probe(A, 2), probe(B, 3))


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed, match="Cannot write"):
        logged(tmp_path / "file" / "log", probe(A))
    with pytest.raises(StorageFailed, match="Cannot read"):
        read_log(str(tmp_path))
