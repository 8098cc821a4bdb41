"""Reads the YAML that `plain_yaml.field_lines` writes, several times as fast as a parser of all YAML does.

Whoever writes something else, by hand or by mistake, loses nothing: what is not surely of this form is not read here,
and libyaml decides.
"""

import re
from collections.abc import Sequence

from sourcebook.model.work import Raw

# Short enough for YAML's keys, which end within 1,024 characters.
_WORD = r"[A-Za-z][A-Za-z0-9-]{0,63}"
# In brackets, a part with a mark that may mean something there (YAML 1.1, section 9.1.3) is left to libyaml.
_PART = r"[^\W_](?:[^,\[\]{}?:#]*[^,\[\]{}?:# ])?"
# Addresses name the entries of a ledger; a colon within them is followed by no blank (section 7.3.3).
_PLAIN_ADDRESS = r"https?://[^\s\[\]{},?#]{1,900}(?<!:)"
_FIELD = re.compile(rf"({_WORD}|{_PLAIN_ADDRESS}|'https?://(?:[^']|''){{1,900}}'):(?: (.+))?")
_QUOTED = re.compile(r"'(?:[^']++|'')*+'")
_LIST = re.compile(rf"\[{_PART}(?:, {_PART})*\]")
_MAPPING = re.compile(rf"\{{{_WORD}: {_PART}(?:, {_WORD}: {_PART})*\}}")


def read_canonical(text: str) -> tuple[dict[str, Raw], dict[str, int]] | None:
    """The mapping that YAML text holds, and the line of each field, counted from 1; None for libyaml to decide.

    A field is `name: value`, or `name:` over lines of `- value`, or over fields of its own, set in by two blanks. A
    name is a word or a web address. A value is plain, in single quotation marks, or a list or mapping in brackets of
    parts that are plain.
    """
    lines = text.split("\n")
    # So no tab, no other line break and no control character: white space is the blank alone.
    return _fields(lines[:-1]) if not lines[-1] and "".join(lines).isprintable() else None


def _fields(lines: Sequence[str]) -> tuple[dict[str, Raw], dict[str, int]] | None:
    fields: dict[str, Raw] = {}
    places: dict[str, int] = {}
    stop = 0
    while stop < len(lines):
        start = stop + 1
        match = _FIELD.fullmatch(lines[stop])
        if match is None:
            return None
        name, text = match.groups()
        name = name[1:-1].replace("''", "'") if name.startswith("'") else name
        stop = start
        if text is None:
            while stop < len(lines) and lines[stop].startswith((" ", "-")):
                stop += 1
        value = _block(lines[start:stop]) if text is None else _value(text)
        if value is None or name in fields:
            return None
        fields[name] = value
        places[name] = start
    return fields, places


def _block(lines: Sequence[str]) -> Raw | None:
    """The value whose lines follow the name of its field: a list, or a mapping that holds no further one."""
    starts = {line[:2] for line in lines}
    if starts == {"- "}:
        items = [value for line in lines if (value := _value(line[2:])) is not None]
        return items if len(items) == len(lines) else None
    if starts == {"  "} and not any(line.startswith("   ") for line in lines):
        found = _fields([line[2:] for line in lines])
        return found[0] if found else None
    return None


def _value(text: str) -> Raw | None:
    """The value that stands on one line."""
    if text[:1].isalnum():
        return None if ": " in text or " #" in text or text[-1] in ": " else text
    if _MAPPING.fullmatch(text):
        pairs = [pair.split(": ") for pair in text[1:-1].split(", ")]
        mapping = dict(pairs)
        return mapping if len(mapping) == len(pairs) else None
    if _LIST.fullmatch(text):
        return text[1:-1].split(", ")
    if _QUOTED.fullmatch(text):
        return text[1:-1].replace("''", "'")
    return {} if text == "{}" else [] if text == "[]" else None
