from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from feeds import FLOOD, SILT, Story, following, giving_feed, inbox, rss
from repositories import BO, IDENTITY, git, messages, status
from running import json_lines, on_terminal, run
from servers import Server, giving, serving

from sourcebook.store.decisions import load_decisions

PAGE = """<html lang="en"><head><title>Alder Dam holds back the flood</title>
<meta property="og:title" content="Alder Dam holds back the flood"><meta property="og:type" content="article">
<meta name="author" content="Ngozi Okafor"><meta property="article:published_time" content="2026-11-20T10:00:00Z">
</head><body><article><h1>Alder Dam holds back the flood</h1><p>It rained for nine days, and the dam held.</p>
</article></body></html>"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/2026/flood": giving(PAGE)}) as one:
        flood = FLOOD._replace(link=one.url("/2026/flood"), text="It rained for nine days.")
        one.scripts["/feed"] = giving_feed(rss(flood, SILT))
        yield one


@pytest.fixture
def root(sourcebook: Path, server: Server) -> Path:
    root = following(sourcebook, {"courier": server.url("/feed")}, more={"courier": "outlet: alder-courier"})
    run("track", "--allow-private", "--gap", "0", cwd=root, env=IDENTITY)
    return root


def waiting(root: Path, *argv: str) -> list[Mapping[str, Any]]:
    return list(json_lines(run("inbox", "list", "--json", *argv, cwd=root).stdout))


def named(root: Path, word: str) -> str:
    """The id of the candidate with a word in its title."""
    (found,) = [str(one["id"]) for one in waiting(root) if word in str(one["title"])]
    return found


def command(root: Path, *argv: str, stdin: str = "") -> tuple[int, str, str]:
    done = run("inbox", *argv, cwd=root, env=IDENTITY, stdin=stdin)
    return done.returncode, done.stdout, done.stderr


def works(root: Path) -> set[str]:
    return {path.stem for path in (root / "library" / "works").glob("*.md")}


def test_candidates_are_listed_best_first_with_what_a_program_needs(root: Path) -> None:
    flood, silt = waiting(root)
    assert flood["title"] == "Alder Dam holds back the flood"
    assert float(str(flood["score"])) > float(str(silt["score"]))
    assert (flood["schema"], flood["state"], flood["feed"], flood["outlet"]) == (
        "sourcebook.candidate/1", "open", "courier", "The Alder Courier",
    )  # fmt: skip
    assert sum(one["points"] for one in flood["why"]) == pytest.approx(flood["score"])
    _, out, _ = command(root, "list")
    assert out.splitlines()[0].split("\t")[0::4] == [flood["id"], flood["title"]]


@pytest.mark.parametrize(
    ("argv", "titles"),
    [
        (("silt",), ["Silt"]), (("lang:en",), []), (("title:flood", "OR", "title:silt"), ["Alder", "Silt"]),
        (("--feed", "courier"), ["Alder", "Silt"]), (("-title:silt",), ["Alder"]),
    ],
)  # fmt: skip
def test_a_query_finds_candidates_as_it_finds_works(root: Path, argv: tuple[str, ...], titles: list[str]) -> None:
    assert [str(one["title"]).partition(" ")[0] for one in waiting(root, *argv)] == titles
    assert command(root, "list", *argv)[0] == (0 if titles else 1)


def test_a_card_says_why_it_is_one_and_what_the_library_has_near(root: Path) -> None:
    code, out, _ = command(root, "show", named(root, "flood")[:5])
    assert code == 0
    assert "Alder Dam in title +15" in out
    assert "It rained for nine days." in out
    assert "The Alder Courier · 202" in out
    assert command(root, "show", "nothing")[0] == 1


def test_accepting_asks_the_page_and_writes_work_and_decision_in_one_commit(root: Path) -> None:
    before, name = works(root), named(root, "flood")
    commits = len(messages(root))
    code, _, err = command(root, "accept", name, "--yes", "--allow-private", "--set", "viewpoint=")
    assert (code, len(messages(root)) - commits) == (0, 1), err
    (key,) = works(root) - before
    assert f"accepted as {key}" in err
    record = (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")
    assert "family: Okafor" in record
    assert "confirmed: page" in record
    assert "feed: courier" in record
    assert f"candidate: {name}" in record
    (decision,) = load_decisions(str(root)).decisions
    assert (decision.decision, decision.work, decision.id) == ("accepted", key, name)
    assert len(inbox(root)) == 1
    assert status(root) == []
    assert run("undo", cwd=root, env=IDENTITY).returncode == 0
    assert (works(root), len(inbox(root))) == (before, 2)


def test_accepting_offline_takes_what_the_feed_said_and_doubts_it(root: Path, server: Server) -> None:
    asked = len(server.asked)
    vocabulary = run("stats", "--by", "viewpoint", "--json", cwd=root).stdout
    assert vocabulary
    code, _, _ = command(root, "accept", named(root, "Silt"), "--offline", "--yes")
    assert (code, len(server.asked)) == (0, asked)
    (record,) = [
        text
        for path in (root / "library" / "works").glob("*.md")
        if "Silt fills" in (text := path.read_text(encoding="utf-8"))
    ]
    assert "confirmed: feed" in record
    assert "all is as the feed has it" in record
    assert run("check", cwd=root).returncode in (0, 1)


def test_what_a_person_wrote_into_the_record_of_a_candidate_is_kept(root: Path) -> None:
    path = next((root / "library" / "inbox").glob("*silt*"))
    text = path.read_text(encoding="utf-8").replace("type: webpage", "type: report")
    path.write_text(text + "Measures the silt.\n", encoding="utf-8")
    git(root, "commit", "--quiet", "--all", "--message=by hand")
    command(root, "accept", named(root, "Silt"), "--offline", "--yes")
    shown = run("list", "Silt fills", "--json", cwd=root).stdout
    assert '"type": "report"' in shown
    assert "Measures the silt." in shown


def test_accepting_without_a_network_says_the_way_out_and_keeps_the_candidate(root: Path) -> None:
    code, _, err = command(root, "accept", named(root, "Silt"), "--yes")
    assert code == 4
    assert "--offline" in err
    assert len(inbox(root)) == 2


def test_a_dry_run_of_accepting_writes_nothing(root: Path) -> None:
    code, out, _ = command(root, "accept", named(root, "Silt"), "--offline", "--dry-run")
    assert code == 0
    assert "library/decisions.jsonl" in out
    assert (len(inbox(root)), load_decisions(str(root)).decisions) == (2, ())


def test_what_the_library_has_already_is_not_accepted_twice(root: Path, server: Server) -> None:
    command(root, "accept", named(root, "Silt"), "--offline", "--yes")
    again = Story("Silt fills the Alder Valley, says a report", "https://elsewhere.example/silt", "9", days=2.5)
    server.scripts["/feed"] = giving_feed(rss(again))
    run("track", "--allow-private", "--feed", "courier", cwd=root, env=IDENTITY)
    names = [str(one["id"]) for one in waiting(root) if "a report" in str(one["title"])]
    for name in names:
        code, _, err = command(root, "accept", name, "--offline", "--yes")
        assert code in (0, 1)
        assert code == 0 or "--reason duplicate" in err


def test_dismissed_is_dismissed_for_everyone_whatever_the_address(root: Path, server: Server, tmp_path: Path) -> None:
    command(root, "dismiss", named(root, "Silt"), "--reason", "low-value")
    command(root, "dismiss", named(root, "flood"), "--reason", "off-topic")
    assert [one.reason for one in load_decisions(str(root)).decisions] == ["low-value", "off-topic"]
    assert (inbox(root), status(root)) == ({}, [])
    git(root, "clone", "--quiet", str(root), str(tmp_path / "bo"))
    moved = (
        SILT._replace(link="http://m.alder-courier.example/2026/silt/?utm_source=feed", guid="moved"),
        SILT._replace(link=f"https://web.archive.org/web/20261120000000/{SILT.link}", guid="a"),
        SILT._replace(link="https://alder-courier.example/2026/other-slug", guid="b"),
        SILT._replace(title="Silt in the Alder Valley, an edited headline", guid="2", link="https://new.example/1"),
    )  # fmt: skip
    server.scripts["/feed"] = giving_feed(rss(*moved))
    done = run("track", "--allow-private", cwd=tmp_path / "bo", env=BO)
    assert (done.returncode, done.stdout) == (0, "")
    assert inbox(tmp_path / "bo") == {}


def test_deferred_comes_back_on_its_day(root: Path) -> None:
    name = named(root, "Silt")
    command(root, "defer", name, "--until", "30d")
    assert [one["id"] for one in waiting(root, "--deferred")] == [name]
    assert name not in [one["id"] for one in waiting(root)]
    assert len(inbox(root)) == 2
    command(root, "defer", name, "--until", "2020-01-01")
    assert name in [one["id"] for one in waiting(root)]
    assert command(root, "defer", name, "--until", "soon")[0] == 2


def test_reopening_brings_a_dismissed_candidate_back_as_it_was(root: Path) -> None:
    before, name = inbox(root), named(root, "Silt")
    command(root, "dismiss", name)
    assert command(root, "accept", name, "--yes")[2].count("inbox reopen") == 1
    code, _, _ = command(root, "reopen", name)
    assert (code, inbox(root)) == (0, before)
    assert [one.decision for one in load_decisions(str(root)).decisions] == ["dismissed", "reopened"]
    assert command(root, "reopen", "0000")[0] == 1
    _, out, _ = command(root, "list", "--decided")
    assert [line.split("\t")[2] for line in out.splitlines()] == ["reopened", "dismissed"]


def test_of_decisions_in_one_second_the_later_of_the_file_is_the_newer(root: Path) -> None:
    name = named(root, "Silt")
    lines = [
        f'{{"date": "2026-11-20T10:00:00Z", "decision": "{decision}", "id": "{name}"}}\n'
        for decision in ("dismissed", "reopened", "dismissed", "reopened")
    ]
    (root / "library" / "decisions.jsonl").write_text("".join(lines), encoding="utf-8")
    _, out, _ = command(root, "list", "--decided")
    assert [line.split("\t")[2] for line in out.splitlines()] == ["reopened", "dismissed", "reopened", "dismissed"]


def test_many_are_decided_by_query_or_from_a_pipe_in_one_commit(root: Path) -> None:
    commits = len(messages(root))
    ids = command(root, "list", "--ids")[1]
    code, _, _ = command(root, "dismiss", "-", stdin=ids)
    assert (code, len(messages(root)) - commits, inbox(root)) == (0, 1, {})
    assert messages(root)[0] == "inbox: dismissed 2 candidates"
    command(root, "reopen", *ids.split())
    command(root, "dismiss", "-q", "title:silt")
    assert len(inbox(root)) == 1


def test_a_broken_record_of_the_inbox_hides_no_other(root: Path) -> None:
    (root / "library" / "inbox" / "broken.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    code, out, err = command(root, "list")
    assert (code, len(out.splitlines())) == (0, 2)
    assert "library/inbox/broken.md" in err


def test_without_a_terminal_nothing_is_asked(root: Path) -> None:
    assert command(root)[0] == 2
    assert command(root, "accept", named(root, "Silt"))[0] == 2


def test_an_empty_inbox_says_so(sourcebook: Path) -> None:
    done = run("inbox", "list", cwd=sourcebook)
    assert (done.returncode, "the inbox is empty" in done.stderr) == (1, True)


def test_cards_are_judged_by_single_keys_and_quit_keeps_what_was_decided(root: Path) -> None:
    screen = on_terminal("inbox", cwd=root, env=IDENTITY, typed="?dolq", rows=60)
    assert screen.code == 0
    assert "1 of 2" in screen.text
    assert "2 decided, 0 left" in screen.text
    kinds = [(one.decision, one.reason) for one in load_decisions(str(root)).decisions]
    assert kinds == [("dismissed", "off-topic"), ("deferred", "")]
    assert status(root) == []


def test_a_decision_is_undone_and_the_card_comes_again(root: Path) -> None:
    before = inbox(root)
    screen = on_terminal("inbox", cwd=root, env=IDENTITY, typed="dvusq", rows=60)
    assert inbox(root) == before
    assert [one.decision for one in load_decisions(str(root)).decisions] == ["dismissed", "reopened"]
    assert screen.text.count("1 of 2") == 2
    assert "0 decided, 2 left" in screen.text


def test_a_card_is_accepted_by_the_conversation_of_add_and_can_be_undone(root: Path) -> None:
    before = works(root)
    typed = "sa" + "issued=2026-11-19\n" + "a\n\n\n" + "q"
    screen = on_terminal("inbox", "--offline", cwd=root, env=IDENTITY, typed=typed, rows=60)
    (key,) = works(root) - before
    assert "issued: 2026-11-19" in (root / "library" / "works" / f"{key}.md").read_text(encoding="utf-8")
    assert "1 decided" in screen.text
    on_terminal("inbox", "--offline", cwd=root, env=IDENTITY, typed="aa\n\n\nuq", rows=60)
    assert len(works(root)) == len(before) + 1
    assert [one.decision for one in load_decisions(str(root)).decisions] == ["accepted", "accepted", "reopened"]


def test_skipping_leaves_a_card_for_the_next_time(root: Path) -> None:
    screen = on_terminal("inbox", cwd=root, env=IDENTITY, typed="ss", rows=60)
    assert (screen.code, len(inbox(root))) == (0, 2)
    assert "0 decided, 2 left" in screen.text


def test_two_people_who_find_the_same_have_one_file(root: Path, server: Server, tmp_path: Path) -> None:
    git(root, "clone", "--quiet", str(root), str(tmp_path / "bo"))
    bo = tmp_path / "bo"
    fresh = Story("Alder Valley: a third way", "https://alder-courier.example/2026/third", "3")
    server.scripts["/feed"] = giving_feed(rss(fresh))
    for one, who in ((root, IDENTITY), (bo, BO)):
        run("track", "--allow-private", "--feed", "courier", cwd=one, env=who)
    git(bo, "fetch", "--quiet", "origin", env=BO)
    git(bo, "merge", "--quiet", "origin/main", env=BO)
    assert len(inbox(bo)) == 3


def test_a_headline_that_changes_after_accepting_is_told_on_the_work_once(root: Path, server: Server) -> None:
    command(root, "accept", named(root, "Silt"), "--offline", "--yes")
    new = "CORRECTED: little silt in the Alder Valley"
    server.scripts["/feed"] = giving_feed(rss(SILT._replace(title=new)))
    for _ in range(2):
        run("track", "--allow-private", "--feed", "courier", cwd=root, env=IDENTITY)
    assert messages(root)[0] == "track: 1 changed headline"
    records = [path.read_text(encoding="utf-8") for path in (root / "library" / "works").glob("*.md")]
    (record,) = [text for text in records if "Silt fills" in text]
    assert record.count("type: correction") == 1
    assert new in record
    assert len(inbox(root)) == 1


def test_the_page_of_what_is_accepted_is_saved_where_that_is_asked_for(root: Path) -> None:
    with open(root / "sources.yaml", "a", encoding="utf-8") as file:
        file.write("archive: {on-add: save}\n")
    git(root, "commit", "--all", "--quiet", "--message=save")
    assert (
        "no page was saved. Saving needs the keys"
        in command(root, "accept", named(root, "holds"), "--yes", "--allow-private")[2]
    )
