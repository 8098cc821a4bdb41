"""Plain reference lists, as people paste them, to drafts: what a line surely says, and the lines themselves.

Two shapes are read: numbered blocks of a title line and what follows it (as search pages and chats give them), and one
reference a line. Nothing here is certain, so every draft carries its doubts and, under `provenance`, its own lines.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.intake.dates import edtf
from sourcebook.intake.drafting import Drafting
from sourcebook.intake.imported import Complaint, Imported
from sourcebook.model.facts import Draft
from sourcebook.model.identifiers import normal_doi

_LONGEST_LINE = 4000  # characters; a longer one is no line of a list, and would only cost time
_MARK = r"(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.)])"
_NUMBERED = re.compile(rf"^\s*(?:[-*•]\s+)?{_MARK}(?:\s*{_MARK})?(?:\s+|$)")
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_HEADING = re.compile(
    r"^\s*(?:#+\s.*|(?:references|bibliography|sources|works cited|further reading)\s*:?)\s*$", re.IGNORECASE
)
_LINK = re.compile(r"\[([^\]\n]{1,500})\]\((https?://[^\s)]+)\)")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]]+", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?\b(10\.\d{4,9}/[^\s\"<>]+)", re.IGNORECASE)
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"(?<![\w/.-])(?:[12]\d{{3}}-\d{{2}}-\d{{2}}|{_MONTHS}\s+\d{{1,2}},?\s+[12]\d{{3}}"
    rf"|\d{{1,2}}\.?\s+{_MONTHS},?\s+[12]\d{{3}}|{_MONTHS},?\s+[12]\d{{3}}|[12]\d{{3}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?)"
    r"(?![\w/-])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\(((?:1[5-9]|20)\d{2})[a-z]?(?:,\s*([^()]{1,20}))?\)")
_KIND = re.compile(r"^\s*[\[(](PDF|DOC|DOCX|HTML|BOOK|VIDEO)[\])]\s*", re.IGNORECASE)
_OUTLET = re.compile(r"^(.{8,}\S)\s+[-–—|]\s+(\S[^-–—|]{0,60})$")
_CUT_OFF = re.compile(r"\s*(?:\.\.\.|…|\[\s*(?:\.\.\.|…)\s*\])\s*$")
_QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{4,300})[”\"»“]")
_TRAILING = ".,;:)]}>'\"”’»"


class _Block(NamedTuple):
    """The lines of one reference, from `line` on."""

    line: int
    lines: Sequence[str]


def read_reference_list(text: str) -> Imported:
    """The drafts of a plain list; a line in which nothing can be found to look for is a complaint."""
    drafts: list[Draft] = []
    complaints: list[Complaint] = []
    for block in _blocks(text.splitlines()):
        draft = _draft(block)
        if draft is None:
            complaints.append(Complaint(block.line, f"No title and no address: {' '.join(block.lines)[:60]!r}"))
        else:
            drafts.append(draft)
    return Imported(drafts, complaints)


def _blocks(lines: Sequence[str]) -> list[_Block]:
    """The references: numbered ones reach to the next number, others are a line each."""
    numbered = [place for place, line in enumerate(lines) if _NUMBERED.match(line[:40])]
    first = next((place for place, line in enumerate(lines) if line.strip() and not _HEADING.match(line[:200])), -1)
    # A single number further down is as likely part of a title.
    starts = set(numbered) if len(numbered) > 1 or numbered == [first] else set()
    blocks: list[tuple[int, list[str]]] = []
    for place, line in enumerate(lines):
        if place in starts:
            blocks.append((place + 1, []))
        if not line.strip() or _HEADING.fullmatch(line[:200]):
            continue
        bare = _NUMBERED.sub("", line, count=1) if place in starts else _BULLET.sub("", line, count=1)
        if not starts or not blocks:
            blocks.append((place + 1, [bare.strip()]))
        elif bare.strip():
            blocks[-1][1].append(bare.strip())
    return [_Block(line, said) for line, said in blocks if said]


def _draft(block: _Block) -> Draft | None:
    making = Drafting(block.lines[0][:80])
    whole = "\n".join(block.lines)
    rest = [line[:_LONGEST_LINE] for line in block.lines]
    links = _addresses(making, rest)
    kind = _KIND.match(rest[0])
    head = rest[0][kind.end() :] if kind else rest[0]
    if kind:
        making.raw["medium"] = kind[1].upper()
    date = next((match for line in rest for match in _DATE.finditer(line)), None)
    if date and (said := edtf(" ".join(date[0].split()))):
        making.raw["issued"] = said
    if len(rest) > 1 or not _reference(making, head):
        _titled(making, head.replace(date[0], " ") if date and len(rest) == 1 else head)
    title = making.raw.get("title", "")
    if not re.search(r"\w{2}|[^\x00-\x7f]", str(title)):
        making.raw.pop("title", None)
        if not links:
            return None
        making.doubts.append("title: the list gives none")
    making.doubts.append("read from a plain list: title, outlet, names and date have to be looked at")
    making.raw["provenance"] = {"lines": whole}
    said_of = " ".join(str(value) for value in making.raw.values())
    if len(rest) > 1 or whole not in said_of:
        making.lose("lines", whole, "provenance.lines")
    return making.draft(block.line)


def _addresses(making: Drafting, lines: list[str]) -> bool:
    """Take DOIs and addresses out of the lines; whether there were any."""
    for place, line in enumerate(lines):
        linked = _LINK.sub(r"\1 \2 ", line)
        for match in (*_DOI.finditer(linked), *_URL.finditer(linked)):
            said = _ended(match[0])
            doi = normal_doi(_ended(match[1])) if match.re is _DOI else ""
            if match.re is _DOI and doi:
                making.raw.setdefault("DOI", _ended(match[1]))
            elif match.re is _URL and not normal_doi(said):
                making.put("URL" if "URL" not in making.raw else "url-mirror", said, "address")
            linked = linked.replace(said, " ")
        lines[place] = " ".join(linked.replace("<>", " ").replace("()", " ").split())
    return "URL" in making.raw or "DOI" in making.raw


def _ended(address: str) -> str:
    """An address without the punctuation of the sentence it stands in; a closing bracket stays where one opens."""
    while address and address[-1] in _TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _reference(making: Drafting, line: str) -> bool:
    """Read `Authors (Year). Title. Container …` or a title in quotation marks; whether the line is of that shape."""
    year = _YEAR.search(line)
    quoted = _QUOTED.search(line)
    if year and "issued" not in making.raw:
        making.raw["issued"] = edtf(f"{year[2]} {year[1]}" if year[2] else year[1]) or year[1]
    if quoted:
        making.raw["title"] = quoted[1].strip(" .,")
        _put_authors(making, line[: min(quoted.start(), year.start() if year else len(line))])
        return True
    if year is None or year.start() < 3:
        return False
    after = line[year.end() :].lstrip(" .:,")
    title = re.split(r"(?<=[.?!])\s+", after, maxsplit=1)[0]
    if not title:
        return False
    making.raw["title"] = title.rstrip(".")
    _put_authors(making, line[: year.start()])
    return True


def _put_authors(making: Drafting, text: str) -> None:
    """The names before a year, as one whole: where one ends and the next begins is for a person to say."""
    names = text.strip(" ,:;")
    if names and len(names) < 300:
        making.raw["author"] = [{"literal": names}]
        making.doubts.append("author: the names were not taken apart")


def _titled(making: Drafting, line: str) -> None:
    title = " ".join(line.split()).strip(" ,;|–—-")
    if cut := _CUT_OFF.search(title):
        title = title[: cut.start()]
        making.doubts.append("title: cut off in the list")
    elif outlet := _OUTLET.match(title):
        title, name = outlet[1], outlet[2].strip(" .")
        if cut := _CUT_OFF.search(title):
            title = title[: cut.start()]
            making.doubts.append("title: cut off in the list")
        making.raw["container-title"] = name
    making.raw["title"] = title
