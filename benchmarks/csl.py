"""The official CSL test suite against our citation path, and against the engine alone: what passes may only grow."""

import argparse
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from report import Row, markdown_table

from sourcebook.errors import SourcebookError
from sourcebook.intake.csl import read_csl_json
from sourcebook.model.citing import Mode
from sourcebook.model.work import Origin, Work, read_work
from sourcebook.render.citation_document import Cited, read_bibliography, read_citations, write_document
from sourcebook.render.engine import find_engine, run_engine
from sourcebook.render.inlines import Inline

_HERE = os.path.dirname(os.path.abspath(__file__))
_PASSING = os.path.join(_HERE, "csl_passing.txt")
_SECTION = re.compile(r">>=+ ([A-Z-]+) =+>>\n(.*?)\n?<<=+ \1 =+<<", re.DOTALL)
# Locators in words, as people write them and as our `cite KEY "p. 6"` takes them.
_LABELS = {"page": "p.", "chapter": "chap.", "section": "sec.", "paragraph": "para.", "verse": "v.", "volume": "vol."}
_MARKS = {
    "Emph": ("<i>", "</i>"),
    "Strong": ("<b>", "</b>"),
    "Underline": ('<span style="text-decoration:underline;">', "</span>"),
    "SmallCaps": ('<span style="font-variant:small-caps;">', "</span>"),
    "Superscript": ("<sup>", "</sup>"),
    "Subscript": ("<sub>", "</sub>"),
}
_Cites: TypeAlias = Sequence[Sequence[Mapping[str, Any]]]


class Case(NamedTuple):
    """One test of the suite: its name, whether a bibliography is asked for, what is expected, style, items, cites."""

    name: str
    is_bibliography: bool
    expected: str
    style: str
    items: Sequence[Mapping[str, Any]]
    cites: _Cites


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite and print what passes; 1 where something that passed no longer does, or the engine does better."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="README.md beside this file says where the suite is.")
    parser.add_argument("suite", metavar="DIR", help="the folder with the suite's .txt files")
    parser.add_argument("--write", action="store_true", help="write csl.md, and what passes anew into csl_passing.txt")
    options = parser.parse_args(arguments)
    cases, others = read_suite(options.suite)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ours = {
            name for name, passes in pool.map(lambda case: (case.name, _passes(case, by_our_path)), cases) if passes
        }
        engine = {
            name for name, passes in pool.map(lambda case: (case.name, _passes(case, by_engine)), cases) if passes
        }
    known = set(_known())
    lost = sorted(known - ours)
    page = _page(cases, others, ours, engine)
    print(page)
    print("\n".join(f"the engine alone passes it: {name}" for name in sorted(engine - ours)))
    print("\n".join(f"passed before: {name}" for name in lost))
    if options.write:
        with open(os.path.join(_HERE, "csl.md"), "w", encoding="utf-8") as file:
            file.write(page)
        with open(_PASSING, "w", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in sorted(known | ours))
    return int(bool(lost) or len(ours) < len(engine))


def read_suite(folder: str) -> tuple[list[Case], Counter[str]]:
    """The tests that ask for what a citation path can be asked for, and how many others there are by their reason."""
    cases, others = [], Counter[str]()
    for path in sorted(Path(folder).glob("*.txt")):
        case = _case(path.stem, path.read_text(encoding="utf-8"))
        if isinstance(case, Case):
            cases.append(case)
        else:
            others[case] += 1
    if not cases:
        raise SystemExit(f"{folder} holds no test of the suite; README.md says where it is.")
    return cases, others


def _case(name: str, text: str) -> Case | str:
    parts = dict(_SECTION.findall(text))
    if "CITATIONS" in parts:
        return "citations that are inserted and changed one after the other, as in a word processor"
    if "BIBENTRIES" in parts or "BIBSECTION" in parts:
        return "a bibliography of a part of the items"
    if "ABBREVIATIONS" in parts or "OPTIONS" in parts or "LANGPARAMS" in parts:
        return "settings of a processor beside the style"
    if parts.get("MODE") not in ("citation", "bibliography"):
        return f"mode {parts.get('MODE')}"
    items = json.loads(parts["INPUT"])
    if not all("id" in one for one in items):
        return "items without an id"
    cites = json.loads(parts.get("CITATION-ITEMS", "null")) or [[{"id": one["id"]} for one in items]]
    return Case(name, parts["MODE"] == "bibliography", parts["RESULT"], parts["CSL"], items, cites)


_Formatting: TypeAlias = Callable[[Case, Path], str]


def _passes(case: Case, way: _Formatting) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        style = Path(folder, "style.csl")
        style.write_text(case.style, encoding="utf-8")
        try:
            return _plain(way(case, style)) == _plain(case.expected)
        except (SourcebookError, subprocess.CalledProcessError, KeyError, ValueError, IndexError):
            return False


def by_our_path(case: Case, style: Path) -> str:
    """What we make of a test: its items become works, and these the engine's document."""
    works = [_work(item) for item in case.items]
    numbers = {str(item["id"]): number for number, item in enumerate(case.items)}
    cites = [[_cited(numbers[str(one["id"])], one) for one in cite] for cite in case.cites]
    return _formatted(
        write_document(works, listed=case.is_bibliography, citations=() if case.is_bibliography else cites), case, style
    )


