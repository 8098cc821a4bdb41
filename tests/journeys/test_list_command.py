import json
from pathlib import Path

import pytest
from running import json_lines, keys_of, run, shell


def test_a_list_in_a_pipe_is_tab_separated_lines_in_the_order_of_keys(unchanged: Path, keys: list[str]) -> None:
    done = run("list", cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    assert keys_of(done.stdout) == keys
    assert (
        "okafor2019alder\t2019\tOkafor and Hale\tThe Alder Valley Dam: An Assessment of Flood Storage\n" in done.stdout
    )
    assert all(line.count("\t") == 3 for line in done.stdout.splitlines())


@pytest.mark.parametrize("alias", ["ls", "search", "find"])
def test_the_aliases_of_list_are_list(alias: str, unchanged: Path) -> None:
    assert run(alias, "dam", cwd=unchanged).stdout == run("list", "dam", cwd=unchanged).stdout != ""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("etude", ["lindqvist2020critique"]),
        ("ＥＴＵＤＥ", ["lindqvist2020critique"]),
        ("水库", ["zhou2021shuiku"]),
        ("ダム", ["tanaka2022damu"]),
        ("توغان", ["ilchi2021toghan"]),
        ("viewpoint:engineering role:report year:2019..2022", ["okafor2019alder", "tanaka2022damu"]),
        ("lang:zh", ["zhou2021shuiku"]),
        ("outlet:alder-courier", ["courier2021minutes"]),
        ("author:muller", ["mueller2023rezension"]),
        ("has:doi", ["lindqvist2020critique"]),
        ("has:doubts", ["okafor2019alder"]),
        ("rebuts:okafor2019alder", ["lindqvist2020critique"]),
        ("answered-by:ministry2020declaration", ["lindqvist2020critique"]),
        ("responds-to:lindqvist2020critique", ["ministry2020declaration"]),
        ("responds-to:lindqvist2020etude", ["ministry2020declaration"]),
        ("tag:measurements", ["lindqvist2020critique", "okafor2019alder"]),
        ("key:courier2022minutes", ["courier2021minutes"]),
        ("(author:zhou OR lang:ja) NOT has:annotation", ["tanaka2022damu"]),
        ('"flood storage"', ["okafor2019alder"]),
    ],
)
def test_a_query_finds(query: str, found: list[str], unchanged: Path) -> None:
    done = run("list", "--keys", query, cwd=unchanged)
    assert (done.stdout.split(), done.returncode) == (found, 0)


def test_a_negated_term_is_no_option(unchanged: Path) -> None:
    done = run("list", "--keys", "role:report", "-has:url", cwd=unchanged)
    assert done.stdout.split() == ["ilchi2021toghan", "mueller2023rezension", "tanaka2022damu"]


def test_an_argument_with_blanks_is_a_phrase(unchanged: Path) -> None:
    assert run("list", "--keys", "Alder Valley Dam", cwd=unchanged).stdout == "okafor2019alder\n"


def test_groups_stand_in_the_order_of_the_vocabulary_and_works_without_one_come_last(unchanged: Path) -> None:
    done = run("list", "--group-by", "viewpoint", "--keys", cwd=unchanged)
    assert done.stdout == (
        "engineering\tmueller2023rezension\n"
        "engineering\tokafor2019alder\n"
        "engineering\ttanaka2022damu\n"
        "river-communities\tilchi2021toghan\n"
        "river-communities\tlindqvist2020critique\n"
        "river-communities\tzhou2021shuiku\n"
        "authorities\tministry2020declaration\n"
        "-\tcourier2021minutes\n"
        "-\tvandenberg1984maps\n"
    )


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("role", ["report", "rebuttal", "statement", "-"]),
        ("year", ["1984–1986", "2019", "2020", "2021", "2022", "2023"]),
        ("outlet", ["water-ministry", "alder-courier", "jianghe", "-"]),
        ("language", ["de", "en", "fr", "ja", "nl", "ug", "zh-Hans"]),
    ],
)
def test_every_grouping_lists_every_work_once(by: str, groups: list[str], unchanged: Path, keys: list[str]) -> None:
    lines = run("list", "--group-by", by, "--keys", cwd=unchanged).stdout.splitlines()
    assert list(dict.fromkeys(line.split("\t")[0] for line in lines)) == groups
    assert sorted(line.split("\t")[1] for line in lines) == keys


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("key", "courier2021minutes", "zhou2021shuiku"),
        ("date", "vandenberg1984maps", "mueller2023rezension"),
        ("author", "lindqvist2020critique", "tanaka2022damu"),
        ("title", "tanaka2022damu", "ilchi2021toghan"),
        ("viewpoint", "ministry2020declaration", "vandenberg1984maps"),
    ],
)
def test_a_list_is_sorted_and_reversed(sort: str, first: str, last: str, unchanged: Path) -> None:
    forward = run("list", "--sort", sort, "--keys", cwd=unchanged).stdout.split()
    backward = run("list", "--sort", sort, "--reverse", "--keys", cwd=unchanged).stdout.split()
    assert (forward[0], forward[-1]) == (first, last)
    assert backward == forward[::-1]


