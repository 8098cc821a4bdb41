"""Keys minted: who, when, which word; ASCII; unlike every key and alias."""

import pytest

from sourcebook.intake.keys import minted_key, ordinary_words
from sourcebook.model.work import Origin, Raw, Work, read_work


def _work(**raw: Raw) -> Work:
    return read_work("", {name.replace("_", "-"): value for name, value in raw.items()}, "", Origin())[0]


def _names(*families: str) -> Raw:
    return [{"family": family, "given": "A."} for family in families]


@pytest.mark.parametrize(
    ("work", "outlet", "key"),
    [
        (_work(title="The Silting of the Dam", author=_names("Okafor"), issued="2021-06"), "", "okafor2021silting"),
        (
            _work(title="L’eau et la pierre", author=_names("Müller-Lüdenscheidt"), issued="1999"),
            "",
            "mullerludenschei1999leau",
        ),
        (_work(title="Über alles", author=_names("Ångström"), issued="../2020"), "", "angstrom2020uber"),
        (
            _work(title="水库", title_romanized="Shuiku de", author=_names("周"), issued="2021"),
            "jianghe",
            "jianghe2021shuiku",
        ),
        (_work(title="水库", author=_names("周"), issued="2021"), "", "anon2021"),
        (_work(title="Nine dead", container_title="The River Courier"), "", "rivernine"),
        (_work(title="Нева", publisher="Институт", title_translated="The Neva"), "", "anonneva"),
        (_work(title="The Who"), "", "anonthe"),
        (
            _work(author=[{"literal": "The River Commission"}], title="Declaration", issued="2020"),
            "",
            "river2020declaration",
        ),
        (_work(title="Nine dead", container_title="El Río"), "el-rio", "elrionine"),
        (_work(), "", "anon"),
    ],
)
def test_a_key_is_author_or_outlet_year_and_first_distinctive_word(work: Work, outlet: str, key: str) -> None:
    assert minted_key(work, (), outlet) == key


def test_words_that_many_titles_have_tell_nothing_apart() -> None:
    ordinary = ordinary_words(["The dam", "A dam breaks", "Dam and silt", "Silt"])
    assert ordinary == {"dam"}
    work = _work(title="The dam of the valley", author=_names("Okafor"), issued="2021")
    assert minted_key(work, (), "", ordinary) == "okafor2021valley"
    assert minted_key(_work(title="The dam"), (), "", ordinary) == "anondam"


def test_letters_are_appended_until_the_key_is_nobodys() -> None:
    work = _work(title="Dam", author=_names("Okafor"), issued="2021")
    assert minted_key(work, {"okafor2021dam"}) == "okafor2021dama"
    taken = {"okafor2021dam", *(f"okafor2021dam{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")}
    assert minted_key(work, taken) == "okafor2021damaa"
