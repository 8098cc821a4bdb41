import json
from pathlib import Path

import pytest
from running import json_lines, run, run_for_bytes


def test_show_gives_the_whole_work_for_a_person(unchanged: Path) -> None:
    done = run("show", "ministry2020declaration", cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "ministry2020declaration  pamphlet\n"
        "Déclaration sur le barrage de la vallée\n"
        "Statement on the valley's dam\n"
        "\n"
        "author            Ministry of Water\n"
        "publisher         Ministère de l’eau\n"
        "issued            2020-06-01\n"
        "URL               https://www.water.example/fr/declaration\n"
        "language          fr\n"
        "viewpoint         authorities\n"
        "role              statement\n"
        "\n"
        "Responds to       lindqvist2020etude Lindqvist 2020: Étude of a River: What the\n"
        "                  Assessment Leaves Out\n"
        "Reported by       courier2021minutes The Alder Courier 2021: Minutes of the dam\n"
        "                  board: 40% over budget & “no comment”\n"
        "Reported by       zhou2021shuiku 周 2021: 水库移民的声音：山谷大坝调查\n"
        "\n"
        "Content note: It describes an accident on the building site.\n"
        "\n"
        "The ministry says that fish ladders are part of the plan.\n"
    )


def test_show_gives_titles_in_three_forms_and_doubts_with_their_origin(unchanged: Path) -> None:
    shown = run("show", "zhou2021shuiku", "okafor2019alder", cwd=unchanged).stdout
    for title in ("水库移民的声音：山谷大坝调查", "Shuiku yimin de shengyin", "Voices of those who moved"):
        assert title in shown
    assert "doubt             the page count is not printed" in shown
    assert "confirmed         page" in shown


def test_show_keeps_the_fields_that_no_table_knows(unchanged: Path) -> None:
    assert "x-desk            room: 12; shift: early; late" in run("show", "courier2021minutes", cwd=unchanged).stdout


@pytest.mark.parametrize("path", ["courier2021minutes", "okafor2019alder", "zhou2021shuiku"])
def test_raw_is_the_record_to_the_byte(path: str, unchanged: Path) -> None:
    record = (unchanged / "library" / "works" / f"{path}.md").read_text(encoding="utf-8")
    assert run("show", "--raw", path, cwd=unchanged).stdout == record


def test_raw_keeps_even_odd_bytes(sourcebook: Path) -> None:
    record = sourcebook / "library" / "works" / "okafor2019alder.md"
    odd = b"\xef\xbb\xbf" + record.read_bytes().replace(b"\n", b"\r\n")
    record.write_bytes(odd)
    assert run_for_bytes("show", "--raw", "okafor2019alder", cwd=sourcebook) == odd
    assert record.read_bytes() == odd


def test_json_of_show_is_one_work_a_line(unchanged: Path) -> None:
    works = json_lines(run("show", "--json", "zhou2021shuiku", "okafor2019alder", cwd=unchanged).stdout)
    assert [(work["schema"], work["key"]) for work in works] == [
        ("sourcebook.work/1", "zhou2021shuiku"),
        ("sourcebook.work/1", "okafor2019alder"),
    ]
    assert works[0]["outlet"] == "jianghe"


@pytest.mark.parametrize("command", [("show", "--json"), ("open", "--print"), ("cite", "--json")])
def test_a_former_key_works_wherever_a_key_does(command: tuple[str, str], unchanged: Path) -> None:
    former = run(*command, "lindqvist2020etude", cwd=unchanged)
    assert former.returncode == 0
    assert former.stdout == run(*command, "lindqvist2020critique", cwd=unchanged).stdout != ""


@pytest.mark.parametrize("command", ["show", "cite", "open"])
def test_an_unknown_key_is_named_with_the_nearest_and_the_others_come(command: str, unchanged: Path) -> None:
    argv = ("open", "--print") if command == "open" else (command,)
    alone = run(*argv, "okafor2019alder", cwd=unchanged).stdout
    done = run(*argv, "okafor2019aldr", "okafor2019alder", cwd=unchanged)
    assert (done.returncode, done.stdout) == (1, alone)
    assert done.stderr == "sourcebook: No work has the key 'okafor2019aldr'. Did you mean 'okafor2019alder'?\n"


@pytest.mark.parametrize("command", ["show", "cite", "open"])
def test_no_key_at_all_is_a_mistake_of_usage(command: str, unchanged: Path) -> None:
    done = run(command, cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Name at least one key" in done.stderr


def test_no_keys_on_standard_input_is_nothing_to_do(unchanged: Path) -> None:
    for command in (("show", "-"), ("cite", "-"), ("open", "--print", "-")):
        done = run(*command, cwd=unchanged)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_keys_come_from_standard_input_for_show_open_and_cite(unchanged: Path) -> None:
    stdin = "okafor2019alder\nlindqvist2020critique\n"
    shown = json_lines(run("show", "--json", "-", cwd=unchanged, stdin=stdin).stdout)
    assert [work["key"] for work in shown] == stdin.split()
    opened = run("open", "--print", "-", cwd=unchanged, stdin=stdin).stdout
    assert opened.splitlines() == [
        "https://institute.example/reports/alder?id=7",
        "https://doi.org/10.5555/jih.2020.12.3",
    ]
    cited = json_lines(run("cite", "--json", "-", cwd=unchanged, stdin=stdin).stdout)
    assert sorted(key for line in cited for key in line["keys"]) == sorted(stdin.split())


def test_open_starts_the_browser_with_the_link(unchanged: Path, tmp_path: Path) -> None:
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{seen}"\n', encoding="utf-8")
    browser.chmod(0o755)
    done = run("open", "okafor2019alder", "lindqvist2020critique", cwd=unchanged, env={"BROWSER": str(browser)})
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert seen.read_text(encoding="utf-8").splitlines() == [
        "https://institute.example/reports/alder?id=7",
        "https://doi.org/10.5555/jih.2020.12.3",
    ]


def test_a_browser_that_fails_leaves_the_link_to_the_person(unchanged: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    browser.chmod(0o755)
    # No PATH, so that no other browser of this machine takes its place.
    done = run("open", "okafor2019alder", cwd=unchanged, env={"BROWSER": str(browser), "PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "https://institute.example/reports/alder?id=7" in done.stderr


def test_a_work_without_a_link_cannot_be_opened(unchanged: Path) -> None:
    done = run("open", "--print", "vandenberg1984maps", "okafor2019alder", cwd=unchanged)
    assert (done.returncode, done.stdout) == (1, "https://institute.example/reports/alder?id=7\n")
    assert "vandenberg1984maps has no DOI, URL or mirror" in done.stderr


def test_only_web_addresses_are_ever_opened(sourcebook: Path, tmp_path: Path) -> None:
    record = sourcebook / "library" / "works" / "harm2020file.md"
    record.write_text("---\ntype: webpage\ntitle: Harm\nURL: file:///etc/passwd\n---\n", encoding="utf-8")
    done = run("open", "harm2020file", cwd=sourcebook, env={"BROWSER": "touch"})
    assert done.returncode == 1
    assert "to open" in done.stderr


def test_what_open_prints_and_list_links_agree(unchanged: Path) -> None:
    listed = run("list", "--format", "{link}", "has:link", cwd=unchanged).stdout
    keys = run("list", "--keys", "has:link", cwd=unchanged).stdout
    assert run("open", "--print", "-", cwd=unchanged, stdin=keys).stdout == listed
    assert json.loads(run("show", "--json", "okafor2019alder", cwd=unchanged).stdout)["fields"]["URL"] in listed
