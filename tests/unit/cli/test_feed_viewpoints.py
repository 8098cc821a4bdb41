from sourcebook.cli.feed_health import Health
from sourcebook.cli.feed_viewpoints import by_viewpoint
from sourcebook.model.coverage import Feed
from sourcebook.model.library import Library
from sourcebook.model.outlets import Outlet
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.model.work import Work

OUTLETS = tuple(Outlet(name, name.title()) for name in ("courier", "weekly", "ministry", "blog"))
SIDES = {"ministry": "officials", "blog": "sceptics", "courier": "press", "weekly": "press"}
VOCABULARY = Vocabulary(
    viewpoints={name: Term(name, name.title()) for name in ("press", "officials", "nobody", "sceptics")}
)


def troubles(*feeds: tuple[str, str]) -> dict[str, str]:
    works = {
        outlet: Work(outlet, {"container-title": outlet.upper(), "viewpoint": side}) for outlet, side in SIDES.items()
    }
    found = [
        Health(Feed(str(n), "https://e.example/", outlet=outlet), None, how) for n, (outlet, how) in enumerate(feeds)
    ]
    return {
        one.id: one.trouble for one in by_viewpoint(Library(works=works, vocabulary=VOCABULARY, outlets=OUTLETS), found)
    }


def test_a_viewpoint_none_of_whose_outlets_has_a_well_feed_is_told() -> None:
    assert troubles(
        ("courier", "unwell"), ("weekly", "well"), ("ministry", "unwell"), ("blog", "off"), ("", "well")
    ) == {
        "press": "",
        "officials": "no feed of its outlets is well (1 of 1 have any)",
        "sceptics": "none of its outlets (1) has a feed",
    }


def test_a_feed_that_was_never_asked_is_no_trouble() -> None:
    assert troubles(("ministry", "new"), ("ministry", "unwell"))["officials"] == ""
    assert troubles(("courier", "unwell"))["press"] == "no feed of its outlets is well (1 of 2 have any)"
