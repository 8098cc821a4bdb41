"""Names as BibTeX writes them: `von Last, Jr, First`, `First von Last`, bodies in braces, joined by `and`."""

import re
from collections.abc import Mapping

from sourcebook.intake.latex import decode
from sourcebook.model.names import Name

# One blank is enough, since names are stripped; more would be looked through again from each of them.
_AND = re.compile(r"\sand(?=\s)", re.IGNORECASE)
_AND_OUTSIDE = re.compile(r"\\.|[{}]|\sand(?=\s)", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(r"\\.|[{},]|[\s~]+", re.DOTALL)
# The commonest form, which the others would come to as well: no particle, nothing to decode.
_PLAIN_NAME = re.compile(r"([^\W\d_a-z][^\s{}\\~$,=`'-]*), ([^\s{}\\~$,=`'-]+(?: [^\s{}\\~$,=`'-]+)*)")
_EXTENDED = re.compile(r"(?:family|given|prefix|suffix)(?:-i)?\s*=")
_OTHERS = ("others", "et al.", "et al")


def read_names(value: str, *, use_prefix: bool = False) -> tuple[list[Mapping[str, str]], bool]:
    """The names of a field as records have them, and whether it ends in `and others`.

    `use_prefix` is biblatex's option: a particle belongs to the family name.
    """
    names = _split(value)
    has_others = bool(names) and names[-1].strip().lower() in _OTHERS
    if has_others:
        names.pop()
    read = [_name(one.strip(), use_prefix=use_prefix) for one in names]
    return [one for one in read if one], has_others


def _split(value: str) -> list[str]:
    if "{" not in value:
        return _AND.split(value)
    parts, depth, start = [], 0, 0
    for match in _AND_OUTSIDE.finditer(value):
        sign = match[0]
        if sign in "{}":
            depth = max(depth + (sign == "{") - (sign == "}"), 0)
        elif depth == 0 and sign[0] != "\\":
            parts.append(value[start : match.start()])
            start = match.end()
    return [*parts, value[start:]]


def _name(text: str, *, use_prefix: bool) -> Mapping[str, str]:
    if not text:
        return {}
    if match := _PLAIN_NAME.fullmatch(text):
        return {"family": match[1], "given": match[2]}
    if _is_braced(text):
        return {"literal": _plain(text)} if _plain(text) else {}
    if _EXTENDED.match(text) and (extended := _extended(text)):
        return extended
    parts = [_words(part) for part in _cut(text, ",")]
    if len(parts) == 1:
        words = parts[0]
        if len(words) < 2:
            whole = _plain(text)
            return {"literal" if Name(family=whole).is_east_asian else "family": whole} if whole else {}
        lower = [place for place, word in enumerate(words[:-1]) if _is_particle(word)]
        first = lower[0] if lower else len(words) - 1
        last = lower[-1] + 1 if lower else len(words) - 1
        return _said(words[first:last], words[last:], words[:first], (), use_prefix=use_prefix)
    lower = [place for place, word in enumerate(parts[0][:-1]) if _is_particle(word)]
    last = lower[-1] + 1 if lower else 0
    suffix = parts[1] if len(parts) > 2 else []
    given = [word for part in parts[2 if len(parts) > 2 else 1 :] for word in part]
    return _said(parts[0][:last], parts[0][last:], given, suffix, use_prefix=use_prefix)


def _said(
    von: list[str], last: list[str], first: list[str], suffix: list[str] | tuple[()], *, use_prefix: bool
) -> Mapping[str, str]:
    said = {
        "family": _joined(last),
        "given": _joined(first),
        "non-dropping-particle" if use_prefix else "dropping-particle": _joined(von),
        "suffix": _joined(list(suffix)),
    }
    return {part: text for part, text in said.items() if text}


def _extended(text: str) -> Mapping[str, str]:
    """A name in biblatex's extended format: `family=Beethoven, given=Ludwig, prefix=van, useprefix=true`."""
    pairs = [part.partition("=") for part in _cut(text, ",")]
    said = {name.strip().lower(): _plain(value) for name, equals, value in pairs if equals}
    particle = "non-dropping-particle" if said.get("useprefix") == "true" else "dropping-particle"
    parts = {
        "family": said.get("family", ""),
        "given": said.get("given", ""),
        particle: said.get("prefix", ""),
        "suffix": said.get("suffix", ""),
    }
    return {part: value for part, value in parts.items() if value} if said.get("family") else {}


def _cut(text: str, separator: str) -> list[str]:
    """The text cut at commas, or at blanks, where no brace is open."""
    if "{" not in text:
        return text.split(",") if separator == "," else text.replace("~", " ").split()
    parts, depth, start = [], 0, 0
    for match in _CUT.finditer(text):
        sign = match[0]
        if sign in "{}":
            depth = max(depth + (sign == "{") - (sign == "}"), 0)
        elif depth == 0 and sign[0] != "\\" and (sign == ",") is (separator == ","):
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return parts if separator == "," else [part for part in parts if part]


def _words(text: str) -> list[str]:
    return _cut(text.strip(), " ")


def _is_braced(text: str) -> bool:
    """Whether one pair of braces holds all of it."""
    if text[:1] != "{" or text[-1:] != "}" or text[:2] == "{\\":
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return place == len(text) - 1
    return False


def _is_particle(word: str) -> bool:
    """Whether BibTeX takes a word for a particle: its first letter outside braces is a small one."""
    if word[:1] == "{" and word[:2] != "{\\":
        return False
    letter = next((sign for sign in _plain(word) if sign.isalpha()), "")
    return letter.islower()


def _joined(words: list[str]) -> str:
    return _plain(" ".join(words))


def _plain(text: str) -> str:
    return " ".join(decode(text).text.split())
