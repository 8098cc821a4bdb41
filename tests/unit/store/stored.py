"""Sourcebooks on disk, for tests: where things stand in them, and what a fresh look finds."""

import os
import subprocess
import sys
from pathlib import Path

from sourcebook.model.query import parse_query
from sourcebook.store.shelf import Shelf

KEYS = [
    "courier2021minutes",
    "ilchi2021toghan",
    "lindqvist2020critique",
    "ministry2020declaration",
    "mueller2023rezension",
    "okafor2019alder",
    "tanaka2022damu",
    "vandenberg1984maps",
    "zhou2021shuiku",
]


def record(root: Path, key: str) -> Path:
    return root / "library" / "works" / f"{key}.md"


def index(root: Path) -> Path:
    return root / ".sourcebook" / "index.db"


def keys(root: Path, query: str = "") -> list[str]:
    return Shelf(str(root)).keys(parse_query(query))


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of its own that runs `code` with this interpreter and these modules."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
