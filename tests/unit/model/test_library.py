import pytest

from sourcebook.errors import UnknownKey
from sourcebook.model.archives import PrintedLink
from sourcebook.model.groups import GROUPINGS, Group, group_id, group_works
from sourcebook.model.hindrances import Hindrance
from sourcebook.model.labels import byline, short_label
from sourcebook.model.library import Library
from sourcebook.model.outlets import Outlet
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.syllabus import Syllabus
from sourcebook.model.vocabulary import Term, Vocabulary, by_id
from sourcebook.model.work import Origin, Raw, Work, read_work


def work_of(key: str, **fields: Raw) -> Work:
    raw = {name.replace("_", "-"): value for name, value in fields.items()}
    return read_work(key, raw, "", Origin())[0]


COURIER = Outlet(id="courier", name="The Courier", aliases=("Courier on Sunday",), domains=("courier.example",))
BULLETIN = Outlet(id="bulletin", name="a bulletin")
ALDER = work_of(
    "alder", container_title="Courier ON Sunday", viewpoint="second", issued="2020-05", aliases=["alder0", "brook"]
)
BROOK = work_of("brook", relations=[{"type": "rebuts", "target": "alder0"}], viewpoint="first", issued="2021")
CLAY = work_of(
    "clay", relations=[{"type": "rebuts", "target": "alder"}], viewpoint="unknown", issued="2020", language="fr"
)
DELTA = work_of("delta", relations=[{"type": "shouts-at", "target": "nobody"}], publisher="A Bulletin")
LIBRARY = Library(
    works={work.key: work for work in (ALDER, BROOK, CLAY, DELTA)},
    vocabulary=Vocabulary(
        viewpoints=by_id([Term(id="first", label="First", definition="Comes first."), Term("second", "2nd")])
    ),
    outlets=(COURIER, BULLETIN),
    subject="Rivers",
)


def keys_of(groups: tuple[Group, ...]) -> list[tuple[str, str, list[str]]]:
    return [(group.id, group.label, [work.key for work in group.works]) for group in groups]


def test_a_work_is_found_by_its_key_and_by_a_former_one() -> None:
    assert LIBRARY.work("alder") is ALDER
    assert LIBRARY.work("alder0") is ALDER


def test_a_key_in_use_is_no_alias() -> None:
    assert LIBRARY.work("brook") is BROOK
    assert LIBRARY.aliases == {"alder0": "alder"}


def test_an_unknown_key_raises_with_the_nearest_keys() -> None:
    with pytest.raises(UnknownKey, match=r"No work has the key 'aldre'\. Did you mean 'alder' or 'alder0'\?"):
        LIBRARY.work("aldre")
    with pytest.raises(UnknownKey):
        LIBRARY.work("")


def test_relations_are_seen_from_their_targets_also_by_a_former_key() -> None:
    assert LIBRARY.incoming["alder"] == (("rebutted-by", "brook"), ("rebutted-by", "clay"))
    assert LIBRARY.incoming["nobody"] == (("inverse of shouts-at", "delta"),)


def test_a_part_of_a_library_keeps_the_order_asked_for_and_what_is_around_it() -> None:
    part = LIBRARY.only(["clay", "alder"])
    assert list(part.works) == ["clay", "alder"]
    assert (part.subject, part.outlets, part.vocabulary) == ("Rivers", LIBRARY.outlets, LIBRARY.vocabulary)


def test_viewpoints_follow_the_vocabulary_then_unknown_ones_then_none() -> None:
    assert keys_of(group_works(LIBRARY, "viewpoint")) == [
        ("first", "First", ["brook"]),
        ("second", "2nd", ["alder"]),
        ("unknown", "unknown", ["clay"]),
        ("", "Without a viewpoint", ["delta"]),
    ]
    assert group_works(LIBRARY, "viewpoint")[0].definition == "Comes first."


def test_years_and_outlets_group_in_their_order() -> None:
    assert keys_of(group_works(LIBRARY, "year")) == [
        ("2020", "2020", ["alder", "clay"]),
        ("2021", "2021", ["brook"]),
        ("", "Without a year", ["delta"]),
    ]
    assert keys_of(group_works(LIBRARY, "outlet")) == [
        ("bulletin", "a bulletin", ["delta"]),
        ("courier", "The Courier", ["alder"]),
        ("", "Without an outlet", ["brook", "clay"]),
    ]


@pytest.mark.parametrize("by", GROUPINGS)
def test_no_grouping_drops_a_work(by: str) -> None:
    groups = group_works(LIBRARY, by)
    assert sorted(work.key for group in groups for work in group.works) == list(LIBRARY.works)
    assert all(group_id(LIBRARY, work, by) == group.id for group in groups for work in group.works)


def test_a_label_names_who_and_when() -> None:
    people: Raw = [{"family": "Hill"}, {"family": "周", "given": "文"}]
    assert short_label(work_of("a", author=people, issued="2021-05")) == "Hill and 周 2021"
    assert short_label(work_of("a", container_title="The Courier", publisher="P", issued="2021")) == "The Courier 2021"
    assert short_label(work_of("a", title="On dams")) == "On dams n.d."
    assert short_label(work_of("a")) == "a n.d."
    assert byline(work_of("a", publisher="P")) == "P"
    assert byline(work_of("a", title="On dams")) == ""


def test_a_library_with_one_thing_changed_keeps_all_others() -> None:
    problem = Problem(rule="r", severity=Severity.NOTE, message="So.", place=Place("a.md", 1))
    link = PrintedLink("https://e.org/", is_gone=True)
    river = LIBRARY.also([problem]).printing({"alder": link}).listing((), {}).only(["clay"]).holding({"alder": ALDER})
    assert (river.works, river.problems, river.printed_links) == ({"alder": ALDER}, (problem,), {"alder": link})
    assert (river.vocabulary, river.outlets, river.subject, river.language) == (
        LIBRARY.vocabulary, LIBRARY.outlets, "Rivers", "en",
    )  # fmt: skip


def test_a_part_of_a_library_keeps_its_lists_for_the_rules() -> None:
    listed = LIBRARY.listing(
        (Syllabus(name="seminar", title="Rivers"),), {"alder": Hindrance("gone", "Its link is gone.")}
    )
    assert [one.name for one in listed.only(["alder"]).lists] == ["seminar"]
    assert listed.also([]).hindrances == listed.hindrances
