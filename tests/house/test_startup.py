import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Packages beyond the standard library that each command may load on a warm index and a warm cache; nothing else, ever.
NONE: frozenset[str] = frozenset()
MAY_LOAD = {
    ("--help",): NONE,
    ("--version",): NONE,
    ("list", "--help"): NONE,
    ("list",): NONE,
    ("list", "--json", "dam"): NONE,
    ("list", "--group-by", "viewpoint"): NONE,
    ("show", "okafor2019alder"): NONE,
    ("show", "--raw", "okafor2019alder"): NONE,
    ("open", "--print", "okafor2019alder"): NONE,
    ("stats",): NONE,
    ("cite", "okafor2019alder"): NONE,
    ("export", "-f", "biblatex"): NONE,
    ("export", "-f", "csl-json"): NONE,
    ("list", "--at", "HEAD"): NONE,
    ("cite", "okafor2019alder", "--at", "HEAD"): NONE,
    ("edition", "list"): frozenset({"yaml", "_yaml"}),
    ("edition", "show", "first"): frozenset({"yaml", "_yaml"}),
    ("edition", "cite", "first"): frozenset({"yaml", "_yaml"}),
    ("edition", "verify"): frozenset({"yaml", "_yaml"}),
    ("log",): frozenset({"yaml"}),
    ("diff", "HEAD"): frozenset({"yaml"}),
    ("blame", "okafor2019alder"): frozenset({"yaml"}),
    ("check", "--explain", "no-link"): frozenset({"rapidfuzz"}),
    ("check",): frozenset({"rapidfuzz"}),
    ("dupes",): frozenset({"rapidfuzz"}),
    ("why", "okafor2019alder", "zhou2021shuiku"): frozenset({"rapidfuzz"}),
    ("reading-list", "-f", "text"): frozenset({"markdown_it", "mdurl"}),
    ("reading-list", "-f", "markdown"): frozenset({"markdown_it", "mdurl"}),
    ("reading-list", "-f", "html"): frozenset({"jinja2", "markupsafe", "markdown_it", "mdurl"}),
    ("completion", "bash"): NONE,
    ("sync", "--help"): frozenset({"rapidfuzz", "yaml", "_yaml"}),
    ("merge-driver", "--help"): frozenset({"yaml", "_yaml"}),
    ("build", "--check"): frozenset({"jinja2", "markupsafe", "markdown_it", "mdurl"}),
}
# A look after the fact: what a command has loaded when it is done, said on a line of its own.
_LOADED = """
import sys
before = set(sys.modules)
from sourcebook.cli.door import main
main(sys.argv[1:])
names = {name.partition(".")[0] for name in set(sys.modules) - before}
# What a compiled module brings of Cython's own is a part of it.
names = {name for name in names if not name.startswith(("_cython", "cython"))}
print("loaded:", *sorted(names - set(sys.stdlib_module_names) - {"sourcebook"}), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented sourcebook, with everything cached that a command may find cached."""
    root = tmp_path_factory.mktemp("warm") / "sourcebook"
    shutil.copytree(ROOT / "tests" / "data" / "library", root / "library")
    shutil.copy(ROOT / "tests" / "data" / "sources.yaml", root)
    _loaded(root, "build")
    for command in (
        "init --quiet",
        "config user.name A",
        "config user.email a@example.org",
        "add library sources.yaml",
        "commit --quiet --message=x",
    ):
        subprocess.run(["git", *command.split()], cwd=root, env={"PATH": "/usr/bin:/bin"}, check=True)
    _loaded(root, "edition", "create", "first")
    for argv in MAY_LOAD:
        _loaded(root, *argv)
    return root


def _loaded(cwd: Path, *argv: str, stdin: str = "") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *argv],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("argv", MAY_LOAD, ids=" ".join)
def test_a_command_loads_only_what_it_may(argv: tuple[str, ...], warm: Path) -> None:
    assert _loaded(warm, *argv) - MAY_LOAD[argv] == set()


@pytest.mark.parametrize(
    "words", [("",), ("show", "oka"), ("list", "tit"), ("export", "-f", "b"), ("list", "--sort", "")]
)
def test_a_tab_at_the_prompt_loads_only_what_a_list_may(words: tuple[str, ...], warm: Path) -> None:
    assert _loaded(warm, "complete", stdin="".join(f"{word}\0" for word in words)) == set()


def test_help_loads_no_command_and_no_model(tmp_path: Path) -> None:
    code = "import sys; from sourcebook.cli.door import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = {name for name in done.stderr.split() if name.startswith("sourcebook.") and name.count(".") > 1}
    assert ours <= {"sourcebook.cli.door", "sourcebook.cli.terminal", "sourcebook.model.text"}


@pytest.mark.parametrize("argv", [("list",), ("show", "okafor2019alder")])
def test_reading_commands_do_without_slow_parts_of_the_standard_library(argv: tuple[str, ...], warm: Path) -> None:
    code = (
        "import sys; from sourcebook.cli.door import main; main(sys.argv[1:]); "
        "print('loaded:', *(name for name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *argv],
        cwd=warm,
        env={"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert (
        loaded & {"dataclasses", "inspect", "subprocess", "asyncio", "email", "http", "socket", "ssl", "difflib"}
        == set()
    )
