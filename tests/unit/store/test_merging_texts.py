import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.model.work import Work
from sourcebook.store import codec, plain_yaml
from sourcebook.store.merging import MergedFile, first_marker, merge_file
from sourcebook.store.merging_lines import by_lines
from strategies import WORKS

RECORD = "library/works/okafor2019dam.md"
BASE = """\
---
type: report
# seen in print
title: The dam
issued: 2019
keywords: [dam, silt]
viewpoint: engineers
---
One sentence.
"""


def merged(base: str, ours: str, theirs: str, path: str = RECORD) -> MergedFile:
    return merge_file(path, base.encode(), ours.encode(), theirs.encode())


def texts(base: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in base
        base = base.replace(old, new)
    return base


def test_what_two_people_did_to_one_line_merges_by_its_meaning() -> None:
    ours = texts(BASE, ("silt]", "silt, flood]"), ("2019", "2019-05"))
    theirs = texts(BASE, ("[dam, ", "["), ("engineers", "critics"))
    assert merged(BASE, ours, theirs) == MergedFile(
        texts(BASE, ("[dam, silt]", "[silt, flood]"), ("2019", "2019-05"), ("engineers", "critics")).encode()
    )


def test_comments_of_both_sides_stay() -> None:
    ours = texts(BASE, ("silt]", "silt, flood] # three"), ("# seen in print\n", ""))
    theirs = texts(BASE, ("[dam, silt]", "[dam, silt, river]"), ("viewpoint", "# as its preface says\nviewpoint"))
    done = merged(BASE, ours, theirs)
    assert done.is_clean
    assert "keywords: [dam, silt, flood, river]" in done.data.decode()
    assert "# as its preface says\nviewpoint" in done.data.decode()
    assert "# seen in print" not in done.data.decode()


def test_a_conflict_is_marked_around_its_field_alone_and_the_rest_is_merged() -> None:
    ours = texts(BASE, ("The dam", "The high dam"), ("silt]", "silt, flood]"))
    theirs = texts(BASE, ("The dam", "A dam"), ("[dam, silt]", "[dam, silt, river]"), ("2019", "2019-05"))
    done = merged(BASE, ours, theirs)
    conflict = """\
<<<<<<< ours
title: The high dam
||||||| before
title: The dam
=======
title: A dam
>>>>>>> theirs
"""
    wanted = texts(
        BASE, ("title: The dam\n", conflict), ("[dam, silt]", "[dam, silt, flood, river]"), ("2019", "2019-05")
    )
    assert done == MergedFile(wanted.encode(), is_clean=False, fields=("title",))
    (problem,) = codec.read_bytes(done.data, path=RECORD, key="okafor2019dam").problems
    assert (problem.rule, problem.place.line) == ("conflict-markers", 4)
    assert first_marker(done.data) == 4


@pytest.mark.parametrize("swapped", [False, True])
def test_a_field_that_one_side_took_away_and_the_other_changed_is_a_conflict(swapped: bool) -> None:
    changed, without = texts(BASE, ("The dam", "A dam")), texts(BASE, ("title: The dam\n", ""))
    done = merged(BASE, *((without, changed) if swapped else (changed, without)))
    assert done.fields == ("title",)
    between = done.data.decode().split("<<<<<<< ours\n")[1].split(">>>>>>>")[0]
    parts = ["title: A dam\n||||||| before\n", "title: The dam\n", "=======\n"]
    assert between == ("||||||| before\ntitle: The dam\n=======\ntitle: A dam\n" if swapped else "".join(parts))


def test_annotations_merge_by_lines_and_conflict_between_markers() -> None:
    base = texts(BASE, ("One sentence.", "One.\n\nTwo.\n\nThree."))
    ours, theirs = texts(base, ("One.", "One!")), texts(base, ("Three.", "Three!"))
    assert merged(base, ours, theirs).data.decode() == texts(base, ("One.", "One!"), ("Three.", "Three!"))
    done = merged(BASE, texts(BASE, ("One sentence.", "Mine.")), texts(BASE, ("One sentence.", "Yours.")))
    assert done.fields == ("annotation",)
    tail = "<<<<<<< ours\nMine.\n||||||| before\nOne sentence.\n=======\nYours.\n>>>>>>> theirs\n"
    assert done.data.decode().endswith(f"---\n{tail}")


def test_a_record_that_both_sides_added_merges_without_a_base() -> None:
    theirs = texts(BASE, ("[dam, silt]", "[river]"), ("One sentence.\n", ""))
    done = merged("", BASE, theirs)
    assert done == MergedFile(texts(BASE, ("[dam, silt]", "[dam, river, silt]")).encode())
    assert merged("", BASE, texts(BASE, ("2019", "2020"))).fields == ("issued",)


def test_line_ends_that_one_side_changed_are_no_conflict() -> None:
    theirs = texts(BASE, ("2019", "2019-05")).replace("\n", "\r\n")
    done = merged(BASE, texts(BASE, ("engineers", "critics")), theirs)
    assert done == MergedFile(texts(BASE, ("engineers", "critics"), ("2019", "2019-05")).encode())


def test_line_ends_that_all_sides_have_stay() -> None:
    base, ours, theirs = BASE, texts(BASE, ("engineers", "critics")), texts(BASE, ("2019", "2019-05"))
    done = merged(*(text.replace("\n", "\r\n") for text in (base, ours, theirs)))
    assert done.data.decode() == texts(ours, ("2019", "2019-05")).replace("\n", "\r\n")


@pytest.mark.parametrize("side", [0, 1, 2])
def test_a_record_that_cannot_be_read_is_merged_by_lines_and_loses_nothing(side: int) -> None:
    three = [BASE, texts(BASE, ("The dam", "The high dam")), texts(BASE, ("The dam", "A dam"))]
    three[side] = texts(three[side], ("type: report", "type: [report"))
    done = merged(*three)
    assert not done.is_clean
    assert first_marker(done.data)
    changed = {line for text in three[1:] for line in text.split("\n")} - {*three[0].split("\n")}
    assert changed
    assert changed <= {*done.data.decode().split("\n")}


def test_bytes_that_are_no_text_survive() -> None:
    ours = BASE.encode().replace(b"One", b"\xff\xfe")
    done = merge_file(RECORD, BASE.encode(), ours, texts(BASE, ("report", "book")).encode())
    assert done == MergedFile(ours.replace(b"report", b"book"))


@given(WORKS, WORKS, WORKS)
def test_a_merged_record_reads_or_tells_its_conflicts_and_never_fails(base: Work, ours: Work, theirs: Work) -> None:
    data = [codec.write(work).encode() for work in (base, ours, theirs)]
    done = merge_file(RECORD, *data)
    reading = codec.read_bytes(done.data, path=RECORD, key="okafor2019dam")
    if done.is_clean:
        assert reading.work is not None or "annotation" in {*base.fields, *ours.fields, *theirs.fields}
    else:
        assert [problem.rule for problem in reading.problems if problem.rule != "line-endings"] == ["conflict-markers"]
    for one, other in itertools.permutations((data[0], data[1])):
        assert merge_file(RECORD, one, other, one) == MergedFile(other)
        assert merge_file(RECORD, one, one, other) == MergedFile(other)


LINES = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=6).map("\n".join)


