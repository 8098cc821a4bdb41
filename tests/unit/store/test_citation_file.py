import yaml

from sourcebook.model.names import Name
from sourcebook.model.sources import Sources
from sourcebook.store.citation_file import citation_file


def _new(sources: Sources) -> dict[str, object]:
    read: dict[str, object] = yaml.safe_load(citation_file(sources, version="1.0", date="2026-10-01"))
    return read


def test_a_new_file_says_what_cff_wants_with_strings_that_stay_strings() -> None:
    assert _new(Sources(subject='The "dam": a dispute')) == {
        "cff-version": "1.2.0",
        "message": "If you use this bibliography, please cite the edition you used.",
        "type": "dataset",
        "title": 'The "dam": a dispute',
        "version": "1.0",
        "date-released": "2026-10-01",
        "authors": [{"name": 'Maintainers of The "dam": a dispute'}],
    }


def test_maintainers_url_and_licence_stand_in_it_where_the_settings_have_them() -> None:
    people = (Name(family="Okafor", given="Ngozi"), Name(literal="Dam Watch"), Name(family="Ito"))
    found = _new(Sources(maintainers=people, url="https://dam.example/", licence="CC BY-NC 4.0"))
    assert found["authors"] == [
        {"family-names": "Okafor", "given-names": "Ngozi"},
        {"name": "Dam Watch"},
        {"family-names": "Ito"},
    ]
    assert (found["url"], found["license"]) == ("https://dam.example/", "CC-BY-NC-4.0")


def test_a_licence_in_words_is_left_out_since_cff_takes_identifiers_only() -> None:
    assert "license" not in _new(Sources(licence="All rights reserved"))
    assert _new(Sources(licence="MIT"))["license"] == "MIT"


def test_a_file_that_is_there_keeps_every_line_but_two() -> None:
    before = (
        b"# ours\r\ntitle: x\r\nversion: old # note\r\nreferences:\r\n  - version: 3\r\n"
        b"date-released: 2020-01-01\r\n\xff"
    )
    after = citation_file(Sources(subject="y"), version="2", date="2026-10-01", before=before)
    assert after == (
        b'# ours\r\ntitle: x\r\nversion: "2"\r\nreferences:\r\n  - version: 3\r\ndate-released: "2026-10-01"\r\n\xff'
    )


def test_a_file_without_the_two_lines_gets_them_at_its_end() -> None:
    after = citation_file(Sources(), version="2", date="2026-10-01", before=b"title: x")
    assert after == b'title: x\nversion: "2"\ndate-released: "2026-10-01"\n'
