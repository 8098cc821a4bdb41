"""Links that are gone are printed as such by every command that prints, and nothing is remembered too long."""

import json
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git
from running import run

GONE = "https://alder-courier.example/minutes_1?p=a%20b"
COPY = f"https://web.archive.org/web/20220601000000/{GONE}"
KEY = "courier2021minutes"


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git in which one work has a copy."""
    record = sourcebook / "library" / "works" / f"{KEY}.md"
    text = record.read_text(encoding="utf-8")
    copy = f"archive: {{url: '{COPY}', date: 2022-06-01, by: Internet Archive}}\n"
    record.write_text(text.replace("URL:", f"{copy}URL:", 1), encoding="utf-8")
    return committed(sourcebook)


def die(root: Path, state: str = "gone") -> None:
    """Let the link be so."""
    assert run("links", "set", KEY, state, "--because", "Seen so.", cwd=root, env=IDENTITY).returncode == 0


def out(root: Path, *argv: str) -> str:
    """What a command prints."""
    done = run(*argv, cwd=root, env=IDENTITY)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_remembered_export_follows_the_verdict(root: Path) -> None:
    before = out(root, "export", "-f", "csl-json", f"key:{KEY}")
    assert json.loads(before)[0]["URL"] == GONE
    die(root)
    for _ in range(2):
        assert json.loads(out(root, "export", "-f", "csl-json", f"key:{KEY}"))[0]["URL"] == COPY
    die(root, "ok")
    assert out(root, "export", "-f", "csl-json", f"key:{KEY}") == before


def test_citations_are_stale_as_soon_as_a_link_is_gone(root: Path) -> None:
    out(root, "build")
    out(root, "build", "--check")
    die(root)
    done = run("build", "--check", cwd=root, env=IDENTITY)
    assert done.returncode == 1
    assert "stale" in done.stdout
    out(root, "build")
    for name in ("references.bib", "references.json", "reading-list.md"):
        text = (root / "citations" / name).read_text(encoding="utf-8")
        assert COPY in text
        assert "the original has been gone since 20" in text


def test_a_copy_that_is_gone_too_is_not_printed(root: Path) -> None:
    die(root)
    assert run("links", "set", COPY, "gone", "--because", "Gone.", cwd=root, env=IDENTITY).returncode == 0
    assert COPY not in out(root, "cite", KEY)


@pytest.mark.parametrize("argv", [["cite", KEY], ["reading-list", f"key:{KEY}"]])
def test_references_have_the_copy_in_the_place_of_a_link_that_is_gone(root: Path, argv: list[str]) -> None:
    assert COPY not in out(root, *argv)
    die(root)
    assert COPY in out(root, *argv)


def test_the_policy_is_a_setting(root: Path) -> None:
    sources = root / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(f"{text}archive: {{print: always}}\n", encoding="utf-8")
    assert COPY in out(root, "cite", KEY)
    sources.write_text(f"{text}archive: {{print: never}}\n", encoding="utf-8")
    die(root)
    assert COPY not in out(root, "cite", KEY)
    assert "Gone since 20" in out(root, "reading-list", f"key:{KEY}")


def test_the_past_is_printed_as_it_was(root: Path) -> None:
    die(root)
    git(root, "tag", "dead")
    die(root, "ok")
    assert COPY in out(root, "cite", KEY, "--at", "dead")
    assert COPY not in out(root, "cite", KEY)
