"""BibTeX that is made to make a machine suffer: it is read in time and room that grow with its length, or refused."""

import pytest
from reading import only

from sourcebook.intake.bibtex import read_bibtex
from sourcebook.intake.bibtex_names import read_names
from sourcebook.intake.bibtex_syntax import MOST_UNFOLDED
from sourcebook.intake.latex import decode, verbatim


def test_a_file_of_any_length_has_every_entry_at_its_line() -> None:
    blocks = [
        f"@misc{{k{number},\n  title={{mail @ home {number}}},\n  note={{{'x' * 90}}}\n}}\n" for number in range(5000)
    ]
    drafts = read_bibtex("".join(blocks)).drafts
    assert [(draft.entry, draft.line) for draft in drafts] == [(f"k{number}", 4 * number + 1) for number in range(5000)]
    assert {draft.raw["title"] for draft in drafts} == {f"mail @ home {number}" for number in range(5000)}


def test_an_entry_that_is_never_closed_costs_no_other_entry_wherever_the_file_is_cut() -> None:
    text = "".join(f"@misc{{k{number}, title={{{'x' * 80}\n@misc{{g{number}, title={{T}}}}\n" for number in range(5000))
    imported = read_bibtex(text)
    assert [draft.entry for draft in imported.drafts] == [f"g{number}" for number in range(5000)]
    assert [one.line for one in imported.complaints] == list(range(1, 10_000, 2))


def test_a_key_used_twice_is_told_however_far_apart() -> None:
    text = "@misc{a, title={One}}\n" + "% between\n" * 50_000 + "@misc{a, title={Two}}\n"
    assert [draft.doubts != () for draft in read_bibtex(text).drafts] == [False, True]


def test_macros_that_double_each_other_are_refused() -> None:
    doubling = "".join(f"@string{{m{number + 1} = m{number} # m{number}}}\n" for number in range(100))
    imported = read_bibtex(f'@string{{m0 = "xxxxxxxxxx"}}\n{doubling}@misc{{a, title={{T}}}}')
    assert [draft.raw["title"] for draft in imported.drafts] == ["T"]
    assert f"{MOST_UNFOLDED:,} characters" in imported.complaints[0].message


def test_entries_that_all_take_over_too_much_go_without_it_and_say_so() -> None:
    parent = f"@book{{p, note={{{'x' * 400_000}}}}}\n"
    children = "".join(f"@inbook{{c{number}, title={{T}}, crossref={{p}}}}\n" for number in range(2000))
    drafts = read_bibtex(parent + children).drafts
    assert len(drafts) == 2001
    assert drafts[1].raw["note"] == "x" * 400_000
    assert any("share too much" in doubt for doubt in drafts[-1].doubts)
    assert drafts[-1].raw["relations"] == [{"type": "part-of", "target": "p"}]


def test_a_parent_named_ten_thousand_times_is_taken_over_once() -> None:
    shared = "@xdata{p" + "".join(f", f{number}={{x}}" for number in range(10_000)) + "}\n"
    assert only(read_bibtex(f"{shared}@misc{{a, title={{T}}, xdata={{{'p,' * 10_000}}}}}")).raw["f9999"] == "x"


def test_a_line_that_never_ends_is_refused_with_a_word() -> None:
    imported = read_bibtex("@misc{a, title={T}}\n" + "@a{" * 100_000)
    assert [draft.entry for draft in imported.drafts] == ["a"]
    assert [(one.line, "lines of its own" in one.message) for one in imported.complaints] == [(2, True)]


@pytest.mark.parametrize("name", ["Doe{blanks}x", "{{Doe}}{blanks}x"])
def test_blanks_in_names_are_passed_once_however_many_they_are(name: str) -> None:
    blanks = " " * 500_000
    names, _ = read_names(f"{name.format(blanks=blanks)} and{blanks}Roe")
    assert [one["family"] for one in names] == ["x", "Roe"]


def test_entries_that_the_parser_took_for_text_are_all_told_with_their_lines() -> None:
    complaints = read_bibtex("@ article{x,\n" * 60_000).complaints
    assert [one.line for one in complaints] == list(range(1, 60_001))


@pytest.mark.parametrize("size", [100, 60_000])
def test_what_is_nested_for_its_own_sake_is_read_as_its_content(size: int) -> None:
    assert decode("{\\'{" * size + "e" + "}}" * size).text.startswith("é")
    assert decode("\\x" + "{" * size + "x" + "}" * size + " y").text == "x y"
    assert "https://e.org" in verbatim("\\url{" * size + "https://e.org" + "}" * size)


def test_a_value_longer_than_any_record_is_a_loss() -> None:
    draft = only(read_bibtex(f"@misc{{a, title={{T}}, note={{{'x' * 600_000}}}}}"))
    assert [(loss.field, len(loss.value)) for loss in draft.losses] == [("note", 600_000)]
