"""`verify`: the real command against a server of this machine that plays registries, pages and their faults."""

import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import SECONDS, Screen, json_lines, on_terminal, run, start
from servers import Request, Script, Server, answer, giving, sending, serving, silent

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
MINUTES = "Minutes of the dam board: 40% over budget & “no comment”"
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


def test_a_record_that_its_registry_bears_out_is_confirmed_and_nothing_is_written(root: Path) -> None:
    before = _record(root, LINDQVIST)
    done = _verify(root, LINDQVIST)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{LINDQVIST} confirmed: by https://doi.org/{DOI}\n"
        "  ISSN new\n"
        f"    there: 0028-0836 (127.0.0.1, https://doi.org/{DOI})\n"
    )
    assert (_record(root, LINDQVIST), status(root), len(messages(root))) == (before, [], 1)


def test_every_field_is_told_with_both_values_and_in_what_they_agree(root: Path) -> None:
    lines = _verify(root, LINDQVIST, "--all").stdout.splitlines()
    for told in (
        "  author agrees: by initials, or family names alone",
        "  container-title agrees: abbreviated there",
        "    here:  101-119",
        f"    there: 101–19 (127.0.0.1, https://doi.org/{DOI})",
        "  issued agrees: less exact here",
        "  language agrees: one of them names the variety too",
    ):
        assert told in lines
    only = _verify(root, LINDQVIST, "--all", "--fields", "issued,page").stdout.splitlines()
    assert [line for line in only if line.startswith("  ") and line[2] != " "] == [
        "  page agrees",
        "  issued agrees: less exact here",
    ]


def test_a_doi_of_another_work_is_a_mismatch_and_nothing_of_it_is_taken(root: Path, server: Server) -> None:
    other = {**ITEM, "title": "On fish ladders and their cost", "author": [{"family": "Hale", "given": "Peter"}]}
    server.scripts[f"/{DOI}"] = _registered(other)
    done = _verify(root, LINDQVIST, "--accept", "all", "--yes")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == (
        f"{LINDQVIST} mismatch: another title at https://doi.org/{DOI}: “On fish ladders and their cost” by Hale"
    )
    assert "  title differs" in lines
    assert "  author differs: other names" in lines
    assert "  DOI cannot tell: it belongs to another work" in lines
    assert "ISSN" not in done.stdout
    assert len(messages(root)) == 1
    done = _verify(root, LINDQVIST, "--accept", "title", "--yes")
    assert done.returncode == 1
    assert "title: On fish ladders and their cost" in _record(root, LINDQVIST).splitlines()


def test_identifiers_that_no_registry_knows_are_unknown(root: Path, server: Server) -> None:
    _set(root, LINDQVIST, "DOI=10.5555/made.up", "ISBN=", "number=")
    # As a book may print it, or a hand write it; `set` takes none such.
    tanaka = root / "library" / "works" / "tanaka2022damu.md"
    tanaka.write_text(tanaka.read_text(encoding="utf-8").replace("\ntitle:", "\nISBN: 9780306406158\ntitle:", 1))
    _set(root, "vandenberg1984maps", "ISBN=9780306406157")
    server.scripts["/api/books"] = giving("{}", content_type="application/json")
    keys = (LINDQVIST, "tanaka2022damu", "vandenberg1984maps")
    done = _verify(root, *keys)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        f"{LINDQVIST} unknown: doi.org knows no DOI 10.5555/made.up",
        "tanaka2022damu unknown: This is no ISBN: its length or check digit is wrong.",
        "vandenberg1984maps unknown: Open Library knows no ISBN 9780306406157",
    ]