def test_a_limit_cuts_the_list_after_sorting(unchanged: Path) -> None:
    done = run("list", "--sort", "date", "--reverse", "--limit", "2", "--keys", cwd=unchanged)
    assert done.stdout == "mueller2023rezension\ntanaka2022damu\n"
    assert run("list", "--limit", "0", cwd=unchanged).returncode == 1


@pytest.mark.parametrize("limit", ["-1", "x", "1.5", "9" * 30])
def test_a_limit_that_is_no_number_is_refused_in_words(limit: str, unchanged: Path) -> None:
    done = run("list", "--limit", limit, cwd=unchanged)
    assert done.returncode == 2
    assert "is no number of works" in done.stderr


def test_a_template_fills_in_fields(unchanged: Path) -> None:
    done = run(
        "list", "okafor", "--format", r"{{{key}}}\t{author} {year}: {title} {number} {doi}|{link}", cwd=unchanged
    )
    assert done.stdout == (
        "{okafor2019alder}\tOkafor and Hale 2019: The Alder Valley Dam: An Assessment of Flood Storage 0755 |"
        "https://institute.example/reports/alder?id=7\n"
    )


def test_an_unknown_field_of_a_template_is_refused(unchanged: Path) -> None:
    done = run("list", "--format", "{titel}", cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'title'?" in done.stderr


def test_json_is_one_work_a_line_with_scalars_as_typed(unchanged: Path, keys: list[str]) -> None:
    works = json_lines(run("list", "--json", cwd=unchanged).stdout)
    assert [work["key"] for work in works] == keys
    assert {work["schema"] for work in works} == {"sourcebook.work/1"}
    by_key = {work["key"]: work for work in works}
    assert by_key["okafor2019alder"]["fields"]["number"] == "0755"
    assert by_key["courier2021minutes"]["fields"]["x-desk"] == {"room": "12", "shift": ["early", "late"]}


def test_keys_on_standard_input_are_listed_in_their_order(unchanged: Path) -> None:
    done = run("list", "-", cwd=unchanged, stdin="zhou2021shuiku\n\ncourier2022minutes\nzhou2021shuiku\n")
    assert (keys_of(done.stdout), done.returncode) == (["zhou2021shuiku", "courier2021minutes"], 0)


def test_an_unknown_key_on_standard_input_is_named_and_the_others_listed(unchanged: Path) -> None:
    done = run("list", "-", cwd=unchanged, stdin="zhou2021shuiko\nokafor2019alder\n")
    assert (keys_of(done.stdout), done.returncode) == (["okafor2019alder"], 1)
    assert "No work has the key 'zhou2021shuiko'. Did you mean 'zhou2021shuiku'?" in done.stderr


def test_bytes_that_are_no_text_are_an_unknown_key_and_no_crash(unchanged: Path) -> None:
    for script in (r"printf 'a\xffb\n' | sourcebook show -", r"sourcebook list 'key:'$'ab\xff'"):
        done = shell(script, cwd=unchanged)
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr


def test_keys_go_through_a_pipe_into_every_command_that_takes_them(unchanged: Path) -> None:
    done = shell("sourcebook list --keys tag:measurements | sourcebook export -f bibtex --quiet -", cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run("export", "-f", "bibtex", "--quiet", "tag:measurements", cwd=unchanged).stdout
    assert done.stdout.count("\n@") + done.stdout.startswith("@") == 2


def test_no_match_is_said_and_ends_with_1(unchanged: Path) -> None:
    done = run("list", "nothing-has-this-word", cwd=unchanged)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "sourcebook: no work matches.\n")


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("viewpiont:engineering", "Did you mean 'viewpoint'?"),
        ("year:20x", "is no date or range"),
        ("(dam", "never closed"),
        ("has:titel", "Did you mean 'title'?"),
        ('"open', "a quotation mark may be open"),
    ],
)
def test_a_query_with_a_fault_shows_its_place(query: str, hint: str, unchanged: Path) -> None:
    done = run("list", query, cwd=unchanged)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr
    assert f"\n  {query}\n" in done.stderr
    assert done.stderr.rstrip().endswith("^")


def test_keys_template_and_json_exclude_one_another(unchanged: Path) -> None:
    done = run("list", "--keys", "--json", cwd=unchanged)
    assert done.returncode == 2
    assert "not allowed with" in done.stderr


def test_json_of_show_is_that_of_list_with_what_points_to_the_work(unchanged: Path) -> None:
    shown = json.loads(run("show", "okafor2019alder", "--json", cwd=unchanged).stdout)
    incoming = shown.pop("incoming")
    assert shown == json.loads(run("list", "okafor", "--json", cwd=unchanged).stdout)
    assert {"type": "rebutted-by", "source": "lindqvist2020critique"} in incoming
