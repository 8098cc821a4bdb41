import pytest

from sourcebook.errors import UnknownName, UsageError
from sourcebook.model.relating import read_statement, related, unrelated
from sourcebook.model.work import Raw

RELATIONS: list[Raw] = [{"type": "rebuts", "target": "old", "note": "page 3"}, {"type": "quotes", "target": "b"}]
ALIASES = {"old": "a"}


def test_the_type_stands_between_the_works() -> None:
    assert read_statement(["a", "b", "rebuts", "c", "d"]) == (("a", "b"), "rebuts", ("c", "d"))
    assert read_statement(["responds-to", "c"], sources_apart=True) == ((), "responds-to", ("c",))


def test_a_key_that_is_also_a_type_can_stand_first() -> None:
    assert read_statement(["updates", "reviews", "x"]).sources == ("updates",)


def test_the_inverse_says_the_same_from_the_other_end() -> None:
    assert read_statement(["a", "rebutted-by", "b"]).is_inverse
    assert not read_statement(["a", "rebuts", "b"]).is_inverse


@pytest.mark.parametrize(
    ("words", "says"), [(["a", "rebut", "b"], "Did you mean 'rebuts'"), (["a", "b", "replys-to", "c"], "'replys-to'")]
)
def test_an_unknown_type_is_named_with_the_nearest(words: list[str], says: str) -> None:
    with pytest.raises(UnknownName, match=says):
        read_statement(words)


@pytest.mark.parametrize("words", [["a"], ["a", "rebuts"], ["a", "b", "rebuts"]])
def test_a_part_that_is_missing_is_named(words: list[str]) -> None:
    with pytest.raises(UsageError, match="relate A"):
        read_statement(words)


def test_a_relation_is_added_once_also_where_it_stands_with_a_former_key() -> None:
    assert related(RELATIONS, "rebuts", ["a", "b"], ALIASES) == (*RELATIONS, {"type": "rebuts", "target": "b"})


def test_a_relation_is_taken_away_with_what_it_says_beside_and_others_stay() -> None:
    assert unrelated(RELATIONS, "rebuts", ["a", "b"], ALIASES) == (RELATIONS[1],)
    assert unrelated(["not a relation"], "rebuts", ["a"], {}) == ("not a relation",)
