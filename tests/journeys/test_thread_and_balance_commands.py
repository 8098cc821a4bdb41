import re
from pathlib import Path

from running import json_lines, on_terminal, run

from sourcebook.store.shelf import Shelf


def test_a_dispute_is_a_tree_a_timeline_and_json(sourcebook: Path) -> None:
    library = Shelf(str(sourcebook)).library()
    source, target = next(
        (work.key, one.target) for work in library.works.values() for one in work.relations if one.type == "rebuts"
    )
    screen = on_terminal("thread", source, cwd=sourcebook, columns=60)
    assert screen.code == 0
    assert screen.text.index(target) < screen.text.index(source)
    assert "─ " in screen.text
    assert "Rebuts · " in screen.text
    rows = [line.split("\t") for line in run("thread", source, cwd=sourcebook).stdout.splitlines()]
    assert ["0", target] == [rows[0][0], rows[0][2]]
    assert [source, "rebuts", target] in [row[2:5] for row in rows]
    dated = [line.split("\t")[0] for line in run("thread", source, "--timeline", cwd=sourcebook).stdout.splitlines()]
    assert dated == sorted(dated)
    assert f"Rebuts {target}" in on_terminal("thread", source, "--timeline", cwd=sourcebook).text
    (shape,) = json_lines(run("thread", source, target, "--json", cwd=sourcebook).stdout)
    assert (shape["schema"], shape["root"]) == ("sourcebook.thread/1", target)


def test_a_work_without_a_dispute_says_so(sourcebook: Path) -> None:
    library = Shelf(str(sourcebook)).library()
    alone = next(key for key, work in library.works.items() if not work.relations and key not in library.incoming)
    done = run("thread", alone, cwd=sourcebook)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{alone} answers no work" in done.stderr


def test_shares_are_bars_on_a_terminal_lines_in_a_pipe_and_a_gate_for_machines(sourcebook: Path) -> None:
    screen = on_terminal("balance", cwd=sourcebook, columns=70)
    assert screen.code == 0
    for words in ("Viewpoint (", "Viewpoint by year", "Viewpoint by origin", "%"):
        assert words in screen.text
    assert all(len(re.sub(r"\x1b\[\d*m", "", line)) <= 70 for line in screen.text.splitlines())
    rows = [line.split("\t") for line in run("balance", cwd=sourcebook).stdout.splitlines()]
    assert {row[0] for row in rows} == {"viewpoint", "year", "language", "origin", "role"}
    name, _, works, share = max((row for row in rows if row[0] == "viewpoint"), key=lambda row: int(row[2]))[:4]
    assert (name, int(works) > 0, 0 < float(share) < 1) == ("viewpoint", True, True)
    assert run("balance", "--max-share", "100", cwd=sourcebook).returncode == 0
    gate = run("balance", "--max-share", "1", "--json", "--across", "role", cwd=sourcebook)
    assert gate.returncode == 1
    assert "at most 1.0% is asked for" in gate.stderr
    shapes = list(json_lines(gate.stdout))
    assert {tuple(shape["of"]) for shape in shapes} == {("viewpoint",), ("role",), ("viewpoint", "role")}
    assert run("balance", "--min-share", "nobody=5", cwd=sourcebook).returncode == 2
    assert run("balance", "--min-share", "many", cwd=sourcebook).returncode == 2
    assert run("balance", "title:nothingofthekind", cwd=sourcebook).returncode == 1
