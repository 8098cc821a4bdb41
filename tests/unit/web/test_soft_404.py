import pytest

from sourcebook.model.links import Outcome, Probe
from sourcebook.web.soft_404 import hints_of, sibling_of, with_sibling


@pytest.mark.parametrize(
    ("url", "final", "hints"),
    [
        ("https://e.org/2021/story", "https://e.org/", ("root",)),
        ("https://e.org/story-1", "https://e.org/", ("root",)),
        ("https://e.org/story-1", "https://other.org/index.html", ("root",)),
        ("https://e.org/news/2021/story", "https://e.org/news", ("root",)),
        ("https://e.org/a/b", "https://e.org/404.html", ("error-path",)),
        ("https://e.org/a/b", "https://e.org/page-not-found/", ("error-path",)),
        ("https://e.org/a/error/b", "https://e.org/a/error/b", ()),
        ("https://e.org/a/b", "https://e.org/a/b/", ()),
        ("https://e.org/a/b", "https://e.org/?id=7", ()),
        ("https://e.org/a/b", "https://e.org/c/", ()),
        ("https://e.org/", "https://e.org/en/", ()),
        ("https://e.org/?p=1", "https://e.org/", ("root",)),
        ("https://e.org/en", "https://e.org/", ()),
        ("https://e.org/a/b", "https://e.org/a/terrors", ()),
    ],
)
def test_where_a_page_leads_may_give_it_away(url: str, final: str, hints: tuple[str, ...]) -> None:
    assert hints_of(url, final, missing=False) == hints
    assert hints_of(url, final, missing=True) == (*hints, "title")


@pytest.mark.parametrize(
    ("url", "sibling"),
    [
        ("https://e.org/2021/story?x=1#y", "https://e.org/2021/zq"),
        ("https://e.org/2021/story/", "https://e.org/2021/zq"),
        ("https://e.org/story", "https://e.org/zq"),
        ("https://me:word@e.org/story", "https://e.org/zq"),
        ("https://e.org/", ""),
        ("https://e.org/index.html", ""),
    ],
)
def test_a_sibling_stands_in_the_same_folder(url: str, sibling: str) -> None:
    assert sibling_of(url, "zq") == sibling


def test_a_sibling_tells_an_honest_site_from_one_that_answers_to_anything() -> None:
    page = Probe("https://e.org/a", "", Outcome.OK, 200, "https://e.org/", (("https://e.org/a", 302),), hints=("root",))
    missing = Probe("https://e.org/zq", "", Outcome.NOT_FOUND, 404)
    assert with_sibling(page, missing).hints == ("root", "honest")
    same_place = Probe("https://e.org/zq", "", Outcome.OK, 200, "https://e.org/?from=zq")
    assert with_sibling(page, same_place).hints == ("root", "sibling")
    elsewhere = same_place._replace(final="https://e.org/zq")
    assert with_sibling(page, elsewhere).hints == ("root",)
    near = elsewhere._replace(shape="00000000000000ff")
    assert with_sibling(page._replace(shape="00000000000000f0"), near).hints == ("root", "sibling")
    assert with_sibling(page._replace(shape="ffffffff000000f0"), near).hints == ("root",)
    assert with_sibling(page, missing._replace(outcome=Outcome.TIMEOUT)).hints == ("root",)
