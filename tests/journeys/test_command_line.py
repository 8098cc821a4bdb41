import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import COMMAND, SECONDS, environment, run, shell, start

from sourcebook import __version__


def test_the_installed_command_and_the_module_are_the_same(unchanged: Path) -> None:
    entry = [sys.executable, "-c", "import sys; from sourcebook.cli.door import main; sys.exit(main())"]
    script = Path(sys.executable).with_name("sourcebook")
    for command in (entry, [str(script)] if script.exists() else entry):
        for argv in (["--help"], ["list"], ["show", "nobody"]):
            ours = subprocess.run([*command, *argv], cwd=unchanged, env=environment(), capture_output=True, check=False)
            module = subprocess.run(
                [*COMMAND, *argv], cwd=unchanged, env=environment(), capture_output=True, check=False
            )
            assert (ours.stdout, ours.stderr, ours.returncode) == (module.stdout, module.stderr, module.returncode)


def test_the_version_is_printed(tmp_path: Path) -> None:
    for argv in ("--version", "-V"):
        done = run(argv, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"sourcebook {__version__}\n", "")


def test_no_command_at_all_shows_the_overview_and_is_a_mistake_of_usage(tmp_path: Path) -> None:
    done, asked = run(cwd=tmp_path), run("--help", cwd=tmp_path)
    assert (done.returncode, asked.returncode) == (2, 0)
    assert done.stdout == asked.stdout
    assert done.stdout.startswith("Sourcebook keeps ")


def test_all_after_two_hyphens_are_words(unchanged: Path) -> None:
    assert run("cite", "--style", "apa", "--", "-@okafor2019alder", cwd=unchanged).stdout == "(2019)\n"
    assert "'--json'" in run("show", "--", "--json", cwd=unchanged).stderr
    assert run("list", "--", "author:hale", cwd=unchanged).stdout.startswith("okafor2019alder\t")


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("lst",), "There is no command 'lst'. Did you mean 'list'"),
        (("exprot", "-f", "bibtex"), "Did you mean 'export'"),
        (("xyzzy",), "There is no command 'xyzzy'. See `sourcebook --help`."),
        (("list", "--bogus"), "Unrecognized arguments: --bogus. See `sourcebook list --help`."),
        (("list", "--sort", "colour"), "invalid choice: 'colour'"),
        (("list", "--sort", "titel"), "Did you mean 'title'? See `sourcebook list --help`."),
        (("list", "--sotr=title"), "Did you mean '--sort'"),
        (("list", "--sort"), "expected one argument"),
        (("--color", "sometimes", "list"), "--color is auto, always or never, not 'sometimes'."),
        (("-C",), "-C needs a value."),
        (("build", "extra"), "Unrecognized arguments: extra"),
        (("init",), "arguments are required: DIR"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused_in_one_sentence(
    argv: tuple[str, ...], hint: str, unchanged: Path
) -> None:
    done = run(*argv, cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sourcebook: ")
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_the_sourcebook_is_the_one_named_then_the_variable_then_the_nearest_above(
    unchanged: Path, sourcebook: Path, tmp_path: Path
) -> None:
    (sourcebook / "library" / "works" / "okafor2019alder.md").unlink()
    inside = sourcebook / "some" / "folder"
    inside.mkdir(parents=True)
    by_parent = run("list", "--keys", cwd=inside)
    assert "okafor2019alder" not in by_parent.stdout
    assert "zhou2021shuiku" in by_parent.stdout
    by_variable = run("list", "--keys", cwd=inside, env={"SOURCEBOOK_DIR": str(unchanged)})
    assert "okafor2019alder" in by_variable.stdout
    for named in (("-C", str(sourcebook), "list"), (f"-C{sourcebook}", "list"), ("list", "-C", str(inside))):
        by_name = run(*named, "--keys", cwd=tmp_path, env={"SOURCEBOOK_DIR": str(unchanged)})
        assert by_name.stdout == by_parent.stdout


def test_a_folder_with_an_odd_name_is_a_folder_like_any_other(unchanged: Path, tmp_path: Path) -> None:
    for name in ("a=b", "with blank", "水库", "-C", "--color=x"):
        root = shutil.copytree(unchanged, tmp_path / name)
        assert run(f"-C{root}", "list", cwd=tmp_path).returncode == 0
        assert run("list", "-C", str(root), cwd=tmp_path).returncode == 0
        assert run("build", cwd=root).returncode == 0


@pytest.mark.parametrize("argv", [("list",), ("show", "x"), ("check",), ("build",), ("stats",), ("cite", "x")])
def test_outside_of_a_sourcebook_every_command_says_how_to_make_one(argv: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*argv, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"There is no sourcebook in {tmp_path} nor above it" in done.stderr
    assert "sourcebook init DIR" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_leaves_early_is_no_error(unchanged: Path) -> None:
    for script in ("sourcebook list | head -1", "sourcebook export -f csl-json | head -1", "sourcebook show - | true"):
        done = shell(f"sourcebook list --keys | {script}" if "-" in script.split("|")[0].split() else script, unchanged)
        assert (done.returncode, done.stderr) == (0, ""), script


def test_a_reader_that_leaves_early_is_no_error_when_there_is_much_to_read(sourcebook: Path) -> None:
    record = (sourcebook / "library" / "works" / "okafor2019alder.md").read_text(encoding="utf-8")
    for number in range(300):
        (sourcebook / "library" / "works" / f"copy{number}.md").write_text(record + "word " * 500, encoding="utf-8")
    for command in ("list --json", "export -f jsonl", "check", "show --raw copy1 copy2 copy3 copy4 copy5"):
        done = shell(f"sourcebook {command} | head -1", sourcebook)
        assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1), command


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "command", ["list", "list --json", "show --raw okafor2019alder", "stats", "check", "cite okafor2019alder"]
)
def test_a_full_disk_under_standard_output_is_a_sentence_and_3(command: str, unchanged: Path) -> None:
    done = shell(f"sourcebook {command} > /dev/full", unchanged)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_crash(closed: str, unchanged: Path, keys: list[str]) -> None:
    done = shell(f"sourcebook list --keys {closed}", unchanged)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert done.stdout.split() == ([] if ">&- " in f"{closed} ".replace("2>&- ", "") else keys)


def test_titles_come_out_whole_whatever_the_locale_is(unchanged: Path) -> None:
    for env in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}):
        assert "水库移民的声音" in run("list", cwd=unchanged, env=env).stdout
        assert run("list", "--keys", "水库", cwd=unchanged, env=env).stdout == "zhou2021shuiku\n"


