from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.library import Library
from sourcebook.model.threads import ANSWERS, Thread, by_age, threads, threads_of
from sourcebook.model.work import Origin, Raw, Work, read_work

KEYS = "abcdefgh"


def work_of(key: str, issued: str = "", **relations: str) -> Work:
    """A work that stands in these relations, `responds_to="a b"`."""
    stated: list[Raw] = [
        {"type": name.replace("_", "-"), "target": target}
        for name, targets in relations.items()
        for target in targets.split()
    ]
    return read_work(key, {"issued": issued, "relations": stated}, "", Origin())[0]


def library_of(*works: Work) -> Library:
    return Library(works={work.key: work for work in works})


def rows(thread: Thread) -> list[str]:
    return [
        "  " * turn.depth + " ".join(filter(None, (turn.relation, turn.key))) + ("*" if turn.again else "")
        for turn in thread.turns
    ]


def test_a_thread_begins_with_what_answers_nothing_and_its_answers_come_oldest_first() -> None:
    library = library_of(
        work_of("study", "2022-05-24"),
        work_of("late", "2023", rebuts="study"),
        work_of("early", "2022-06", responds_to="study"),
        work_of("reply", "2022-07", rebuts="early"),
        work_of("apart", "2022"),
        work_of("report", "2022", reports_on="study"),
    )
    (thread,) = threads(library)
    expected = ["study", "  responds-to early", "    rebuts reply", "  rebuts late"]
    assert rows(thread) == expected
    for key in ("study", "late", "reply"):
        assert [rows(one) for one in threads_of(library, key)] == [expected]
    assert threads_of(library, "apart") == threads_of(library, "report") == ()
    assert by_age(library, thread.keys) == ("study", "early", "reply", "late")


def test_an_answer_to_two_works_stands_in_both_threads_and_is_told_once_in_each() -> None:
    library = library_of(
        work_of("a", "2020"), work_of("b", "2021"), work_of("both", "2022", rebuts="a b"), work_of("c", rebuts="both a")
    )
    assert [rows(one) for one in threads_of(library, "both")] == [
        ["a", "  rebuts both", "    rebuts c", "  rebuts c*"],
        ["b", "  rebuts both", "    rebuts c"],
    ]
    assert threads(library)[0].keys == ("a", "both", "c")


def test_of_two_relations_to_one_work_the_stronger_is_shown_and_former_keys_are_followed() -> None:
    target = read_work("new", {"aliases": ["old"], "issued": "2020"}, "", Origin())[0]
    (thread,) = threads(library_of(target, work_of("x", "2021", responds_to="old", rebuts="new")))
    assert rows(thread) == ["new", "  rebuts x"]


def test_works_that_answer_one_another_in_a_ring_begin_with_the_oldest() -> None:
    library = library_of(work_of("late", "2022", rebuts="early"), work_of("early", "2021", responds_to="late"))
    assert [rows(one) for one in threads(library)] == [["early", "  rebuts late", "    responds-to early*"]]
    assert threads_of(library, "late") == threads(library)


def test_answers_to_what_is_not_here_and_to_itself_make_no_thread() -> None:
    assert threads(library_of(work_of("a", rebuts="gone a"))) == ()


def test_a_long_exchange_is_no_trouble() -> None:
    works = [work_of("w0"), *(work_of(f"w{one}", rebuts=f"w{one - 1}") for one in range(1, 3000))]
    (thread,) = threads(library_of(*works))
    assert thread.turns[-1].depth == 2999


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(ANSWERS), st.sampled_from(KEYS)), max_size=20))
def test_every_work_of_a_dispute_stands_in_a_thread_and_is_found_from_it(stated: list[tuple[str, str, str]]) -> None:
    named: dict[str, dict[str, str]] = {key: {} for key in KEYS}
    for source, relation, target in stated:
        if source != target:
            known = named[source].get(relation.replace("-", "_"), "")
            named[source][relation.replace("-", "_")] = f"{known} {target}"
    library = library_of(*(work_of(key, **relations) for key, relations in named.items()))
    disputed = {key for source, _, target in stated if source != target for key in (source, target)}
    assert {key for thread in threads(library) for key in thread.keys} == disputed
    for key in KEYS:
        assert all(key in thread.keys for thread in threads_of(library, key))
        assert bool(threads_of(library, key)) == (key in disputed)