@given(LINES, LINES, LINES)
def test_a_merge_by_lines_is_clean_or_marked(base: str, ours: str, theirs: str) -> None:
    done = by_lines(base, ours, theirs)
    assert done.is_clean == (first_marker(done.text.encode()) == 0)
    assert by_lines(base, ours, base).text == ours
    assert by_lines(base, base, theirs).text == theirs


LINKS = "# verdicts\nhttps://a.example/: {verdict: ok, since: 2022-01-01}\nhttps://b.example/:\n  verdict: ok\n"


def test_links_merge_by_address_and_the_later_verdict_holds() -> None:
    ours = texts(LINKS, ("{verdict: ok, since: 2022-01-01}", "{verdict: gone, since: 2023-02-01}"))
    ours += "https://z.example/: {verdict: ok}\n"
    theirs = texts(LINKS, ("{verdict: ok, since: 2022-01-01}", "{verdict: moved, since: 2023-03-01}"))
    theirs += "https://c.example/: {verdict: ok}\n"
    wanted = """\
# verdicts
https://a.example/: {verdict: moved, since: 2023-03-01}
https://b.example/:
  verdict: ok
https://c.example/: {verdict: ok}
https://z.example/: {verdict: ok}
"""
    for one, other in itertools.permutations((ours, theirs)):
        assert merged(LINKS, one, other, "library/links.yaml") == MergedFile(wanted.encode())


