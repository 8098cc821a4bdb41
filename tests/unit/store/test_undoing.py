"""Which changes stand, which are undone, and what taking one back makes of a file."""

import pytest

from sourcebook.store.undoing import Step, done, replayed, undone

PATH = "library/works/a.md"


def _step(commit: str, command: str = "set", *, undoes: tuple[str, ...] = (), redoes: tuple[str, ...] = ()) -> Step:
    return Step(commit, "parent", "Ada", "ada@example.org", "", command, undoes, redoes)


A, B, C = _step("a"), _step("b"), _step("c")


def _names(found: list[Step]) -> list[str]:
    return [step.commit for step in found]


U = _step("u", "undo", undoes=("b",))
R = _step("r", "redo", redoes=("b",))


@pytest.mark.parametrize(
    ("history", "stands", "taken_back"),
    [
        ([B, A], ["b", "a"], []),
        ([U, B, A], ["a"], ["b"]),
        ([_step("v", "undo", undoes=("a",)), U, B, A], [], ["a", "b"]),
        ([_step("v", "undo", undoes=("b", "a")), B, A], [], ["a", "b"]),
        ([R, U, B, A], ["b", "a"], []),
        ([_step("w", "undo", undoes=("b",)), R, U, B, A], ["a"], ["b"]),
        ([C, U, B, A], ["c", "a"], ["b"]),
        ([_step("e", "edition"), _step("s", "sync"), A], ["a"], []),
    ],
)
def test_what_can_be_undone_and_redone_in_which_order(
    history: list[Step], stands: list[str], taken_back: list[str]
) -> None:
    assert (_names(done(history)), _names(undone(history))) == (stands, taken_back)


def _record(**fields: str) -> bytes:
    body = fields.pop("annotation", "")
    return ("---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + f"---\n{body}").encode()


def test_a_file_that_nobody_touched_since_goes_back_to_the_byte() -> None:
    old, new = b"---\ntitle:   A  # odd\n---\n", _record(title="B")
    assert replayed(new, before=new, after=old, path=PATH) == (old, ())
    assert replayed(old, before=new, after=old, path=PATH) == (old, ())


def test_only_the_fields_of_the_change_go_back() -> None:
    old, new = _record(title="A", note="x"), _record(title="B", note="x", annotation="Said.\n")
    now = _record(title="B", note="y", annotation="Said.\n")
    assert replayed(now, before=new, after=old, path=PATH) == (_record(title="A", note="y"), ())


def test_a_field_that_was_edited_again_stands_in_the_way_and_is_named() -> None:
    old, new, now = _record(title="A", note="x"), _record(title="B", note="y"), _record(title="C", note="y")
    assert replayed(now, before=new, after=old, path=PATH)[1] == ("title",)


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        (_record(title="edited"), _record(title="A"), None),
        (_record(title="edited"), None, _record(title="A")),
        (None, _record(title="A"), _record(title="B")),
    ],
)
def test_what_cannot_be_told_field_by_field_stands_in_the_way_as_a_whole(
    now: bytes | None, before: bytes | None, after: bytes | None
) -> None:
    assert replayed(now, before=before, after=after, path=PATH) == (now, ("the whole file",))


def test_a_record_that_cannot_be_read_stays_as_it_is() -> None:
    change = {"before": _record(title="A"), "after": _record(title="B")}
    assert replayed(b"spoilt", path=PATH, **change) == (b"spoilt", ("the same lines",))


def test_keywords_that_were_added_since_stay_when_another_one_goes() -> None:
    old, new, now = (_record(keywords=words) for words in ("[a]", "[a, b]", "[a, b, c]"))
    assert replayed(now, before=new, after=old, path=PATH) == (_record(keywords="[a, c]"), ())


def test_other_settings_stay_and_the_same_one_stands_in_the_way() -> None:
    change = {"before": b"url: b\nlicence: x\n", "after": b"url: a\nlicence: x\n"}
    assert replayed(b"url: b\nlicence: y\n", path="sources.yaml", **change) == (b"url: a\nlicence: y\n", ())
    assert replayed(b"url: c\nlicence: x\n", path="sources.yaml", **change)[1]
