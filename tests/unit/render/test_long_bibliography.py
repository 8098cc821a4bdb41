"""Several runs of the engine say what one run says: the same references, in the same order, with the same suffixes."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from example_works import article
from hypothesis import given, settings
from hypothesis import strategies as st
from memos import Memory

from sourcebook.model.work import Raw, Work
from sourcebook.render.citation_document import read_bibliography, write_document
from sourcebook.render.engine import run_engine
from sourcebook.render.inlines import to_text
from sourcebook.render.long_bibliography import long_bibliography, plain_rules
from sourcebook.render.styles import find_style, format_references

# A style that prints initials, so that entries show whom it tells apart, and a line for an author it has just named.
STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Initials</title><id>initials</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation et-al-min="3" et-al-use-first="1" disambiguate-add-year-suffix="true" disambiguate-add-names="true"
  disambiguate-add-givenname="true" givenname-disambiguation-rule="primary-name">
  <layout>
    <choose>
      <if variable="author"><names variable="author"><name form="short"/></names></if>
      <else><text variable="title"/></else>
    </choose>
    <date variable="issued" prefix=" "><date-part name="year"/></date>
  </layout>
</citation>
<bibliography et-al-min="4" et-al-use-first="2" subsequent-author-substitute="---">
  <sort><key variable="issued"/><key variable="author"/><key variable="title"/></sort>
  <layout suffix=".">
    <names variable="author"><name initialize-with=". "/></names>
    <date variable="issued" prefix=" (" suffix=")"><date-part name="year"/></date>
    <text variable="title" prefix=" "/>
    <names variable="editor" prefix=", ed. "><name initialize-with=". "/></names>
  </layout>
</bibliography>
</style>"""
# The same with titles in the place of names.
TITLED = re.sub(
    r"(?s)<choose>.*</choose>",
    """<names variable="author"><name form="short"/><substitute><text variable="title"/></substitute></names>""",
    STYLE,
)
STYLES = ("apa", "chicago", "turabian", "local", "titled")

# Names that are one another's words, and texts that are names: what citations of different works can have in common.
PEOPLE: list[Raw] = [
    *({"family": "Smith", "given": given} for given in ("Anna", "Adam", "A.", "Bo", "Paul")),
    *(
        {"family": family, "given": "Anna"}
        for family in ("Smith-Jones", "Jones", "van Berg", "Berg", "Müller", "Muller")
    ),
    *({"family": family, "given": "Smith"} for family in ("Paul", "Jones", "O'Brien", "Anonymous")),
    *({"literal": literal} for literal in ("Smith", "A. Smith", "Bridge Society", "Royal Society")),
    *({"family": family, "given": "文"} for family in ("李", "欧阳")),
]
TITLES = ("Smith", "Smith 2020", "A. Smith", "Anna Smith", "Bridges", "Brown rice for Jones", "Anonymous", "文")


class Engine:
    """The engine, and how many works each of its runs had."""

    def __init__(self) -> None:
        self.runs: list[int] = []

    def __call__(self, document: bytes, style: Path) -> list[Mapping[str, Any]]:
        self.runs.append(len(json.loads(document)["meta"]["references"]["c"]))
        blocks: list[Mapping[str, Any]] = json.loads(run_engine(document, style))["blocks"]
        return blocks


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("styles")
    own = {"local": folder / "local.csl", "titled": folder / "titled.csl"}
    own["local"].write_text(STYLE, "utf-8")
    own["titled"].write_text(TITLED, "utf-8")
    return own | {name: find_style(name).path for name in STYLES if name not in own}


@pytest.fixture
def local(rules: Mapping[str, Path]) -> Path:
    return rules["local"]


def people(count: int) -> st.SearchStrategy[Raw]:
    return st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=count).map(lambda names: names)


WORKS = st.lists(
    st.builds(
        article,
        st.just("k"),
        title=st.sampled_from(TITLES),
        issued=st.sampled_from(["2020", "2020-05-06", "2019/2020", "2021", ""]),
        type=st.sampled_from(["article-journal", "book", "chapter", "article-newspaper", "legal_case"]),
        author=st.just("") | people(1) | people(5),
        editor=st.just("") | people(2),
    ),
    min_size=25,
    max_size=40,
)


@settings(max_examples=3)
@given(works=WORKS, style=st.sampled_from(STYLES))
def test_several_runs_say_what_one_says(rules: Mapping[str, Path], works: Sequence[Work], style: str) -> None:
    assert_parts_are_the_whole(works, rules[style])


@pytest.mark.parametrize("style", STYLES)
def test_works_that_have_one_anothers_words_are_told_apart_as_in_one_run(rules: Mapping[str, Path], style: str) -> None:
    works = [
        *(article("k", f"On {number // 2}", author=[name], issued="2020") for number, name in enumerate(PEOPLE)),
        *(article("k", title, author="", issued=date) for title in TITLES for date in ("2020", "")),
        *(article("k", editor=[name], issued="2021") for name in PEOPLE[:4]),
        *(
            article("k", "Rivers", author="", editor=editor, issued="2021")
            for editor in ("", "", *([one] for one in PEOPLE[:2]))
        ),
        article("k", author=[{"family": "Smith"}, {"family": "Paul"}], issued="2020"),
    ]
    assert_parts_are_the_whole(works, rules[style])


