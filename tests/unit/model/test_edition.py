import pytest

from sourcebook.model.editions import as_work, file_differences, is_edition_name, maintainers_of
from sourcebook.model.names import Name
from sourcebook.model.sources import Sources


@pytest.mark.parametrize("name", ["2026-autumn", "1", "v1.0", "Spring_2027", "2026-09-01"])
def test_names_of_letters_digits_and_three_marks_are_fit(name: str) -> None:
    assert is_edition_name(name)


@pytest.mark.parametrize("name", ["", "-m", ".x", "a b", "a/b", "été", "a\n", "a:b", "a~1", "@2026"])
def test_names_that_mean_something_else_to_git_or_a_disk_are_not(name: str) -> None:
    assert not is_edition_name(name)


def test_what_is_missing_more_or_other_is_said_by_path() -> None:
    frozen = {"b": "1", "a": "1", "same": "1"}
    assert file_differences(frozen, {"b": "2", "c": "1", "same": "1"}) == (
        "a is missing",
        "b is not as it was frozen",
        "c was not in the edition",
    )
    assert file_differences(frozen, dict(reversed(frozen.items()))) == ()


def test_the_bibliography_is_a_data_set_by_its_maintainers() -> None:
    people = (Name(family="Okafor", given="Ngozi"),)
    sources = Sources(subject="The dam", maintainers=people, url="https://dam.example/", language="fr")
    work = as_work(sources, version="2026-autumn", date="2026-10-01")
    assert (work.type, work.title, work.authors, work.text("version")) == ("dataset", "The dam", people, "2026-autumn")
    assert (work.text("issued"), work.link, work.year_label) == ("2026-10-01", "https://dam.example/", "2026")


def test_without_named_maintainers_they_are_one_body() -> None:
    assert maintainers_of(Sources(subject="The dam")) == (Name(literal="Maintainers of The dam"),)
