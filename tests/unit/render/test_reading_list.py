"""A reading list groups the works that have a reference, and ties them together both ways."""

from collections.abc import Sequence

from example_works import article, library

from sourcebook.model.library import Library
from sourcebook.model.work import Work
from sourcebook.render.reading_list import ReadingList, anchor, cross_references, in_reading_order, reading_list
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import Reference

VIEWPOINTS = {"for": "In favour", "against": "Against"}


def listing(held: Library, keys: Sequence[str], group_by: str = "viewpoint") -> ReadingList:
    references = [Reference(key=key, inlines=({"t": "Str", "c": key},)) for key in keys]
    return reading_list(held, references, style=find_style("apa"), group_by=group_by)


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
    assert [work.key for work in in_reading_order(held, "viewpoint")] == ["b", "c", "a", "d"]


def test_only_works_with_a_reference_are_listed_and_counted() -> None:
    made = listing(library(article("a"), article("b")), ["b"])
    assert keys_of(made) == [("Without a viewpoint", ["b"])]
    assert made.size == 1
    assert made.summary == "1 work by viewpoint, in 1 group. References: APA Style 7th edition."


def test_the_title_is_the_subject_unless_given() -> None:
    held = library(article("a"))
    assert listing(held, ["a"]).title == "Bridges & rivers"
    assert reading_list(held, [], style=find_style("apa"), title="My course").title == "My course"


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
