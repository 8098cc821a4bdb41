"""Styles are found by alias, by repository name and by path; a style that is none is refused with a sentence."""

from pathlib import Path

import pytest

from sourcebook.errors import UnknownName, UsageError
from sourcebook.render.style_files import ALIASES, find_style, has_terms, style_names

LOCAL = """<?xml version="1.0"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="{kind}" version="1.0" default-locale="de-DE">
<info><title>House &amp; garden</title><id>x</id>{more}</info>
<citation><layout><text variable="title"/></layout></citation>
</style>"""


@pytest.mark.parametrize("alias", ALIASES)
def test_every_alias_names_a_style_of_the_repository(alias: str) -> None:
    style = find_style(alias)
    assert style.name == alias
    assert style.path.is_file()
    assert style.title


@pytest.mark.parametrize(
    ("name", "citation_format", "has_bibliography"),
    [
        ("apa", "author-date", True),
        ("ieee", "numeric", True),
        ("chicago-notes", "note", True),
        ("bluebook", "note", False),
        ("mla", "author", True),
    ],
)
def test_a_style_tells_how_it_cites(name: str, citation_format: str, has_bibliography: bool) -> None:
    style = find_style(name)
    assert (style.citation_format, style.has_bibliography) == (citation_format, has_bibliography)


def test_a_dependent_style_has_its_own_title_and_locale_and_its_parents_rules() -> None:
    style = find_style("bmj-case-reports")
    assert style.path.parent.name == "styles"
    assert style.title == "BMJ Case Reports"
    assert style.has_bibliography


def test_a_former_name_and_capitals_still_find_a_style() -> None:
    assert find_style("harvard1").path == find_style("harvard").path
    assert find_style("APA") == find_style("apa")


def test_an_unknown_name_comes_with_near_ones() -> None:
    with pytest.raises(UnknownName, match=r"no style 'chicgo'\. Did you mean .*'chicago'"):
        find_style("chicgo")


@pytest.mark.parametrize("name", ["", "..", "../apa", "a b", "dependent/bmj-case-reports", "apa\x00"])
def test_a_name_never_leads_out_of_the_repository(name: str) -> None:
    with pytest.raises((UnknownName, UsageError)):
        find_style(name)


def test_all_names_are_listed_once() -> None:
    names = style_names()
    assert len(names) > 10_000
    assert len(set(names)) == len(names)
    assert {"apa", "mla", "modern-language-association", "bmj-case-reports"} <= set(names)


def test_a_local_file_is_a_style(tmp_path: Path) -> None:
    file = tmp_path / "house.csl"
    file.write_text(LOCAL.format(kind="note", more=""))
    style = find_style(str(file))
    assert style.path == file.resolve()
    assert (style.title, style.citation_format, style.default_locale) == ("House & garden", "note", "de-DE")
    assert not style.has_bibliography


def test_a_local_dependent_style_is_resolved_to_the_repository(tmp_path: Path) -> None:
    file = tmp_path / "house.csl"
    link = '<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/>'
    file.write_text(LOCAL.format(kind="in-text", more=link.format("apa")))
    style = find_style(str(file))
    assert style.path == find_style("apa").path
    assert (style.title, style.default_locale, style.has_bibliography) == ("House & garden", "de-DE", True)
    file.write_text(LOCAL.format(kind="in-text", more=link.format("no-such-style")))
    with pytest.raises(UsageError, match="depends on the style 'no-such-style'"):
        find_style(str(file))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<style", "unclosed token"),
        ("", "no element found"),
        ("<html/>", "root element is not <style>"),
        (
            '<!DOCTYPE style [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><style><info><title>&b;</title></info></style>',
            "DOCTYPE",
        ),
        ('<!DOCTYPE style SYSTEM "file:///etc/passwd"><style/>', "DOCTYPE"),
    ],
)
def test_a_broken_local_file_is_refused_with_its_path(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "broken.csl"
    file.write_text(text)
    with pytest.raises(UsageError, match=f"broken.csl is no CSL style: .*{complaint}"):
        find_style(str(file))


def test_a_missing_local_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.csl cannot be read: No such file"):
        find_style(str(tmp_path / "missing.csl"))


def test_a_language_has_terms_where_the_engine_or_the_style_has_them(tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    own.write_text('<style class="note"><locale xml:lang="ug-CN"/><citation/></style>', encoding="utf-8")
    apa = find_style("apa")
    assert [has_terms(apa, tag) for tag in ("de-DE", "zh-Hans-CN", "EN", "ug", "e")] == [*[True] * 3, False, False]
    assert has_terms(find_style(str(own)), "ug")
