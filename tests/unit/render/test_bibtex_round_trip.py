"""Our biblatex, read back by a BibTeX parser and by pandoc, says what the records say."""

import html
import json
import re
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from nasty_works import LIBRARY, library_of, work
from sourcebook.model.bibtex_table import ENTRY_TYPES, places
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.library import Library
from sourcebook.model.names import Name
from sourcebook.model.work import Work
from sourcebook.render.bibtex import write_biblatex, write_bibtex
from sourcebook.render.engine import find_engine
from sourcebook.render.plain_text import lines, plain_line

COMMANDS = {
    "textbraceleft{}": "\x01",
    "textbraceright{}": "\x02",
    "textasciitilde{}": "~",
    "textasciicircum{}": "^",
    "textbackslash{}": "\\",
    "&": "&",
    "%": "%",
    "#": "#",
    "_": "_",
    "$": "$",
}
ESCAPE = re.compile(r"\\(text[a-z]+\{\}|[&%#_$])")


def plain(latex: str) -> str:
    """The text that escaped LaTeX says: escapes undone, then the braces that only group."""
    undone = ESCAPE.sub(lambda match: COMMANDS[match[1]].replace("\\", "\x03"), latex)
    return re.sub("[{}]", "", undone).translate({1: "{", 2: "}", 3: "\\"})


def split(text: str, separator: str) -> list[str]:
    """Split where no brace is open."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and text.startswith(separator, place):
            parts.append(text[start:place])
            start = place + len(separator)
    return [*parts, text[start:]] if text else []


def entries(text: str) -> dict[str, dict[str, str]]:
    """Key -> fields without their outer braces; anything that is no entry is a failure."""
    parsed = parse_string(text, parse_stack=[])
    assert not parsed.failed_blocks
    assert not parsed.comments
    return {
        entry.key: {field.key: field.value.removeprefix("{").removesuffix("}") for field in entry.fields}
        for entry in parsed.entries
    }


def spoken(name: Name) -> tuple[str, ...]:
    """The parts that a name has in BibTeX."""
    family, given, suffix = plain_line(name.family), plain_line(name.given), plain_line(name.suffix)
    whole = name.literal or name.is_east_asian or not family or (suffix and not given) or "," in family + given + suffix
    if whole:
        return (plain_line(name.full),)
    last = plain_line(f"{name.dropping_particle} {name.non_dropping_particle} {family}")
    return tuple(part for part in (last, suffix, given) if part)


def expected(one: Work) -> dict[str, Any]:
    """What of a work a reader finds, by the place where it stands."""
    row = ENTRY_TYPES.get(one.type)
    place = places("biblatex", row.biblatex.partition("/")[0] if row else "misc")
    said: dict[str, Any] = {}
    for name in one.fields:
        match BY_NAME[name].kind if name in BY_NAME else None:
            case Kind.NAMES:
                said[place[name]] = [parts for person in one.names(name) if any(parts := spoken(person))]
            case Kind.WORDS if name == "keywords":
                said["keywords"] = [plain_line(word) for word in one.words(name) if plain_line(word)]
            case Kind.RELATIONS:
                said["relations"] = plain_line(
                    "; ".join(f"{relation.type}: {relation.target}" for relation in one.relations)
                )
            case Kind.DATE if one.date(name):
                said[place[name]] = one.text(name)
            case Kind.TEXT | Kind.VERBATIM if name in ("abstract", "note"):
                said[place[name]] = [line.strip() for line in lines(one.text(name))]
            case Kind.TEXT | Kind.VERBATIM if name not in ("URL", "DOI", "url-mirror", "language"):
                said[place[name]] = plain_line(one.text(name))
            case None:
                said[f"x-{name}"] = plain_line(one.text(name))
    if one.annotation:
        said["annotation"] = [line.strip() for line in lines(one.annotation)]
    return {place: value for place, value in said.items() if value and value != [""]}


def found(fields: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The same out of the parsed entry."""
    said: dict[str, Any] = {}
    for place in wanted:
        value = fields[place]
        if place == "pages":
            said[place] = plain(value).replace("--", "-")
        elif place in ("annotation", "abstract", "note"):
            said[place] = [plain(line).strip() if line != r"\endgraf" else "" for line in value.split("\n")]
        elif place == "keywords":
            said[place] = [plain(word) for word in split(value, ", ")]
        elif isinstance(wanted[place], list):
            said[place] = [tuple(plain(part) for part in split(name, ", ")) for name in split(value, " and ")]
        else:
            said[place] = plain(value)
    return said


