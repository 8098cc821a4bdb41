"""`add`: works come in by address, identifier or entry, every value with its origin, nothing doubtful in silence."""

import json
import os
import pty
import select
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import SECONDS, everything_under, json_lines, run, start
from servers import Script, Server, endless, giving, leading, silent

PROSE = "<p>The text of the article stands here, and goes on for a while. " * 40
PAGE = f"""<!doctype html><html lang=en><head><title>Silt fills the Alder dam | The Alder Courier</title>
<link rel=canonical href="/news/silt"><meta property="og:site_name" content="The Alder Courier">
<meta property="og:title" content="Silt fills the dam"><meta name=author content="Ngozi Okafor">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Silt fills the Alder dam, engineers say",
"author": {{"@type": "Person", "name": "Ngozi Okafor"}}, "datePublished": "2022-05-24T08:00:00Z",
"publisher": {{"@type": "Organization", "name": "The Alder Courier"}}}}</script>
<meta property="article:published_time" content="2022-05-25T08:00:00Z"></head>
<body><h1>Silt fills the Alder dam</h1>{PROSE}"""
ITEM = {
    "type": "article-journal",
    "title": "Flow of silt",
    "author": [{"family": "Berg", "given": "Åsa"}],
    "issued": {"date-parts": [[2021, 3]]},
    "DOI": "10.1000/silt",
    "container-title": "Journal of Rivers",
}
BOOK = {"ISBN:9780134685991": {"title": "Rivers", "authors": [{"name": "Ada Lindgren"}], "publish_date": "1999"}}
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2103.01234v2</id>
<title>Dams in two dimensions</title><published>2021-03-09T10:00:00Z</published>
<author><name>Ada Okafor</name></author></entry></feed>"""
WITH_DOI = (
    '<html lang=en><title>Flow of silt</title><meta name=citation_title content="{}">'
    f'<meta name=citation_doi content="10.1000/silt">{PROSE}'
)
SCRIPTS: Mapping[str, Script] = {
    "/news/silt": giving(PAGE),
    "/m/silt": leading("/news/silt?utm_source=mail", 301),
    "/10.1000/silt": giving(json.dumps(ITEM), content_type="application/vnd.citationstyles.csl+json"),
    "/api/books": giving(json.dumps(BOOK), content_type="application/json"),
    "/api/query": giving(ATOM, content_type="application/atom+xml"),
    "/journal": giving(WITH_DOI.format("Flow of silt")),
    "/other": giving(WITH_DOI.format("A review of ten books on water")),
    "/doi/10.1000/silt": giving("no robots", status=403),
    "/wall": giving("<title>Just a moment...</title>"),
    "/empty": giving(""),
    "/a.pdf": giving(b"%PDF-1.4", content_type="application/pdf"),
    "/data": giving('{"a": 1}', content_type="application/json"),
    "/feed": giving(ATOM, content_type="application/atom+xml"),
    "/": giving("<title>The Alder Courier</title><link rel=alternate type=application/rss+xml href=/rss>" + PROSE),
    "/endless": endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>a lot" * 10_000),
    "/silent": silent,
}


@pytest.fixture
def server() -> Iterator[Server]:
    """A site and every registry in one."""
    server = Server(SCRIPTS)
    yield server
    server.stop()


@pytest.fixture
def root(sourcebook: Path, server: Server) -> Path:
    """A sourcebook under git that asks this machine for everything."""
    base = server.url("")
    names = ("doi", "crossref", "datacite", "open-library", "arxiv", "wayback")
    with open(sourcebook / "sources.yaml", "a", encoding="utf-8") as file:
        file.write(f"contact: editors@example.org\nservices: {json.dumps(dict.fromkeys(names, base))}\n")
    return committed(sourcebook)


def _add(root: Path, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run("add", "--allow-private", *argv, cwd=root, stdin=stdin, env=IDENTITY)


def _record(root: Path, key: str) -> str:
    return (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")


def test_a_page_becomes_a_record_that_says_where_it_was_seen_and_what_is_doubtful(root: Path, server: Server) -> None:
    done = _add(root, "--yes", server.url("/m/silt"), "--viewpoint", "engineering", "--role", "report")
    assert done.returncode == 0, done.stderr
    record = _record(root, "okafor2022silt")
    for line in (
        "title: Silt fills the Alder dam, engineers say",
        "- {family: Okafor, given: Ngozi}",
        "container-title: The Alder Courier",
        "issued: 2022-05-24",
        f"URL: {server.url('/news/silt')}",
        "viewpoint: engineering",
        "role: report",
        "  confirmed: page",
        f"  - {server.url('/news/silt')}",
        "  - 'issued: json-ld says 2022-05-24, article:published_time says 2022-05-25'",
    ):
        assert f"{line}\n" in record
    assert "publisher" not in record
    assert "accessed: 20" in record
    assert "aliases" not in record
    assert "og:title" in done.stderr
    assert f"{server.url('/m/silt')} led on (301)" in done.stderr
    assert messages(root)[0] == "okafor2022silt: added: Silt fills the Alder dam, engineers say"
    assert status(root) == []
    assert "user-agent: sourcebook/" in server.asked[0].text.lower()
    assert "(+mailto:editors@example.org)" in server.asked[0].text


@pytest.mark.parametrize(
    ("word", "key", "holds"),
    [
        (
            "https://doi.org/10.1000/SILT",
            "berg2021flow",
            ["DOI: 10.1000/silt", "confirmed: registry", "https://doi.org/10.1000/silt"],
        ),
        (
            "isbn 978-0-13-468599-1",
            "lindgren1999rivers",
            ["ISBN: 9780134685991", "https://openlibrary.org/isbn/9780134685991"],
        ),
        (
            "arXiv:2103.01234v1",
            "okafor2021dams",
            ["number: arXiv:2103.01234", "https://arxiv.org/abs/2103.01234"],
        ),
        (
            "@book{berg2001, title={On {DNA}}, author={Berg, Åsa}, year=2001}",
            "berg2001",
            ["title: On DNA", "seed-only"],
        ),
    ],
)
def test_identifiers_and_entries_come_in_the_same_way(root: Path, word: str, key: str, holds: list[str]) -> None:
    done = _add(root, "--yes", word)
    assert done.returncode == 0, done.stderr
    for text in holds:
        assert text in _record(root, key)


def test_what_the_command_line_says_is_beyond_doubt(root: Path, server: Server) -> None:
    done = _add(
        root, "--yes", server.url("/news/silt"), "--set", "issued=2022-05-25", "--set", "author=Berg, Åsa; Dam Watch",
        "--set", "annotation=It weighs the dam.", "--key", "silt", "--rebuts", "ministry2020declaration",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    record = _record(root, "silt")
    assert "issued: 2022-05-25" in record
    assert "doubts" not in record
    assert "- {literal: Dam Watch}" in record
    assert "- {type: rebuts, target: ministry2020declaration}" in record
    assert record.endswith("---\nIt weighs the dam.\n")


def test_a_page_that_names_its_doi_is_joined_with_what_the_registry_says(root: Path, server: Server) -> None:
    assert _add(root, "--yes", server.url("/journal")).returncode == 0
    record = _record(root, "berg2021flow")
    assert f"confirmed: page\n  confirmed-by:\n  - {server.url('/journal')}\n  - https://doi.org/10.1000/silt" in record


def test_a_doi_of_another_work_on_the_page_is_a_doubt_and_nothing_is_taken_from_it(root: Path, server: Server) -> None:
    done = _add(root, "--yes", server.url("/other"))
    assert done.returncode == 0, done.stderr
    assert "doubt: DOI: doi.org has another title under it: Flow of silt" in done.stderr
    assert "Berg" not in done.stdout + _record(
        root, json_lines(run("list", "review", "--json", cwd=root).stdout)[0]["key"]
    )


def test_a_publisher_that_bars_robots_leaves_the_doi_in_its_address(root: Path, server: Server) -> None:
    assert _add(root, "--yes", server.url("/doi/10.1000/silt")).returncode == 0
    record = _record(root, "berg2021flow")
    assert "confirmed: registry" in record
    assert "- 'the page was not seen: answer'" in record


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/wall", "asks for a browser or a human being"),
        ("/empty", "The page is empty"),
        ("/a.pdf", "This is a PDF"),
        ("/data", "This is JSON data"),
        ("/feed", "is a feed (Atom 1.0), not the page of a work; `sourcebook sources add http"),
        ("/gone", "answered 404"),
        ("/endless", "is larger than"),
        ("/silent", "did not answer in time"),
    ],
)
def test_a_page_that_is_none_is_told_with_a_way_out_and_the_others_come_in(
    root: Path, server: Server, path: str, says: str
) -> None:
    done = _add(root, "--yes", "--timeout", "5", server.url(path), "@misc{berg2001, title={Locks}, year=2001}")
    assert done.returncode == 4, done.stderr
    assert says in done.stderr
    assert "--offline" in done.stderr
    assert messages(root)[0].startswith("berg2001: added")


def test_an_identifier_that_no_registry_knows_is_told(root: Path) -> None:
    done = _add(root, "--yes", "10.1000/nothing")
    assert (done.returncode, "doi.org knows no DOI 10.1000/nothing" in done.stderr) == (1, True), done.stderr
    assert len(messages(root)) == 1


def test_private_addresses_are_not_asked_unless_that_is_allowed(root: Path, server: Server) -> None:
    done = run("add", "--yes", server.url("/news/silt"), cwd=root, env=IDENTITY)
    assert (done.returncode, server.asked) == (4, [])
    assert "is not on the public network" in done.stderr


def test_offline_nobody_is_asked_and_the_record_says_so(root: Path, server: Server) -> None:
    done = _add(
        root, "--yes", "--offline", server.url("/x/amp?utm_source=a"), "--set", "title=The silt", "--set", "type=report"
    )
    assert done.returncode == 0, done.stderr
    record = _record(root, "anonsilt")
    assert f"URL: {server.url('/x')}\n" in record
    assert "type: report\n" in record
    assert "confirmed: memory" in record
    assert "- nobody was asked; all is as it was typed" in record
    assert server.asked == []
    done = _add(root, "--yes", "--offline", "10.1000/silt")
    assert (done.returncode, "nothing says its title; give it with --set" in done.stderr) == (3, True)


def test_a_work_that_is_here_is_not_added_again_unless_forced(root: Path, server: Server) -> None:
    assert _add(root, "--yes", "10.1000/silt").returncode == 0
    done = _add(root, "--yes", "doi:10.1000/SILT", server.url("/news/silt"))
    assert done.returncode == 1
    assert "doi:10.1000/SILT is here already as berg2021flow (same: the same DOI: 10.1000/silt)" in done.stderr
    assert messages(root)[0].startswith("okafor2022silt: added")
    assert _add(root, "--yes", "10.1000/silt", "--force").returncode == 0
    assert "DOI: 10.1000/silt" in _record(root, "berg2021flowa")


def test_a_dry_run_and_json_write_nothing_without_yes(root: Path, server: Server) -> None:
    before = everything_under(root / "library")
    done = _add(root, "--dry-run", server.url("/news/silt"))
    assert done.returncode == 0
    assert "+title: Silt fills the Alder dam, engineers say" in done.stdout
    draft, change = json_lines(_add(root, "--dry-run", "--json", server.url("/news/silt")).stdout)
    assert draft["schema"] == "sourcebook.draft/1"
    assert draft["fields"]["issued"] == "2022-05-24"
    assert {"field": "title", "value": "Silt fills the dam", "origin": "og:title", "doubt": ""} in draft["candidates"]
    assert (change["key"], change["kind"]) == ("okafor2022silt", "added")
    assert everything_under(root / "library") == before
    done = _add(root, server.url("/news/silt"))
    assert (done.returncode, "there is no terminal" in done.stderr or "here is no terminal" in done.stderr) == (2, True)


def test_identifiers_come_one_a_line_and_entries_in_any_format_on_standard_input(root: Path, server: Server) -> None:
    done = _add(root, "--yes", "-", stdin=f"10.1000/silt\n\n{server.url('/news/silt')}\nisbn:9780134685991\n")
    assert done.returncode == 0, done.stderr
    assert messages(root)[0] == "3 works: 3 added"
    done = _add(root, "--yes", "-", stdin="TY  - BOOK\nTI  - Locks\nAU  - Berg, Åsa\nPY  - 1988\nER  - \n")
    assert done.returncode == 0, done.stderr
    assert "title: Locks" in _record(root, "berg1988locks")
    assert _add(root, "--yes", "-", stdin="").returncode == 2


def test_a_file_with_a_broken_entry_gives_the_others(root: Path) -> None:
    (root.parent / "refs.bib").write_text(
        "@misc{a1, title={A}}\n@misc{b1, title = {A} year = {2000}}\n", encoding="utf-8"
    )
    done = _add(root, "--yes", str(root.parent / "refs.bib"))
    assert done.returncode == 3
    assert "refs.bib:2:" in done.stderr
    assert "title: A" in _record(root, "a1")


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["a title of no work"], 2, "is no address, DOI, ISBN, arXiv number or entry"),
        (["10.1000/silt", "--set", "titel=x"], 2, "Did you mean 'title'"),
        (["10.1000/silt", "--set", "issued=yesterday"], 3, "is no EDTF date"),
        (["10.1000/silt", "--viewpoint", "enginering"], 2, "Did you mean 'engineering'"),
        (["10.1000/silt", "--rebuts", "okafor2019aldr"], 1, "Did you mean 'okafor2019alder'"),
        (["10.1000/silt", "--key", "Okafor2019alder"], 3, "is taken by okafor2019alder"),
        (["10.1000/silt", "--key", "a b"], 3, "cannot be a key"),
        (["10.1000/silt", "isbn:9780134685991", "--key", "a"], 2, "one work at a time"),
        (["10.1000/silt", "--timeout", "0"], 2, "is not between 0 and 600"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    root: Path, argv: list[str], code: int, says: str
) -> None:
    before = everything_under(root / "library")
    done = _add(root, "--yes", *argv)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert everything_under(root / "library") == before


def _talk(root: Path, argv: list[str], answers: list[str], editor: str = "false") -> tuple[str, int]:
    """A conversation on a terminal: each answer is typed when a question stands open."""
    ours, its = pty.openpty()
    process = start(
        "add",
        "--allow-private",
        *argv,
        cwd=root,
        env={**IDENTITY, "EDITOR": editor},
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    received, waiting = b"", list(answers)
    asked = 0
    try:
        while select.select([ours], [], [], SECONDS)[0]:
            received += os.read(ours, 65536)
            if received.endswith((b"? ", b"] ")) and len(received) > asked and waiting:
                asked = len(received)
                os.write(ours, f"{waiting.pop(0)}\n".encode())
    except OSError:
        pass  # Linux says so when the other side of a terminal is closed
    finally:
        os.close(ours)
    assert not waiting
    return received.decode().replace("\r\n", "\n"), process.wait(SECONDS)


def test_on_a_terminal_fields_are_mended_one_by_one_until_the_draft_is_accepted(root: Path, server: Server) -> None:
    answers = ["title 3", "issued=2022-05-25", "nonsense", "issued=never", "?", "key=silt", "a", "9", "2", "report"]
    screen, code = _talk(root, [server.url("/news/silt"), "10.1000/silt"], [*answers, "s"])
    assert code == 0, screen
    assert "'nonsense' is no answer here" in screen
    assert "take another candidate" in screen
    record = _record(root, "silt")
    for line in ("title: Silt fills the dam", "issued: 2022-05-25", "viewpoint: river-communities", "role: report"):
        assert f"{line}\n" in record
    assert "doubts" not in record
    assert len(messages(root)) == 2
    assert "Flow of silt" in screen


def test_a_draft_is_edited_as_a_record_and_a_text_that_cannot_be_read_is_kept(root: Path) -> None:
    script = root.parent / "editor"
    script.write_text(
        "#!/bin/sh\nif grep -q Broken $1; then sed -i 's/: Broken: \\[/: Mended/' $1; "
        "else sed -i -e 's/: Flow of silt/: Broken: [/' -e '/^container-title/d' $1; echo 'A note.' >> $1; fi\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    screen, code = _talk(root, ["10.1000/silt"], ["e", "e", "a", "", ""], str(script))
    assert code == 0, screen
    assert "Your text is kept" in screen
    record = _record(root, "berg2021mended")
    assert "title: Mended\n" in record
    assert "container-title" not in record
    assert record.endswith("---\nA note.\n")
    assert not list((root / ".sourcebook" / "edits").rglob("*.md"))


def test_on_a_terminal_a_work_that_is_here_needs_a_second_word(root: Path) -> None:
    assert _add(root, "--yes", "10.1000/silt").returncode == 0
    screen, code = _talk(root, ["10.1000/silt"], ["a", "n", "q"])
    assert code == 1
    assert "is here already as berg2021flow" in screen
    assert len(messages(root)) == 2
    _, code = _talk(root, ["10.1000/silt"], ["a", "y", "", ""])
    assert code == 0
    assert "DOI: 10.1000/silt" in _record(root, "berg2021flowa")


def test_the_end_of_the_input_leaves_and_what_was_accepted_stays(root: Path, server: Server) -> None:
    _, code = _talk(root, [server.url("/news/silt"), "10.1000/silt"], ["a", "", "", "\x04"])
    assert code == 0
    assert messages(root)[0].startswith("okafor2022silt: added")
    assert git(root, "status", "--porcelain") == ""


def test_why_explains_each_step_from_an_address_to_the_one_that_is_kept(root: Path, server: Server) -> None:
    assert _add(root, "--yes", server.url("/news/silt")).returncode == 0
    done = run("why", "--allow-private", server.url("/m/silt?fbclid=1"), cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        server.url("/m/silt?fbclid=1"),
        f"  {server.url('/m/silt?fbclid=1')} led on (301)",
        f"  link rel=canonical says {server.url('/news/silt')}",
        f"is kept as {server.url('/news/silt')}",
        "which is here as okafor2022silt",
    ]
    copy = f"https://web.archive.org/web/20220601000000/{server.url('/news/silt/amp')}"
    said = json_lines(run("why", "--offline", "--json", copy, cwd=root).stdout)[0]
    assert (said["canonical"], said["keys"]) == (server.url("/news/silt"), ["okafor2022silt"])
    done = run("why", "--allow-private", server.url("/gone"), cwd=root)
    assert (done.returncode, "answered 404" in done.stdout) == (0, True)
    done = run("why", server.url("/news/silt#top"), cwd=root)
    assert (done.returncode, "is not on the public network" in done.stderr) == (4, True)
    assert f"is kept as {server.url('/news/silt')}" in done.stdout
    assert run("why", "okafor2022silt", cwd=root).returncode == 2


def test_a_copy_in_an_archive_gives_the_page_itself_and_keeps_the_copy(root: Path, server: Server) -> None:
    copy = f"https://web.archive.org/web/20220601120000/{server.url('/news/silt')}"
    assert _add(root, "--yes", copy).returncode == 0
    record = _record(root, "okafor2022silt")
    assert f"URL: {server.url('/news/silt')}\n" in record
    assert f"archive:\n  url: {copy}\n  date: 2022-06-01\n" in record


def test_the_first_page_of_a_site_with_feeds_is_told_to_have_them(sourcebook: Path, server: Server) -> None:
    done = run("add", server.url("/"), "--dry-run", "--allow-private", cwd=sourcebook)
    said = " ".join(done.stderr.split())
    assert f"a site that names feeds; `sourcebook sources add {server.url('/')}` follows it" in said
