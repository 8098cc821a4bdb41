import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.store.lineage import Lineage
from sourcebook.store.log import Touched, _moment, _parsed, _tokens

ZERO, OLD, OTHER, NEW = "0" * 40, "a" * 40, "b" * 40, "c" * 40
NAMES = st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), min_size=1)
MESSAGES = st.text(st.characters(exclude_characters="\0\x01", exclude_categories=["Cs"]))


def written(number: str, parents: str, author: str, message: str, files: list[tuple[str, str]]) -> bytes:
    """A commit as git prints it for us: its words, then what `--raw -z` says of each file."""
    words = (f"\x01{number}", parents, author, "a@example.org", "1700000000 +0100", "1700000000 +0100", message, "", "")
    return "\0".join(words).encode() + "".join(f"\n{meta}\0{path}\0" for meta, path in files).encode()


def read(data: bytes, prefix: str = "") -> list[tuple[str, str, str, dict[str, Touched]]]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return [(one.hash, one.author, one.message, dict(files)) for one, files in _parsed(_tokens(file), prefix)]


@given(st.lists(st.tuples(NAMES, MESSAGES, st.lists(NAMES, unique=True, max_size=3)), max_size=4))
def test_what_git_prints_is_read_back(commits: list[tuple[str, str, list[str]]]) -> None:
    meta = f":100644 100644 {OLD} {NEW} M"
    data = b"".join(
        written(NEW, "", author, message, [(meta, path) for path in paths]) for author, message, paths in commits
    )
    expected = [
        (NEW, author, message, {path: Touched(before=(OLD,), after=NEW) for path in paths})
        for author, message, paths in commits
    ]
    assert read(data) == expected
    assert [one[:1] for one in read(data[: len(data) // 2])] == [(NEW,)] * len(read(data[: len(data) // 2]))


@pytest.mark.parametrize(
    ("meta", "touched"),
    [
        (f":000000 100644 {ZERO} {NEW} A", Touched(before=(None,), after=NEW)),
        (f":100644 000000 {OLD} {ZERO} D", Touched(before=(OLD,), after=None)),
        (f"::100644 100644 100644 {OLD} {OTHER} {NEW} MM", Touched(before=(OLD, OTHER), after=NEW)),
        (f"::100644 000000 100644 {OLD} {ZERO} {NEW} MA", Touched(before=(OLD, None), after=NEW)),
        (f":100644 100755 {OLD} {OLD} M", None),
        (f":160000 160000 {OLD} {NEW} M", None),
    ],
)
def test_a_file_is_what_it_was_in_each_parent_and_after(meta: str, touched: Touched | None) -> None:
    expected = {"works/a.md": touched} if touched else {}
    assert read(written(NEW, "", "Ada", "x", [(meta, "deep/works/a.md")]), "deep/") == [(NEW, "Ada", "x", expected)]


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("1725184800 +0200", "2024-09-01T12:00:00+02:00"),
        ("1725184800 -0330", "2024-09-01T06:30:00-03:30"),
        ("-5 +0000", "1970-01-01T00:00:00+00:00"),
        ("99999999999999999 +0000", "9999-12-31T23:59:59+00:00"),
        ("1725184800 +9999", "2024-09-02T09:59:00+23:59"),
    ],
)
def test_a_time_of_git_is_one_of_the_calendar_whatever_it_says(raw: str, moment: str) -> None:
    assert _moment(raw).isoformat() == moment


def test_a_commit_touches_what_differs_from_all_its_parents() -> None:
    found = Lineage(
        parents={"merge": ("left", "right"), "left": ("begun",), "right": ("begun",), "begun": ("empty",), "empty": ()},
        hashes={
            "merge": (NEW, OTHER),
            "left": (NEW, OLD),
            "right": (OLD, OTHER),
            "begun": (OLD, OLD),
            "empty": ("", ""),
        },
    )
    assert list(found.touching) == ["left", "right", "begun"]