def test_books_and_preprints_are_asked_of_their_own_registries(root: Path, server: Server) -> None:
    book = {
        "title": "Maps of the Alder Valley",
        "authors": [{"name": "Jan van den Berg"}],
        "publishers": [{"name": "Polder Press Ltd."}],
        "publish_date": "1985",
    }
    server.scripts["/api/books"] = giving(json.dumps({"ISBN:9780306406157": book}), content_type="application/json")
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2103.01234v2</id><title>Fish
        and silt in two dimensions</title><published>2021-03-09T10:00:00Z</published>
        <author><name>Åsa Lindqvist</name></author></entry></feed>"""
    server.scripts["/api/query"] = giving(atom, content_type="application/atom+xml")
    _set(root, "vandenberg1984maps", "ISBN=978-0-306-40615-7", "language=en")
    _set(root, LINDQVIST, "DOI=", "type=article", "number=arXiv:2103.01234", "issued=2021-03")
    _set(root, LINDQVIST, "title=Fish and silt in two dimensions")
    done = _verify(root, "vandenberg1984maps", LINDQVIST, "--json")
    assert done.returncode == 0, done.stdout
    one, other = json_lines(done.stdout)
    assert (one["verdict"], one["why"]) == ("confirmed", "by https://openlibrary.org/isbn/9780306406157")
    assert (other["verdict"], other["why"]) == ("confirmed", "by https://arxiv.org/abs/2103.01234")


def test_a_page_is_asked_and_its_dissent_beside_a_registry_is_shown(root: Path, server: Server) -> None:
    title = "Étude of a River: What the Assessment Leaves Out"
    server.scripts["/etude"] = giving(_page(title, "2020-05-18"))
    _set(root, LINDQVIST, f"URL={server.url('/etude')}")
    one = _fields(root, LINDQVIST)["author"]
    assert (one["match"], [said["match"] for said in one["there"]]) == ("agrees", ["agrees", "differs"])
    assert one["there"][1]["value"] == [{"family": "Okafor", "given": "Ngozi"}]
    server.scripts["/etude"] = giving(_page("The valley in winter"))
    done = _verify(root, LINDQVIST)
    assert done.returncode == 0
    assert done.stdout.startswith(
        f"{LINDQVIST} partly: another title at {server.url('/etude')}: “The valley in winter”"
    )


def test_names_of_one_outlet_agree(root: Path, server: Server) -> None:
    server.scripts["/minutes"] = giving(_page(MINUTES).replace("The Alder Courier", "Alder Courier on Sunday"))
    _set(root, COURIER, f"URL={server.url('/minutes')}")
    one = _fields(root, COURIER)["container-title"]
    assert (one["match"], one["why"]) == ("agrees", "another name of the same outlet")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (giving("gone", status=404), "answered 404."),
        (giving("<title>Log in</title><input type=password><p>Members only"), "asks for a login"),
        (giving("{}", content_type="application/json"), "not a page"),
        (silent, "in time."),
        (sending(None), "the connection ended before the answer did."),
    ],
)
def test_a_page_that_shows_nothing_leaves_its_work_unseen_and_the_others_are_verified(
    root: Path, server: Server, script: Script, why: str
) -> None:
    server.scripts["/minutes"] = script
    _set(root, COURIER, f"URL={server.url('/minutes')}")
    done = _verify(root, COURIER, LINDQVIST, "--timeout", "0.5")
    assert done.returncode == 4
    assert done.stderr == "sourcebook: verifying 2 works.\n"
    lines = done.stdout.splitlines()
    assert lines[0] == f"{COURIER} unseen: nobody could be asked"
    (failed,) = [line for line in lines if line.startswith("  failed: ")]
    assert why in failed
    assert f"{LINDQVIST} confirmed: by https://doi.org/{DOI}" in lines


def test_without_a_network_every_work_is_told_and_the_exit_code_is_4(root: Path, server: Server) -> None:
    server.stop()
    done = _verify(root)
    assert done.returncode == 4
    verdicts = [line.split(":")[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert verdicts == [f"{path.stem} unseen" for path in sorted((root / "library" / "works").glob("*.md"))]
    assert "unseen: it has no DOI, ISBN, arXiv number or address to ask by" in done.stdout


def test_a_copy_is_asked_where_the_page_is_gone(root: Path, server: Server) -> None:
    server.scripts["/copy"] = giving(_page(MINUTES))
    _set(root, COURIER, f"URL={server.url('/gone')}", f"url-mirror={server.url('/copy')}")
    _set(root, COURIER, f"archive={{url: {server.url('/never-asked')}}}")
    (one,) = json_lines(_verify(root, COURIER, "--json").stdout)
    assert (one["verdict"], [said["outcome"] for said in one["asked"]]) == ("confirmed", ["failed", "answered"])
    assert [request.path for request in server.asked] == ["/gone", "/copy"]
    assert "URL" not in [field["field"] for field in one["fields"] if field["there"]]


def test_what_is_accepted_is_one_commit_and_provenance_says_by_whom_and_when(root: Path, server: Server) -> None:
    server.scripts["/minutes"] = giving(_page("Minutes of the dam board: 40% over its budget & “no comment”"))
    address = server.url("/minutes")
    doubts = "{confirmed: memory, doubts: ['title: from memory', 'the page was not seen']}"
    _set(root, COURIER, f"URL={address}", f"provenance={doubts}")
    before = len(messages(root))
    done = _verify(root, COURIER, LINDQVIST, "--accept", "all", "--yes", "-m", "as they say")
    assert done.returncode == 1
    assert len(messages(root)) == before + 1
    assert status(root) == []
    assert "as they say" in git(root, "log", "-1", "--format=%B")
    record = _record(root, COURIER)
    assert "title: 'Minutes of the dam board: 40% over its budget & “no comment”'" in record.splitlines()
    assert "- {family: Okafor, given: Ngozi}" in record.splitlines()
    assert "title: from memory" not in record
    assert "the page was not seen" in record
    day = git(root, "log", "-1", "--format=%cs").strip()
    fields = "type, title, author, container-title, issued, URL, language"
    assert f"  - {{date: {day}, by: {address}, fields: [{fields}]}}" in record.replace("'", "").splitlines()
    assert "ISSN: 0028-0836" in _record(root, LINDQVIST).splitlines()
    again = _verify(root, COURIER, "--accept", "all", "--yes")
    assert (again.returncode, again.stdout) == (0, f"{COURIER} confirmed: by {address}\n")
    assert len(messages(root)) == before + 1


def test_record_writes_who_agrees_once(root: Path) -> None:
    done = _verify(root, LINDQVIST, "--record", "--fields", "title")
    assert done.returncode == 0
    record = _record(root, LINDQVIST)
    assert record.count("by: ") == 1
    assert f"by: https://doi.org/{DOI}, fields: [title]}}" in record
    assert "confirmed: registry" in record
    again = _verify(root, LINDQVIST, "--record", "--fields", "title")
    assert again.stderr == "sourcebook: nothing to change.\n"
    assert _record(root, LINDQVIST) == record
    assert run("check", "--select", "wrong-type", cwd=root).returncode == 0


def test_a_dry_run_shows_the_difference_and_writes_nothing(root: Path) -> None:
    done = _verify(root, LINDQVIST, "--accept", "ISSN", "--dry-run")
    assert done.returncode == 0
    assert "+ISSN: 0028-0836" in done.stdout.splitlines()
    assert "ISSN" not in _record(root, LINDQVIST)


def test_a_record_with_edits_of_ones_own_is_not_written_over(root: Path) -> None:
    path = root / "library" / "works" / f"{LINDQVIST}.md"
    edited = _record(root, LINDQVIST).replace("volume: 12", "volume: 13")
    path.write_text(edited, encoding="utf-8")
    done = _verify(root, LINDQVIST, "--accept", "volume", "--yes")
    assert done.returncode == 5
    assert "has edits that are not committed" in done.stderr
    assert _record(root, LINDQVIST) == edited


def test_a_record_that_changes_while_it_is_verified_is_left_as_it_is(root: Path, server: Server) -> None:
    path = root / "library" / "works" / f"{LINDQVIST}.md"
    changed = _record(root, LINDQVIST).replace("volume: 12", "volume: 13")

    def editing(_: Request) -> list[bytes]:
        path.write_text(changed, encoding="utf-8")
        return [answer(json.dumps(ITEM), content_type="application/json")]

    server.scripts[f"/{DOI}"] = editing
    done = _verify(root, LINDQVIST, "--accept", "ISSN", "--yes")
    assert done.returncode == 5
    assert f"{LINDQVIST} changed while it was verified; nothing of it was taken." in done.stderr
    assert _record(root, LINDQVIST) == changed


def test_works_are_named_found_by_a_query_or_read_from_standard_input(root: Path) -> None:
    by_query = _verify(root, "-q", "author:lindqvist")
    by_stdin = _verify(root, "-", stdin=f"{LINDQVIST}\n")
    by_alias = _verify(root, "lindqvist2020etude")
    assert by_query.stdout == by_stdin.stdout == by_alias.stdout != ""
    missing = _verify(root, "nobody2020", LINDQVIST)
    assert (missing.returncode, missing.stdout) == (1, by_query.stdout)
    assert "No work has the key 'nobody2020'" in missing.stderr


def test_a_query_that_finds_nothing_and_a_record_that_cannot_be_read_are_told(root: Path) -> None:
    assert _verify(root, "-q", "author:nobody").returncode == 1
    (root / "library" / "works" / "broken.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    done = _verify(root)
    assert done.returncode == 1
    assert "library/works/broken.md" in done.stderr
    assert f"{LINDQVIST} confirmed" in done.stdout


def test_only_chooses_works_by_verdict_or_by_what_a_field_comes_to(root: Path) -> None:
    confirmed = _verify(root, "--only", "confirmed")
    assert [line.split()[0] for line in confirmed.stdout.splitlines() if not line.startswith(" ")] == [LINDQVIST]
    assert _verify(root, "--only", "differs").stdout == ""
    _set(root, LINDQVIST, "volume=13")
    done = _verify(root, "--only", "differs")
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.startswith("    ")] == [
        f"{LINDQVIST} confirmed: by https://doi.org/{DOI}",
        "  volume differs",
    ]


def test_json_has_every_field_and_everybody_who_was_asked(root: Path) -> None:
    done = _verify(root, LINDQVIST, "--json")
    (one,) = json_lines(done.stdout)
    assert {name: one[name] for name in ("schema", "key", "verdict", "why")} == {
        "schema": "sourcebook.verification/1",
        "key": LINDQVIST,
        "verdict": "confirmed",
        "why": f"by https://doi.org/{DOI}",
    }
    assert one["asked"] == [
        {"kind": "DOI", "value": DOI, "address": f"https://doi.org/{DOI}", "outcome": "answered", "why": ""}
    ]
    fields = {field["field"]: field for field in one["fields"]}
    assert fields["issued"] == {
        "field": "issued",
        "match": "agrees",
        "why": "less exact here",
        "here": "2020-05",
        "there": [
            {
                "value": "2020-05-18",
                "origin": "127.0.0.1",
                "address": f"https://doi.org/{DOI}",
                "match": "agrees",
                "why": "less exact here",
            }
        ],
    }
    assert (fields["ISSN"]["match"], fields["ISSN"]["here"]) == ("new", None)


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("--accept", "all"), "say --yes, or --dry-run"),
        (("--accept", "viewpoint", "--yes"), "There is no field that can be verified 'viewpoint'"),
        (("--fields", "titel"), "Did you mean 'title'?"),
        (("-q", "dam", LINDQVIST), "Name keys or a query, not both."),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(root: Path, argv: tuple[str, ...], why: str) -> None:
    done = _verify(root, *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr


def _talk(root: Path, typed: str, *argv: str) -> Screen:
    return on_terminal(
        "verify", "--allow-private", *argv, "--accept", "all", cwd=root, typed=typed, env=IDENTITY, columns=100
    )


def test_on_a_terminal_values_are_taken_by_their_numbers(root: Path, server: Server) -> None:
    server.scripts["/minutes"] = giving(_page("Minutes of the dam board: 40% over its budget & “no comment”"))
    _set(root, COURIER, f"URL={server.url('/minutes')}")
    before = len(messages(root))
    screen = _talk(root, "what\n9\n2\na\n", COURIER, LINDQVIST)
    assert screen.code == 1
    assert "Take which? [1-2 a n q ?]" in screen.text
    assert "take these values, such as: 1 3" in screen.text
    assert "       2: Ngozi Okafor (json-ld" in screen.text
    assert len(messages(root)) == before + 1
    assert "- {family: Okafor, given: Ngozi}" in _record(root, COURIER)
    assert "its budget" not in _record(root, COURIER)
    assert "ISSN: 0028-0836" in _record(root, LINDQVIST)


def test_on_a_terminal_n_takes_nothing_and_q_leaves_with_what_was_taken(root: Path, server: Server) -> None:
    server.scripts["/minutes"] = giving(_page(MINUTES))
    _set(root, COURIER, f"URL={server.url('/minutes')}")
    before = len(messages(root))
    assert _talk(root, "n\nn\n", COURIER, LINDQVIST).code == 0
    assert len(messages(root)) == before
    _talk(root, "a\nq\n", COURIER, LINDQVIST)
    assert len(messages(root)) == before + 1
    assert "Ngozi" in _record(root, COURIER)
    assert "ISSN" not in _record(root, LINDQVIST)


def test_ctrl_c_keeps_what_was_told_and_writes_nothing(root: Path, server: Server) -> None:
    server.scripts["/minutes"] = silent
    _set(root, COURIER, f"URL={server.url('/minutes')}")
    argv = ("verify", "--allow-private", LINDQVIST, COURIER, "--record")
    process = start(*argv, cwd=root, env=IDENTITY, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=SECONDS)
    assert first == f"{LINDQVIST} confirmed: by https://doi.org/{DOI}\n"
    assert (process.returncode, talk.splitlines()[-1]) == (130, "sourcebook: interrupted.")
    assert "verified" not in _record(root, LINDQVIST)


def test_what_the_world_says_never_commands_the_terminal(root: Path, server: Server) -> None:
    server.scripts[f"/{DOI}"] = _registered({**ITEM, "volume": "1\x1b[2J3", "publisher": "Press\nKEY confirmed"})
    screen = on_terminal("verify", "--allow-private", LINDQVIST, cwd=root, env=IDENTITY)
    assert "\x1b[2J" not in screen.text
    piped = _verify(root, LINDQVIST).stdout
    assert "\x1b" not in piped
    assert not any(line.startswith("KEY") for line in piped.splitlines())
