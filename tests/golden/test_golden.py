"""What `build` makes of the invented sourcebook, to the byte.

`pytest --update-golden` writes it anew, and git shows what changed.
"""

import subprocess
import sys
from pathlib import Path

import pytest

import sourcebook as package

GOLDEN = Path(__file__).parent / "citations"
FORMATS = {
    "references.bibtex.bib": "bibtex",
    "references.yaml": "csl-yaml",
    "references.csv": "csv",
    "works.jsonl": "jsonl",
}


@pytest.fixture
def citations(sourcebook: Path) -> Path:
    """The citations of the invented sourcebook, in every format there is."""
    lines = [f"- {{file: {file}, format: {form}}}\n" for file, form in FORMATS.items()]
    lines += ["- {file: references.ris, format: ris}\n"]
    lines += ["- {file: reading-list.html, format: html, style: chicago}\n"]
    lines += [
        "- {file: by-role.txt, format: text, style: apa, group-by: role, query: 'year:2019..2021', title: By role}\n"
    ]
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.writelines(lines)
    subprocess.run(
        [sys.executable, "-m", "sourcebook", "build"],
        cwd=sourcebook,
        env={"PYTHONPATH": str(Path(package.__file__).parent.parent), "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
    )
    return sourcebook / "citations"


def test_build_writes_what_it_always_wrote(citations: Path, pytestconfig: pytest.Config) -> None:
    made = {path.name: path.read_bytes() for path in citations.iterdir() if path.name != ".manifest"}
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        for path in GOLDEN.iterdir():
            path.unlink()
        for name, data in made.items():
            (GOLDEN / name).write_bytes(data)
    kept = {path.name: path.read_bytes() for path in GOLDEN.iterdir()}
    assert sorted(made) == sorted(kept)
    for name in sorted(made):
        assert made[name].decode() == kept[name].decode(), f"{name} differs; see `pytest --update-golden` and git diff"
