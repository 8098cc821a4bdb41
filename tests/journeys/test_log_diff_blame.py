"""The history as people read it, on real repositories."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from repositories import BO, IDENTITY, committed, git, on
from running import json_lines, run

DAM = "library/works/okafor2019alder.md"
MAPS = "library/works/vandenberg1984maps.md"


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_bytes().decode()
    assert old in text
    (root / path).write_bytes(text.replace(old, new, 1).encode())


def commit(root: Path, day: str, message: str = "By hand", who: Mapping[str, str] = IDENTITY) -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", f"--message={message}", env=on(day, who))
    return git(root, "rev-parse", "HEAD").strip()


def merge(root: Path, branch: str, day: str) -> None:
    git(root, "merge", "--quiet", "--no-ff", "--message=Merged", branch, env=on(day))


def rename(root: Path, old: str, new: str) -> None:
    folder = root / "library" / "works"
    (folder / f"{old}.md").rename(folder / f"{new}.md")
    edit(root, f"library/works/{new}.md", "---\n", f"---\naliases: [{old}]\n")


def told(*argv: str, root: Path) -> str:
    """What a command says, with the hashes left out."""
    done = run(*argv, cwd=root, env=IDENTITY)
    assert (done.returncode, done.stderr) == (0, "")
    return "\n".join(
        line[12:] if line[:10].isalnum() and line[10:12] == "  " else line for line in done.stdout.splitlines()
    )


def blamed(key: str, root: Path, env: Mapping[str, str] = IDENTITY) -> dict[str, tuple[str, str]]:
    """Field -> the day and author that `blame` names."""
    done = run("blame", key, cwd=root, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {field: (day, author) for field, day, _, author, _ in rows}


@pytest.fixture
def book(sourcebook: Path) -> Path:
    """A sourcebook whose history began on the first of January."""
    return committed(sourcebook, env=on("2026-01-01"))


@pytest.fixture
def edited(book: Path) -> Path:
    """The same after three more commits, by two people."""
    edit(book, DAM, "viewpoint: engineering", "viewpoint: authorities")
    commit(book, "2026-02-01", "It speaks for the ministry", BO)
    run("set", "okafor2019alder", "DOI=10.1000/x", "-m", "The publisher says so.", cwd=book, env=on("2026-03-01"))
    (book / MAPS).unlink()
    commit(book, "2026-04-01", "Not about the dam")
    return book


def test_the_log_tells_who_did_what_and_why_newest_first(edited: Path) -> None:
    assert told("log", "--limit", "3", root=edited) == (
        "2026-04-01  Ada Lindgren\n"
        "    vandenberg1984maps: removed: Maps of the Alder Valley\n"
        "    > Not about the dam\n"
        "2026-03-01  Ada Lindgren\n"
        "    okafor2019alder: DOI added\n"
        "    > The publisher says so.\n"
        "2026-02-01  Bo Mbeki\n"
        "    okafor2019alder: viewpoint engineering → authorities\n"
        "    > It speaks for the ministry"
    )


def test_what_a_commit_takes_back_is_named_two_blanks_after_its_author(book: Path) -> None:
    run("set", "okafor2019alder", "number=1", cwd=book, env=on("2026-02-01"))
    undone = git(book, "rev-parse", "HEAD")[:10]
    run("undo", cwd=book, env=on("2026-03-01"))
    assert f"2026-03-01  Ada Lindgren  (undoes {undone})\n" in told("log", "--limit", "1", root=book)


def test_the_log_of_a_work_has_its_own_commits_alone(edited: Path) -> None:
    days = [line[:10] for line in told("log", "okafor2019alder", root=edited).splitlines() if line.startswith("20")]
    assert days == ["2026-03-01", "2026-02-01", "2026-01-01"]
    assert "added: The Alder Valley Dam" in told("log", "okafor2019alder", root=edited)


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (("--since", "2026-03"), ["2026-04-01", "2026-03-01"]),
        (("--until", "2026-02"), ["2026-02-01", "2026-01-01"]),
        (("--since", "2026-02-01", "--until", "2026-02-01"), ["2026-02-01"]),
        (("--since", "2026", "--author", "MBEKI"), ["2026-02-01"]),
        (("--author", "bo@example.org"), ["2026-02-01"]),
        (("--limit", "1"), ["2026-04-01"]),
        (("--since", "2026-02", "okafor2019alder", "--until", "2026-02"), ["2026-02-01"]),
    ],
)
def test_the_log_is_narrowed_by_day_author_and_number(options: tuple[str, ...], days: list[str], edited: Path) -> None:
    assert [
        line["date"][:10] for line in json_lines(run("log", "--json", *options, cwd=edited, env=IDENTITY).stdout)
    ] == days


def test_where_no_commit_matches_the_exit_code_says_so(edited: Path) -> None:
    done = run("log", "--author", "nobody", cwd=edited, env=IDENTITY)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "sourcebook: no commit matches.\n")


@pytest.mark.parametrize("day", ["2026-13", "2026-02-30", "yesterday", "26-01-01", "2026-1-01"])
def test_a_day_that_is_none_is_refused(day: str, edited: Path) -> None:
    done = run("log", "--since", day, cwd=edited, env=IDENTITY)
    assert done.returncode == 2
    assert "is no day, month or year" in done.stderr


def test_json_of_the_log_has_the_command_and_every_change(edited: Path) -> None:
    lines = json_lines(run("log", "--json", cwd=edited, env=IDENTITY).stdout)
    one = lines[1]
    assert {key: one[key] for key in ("schema", "date", "author", "why", "command", "undoes", "counts")} == {
        "schema": "sourcebook.commit/1",
        "date": "2026-03-01T12:00:00Z",
        "author": "Ada Lindgren",
        "why": "The publisher says so.",
        "command": ["set", "okafor2019alder", "DOI=10.1000/x", "-m", "The publisher says so."],
        "undoes": [],
        "counts": {},
    }
    assert one["changes"][0]["fields"] == [{"name": "DOI", "before": None, "after": "10.1000/x"}]
    assert lines[0]["command"] is None


def test_a_rename_is_followed_by_the_new_key_and_by_the_former_one(edited: Path) -> None:
    rename(edited, "okafor2019alder", "okafor2019storage")
    commit(edited, "2026-05-01")
    edit(edited, "library/works/okafor2019storage.md", "number: '0755'", "number: '0756'")
    commit(edited, "2026-06-01")
    log = told("log", "okafor2019storage", root=edited)
    assert "    okafor2019storage: renamed from okafor2019alder\n" in log
    assert [line[:10] for line in log.splitlines() if line.startswith("20")] == [
        f"2026-{month:02d}-01" for month in (6, 5, 3, 2, 1)
    ]
    assert told("log", "okafor2019alder", root=edited) == log
    assert {day for day, _ in blamed("okafor2019storage", edited).values()} == {
        f"2026-{month:02d}-01" for month in (6, 5, 3, 2, 1)
    }


def test_a_work_that_is_gone_has_its_log_by_every_key_it_had(edited: Path) -> None:
    rename(edited, "okafor2019alder", "okafor2019storage")
    commit(edited, "2026-05-01")
    (edited / "library/works/okafor2019storage.md").unlink()
    commit(edited, "2026-06-01")
    log = told("log", "okafor2019storage", root=edited)
    assert "okafor2019storage: removed" in log
    assert "okafor2019storage: renamed from okafor2019alder" in log
    assert "okafor2019alder: DOI added" in log
    assert told("log", "okafor2019alder", root=edited) == log
    assert run("blame", "okafor2019alder", cwd=edited, env=IDENTITY).returncode == 1


def test_a_former_key_that_another_work_took_over_leads_to_that_work_alone(edited: Path) -> None:
    rename(edited, "okafor2019alder", "okafor2019storage")
    commit(edited, "2026-05-01")
    shutil.copy(edited / "library/works/tanaka2022damu.md", edited / DAM)
    commit(edited, "2026-06-01", "Taken over")
    assert "2026-06-01" not in told("log", "okafor2019storage", root=edited)
    assert "Taken over" in told("log", "okafor2019alder", root=edited)
    assert blamed("okafor2019storage", edited)["title"][0] == "2026-05-01"


def test_a_key_that_never_was_is_unknown(edited: Path) -> None:
    done = run("log", "okafor2019aldr", cwd=edited, env=IDENTITY)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Did you mean 'okafor2019alder'" in done.stderr


def test_a_work_that_was_removed_and_added_anew_has_one_log(edited: Path) -> None:
    git(edited, "checkout", "HEAD~1", "--", MAPS)
    commit(edited, "2026-05-01", who=BO)
    log = told("log", "vandenberg1984maps", root=edited)
    assert [line.split()[1] for line in log.splitlines() if line.startswith("    vandenberg")] == [
        "added:",
        "removed:",
        "added:",
    ]
    assert set(blamed("vandenberg1984maps", edited).values()) == {("2026-05-01", "Bo Mbeki")}


def test_blame_names_who_set_each_field_right_across_a_merge_of_two_people(edited: Path) -> None:
    git(edited, "switch", "--quiet", "--create", "theirs")
    edit(edited, DAM, "publisher-place: Alderton", "publisher-place: Alder City")
    commit(edited, "2026-05-01", "Moved", BO)
    git(edited, "switch", "--quiet", "main")
    edit(edited, DAM, "keywords: [flood storage, measurements]", "keywords: [floods]")
    commit(edited, "2026-05-02")
    merge(edited, "theirs", "2026-05-03")
    blame = blamed("okafor2019alder", edited)
    assert blame["publisher-place"] == ("2026-05-01", "Bo Mbeki")
    assert blame["keywords"] == ("2026-05-02", "Ada Lindgren")
    assert blame["viewpoint"] == ("2026-02-01", "Bo Mbeki")
    assert blame["title"] == ("2026-01-01", "Ada Lindgren")


def test_a_merge_that_changed_nothing_itself_is_not_in_the_log_and_both_sides_are(edited: Path) -> None:
    git(edited, "switch", "--quiet", "--create", "theirs")
    edit(edited, DAM, "number: '0755'", "number: '0756'")
    commit(edited, "2026-05-01", "Same", BO)
    git(edited, "switch", "--quiet", "main")
    edit(edited, DAM, "number: '0755'", "number: '0756'")
    commit(edited, "2026-05-02", "Same")
    merge(edited, "theirs", "2026-05-03")
    for keys in ((), ("okafor2019alder",)):
        lines = json_lines(run("log", "--json", "--since", "2026-05", *keys, cwd=edited, env=IDENTITY).stdout)
        assert [line["author"] for line in lines] == ["Ada Lindgren", "Bo Mbeki"]


def test_a_merge_tells_what_it_changed_itself(edited: Path) -> None:
    git(edited, "switch", "--quiet", "--create", "theirs")
    edit(edited, DAM, "number: '0755'", "number: '0756'")
    commit(edited, "2026-05-01", "Theirs", BO)
    git(edited, "switch", "--quiet", "main")
    edit(edited, DAM, "role: report", "role: statement")
    commit(edited, "2026-05-02")
    git(edited, "merge", "--quiet", "--no-ff", "--no-commit", "theirs")
    edit(edited, DAM, "language: en", "language: en-CA")
    commit(edited, "2026-05-03", "Merged")
    for keys in ((), ("okafor2019alder",)):
        assert told("log", "--limit", "1", *keys, root=edited) == (
            "2026-05-03  Ada Lindgren\n    okafor2019alder: language en → en-CA\n    > Merged"
        )
    assert blamed("okafor2019alder", edited)["language"][0] == "2026-05-03"


def test_a_few_keys_and_many_have_the_same_log(edited: Path, keys: list[str]) -> None:
    whole = run("log", "--json", *keys, cwd=edited, env=IDENTITY).stdout
    few = [
        json_lines(run("log", "--json", *keys[part], cwd=edited, env=IDENTITY).stdout)
        for part in (slice(5), slice(5, None))
    ]
    assert len(keys) > 6
    changes = [(line["commit"], change["key"]) for line in json_lines(whole) for change in line["changes"]]
    assert sorted(changes) == sorted(
        (line["commit"], change["key"]) for part in few for line in part for change in line["changes"]
    )
    assert len({line["commit"] for line in json_lines(whole)}) == 4


def test_line_ends_and_modes_in_old_commits_are_no_changes_of_facts(edited: Path) -> None:
    (edited / DAM).write_bytes((edited / DAM).read_bytes().replace(b"\n", b"\r\n"))
    commit(edited, "2026-05-01", "Line ends")
    (edited / DAM).chmod(0o755)
    commit(edited, "2026-05-02", "Mode")
    assert told("log", "--since", "2026-05", root=edited) == (
        "2026-05-01  Ada Lindgren\n    no fact changed, only how files are written\n    > Line ends"
    )
    assert blamed("okafor2019alder", edited)["title"][0] == "2026-01-01"
    done = run("diff", "HEAD~2..", cwd=edited, env=IDENTITY)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "sourcebook: nothing changed.\n")


def test_an_unreadable_record_in_an_old_commit_hides_nothing_else(edited: Path) -> None:
    good = (edited / DAM).read_bytes()
    (edited / DAM).write_bytes(b"---\ntitle: [\n---\n")
    commit(edited, "2026-05-01", "Broken")
    (edited / DAM).write_bytes(good.replace(b"'0755'", b"'0756'"))
    commit(edited, "2026-05-02", "Mended")
    log = told("log", "okafor2019alder", root=edited)
    assert log.count("okafor2019alder: changed; its record cannot be read on one side") == 2
    assert "DOI added" in log
    blame = blamed("okafor2019alder", edited)
    assert (blame["number"][0], blame["title"][0]) == ("2026-05-02", "2026-01-01")


def test_a_commit_that_touched_many_works_is_told_by_counts(edited: Path) -> None:
    for number in range(51):
        shutil.copy(edited / DAM, edited / f"library/works/new{number}.md")
    (edited / DAM).unlink()
    commit(edited, "2026-05-01", "Many")
    assert told("log", "--limit", "1", root=edited) == (
        "2026-05-01  Ada Lindgren\n    52 works: 51 added, 1 removed\n    > Many"
    )
    assert "new7: added" in told("log", "new7", root=edited)
    (line,) = json_lines(run("log", "--json", "--limit", "1", cwd=edited, env=IDENTITY).stdout)
    assert (line["counts"], line["changes"]) == ({"added": 51, "removed": 1}, [])


def test_blame_says_what_is_not_committed(edited: Path) -> None:
    edit(edited, DAM, "number: '0755'", "number: '0756'\nISBN: '1'")
    blame = blamed("okafor2019alder", edited)
    assert (blame["number"], blame["ISBN"], blame["title"][0]) == (
        ("not committed", ""),
        ("not committed", ""),
        "2026-01-01",
    )
    shutil.copy(edited / DAM, edited / "library/works/new2026dam.md")
    assert set(blamed("new2026dam", edited).values()) == {("not committed", "")}


def test_json_of_blame_is_a_field_a_line(edited: Path) -> None:
    edit(edited, DAM, "language: en", "language: en-CA")
    lines = json_lines(run("blame", "--json", "okafor2019alder", cwd=edited, env=IDENTITY).stdout)
    rows = {line["field"]: line for line in lines}
    assert rows["DOI"] == {
        "schema": "sourcebook.blame/1",
        "key": "okafor2019alder",
        "field": "DOI",
        "value": "10.1000/x",
        "commit": git(edited, "rev-parse", "HEAD~1").strip(),
        "date": "2026-03-01T12:00:00Z",
        "author": "Ada Lindgren",
        "earlier": False,
    }
    assert rows["language"]["commit"] is None
    assert rows["author"]["value"][0]["family"] == "Okafor"


def test_a_sourcebook_in_a_folder_of_a_repository_has_its_own_history(sourcebook: Path, tmp_path: Path) -> None:
    top = tmp_path / "all of it"
    (top / "deep").mkdir(parents=True)
    inner = sourcebook.rename(top / "deep" / "book")
    committed(top, env=on("2026-01-01"))
    (top / "library").mkdir()
    (top / "library" / "other.txt").write_text("mine", encoding="utf-8")
    commit(top, "2026-02-01", "Beside")
    edit(inner, DAM, "number: '0755'", "number: '0756'")
    commit(top, "2026-03-01")
    assert [line["date"][:7] for line in json_lines(run("log", "--json", cwd=inner, env=IDENTITY).stdout)] == [
        "2026-03",
        "2026-01",
    ]
    assert "number 0755 → 0756" in told("log", "okafor2019alder", root=inner)
    assert blamed("okafor2019alder", inner)["number"][0] == "2026-03-01"
    assert "okafor2019alder: number 0755 → 0756" in told("diff", "HEAD~2..", root=inner)


@pytest.mark.parametrize("command", [("log",), ("diff",), ("blame", "okafor2019alder"), ("log", "okafor2019alder")])
def test_without_git_or_a_repository_a_sentence_says_so(
    command: tuple[str, ...], sourcebook: Path, tmp_path: Path
) -> None:
    done = run(*command, cwd=sourcebook, env=IDENTITY)
    assert (done.returncode, done.stdout) == (3, "")
    assert "is in no git repository" in done.stderr
    (tmp_path / "bin").mkdir()
    done = run(*command, cwd=sourcebook, env={"PATH": str(tmp_path / "bin")})
    assert (done.returncode, done.stdout) == (3, "")
    assert "git is not installed" in done.stderr


def test_before_the_first_commit_everything_is_new(sourcebook: Path) -> None:
    git(sourcebook, "init", "--quiet")
    done = run("log", cwd=sourcebook, env=IDENTITY)
    assert (done.returncode, "Nothing has been committed here yet" in done.stderr) == (3, True)
    assert "Added (9)" in told("diff", root=sourcebook)
    assert set(blamed("okafor2019alder", sourcebook).values()) == {("not committed", "")}


def test_a_shallow_clone_says_what_it_does_not_know(edited: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=2", edited.as_uri(), "shallow")
    clone = tmp_path / "shallow"
    done = run("log", cwd=clone, env=IDENTITY)
    assert done.returncode == 0
    assert done.stdout.count("Ada Lindgren") == 1
    assert "git fetch --unshallow" in done.stderr
    blame = blamed("okafor2019alder", clone)
    assert set(blame.values()) == {("2026-03-01 or earlier", "Ada Lindgren")}
    done = run("diff", "@2026-01-15", cwd=clone, env=IDENTITY)
    assert done.returncode == 1
    assert "git fetch --unshallow" in done.stderr


def test_settings_of_the_reader_change_nothing(sourcebook: Path, tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    edited = sourcebook.rename(top / "book")
    committed(top, env=on("2026-01-01"))
    edit(edited, DAM, "number: '0755'", "number: '0756'")
    commit(top, "2026-02-01")
    plain = {
        command: run(*command, cwd=edited, env=IDENTITY).stdout for command in (("log",), ("log", "okafor2019alder"))
    }
    config, order = tmp_path / "config", tmp_path / "order"
    order.write_text("sources.yaml\n", encoding="utf-8")
    config.write_text(
        "[log]\nshowRoot = false\nfollow = true\ndecorate = full\ndate = relative\ndiffMerges = off\n"
        f"[diff]\nrenames = copies\nnoprefix = true\nrelative = true\nexternal = false\norderFile = {order}\n"
        "[core]\nquotePath = true\nabbrev = 4\npager = false\n[color]\nui = always\n[format]\npretty = oneline\n",
        encoding="utf-8",
    )
    for command, text in plain.items():
        assert run(*command, cwd=edited, env={**IDENTITY, "GIT_CONFIG_GLOBAL": str(config)}).stdout == text


def test_diff_tells_what_changed_between_two_days(edited: Path) -> None:
    assert told("diff", "@2026-01-01..@2026-03-15", root=edited) == (
        "Changed (1)\n"
        "  okafor2019alder: DOI added; viewpoint engineering → authorities\n"
        "\n"
        "Regrouped (1)\n"
        "  okafor2019alder: Engineering studies → Authorities"
    )


def test_diff_knows_editions_revisions_and_the_work_tree(edited: Path) -> None:
    git(edited, "tag", "edition/2026-spring", "HEAD~1")
    for states in ("2026-spring", "edition/2026-spring..", "HEAD~1..HEAD", "2026-spring..2026-04-01"):
        assert told("diff", states, root=edited).startswith("Removed (1)\n  vandenberg1984maps: van den Berg")
    shutil.copy(edited / DAM, edited / "library/works/new2026dam.md")
    assert told("diff", root=edited) == (
        "Added (1)\n  new2026dam: Okafor and Hale 2019. The Alder Valley Dam: An Assessment of Flood Storage. "
        "Institute for Rivers."
    )
    assert "Added (1)" in told("diff", "HEAD~1", root=edited)


def test_where_nothing_changed_diff_says_so_and_ends_well(edited: Path) -> None:
    done = run("diff", cwd=edited, env=IDENTITY)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "sourcebook: nothing changed.\n")


@pytest.mark.parametrize(
    ("states", "code", "words"),
    [
        ("nowhere", 1, "The history has no 'nowhere'"),
        ("2025-12-31", 1, "There was no sourcebook yet on 2025-12-31"),
        ("2026-02-30", 1, "2026-02-30 is no day"),
        ("..", 2, "Name at least one state"),
        ("A...B", 2, "two dots"),
        ("--output=x", 2, "--output"),
    ],
)
def test_a_state_that_is_none_is_refused(states: str, code: int, words: str, edited: Path) -> None:
    done = run("diff", states, cwd=edited, env=IDENTITY)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_a_note_for_readers_has_no_word_of_git(edited: Path) -> None:
    edit(edited, "library/viewpoints.yaml", "label: Authorities", "label: Public bodies")
    rename(edited, "mueller2023rezension", "mueller2023karten")
    commit(edited, "2026-05-01")
    assert told("diff", "--format", "markdown", "2026-01-01..HEAD", root=edited) == (
        "# What changed\n"
        "\n"
        "*The Alder Valley Dam, from 2026-01-01 to 2026-05-01: 1 removed, 2 changed.*\n"
        "\n"
        "## Removed\n"
        "\n"
        "- van den Berg 1984–1986. Maps of the Alder Valley. Polder Press.\n"
        "\n"
        "## Changed\n"
        "\n"
        "- Müller 2023, Karten eines Tals, neu gelesen: große Flüsse: now cited as mueller2023karten, "
        "formerly mueller2023rezension\n"
        "- [Okafor and Hale 2019, The Alder Valley Dam: An Assessment of Flood Storage](<https://doi.org/10.1000/x>): "
        "DOI added\n"
        "\n"
        "## Regrouped\n"
        "\n"
        "- [Okafor and Hale 2019, The Alder Valley Dam: An Assessment of Flood Storage](<https://doi.org/10.1000/x>): "
        "Engineering studies → Public bodies\n"
        "\n"
        "## Vocabulary and settings\n"
        "\n"
        "- Viewpoints and roles: viewpoints authorities (label Authorities → Public bodies)"
    )


def test_json_of_diff_is_a_change_a_line_other_files_field_by_field(edited: Path) -> None:
    (edited / "library" / "links.yaml").write_text("'https://a.example/': dead\n", encoding="utf-8")
    lines = json_lines(run("diff", "--json", "HEAD~1", cwd=edited, env=IDENTITY).stdout)
    assert [(line["schema"], line["key"], line["kind"]) for line in lines] == [
        ("sourcebook.change/1", "vandenberg1984maps", "removed"),
        ("sourcebook.change/1", "library/links.yaml", "added"),
    ]
    commit(edited, "2026-05-01")
    edit(edited, "library/links.yaml", "dead", "alive")
    (line,) = json_lines(run("diff", "--json", cwd=edited, env=IDENTITY).stdout)
    assert line["fields"] == [{"name": "https://a.example/", "before": "dead", "after": "alive"}]
