import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sourcebook.model.work import Raw
from sourcebook.store.feed_settings import read_topic
from sourcebook.store.plain_yaml import read_mapping

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted((ROOT / "src").rglob("*.py"))
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 60
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "base", "common", "misc"}
# Words of the subject's own name that every bibliography, and so the code, has a use for.
ORDINARY = {"the", "files", "police"}
LANGUAGES = {"uyghur"}  # a people's name that tables of languages have too
ASKING = {"os.environ", "os.getenv", "os.getcwd", "sys.argv", "time.time"}
ASKING |= {"date.today", "datetime.now", "datetime.today", "datetime.date.today", "datetime.datetime.now"}


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_floors_and_rooms_import_only_what_they_may() -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())",
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_a_module_says_what_it_is_for_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    docstring = ast.get_docstring(tree) or ""
    # Its first sentence may run over more than one line.
    assert re.match(r"\S.*?[.:](\s|$)", docstring, re.DOTALL), "no sentence at the top"
    assert len(text.splitlines()) <= MOST_LINES
    assert path.stem not in VAGUE
    long = [node.name for node in _functions(tree) if (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION]
    assert long == []


@pytest.mark.parametrize("room", ["store", "checks", "render", "intake", "links", "tracking", "model"])
def test_the_rooms_read_no_clock_no_network_and_no_environment(room: str) -> None:
    forbidden = {"requests", "urllib.request", "http", "socket", "webbrowser", "random", "locale", "getpass"}
    for path in (ROOT / "src" / "sourcebook" / room).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert imported & forbidden == set(), _named(path)
        asked = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert asked & ASKING == set(), _named(path)


def _words_of_the_subject() -> set[str]:
    sources, _ = read_mapping((ROOT / "sources.yaml").read_text(encoding="utf-8"))
    vocabulary, _ = read_mapping((ROOT / "library" / "viewpoints.yaml").read_text(encoding="utf-8"))
    subject = {word.lower() for word in str(sources["subject"]).split()} - ORDINARY
    viewpoints = vocabulary["viewpoints"]
    assert isinstance(viewpoints, list)
    terms = {str(one[part]).lower() for one in viewpoints if isinstance(one, dict) for part in ("id", "label")}
    return subject | terms | _words_that_name_the_topic(sources)


def _words_that_name_the_topic(sources: Mapping[str, Raw]) -> set[str]:
    """The terms that speak for the topic by themselves; what counts only beside them is ordinary language."""
    groups = read_topic(sources, file="sources.yaml").groups
    naming = [group for group in groups if group.weight >= 1 and not group.needs]
    assert sum(len(group.terms) for group in naming) > 100
    return {term.rstrip("*").lower() for group in naming for term in group.terms} - LANGUAGES


def _anywhere(word: str) -> str:
    # Scripts without blanks have no edges of words.
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


def test_the_code_knows_no_word_of_the_shipped_subject() -> None:
    words = _words_of_the_subject()
    assert len(words) > 9
    wanted = re.compile("|".join(_anywhere(word) for word in sorted(words)), re.IGNORECASE)
    code = [path for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".j2", ".css", ".html")]
    found = {_named(path): wanted.findall(path.read_text(encoding="utf-8")) for path in code}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_starter_knows_nothing_of_the_shipped_subject() -> None:
    sources, _ = read_mapping((ROOT / "sources.yaml").read_text(encoding="utf-8"))
    words = {word.lower() for word in str(sources["subject"]).split()} - ORDINARY | _words_that_name_the_topic(sources)
    for path in (ROOT / "src" / "sourcebook" / "store" / "starter").iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8").lower()
            assert [word for word in words if word in text] == [], _named(path)