def test_a_persons_word_about_a_link_holds_against_later_probes() -> None:
    before = "https://a.example/:\n  state: unwell\n  since: 2026-03-01\n"
    word = "https://a.example/:\n  state: ok\n  since: 2026-03-02\n  because: it opens\n"
    gone = texts(before, ("unwell", "gone"), ("2026-03-01", "2026-03-09"))
    for one, other in itertools.permutations((word, gone)):
        assert merged(before, one, other, "library/links.yaml") == MergedFile(word.encode())


def test_a_verdict_that_one_side_took_away_goes_unless_the_other_renewed_it() -> None:
    without = "# verdicts\nhttps://b.example/:\n  verdict: ok\n"
    other = texts(LINKS, ("  verdict: ok", "  verdict: gone"))
    done = merged(LINKS, without, other, "library/links.yaml").data.decode()
    assert done == texts(without, ("  verdict: ok", "  verdict: gone"))
    renewed = texts(LINKS, ("2022-01-01", "2024-01-01"))
    assert merged(LINKS, without, renewed, "sub/library/links.yaml").data.decode() == renewed


_VERDICTS = st.dictionaries(
    st.sampled_from(["https://a.example/", "https://b.example/", "c"]),
    st.dictionaries(st.sampled_from(["verdict", "since"]), st.sampled_from(["ok", "2022-01-01", "2023-01-01"])),
)


@given(_VERDICTS, _VERDICTS, _VERDICTS, st.booleans())
def test_links_never_conflict_and_both_orders_agree(
    base: dict[str, dict[str, str]], ours: dict[str, dict[str, str]], theirs: dict[str, dict[str, str]], flow: bool
) -> None:
    before, left, right = (
        plain_yaml.flow(said) + "\n"
        if flow
        else "".join(plain_yaml.field_lines(name, verdict) for name, verdict in said.items())
        for said in (base, ours, theirs)
    )
    done = merged(before, left, right, "library/links.yaml")
    assert done.is_clean
    read = plain_yaml.read_mapping(done.data.decode())[0]
    assert plain_yaml.read_mapping(merged(before, right, left, "library/links.yaml").data.decode())[0] == read
    for address in {*base, *ours, *theirs}:
        states = [said.get(address) for said in (base, ours, theirs)]
        assert read.get(address) in states
        assert states[1] != states[0] or read.get(address) == states[2]


def test_decisions_are_the_lines_of_both_sides_each_once() -> None:
    base, ours, theirs = '{"a": 1}\n', '{"a": 1}\n{"c": 1}\n{"d": 1}\n', '{"a": 1}\n{"b": 1}\n{"d": 1}'
    wanted = b'{"a": 1}\n{"b": 1}\n{"c": 1}\n{"d": 1}\n'
    for one, other in itertools.permutations((ours, theirs)):
        assert merged(base, one, other, "library/decisions.jsonl") == MergedFile(wanted)


SETTINGS = """\
# what it is about
subject: Dams
outlets:
# a newspaper
- id: courier
  name: The Courier
  domains: [courier.example]
- id: ministry
  name: Ministry
build:
- {file: references.bib, format: biblatex}
"""


