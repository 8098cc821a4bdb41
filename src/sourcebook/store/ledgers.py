"""library/links.yaml: the last verdict of every link, sorted by address, a block of lines each.

A block changes only when its verdict does, so that the file's history is the history of the links. A block with
`because`, `by` or `until` is a person's word. What cannot be read is told, and stays as it is.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sourcebook.errors import BadValue
from sourcebook.model.links import State, Verdict, link_address
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.work import Raw
from sourcebook.store import plain_yaml
from sourcebook.store.plain_yaml import BadYaml
from sourcebook.store.sources import LINKS
from sourcebook.store.yaml_blocks import HEAD, blocks_of, is_remark

LARGEST = 64_000_000  # bytes of links.yaml

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
_PART = re.compile(r"  ([a-z-]+):(?: |$)")
_DAYS = ("since", "until")
_PARTS = frozenset(Verdict._fields)
_STATES: Mapping[str, State] = {str(state): state for state in State}


class Ledger(NamedTuple):
    """The verdicts that links.yaml holds, by address, and what is wrong with it."""

    verdicts: Mapping[str, Verdict] = {}
    problems: tuple[Problem, ...] = ()


def read_links(data: bytes, path: str = LINKS) -> Ledger:
    """The verdicts in the bytes of links.yaml; an entry that cannot be read is a Problem with its line."""
    try:
        raw, lines = _read(_text_of(data))
    except BadYaml as fault:
        return Ledger(problems=(_problem(fault.rule, fault.message, path, fault.line),))
    verdicts: dict[str, Verdict] = {}
    problems: list[Problem] = []
    for name, value in raw.items():
        found = _verdict(value)
        if isinstance(found, Verdict):
            verdicts.setdefault(link_address(name), found)
        else:
            problems.append(_problem("bad-verdict", f"{name}: {found}", path, lines[name]))
    return Ledger(verdicts=verdicts, problems=tuple(problems))


def verdict_in(data: bytes, url: str) -> Verdict | None:
    """The verdict on one link, read without the other entries, which is what a history of many states can afford."""
    lines = _text_of(data).split("\n")
    for start, line in enumerate(lines):
        if url in line and not line.startswith((" ", "#")):
            stop = next((stop for stop in range(start + 1, len(lines)) if lines[stop][:1].strip()), len(lines))
            found = read_links("\n".join(lines[start:stop]).encode("utf-8", "surrogateescape")).verdicts
            if url in found:
                return found[url]
    return None


def gone_links(data: bytes) -> Mapping[str, Verdict]:
    """The verdicts in the bytes of links.yaml that a link is gone, read without the others, which are most.

    What cannot be read says nothing here; `read_links` tells what is wrong with it.
    """
    if b"gone" not in data:
        return {}
    blocks: list[list[str]] = []
    for line in _text_of(data).split("\n"):
        if line[:1].strip():
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    chosen = [line for block in blocks if any("gone" in line for line in block) for line in block]
    found = read_links("\n".join(chosen).encode("utf-8", "surrogateescape"))
    if found.problems:
        found = read_links(data)  # values over several lines do not cut into lines as supposed
    return {url: verdict for url, verdict in found.verdicts.items() if verdict.state is State.GONE}


def with_verdicts(data: bytes, verdicts: Mapping[str, Verdict | None], path: str = LINKS) -> bytes:
    """The bytes of links.yaml with these verdicts, None removing an entry; the others stay as they are written.

    An entry that cannot be read is kept, for a person to mend. Raises BadValue where the whole file cannot be read.
    """
    text = _text_of(data)
    try:
        raw, lines = _read(text)
    except BadYaml as fault:
        raise BadValue(f"{path}:{fault.line}: {fault.message}; mend it, so that verdicts can be recorded.") from None
    wanted = _wanted(raw, verdicts)
    if wanted == raw:
        return data
    blocks = blocks_of(text, [(name, line - 1) for name, line in lines.items()])
    written = [
        "".join(blocks[name]) if raw.get(name) == value else _edited(blocks.get(name, ()), name, value)
        for name, value in sorted(wanted.items())
    ]
    made = "".join((*blocks[HEAD], *written))
    if not _holds(made, wanted):
        # Entries within braces, or a value over several lines, do not cut into lines as supposed; comments move up.
        head = "".join(f"{line}\n" for line in text.split("\n") if line.startswith("#"))
        made = head + "".join(plain_yaml.field_lines(name, value) for name, value in sorted(wanted.items()))
    return (made.replace("\n", "\r\n") if b"\r\n" in data else made).encode("utf-8", "surrogateescape")


def _wanted(raw: Mapping[str, Raw], verdicts: Mapping[str, Verdict | None]) -> dict[str, Raw]:
    """What the file is to hold: for each verdict the known parts, then those of the entry that are not ours."""
    names: dict[str, str] = {}
    for name in raw:
        names.setdefault(link_address(name), name)
    wanted = dict(raw)
    for address, verdict in verdicts.items():
        name = names.get(address, address)
        before = raw.get(name)
        if before is not None and not isinstance(_verdict(before), Verdict):
            continue
        if verdict is None:
            wanted.pop(name, None)
        elif before is None or _verdict(before) != verdict:
            unknown = before.items() if isinstance(before, Mapping) else ()
            rest = {part: value for part, value in unknown if part not in Verdict._fields}
            wanted[name] = {part: str(value) for part, value in verdict._asdict().items() if value} | rest
    return wanted


def _edited(block: tuple[str, ...], name: str, value: Raw) -> str:
    """The lines of an entry with another verdict: comments stay, and so do the lines of what did not change."""
    text = plain_yaml.field_lines(name, value)
    if not block:
        return text
    fresh = text.splitlines(keepends=True)
    start = next((number for number, line in enumerate(block) if not is_remark(line)), 0)
    old = {match[1]: line for line in block[start + 1 :] if (match := _PART.match(line))}
    lines = list(block[: start + 1])
    lines += [line for line in block[start + 1 :] if is_remark(line) and line.strip()]
    for line in fresh[1:]:
        match = _PART.match(line)
        before = old.get(match[1], "") if match else ""
        lines.append(before if before.partition(" #")[0].rstrip() == line.rstrip() else line)
    made = "".join(lines)
    return made if _holds(made, {name: value}) else "".join((*filter(is_remark, block), *fresh))


def _verdict(value: Raw) -> Verdict | str:
    """The verdict that an entry holds, or what is wrong with it."""
    if not isinstance(value, Mapping):
        return f"a verdict is a mapping such as {{state: ok, since: 2026-03-01}}, not {plain_yaml.flow(value)}"
    said = {part: one for part, one in value.items() if part in _PARTS}
    for part, one in said.items():
        if not isinstance(one, str):
            return f"{part} has to be one string"
        if one and part in _DAYS and not _is_day(one):
            return f"{part} is a day such as 2026-03-01, not {one!r}"
    state = _STATES.get(str(said.pop("state", "")))
    if state is None:
        return f"state is one of {', '.join(_STATES)}, not {value.get('state', '')!r}"
    return Verdict(state, **{part: str(one) for part, one in said.items()})


@lru_cache(1000)
def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read(text: str) -> tuple[dict[str, Raw], dict[str, int]]:
    if match := _CONFLICT.search(text):
        message = "A merge left its conflict markers here; choose one side and remove the markers"
        raise BadYaml("conflict-markers", message, text.count("\n", 0, match.start()) + 1)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = "The file is not UTF-8; save it as UTF-8"
        raise BadYaml("bad-encoding", message, text.count("\n", 0, error.start) + 1) from None
    return plain_yaml.read_mapping(text)


def _text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").replace("\r\n", "\n")


def _holds(text: str, wanted: Mapping[str, Raw]) -> bool:
    try:
        return plain_yaml.read_mapping(text)[0] == wanted
    except BadYaml:
        return False


def _problem(rule: str, message: str, path: str, line: int) -> Problem:
    return Problem(rule=rule, severity=Severity.ERROR, message=message, place=Place(path=path, line=line))
