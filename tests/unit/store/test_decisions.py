import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.coverage import Decision
from sourcebook.store.decisions import DECISIONS, Decisions, load_decisions, read_decisions, with_decisions
from sourcebook.store.merging_settings import merge_decisions

ONE = Decision(
    "9f0fbca71b", ("url:https://e.example/a", "id:f:9"), "dismissed", "off-topic", "2022-05-24T08:00:00Z", title="大坝"
)
TWO = Decision("0a1b2c3d4e", (), "deferred", date="2022-05-25T08:00:00Z", until="2022-07-01", work="k2022")


def test_a_line_says_what_was_decided_the_date_first() -> None:
    assert with_decisions(b"", [ONE]).decode() == (
        '{"date": "2022-05-24T08:00:00Z", "decision": "dismissed", "id": "9f0fbca71b", "reason": "off-topic", '
        '"title": "大坝", "keys": ["url:https://e.example/a", "id:f:9"]}\n'
    )


DECISIONS_MADE = st.builds(
    Decision,
    id=st.text(min_size=1, max_size=10),
    keys=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    decision=st.sampled_from(["accepted", "dismissed", "deferred", "reopened"]),
    reason=st.text(max_size=20),
    date=st.text(max_size=20),
    until=st.text(max_size=10),
    title=st.text(max_size=20),
    work=st.text(max_size=10),
)


@given(st.lists(DECISIONS_MADE, max_size=5))
def test_what_is_written_is_read_again(made: list[Decision]) -> None:
    data = with_decisions(b"", made)
    assert read_decisions(data) == Decisions(tuple(made))
    # As many lines for those who cut them otherwise, such as a merge.
    assert len(data.decode().splitlines()) == len(made)


@given(st.binary(max_size=60), DECISIONS_MADE)
def test_whatever_stands_there_stays_and_hides_nothing(before: bytes, made: Decision) -> None:
    data = with_decisions(before, [made])
    assert data.startswith(before)
    assert read_decisions(data).decisions[-1] == made


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"date": "2022-05-24", "decis', "The line is no JSON"),
        (b"\xff\xfe", "The line is no JSON"),
        (b"[" * 100_000, "The line is no JSON"),
        (b"<<<<<<< ours", "The line is no JSON"),
        (b"[1]", "The line is no mapping"),
        (b'{"id": 1, "decision": "dismissed"}', "A value is no string"),
        (b'{"id": "a", "decision": "dismissed", "keys": "b"}', "keys is no list of strings"),
        (b'{"id": "a", "decision": "dismissed", "keys": [1]}', "keys is no list of strings"),
        (b'{"id": "a", "decision": "perhaps"}', "decision is one of accepted, dismissed, deferred, reopened, not"),
        (b'{"decision": "dismissed"}', "The decision has no id"),
    ],
)
def test_an_odd_line_is_a_problem_with_its_place_and_costs_no_other(line: bytes, said: str) -> None:
    first, second = with_decisions(b"", [ONE]), with_decisions(b"", [TWO])
    read = read_decisions(first + line + b"\n\n" + second)
    assert read.decisions == (ONE, TWO)
    (problem,) = read.problems
    assert problem.message.startswith(said)
    assert str(problem.place) == "library/decisions.jsonl:2"


def test_foreign_line_ends_marks_and_fields_do_no_harm() -> None:
    data = b"\xef\xbb\xbf" + with_decisions(b"", [ONE]).replace(b"\n", b"\r\n")
    assert read_decisions(data + b'{"id": "a", "decision": "accepted", "mood": 3}').decisions == (
        ONE,
        Decision("a", decision="accepted"),
    )


def test_half_a_character_does_not_stop_a_decision() -> None:
    read = read_decisions(with_decisions(b"", [ONE._replace(title="dam \ud800")]))
    assert read.decisions == (ONE._replace(title="dam ?"),)


def test_two_people_decide_at_once_and_nothing_is_lost() -> None:
    base = with_decisions(b"", [ONE]).decode()
    later = Decision("b", decision="accepted", date="2022-05-26")
    ours, theirs = (with_decisions(base.encode(), [one]).decode() for one in (later, TWO))
    merged = merge_decisions(base, ours, theirs).text
    assert read_decisions(merged.encode()).decisions == (ONE, TWO, later)
    assert all(json.loads(line) for line in merged.splitlines())


def test_the_file_of_a_sourcebook_may_be_missing(tmp_path: Path) -> None:
    assert load_decisions(str(tmp_path)) == Decisions()
    path = tmp_path / DECISIONS
    path.parent.mkdir()
    path.write_bytes(with_decisions(b"", [ONE]))
    assert load_decisions(str(tmp_path)).decisions == (ONE,)
