"""Real git repositories for journeys: an identity and days of their own, nothing of the tester's settings."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# What every git of a test is told by the environment; commits without a date of their own carry today's.
IDENTITY: Mapping[str, str] = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada Lindgren",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Lindgren",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}
BO: Mapping[str, str] = {
    **IDENTITY,
    "GIT_AUTHOR_NAME": "Bo Mbeki",
    "GIT_AUTHOR_EMAIL": "bo@example.org",
    "GIT_COMMITTER_NAME": "Bo Mbeki",
    "GIT_COMMITTER_EMAIL": "bo@example.org",
}


def on(day: str, who: Mapping[str, str] = IDENTITY) -> dict[str, str]:
    """The environment of a person whose commits are made at noon (UTC) of a day such as `2026-09-01`."""
    return {**who, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}


def git(root: Path, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> str:
    """What a git command prints; fails with its words where it refuses."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, **(env or IDENTITY)},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def committed(root: Path, *options: str, env: Mapping[str, str] | None = None) -> Path:
    """The folder as a repository with one commit of all that is in it."""
    git(root, "init", "--quiet", "--initial-branch=main", *options)
    (root / ".gitignore").write_text(".sourcebook/\n", encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=The sourcebook as it began", env=env)
    return root


def messages(root: Path) -> list[str]:
    """The subjects of the commits, newest first."""
    return git(root, "log", "--format=%s").splitlines()


def status(root: Path) -> list[str]:
    """What git says is not committed."""
    return git(root, "status", "--porcelain").splitlines()