def test_entries_that_both_sides_put_in_at_one_place_merge() -> None:
    ours = texts(SETTINGS, ("build:", "- id: post\n  name: The Post\nbuild:"))
    theirs = texts(SETTINGS, ("build:", "# weekly\n- id: mirror\n  name: The Mirror\nbuild:"))
    wanted = texts(
        SETTINGS, ("build:", "# weekly\n- id: mirror\n  name: The Mirror\n- id: post\n  name: The Post\nbuild:")
    )
    for one, other in itertools.permutations((ours, theirs)):
        assert merged(SETTINGS, one, other, "sources.yaml") == MergedFile(wanted.encode())


def test_an_entry_that_both_sides_changed_is_marked_alone() -> None:
    ours = texts(SETTINGS, ("The Courier", "Courier"), ("build:", "- id: post\nbuild:"))
    theirs = texts(SETTINGS, ("The Courier", "Daily Courier"), ("build:", "- id: mirror\nbuild:"))
    done = merged(SETTINGS, ours, theirs, "sources.yaml")
    assert not done.is_clean
    text = done.data.decode()
    assert (
        "<<<<<<< ours\n  name: Courier\n||||||| before\n  name: The Courier\n=======\n  name: Daily Courier\n" in text
    )
    assert text.count("<<<<<<<") == 1
    assert "- id: mirror\n- id: post\nbuild:\n" in text


def test_an_entry_that_one_side_took_away_goes_and_is_a_conflict_where_the_other_changed_it() -> None:
    removed = texts(SETTINGS, ("- id: ministry\n  name: Ministry\n", ""))
    ours = texts(SETTINGS, ("build:", "- id: post\nbuild:"))
    done = merged(SETTINGS, removed, ours, "library/viewpoints.yaml")
    assert done == MergedFile(texts(removed, ("build:", "- id: post\nbuild:")).encode())
    changed = texts(SETTINGS, ("name: Ministry", "name: The Ministry"))
    done = merged(SETTINGS, removed, changed, "library/viewpoints.yaml")
    assert not done.is_clean
    assert "name: The Ministry" in done.data.decode()


def test_an_entry_that_both_sides_added_each_in_its_way_never_stands_twice() -> None:
    ours = texts(SETTINGS, ("# a newspaper\n", "- id: post\n  name: A\n# a newspaper\n"))
    theirs = texts(SETTINGS, ("build:", "- id: post\n  name: B\nbuild:"))
    done = merged(SETTINGS, ours, theirs, "sources.yaml")
    assert not done.is_clean
    assert done.data.decode().count("<<<<<<<") == 1
    assert "<<<<<<< ours\n- id: post\n  name: A\n||||||| before\n=======\n- id: post\n  name: B\n" in done.data.decode()


def test_settings_that_cannot_be_read_are_merged_by_lines() -> None:
    ours, theirs = (
        texts(SETTINGS, ("subject: Dams", "subject: [")),
        texts(SETTINGS, ("subject: Dams", "subject: Water")),
    )
    done = merged(SETTINGS, ours, theirs, "sources.yaml")
    assert not done.is_clean
    assert "subject: [\n" in done.data.decode()
    assert "subject: Water\n" in done.data.decode()


def test_what_build_writes_stays_as_ours_has_it() -> None:
    assert merged("a", "b", "c", "citations/references.bib") == MergedFile(b"b")
    assert merged("a", "b", "c", "sub/citations/references.json") == MergedFile(b"b")


def test_the_list_of_what_was_built_names_the_files_of_both_sides() -> None:
    base, ours, theirs = "1  a\n", "2  a\n", "3  a\n4  new\n"
    assert merged(base, ours, theirs, "citations/.manifest") == MergedFile(b"2  a\n4  new\n")


def test_every_other_file_is_merged_by_lines() -> None:
    assert merged("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "README.md") == MergedFile(b"A\nb\nC\n")
