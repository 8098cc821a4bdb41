import pytest

from sourcebook.errors import BadValue
from sourcebook.model.renames import checked, read_pairs

PRESENT = ["a", "b", "Case"]
ALIASES = {"was-a": "a", "was-b": "b"}


def test_pairs_stand_one_a_line() -> None:
    assert read_pairs(["a  x\n", "\n", "b\ty\n"]) == [("a", "x"), ("b", "y")]


@pytest.mark.parametrize("line", ["a", "a x y"])
def test_a_line_that_is_no_pair_is_named(line: str) -> None:
    with pytest.raises(BadValue, match="Line 2"):
        read_pairs(["a x", line])


@pytest.mark.parametrize(
    "pairs", [[("a", "x"), ("b", "y")], [("a", "was-a")], [("Case", "case")], [("a", "WAS-A"), ("b", "was-B")]]
)
def test_new_keys_that_are_free_or_were_the_works_own_are_taken(pairs: list[tuple[str, str]]) -> None:
    assert checked(pairs, PRESENT, ALIASES) == dict(pairs)


@pytest.mark.parametrize(
    "pairs",
    [
        [("a", "b"), ("b", "a")],  # a swap
        [("a", "b"), ("b", "c")],  # a chain
        [("b", "c"), ("a", "b")],
        [("a", "x"), ("b", "X")],
        [("a", "x"), ("a", "y")],
        [("a", "x"), ("b", "was-a")],
        [("a", "B")],
        [("a", "case")],
        [("a", "a")],
    ],
)
def test_a_key_that_finds_or_found_another_work_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(BadValue, match="othing was renamed"):
        checked(pairs, PRESENT, ALIASES)
