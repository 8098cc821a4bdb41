"""How a repository learns to merge a sourcebook: lines in .gitattributes, and the driver in its own configuration."""

import shlex
import shutil
import subprocess
import sys

from sourcebook.store.git import Repository
from sourcebook.store.starter import starter_files

ATTRIBUTES = ".gitattributes"
_NAME, _DRIVER = "merge.sourcebook.name", "merge.sourcebook.driver"


def with_attributes(present: bytes) -> bytes:
    """The .gitattributes with those lines of ours put at its end that it does not have."""
    wanted = starter_files()[ATTRIBUTES].splitlines(keepends=True)
    if not present:
        return b"".join(wanted)
    lines = {line.strip() for line in present.splitlines()}
    missing = [line for line in wanted if line.strip() not in lines and not line.startswith(b"#")]
    return present + (b"\n" if missing and not present.endswith(b"\n") else b"") + b"".join(missing)


def driver() -> str:
    """The command for git's configuration: this very program, whatever the PATH of the git that calls it."""
    # -P: a module beside the sourcebook's files is never taken for one of ours.
    # ./: a folder whose name begins with a dash is no option.
    return f"{shlex.quote(sys.executable)} -P -m sourcebook merge-driver %O %A %B ./%P"


def missing_driver(repository: Repository) -> str:
    """The driver that the configuration lacks; empty where there is one that runs."""
    wanted = driver()
    present = repository.attempt("config", "--get", _DRIVER).stdout.decode("utf-8", "surrogateescape").strip()
    return "" if present == wanted or _runs(present) else wanted


def ensure_driver(repository: Repository) -> bool:
    """Enter the driver where there is none or it no longer runs; whether that was so. Raises GitRefused."""
    wanted = missing_driver(repository)
    if wanted:
        repository.run("config", "--local", _NAME, "field by field (sourcebook)")
        repository.run("config", "--local", _DRIVER, wanted)
    return bool(wanted)


def merges_records(repository: Repository) -> bool:
    """Whether git would merge a record by the driver, as far as attributes tell."""
    out = repository.run("check-attr", "-z", "merge", "--", "library/works/any.md")
    return out.split(b"\0")[2:3] == [b"sourcebook"]


def _runs(command: str) -> bool:
    try:
        words = shlex.split(command)
    except ValueError:
        return False
    if "merge-driver" not in words:
        return bool(words) and shutil.which(words[0]) is not None
    argv = [*words[: words.index("merge-driver") + 1], "--help"]
    try:
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
