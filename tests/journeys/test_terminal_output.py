import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from running import Screen, on_terminal, run

STYLE = re.compile(r"\033\[[0-9;]*m")
COMMANDS = [("list",), ("show", "okafor2019alder"), ("stats",), ("check",)]
# A title that would clear the screen, ring, retitle the window, hide text and turn its direction.
HOSTILE = r'"\e[2J\e]0;owned\a\x9b31m evil\r\x08 \u202eright to left\u2066 end"'


def _lines(screen: Screen) -> list[str]:
    return STYLE.sub("", screen.text).splitlines()


@pytest.mark.parametrize("argv", COMMANDS)
def test_there_is_colour_on_a_terminal_and_none_elsewhere(argv: tuple[str, ...], unchanged: Path) -> None:
    assert STYLE.search(on_terminal(*argv, cwd=unchanged, rows=500).text)
    assert "\033" not in run(*argv, cwd=unchanged).stdout


@pytest.mark.parametrize("argv", COMMANDS)
def test_nobody_who_asks_for_no_colour_gets_any(argv: tuple[str, ...], unchanged: Path) -> None:
    for env, option in (({"NO_COLOR": "1"}, ()), ({"TERM": "dumb"}, ()), ({}, ("--color", "never"))):
        screen = on_terminal(*argv, *option, cwd=unchanged, rows=500, env=env)
        assert screen.text
        assert "\033" not in screen.text


def test_colour_is_had_in_a_pipe_by_asking(unchanged: Path) -> None:
    assert STYLE.search(run("show", "okafor2019alder", "--color", "always", cwd=unchanged).stdout)
    assert STYLE.search(run("--color=always", "show", "okafor2019alder", cwd=unchanged).stdout)


def test_a_list_on_a_terminal_is_aligned_and_not_tab_separated(unchanged: Path, keys: list[str]) -> None:
    lines = _lines(on_terminal("list", cwd=unchanged, rows=500))
    assert [line.split()[0] for line in lines] == keys
    assert "\t" not in "".join(lines)
    # The years stand in one column.
    assert len({re.search(r" (19|20)\d\d", line).start() for line in lines}) == 1  # type: ignore[union-attr]  # every work here has a year


@pytest.mark.parametrize("columns", [40, 66, 80, 120])
@pytest.mark.parametrize("argv", [("list",), ("show", "zhou2021shuiku", "ilchi2021toghan"), ("stats",)])
def test_no_line_is_wider_than_the_terminal(argv: tuple[str, ...], columns: int, unchanged: Path) -> None:
    lines = _lines(on_terminal(*argv, cwd=unchanged, columns=columns, rows=500))
    assert lines
    assert [line for line in lines if cell_len(line) > columns] == []


def test_a_wide_terminal_is_used(unchanged: Path) -> None:
    assert "… " not in on_terminal("list", cwd=unchanged, columns=200, rows=500).text
    assert max(map(cell_len, _lines(on_terminal("list", cwd=unchanged, columns=200, rows=500)))) > 80


def test_columns_overrule_the_terminal_where_they_are_a_number(unchanged: Path) -> None:
    assert max(map(cell_len, _lines(on_terminal("list", cwd=unchanged, rows=500, env={"COLUMNS": "50"})))) == 50
    odd = on_terminal("list", cwd=unchanged, rows=500, env={"COLUMNS": "wide"})
    assert (odd.code, odd.text) == (0, on_terminal("list", cwd=unchanged, rows=500).text)


@pytest.mark.parametrize(
    "argv",
    [
        ("list",),
        ("list", "--group-by", "viewpoint"),
        ("list", "--format", "{title} {author} {annotation}"),
        ("list", "--json"),
        ("show", "hostile2020title"),
        ("show", "--json", "hostile2020title"),
        ("show", "--raw", "hostile2020title"),
        ("stats",),
        ("check",),
        ("check", "--format", "github"),
        ("cite", "hostile2020title"),
        ("export", "-f", "csv"),
        ("export", "-f", "biblatex"),
        ("reading-list", "hostile"),
    ],
)
def test_control_characters_of_a_record_never_reach_the_terminal(argv: tuple[str, ...], sourcebook: Path) -> None:
    record = sourcebook / "library" / "works" / "hostile2020title.md"
    record.write_text(
        f"---\ntype: webpage\ntitle: {HOSTILE}\nauthor: [{{literal: {HOSTILE}}}]\nviewpoint: {HOSTILE}\n"
        f"role: {HOSTILE}\n"
        f"language: {HOSTILE}\nkeywords: [{HOSTILE}]\ncontent-note: {HOSTILE}\nx-1: {HOSTILE}\n"
        f"relations: [{{type: {HOSTILE}, target: {HOSTILE}}}]\nprovenance: {{doubts: [{HOSTILE}]}}\n---\n"
        "Annotation \033[31m with \x07 bytes \u202e of control, hostile.\n",
        encoding="utf-8",
    )
    screen = on_terminal(*argv, cwd=sourcebook, rows=2000, columns=200)
    assert screen.code in (0, 1)
    assert "owned" in screen.text
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", STYLE.sub("", screen.text)) == []
    # Of colour there is only our own: no record can bring codes such as 31 within a value of its own.
    assert set(STYLE.findall(screen.text)) <= {f"\033[{code}m" for code in (0, 1, 2, 31, 32, 33, 36)}
    assert "\033[31m with" not in screen.text


def test_an_unknown_key_with_control_characters_is_shown_safely(unchanged: Path) -> None:
    screen = on_terminal("show", "a\033[2Jb", cwd=unchanged)
    assert screen.code == 1
    assert "\033[2J" not in screen.text


def test_long_output_goes_through_the_pager_on_a_terminal_only(unchanged: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    env = {"PAGER": f"tee '{seen}'"}
    assert "\t" in run("list", cwd=unchanged, env=env).stdout
    on_terminal("list", cwd=unchanged, rows=50, env=env)
    assert not seen.exists()
    on_terminal("list", cwd=unchanged, rows=5, env=env)
    assert seen.read_text(encoding="utf-8").count("\n") == 9


@pytest.mark.parametrize("pager", ["cat", "", "no-such-pager-here"])
def test_output_is_whole_whatever_the_pager_is(pager: str, unchanged: Path, keys: list[str]) -> None:
    screen = on_terminal("list", cwd=unchanged, rows=5, env={"PAGER": pager})
    if pager != "no-such-pager-here":
        assert [line.split()[0] for line in _lines(screen)] == keys
    assert "Traceback" not in screen.text


def test_a_pager_that_is_left_early_is_no_error(unchanged: Path) -> None:
    screen = on_terminal("list", cwd=unchanged, rows=5, env={"PAGER": "head -1"})
    assert screen.code == 0
    assert screen.text.count("\n") == 1


def test_stats_are_bars_with_shares_on_a_terminal(unchanged: Path) -> None:
    text = "\n".join(_lines(on_terminal("stats", "--by", "viewpoint", cwd=unchanged)))
    assert text.startswith("Viewpoint (9 works)\n")
    assert re.search(r"Engineering studies +3 +33% █+", text)
    assert re.search(r"Without a viewpoint +2 +22% █+", text)


def test_findings_stand_under_their_file_on_a_terminal(unchanged: Path) -> None:
    lines = _lines(on_terminal("check", cwd=unchanged, rows=500))
    heading = lines.index("library/works/courier2021minutes.md")
    assert any("13  warning  'x-desk' is no field of a record [unknown-field]" in line for line in lines[heading:])
