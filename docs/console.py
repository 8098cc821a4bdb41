"""Runs the commands in the `console` blocks of README.md and docs/, and writes what they really print below them."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)
_SHIPPED = ("library", "citations", "sources.yaml")


def pages() -> list[Path]:
    """The pages that hold commands to run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def rerun(page: str, folder: Path) -> str:
    """The page with every command's output as it is now; commands run in `folder`, one after another."""
    return _BLOCK.sub(lambda block: block[1] + _ran(block[2], folder) + block[3], page)


def _ran(block: str, folder: Path) -> str:
    commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_output(command, folder)}" for command in commands)


def _output(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


def copy_of_sourcebook(folder: Path) -> Path:
    """A copy of the shipped sourcebook to run commands in."""
    for name in _SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    return folder


def main() -> None:
    """Write every page anew."""
    for path in pages():
        page = path.read_text(encoding="utf-8")
        if "```console" in page:
            with tempfile.TemporaryDirectory() as folder:
                path.write_text(rerun(page, copy_of_sourcebook(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
