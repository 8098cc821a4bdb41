import re
from pathlib import Path

import pytest
from running import json_lines, run, run_for_bytes


def test_a_reading_list_has_a_heading_per_viewpoint_in_the_order_of_the_vocabulary(unchanged: Path) -> None:
    text = run("reading-list", "-f", "markdown", cwd=unchanged).stdout
    headings = re.findall(r"^## (?:<a [^>]*></a>)?(.*)$", text, re.MULTILINE)
    assert headings == ["Engineering studies", "River communities", "Authorities", "Without a viewpoint"]
    assert text.startswith("# The Alder Valley Dam\n")
    assert "Works that weigh the dam by its own measurements." in text
    assert "It describes an accident on the building site." in text
    assert "*Rebutted by:* [Lindqvist 2020](#lindqvist2020critique)" in text


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_work_stands_in_a_reading_list_of_every_form(form: str, unchanged: Path, tmp_path: Path) -> None:
    done = run("reading-list", "-f", form, cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("Okafor", "Lindqvist", "Müller", "田中", "周文", "ئىلچى", "Maps of the Alder Valley", "Courier"):
        assert word in done.stdout
    file = tmp_path / "list"
    assert run("reading-list", "-f", form, "-o", str(file), cwd=unchanged).stdout == ""
    assert file.read_bytes() == run_for_bytes("reading-list", "-f", form, cwd=unchanged)


def test_a_reading_list_takes_query_grouping_style_locale_and_title(unchanged: Path) -> None:
    argv = ("-f", "markdown", "--group-by", "role", "--style", "apa", "--locale", "de-DE", "--title", "Week 1")
    text = run("reading-list", "viewpoint:engineering", *argv, cwd=unchanged).stdout
    assert text.startswith("# Week 1\n")
    assert re.findall(r"^## .*</a>(.*)$", text, re.MULTILINE) == ["Report"]
    assert "In R. da Silva (Hrsg.), *川の本* (S. 12–34)" in text
    assert "Lindqvist, " not in text


def test_keys_on_standard_input_choose_the_works_of_a_reading_list(unchanged: Path) -> None:
    text = run("reading-list", "-", cwd=unchanged, stdin="okafor2019alder\n").stdout
    assert "Okafor, Ngozi" in text
    assert "田中" not in text


def test_reading_is_short_for_reading_list(unchanged: Path) -> None:
    assert run("reading", "okafor", cwd=unchanged).stdout == run("reading-list", "okafor", cwd=unchanged).stdout != ""


def test_markup_of_titles_never_reaches_html(sourcebook: Path) -> None:
    record = sourcebook / "library" / "works" / "markup2020.md"
    record.write_text(
        "---\ntype: webpage\ntitle: '<script>alert(1)</script> & co'\nURL: 'javascript:alert(1)'\n---\n"
        "<b onclick=x>y</b>\n",
        encoding="utf-8",
    )
    page = run("reading-list", "-f", "html", cwd=sourcebook).stdout
    assert "&lt;script&gt;" in page.lower()
    assert "<script>" not in page.lower()
    assert "<b onclick" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    ("argv", "code", "hint"),
    [
        (("--style", "chicgo"), 2, "Did you mean 'chicago'"),
        (("-f", "markdwn"), 2, "invalid choice: 'markdwn'"),
        (("nothing-has-this-word",), 1, "no work matches"),
        (("--locale", "xx_"), 2, "is no language tag"),
    ],
)
def test_a_reading_list_that_cannot_be_is_refused_in_words(
    argv: tuple[str, ...], code: int, hint: str, unchanged: Path
) -> None:
    done = run("reading-list", *argv, cwd=unchanged)
    assert (done.returncode, done.stdout) == (code, "")
    assert hint in done.stderr


def test_stats_in_a_pipe_are_numbers(unchanged: Path) -> None:
    done = run("stats", "--by", "viewpoint", "--by", "role", cwd=unchanged)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "viewpoint\tengineering\t3\nviewpoint\triver-communities\t3\nviewpoint\tauthorities\t1\nviewpoint\t-\t2\n"
        "role\treport\t6\nrole\trebuttal\t1\nrole\tstatement\t1\nrole\t-\t1\n"
    )


def test_stats_count_every_work_once_in_each_of_five_ways(unchanged: Path, keys: list[str]) -> None:
    counts = json_lines(run("stats", "--json", cwd=unchanged).stdout)
    assert {one["schema"] for one in counts} == {"sourcebook.count/1"}
    for by in ("viewpoint", "role", "year", "language", "outlet"):
        assert sum(one["works"] for one in counts if one["by"] == by) == len(keys)
    assert {"by": "viewpoint", "id": "", "label": "Without a viewpoint", "works": 2}.items() <= counts[3].items()


def test_stats_of_a_query_count_what_it_finds(unchanged: Path) -> None:
    assert run("stats", "lang:en", "--by", "language", cwd=unchanged).stdout == "language\ten\t3\n"
    assert run("stats", "nothing-has-this-word", cwd=unchanged).returncode == 1
    assert "invalid choice" in run("stats", "--by", "colour", cwd=unchanged).stderr


def test_a_kept_reading_list_is_made_anew_once_a_work_or_the_wish_changes(sourcebook: Path) -> None:
    before = run("reading-list", cwd=sourcebook).stdout
    assert run("reading-list", cwd=sourcebook).stdout == before
    assert run("reading-list", "--title", "Another", cwd=sourcebook).stdout.startswith("Another\n")
    record = next(iter(sorted((sourcebook / "library" / "works").glob("*.md"))))
    record.write_text(record.read_text(encoding="utf-8") + "\nAdded by hand.\n", encoding="utf-8")
    assert "Added by hand." in run("reading-list", cwd=sourcebook).stdout
    assert "Added by hand." not in before
