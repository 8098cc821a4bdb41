"""Which form of a title a reference prints."""

import pytest
from example_works import article

from sourcebook.render.citation_document import title_with_translation
from sourcebook.render.titles import titled


@pytest.mark.parametrize(
    ("titles", "printed"),
    [
        ("", "水库 [The reservoir]"),
        ("original", "水库"),
        ("romanized", "Shuiku"),
        ("translated", "The reservoir"),
        ("all", "水库 Shuiku [The reservoir]"),
    ],
)
def test_a_title_is_printed_in_the_form_that_was_asked_for(titles: str, printed: str) -> None:
    work = article("a", "水库", title_romanized="Shuiku", title_translated="The reservoir")
    assert title_with_translation(titled(work, titles)) == printed


@pytest.mark.parametrize("titles", ["", "original", "romanized", "translated", "all"])
def test_a_form_that_is_not_there_is_the_title_as_published(titles: str) -> None:
    assert title_with_translation(titled(article("a", "Dams"), titles)) == "Dams"
    assert title_with_translation(titled(article("a", ""), titles)) == ""
