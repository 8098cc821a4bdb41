"""Merges of a sourcebook's files: three texts to one, each kind of file by what it means, as git's merge driver asks.

What cannot be decided stands between conflict markers, on the fewest lines that tell it; nothing is ever left out.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.changes import ANNOTATION
from sourcebook.model.merge import Conflict, merge
from sourcebook.model.work import Origin, Raw, read_work
from sourcebook.store import codec, merging_settings, plain_yaml
from sourcebook.store.files import MANIFEST
from sourcebook.store.merging_lines import BEFORE, END, MIDDLE, OURS, MergedText, by_lines

_MARKER = re.compile(rb"^(?:<{7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)


class MergedFile(NamedTuple):
    """A merged file; where it is not clean, conflict markers stand in it, around these fields of a record."""

    data: bytes
    is_clean: bool = True
    fields: tuple[str, ...] = ()


def merge_file(path: str, base: bytes, ours: bytes, theirs: bytes) -> MergedFile:
    """The merge of a file that both sides changed; an empty `base` means that both added it.

    `path` decides how: a record by its facts, links.yaml by address, decisions.jsonl as a set of lines, settings by
    entry, everything else line by line. What build writes stays as ours has it, to be built anew.
    """
    folder, _, name = f"/{path}".rpartition("/")
    if theirs in (base, ours) or (folder.endswith("/citations") and name != MANIFEST):
        return MergedFile(data=ours)
    if base == ours:
        return MergedFile(data=theirs)
    texts = [data.decode("utf-8", "surrogateescape") for data in (base, ours, theirs)]
    are_crlf = all("\r\n" in text for text in texts if text)
    # Line ends that only one side changed would make every line a conflict; records end lines with a line feed alone.
    before, left, right = (text.replace("\r\n", "\n") for text in texts)
    if folder.endswith(("/library/works", "/library/inbox")) and name.endswith(".md"):
        merged = merge_record(before, left, right, key=name.removesuffix(".md"))
    elif name == MANIFEST:
        merged = merging_settings.merge_manifest(left, right)
    elif folder.endswith("/library") and name == "links.yaml":
        merged = merging_settings.merge_links(before, left, right)
    elif folder.endswith("/library") and name == "decisions.jsonl":
        merged = merging_settings.merge_decisions(before, left, right)
    elif name.endswith(".yaml"):
        merged = merging_settings.merge_entries(before, left, right)
    else:
        merged = by_lines(before, left, right)
    text = merged.text.replace("\n", "\r\n") if are_crlf else merged.text
    return MergedFile(text.encode("utf-8", "surrogateescape"), merged.is_clean, merged.fields)


def first_marker(data: bytes) -> int:
    """The line of the first conflict marker in a file, from 1; 0 where there is none."""
    match = _MARKER.search(data)
    return data.count(b"\n", 0, match.start()) + 1 if match else 0


def merge_record(base: str, ours: str, theirs: str, *, key: str) -> MergedText:
    """The merge of a record by its facts; comments and spellings of both sides stay where their lines merge too.

    A record that cannot be read on one side is merged line by line.
    """
    before, left, right = ({} if text == "" else _facts(text, key) for text in (base, ours, theirs))
    plain = by_lines(base, ours, theirs)
    if before is None or left is None or right is None:
        return plain
    merged = merge(before, left, right)
    if plain.is_clean and not merged.conflicts and _facts(plain.text, key) == merged.facts:
        return plain
    # Where a field is in conflict, its lines hold one side's value until the markers are put around them.
    held = {one.name: one.theirs if one.ours is None else one.ours for one in merged.conflicts}
    wanted = {**merged.facts, **{name: value for name, value in held.items() if value is not None}}
    texts = [_rewritten(text, wanted, key) for text in (base, ours, theirs)]
    # Once the facts are the same on all sides, what differs is comments and spellings.
    again = by_lines(*texts)
    text = again.text if base and again.is_clean and _facts(again.text, key) == wanted else texts[1]
    if merged.conflicts:
        text = _marked(text, merged.conflicts, theirs=_Side(theirs, right), base=_Side(base, before))
    return MergedText(text=text, is_clean=not merged.conflicts, fields=tuple(one.name for one in merged.conflicts))


def _facts(text: str, key: str) -> Mapping[str, Raw] | None:
    reading = codec.read_bytes(text.encode("utf-8", "surrogateescape"), path="", key=key)
    if reading.work is None or ANNOTATION in reading.raw:
        return None
    return {**reading.raw, **({ANNOTATION: reading.work.annotation} if reading.work.annotation else {})}


def _rewritten(text: str, facts: Mapping[str, Raw], key: str) -> str:
    fields = {name: value for name, value in facts.items() if name != ANNOTATION}
    work = read_work(key, fields, str(facts.get(ANNOTATION, "")), Origin())[0]
    return codec.update(text, work) if text else ""


class _Side(NamedTuple):
    """A record as its text and as its facts."""

    text: str
    facts: Mapping[str, Raw]

    def lines(self, name: str, value: Raw | None) -> list[str]:
        """The lines that say a field: as they stand in the text where they say this value, else written anew."""
        if value is None:
            return []
        if name == ANNOTATION:
            return str(value).split("\n")
        if self.facts.get(name) == value:
            lines, fields, _ = codec.cut(self.text)
            return "".join(lines[place] for place in fields[name]).removesuffix("\n").split("\n")
        return plain_yaml.field_lines(name, value).removesuffix("\n").split("\n")


def _marked(text: str, conflicts: Sequence[Conflict], *, theirs: _Side, base: _Side) -> str:
    """The text with markers around the lines of each field in conflict."""
    lines, fields, body = codec.cut(text)
    places = [body if one.name == ANNOTATION else fields[one.name] for one in conflicts]
    for place, conflict in sorted(zip(places, conflicts, strict=True), key=lambda pair: pair[0].start, reverse=True):
        said = "".join(lines[place.start : place.stop]).strip("\n").split("\n")
        block = [
            OURS,
            *(said if conflict.ours is not None else ()),
            BEFORE,
            *base.lines(conflict.name, conflict.before),
            MIDDLE,
            *theirs.lines(conflict.name, conflict.theirs),
            END,
        ]
        lines[place.start : place.stop] = [f"{line}\n" for line in block]
    return "".join(lines)