def assert_reads_back(library: Library) -> None:
    back = entries(write_biblatex(library))
    assert list(back) == list(library.works)
    for one in library.works.values():
        wanted = expected(one)
        assert found(back[one.key], wanted) == wanted


def test_the_nasty_works_read_back() -> None:
    assert_reads_back(LIBRARY)


NASTY = st.text(alphabet=st.sampled_from("aBc {}\\%&#_$~^\"'`@,=()é習近ش–😀\n\t\u202f\u200d\x07"), max_size=25)
PART = st.text(alphabet=st.sampled_from("aBc {}\\%&#_$,=é@ش"), min_size=1, max_size=10)
NAME = st.one_of(
    st.fixed_dictionaries({"literal": PART}),
    st.fixed_dictionaries({"family": PART, "given": PART}, optional={"suffix": st.sampled_from(["Jr.", "III, Sir"])}),
    st.fixed_dictionaries({"family": st.just("习"), "given": st.just("近平")}),
)


@given(
    texts=st.dictionaries(
        st.sampled_from(["title", "container_title", "publisher", "abstract", "note", "volume", "genre", "strange"]),
        NASTY,
    ),
    type_=st.sampled_from(sorted(ENTRY_TYPES)),
    authors=st.lists(NAME, max_size=3),
    keywords=st.lists(NASTY, max_size=3),
    issued=st.sampled_from(["2022-05-24", "2021-22~", "195X", "../2020", "2020?/.."]),
    annotation=NASTY,
)
def test_any_text_reads_back(
    texts: dict[str, str], type_: str, authors: list[dict[str, str]], keywords: list[str], issued: str, annotation: str
) -> None:
    one = work("k", annotation, type=type_, author=authors, keywords=keywords, issued=issued, **texts)
    assert_reads_back(library_of(one))


@given(texts=st.dictionaries(st.sampled_from(["title", "publisher", "note", "strange"]), NASTY), annotation=NASTY)
def test_classic_bibtex_parses_whatever_the_text(texts: dict[str, str], annotation: str) -> None:
    text = write_bibtex(library_of(work("k", annotation, type="report", **texts)))
    parsed = parse_string(text, parse_stack=[])
    assert ([entry.key for entry in parsed.entries], parsed.failed_blocks, parsed.comments) == (["k"], [], [])


@pytest.fixture(scope="module")
def by_pandoc() -> dict[str, dict[str, Any]]:
    """What pandoc, another reader of BibTeX, makes of the nasty works."""
    run = subprocess.run(
        [find_engine(), "-f", "biblatex", "-t", "csljson"],
        input=write_biblatex(LIBRARY),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return {item["id"]: item for item in json.loads(run.stdout)}


# What pandoc itself cannot say: it drops \textbraceleft, and writes signs and small raised letters as markup.
BEYOND_PANDOC = {"jones2019", "emoji2016", "commands2014", "caret2014", "signs2016"}


def test_pandoc_reads_the_titles(by_pandoc: dict[str, dict[str, Any]]) -> None:
    for one in LIBRARY.works.values():
        if one.key in BEYOND_PANDOC or one.type == "webpage":
            continue
        title = html.unescape(re.sub(r"</?span[^>]*>", "", by_pandoc[one.key].get("title", "")))
        assert title.casefold() == plain_line(one.title).casefold()


def test_pandoc_reads_addresses_dates_and_names(by_pandoc: dict[str, dict[str, Any]]) -> None:
    torture = by_pandoc["smith2020torture"]
    assert torture["DOI"] == "10.1000/XYZ_123<4>(5)"
    assert torture["URL"] == "https://e.org/a%20b?x=1&y=2#z~1_%7Bc%7D"
    assert torture["issued"]["date-parts"] == [[1984], [1986]]
    assert torture["author"] == [
        {"family": "Smith", "given": "John"},
        {"literal": "王小明"},
        {"literal": "World Health Organization, Office and Staff"},
    ]
    assert by_pandoc["particles1999"]["author"][0] == {
        "family": "Beethoven",
        "given": "Ludwig",
        "non-dropping-particle": "van",
    }
    assert by_pandoc["ancient-0043"]["issued"]["date-parts"] == [[-44]]
