from sourcebook.model.blame import State, blame
from sourcebook.model.changes import Facts


def line(*facts: Facts) -> dict[str, State]:
    """States one after another, named by their place, the first one `0`."""
    return {
        str(place): State(facts=said, parents=(str(place - 1),) if place else ()) for place, said in enumerate(facts)
    }


def test_a_value_comes_from_the_commit_that_gave_it_last() -> None:
    states = line({"title": "A"}, {"title": "A", "DOI": "1"}, {"title": "B", "DOI": "1"}, {"title": "B", "DOI": "1"})
    assert blame("3", states) == {"title": "2", "DOI": "1"}


def test_a_value_that_went_and_came_back_is_from_when_it_came_back() -> None:
    assert blame("2", line({"title": "A"}, {"title": "B"}, {"title": "A"})) == {"title": "2"}


def test_a_work_that_was_removed_and_added_anew_begins_anew() -> None:
    assert blame("2", line({"title": "A"}, {}, {"title": "A"})) == {"title": "2"}


def test_a_state_that_cannot_be_read_is_looked_through() -> None:
    states = line({"title": "A", "DOI": "1"}, None, None, {"title": "A", "DOI": "2"})
    assert blame("3", states) == {"title": "0", "DOI": "3"}


def test_each_side_of_a_merge_keeps_what_it_set() -> None:
    states = {
        "begun": State(facts={"title": "A", "viewpoint": "x"}, parents=()),
        "left": State(facts={"title": "B", "viewpoint": "x"}, parents=("begun",)),
        "right": State(facts={"title": "A", "viewpoint": "y"}, parents=("begun",)),
        "merge": State(facts={"title": "B", "viewpoint": "y", "DOI": "1"}, parents=("left", "right")),
    }
    assert blame("merge", states) == {"title": "left", "viewpoint": "right", "DOI": "merge"}


def test_where_both_sides_set_the_same_the_first_one_counts() -> None:
    states = {
        "begun": State(facts={}, parents=()),
        "left": State(facts={"title": "B"}, parents=("begun",)),
        "right": State(facts={"title": "B"}, parents=("begun",)),
        "merge": State(facts={"title": "B"}, parents=("left", "right")),
    }
    assert blame("merge", states) == {"title": "left"}


def test_a_parent_that_is_not_known_ends_the_search() -> None:
    assert blame("1", {"1": State(facts={"title": "A"}, parents=("0",))}) == {"title": "1"}


def test_what_cannot_be_read_now_has_no_fields() -> None:
    assert blame("1", line({"title": "A"}, None)) == {}
