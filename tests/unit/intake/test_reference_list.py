"""Plain lists: numbered blocks and one reference a line, with what is sure taken out and the lines kept."""

import pytest
from reading import only

from sourcebook.intake.reference_list import read_reference_list
from sourcebook.model.work import Raw

NUMBERED = """References

12. [12]
The dam that nobody wanted - River Courier
May 24, 2022 — The dam was planned in the ...
13. [13]
[PDF] Report on the lower valley and its ...
https://e.org/report_(final).pdf
14. [14]
Minutes of the council | https://doi.org/10.1234/abc.def.
15. [15]
???
"""


def test_numbered_blocks() -> None:
    imported = read_reference_list(NUMBERED)
    first, second, third = (dict(draft.raw) for draft in imported.drafts)
    assert (first["title"], first["container-title"], first["issued"]) == (
        "The dam that nobody wanted",
        "River Courier",
        "2022-05-24",
    )
    assert (second["title"], second["medium"], second["URL"]) == (
        "Report on the lower valley and its",
        "PDF",
        "https://e.org/report_(final).pdf",
    )
    assert "title: cut off in the list" in imported.drafts[1].doubts
    assert third["DOI"] == "10.1234/abc.def"
    assert [draft.line for draft in imported.drafts] == [3, 6, 9]
    assert [complaint.line for complaint in imported.complaints] == [11]
    assert first["provenance"] == {
        "lines": "The dam that nobody wanted - River Courier\nMay 24, 2022 — The dam was planned in the ..."
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Okafor, N., & Smith, A. (2020a). The silt of it. River Journal, 3(2). https://doi.org/10.1234/X.y",
            {
                "title": "The silt of it",
                "issued": "2020",
                "DOI": "10.1234/X.y",
                "author": [{"literal": "Okafor, N., & Smith, A."}],
            },
        ),
        (
            "- River Desk, “Nine dead at the dam”, Courier, 3 May 2021 <https://e.org/a?b=1>",
            {
                "title": "Nine dead at the dam",
                "issued": "2021-05-03",
                "URL": "https://e.org/a?b=1",
                "author": [{"literal": "River Desk"}],
            },
        ),
        (
            "[The dam](https://e.org/dam) – 2021-05-03",
            {"title": "The dam", "URL": "https://e.org/dam", "issued": "2021-05-03"},
        ),
        (
            "水库移民的声音 2022年5月24日 https://e.org/1",
            {"title": "水库移民的声音", "issued": "2022-05-24", "URL": "https://e.org/1"},
        ),
        ("https://e.org/only", {"URL": "https://e.org/only"}),
    ],
)
def test_one_reference_a_line(line: str, expected: dict[str, Raw]) -> None:
    draft = only(read_reference_list(line))
    said = {name: value for name, value in draft.raw.items() if name != "provenance"}
    assert said == expected
    assert draft.raw["provenance"] == {"lines": line.removeprefix("- ").strip()}
    assert draft.doubts


def test_every_line_of_a_list_without_numbers_is_a_reference() -> None:
    drafts = read_reference_list("Bibliography:\n* One title\n\n* 1984\n* Two titles\n").drafts
    assert [draft.raw["title"] for draft in drafts] == ["One title", "1984", "Two titles"]
