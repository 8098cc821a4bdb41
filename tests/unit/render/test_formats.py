"""The registry of formats, and what each cannot carry."""

import pytest

from nasty_works import LIBRARY, library_of, work
from sourcebook.errors import UnknownName
from sourcebook.render.formats import EXPORTS, export_named, losses


def test_the_formats_are_these() -> None:
    assert list(EXPORTS) == ["bibtex", "biblatex", "csl-json", "csl-yaml", "ris", "csv", "jsonl"]
    assert all(export.name == name and export.extension.startswith(".") for name, export in EXPORTS.items())


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_is_the_same_every_time_and_ends_its_last_line(name: str) -> None:
    write = EXPORTS[name].write
    assert write(LIBRARY) == write(LIBRARY)
    assert write(LIBRARY).endswith("\n")
    write(LIBRARY).encode("utf-8")


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_writes_the_works_in_the_order_of_the_library(name: str) -> None:
    text = EXPORTS[name].write(library_of(work("zulu", type="book"), work("alfa", type="book")))
    assert 0 < text.index("zulu") < text.index("alfa")


def test_losses_count_the_works_by_field() -> None:
    library = library_of(
        work("a", title="T", provenance={"seed": "1"}, director=[{"literal": "D"}]), work("b", provenance={"seed": "2"})
    )
    assert losses(library, EXPORTS["biblatex"]) == {"provenance": 2}
    assert losses(library, EXPORTS["ris"]) == {"provenance": 2, "director": 1}
    assert losses(library, EXPORTS["jsonl"]) == {}


def test_an_unknown_format_asks_whether_another_was_meant() -> None:
    with pytest.raises(UnknownName) as caught:
        export_named("bibtx")
    assert str(caught.value).startswith("There is no format 'bibtx'. Did you mean 'bibtex'")
    assert export_named("ris") is EXPORTS["ris"]
