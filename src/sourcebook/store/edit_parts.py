"""What of a record a person edits, the whole of it or the annotation alone: taken out, put back, merged."""

from collections.abc import Callable
from typing import NamedTuple

from sourcebook.store import codec, merging
from sourcebook.store.merging_lines import MergedText, by_lines


class Part(NamedTuple):
    """A part of a record that can be edited as a text, by what is done with it; records and texts are bytes.

    `folder` is where its texts are kept. `text_of` takes a record, which has to read for an annotation; `record_with`
    a record, the text and the key; `merged` a record, the text made from it, the record as it is now and the key, and
    gives the text. `first_line` is the line of a record on which the text begins, from 1.
    """

    folder: str
    text_of: Callable[[bytes], bytes]
    record_with: Callable[[bytes, bytes, str], bytes]
    merged: Callable[[bytes, bytes, bytes, str], MergedText]
    first_line: Callable[[bytes], int]


def _whole(_: bytes, text: bytes, __: str) -> bytes:
    """What was typed, to the byte; only a last line that does not end is ended."""
    return text if text.endswith(b"\n") else text + b"\n"


def _merged_record(base: bytes, text: bytes, now: bytes, key: str) -> MergedText:
    return merging.merge_record(_decoded(base), _decoded(_whole(base, text, key)), _decoded(now), key=key)


def _annotation(record: bytes) -> bytes:
    said = _annotation_of(record)
    return f"{said}\n".encode() if said else b""


def _with_annotation(record: bytes, text: bytes, key: str) -> bytes:
    work = codec.read_bytes(record, path="", key=key).work
    if work is None:
        return record
    said = _decoded(text).removeprefix("\ufeff").replace("\r\n", "\n").strip()
    updated = codec.update(_decoded(record), work._replace(annotation=said))
    return updated.encode("utf-8", "surrogateescape")


def _merged_annotation(base: bytes, text: bytes, now: bytes, _: str) -> MergedText:
    before, ours = _annotation_of(base), _decoded(text).replace("\r\n", "\n").strip()
    merged = by_lines(*(f"{one}\n" if one else "" for one in (before, ours, _annotation_of(now))))
    return merged if merged.is_clean else merged._replace(fields=("annotation",))


def _annotation_line(record: bytes) -> int:
    if codec.read_bytes(record, path="", key="").work is None:
        return 1
    lines, _, body = codec.cut(_decoded(record))
    blank = next((place for place in body if lines[place].strip()), body.start)
    return blank + 1


def _annotation_of(record: bytes) -> str:
    work = codec.read_bytes(record, path="", key="").work
    return work.annotation if work else ""


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


RECORD = Part("", lambda record: record, _whole, _merged_record, lambda _: 1)
ANNOTATION = Part("notes", _annotation, _with_annotation, _merged_annotation, _annotation_line)
