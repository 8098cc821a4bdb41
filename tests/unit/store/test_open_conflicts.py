import pytest

from sourcebook.store.open_conflicts import OpenConflict, conflict_of

PATH = "library/works/okafor2019dam.md"
A, B, C = (f"---\ntitle: {title}\nkeywords: [{title}]\n---\n".encode() for title in "ABC")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kind", "fields"),
    [
        (A, B, C, "both-changed", ("title",)),
        (None, B, C, "both-changed", ("title",)),
        (A, None, C, "removed-by-us", ()),
        (A, B, None, "removed-by-them", ()),
        (A, None, None, "moved", ()),
        (None, B, None, "moved", ()),
    ],
)
def test_a_conflict_is_known_by_which_sides_have_the_file(
    base: bytes | None, ours: bytes | None, theirs: bytes | None, kind: str, fields: tuple[str, ...]
) -> None:
    assert conflict_of(PATH, base, ours, theirs) == OpenConflict(path=PATH, kind=kind, fields=fields)
