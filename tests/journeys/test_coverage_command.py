"""`coverage`, and the chart that `build` makes of the same numbers."""

import json
from pathlib import Path

import pytest
from feeds import following
from running import json_lines, on_terminal, run

from sourcebook.model.polling import Polled
from sourcebook.store.feed_state import FeedState

DECISIONS = [
    {"date": "2026-09-02T10:00:00Z", "decision": "dismissed", "id": "a"},
    {"date": "2026-09-03T10:00:00Z", "decision": "deferred", "id": "b"},
    {"date": "2026-10-01T10:00:00Z", "decision": "accepted", "id": "b", "work": "w"},
]


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook with three decisions, and with a feed that brought one item a day until years ago."""
    root = following(sourcebook, {"daily": "https://daily.example/feed", "new": "https://new.example/feed"})
    lines = "".join(f"{json.dumps(one)}\n" for one in DECISIONS)
    (root / "library" / "decisions.jsonl").write_text(lines, encoding="utf-8")
    (root / ".sourcebook").mkdir(exist_ok=True)
    with FeedState(str(root / ".sourcebook" / "feeds.db")) as state:
        url, day = "https://daily.example/feed", "2020-05-01T00:00:00Z"
        state.remember("daily", Polled(url, tried=day, good=day, outcome="ok", items=9, newest=day, weekly=7.0))
    return root


def test_it_counts_works_decisions_and_silent_feeds(root: Path) -> None:
    done = run("coverage", "--json", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    said = json_lines(done.stdout)
    works = [one for one in said if one["schema"] == "sourcebook.coverage/1"]
    assert {one["by"] for one in works} == {"viewpoint", "outlet"}
    stats = json_lines(run("stats", "--by", "viewpoint", "--json", cwd=root).stdout)
    viewpoints = [one for one in works if one["by"] == "viewpoint"]
    assert [(one["id"], one["works"]) for one in viewpoints] == [(one["id"], one["works"]) for one in stats]
    assert all(sum(one["months"].values()) + one["undated"] == one["works"] for one in works)
    decided = {one["decision"]: one["months"] for one in said if one["schema"] == "sourcebook.decided/1"}
    assert decided == {"accepted": {"2026-10": 1}, "dismissed": {"2026-09": 1}}
    (silent,) = [one for one in said if one["schema"] == "sourcebook.silent/1"]
    assert (silent["id"], silent["newest"], silent["usual"]) == ("daily", "2020-05-01", 7)


def test_in_a_pipe_it_is_plain_rows(root: Path) -> None:
    rows = [
        line.split("\t")
        for line in run("coverage", "--by", "language", "--since", "2021", cwd=root).stdout.splitlines()
    ]
    assert {row[0] for row in rows} == {"language", "decision", "silent"}
    assert all(len(row) == 4 for row in rows)
    months = [row[2] for row in rows if row[0] == "language"]
    assert "earlier" in months
    assert all(month >= "2021" for month in months)


@pytest.mark.parametrize("columns", [100, 40, 20])
def test_a_plot_fits_the_terminal(root: Path, columns: int) -> None:
    shown = on_terminal("coverage", cwd=root, columns=columns, env={"NO_COLOR": "1", "PAGER": "cat"}).text
    assert max(map(len, shown.splitlines())) <= columns
    assert "\033" not in shown
    assert ("█" in shown) == (columns > 30)
    assert "daily: nothing sinc" in shown


def test_what_is_no_date_is_refused(root: Path) -> None:
    done = run("coverage", "--since", "soon", cwd=root)
    assert (done.returncode, "is no date" in done.stderr) == (2, True)
    assert run("coverage", "no-such-word", cwd=root).returncode == 1