def test_a_title_that_reads_as_a_name_and_a_year_is_told_from_them(rules: Mapping[str, Path]) -> None:
    names: list[Raw] = [{"family": "Smith", "given": "Anna"}, {"family": "Smith", "given": "Bo"}, {"literal": "Smith"}]
    works = [article("k", author=[name], issued="2020") for name in names]
    assert_parts_are_the_whole([*works, article("k", "Smith 2020", author="", issued="")], rules["titled"])


def assert_parts_are_the_whole(works: Sequence[Work], rules: Path) -> None:
    document, engine = write_document(works, listed=True), Engine()
    whole = engine(document, rules)
    parts = long_bibliography(document, rules, engine, at_once=12)
    assert read_bibliography(parts) == read_bibliography(whole)


def test_only_works_that_given_names_can_change_are_formatted_again(local: Path) -> None:
    others = [article(f"k{n}", author=[{"family": f"Family{n}", "given": "Ann"}]) for n in range(30)]
    smiths = [article(f"s{n}", author=[{"family": "Smith", "given": given}]) for n, given in enumerate(("Jo", "Jim"))]
    edited = article("e", editor=[{"family": "Smith", "given": "Jo"}])
    named = article("t", "The house of Smith", author="")
    engine = Engine()
    blocks = long_bibliography(write_document([*others, *smiths, edited, named], listed=True), local, engine)
    lines = [to_text(inlines) for _, inlines in read_bibliography(blocks)]
    assert lines[-3:-1] == ["Jim Smith (2022) On bridges.", "Jo Smith (2022) On bridges."]
    assert any(line.endswith("On bridges, ed. Jo Smith.") for line in lines)
    # The list, its citations, and then the three with the one that stands before them in the list.
    assert engine.runs == [34, 34, 4]


def test_where_no_two_families_are_alike_the_list_is_formatted_once(local: Path) -> None:
    works = [article(f"k{n}", author=[{"family": f"Family{n // 2}", "given": "Ann"}]) for n in range(20)]
    engine = Engine()
    blocks = long_bibliography(write_document(works, listed=True), local, engine)
    assert engine.runs == [20, 20]
    assert to_text(read_bibliography(blocks)[1][1]) == "--- (2022b) On bridges."


@pytest.mark.parametrize("style", ["mla", "harvard", "ieee", "chicago-notes", "bluebook"])
def test_a_style_that_takes_no_more_time_has_one_run(style: str) -> None:
    rules = find_style(style).path
    assert plain_rules(rules.read_bytes()) is None
    engine = Engine()
    document = write_document([article("a"), article("b")], listed=True)
    assert long_bibliography(document, rules, engine) == json.loads(run_engine(document, rules))["blocks"]
    assert engine.runs == [2]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"primary-name"', '"all-names"'),
        ('"primary-name"', '"by-cite"'),
        ('givenname="true"', 'givenname="false"'),
        ('substitute="---"', 'substitute="---" subsequent-author-substitute-rule="partial-each"'),
        ('<text variable="title"/>', '<text variable="citation-number"/>'),
        ("<citation", "<citation><!--"),
    ],
)
def test_rules_of_which_nothing_is_sure_are_left_to_one_run(old: str, new: str) -> None:
    assert plain_rules(STYLE.encode())
    assert old in STYLE
    assert plain_rules(STYLE.replace(old, new).encode()) is None


def test_names_without_a_word_are_left_to_one_run(local: Path) -> None:
    works = [article(f"k{n}", author=[{"given": given}]) for n, given in enumerate(("Plato", "Laozi", "Laozi"))]
    document, engine = write_document(works, listed=True), Engine()
    whole = json.loads(run_engine(document, local))["blocks"]
    assert long_bibliography(document, local, engine) == whole


def test_a_long_list_is_remembered_as_one() -> None:
    works = [article(f"k{n}", author=[{"family": f"Name{n % 200}", "given": f"A{n % 3}"}]) for n in range(260)]
    style, memo = find_style("apa"), Memory()
    document = write_document(works, listed=True, locale=style.default_locale)
    whole = read_bibliography(json.loads(run_engine(document, style.path))["blocks"])
    first = format_references(works, style, memo=memo)
    assert [(one.key, one.inlines) for one in first] == [(works[number].key, inlines) for number, inlines in whole]
    (key,) = memo.values
    memo.values[key] = memo.values[key].replace(b"bridges", b"memories")
    assert to_text(format_references(works, style, memo=memo)[0].inlines).endswith("On memories. Journal of Rivers.")
