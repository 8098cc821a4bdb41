"""Our .bib files through TeX itself: biber, bibtex and LaTeX take them without an error or a warning."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nasty_works import LIBRARY
from sourcebook.model.library import Library
from sourcebook.render.formats import EXPORTS
from sourcebook.store.shelf import Shelf

SHIPPED = Path(__file__).parents[2]
LIBRARIES: dict[str, Callable[[], Library]] = {
    "nasty works": lambda: LIBRARY,
    "the shipped library": lambda: Shelf(str(SHIPPED)).library(),
}

CLASSIC = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
%s
\begin{document}
\nocite{*}
\bibliographystyle{%s}
\bibliography{works}
\end{document}
"""
BIBLATEX = r"""\documentclass{article}
\ifdefined\directlua\else\usepackage[T1]{fontenc}\fi
\usepackage{lmodern}
\usepackage[backend=biber,style=authoryear]{biblatex}
\addbibresource{works.bib}
\begin{document}
\nocite{*}
\printbibliography
\end{document}
"""
# What LaTeX says when something went wrong, in its log; boxes that are a little too full are no concern of ours.
COMPLAINTS = re.compile(
    r"^!.*|.*(?:LaTeX|Package \w+) (?:Warning|Error):.*|.*Undefined control sequence.*", re.MULTILINE
)
MISSING_GLYPHS = re.compile(r"^Missing character:.*", re.MULTILINE)


@pytest.fixture(params=LIBRARIES)
def exported(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """A format's name -> the text of that export, for each of the libraries."""
    library = LIBRARIES[request.param]()
    return lambda name: EXPORTS[name].write(library)


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"no TeX here: {', '.join(missing)} not found on PATH")


def run(folder: Path, *command: str) -> str:
    """What the program says; a program that fails has said why."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == 0, said[-3000:]
    return said


def typeset(folder: Path, engine: str) -> str:
    """The log of one run of LaTeX over paper.tex."""
    run(folder, engine, "-interaction=nonstopmode", "-no-shell-escape", "paper")
    return (folder / "paper.log").read_text(encoding="utf-8", errors="replace")


def written(folder: Path, tex: str, bib: str) -> Path:
    (folder / "paper.tex").write_text(tex, encoding="utf-8")
    (folder / "works.bib").write_text(bib, encoding="utf-8")
    return folder


@needs("pdflatex", "bibtex")
@pytest.mark.parametrize(
    ("style", "packages"),
    [
        ("plain", ""),
        ("alpha", ""),
        ("abbrv", ""),
        ("plainnat", r"\usepackage{natbib,url}"),
        ("plainurl", r"\usepackage{hyperref}"),
    ],
)
def test_classic_bibtex_compiles_under_pdflatex(
    exported: Callable[[str], str], tmp_path: Path, style: str, packages: str
) -> None:
    folder = written(tmp_path, CLASSIC % (packages, style), exported("bibtex"))
    typeset(folder, "pdflatex")
    assert not re.findall(r"(?i).*warning.*|.*error.*", run(folder, "bibtex", "paper"))
    typeset(folder, "pdflatex")
    typeset(folder, "pdflatex")
    log = typeset(folder, "pdflatex")
    assert not COMPLAINTS.findall(log)
    assert not MISSING_GLYPHS.findall(log)


@needs("lualatex", "bibtex")
def test_classic_bibtex_prints_the_originals_under_lualatex(exported: Callable[[str], str], tmp_path: Path) -> None:
    bib = exported("bibtex")
    folder = written(tmp_path, CLASSIC % ("", "plain"), bib)
    typeset(folder, "lualatex")
    run(folder, "bibtex", "paper")
    typeset(folder, "lualatex")
    log = typeset(folder, "lualatex")
    assert not COMPLAINTS.findall(log)
    # The fonts of this paper have Latin letters only: that LuaTeX misses others shows that it sets the originals.
    assert bool(MISSING_GLYPHS.findall(log)) == ("origscript" in bib)


@needs("lualatex", "biber")
def test_biblatex_compiles_with_biber(exported: Callable[[str], str], tmp_path: Path) -> None:
    folder = written(tmp_path, BIBLATEX, exported("biblatex"))
    typeset(folder, "lualatex")
    assert not re.findall(r".*(?:WARN|ERROR) - .*", run(folder, "biber", "paper"))
    typeset(folder, "lualatex")
    typeset(folder, "lualatex")
    assert not COMPLAINTS.findall(typeset(folder, "lualatex"))
