import pytest

from sourcebook.store.open_conflicts import OpenConflict, conflict_of

PATH = "library/works/okafor2019dam.md"
A, B, C = (f"---\ntitle: {title}\nkeywords: [{title}]\n---\n".encode() for title in "ABC")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kind", "fields", "line"),
    [
        (A, B, C, "both-changed", ("title",), 2),
        (None, B, C, "both-changed", ("title",), 2),
        (A, None, C, "removed-by-us", (), 0),
        (A, B, None, "removed-by-them", (), 0),
        (A, A, C, "both-changed", (), 0),
        (A, None, None, "moved", (), 0),
        (None, B, None, "moved", (), 0),
    ],
)
def test_a_conflict_is_known_by_which_sides_have_the_file(
    base: bytes | None, ours: bytes | None, theirs: bytes | None, kind: str, fields: tuple[str, ...], line: int
) -> None:
    assert conflict_of(PATH, base, ours, theirs) == OpenConflict(path=PATH, kind=kind, fields=fields, line=line)
