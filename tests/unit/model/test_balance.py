import pytest

from sourcebook.model.balance import DIMENSIONS, Bound, breaches, cross_table, shares, thin_places
from sourcebook.model.library import Library
from sourcebook.model.outlets import Outlet
from sourcebook.model.vocabulary import Term, Vocabulary, by_id
from sourcebook.model.work import Origin, read_work

OUTLETS = (Outlet(id="courier", name="The Courier", origin="AT"), Outlet(id="post", name="The Post", origin="DE"))
VOCABULARY = Vocabulary(
    viewpoints=by_id([Term("up", "Upstream"), Term("down", "Downstream"), Term("dry", "Dry"), Term("far", "Far away")])
)


def library_of(*works: str) -> Library:
    """Works written as `viewpoint year language outlet`, `-` for none."""
    names = ("viewpoint", "issued", "language", "container-title")
    outlets = {"courier": "The Courier", "post": "The Post"}
    read = {}
    for number, words in enumerate(works):
        raw = {name: outlets.get(word, word) for name, word in zip(names, words.split(), strict=True) if word != "-"}
        read[f"w{number}"] = read_work(f"w{number}", raw, "", Origin())[0]
    return Library(works=read, vocabulary=VOCABULARY, outlets=OUTLETS)


RIVER = library_of(
    *["up 2020 en courier"] * 3, *["up 2021 de post"] * 3, *["down 2021 de -"] * 3, "dry 2021 de post", "- - - -"
)


def test_shares_tell_also_of_viewpoints_without_a_work() -> None:
    assert [(one.id, one.works, round(one.share, 3)) for one in shares(RIVER, "viewpoint")] == [
        ("up", 6, 0.545), ("down", 3, 0.273), ("dry", 1, 0.091), ("far", 0, 0.0), ("", 1, 0.091),
    ]  # fmt: skip
    assert [(one.id, one.works) for one in shares(RIVER, "origin")] == [("AT", 3), ("DE", 4), ("", 4)]


@pytest.mark.parametrize("across", DIMENSIONS[1:])
def test_the_counts_of_a_row_and_of_a_column_add_up_to_its_works(across: str) -> None:
    table = cross_table(RIVER, "viewpoint", across)
    assert [sum(counts) for counts in table.counts] == [row.works for row in table.rows]
    assert [sum(column) for column in zip(*table.counts, strict=True)] == [one.works for one in table.columns]


def test_thin_places_are_told_as_counts() -> None:
    assert thin_places(RIVER) == (
        "Dry: 1 work of 11; an equal share would be 3.",
        "Far away: no work.",
        "Downstream: all 3 works have the year 2021.",
        "Downstream: all 3 works have the language de.",
    )


def test_a_bound_of_one_group_goes_before_that_of_all_and_works_without_one_are_in_none() -> None:
    spread = shares(RIVER, "viewpoint")
    assert breaches(spread, [Bound("", 0.1, True), Bound("dry", 0.05, True), Bound("", 0.5, False)]) == (
        "Upstream: 6 works, 54.5%; at most 50.0% is asked for.",
        "Far away: 0 works, 0.0%; at least 10.0% is asked for.",
    )
    assert breaches(spread, []) == ()


def test_a_share_on_its_bound_is_within_it_and_half_of_an_equal_share_is_not_thin() -> None:
    even = library_of(
        *["up 2020 en courier", "up 2021 de post", "dry 2020 en -"] * 2, *["down 2020 en -", "far 2021 de -"]
    )
    assert breaches(shares(even, "viewpoint"), [Bound("up", 0.5, False), Bound("down", 0.125, True)]) == ()
    assert thin_places(even) == ()
