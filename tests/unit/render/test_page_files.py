import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from example_works import article, library
from hypothesis import given, settings
from memos import Memory

from sourcebook.errors import BadSettings, UnknownName
from sourcebook.model.library import Library
from sourcebook.model.sources import Output, Sources
from sourcebook.model.text import one_line
from sourcebook.render.build import build
from sourcebook.render.page import Page, page
from sourcebook.render.page_entry import entry
from sourcebook.render.page_html import write_entry, write_page
from sourcebook.render.page_styles import references_apart, without_neighbours
from sourcebook.render.remembered import Remembered
from sourcebook.render.styles import find_style
from strategies import ANY_TEXT

OUTPUT = Output(file="index.html", format="page", styles=("apa",))
TWO = library(
    article("miller2022a", "On bridges", viewpoint="for", URL="https://e.example/a", language="en"),
    article("miller2022b", "On rivers", viewpoint="against", relations=[{"type": "rebuts", "target": "miller2022a"}]),
    viewpoints={"for": "For", "against": "Against"},
)


class Tags(HTMLParser):
    """The elements of a page with their attributes, how deep lists are nested, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.lists: list[int] = [0]
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("ul", "ol"):
            self.lists.append(self.lists[-1] + 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.lists.append(self.lists[-1] - 1)

    def handle_data(self, data: str) -> None:
        self.text += data


def made(library: Library, memo: Memory | None = None, *outputs: Output) -> Mapping[str, bytes]:
    return build(Sources(subject="Bridges", build=outputs or (OUTPUT,)), library, lambda _: [], memo)


def value_of(library: Library, *, group_by: str = "") -> Page:
    return page(
        library,
        list(library.works),
        OUTPUT._replace(group_by=(group_by,) if group_by else ()),
        Sources(subject="Bridges"),
        verdicts={},
    )


def texts(files: Mapping[str, bytes], name: str) -> dict[str, str]:
    """What a script hands to the page."""
    found = re.fullmatch(r"sourcebook\.receive\(\"[a-z0-9-]+\",(\{.*\})\);\n", files[name].decode(), re.DOTALL)
    assert found
    texts: dict[str, str] = json.loads(found[1])
    return texts


def test_the_page_is_the_same_bytes_with_and_without_what_is_remembered() -> None:
    memo = Memory()
    cold = made(TWO, memo)
    puts = memo.puts
    assert made(TWO, memo) == cold == made(TWO)
    assert memo.puts == puts > 0
    assert sorted(cold) == [
        "index-apa.js",
        "index-bibtex.js",
        "index-coins.js",
        "index-ris.js",
        "index.css",
        "index.html",
        "index.js",
    ]


def test_a_changed_work_changes_its_own_texts_only() -> None:
    memo = Memory()
    before = made(TWO, memo)
    changed = library(TWO.works["miller2022a"], article("miller2022b", "On lakes"))
    after = made(changed, memo)
    assert after == made(changed)
    for name in ("index-apa.js", "index-bibtex.js", "index-ris.js", "index-coins.js"):
        assert texts(before, name)["miller2022a"] == texts(after, name)["miller2022a"]
        assert "lakes" in texts(after, name)["miller2022b"].lower()


def test_a_spoilt_memo_is_as_good_as_none() -> None:
    class Spoilt(Memory):
        def get(self, key: str) -> bytes | None:
            return b"[1" if int(key, 16) % 2 else b"[]"

    assert made(TWO, Spoilt()) == made(TWO)


@pytest.mark.parametrize("style", ["chicago", "mla", "gb-t-7714", "nature", "chicago-notes"])
def test_a_reference_is_the_same_alone_and_among_others(style: str) -> None:
    works = list(TWO.works.values())
    together = references_apart({"s": (find_style(style), works)})["s"]
    alone = {work.key: references_apart({"s": (find_style(style), [work])})["s"][work.key] for work in works}
    assert together == alone
    assert all("Miller" in text or "MILLER" in text for text in together.values())
    assert not any("2022a" in text or re.match(r"\W*\d", text) for text in together.values())


def test_what_a_style_does_because_of_neighbours_is_taken_out_of_it() -> None:
    style = b'<citation disambiguate-add-names="true" et-al-min="3"><text variable="citation-number" prefix="["/>'
    assert without_neighbours(style) == b'<citation et-al-min="3">'


def test_styles_get_files_of_different_names_and_unknown_ones_are_refused() -> None:
    files = made(TWO, None, OUTPUT._replace(styles=("bibtex", "apa", "apa")))
    assert "index-bibtex-style.js" in files
    assert texts(files, "index-bibtex.js")["miller2022a"].startswith("@article{miller2022a,")
    with pytest.raises(UnknownName, match="no-such"):
        made(TWO, None, OUTPUT._replace(styles=("no-such",)))


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(BadSettings, match=r"index\.css"):
        made(TWO, None, OUTPUT, Output(file="index.css", format="csv"))


def test_works_stand_under_their_group_oldest_first_and_no_option_tells_nothing_apart() -> None:
    old = article("zeta", "Old", viewpoint="for", issued="1999")
    found = value_of(library(*TWO.works.values(), old, viewpoints={"for": "For", "against": "Against"}))
    assert [(one.label, [entry.key for entry in one.entries]) for one in found.sections] == [
        ("For", ["zeta", "miller2022a"]),
        ("Against", ["miller2022b"]),
    ]
    assert [(one.name, [option.label for option in one.options]) for one in found.filters] == [
        ("viewpoint", ["For", "Against"]),
        ("year", ["2022", "1999"]),
        ("link", ["Link not tried yet", "Without a link"]),
    ]
    assert found.summary == "3 works, published 1999–2022"


def test_a_page_may_be_grouped_by_year_and_then_has_one_filter_of_that_name() -> None:
    old = article("zeta", "Old", issued="1999")
    found = value_of(library(*TWO.works.values(), old), group_by="year")
    assert [section.label for section in found.sections] == ["1999", "2022"]
    assert [one.name for one in found.filters].count("year") == 1


def test_an_empty_bibliography_is_a_page_too() -> None:
    files = made(library())
    assert "0 works" in files["index.html"].decode()


def test_disputes_are_nested_lists_that_all_end() -> None:
    chain = [
        article(
            f"w{number:02}", relations=[{"type": "rebuts", "target": f"w{number - 1:02}"}], issued=f"{2000 + number}"
        )
        for number in range(30)
    ]
    found = value_of(library(*chain))
    assert len(found.disputes) == 1
    assert [row.relation for row in found.disputes[0]] == ["", *["Rebuts"] * 29]
    lists = Tags(write_page(found, {one.key: "" for section in found.sections for one in section.entries})).lists
    assert lists[-1] == 0
    assert min(lists) == 0
    assert 10 < max(lists) < 20


ALLOWED = {"li", "p", "div", "h3", "a", "span", "bdi", "cite", "button", "script", "ul", "ol", "details", "summary"}
ALLOWED |= {"em", "strong", "code", "pre", "blockquote", "br", "hr", "s"}


@settings(max_examples=60)
@given(ANY_TEXT, ANY_TEXT)
def test_no_text_becomes_markup(text: str, other: str) -> None:
    hostile = f"{text}</h3></script><script>x</script><img src=x onerror=y>\"'{other}"
    work = article(
        "a",
        hostile,
        annotation=hostile,
        author=[{"literal": hostile}],
        container_title=hostile,
        content_note=hostile,
        viewpoint=hostile,
        role=hostile,
        URL=f"https://e.example/{hostile}",
        archive={"url": f"javascript:{hostile}", "date": hostile},
        keywords=[hostile],
        language=hostile,
    )
    tags = Tags(write_entry(entry(library(work), work, {}, frozenset()), work))
    assert {tag for tag, _ in tags.found} <= ALLOWED
    assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on") or name == "style"]
    assert [attributes for tag, attributes in tags.found if tag == "script"] == [{"type": "application/ld+json"}]
    links = [attributes["href"] or "" for tag, attributes in tags.found if tag == "a"]
    assert all(link.startswith(("#", "http://", "https://", "mailto:")) for link in links)
    assert one_line(hostile)[:40] in tags.text


def test_the_page_allows_no_script_but_its_own_and_asks_nobody_else() -> None:
    text = made(TWO)["index.html"].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    tags = Tags(text)
    assert "style" not in {tag for tag, _ in tags.found}
    assert not [attributes for _, attributes in tags.found if "style" in attributes]
    loaded = [
        attributes.get("src") or attributes.get("href")
        for tag, attributes in tags.found
        if tag in ("script", "link", "img")
    ]
    assert [one for one in loaded if one] == ["data:,", "index.css", "index.js"]


def test_feeds_and_downloads_beside_the_page_are_linked() -> None:
    feed, bib = Output(file="changes of us.xml", format="atom"), Output(file="all.bib", format="biblatex")
    text = made(TWO, None, OUTPUT, feed, bib)["index.html"].decode()
    assert (
        '<link rel="alternate" type="application/atom+xml" title="Feed of changes" href="changes%20of%20us.xml">'
        in text
    )
    assert '<a href="all.bib">BibTeX (biblatex)</a>' in text


def test_what_was_not_asked_for_is_forgotten() -> None:
    memo = Memory()
    first = Remembered(memo, "page")
    assert first.made("form", "a", "1", lambda: "old") == "old"
    first.put("form", "b", "1", "other")
    first.keep()
    second = Remembered(memo, "page")
    assert second.made("form", "a", "1", lambda: "new") == "old"
    assert second.made("form", "a", "2", lambda: "new") == "new"
    second.keep()
    assert Remembered(memo, "page").get("form", "b", "1") is None
    assert Remembered(memo, "another").get("form", "a", "2") is None
