import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.store import codec
from sourcebook.store.edit_parts import ANNOTATION, RECORD, Part

ONE = b"---\ntype: book  # so\ntitle: T\n---\n\nOne.\nTwo.\n"


def test_a_whole_record_is_taken_to_the_byte_and_its_last_line_ended() -> None:
    assert RECORD.text_of(ONE) == ONE
    assert RECORD.record_with(ONE, b"x\r\n\xff y", "a") == b"x\r\n\xff y\n"
    assert RECORD.first_line(ONE) == 1


def test_an_annotation_is_taken_out_and_put_back_alone() -> None:
    assert ANNOTATION.text_of(ONE) == b"One.\nTwo.\n"
    assert (
        ANNOTATION.record_with(ONE, b"\xef\xbb\xbfNew.\r\nLine.", "a") == ONE[: ONE.index(b"\nOne")] + b"New.\nLine.\n"
    )
    assert ANNOTATION.record_with(ONE, b"One.\nTwo.", "a") == ONE
    assert ANNOTATION.first_line(ONE) == 6


def test_a_record_without_annotation_gives_an_empty_text() -> None:
    bare = b"---\ntitle: T\n---\n"
    assert ANNOTATION.text_of(bare) == b""
    assert ANNOTATION.record_with(bare, b"New.", "a") == bare + b"New.\n"
    assert ANNOTATION.first_line(bare) == 4


def test_a_record_that_cannot_be_read_has_no_annotation_and_takes_none() -> None:
    assert ANNOTATION.text_of(b"x") == b""
    assert ANNOTATION.record_with(b"x", b"New.", "a") == b"x"
    assert ANNOTATION.first_line(b"x") == 1


def test_records_are_merged_by_fields_and_annotations_by_lines() -> None:
    ours, theirs = ONE.replace(b"title: T", b"title: U"), ONE.replace(b"Two", b"Three")
    merged = RECORD.merged(ONE, ours, theirs, "a")
    assert (merged.is_clean, merged.text) == (True, theirs.replace(b"title: T", b"title: U").decode())
    assert ANNOTATION.merged(ONE, b"0.\nTwo.", theirs, "a").text == "0.\nThree.\n"
    conflict = ANNOTATION.merged(ONE, b"One.\n2.", theirs, "a")
    assert (conflict.is_clean, conflict.fields) == (False, ("annotation",))
    assert "2." in conflict.text
    assert "Three." in conflict.text


@given(st.binary(max_size=60))
@pytest.mark.parametrize("part", [RECORD, ANNOTATION])
def test_no_bytes_break_it_and_an_annotation_leaves_the_facts_alone(part: Part, text: bytes) -> None:
    record = part.record_with(ONE, text, "a")
    part.merged(ONE, text, ONE, "a")
    if part is ANNOTATION and (work := codec.read_bytes(record, path="", key="a").work):
        assert work.title == "T"
