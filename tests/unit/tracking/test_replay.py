from coverage_cases import TOPIC, library, work

from sourcebook.model.coverage import Decision
from sourcebook.tracking.replay import Recall, item_of, replay

FOUND = [work(f"found{n}", f"The Alder Dam, part {n}", viewpoint="owners", language="en") for n in range(9)]
LOST = [work(f"lost{n}", "The weir", viewpoint="fishers", language="zh") for n in range(5)]


def test_recall_is_told_for_each_viewpoint_and_language() -> None:
    told = replay(library(*FOUND, *LOST), TOPIC)
    lost = tuple(one.key for one in LOST)
    assert told.viewpoints == (Recall(group="fishers", works=5, missed=lost), Recall(group="owners", works=9))
    assert [one.group for one in told.languages] == ["en", "zh"]
    assert (told.overall.found, told.overall.works, told.viewpoints[0].share) == (9, 14, 0.0)


def test_a_viewpoint_that_is_found_clearly_worse_is_worth_a_sentence() -> None:
    (warning,) = replay(library(*FOUND, *LOST), TOPIC).warnings
    assert warning == (
        "Of the viewpoint fishers 0 of 5 works are found, of all others 9 of 9: "
        "the topic lacks words that this viewpoint uses."
    )
    assert replay(library(*FOUND, *LOST[:4]), TOPIC).warnings == ()
    assert replay(library(*FOUND), TOPIC).warnings == ()


def test_a_summary_is_the_abstract_or_the_annotation() -> None:
    one = work("k", "A report", abstract="On the Alder Dam")._replace(annotation="Nothing")
    assert item_of(one).summary == "On the Alder Dam"
    assert item_of(one._replace(fields={"title": "A report"})).summary == "Nothing"
    assert replay(
        library(one._replace(fields={"title": "Report"}, annotation="Alder Dam, floods")), TOPIC
    ).overall.found
    assert not replay(library(one), TOPIC, with_summaries=False).overall.found


def test_a_work_does_not_find_itself() -> None:
    one, other = (work(key, "Alder and its evening light", abstract="The Alder") for key in "kl")
    assert replay(library(one), TOPIC).overall.missed == ("k",)
    assert replay(library(one, other), TOPIC).overall.missed == ()


def test_precision_counts_what_was_accepted_and_what_was_off_the_topic() -> None:
    decisions = [
        Decision("a", decision="dismissed", reason="off-topic", date="2022-01-01"),
        Decision("a", decision="accepted", date="2022-01-02"),
        Decision("b", decision="dismissed", reason="off-topic", date="2022-01-01"),
        Decision("c", decision="dismissed", reason="duplicate", date="2022-01-01"),
        Decision("d", decision="accepted", date="2022-01-01"),
        Decision("e", decision="deferred", date="2022-01-01"),
    ]
    told = replay(library(), TOPIC, decisions)
    assert (told.accepted, told.off_topic, told.precision) == (2, 1, 2 / 3)
    assert replay(library(), TOPIC).precision is None
    assert replay(library(), TOPIC).overall.share == 1.0
