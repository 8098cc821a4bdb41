"""The scripts of `completion` in the real shells: what they offer, and what reaches the command after a Tab."""

import os
import pty
import select
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from running import COMMAND, environment, everything_under, run

BASH = 'source completion.sh; COMP_WORDS=(sourcebook "$@") COMP_CWORD=$#; _sourcebook; printf "%s\\n" "${COMPREPLY[@]}"'
FISH = 'source completion.sh; complete -C "sourcebook $argv"'
ON_TERMINAL = {
    "bash": ("bash", "--norc", "-i"),
    "zsh": ("zsh", "-f", "-i"),
}
SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def scripts(sourcebook: Path) -> Path:
    """A sourcebook, beside it a folder of programs: `sourcebook`, which notes what it was given, and the scripts."""
    folder = sourcebook.parent / "bin"
    folder.mkdir()
    program = folder / "sourcebook"
    program.write_text(
        f'#!/bin/sh\ncase $1 in complete) exec "{sys.executable}" -m sourcebook "$@" ;; esac\n'
        f"printf '[%s]' \"$@\" >>'{folder}/given'; echo >>'{folder}/given'\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    for shell in SHELLS:
        (folder / shell).write_text(run("completion", shell, cwd=sourcebook).stdout, encoding="utf-8")
    return folder


def _needs(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")


def _environment(scripts: Path) -> dict[str, str]:
    return environment({"PATH": f"{scripts}:{environment()['PATH']}", "HOME": str(scripts)})


def _offered(shell: str, scripts: Path, cwd: Path, *words: str) -> list[str]:
    """The lines that a shell has to choose from, of fish with their meanings."""
    _needs(shell)
    code = {"bash": BASH, "fish": FISH}[shell].replace("completion.sh", str(scripts / shell))
    name = ("bash",) if shell == "bash" else ()
    done = subprocess.run(
        [shell, "-c", code, *name, *words],
        cwd=cwd,
        env=_environment(scripts),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def _typed(shell: str, scripts: Path, cwd: Path, lines: Sequence[str]) -> list[str]:
    """What the command was given, a line each, after these were typed at the prompt of a real terminal."""
    _needs(shell)
    begin = f"source {scripts / shell}\n"
    if shell == "zsh":
        begin = f"autoload -Uz compinit; compinit -u -d {scripts}/dump\n{begin}"
    ours, its = pty.openpty()
    process = subprocess.Popen(
        ON_TERMINAL[shell],
        cwd=cwd,
        env=_environment(scripts),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    os.write(ours, (begin + "".join(f"sourcebook {line}\n" for line in lines) + "exit\n").encode())
    try:
        while select.select([ours], [], [], 60)[0]:
            os.read(ours, 65536)
    except OSError:
        pass  # Linux says so when the other side of a terminal is closed
    finally:
        os.close(ours)
        process.kill()
    process.wait(60)
    return (scripts / "given").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("shell", ON_TERMINAL)
def test_a_tab_ends_the_word_on_a_terminal(shell: str, scripts: Path, sourcebook: Path) -> None:
    lines = {
        "sho\toka\t": "[show][okafor2019alder]",
        "show oka\tzho\t": "[show][okafor2019alder][zhou2021shuiku]",
        "list viewp\teng\t": "[list][viewpoint:engineering]",
        'list "viewpoint:eng\t': "[list][viewpoint:engineering]",
        "cite --style=chicago-notes-no-u\t": "[cite][--style=chicago-notes-no-url]",
        "set okafor2019alder rol\treb\t": "[set][okafor2019alder][role=rebuttal]",
        "import --losses=sourc\t": "[import][--losses=sources.yaml]",
        "import sourc\t": "[import][sources.yaml]",
        "edition cr\tx": "[edition][create][x]",
        f"show -C '{sourcebook}/library' oka\t": f"[show][-C][{sourcebook}/library][okafor2019alder]",
        "show sourc\t": "[show][sourc]",
    }
    assert _typed(shell, scripts, sourcebook, list(lines)) == list(lines.values())


def test_bash_offers_only_what_stands_after_its_last_break(scripts: Path, sourcebook: Path) -> None:
    assert _offered("bash", scripts, sourcebook, "list", "viewpoint", ":", "eng") == ["engineering"]
    assert _offered("bash", scripts, sourcebook, "list", "outlet", ":") == _outlets(sourcebook)
    assert _offered("bash", scripts, sourcebook, "cite", "--output", "=", "ht") == ["html"]
    assert _offered("bash", scripts, sourcebook, "export", "-f", "bib") == ["bibtex", "biblatex"]


def _outlets(sourcebook: Path) -> list[str]:
    lines = (sourcebook / "sources.yaml").read_text(encoding="utf-8").split("outlets:")[1].splitlines()
    return [line.partition("id: ")[2] for line in lines if line.startswith("- id: ")]


def test_fish_shows_what_each_word_means(scripts: Path, sourcebook: Path) -> None:
    run("list", cwd=sourcebook)
    title = "The Alder Valley Dam: An Assessment of Flood Storage"
    assert _offered("fish", scripts, sourcebook, "show oka") == [f"okafor2019alder\t{title}"]
    assert _offered("fish", scripts, sourcebook, "list viewpoint:eng") == ["viewpoint:engineering\tEngineering studies"]
    assert _offered("fish", scripts, sourcebook, "import --losses=sourc") == ["--losses=sources.yaml"]
    assert _offered("fish", scripts, sourcebook, "list -C lib") == ["library/\tDirectory"]
    assert _offered("fish", scripts, sourcebook, "show sourc") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_shell_could_run_never_reaches_it(shell: str, scripts: Path, sourcebook: Path) -> None:
    works = sourcebook / "library" / "works"
    record = (works / "okafor2019alder.md").read_text(encoding="utf-8")
    evil = '"`touch ran` $(touch ran) \\u001b]0;x\\u0007 \\tq"'
    (works / "odd2020.md").write_text(record.replace("title: ", f"title: {evil} # "), encoding="utf-8")
    for name in ("odd$(touch ran)", "odd`touch ran`", "odd;touch ran", "--odd", "odd\nx"):
        (works / f"{name}.md").write_text(record, encoding="utf-8")
    (works / os.fsdecode(b"odd\xff.md")).write_text(record, encoding="utf-8")
    run("list", cwd=sourcebook)
    if shell == "zsh":
        given = _typed("zsh", scripts, sourcebook, ["show odd\t", "show 'odd$\t'"])
        assert given == ["[show][odd2020]", "[show][odd$]"]
    else:
        (line,) = _offered(shell, scripts, sourcebook, *(["show", "odd"] if shell == "bash" else ["show odd"]))
        key, _, title = line.partition("\t")
        assert key == "odd2020"
        assert title.isprintable()
    assert list(sourcebook.glob("**/ran")) == []


def _complete(*words: bytes, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    data = b"".join(word + b"\0" for word in words)
    return subprocess.run(
        [*COMMAND, "complete"], cwd=cwd, env=environment(), input=data, capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize("words", [(b"show", b"o"), (b"list", b"viewpoint:"), (b"diff", b""), (b"\xff\xfe",), ()])
def test_outside_a_sourcebook_nothing_is_said_and_nothing_made(words: tuple[bytes, ...], tmp_path: Path) -> None:
    done = _complete(*words, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"" or words in ((), (b"diff", b""))
    assert everything_under(tmp_path) == {}


def test_damaged_settings_and_a_damaged_index_are_no_reason_to_speak(sourcebook: Path) -> None:
    (sourcebook / ".sourcebook").mkdir()
    (sourcebook / ".sourcebook" / "index.db").write_bytes(b"no database")
    (sourcebook / "library" / "viewpoints.yaml").write_bytes(b"viewpoints: [\xff")
    before = everything_under(sourcebook)
    done = _complete(b"show", b"oka", cwd=sourcebook)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"okafor2019alder\n", b"")
    done = _complete(b"list", b"viewpoint:", cwd=sourcebook)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert everything_under(sourcebook) == before


def test_editions_and_branches_are_states_to_look_at(sourcebook: Path) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "x"], ["tag", "edition/first"]):
        subprocess.run([*git, *words], cwd=sourcebook, check=True)
    states = [line.split(b"\t")[0] for line in _complete(b"list", b"--at", b"", cwd=sourcebook).stdout.splitlines()]
    assert states == [b"first", b"HEAD", b"main"]
    editions = _complete(b"edition", b"show", b"f", cwd=sourcebook).stdout
    assert editions.startswith(b"first\t")


def test_the_help_says_how_to_install_it(tmp_path: Path) -> None:
    text = run("completion", "--help", cwd=tmp_path).stdout
    for shell in SHELLS:
        assert f"sourcebook completion {shell}" in text
