"""A reading list groups the works that have a reference, and ties them together both ways."""

from collections.abc import Sequence
from typing import Any

from example_works import article, library

from sourcebook.model.library import Library
from sourcebook.model.syllabus import ListItem, ListSection, Syllabus
from sourcebook.model.work import Work
from sourcebook.render.reading_list import ReadingList, Wish, anchor, cross_references, in_reading_order, reading_list
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import Reference

REBUTS_A = {"type": "rebuts", "target": "a"}
VIEWPOINTS = {"for": "In favour", "against": "Against"}


def listing(held: Library, keys: Sequence[str], *group_by: str) -> ReadingList:
    references = [Reference(key=key, inlines=({"t": "Str", "c": key},)) for key in keys]
    return reading_list(held, references, style=find_style("apa"), wish=Wish(group_by=group_by or ("viewpoint",)))


def keys_of(made: ReadingList) -> list[tuple[str, list[str]]]:
    return [(section.label, [item.key for item in section.items]) for section in made.sections]


def relations_of(held: Library, work: Work) -> list[str]:
    return [
        f"{one.label}: {', '.join(target.label for target in one.targets)}{f' +{one.more}' if one.more else ''}"
        for one in cross_references(held, work, frozenset(held.works))
    ]


def test_groups_follow_the_vocabulary_and_items_the_bibliography() -> None:
    held = library(
        article("a", viewpoint="against"),
        article("b", viewpoint="for"),
        article("c", viewpoint="for"),
        article("d"),
        viewpoints=VIEWPOINTS,
    )
    made = listing(held, ["d", "c", "b", "a"])
    assert keys_of(made) == [("In favour", ["c", "b"]), ("Against", ["a"]), ("Without a viewpoint", ["d"])]
    assert [section.anchor for section in made.sections] == ["group-for", "group-against", "group-none"]
    assert made.sections[0].definition == "About In favour."
    assert [work.key for work in in_reading_order(held, Wish())] == ["b", "c", "a", "d"]


def test_only_works_with_a_reference_are_listed_and_counted() -> None:
    made = listing(library(article("a"), article("b")), ["b"])
    assert keys_of(made) == [("Without a viewpoint", ["b"])]
    assert made.size == 1
    assert made.summary == "1 work by viewpoint, in 1 group. References: APA Style 7th edition."


def test_the_title_is_the_subject_unless_given() -> None:
    held = library(article("a"))
    assert listing(held, ["a"]).title == "Bridges & rivers"
    assert reading_list(held, [], style=find_style("apa"), wish=Wish(title="My course")).title == "My course"


def test_own_relations_come_first_and_those_of_others_after_them() -> None:
    reply = article("reply", issued="2023", relations=[{"type": "rebuts", "target": "study"}])
    study = article("study", relations=[{"type": "based-on", "target": "data"}])
    data = article("data", "Raw data", author="", container_title="", issued="2020")
    held = library(reply, study, data)
    assert relations_of(held, study) == ["Based on: Raw data 2020", "Rebutted by: Miller 2023"]
    assert relations_of(held, reply) == ["Rebuts: Miller 2022"]
    assert relations_of(held, data) == ["Basis of: Miller 2022"]


def test_many_works_of_one_relation_are_counted_oldest_first() -> None:
    reports = [
        article(f"r{3000 - year}", issued=str(year), relations=[{"type": "reports-on", "target": "study"}])
        for year in range(2001, 2031)
    ]
    held = library(article("study"), *reports)
    assert relations_of(held, held.work("study")) == [
        "Reported by: " + ", ".join(f"Miller {year}" for year in range(2001, 2009)) + " +22"
    ]


def test_a_relation_tells_whether_its_work_is_in_the_list() -> None:
    held = library(
        article("a", relations=[{"type": "rebuts", "target": "b"}, {"type": "quotes", "target": "nowhere"}]),
        article("b"),
    )
    (item,) = listing(held, ["a"]).sections[0].items
    assert [(one.label, one.targets[0].label, one.targets[0].listed) for one in item.cross_references] == [
        ("Rebuts", "Miller 2022", False),
        ("Quotes", "nowhere", False),
    ]
    assert listing(held, ["a", "b"]).sections[0].items[0].cross_references[0].targets[0].listed


def test_a_relation_to_a_former_key_finds_the_work() -> None:
    held = library(article("a", relations=[{"type": "rebuts", "target": "old"}]), article("b", aliases=["old"]))
    (item,) = listing(held, ["a"]).sections[0].items
    assert item.cross_references[0].targets[0].key == "b"


def test_the_language_of_an_item_is_said_where_it_differs() -> None:
    held = library(article("a", language="en-GB"), article("b", language="zh-Hans"), article("c"))
    assert [item.language for item in listing(held, ["a", "b", "c"]).sections[0].items] == ["", "zh-Hans", ""]


