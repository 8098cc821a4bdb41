import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import UsageError
from sourcebook.model.tags import Tags, not_there, read_tags, spelled, tagged
from sourcebook.model.text import fold

WORDS = st.lists(st.text(alphabet="abAé -", min_size=1, max_size=4), max_size=5)


def test_keys_and_tags_are_told_apart_by_their_first_sign() -> None:
    assert read_tags(["okafor2019", "+dam", "-", "−flood  storage", "-x"]) == (
        ["okafor2019", "-"],
        Tags(add=("dam",), remove=("flood storage", "x")),
    )


@pytest.mark.parametrize("words", [["key"], ["key", "+"], ["key", "+ "], ["key", "−"], ["key", "+a", "-a"]])
def test_words_that_say_nothing_or_contradict_themselves_are_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        read_tags(words)


@pytest.mark.parametrize(
    ("present", "tags", "after"),
    [
        (["a", "b"], Tags(add=("c",), remove=("a",)), ["b", "c"]),
        (["Dam"], Tags(add=("dam", "DÁM")), ["Dam"]),
        (["Dam", "dam"], Tags(remove=("DAM",)), []),
        (["Dam", "silt"], Tags(add=("dam",), remove=("Dam",)), ["silt", "dam"]),
        (["移民"], Tags(add=("移民", "水库")), ["移民", "水库"]),
    ],
)
def test_tags_are_one_whatever_their_case_and_accents(present: list[str], tags: Tags, after: list[str]) -> None:
    assert tagged(present, tags) == after


@given(WORDS, WORDS, WORDS)
def test_doing_it_again_changes_nothing_and_no_tag_comes_in_twice(
    present: list[str], add: list[str], remove: list[str]
) -> None:
    tags = Tags(tuple(add), tuple(one for one in remove if fold(one) not in set(map(fold, add))))
    once = tagged(present, tags)
    assert tagged(once, tags) == once
    new = [fold(one) for one in once[len([one for one in present if fold(one) not in set(map(fold, tags.remove))]) :]]
    assert len(new) == len(set(new))


def test_a_new_tag_takes_the_spelling_that_most_works_have() -> None:
    known = ["Dam", "dam", "dam", "Silt"]
    assert spelled(Tags(add=("DAM", "new")), known).add == ("dam", "new")
    assert spelled(Tags(add=("DAM",), remove=("dam",)), known).add == ("DAM",)


def test_tags_to_take_off_that_nobody_has_are_named() -> None:
    assert not_there(Tags(remove=("DAM", "silt")), ["dam"]) == ["silt"]
