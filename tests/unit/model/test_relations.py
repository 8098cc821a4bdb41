import pytest

from sourcebook.model.relations import INVERSES, RELATIONS, inverse_of, relation_label


@pytest.mark.parametrize("name", RELATIONS)
def test_the_inverse_of_an_inverse_is_the_relation(name: str) -> None:
    assert inverse_of(inverse_of(name)) == name
    assert inverse_of(name) != name


def test_no_two_relations_share_an_inverse_or_a_name() -> None:
    assert len(INVERSES) == len(RELATIONS)
    assert not INVERSES.keys() & RELATIONS.keys()


def test_labels_read_both_ways() -> None:
    assert relation_label("rebuts") == "Rebuts"
    assert relation_label("rebutted-by") == "Rebutted by"
    assert len({relation_label(name) for name in (*RELATIONS, *INVERSES)}) == 2 * len(RELATIONS)


def test_an_unknown_relation_is_shown_as_it_is() -> None:
    assert relation_label("sings-about") == "sings-about"
    assert inverse_of("sings-about") == "inverse of sings-about"