@pytest.fixture
def slow_program(tmp_path: Path) -> Path:
    """A program that opens the pipe `started` once it runs, and then waits until somebody stops it."""
    started, never, program = tmp_path / "started", tmp_path / "never", tmp_path / "pypandoc" / "files" / "pandoc"
    os.mkfifo(started)
    os.mkfifo(never)
    program.parent.mkdir(parents=True)
    (tmp_path / "pypandoc" / "__init__.py").touch()
    program.write_text(f'#!/bin/sh\necho > "{started}"\nexec cat "{never}"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("argv", [("open", "okafor2019alder"), ("cite", "okafor2019alder"), ("build",)])
def test_ctrl_c_ends_a_command_with_130_and_no_traceback(
    argv: tuple[str, ...], sourcebook: Path, slow_program: Path, tmp_path: Path
) -> None:
    # The folder of the program comes before the citation engine's own, whose place it takes.
    env = {"BROWSER": str(slow_program), "PYTHONPATH": f"{tmp_path}:{environment()['PYTHONPATH']}"}
    # Whoever runs the tests in the background (`&`, nohup) has them, and their children, ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = start(*argv, cwd=sourcebook, env=env, stderr=subprocess.PIPE, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, before)
    (tmp_path / "started").read_text(encoding="utf-8")
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=SECONDS)
    assert (process.returncode, stderr) == (130, "sourcebook: interrupted.\n")
    assert not (sourcebook / "citations").exists()
    assert run("list", cwd=sourcebook).returncode == 0