def by_engine(case: Case, style: Path) -> str:
    """What the engine alone makes of a test: pandoc reads the items itself."""
    command = [str(find_engine()), "--from=csljson", "--to=json"]
    read = subprocess.run(command, input=json.dumps(case.items), capture_output=True, check=True, text=True)
    document = json.loads(read.stdout)
    cites = [] if case.is_bibliography else [{"t": "Para", "c": [_engine_cite(cite)]} for cite in case.cites]
    document["blocks"] = cites
    if not case.is_bibliography:
        document["meta"].pop("nocite", None)
        document["meta"]["suppress-bibliography"] = {"t": "MetaBool", "c": True}
    return _formatted(json.dumps(document).encode(), case, style)


def _formatted(document: bytes, case: Case, style: Path) -> str:
    blocks = json.loads(run_engine(document, style))["blocks"]
    if not case.is_bibliography:
        return "\n".join(_html(one) for one in read_citations(blocks))
    entries = [entry for block in blocks if block["t"] == "Div" for entry in block["c"][1]]
    numbered = [entry | {"c": [["ref-0", [], []], entry["c"][1]]} for entry in entries]
    found = read_bibliography([{"t": "Div", "c": [["refs", [], []], numbered]}])
    return "".join(f'<div class="csl-entry">{_html(inlines)}</div>' for _, inlines in found)


def _work(item: Mapping[str, Any]) -> Work:
    drafts = read_csl_json(json.dumps([item])).drafts
    # An item that says nothing but its type is refused by imports, and cited all the same.
    return read_work("work", drafts[0].raw if drafts else {"type": str(item.get("type", ""))}, "", Origin())[0]


def _locator(cite: Mapping[str, Any]) -> str:
    locator = str(cite.get("locator", ""))
    label = str(cite.get("label", "page"))
    return f"{_LABELS.get(label, label)} {locator}" if locator else ""


def _cited(number: int, cite: Mapping[str, Any]) -> Cited:
    if "author-only" in cite:
        raise ValueError("there is no citation of the author alone")
    suffix = (f", {_locator(cite)}" if cite.get("locator") else "") + str(cite.get("suffix", ""))
    prefix = str(cite.get("prefix", ""))
    return Cited(number, suffix, prefix, Mode.SUPPRESS_AUTHOR if cite.get("suppress-author") else Mode.NORMAL)


def _engine_cite(cite: Sequence[Mapping[str, Any]]) -> Inline:
    citations = [
        {
            "citationId": str(one["id"]),
            "citationPrefix": _words(str(one.get("prefix", ""))),
            "citationSuffix": _words((f", {_locator(one)}" if one.get("locator") else "") + str(one.get("suffix", ""))),
            "citationMode": {"t": "SuppressAuthor" if one.get("suppress-author") else "NormalCitation"},
            "citationNoteNum": 1,
            "citationHash": 0,
        }
        for one in cite
    ]
    return {"t": "Cite", "c": [citations, []]}


def _words(text: str) -> list[Inline]:
    return [{"t": "Space"} if one == " " else {"t": "Str", "c": one} for one in re.split(r"( )", text) if one]


def _html(inlines: Sequence[Inline]) -> str:
    """Inlines in the suite's HTML."""
    written = ""
    for node in inlines:
        content: Any = node.get("c")
        if node["t"] in _MARKS:
            opening, closing = _MARKS[node["t"]]
            written += opening + _html(content) + closing
        elif node["t"] == "Str":
            written += html.escape(content, quote=False)
        elif node["t"] in ("Space", "SoftBreak", "LineBreak"):
            written += " "
        elif node["t"] == "Quoted":
            opening, closing = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            written += opening + _html(content[1]) + closing
        elif node["t"] in ("Span", "Cite", "Link"):
            written += _html(content[1])
    return written


def _plain(result: str) -> str:
    """A result without what is no text of it: the suite's wrapping, numbering of citations, and runs of blanks."""
    text = re.sub(r"</?div[^>]*>", " ", result)
    text = re.sub(r"^(?:>>|\.\.)?\[\d+\] ", "", text, flags=re.MULTILINE)
    text = re.sub(r'<span class="no(?:case|decor)">(.*?)</span>', r"\1", text)
    # A bracket that is text is not one that is a mark.
    text = text.replace("&lt;", "&amp;lt;").replace("&#60;", "&amp;lt;")
    return " ".join(html.unescape(text).split())


def _known() -> Sequence[str]:
    if not os.path.exists(_PASSING):
        return ()
    with open(_PASSING, encoding="utf-8") as file:
        return file.read().split()


def _page(cases: Sequence[Case], others: Counter[str], ours: set[str], engine: set[str]) -> str:
    groups = Counter(case.name.partition("_")[0] for case in cases)
    mine, its = (Counter(name.partition("_")[0] for name in names) for names in (ours, engine))
    rows = [
        Row(cells=(name, str(count), str(mine[name]), str(its[name])), holds=mine[name] >= its[name])
        for name, count in sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rows.append(Row(cells=("all", str(len(cases)), str(len(ours)), str(len(engine))), holds=len(ours) >= len(engine)))
    left_out = "\n".join(f"- {count}: {reason}" for reason, count in sorted(others.items()))
    return (
        "# Measured: the official CSL tests\n\n"
        "Written by csl.py. A test passes where its text comes out, but for blanks; `ours` is the way from CSL-JSON\n"
        "through a record to the engine, `engine` is pandoc reading the same items.\n\n"
        f"{markdown_table(('group', 'tests', 'ours', 'engine'), rows)}\n"
        f"Not run, because nothing of ours asks for it:\n\n{left_out}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
