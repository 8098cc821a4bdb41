import argparse
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from sourcebook.cli.door import COMMANDS

ROOT = Path(__file__).parent.parent.parent


def _help(*argv: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sourcebook", *argv],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8", "COLUMNS": "100"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _options(name: str) -> list[argparse.Action]:
    parser = argparse.ArgumentParser()
    import_module(f"sourcebook.cli.{COMMANDS[name].module}").arguments(parser)
    return [action for action in parser._actions if action.dest != "help"]


def test_the_overview_names_every_command_with_its_sentence_and_aliases(tmp_path: Path) -> None:
    overview = _help("--help", cwd=tmp_path)
    for name, command in COMMANDS.items():
        (line,) = re.findall(rf"^  {name} {{2,}}(.*)$", overview, re.MULTILINE)
        assert line.startswith(command.summary)
        assert all(alias in line for alias in command.aliases)
    assert max(len(line) for line in overview.splitlines()) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_needs_no_sourcebook_and_explains_every_option(name: str, tmp_path: Path) -> None:
    text = _help(*name.split(), "--help", cwd=tmp_path)
    assert text.startswith(f"usage: sourcebook {name}")
    assert f"{COMMANDS[name].summary}." in text
    for option in ("-C DIR", "--color"):
        assert option in text
    for action in _options(name):
        assert action.help, f"{name} {action.dest}: no sentence"
        assert (action.option_strings or [str(action.metavar or action.dest)])[-1] in text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_the_same_by_every_alias_and_spelling(name: str, tmp_path: Path) -> None:
    text = _help(*name.split(), "--help", cwd=tmp_path)
    assert _help(*name.split(), "-h", cwd=tmp_path) == text
    for alias in COMMANDS[name].aliases:
        assert _help(alias, "--help", cwd=tmp_path) == text
