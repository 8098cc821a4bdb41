import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import BadValue
from sourcebook.model.editions import Manifest
from sourcebook.store.editions import read_manifest, write_manifest

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PATHS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
MAPS = st.dictionaries(PATHS, TEXT, max_size=4)


@given(st.builds(Manifest, edition=TEXT, date=TEXT, message=TEXT, style=TEXT, version=TEXT, files=MAPS, built=MAPS))
def test_a_manifest_reads_back_as_it_was_written(manifest: Manifest) -> None:
    assert read_manifest(write_manifest(manifest)) == manifest


def test_the_order_of_files_makes_no_difference() -> None:
    files = {"library/works/b.md": "2", "library/works/a.md": "1"}
    one = Manifest(edition="e", date="2026-10-01", files=files)
    other = one._replace(files=dict(reversed(files.items())))
    assert write_manifest(one) == write_manifest(other)


@pytest.mark.parametrize("path", ["library/works/a\nb.md", "library/works/\udcff.md"])
def test_a_path_that_no_text_holds_is_refused(path: str) -> None:
    with pytest.raises(BadValue, match="rename the file"):
        write_manifest(Manifest(edition="e", date="2026-10-01", files={path: "1"}))


@pytest.mark.parametrize("data", [b"- a\n", b"a: [\n", b"\xff", b"edition: a\nedition: b\n"])
def test_bytes_that_are_no_manifest_are_none(data: bytes) -> None:
    assert read_manifest(data) is None


@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(data: bytes) -> None:
    found = read_manifest(b"edition: x\nfiles: [a]\nmessage: {a: b}\n" + data)
    assert found is None or (found.files, found.message) == ({}, "")
