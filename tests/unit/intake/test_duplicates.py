"""Duplicates: identifiers decide, then title, makers, year, numbers; translations and rebuttals are none."""

import random

import pytest

from sourcebook.intake.duplicates import Verdict, duplicates, same
from sourcebook.model.work import Origin, Raw, Work, read_work

AUTHOR: Raw = [{"family": "Okafor", "given": "Ngozi"}]
BASE: dict[str, Raw] = {"type": "report", "title": "The Silting of the Lower Dam", "author": AUTHOR, "issued": "2021"}


def _work(key: str, **raw: Raw) -> Work:
    return read_work(key, BASE | {name.replace("_", "-"): value for name, value in raw.items()}, "", Origin())[0]


@pytest.mark.parametrize(
    ("one", "other", "verdict", "reason"),
    [
        (
            {"DOI": "10.1000/xyz123"},
            {"DOI": "https://doi.org/10.1000/XYZ123", "title": "Other"},
            Verdict.SAME,
            "same DOI",
        ),
        ({"DOI": "10.1000/a"}, {"DOI": "10.1000/b"}, Verdict.DIFFERENT, "DOIs differ"),
        ({"ISBN": "0-306-40615-2"}, {"ISBN": "9780306406157", "title": "Other"}, Verdict.SAME, "same ISBN"),
        ({"ISBN": "9780306406157"}, {"ISBN": "9780131103627"}, Verdict.DIFFERENT, "ISBNs differ"),
        (
            {"URL": "http://www.e.org/a?utm_source=x"},
            {"URL": "https://e.org/a", "title": "Other"},
            Verdict.SAME,
            "address",
        ),
        ({}, {"issued": "2022"}, Verdict.LIKELY, "years 202"),
        ({}, {"issued": "2024"}, Verdict.DIFFERENT, "years apart"),
        ({}, {"title": "The silting of the lower dam!"}, Verdict.LIKELY, "the same title"),
        ({}, {"title": "The Silting of the Lower Dams"}, Verdict.LIKELY, "nearly the same title"),
        ({}, {"title": "Answer to ‘The Silting of the Lower Dam’"}, Verdict.DIFFERENT, "titles differ"),
        (
            {"title": "The Dam of the Valley, Part I"},
            {"title": "The Dam of the Valley, Part II"},
            Verdict.DIFFERENT,
            "numbers",
        ),
        ({"title": "Annual Report 2010"}, {"title": "Annual Report 2011"}, Verdict.DIFFERENT, "numbers"),
        ({"volume": "1"}, {"volume": "2"}, Verdict.DIFFERENT, "volume differs"),
        ({}, {"author": [{"family": "Smith"}]}, Verdict.DIFFERENT, "by others"),
        ({"language": "en"}, {"language": "fr"}, Verdict.DIFFERENT, "different languages"),
        (
            {"DOI": "10.1000/a"},
            {"DOI": "10.1000/a", "relations": [{"type": "part-of", "target": "one"}]},
            Verdict.DIFFERENT,
            "part-of",
        ),
        ({}, {"relations": [{"type": "rebuts", "target": "one"}]}, Verdict.DIFFERENT, "other rebuts one"),
    ],
)
def test_a_verdict_and_its_reason(one: dict[str, Raw], other: dict[str, Raw], verdict: Verdict, reason: str) -> None:
    for first, second in (("one", "other"), ("other", "one")):
        works = {"one": _work("one", **one), "other": _work("other", **other)}
        found = same(works[first], works[second])
        assert found.verdict is verdict
        assert reason in "; ".join(found.reasons)


def test_pairs_are_found_among_many_wherever_they_stand() -> None:
    dice = random.Random(7)
    words = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in ("alo", "emi", "ikan", "oru", "usta")]
    works = [
        _work(f"k{number}", title=" ".join(dice.sample(words, 6)), DOI=f"10.1000/{number}") for number in range(400)
    ]
    twin = _work("twin", title=works[17].title + " ab", DOI="")
    copy = _work("copy", title="Quite another", DOI="10.1000/300")
    found = duplicates([twin, *works, copy])
    assert [(one.key, other.key) for one, other, _ in found] == [("twin", "k17"), ("k300", "copy")]


def test_the_shared_number_of_a_book_makes_no_chapters_one() -> None:
    chapters = [
        _work(key, type="chapter", ISBN="9780306406157", title=f"On the {key} of rivers") for key in ("bed", "mouth")
    ]
    assert duplicates(chapters) == []