def test_content_notes_annotations_and_doubts_are_carried() -> None:
    work = article(
        "a", annotation="Says *so*.\n", content_note="Grim\npictures.", provenance={"doubts": ["year unsure"]}
    )
    (item,) = listing(library(work), ["a"]).sections[0].items
    assert (item.content_note, item.annotation, item.doubts) == ("Grim pictures.", "Says *so*.", ("year unsure",))


def test_an_anchor_is_the_key_and_never_markup() -> None:
    assert anchor("miller2022bridges") == "miller2022bridges"
    assert anchor('a"><b c') == "a___b_c"


def syllabus(*sections: ListSection) -> Syllabus:
    return Syllabus("spring", "Rivers", "N. Okafor", "Spring 2027", sections=sections)


def made_of(held: Library, *sections: ListSection, **wish: Any) -> ReadingList:
    references = [Reference(key=key, inlines=({"t": "Str", "c": key},)) for key in held.works]
    return reading_list(
        held,
        references,
        style=find_style("apa"),
        wish=Wish(**{"group_by": (), **wish, "syllabus": syllabus(*sections)}),
    )


def test_two_groupings_are_two_levels_and_every_work_stands_once() -> None:
    held = library(
        article("a", viewpoint="for", role="report"),
        article("b", viewpoint="for", role="answer"),
        article("c", viewpoint="against", role="report"),
        viewpoints=VIEWPOINTS,
    )
    made = listing(held, ["a", "b", "c"], "viewpoint", "role")
    assert [(one.level, one.anchor, [item.key for item in one.items], one.size) for one in made.sections] == [
        (1, "group-for", [], 2),
        (2, "group-for-answer", ["b"], 1),
        (2, "group-for-report", ["a"], 1),
        (1, "group-against", [], 1),
        (2, "group-against-report", ["c"], 1),
    ]
    assert made.summary.startswith("3 works by viewpoint and role, in 2 groups.")
    assert [work.key for work in in_reading_order(held, Wish(group_by=("viewpoint", "role")))] == ["b", "a", "c"]


def test_a_list_has_its_own_sections_order_and_words() -> None:
    held = library(article("a"), article("b"), article("c"))
    essential = ListItem("b", "essential", "pp. 3-9", 40, "Why?", "For all.", "For us.", ("a", "gone"))
    made = made_of(
        held,
        ListSection("1", "2027-01-11", "Floods", "A note.", (essential, ListItem("a"), ListItem("b", locator="p. 1"))),
    )
    (section,) = made.sections
    assert (made.title, made.byline, section.label) == ("Rivers", "N. Okafor · Spring 2027", "Week 1: Floods")
    assert (section.when, section.definition) == ("2027-01-11", "A note.")
    assert [(item.key, item.anchor, item.details) for item in section.items] == [
        ("b", "b", ("Essential", "pp. 3-9", "40 minutes")),
        ("b", "", ("p. 1",)),
        ("a", "a", ()),
    ]
    first = section.items[0]
    assert [(one.label, one.text) for one in first.remarks] == [("", "For all."), ("Prompt", "Why?")]
    assert [(to.key, to.listed) for to in first.cross_references[0].targets] == [("a", True), ("gone", False)]


def test_notes_for_instructors_are_told_to_nobody_else() -> None:
    section = ListSection(items=(ListItem("a", instructor_note="Grade it."),))
    told = made_of(library(article("a")), section, instructor=True).sections[0].items[0].remarks
    assert [(one.label, one.text) for one in told] == [("For instructors", "Grade it.")]
    assert made_of(library(article("a")), section).sections[0].items[0].remarks == ()


def test_a_list_tells_only_how_its_own_works_stand_to_each_other() -> None:
    held = library(article("a"), *(article(f"r{number}", relations=[REBUTS_A]) for number in range(20)))
    chosen = held.only(["a", "r19"])
    section = ListSection(items=(ListItem("a"), ListItem("r19")))
    references = [Reference(key=key, inlines=()) for key in chosen.works]
    made = reading_list(held, references, style=find_style("apa"), wish=Wish(group_by=(), syllabus=syllabus(section)))
    assert [[to.key for to in one.targets] for one in made.sections[0].items[0].cross_references] == [["r19"]]


def test_annotations_can_be_left_out_and_doubts_cannot() -> None:
    held = library(article("a", annotation="Says so.", provenance={"doubts": ["unseen"]}))
    (item,) = made_of(held, ListSection(items=(ListItem("a"),)), annotations=False).sections[0].items
    assert (item.annotation, item.doubts) == ("", ("unseen",))
