"""Two records made one, and drafts placed in a library."""

from sourcebook.intake.merging import Conflict, left_out, merge, redirected
from sourcebook.intake.placing import place, seeded
from sourcebook.model.facts import Draft
from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.store.codec import is_key


def _work(key: str, annotation: str = "", **raw: Raw) -> Work:
    return read_work(key, {name.replace("_", "-"): value for name, value in raw.items()}, annotation, Origin())[0]


ONE = _work(
    "one",
    "",
    type="report",
    title="The Étude",
    DOI="10.1000/x",
    keywords=["dam"],
    relations=[{"type": "updates", "target": "two"}, {"type": "rebuts", "target": "third"}],
    provenance={"confirmed": "page", "doubts": ["no author"]},
)
TWO = _work(
    "two",
    "A note.",
    type="book",
    title="the etude",
    DOI="10.1000/X",
    issued="2021",
    keywords=["Dam", "silt"],
    aliases=["older"],
    relations=[{"type": "rebuts", "target": "third"}],
    provenance={"confirmed": "memory", "doubts": ["no page"], "seed": "list"},
)


def test_the_first_record_has_the_last_word_and_gains_what_it_does_not_say() -> None:
    merged = merge(ONE, TWO)
    assert merged.raw == {
        "type": "report",
        "title": "The Étude",
        "issued": "2021",
        "DOI": "10.1000/x",
        "relations": [{"type": "rebuts", "target": "third"}],
        "keywords": ["dam", "silt"],
        "aliases": ["two", "older"],
        "provenance": {"confirmed": "page", "doubts": ["no author", "no page"], "seed": "list"},
    }
    assert merged.annotation == "A note."
    assert merged.conflicts == (Conflict("type", "report", "book"),)


def test_what_was_verified_of_both_records_stays() -> None:
    entry = {"date": "2026-11-22", "by": "https://doi.org/10.1000/x", "fields": ["title"]}
    one = _work("one", provenance={"verified": [entry]})
    other = _work("two", provenance={"verified": [entry, {**entry, "by": "https://e.org"}]})
    assert merge(one, other).raw["provenance"] == {"verified": [entry, {**entry, "by": "https://e.org"}]}


def test_a_field_may_be_taken_from_the_second_record() -> None:
    merged = merge(ONE, TWO, ["type"])
    assert (merged.raw["type"], merged.conflicts) == ("book", (Conflict("type", "book", "report"),))


def test_what_the_first_record_does_not_say_is_listed() -> None:
    assert left_out(ONE, TWO) == [
        ("type", "book"),
        ("issued", "2021"),
        ("keywords", ["Dam", "silt"]),
        ("annotation", "A note."),
    ]
    assert left_out(ONE, ONE) == []


def test_relations_follow_once() -> None:
    raw: dict[str, Raw] = {"relations": [{"type": "rebuts", "target": "two"}, {"type": "rebuts", "target": "one"}]}
    assert redirected(raw, {"two"}, "one") == {"relations": [{"type": "rebuts", "target": "one"}]}


def _draft(entry: str, **raw: Raw) -> Draft:
    return Draft(raw={"type": "book", **raw}, entry=entry, line=1)


def test_a_draft_keeps_its_key_where_it_can_and_relations_follow_its_new_one() -> None:
    library = Library(works={"taken2020": _work("taken2020", title="Here", DOI="10.1000/here")})
    drafts = [
        _draft("Mine2021", title="Alpha beta gamma", relations=[{"type": "rebuts", "target": "conf/x:1"}]),
        _draft("conf/x:1", title="Delta epsilon zeta"),
        _draft("TAKEN2020", title="Eta theta iota"),
        _draft("7", title="Kappa lambda mu"),
        _draft("again", title="Another", DOI="10.1000/HERE"),
        _draft("twin", title="Alpha Beta Gamma"),
        _draft("later", title="Nu xi", relations=[{"type": "updates", "target": "again"}]),
    ]
    placed = place(drafts, library, is_key)
    assert [one.key for one in placed] == [
        "Mine2021",
        "anondelta",
        "anoneta",
        "anonkappa",
        "taken2020",
        "Mine2021",
        "later",
    ]
    assert placed[0].work.relations[0].target == "anondelta"
    assert placed[1].work.words("aliases") == ("conf/x:1",)
    assert [tuple(loss) for one in placed for loss in one.losses] == [
        ("conf/x:1", "key", "conf/x:1", "the field aliases"),
        ("TAKEN2020", "key", "TAKEN2020", ""),
    ]
    assert placed[5].twin == 0
    assert placed[6].work.relations[0].target == "taken2020"


def test_an_imported_record_says_that_nothing_but_the_file_was_seen() -> None:
    assert seeded({}, "x.bib, line 1", ["a doubt"]) == {
        "provenance": {"confirmed": "seed-only", "seed": "x.bib, line 1", "doubts": ["a doubt"]}
    }
    kept = seeded({"provenance": {"confirmed": "page", "doubts": "one"}}, "x.bib", ["two"])
    assert kept["provenance"] == {"confirmed": "page", "doubts": ["one", "two"], "seed": "x.bib"}
