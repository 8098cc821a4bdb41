"""`verify`: the real command against a server of this machine that plays registries, pages and their faults."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import json_lines, run, start
from servers import Script, Server, giving, sending, serving, silent

DOI = "10.5555/jih.2020.12.3"
ITEM: dict[str, Any] = {
    "type": "article-journal",
    "title": "Étude of a River: What the Assessment Leaves Out",
    "author": [{"family": "Lindqvist", "given": "Å."}],
    "container-title": "J. Invented Hydrol.",
    "volume": "12",
    "issue": "3",
    "page": "101–19",
    "issued": {"date-parts": [[2020, 5, 18]]},
    "DOI": DOI,
    "ISSN": "0028-0836",
    "language": "en-GB",
}
PAGE = """<html lang=en><head><title>{title}</title><meta property=og:type content=article>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{title}",
"author": {{"@type": "Person", "name": "Ngozi Okafor"}}, "datePublished": "{day}T09:00:00Z",
"publisher": {{"@type": "Organization", "name": "The Alder Courier"}}}}</script></head>
<body><h1>{title}</h1><p>{words}</p></body></html>"""
WORDS = "The board met on the dam and told the valley how much water it will hold. " * 30
LINDQVIST, COURIER = "lindqvist2020critique", "courier2021minutes"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({f"/{DOI}": _registered(ITEM)}) as started:
        yield started


@pytest.fixture
def root(sourcebook: Path, server: Server) -> Path:
    """A sourcebook under git whose services are the server, and whose works are asked of nobody else."""
    names = ("doi", "crossref", "datacite", "open-library", "arxiv", "wayback")
    services = "".join(f"  {name}: {server.url('')}\n" for name in names)
    with (sourcebook / "sources.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"services:\n{services}")
    for path in (sourcebook / "library" / "works").glob("*.md"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(
            "".join(line for line in lines if not line.startswith(("URL:", "archive:", "ISBN:"))), encoding="utf-8"
        )
    return committed(sourcebook)


def _registered(item: Mapping[str, Any]) -> Script:
    return giving(json.dumps(item), content_type="application/vnd.citationstyles.csl+json")


def _page(title: str, day: str = "2021-12-24") -> str:
    return PAGE.format(title=title, day=day, words=WORDS)


def _verify(root: Path, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run("verify", "--allow-private", "--timeout", "5", *argv, cwd=root, stdin=stdin, env=IDENTITY)


def _set(root: Path, key: str, *values: str) -> None:
    done = run("set", key, *values, cwd=root, env=IDENTITY)
    assert done.returncode == 0, done.stderr


def _record(root: Path, key: str) -> str:
    return (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")


def _fields(root: Path, key: str, *argv: str) -> dict[str, Mapping[str, Any]]:
    (one,) = json_lines(_verify(root, key, "--json", *argv).stdout)
    return {field["field"]: field for field in one["fields"]}


def test_a_record_that_its_registry_bears_out_is_confirmed(root: Path, server: Server) -> None:
    before = _record(root, LINDQVIST)
    done = _verify(root, LINDQVIST)
    print(done.stdout, done.stderr)
    print(_verify(root, LINDQVIST, "--all").stdout)
    assert 0


def test_other_things(root: Path, server: Server) -> None:
    server.scripts["/minutes"] = giving(_page("Minutes of the dam board: 40% over budget"))
    _set(root, COURIER, f"URL={server.url('/minutes')}")
    print(_verify(root, "--all").stdout)
    print(_verify(root, COURIER, "--json").stdout)
    print(_verify(root, COURIER, '--accept', 'all', '--dry-run').stdout)
    print(_verify(root, LINDQVIST, '--accept', 'all', '--yes'))
    print(_record(root, LINDQVIST))
    assert 0
